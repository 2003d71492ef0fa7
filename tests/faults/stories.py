"""Short stories of machines, where luck would take long to tell them."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from random import Random

from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.history.facts import Fact, Wrote
from studytui.history.history import History
from studytui.history.lines import read
from tests.faults.machine import DATA, STATE
from tests.faults.record import Record, ViolationError
from tests.faults.simulated import Killed, SimulatedDisk
from tests.samples import HERE, NOW

COPIED = Path("/copied")


def start(disk: SimulatedDisk) -> History:
    """A program that starts now."""
    return History(DATA, STATE, HERE, disk)


def events_in(disk: SimulatedDisk) -> list[Event]:
    """Everything in the files, in their order."""
    return [event for content in disk.histories(DATA).values() for event in read(bytes(content.seen)).events]


def require(disk: SimulatedDisk, acknowledged: Iterable[Event]) -> None:
    """Ask for events, and for ids that stand for one event each. Raises ViolationError."""
    found = Record(disk, DATA, STATE).visible()
    lost = [event for event in acknowledged if found.get(event.id) != event]
    if lost:
        raise ViolationError(f"lost: {lost}")


def die(disk: SimulatedDisk, fault: str, *facts: Fact) -> None:
    """Let a program be killed by a fault while it appends."""
    disk.odds = {fault: 1.0}
    try:
        start(disk).append(*facts, now=NOW)
    except Killed:
        disk.odds = {}
        return
    raise AssertionError(f"{fault} let it live")


def fail(program: History, *faults: str) -> StudyError:
    """Have an append refused by faults; what was said."""
    assert isinstance(program.disk, SimulatedDisk)
    program.disk.odds = dict.fromkeys(faults, 1.0)
    try:
        program.append(Wrote("refused"), now=NOW)
    except StudyError as error:
        program.disk.odds = {}
        return error
    raise AssertionError(f"{faults} did not keep it from writing")


def heal(disk: SimulatedDisk, now: datetime = NOW) -> None:
    """Let a program that starts now heal both sides, whatever their age."""
    program = start(disk)
    program.mirror.heal(program, now, at_once=True)


def a_line_that_only_the_mirror_kept(seed: int) -> None:
    """A killed program's line is copied, lost to a power cut, and then its id is given to another event."""
    disk = SimulatedDisk(Random(seed))
    acknowledged = [*start(disk).append(Wrote("first"), now=NOW)]
    die(disk, "stop", Wrote("never acknowledged"))
    heal(disk)
    disk.power_cut()
    acknowledged += start(disk).append(Wrote("second"), now=NOW)
    heal(disk)
    require(disk, acknowledged)


def a_machine_and_its_clone(seed: int) -> None:
    """Two machines with one state folder write, and a sync tool brings together what they wrote."""
    disk = SimulatedDisk(Random(seed))
    History(DATA, STATE, disk=disk).append(Wrote("before"), now=NOW)
    disk.make_folder(COPIED)
    disk.replace(COPIED / "device", disk.read(STATE / "device"))
    acknowledged = []
    for folder, state in ((DATA, STATE), (COPIED / "history", COPIED)):
        program = History(folder, state, disk=disk)
        (event,) = program.append(Wrote(f"in {state}"), now=NOW)
        acknowledged.append(event)
        written = disk.read(folder / event.device / "2026-11.jsonl")
        disk.make_folder(DATA / event.device)
        # What a sync tool makes of two files of the same name.
        disk.replace(DATA / event.device / f"2026-11{state.name}.jsonl", written)
    require(disk, acknowledged)
