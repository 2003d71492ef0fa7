"""A track from its folder: from the cache when nothing has changed, else checked and compiled anew."""

import contextlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, cast
from zlib import crc32

from studytui import __version__, cache
from studytui.errors import BAD_CONTENT, NOTHING_MATCHED, StudyError
from studytui.text import one_line
from studytui.track.model import CLASSES, Track

_CODE = tuple(
    Path(__file__).with_name(name) for name in ("model.py", "check.py", "rules.py", "reader.py", "experiment.py")
)
_PARTS = ("topics", "cards", "labs")
_ID = re.compile(rb"^id: *[\"']?([a-z0-9-]+)", re.MULTILINE)


class TrackEntry(NamedTuple):
    """A track that could be studied."""

    id: str
    """What its track.yaml says, or its folder's name while that says nothing."""
    title: str
    folder: Path


def load(folder: Path, cached: Path) -> Track:
    """The track in `folder`. Raises StudyError (exit 65) with the first fault if it is not right."""
    found = compiled(folder, cached)
    if found is not None:
        return found
    # Only for content that is new or changed: pydantic and yaml take 60 ms to import.
    from studytui.track.check import check

    track, faults = check(folder)
    if track is None:
        more = f"{len(faults) - 1} more: " if len(faults) > 1 else ""
        raise StudyError(str(faults[0]), f"{more}studytui track check {one_line(str(folder))}", BAD_CONTENT)
    cache.store(_path(folder, cached), _key(folder), track)
    return track


def compiled(folder: Path, cached: Path) -> Track | None:
    """The track in `folder` as it was compiled, if nothing has changed since; for those who can't wait for more."""
    return cast("Track | None", cache.load(_path(folder, cached), _key(folder), CLASSES))


class Watch:
    """A track that is being written: tells when one of its files was saved."""

    def __init__(self, folder: Path, cached: Path) -> None:
        self.folder = folder
        self._cached = cached
        self._seen = _key(folder)

    def changed(self) -> bool:
        """Whether anything was saved since the last look."""
        key = _key(self.folder)
        if key == self._seen:
            return False
        self._seen = key
        return True

    def load(self) -> Track:
        """The track as it is now. Raises StudyError with its first fault."""
        return load(self.folder, self._cached)


def available(roots: Iterable[Path], cached: Path) -> list[TrackEntry]:
    """Every track below `roots`; a broken one is listed, and says so."""
    entries = []
    for folder in _folders(roots):
        try:
            title = load(folder, cached).title
        except StudyError:
            title = f"(broken: see studytui track check {one_line(str(folder))})"
        entries.append(TrackEntry(_id_of(folder), title, folder))
    return entries


def find(id_or_path: str, roots: Iterable[Path]) -> Path:
    """The folder of a track named by its id or its path. Raises StudyError with the nearest ids."""
    if os.sep in id_or_path or _is_track(Path(id_or_path)):
        with contextlib.suppress(OSError, RuntimeError):
            folder = Path(id_or_path).expanduser().absolute()
            if _is_track(folder):
                return folder
        raise StudyError(f"no track in {one_line(id_or_path)}", "name a folder with a track.yaml", NOTHING_MATCHED)
    ids = named(roots)
    if id_or_path in ids:
        return ids[id_or_path]
    from difflib import get_close_matches

    nearest = get_close_matches(id_or_path[:64], ids, 3, 0.3)
    hint = f"did you mean {' or '.join(nearest)}?" if nearest else "studytui track list names them"
    raise StudyError(f"no track {one_line(id_or_path)!r}", hint, NOTHING_MATCHED)


def named(roots: Iterable[Path]) -> dict[str, Path]:
    """The folders of all tracks by their ids, whatever else is in them."""
    # The learner's own track comes before a bundled one of the same id.
    return {_id_of(folder): folder for folder in _folders(roots)}


def _folders(roots: Iterable[Path]) -> list[Path]:
    found = []
    for root in roots:
        try:
            with os.scandir(root) as entries:
                names = sorted(each.name for each in entries)
        except OSError:
            continue
        found += [root / name for name in names if _is_track(root / name)]
    return found


def _is_track(folder: Path) -> bool:
    try:
        return (folder / "track.yaml").exists()
    except OSError:
        return False


def _id_of(folder: Path) -> str:
    path, found = folder / "track.yaml", None
    # Opening a pipe would wait for ever.
    with contextlib.suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                found = _ID.search(file.read(4096))
    return found[1].decode() if found else folder.name


def _path(folder: Path, cached: Path) -> Path:
    return cached / "tracks" / f"{folder.name}-{crc32(os.fsencode(folder.absolute())):08x}.bin"


def _key(folder: Path) -> str:
    """What a compiled track depends on: our version and code, and the size and time of every file."""
    parts = [__version__, str(folder.absolute()), cache.fingerprint(*_CODE, folder / "track.yaml")]
    for name in _PARTS:
        try:
            with os.scandir(folder / name) as entries:
                parts.append(name)
                # Hidden files are editors' own, and what Python keeps beside a lab's program is no part of it.
                parts += sorted(_stamp(each) for each in entries if each.name[0] != "." and each.name != "__pycache__")
        except OSError:
            parts.append(f"{name}: none")
    return "|".join(parts)


def _stamp(entry: os.DirEntry[str]) -> str:
    try:
        status = entry.stat()
    except OSError:
        return f"{entry.name}: gone"
    return f"{entry.name}:{status.st_size}:{status.st_mtime_ns}"
