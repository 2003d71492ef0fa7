"""All events of all devices, in files; the only way to add one.

Each device writes only its own folder, one file a month, so any tool that copies files can carry the history
between machines. Appending takes the lock, stamps, writes, waits for the disk, and only then acknowledges.
"""

import contextlib
import errno
import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from studytui.errors import CANNOT_WRITE, StudyError
from studytui.history.events import LAST_AT, Event, Fact, milliseconds, stamp
from studytui.history.lock import locked

if TYPE_CHECKING:
    from studytui.history.storage import EventDatabase

_DEVICE_LENGTH = 8
_OWN_FILE = re.compile(r"\d{4}-\d{2}(_\d{2,})?\.jsonl")
"""What this program names its files; a sync tool's conflict copy is read, but never written to."""


class HistoryFile(NamedTuple):
    """One file of the history, as the folder lists it. A tuple, because the app lists them all every second or so."""

    path: str
    size: int
    changed: int
    """Modification time in nanoseconds."""


class History:
    """The events below `folder`; what only this machine needs (its device id, the lock) is in `state`."""

    def __init__(self, folder: Path, state: Path, device: str | None = None) -> None:
        self.folder = folder
        self.state = state
        self._device = device
        self._database: EventDatabase | None = None
        self._latest = 0
        self._successor = ""

    @property
    def device(self) -> str:
        """This machine's name in the history: random, made once; empty before the first event."""
        if not self._device:
            self._device = _read_device(self.state / "device")
        return self._device or ""

    def files(self) -> list[HistoryFile]:
        """All files of all devices, in a stable order."""
        found = []
        for folder in _entries(self.folder):
            for entry in _entries(folder.path):
                # A file may go between the listing and the look.
                with contextlib.suppress(OSError):
                    if entry.name.endswith(".jsonl") and stat.S_ISREG((status := entry.stat()).st_mode):
                        found.append(HistoryFile(entry.path, status.st_size, status.st_mtime_ns))
        return sorted(found)

    def append(self, *facts: Fact, now: datetime, after: int = 0) -> tuple[Event, ...]:
        """Add facts as one transaction, later than `after` and than all this device wrote; durable on return.

        Raises StudyError (exit 4) when they could not be written; then none of them are there.
        """
        try:
            with locked(self.state / "history.lock"):
                return self._append(facts, now, after)
        except OSError as error:
            raise _explained(error, self.folder) from error

    def keep_aside(self, path: str, line: int, raw: bytes) -> None:
        """Copy a damaged line into the state folder, once, as evidence; the line itself stays where it is."""
        device, month = Path(path).parent.name, Path(path).stem
        copy = self.state / "damaged" / f"{device}-{month}-{line}-{crc32(raw):08x}"
        with contextlib.suppress(OSError):
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(raw)

    def writable(self) -> bool:
        """Whether an append could succeed, as far as permissions tell."""
        folder = self.folder
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        own = self.folder / self.device if self.device else folder
        return all(os.access(place, os.W_OK) for place in (folder, own) if place.exists())

    def _append(self, facts: tuple[Fact, ...], now: datetime, after: int) -> tuple[Event, ...]:
        # TinyDB is for writing; a start that only reads need not import it.

        # TinyDB is for writing; a start that only reads need not import it.
        from studytui.history.storage import UnconfirmedError

        device = self.device or self._mint_device()
        database = self._open(device, now)
        # A time that was once tried is never used again: a write that failed may yet turn up on the disk.
        first = max(milliseconds(now), database.last_at() + 1, after + 1, self._latest + 1)
        last = first + len(facts) - 1
        if last > LAST_AT:
            raise StudyError("a clock is centuries ahead", "set it right; nothing was changed", CANNOT_WRITE)
        self._latest = last
        if database.segment.newer:
            raise StudyError(
                f"{database.segment.path.name} was written by a later studytui",
                "update this one; until then the history can only be read",
                CANNOT_WRITE,
            )
        events = [stamp(fact, first + number, now, device) for number, fact in enumerate(facts)]
        try:
            database.add(events)
        except UnconfirmedError:
            self._database = None
            successor = _successor(database.segment.path)
            self._successor = successor.name
            with contextlib.suppress(OSError):
                # So that other programs open it too.
                successor.touch()
            raise
        return tuple(events)

    def _open(self, device: str, now: datetime) -> "EventDatabase":
        from studytui.history.storage import EventDatabase, make_folder

        folder = self.folder / device
        month = f"{now.astimezone(UTC):%Y-%m}.jsonl"
        own = [entry.name for entry in _entries(folder) if _OWN_FILE.fullmatch(entry.name)]
        # A clock that was set back must not reopen an earlier month: order within a device is order in its files.
        name = max([month, self._successor, *own])
        if self._database is None or self._database.segment.path.name != name:
            make_folder(folder)
            self._database = EventDatabase(folder / name, device)
            earlier = [other for other in own if other < name]
            if earlier and not self._database.last_at():
                self._latest = max(self._latest, EventDatabase(folder / max(earlier), device).last_at())
        return self._database

    def _mint_device(self) -> str:
        path = self.state / "device"
        self._device = _read_device(path)
        if self._device is None:
            self._device = os.urandom(_DEVICE_LENGTH // 2).hex()
            scratch = path.with_suffix(".new")
            scratch.write_text(self._device + "\n", encoding="ascii")
            scratch.replace(path)
        return self._device


def _read_device(path: Path) -> str | None:
    try:
        name = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    return name if len(name) == _DEVICE_LENGTH and name.isalnum() else None


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []


def _successor(path: Path) -> Path:
    """The next file of the same month: `2026-11.jsonl`, `2026-11_01.jsonl`, …"""
    month, _, number = path.stem.partition("_")
    return path.with_name(f"{month}_{int(number or 0) + 1:02}{path.suffix}")


def _explained(error: OSError, folder: Path) -> StudyError:
    place = error.filename or folder
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            message, hint = "the disk is full", "make room and try again; nothing was changed"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            message, hint = f"{place} can't be written", "check its permissions, or set STUDYTUI_DATA_DIR"
        case _:
            message, hint = f"{place} can't be written: {error.strerror or error}", "nothing was changed"
    return StudyError(message, hint, CANNOT_WRITE)
