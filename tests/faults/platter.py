"""Files and folders as a machine has them: what programs see of them, and what a power cut would leave.

Between two flushes everything is pending: each pending write, cut or name may be found whole, in part or not at all
once the power is back. A flush that fails settles nothing, and yet the system takes its data for clean: the next flush
succeeds without writing it. Names are kinder: a file system that can't write its journal stops altogether, so a
folder whose flush failed stays to be flushed.
"""

from collections.abc import Mapping
from itertools import count
from random import Random

BLOCK = 512
"""Bytes that a machine writes at once: who appends to a block writes all of it again."""

_numbers = count(1)


class Content:
    """A file: the bytes that programs read, and the bytes that are on the platter."""

    def __init__(self, block: int) -> None:
        self.number = next(_numbers)
        """What a copy would not share."""
        self.seen = bytearray()
        self.changed = 0
        self.doubted = False
        """Whether a flush of it ever failed, or could not be tried."""
        self.dirty = False
        """Whether something was written since it was flushed last."""
        self._block = block
        self._platter = bytearray()
        self._pending: list[tuple[int, bytes] | int] = []

    def append(self, data: bytes) -> None:
        """Write to the cache; the begun block goes with it."""
        end = len(self.seen)
        self.seen += data
        start = end - end % self._block
        self._pending.append((start, bytes(self.seen[start:])))
        self.dirty = True

    def cut(self, size: int) -> None:
        """Shorten what programs see."""
        del self.seen[size:]
        self._pending.append(size)
        self.dirty = True

    def flush(self) -> None:
        """Settle what is pending; what an earlier flush lost stays lost."""
        for change in self._pending:
            _write(self._platter, change)
        size = len(self.seen)
        del self._platter[size:]
        self._platter += bytes(size - len(self._platter))
        self._pending.clear()
        self.dirty = False

    def lose(self, random: Random) -> None:
        """Fail to flush: some of it may be there, and all of it counts as clean."""
        self._settle(random)
        self.doubted = True
        self.dirty = False

    def cut_power(self, random: Random) -> None:
        """Become what the platter holds."""
        self._settle(random)
        self.seen = bytearray(self._platter)
        self.doubted = self.dirty = False

    def _settle(self, random: Random) -> None:
        reached = random.randrange(len(self._pending) + 1) if random.random() < 0.5 else -1
        for number, change in enumerate(self._pending):
            if number < reached:
                _write(self._platter, change)
            elif reached in (-1, number):
                _write_partly(self._platter, change, random)
        self._pending.clear()


class Folder:
    """A folder: the names that programs see, and those that are on the platter."""

    def __init__(self) -> None:
        self.seen: dict[str, Content | Folder] = {}
        self._platter: dict[str, Content | Folder] = {}
        self._pending: list[Mapping[str, Content | Folder | None]] = []

    def change(self, names: Mapping[str, "Content | Folder | None"]) -> None:
        """Give, take or move names, as one step."""
        _name(self.seen, names)
        self._pending.append(dict(names))

    def flush(self) -> None:
        """Settle the names, and nothing of what they stand for."""
        self._platter = dict(self.seen)
        self._pending.clear()

    def cut_power(self, random: Random) -> None:
        """Become what the platter holds, with all that is in it."""
        reached = random.randrange(len(self._pending) + 1) if random.random() < 0.5 else -1
        for number, names in enumerate(self._pending):
            if number < reached or (reached == -1 and random.random() < 0.5):
                _name(self._platter, names)
        self._pending.clear()
        self.seen = dict(self._platter)
        for node in self.seen.values():
            node.cut_power(random)


def _name(names: dict[str, Content | Folder], change: Mapping[str, Content | Folder | None]) -> None:
    for name, node in change.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def _write(platter: bytearray, change: tuple[int, bytes] | int) -> None:
    if isinstance(change, int):
        del platter[change:]
        return
    start, data = change
    platter += bytes(max(0, start - len(platter)))
    platter[start : start + len(data)] = data


def _write_partly(platter: bytearray, change: tuple[int, bytes] | int, random: Random) -> None:
    """Write as a power cut does: all, nothing, the beginning, the length alone, or the end without the beginning."""
    fate = random.choice(("all", "all", "nothing", "torn", "torn", "zeroed", "torn and zeroed", "end"))
    if fate == "nothing":
        return
    if isinstance(change, int) or fate == "all":
        _write(platter, change)
        return
    start, data = change
    # Of the block that was begun before, the disk has what it had.
    old = min(max(0, len(platter) - start), len(data))
    new = data[old:]
    part = random.randrange(len(new) + 1)
    if fate == "torn":
        new = new[:part]
    elif fate == "zeroed":
        new = bytes(len(new))
    elif fate == "torn and zeroed":
        new = new[:part] + bytes(len(new) - part)
    else:
        new = bytes(part) + new[part:]
    _write(platter, (start + old, new))
