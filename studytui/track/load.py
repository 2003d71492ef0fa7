"""A track from its folder: from the cache when nothing has changed, else checked and compiled anew."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, cast
from zlib import crc32

from studytui import __version__, cache
from studytui.errors import BAD_CONTENT, NOTHING_MATCHED, StudyError
from studytui.text import one_line
from studytui.track.model import CLASSES, Track

_CODE = tuple(Path(__file__).with_name(name) for name in ("model.py", "check.py", "rules.py", "reader.py"))
_PARTS = ("topics", "cards", "labs")


class TrackEntry(NamedTuple):
    """A track that could be studied."""

    id: str
    """Its folder's name."""
    title: str
    folder: Path


def load(folder: Path, cached: Path) -> Track:
    """The track in `folder`. Raises StudyError (exit 65) with the first fault if it is not right."""
    path = cached / "tracks" / f"{folder.name}-{crc32(os.fsencode(folder.absolute())):08x}.bin"
    key = _key(folder)
    compiled = cache.load(path, key, CLASSES)
    if compiled is not None:
        return cast(Track, compiled)
    # Only for content that is new or changed: pydantic and yaml take 60 ms to import.
    from studytui.track.check import check

    track, faults = check(folder)
    if track is None:
        more = f"{len(faults) - 1} more: " if len(faults) > 1 else ""
        raise StudyError(str(faults[0]), f"{more}studytui track check {one_line(str(folder))}", BAD_CONTENT)
    cache.store(path, key, track)
    return track


def available(roots: Iterable[Path], cached: Path) -> list[TrackEntry]:
    """Every track below `roots`; a broken one is listed, and says so."""
    entries = []
    for folder in _folders(roots):
        try:
            title = load(folder, cached).title
        except StudyError:
            title = f"(broken: see studytui track check {one_line(str(folder))})"
        entries.append(TrackEntry(folder.name, title, folder))
    return entries


def find(id_or_path: str, roots: Iterable[Path]) -> Path:
    """The folder of a track named by its id or its path. Raises StudyError with the nearest ids."""
    if os.sep in id_or_path or (Path(id_or_path) / "track.yaml").is_file():
        return Path(id_or_path).expanduser().absolute()
    folders = _folders(roots)
    # The learner's own track comes before a bundled one of the same name.
    for folder in reversed(folders):
        if folder.name == id_or_path:
            return folder
    from difflib import get_close_matches

    nearest = get_close_matches(id_or_path, [folder.name for folder in folders], 3, 0.3)
    hint = f"did you mean {' or '.join(nearest)}?" if nearest else "studytui track list names them"
    raise StudyError(f"no track {one_line(id_or_path)!r}", hint, NOTHING_MATCHED)


def _folders(roots: Iterable[Path]) -> list[Path]:
    found = []
    for root in roots:
        try:
            names = sorted(entry.name for entry in os.scandir(root) if entry.is_dir())
        except OSError:
            continue
        found += [root / name for name in names if (root / name / "track.yaml").exists()]
    return found


def _key(folder: Path) -> str:
    """What a compiled track depends on: our version and code, and the size and time of every file."""
    parts = [__version__, str(folder.absolute()), cache.fingerprint(*_CODE, folder / "track.yaml")]
    for name in _PARTS:
        try:
            with os.scandir(folder / name) as entries:
                parts += sorted(f"{each.name}:{(at := each.stat()).st_size}:{at.st_mtime_ns}" for each in entries)
        except OSError:
            parts.append(f"{name}: none")
    return "|".join(parts)
