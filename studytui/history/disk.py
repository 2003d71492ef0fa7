"""The few calls through which the history reaches the disk, as one small protocol, so that a test can be the disk.

What a call promises is what the operating system promises and no more: a write may be short, nothing is durable
before it is flushed, and a name only once its folder is.
"""

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol

from studytui.history.lock import locked


class HistoryFile(NamedTuple):
    """One file of the history, as its folder lists it. A tuple, because the app lists them all every second or so."""

    path: str
    size: int
    changed: int
    """Modification time in nanoseconds."""


class OpenFile(Protocol):
    """A file that is being appended to."""

    def size(self) -> int:
        """Its length in bytes."""

    def last(self) -> bytes:
        """Its last byte; nothing when it is empty."""

    def write(self, data: memoryview) -> int:
        """Append what there is room for, and say how many bytes that was."""

    def flush(self) -> None:
        """Return once its content is durable."""

    def cut(self, size: int) -> None:
        """Make it as short as it was."""

    def close(self) -> None:
        """Let go of it."""


class Disk(Protocol):
    """Files and folders. Every call may raise OSError."""

    def folders(self, folder: str) -> list[str]:
        """The paths of the folders in a folder; none when it is not there."""

    def names(self, folder: str) -> list[str]:
        """The files in a folder, by name alone: an append asks for it, and sizes would cost it as much again."""

    def files(self, folder: str) -> list[HistoryFile]:
        """The history's files in a folder."""

    def size(self, path: Path) -> int:
        """A file's length; 0 when it is not there."""

    def read(self, path: Path, start: int = 0) -> bytes:
        """What a file holds from `start` on; nothing when it is not there."""

    def open(self, path: Path) -> OpenFile:
        """Open a file to append to, made if need be."""

    def replace(self, path: Path, data: bytes) -> None:
        """Give a file a new content, durably: the old one or the new one, never a part."""

    def remove(self, path: Path) -> None:
        """Take a file away."""

    def make_folder(self, folder: Path) -> None:
        """Make a folder, and those above it, under durable names."""

    def flush_folder(self, folder: Path) -> None:
        """Make the names in a folder durable."""

    def identity(self, path: Path) -> int:
        """A number that a copy of the file would not share; 0 when it is not there."""

    def locked(self, path: Path) -> AbstractContextManager[None]:
        """Hold a lock against all other programs on this machine."""


def write_all(file: OpenFile, data: bytes) -> None:
    """Write all of `data`, however short the single writes are."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


class _RealFile:
    def __init__(self, path: Path) -> None:
        # Never through a link: a sync tool may have brought one that leads out of the folder.
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(path, flags, 0o600)

    def size(self) -> int:
        return os.lseek(self._descriptor, 0, os.SEEK_END)

    def last(self) -> bytes:
        if self.size() == 0:
            return b""
        os.lseek(self._descriptor, -1, os.SEEK_END)
        return os.read(self._descriptor, 1)

    def write(self, data: memoryview) -> int:
        return os.write(self._descriptor, data)

    def flush(self) -> None:
        if sys.platform == "darwin":
            import fcntl

            # fsync on macOS leaves the data in the drive's own cache.
            fcntl.fcntl(self._descriptor, fcntl.F_FULLFSYNC)
        else:
            os.fsync(self._descriptor)

    def cut(self, size: int) -> None:
        os.ftruncate(self._descriptor, size)

    def close(self) -> None:
        os.close(self._descriptor)


class _RealDisk:
    def folders(self, folder: str) -> list[str]:
        return [entry.path for entry in _entries(folder) if entry.is_dir() and not entry.name.startswith(".")]

    def names(self, folder: str) -> list[str]:
        return [entry.name for entry in _entries(folder) if not entry.is_dir()]

    def files(self, folder: str) -> list[HistoryFile]:
        found = []
        for entry in _entries(folder):
            # A name with a dot in front is an editor's or a sync tool's own.
            if not entry.name.endswith(".jsonl") or entry.name.startswith("."):
                continue
            try:
                if stat.S_ISREG((status := entry.stat()).st_mode):
                    found.append(HistoryFile(entry.path, status.st_size, status.st_mtime_ns))
            except PermissionError:
                # A link may lead where nobody may go; of a folder that may only be listed nothing is known at all.
                if not os.access(folder, os.X_OK):
                    raise
            except OSError:
                # A file may go between the listing and the look.
                continue
        return found

    def size(self, path: Path) -> int:
        try:
            return path.stat().st_size
        except FileNotFoundError:
            return 0

    def read(self, path: Path, start: int = 0) -> bytes:
        try:
            with path.open("rb") as file:
                file.seek(start)
                return file.read()
        except FileNotFoundError:
            return b""

    def open(self, path: Path) -> OpenFile:
        return _RealFile(path)

    def replace(self, path: Path, data: bytes) -> None:
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with scratch.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                scratch.unlink()
            raise
        self.flush_folder(path.parent)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self.make_folder(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
        elif any(_entries(str(folder))):
            return
        # An empty one may have been left by a program that was killed before its name was durable.
        with contextlib.suppress(PermissionError):
            self.flush_folder(folder.parent)

    def flush_folder(self, folder: Path) -> None:
        if sys.platform == "win32":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def identity(self, path: Path) -> int:
        try:
            return path.stat().st_ino
        except OSError:
            return 0

    def locked(self, path: Path) -> AbstractContextManager[None]:
        return locked(path)


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except (FileNotFoundError, NotADirectoryError):
        return


DISK: Disk = _RealDisk()
"""The real one."""
