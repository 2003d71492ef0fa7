"""The folder of an imported track: built beside the old one, checked like any other, and put in its place.

What the learner edited or added stays where it can. Where it can't, because the file says something else now, the
whole old folder is kept aside. No file is ever written through a link, nor outside the folder of the learner's tracks.
"""

import contextlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from studytui.errors import BAD_CONTENT, CANNOT_WRITE, StudyError
from studytui.exchange import identity
from studytui.text import one_line
from studytui.track.model import Track
from studytui.track.writer import files_of

OUTLINE = "track.yaml"


class Files(NamedTuple):
    """What is to happen in the folder, by the files' names."""

    written: dict[str, str]
    removed: tuple[str, ...]
    edited: tuple[str, ...]
    """Those that stay as the learner edited them."""
    lost: tuple[str, ...]
    """Those with something of the learner's that can't stay."""
    checksums: dict[str, int]
    """Of each as it was made, edited or not."""


class Folder:
    """The folder of one track, and the checksums of what an import wrote there last."""

    def __init__(self, path: Path, checksums: Mapping[str, int]) -> None:
        self.path = path
        self._checksums = checksums

    def topics_to_keep(self) -> set[str]:
        """The topics that the learner made something of."""
        topics = {Path(name).stem for name in self._checksums if name != OUTLINE and self._is_edited(name)}
        return topics | {path.stem for path in (self.path / "cards").glob("*.yaml")}

    def files(self, track: Track, comment: str) -> Files:
        """What has to be done so that the folder holds this track."""
        made = files_of(track, comment)
        edited = {name for name in (*made, *self._checksums) if self._is_edited(name)}
        is_same = OUTLINE in edited and checksum(made[OUTLINE]) == self._checksums.get(OUTLINE)
        if not is_same:
            # What the learner edited in the outline can't stay, but no topic of theirs may be left in no week.
            made = files_of(self._with_own_topics(track, made), comment)
        stay = {name for name in edited if name in made and (name != OUTLINE or is_same)}
        removed = [name for name in self._checksums if name not in made]
        removed += [f"cards/{Path(name).stem}.yaml" for name in removed]
        removed = [name for name in removed if (self.path / name).exists()]
        lost = [name for name in (*made, *removed) if name not in stay and self._is_edited(name)]
        written = {name: text for name, text in made.items() if name not in stay}
        checksums = {name: checksum(text) for name, text in made.items()}
        return Files(written, tuple(removed), tuple(sorted(stay)), tuple(lost), checksums)

    def differs(self, files: Files) -> bool:
        """Whether anything would be another than it is."""
        return bool(files.removed) or any(self._read(name) != text.encode() for name, text in files.written.items())

    def replace(self, files: Files) -> Path | None:
        """Do it; where the old folder was kept aside, if that was needed. Raises StudyError, with nothing changed."""
        scratch = self._beside("new")
        try:
            self._build(scratch, files)
            _check(scratch)
            return self._swap(scratch, files)
        except OSError as error:
            why = error.strerror or "a file in it can't be copied"
            raise StudyError(f"{one_line(str(self.path))} can't be written: {why}", "", CANNOT_WRITE) from error
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            with contextlib.suppress(OSError):
                scratch.parent.rmdir()

    def recover(self) -> None:
        """Put the old folder back if an import was killed between taking it away and putting the new one there."""
        old = self._beside("old")
        with contextlib.suppress(OSError):
            if old.exists() and not self.path.exists():
                old.rename(self.path)

    def _with_own_topics(self, track: Track, made: Mapping[str, str]) -> Track:
        names = sorted(path.stem for path in (self.path / "topics").glob("[!.]*.md"))
        own = [name for name in names if not {f"topics/{name}.md"} & {*made, *self._checksums}]
        if not own:
            return track
        phase, *phases = track.phases
        week, *weeks = phase.weeks
        week = replace(week, topics=(*week.topics, *own))
        return replace(track, phases=(replace(phase, weeks=(week, *weeks)), *phases))

    def _is_edited(self, name: str) -> bool:
        found = self._read(name)
        # Nobody means an empty file; a power cut may have left one. The record is nobody's to edit.
        return bool(found.strip()) and name != identity.FILE and crc32(found) != self._checksums.get(name)

    def _read(self, name: str) -> bytes:
        path = self.path / name
        try:
            return path.read_bytes() if path.is_file() else b""
        except OSError as error:
            message = f"{one_line(str(path))} can't be read: {error.strerror}"
            raise StudyError(message, "check its permissions", CANNOT_WRITE) from error

    def _beside(self, kind: str) -> Path:
        # Two levels down, so that nobody takes it for a track.
        return self.path.parent / ".import" / f"{self.path.name}.{kind}"

    def _build(self, scratch: Path, files: Files) -> None:
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            shutil.copytree(self.path, scratch, symlinks=True)
        else:
            scratch.mkdir()
        for name in files.removed:
            (scratch / name).unlink(missing_ok=True)
        for name, text in files.written.items():
            path = scratch / name
            if path.parent.is_symlink():
                raise StudyError(f"{one_line(str(self.path / name))} leads elsewhere", "put a folder in its place")
            path.parent.mkdir(exist_ok=True)
            path.unlink(missing_ok=True)
            with path.open("xb") as file:
                file.write(text.encode())
                # 3 ms a file. A topic that a power cut empties is made again by the next import; ids are not.
                if name in (OUTLINE, identity.FILE):
                    file.flush()
                    os.fsync(file.fileno())

    def _swap(self, scratch: Path, files: Files) -> Path | None:
        old = self._beside("old")
        if old.exists():
            self._set_aside(old)
        # Once more: a minute may have passed since the plan was shown.
        is_lost = any(map(self._is_edited, (*files.written, *files.removed)))
        if self.path.exists():
            self.path.rename(old)
        try:
            scratch.rename(self.path)
        except OSError:
            old.rename(self.path)
            raise
        if old.exists() and is_lost:
            return self._set_aside(old)
        shutil.rmtree(old, ignore_errors=True)
        return None

    def _set_aside(self, old: Path) -> Path:
        places = (self.path.parent / ".before" / f"{self.path.name}-{number}" for number in count(1))
        place = next(path for path in places if not path.exists())
        place.parent.mkdir(exist_ok=True)
        return old.rename(place)


def checksum(text: str) -> int:
    """By which a later edit is known."""
    return crc32(text.encode())


def _check(scratch: Path) -> None:
    # Only here: pydantic and yaml take 60 ms to import.
    from studytui.track.check import check

    track, faults = check(scratch)
    if track is None:
        fault = faults[0]
        where = f"{Path(fault.path).name}:{fault.line}"
        raise StudyError(
            f"this would be no track: {where} {fault.message}", f"{fault.hint}; nothing was changed", BAD_CONTENT
        )
