"""A second copy of every file on this machine; each side heals the other.

A line is written here after it was acknowledged there, so the mirror costs an append no wait for the disk. Copies are
compared by their whole lines: what only the mirror has was lost, and goes back into a file of this device.
"""

import contextlib
import errno
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol
from zlib import crc32

from studytui.history.disk import Disk, HistoryFile, write_all
from studytui.history.lines import ids, lacking_lines, read, transactions
from studytui.history.names import latest_first

_TAIL = 4096
"""Bytes of a file's end that are looked at first; a line takes about 200."""
SETTLED = 10.0
"""Seconds without a change before a file counts as damaged: a sync tool may be in the middle of replacing it."""


class Kept(NamedTuple):
    """What a look at both sides came to."""

    healed: int = 0
    """Events that were lost and are back."""
    files: tuple[str, ...] = ()
    """The files that had lost them."""
    waits: bool = False
    """Whether something differs that changed a moment ago: look again later."""


class _History(Protocol):
    def files(self) -> list[HistoryFile]: ...
    def bring_back(self, lines: Iterable[bytes], *, now: datetime) -> object: ...
    def settle(self, now: datetime) -> None: ...


class Mirror:
    """The copy of one history folder, in the state folder."""

    def __init__(self, folder: Path, state: Path, disk: Disk) -> None:
        # Several histories may share a state folder, through --data-dir.
        self.folder = state / "mirror" / f"{crc32(str(folder).encode()):08x}"
        self.trouble = ""
        """Why it could not be written when that was tried last; empty when all is well."""
        self._main = folder
        self._disk = disk

    def follow(self, path: Path, added: bytes = b"") -> None:
        """Copy what was appended to a file. Never raises: the history itself is safe without it.

        `added` are lines that were acknowledged: a sync tool may have given the file another content at that moment.
        """
        self.trouble = ""
        self._attempt(partial(self._follow, path, added))

    def _follow(self, path: Path, added: bytes) -> None:
        copy = self._copy(path)
        start = max(0, self._disk.size(copy) - _TAIL)
        new, known = self._disk.read(path, start), self._disk.read(copy, start)
        if new.startswith(known) and new.endswith(added):
            self._append(path, new[len(known) :])
        elif lacking := lacking_lines(self._disk.read(copy), [self._disk.read(path), added]):
            # Out of step, as the next `heal` finds out; the file may be damaged once more before that.
            self._append(path, b"\n" + lacking)

    def last_at(self, device: str) -> int:
        """The time of the latest event of a device that the mirror has, or 0."""
        with contextlib.suppress(OSError):
            folder = self.folder / device
            # The last one may hold nothing whole.
            for copy in map(folder.joinpath, latest_first(self._disk.names(str(folder)))):
                # The end is enough, unless the last entry is a long one.
                for start in (max(0, self._disk.size(copy) - _TAIL), 0):
                    events = read(self._disk.read(copy, start)).events
                    if events:
                        return max(event.at for event in events)
        return 0

    def held(self, path: Path) -> bytes:
        """What a file of the history holds or, where it can't be read, what was last copied of it."""
        try:
            return self._disk.read(path)
        except OSError:
            return self._read_copy(path)

    def lost(self, history: _History) -> dict[bytes, int]:
        """The lines that only the mirror has, with the number of their events."""
        return self._compare(history)[0]

    def heal(self, history: _History, now: datetime, at_once: bool = False) -> Kept:
        """Bring both sides together. Raises StudyError where lost lines can't be written back; then nothing changed.

        Waits for files that changed a moment ago, unless it is to be done at once.
        """
        self.trouble = ""
        lost, differing = self._compare(history)
        ages = [now.timestamp() - changed / 1e9 for changed, _ in differing.values()]
        if not at_once and any(0 <= age < SETTLED for age in ages):
            return Kept(waits=True)
        if lost:
            history.bring_back(lost, now=now)
        elif differing:
            # What the copies are about to forget may be in the history again, but not yet durable.
            history.settle(now)
        for path, (_, seen) in differing.items():
            self._attempt(partial(self._start_over, path, seen))
        return Kept(sum(lost.values()), tuple(map(str, differing)) if lost else ())

    def _compare(self, history: _History) -> tuple[dict[bytes, int], dict[Path, tuple[int, bytes]]]:
        """What only the mirror has, and the files that differ with the time they changed and what they hold.

        A file that only grew is copied on the way.
        """
        files = {Path(file.path): file.changed for file in history.files()}
        copies = {self._main / copy.relative_to(self.folder) for copy in self._copies()}
        lost: dict[bytes, int] = {}
        differing: dict[Path, tuple[int, bytes]] = {}
        for path in sorted({*files, *copies}):
            main, copy = self._read_main(path), self._read_copy(path)
            if main is None or main == copy:
                continue
            if main.startswith(copy):
                self._attempt(partial(self._append, path, main[len(copy) :]))
                continue
            differing[path] = files.get(path, 0), main
            known = transactions(main)
            lost |= {line: count for line, count in transactions(copy).items() if line not in known}
        return self._nowhere_else(lost, files), differing

    def _nowhere_else(self, lost: dict[bytes, int], files: Iterable[Path]) -> dict[bytes, int]:
        """Those that no other file has, and whose ids were not given to other events since.

        A line that a killed program left may have been copied, and then lost to a power cut before it was durable.
        """
        wanted = {name for line in lost for name in ids(line)}
        taken: set[bytes] = set()
        for path in files if lost else ():
            for line in transactions(self._read_main(path) or b""):
                if lost.pop(line, None) is None:
                    taken |= wanted.intersection(ids(line))
        return {line: count for line, count in lost.items() if taken.isdisjoint(ids(line))}

    def _read_main(self, path: Path) -> bytes | None:
        """What a file of the history holds; None where that can't be said now."""
        try:
            return self._disk.read(path)
        except OSError as error:
            # A sector that is gone is gone, as is a file with a folder in its place; a permission may come back.
            return b"" if error.errno in (errno.EIO, errno.EISDIR, errno.ENOTDIR) else None

    def _read_copy(self, path: Path) -> bytes:
        with contextlib.suppress(OSError):
            return self._disk.read(self._copy(path))
        return b""

    def _copies(self) -> list[Path]:
        with contextlib.suppress(OSError):
            folders = self._disk.folders(str(self.folder))
            return [Path(file.path) for folder in folders for file in self._disk.files(folder)]
        return []

    def _copy(self, path: Path) -> Path:
        return self.folder / path.relative_to(self._main)

    def _append(self, path: Path, data: bytes) -> None:
        copy = self._copy(path)
        self._disk.make_folder(copy.parent)
        file = self._disk.open(copy)
        try:
            write_all(file, data)
        finally:
            file.close()

    def _start_over(self, path: Path, seen: bytes) -> None:
        """Make the copy what the file is now: all that only the copy had when they were compared is safe elsewhere."""
        data = self._read_main(path)
        if data is None or not data.startswith(seen):
            # It lost something since, which is only in the copy now.
            return
        if data:
            self._disk.replace(self._copy(path), data)
        else:
            self._disk.remove(self._copy(path))

    def _attempt(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            self.trouble = error.strerror or str(error)
