"""All events of all devices, in files; the only way to add one.

Each device writes only its own folder, one file a month or more, so any tool that copies files can carry the history
between machines. Appending takes the lock, stamps, writes, waits for the disk, and only then acknowledges.
"""

import contextlib
import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

from studytui.errors import CANNOT_WRITE, StudyError
from studytui.history import device as devices
from studytui.history.disk import DISK, Disk, HistoryFile
from studytui.history.events import LAST_AT, Event, milliseconds, stamp
from studytui.history.facts import Fact
from studytui.history.lines import transaction
from studytui.history.mirror import Mirror
from studytui.history.names import is_own, order, successor

if TYPE_CHECKING:
    from studytui.history.storage import EventDatabase

Listed = TypeVar("Listed")

ROLL = 64 * 1024
"""Bytes after which a month goes on in another file: a writer reads all of the one it appends to."""


class History:
    """The events below `folder`; what only this machine needs (its device id, the lock, the mirror) is in `state`."""

    def __init__(self, folder: Path, state: Path, device: str | None = None, disk: Disk = DISK) -> None:
        self.folder = folder
        self.state = state
        self.disk = disk
        self.mirror = Mirror(folder, state, disk)
        self.unlisted: list[str] = []
        """Folders that could not be looked into when the files were listed last."""
        self._device = device
        self._database: EventDatabase | None = None
        self._latest = 0
        self._successor = ""

    @property
    def device(self) -> str:
        """This machine's name in the history; empty before the first event, and on a copy of another machine."""
        if not self._device:
            self._device = devices.load(self.state, self.disk)
        return self._device

    def files(self) -> list[HistoryFile]:
        """All files of all devices, in a stable order."""
        found: list[HistoryFile] = []
        self.unlisted = []
        folders = self._listed(str(self.folder), self.disk.folders)
        for folder in folders:
            found += self._listed(folder, self.disk.files)
        return sorted(found)

    def append(
        self, *facts: Fact, now: datetime, after: int = 0, closing: Callable[[Sequence[Event]], Fact] | None = None
    ) -> tuple[Event, ...]:
        """Add facts as one transaction, later than `after` and than all this device wrote; durable on return.

        `closing` makes one more of what these became: a fact that names the others. Raises StudyError (exit 4) when
        they could not be written; then none of them are there.
        """
        with self.writing():
            database = self._open(now)
            events = self._stamped(database, facts, now, after)
            if closing is not None:
                events += self._stamped(database, (closing(events),), now, after)
            self._attempt(database, lambda: database.add(events))
        return tuple(events)

    def last_file(self) -> Path | None:
        """The file that this program appended to last."""
        return self._database.segment.path if self._database else None

    def bring_back(self, lines: Iterable[bytes], *facts: Fact, now: datetime, after: int = 0) -> tuple[Event, ...]:
        """Append lines that a copy still has, as they were written, and facts that tell of it; durable on return.

        They go into a file of this device, whoever wrote them: nobody else's file is ever touched. Raises StudyError.
        """
        with self.writing():
            database = self._open(now)
            events = self._stamped(database, facts, now, after)
            # These lines may be older than all before them, so the file's last time no longer tells the next one.
            self._burn()
            written = b"".join(line + b"\n" for line in lines) + (transaction(events) if events else b"")
            self._attempt(database, lambda: database.segment.append(written))
        return tuple(events)

    def settle(self, now: datetime) -> None:
        """Make durable what a program left that was killed before it could. Raises StudyError."""
        with self.writing():
            if self.device:
                # When this goes on in a file that is still to be made, the one before is flushed by that.
                database = self._open(now)
                if self.disk.size(database.segment.path):
                    self._attempt(database, database.segment.settle)

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
        with contextlib.suppress(OSError):
            folder = self.folder
            while not folder.exists() and folder != folder.parent:
                folder = folder.parent
            own = self.folder / self.device if self.device else folder
            return all(os.access(place, os.W_OK) for place in (folder, own) if place.exists())
        return False

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer on this machine. Raises StudyError for what the disk refuses meanwhile."""
        try:
            with self.disk.locked(devices.lock_file(self.state)):
                yield
        except OSError as error:
            raise _explained(error, self.folder) from error

    def _stamped(self, database: "EventDatabase", facts: tuple[Fact, ...], now: datetime, after: int) -> list[Event]:
        # A time that was once tried is never used again: a write that failed may yet turn up on the disk.
        tried = max(self._latest, self._burned())
        first = max(milliseconds(now), database.last_at() + 1, after + 1, tried + 1)
        last = first + len(facts) - 1
        if last > LAST_AT:
            raise StudyError("a clock is centuries ahead", "set it right; nothing was changed", CANNOT_WRITE)
        if database.segment.newer:
            raise StudyError(
                f"{database.segment.path.name} was written by a later studytui",
                "update this one; until then the history can only be read",
                CANNOT_WRITE,
            )
        self._latest = max(self._latest, last)
        return [stamp(fact, first + number, now, self.device) for number, fact in enumerate(facts)]

    def _attempt(self, database: "EventDatabase", write: Callable[[], None]) -> None:
        # TinyDB is for writing; a start that only reads need not import it.
        from studytui.history.storage import UnconfirmedError

        path = database.segment.path
        try:
            write()
        except OSError as error:
            with contextlib.suppress(OSError):
                self._burn()
            if isinstance(error, UnconfirmedError):
                self._database = None
                self._successor = successor(path.name)
                with contextlib.suppress(OSError):
                    # So that other programs open it too.
                    self.disk.open(path.with_name(self._successor)).close()
            raise
        self.mirror.follow(path, database.segment.added)

    def _open(self, now: datetime) -> "EventDatabase":
        from studytui.history.storage import EventDatabase

        device = self.device or devices.mint(self.state, self.disk)
        self._device = device
        folder = self.folder / device
        month = f"{now.astimezone(UTC):%Y-%m}.jsonl"
        own = sorted(filter(is_own, self.disk.names(str(folder))), key=order)
        # A clock that was set back must not reopen an earlier month: order within a device is order in its files.
        name = max([month, *own, *filter(None, [self._successor])], key=order)
        if self.disk.size(folder / name) > ROLL:
            name = successor(name)
        while name not in own and str(folder / name) in self.disk.folders(str(folder)):
            # Somebody made a folder of that name.
            name = successor(name)
        known = self._database
        # One that is gone, or holds nothing yet, is opened anew: others may go on in an earlier file meanwhile.
        if known is None or known.segment.path.name != name or name not in own or not known.segment.last_at:
            self.disk.make_folder(folder)
            database = EventDatabase(folder / name, device, self.disk)
            # Events that a damaged file has lost may come back from the mirror: their times are spent.
            self._latest = max(self._latest, self.mirror.last_at(device))
            if not database.last_at():
                earlier = [other for other in reversed(own) if order(other) < order(name)]
                self._go_on_from(EventDatabase(folder / other, device, self.disk) for other in earlier)
            # Only now: what could not be read this time is to be read the next.
            self._database = known = database
        return known

    def _go_on_from(self, earlier: Iterable["EventDatabase"]) -> None:
        """Continue after the latest file that holds anything; whoever wrote it may have left it without flushing it."""
        for database in earlier:
            self._latest = max(self._latest, database.last_at())
            with contextlib.suppress(OSError):
                file = self.disk.open(database.segment.path)
                try:
                    file.flush()
                finally:
                    file.close()
            if database.segment.last_at:
                return

    def _burned(self) -> int:
        with contextlib.suppress(ValueError):
            return int(self.disk.read(self.state / "tried") or b"0", 16)
        return 0

    def _burn(self) -> None:
        """Let other programs know which times are spent; written on the rare paths where the file may not tell."""
        self.disk.replace(self.state / "tried", b"%011x" % self._latest)

    def _listed(self, folder: str, look: Callable[[str], list[Listed]]) -> list[Listed]:
        try:
            return look(folder)
        except OSError:
            self.unlisted.append(folder)
            return []


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
