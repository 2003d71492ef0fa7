"""A disk in memory that fails as real ones do: on demand, at random, or because the power is cut.

It is what `studytui.history.disk` asks for. Every call may be the last of its process: `kill_at` raises `Killed`
there, and what was called before stays in the cache. Every call may fail with the odds given for its name.
"""

import errno
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from studytui.errors import CANNOT_WRITE, StudyError
from studytui.history.disk import HistoryFile
from tests.faults.platter import BLOCK, Content, Folder


class Killed(BaseException):
    """The process is gone; no handler of its own sees this."""


class SimulatedDisk:
    """Files and folders with a cache and a platter."""

    def __init__(self, random: Random, block: int = BLOCK) -> None:
        self.random = random
        self.odds: dict[str, float] = {}
        """How likely each call is to fail, by its name, and what else may come over one.

        `short` is a write that is short and says so. Others kill the process where that is worst: `tear` in the
        middle of a write, `stop` before a flush, `hang` during a flush that fails.
        """
        self.room: dict[str, int] = {}
        """Free bytes of each file system, by the folder it is mounted on; elsewhere there is no end of it."""
        self.kill_at: int | None = None
        self.meanwhile: tuple[int, Callable[[], None]] | None = None
        """What another program does between two calls, from a call on."""
        self.calls = 0
        self.clock = 0
        """What modification times are told in nanoseconds."""
        self.met: Counter[str] = Counter()
        """The faults there were, by their names."""
        self.held: set[str] = set()
        """The locks that are held."""
        self._block = block
        self._root = Folder()

    # What a test does

    def power_cut(self) -> None:
        """Become the disk that the machine finds when it starts again."""
        self._root.cut_power(self.random)
        self.held.clear()
        self.kill_at = self.meanwhile = None

    def calm(self) -> None:
        """End all faults."""
        self.odds, self.kill_at, self.meanwhile = {}, None, None
        self.room.clear()

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Look without anything happening."""
        kept = self.odds, self.kill_at, self.meanwhile
        self.odds, self.kill_at, self.meanwhile = {}, None, None
        yield
        self.odds, self.kill_at, self.meanwhile = kept

    def find(self, path: Path | str) -> Content | Folder | None:
        """What programs see at a path, without a call."""
        node: Content | Folder | None = self._root
        for name in filter(None, str(path).split("/")):
            node = node.seen.get(name) if isinstance(node, Folder) else None
        return node

    def histories(self, folder: Path) -> dict[str, Content]:
        """The files of the history below a folder, without a call."""
        found: dict[str, Content] = {}
        top = self.find(folder)
        for device, inner in sorted(top.seen.items()) if isinstance(top, Folder) else ():
            for name, node in sorted(inner.seen.items()) if isinstance(inner, Folder) else ():
                if name.endswith(".jsonl") and isinstance(node, Content):
                    found[f"{folder}/{device}/{name}"] = node
        return found

    # What the history asks for

    def folders(self, folder: str) -> list[str]:
        self.call("list")
        node = self.find(folder)
        inner = node.seen.items() if isinstance(node, Folder) else ()
        return [f"{folder}/{name}" for name, each in inner if isinstance(each, Folder) and not name.startswith(".")]

    def names(self, folder: str) -> list[str]:
        self.call("list")
        node = self.find(folder)
        inner = node.seen.items() if isinstance(node, Folder) else ()
        return [name for name, each in inner if isinstance(each, Content)]

    def files(self, folder: str) -> list[HistoryFile]:
        self.call("list")
        node = self.find(folder)
        return [
            HistoryFile(f"{folder}/{name}", len(each.seen), each.changed)
            for name, each in (node.seen.items() if isinstance(node, Folder) else ())
            if isinstance(each, Content) and name.endswith(".jsonl")
        ]

    def size(self, path: Path) -> int:
        self.call("size")
        node = self.find(path)
        return len(node.seen) if isinstance(node, Content) else 0

    def read(self, path: Path, start: int = 0) -> bytes:
        self.call("read")
        node = self.find(path)
        return bytes(node.seen[start:]) if isinstance(node, Content) else b""

    def open(self, path: Path) -> "SimulatedFile":
        self.call("open")
        return SimulatedFile(self, path, self._content(path))

    def replace(self, path: Path, data: bytes) -> None:
        name = f".{path.name}.1"
        try:
            self.call("open")
            file = SimulatedFile(self, path, self._content(path.with_name(name)))
            file.cut_quietly()
            while data:
                data = data[file.write(memoryview(data)) :]
            file.flush()
            self.call("rename")
        except OSError:
            self.unlink(path.with_name(name))
            raise
        self._make_room(path, self.find(path))
        self._above(path).change({name: None, path.name: file.content})
        self.flush_folder(path.parent)

    def remove(self, path: Path) -> None:
        self.call("remove")
        self.unlink(path)

    def make_folder(self, folder: Path) -> None:
        node = self.find(folder)
        if isinstance(node, Folder) and node.seen:
            return
        if node is None:
            self.make_folder(folder.parent)
            self.call("make_folder")
            if self.free(folder) == 0:
                raise _error(errno.ENOSPC)
            self._above(folder).change({folder.name: Folder()})
        self.flush_folder(folder.parent)

    def flush_folder(self, folder: Path) -> None:
        self.call("flush_folder")
        node = self.find(folder)
        if not isinstance(node, Folder):
            raise _error(errno.ENOENT)
        node.flush()

    def identity(self, path: Path) -> int:
        node = self.find(path)
        return node.number if isinstance(node, Content) else 0

    @contextmanager
    def locked(self, path: Path) -> Iterator[None]:
        self.call("lock")
        self._make_loosely(path.parent)
        self._content(path)
        if str(path) in self.held:
            raise StudyError("another studytui has been writing for too long", "", CANNOT_WRITE)
        self.held.add(str(path))
        try:
            yield
        finally:
            self.held.discard(str(path))

    # How it comes about

    def call(self, name: str) -> None:
        """Let whatever is due at this call happen. Raises OSError, or Killed."""
        self.calls += 1
        if self.meanwhile and self.calls >= self.meanwhile[0]:
            (_, other), self.meanwhile = self.meanwhile, None
            other()
        if self.kill_at is not None and self.calls >= self.kill_at:
            self.kill_at = None
            self.met["kill"] += 1
            raise Killed
        if self.happens(name):
            raise _error(errno.EIO)

    def happens(self, fault: str) -> bool:
        """Whether a fault comes about now."""
        odds = self.odds.get(fault)
        if not odds or self.random.random() >= odds:
            return False
        self.met[fault] += 1
        return True

    def free(self, path: Path) -> int | None:
        """The room there is for what is at a path; None where there is no end of it."""
        mount = self._mount(path)
        return self.room[mount] if mount else None

    def take(self, path: Path, size: int) -> None:
        """Use room, or give it back."""
        if mount := self._mount(path):
            self.room[mount] -= size

    def _mount(self, path: Path) -> str:
        return max((mount for mount in self.room if str(path).startswith(mount)), key=len, default="")

    def _above(self, path: Path) -> Folder:
        node = self.find(path.parent)
        if not isinstance(node, Folder):
            raise _error(errno.ENOENT if node is None else errno.ENOTDIR)
        return node

    def _content(self, path: Path) -> Content:
        node = self.find(path)
        if node is None:
            node = Content(self._block)
            self._above(path).change({path.name: node})
        if isinstance(node, Folder):
            raise _error(errno.EISDIR)
        return node

    def _make_loosely(self, folder: Path) -> None:
        if self.find(folder) is None:
            self._make_loosely(folder.parent)
            self._above(folder).change({folder.name: Folder()})

    def unlink(self, path: Path) -> None:
        node = self.find(path)
        if node is not None:
            self._make_room(path, node)
            self._above(path).change({path.name: None})

    def _make_room(self, path: Path, node: Content | Folder | None) -> None:
        if isinstance(node, Content):
            self.take(path, -len(node.seen))


class SimulatedFile:
    """A file that is open to be appended to."""

    def __init__(self, disk: SimulatedDisk, path: Path, content: Content) -> None:
        self.content = content
        self._disk = disk
        self._path = path

    def size(self) -> int:
        self._disk.call("size")
        return len(self.content.seen)

    def last(self) -> bytes:
        self._disk.call("read")
        return bytes(self.content.seen[-1:])

    def write(self, data: memoryview) -> int:
        self._disk.call("write")
        size = len(data)
        torn = self._disk.happens("tear")
        if torn or self._disk.happens("short"):
            size = self._disk.random.randint(1, size)
        free = self._disk.free(self._path)
        if free is not None:
            size = min(size, free)
        if size == 0:
            self._disk.met["full"] += 1
            raise _error(errno.ENOSPC)
        self._disk.take(self._path, size)
        self.content.append(bytes(data[:size]))
        self.content.changed = self._disk.clock
        if torn:
            raise Killed
        return size

    def flush(self) -> None:
        try:
            self._disk.call("flush")
        except OSError:
            self.content.lose(self._disk.random)
            raise
        if self._disk.happens("stop"):
            raise Killed
        if self._disk.happens("hang"):
            # Who waits for a disk that tries for half a minute is killed by hand, and nobody is told of the failure.
            self.content.lose(self._disk.random)
            raise Killed
        self.content.flush()

    def cut(self, size: int) -> None:
        self._disk.call("cut")
        self._disk.take(self._path, size - len(self.content.seen))
        self.content.cut(size)
        self.content.changed = self._disk.clock

    def cut_quietly(self) -> None:
        """Empty it, as opening it to be written anew does."""
        self._disk.take(self._path, -len(self.content.seen))
        self.content.cut(0)

    def close(self) -> None:
        """Nothing can go wrong here that the history could act upon."""


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))
