"""Deliberate faults of the storage, each with the luck in which it must be found out.

Each is put in place of what is there by name, so that one which no longer fits fails instead of passing silently.
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from studytui.history import device, lines, mirror, storage
from studytui.history.disk import Disk, HistoryFile, OpenFile, write_all
from studytui.history.events import Event
from studytui.history.facts import Fact
from studytui.history.history import History
from studytui.history.mirror import Mirror
from studytui.history.storage import EventDatabase
from tests.faults import stories
from tests.faults.climates import CLIMATES, Climate
from tests.faults.platter import BLOCK, Folder
from tests.faults.simulated import SimulatedDisk, SimulatedFile

CRASHES = CLIMATES["kills and power cuts"]
FAILING = CLIMATES["a failing disk"]
HANDS = CLIMATES["a careless hand"]
STOPS = Climate(kills=0.3, cuts=0.15, faults=("stop",), often=1.0)
"""Programs are killed before they flush."""
UNCONFIRMED = Climate(cuts=0.2, faults=("flush", "cut"), often=1.0)
"""A disk that fails to flush, and then to cut."""

Patch = pytest.MonkeyPatch


class Mutant(NamedTuple):
    """A fault of the storage."""

    name: str
    """Goes on after: a storage that …"""
    install: Callable[[Patch], None]
    luck: Climate | Callable[[int], None]
    """That of the machines on which it is found out, or a story."""
    seeds: range
    block: int


MUTANTS: list[Mutant] = []


def mutant(
    name: str, luck: Climate | Callable[[int], None], tries: int = 20, block: int = BLOCK
) -> Callable[[Callable[[Patch], None]], None]:
    """Put what installs a fault on the list."""
    return lambda install: MUTANTS.append(Mutant(name, install, luck, range(tries), block))


def never_ask_the_mirror(patch: Patch) -> None:
    """Take away the second guard of what the first is to be missed for."""
    patch.setattr(Mirror, "last_at", lambda self, device: 0)


@mutant("never flushes a file", CRASHES)
def _(patch: Patch) -> None:
    patch.setattr(SimulatedFile, "flush", lambda self: None)


@mutant("acknowledges before it flushes", CRASHES)
def _(patch: Patch) -> None:
    def append_all(file: OpenFile, data: bytes, size: int) -> None:
        file.flush()
        write_all(file, data)

    patch.setattr(storage, "_append_all", append_all)


@mutant("never flushes a folder", CRASHES)
def _(patch: Patch) -> None:
    patch.setattr(SimulatedDisk, "flush_folder", lambda self, folder: None)


@mutant("takes a folder for durable because it is there", Climate(kills=1.0, cuts=0.4), tries=200)
def _(patch: Patch) -> None:
    real = SimulatedDisk.make_folder

    def make_folder(self: SimulatedDisk, folder: Path) -> None:
        if not isinstance(self.find(folder), Folder):
            real(self, folder)

    patch.setattr(SimulatedDisk, "make_folder", make_folder)


@mutant("builds on a file that nobody flushed", STOPS)
def _(patch: Patch) -> None:
    def go_on_from(self: History, earlier: Iterable[EventDatabase]) -> None:
        self._latest = max([self._latest, *(database.last_at() for database in earlier)])

    patch.setattr(History, "_go_on_from", go_on_from)


@mutant("does not seal a torn tail", CRASHES)
def _(patch: Patch) -> None:
    patch.setattr(SimulatedFile, "last", lambda self: b"\n")


@mutant("does not seal a line that ends with a block", Climate(cuts=0.2, faults=("hang",), often=1.0))
def _(patch: Patch) -> None:
    patch.setattr(storage, "BLOCK", 1 << 60)


@mutant("cuts a failed write back too far", CLIMATES["a full disk"])
def _(patch: Patch) -> None:
    real = storage._append_all
    patch.setattr(storage, "_append_all", lambda file, data, size: real(file, data, max(0, size - 9)))


@mutant("cuts a torn tail, and some more", CRASHES)
def _(patch: Patch) -> None:
    real = storage.append

    def append(disk: Disk, path: Path, data: bytes) -> None:
        there = disk.read(path)
        if there and not there.endswith(b"\n"):
            disk.open(path).cut(max(0, there.rfind(b"\n") - 9))
        real(disk, path, data)

    patch.setattr(storage, "append", append)


@mutant("appends to a file whose flush failed", UNCONFIRMED, tries=60, block=1)
def _(patch: Patch) -> None:
    def attempt(self: History, database: EventDatabase, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError:
            with contextlib.suppress(OSError):
                self._burn()
            raise
        self.mirror.follow(database.segment.path)

    patch.setattr(History, "_attempt", attempt)


@mutant("uses a time again that failed", FAILING)
def _(patch: Patch) -> None:
    real = History._stamped

    def stamped(
        self: History, database: EventDatabase, facts: tuple[Fact, ...], now: datetime, after: int
    ) -> list[Event]:
        self._latest = 0
        return real(self, database, facts, now, after)

    patch.setattr(History, "_stamped", stamped)
    patch.setattr(History, "_burned", lambda self: 0)


@mutant("does not tell other programs which times are spent", Climate(hands=0.5), tries=100)
def _(patch: Patch) -> None:
    patch.setattr(History, "_burn", lambda self: None)
    never_ask_the_mirror(patch)


@mutant("passes over what its writer had seen", CRASHES)
def _(patch: Patch) -> None:
    real = History.append
    patch.setattr(History, "append", lambda self, *facts, now, after: real(self, *facts, now=now))


@mutant("takes no lock", Climate())
def _(patch: Patch) -> None:
    @contextlib.contextmanager
    def locked(self: SimulatedDisk, path: Path) -> Iterator[None]:
        self._make_loosely(path.parent)
        self._content(path)
        yield

    patch.setattr(SimulatedDisk, "locked", locked)


@mutant("reads only the newest file", Climate())
def _(patch: Patch) -> None:
    real = History.files

    def files(self: History) -> list[HistoryFile]:
        return real(self)[-1:]

    patch.setattr(History, "files", files)


@mutant("looks at no checksums", HANDS)
def _(patch: Patch) -> None:
    def checked(raw: bytes) -> Any:
        return json.loads(raw[9:].decode())

    patch.setattr(lines, "_checked", checked)


@mutant("truncates the mirror", HANDS)
def _(patch: Patch) -> None:
    def append(self: Mirror, path: Path, data: bytes) -> None:
        copy = self._copy(path)
        self._disk.make_folder(copy.parent)
        self._disk.replace(copy, data)

    patch.setattr(Mirror, "_append", append)


@mutant("makes a file what its copy is", HANDS)
def _(patch: Patch) -> None:
    def start_over(self: Mirror, path: Path, seen: bytes) -> None:
        self._disk.replace(path, self._read_copy(path))

    patch.setattr(Mirror, "_start_over", start_over)


@mutant("trusts a damaged copy", HANDS)
def _(patch: Patch) -> None:
    def transactions(data: bytes) -> dict[bytes, int]:
        return {line: 1 for line in data.split(b"\n") if line[8:10] == b" ["}

    patch.setattr(mirror, "transactions", transactions)


@mutant("brings back a line whose id was given to another", stories.a_line_that_only_the_mirror_kept)
def _(patch: Patch) -> None:
    patch.setattr(mirror, "ids", lambda line: [])
    never_ask_the_mirror(patch)


@mutant("goes back to an earlier month", CRASHES)
def _(patch: Patch) -> None:
    real = SimulatedDisk.names
    patch.setattr(SimulatedDisk, "names", lambda self, folder: sorted(real(self, folder))[:-1])
    never_ask_the_mirror(patch)


@mutant("keeps its name in a copied state folder", stories.a_machine_and_its_clone)
def _(patch: Patch) -> None:
    patch.setattr(device, "_binding", lambda state, disk: [])
