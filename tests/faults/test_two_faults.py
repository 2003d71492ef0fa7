"""Two faults at once: what simulated histories found out, told as shortly as it can be."""

import contextlib
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from studytui.errors import StudyError
from studytui.history.events import stamp
from studytui.history.facts import Ticked, Wrote
from studytui.history.history import History
from studytui.history.lines import header, transaction
from tests.faults import stories
from tests.faults.machine import DATA
from tests.faults.platter import BLOCK
from tests.faults.simulated import Killed, SimulatedDisk
from tests.faults.stories import die, events_in, fail, heal, require, start
from tests.samples import AT, HERE, NOW, after

FACT = Ticked("w01-m1", True)
FAR = AT + 10**10
"""A time that a clock once told, which is ahead of all that come after."""
MAIN = str(DATA / HERE / "2026-11.jsonl")
SEEDS = range(60)


@pytest.fixture(params=[0, 1, 2])
def disk(request: pytest.FixtureRequest) -> SimulatedDisk:
    """An empty disk."""
    return SimulatedDisk(Random(request.param))


@pytest.mark.parametrize("call", range(1, 35))
def test_a_kill_at_any_call_of_the_first_append_and_a_power_cut_later_lose_nothing(call: int) -> None:
    for seed in range(20):
        disk = SimulatedDisk(Random(seed))
        disk.kill_at = call
        try:
            acknowledged = [*History(DATA, Path("/state"), disk=disk).append(FACT, now=NOW)]
        except Killed:
            acknowledged = []
        acknowledged += History(DATA, Path("/state"), disk=disk).append(FACT, now=NOW)
        disk.power_cut()
        require(disk, acknowledged)


def test_an_earlier_file_that_could_not_be_read_is_read_the_next_time(disk: SimulatedDisk) -> None:
    (ahead,) = start(disk).append(FACT, now=NOW, after=FAR)
    program = start(disk)
    disk.odds = {"read": 1.0}
    with pytest.raises(StudyError, match="Input/output error"):
        program.append(FACT, now=after(days=30))
    disk.odds = {}
    (later,) = program.append(FACT, now=after(days=30))
    assert later.at == ahead.at + 1


def test_files_without_an_event_are_passed_over_to_find_the_last_time(disk: SimulatedDisk) -> None:
    (ahead,) = start(disk).append(FACT, now=NOW, after=FAR)
    program = start(disk)
    disk.odds = {"flush": 1.0}
    with pytest.raises(StudyError):
        program.append(FACT, now=after(days=30))
    disk.odds = {}
    (later,) = start(disk).append(FACT, now=after(days=30))
    # The disk could not even note which times are spent.
    assert later.at == ahead.at + 1


def test_a_listing_that_fails_refuses_the_append_instead_of_going_back_a_month(disk: SimulatedDisk) -> None:
    start(disk).append(FACT, now=after(days=30))
    fail(start(disk), "list")
    assert len(events_in(disk)) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_lost_unnoticed_takes_no_later_one_with_it(seed: int) -> None:
    disk = SimulatedDisk(Random(seed))
    acknowledged = [*start(disk).append(FACT, now=NOW)]
    fact = Wrote("")
    size = disk.size(Path(MAIN)) + len(transaction([stamp(fact, AT, NOW, HERE)]))
    die(disk, "hang", replace(fact, text="x" * (-size % BLOCK)))
    assert disk.size(Path(MAIN)) % BLOCK == 0
    acknowledged += start(disk).append(FACT, now=NOW)
    disk.power_cut()
    require(disk, acknowledged)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_whose_id_was_given_to_another_is_not_brought_back(seed: int) -> None:
    stories.a_line_that_only_the_mirror_kept(seed)


def test_a_time_that_cannot_be_noted_as_spent_keeps_lost_lines_where_they_are(disk: SimulatedDisk) -> None:
    start(disk).append(FACT, FACT, now=NOW)
    disk.find(MAIN).cut(len(header(HERE)))  # type: ignore[union-attr]  # it is a file
    disk.odds = {"rename": 1.0}
    with pytest.raises(StudyError, match="Input/output error"):
        heal(disk)
    assert events_in(disk) == []
    disk.odds = {}
    heal(disk)
    assert len(events_in(disk)) == 2


def test_a_file_replaced_by_one_of_the_same_length_is_read_anew_by_a_program_at_work(disk: SimulatedDisk) -> None:
    program = start(disk)
    program.append(FACT, now=NOW)
    size = disk.size(Path(MAIN))
    # Before it writes this one it reads the first.
    program.append(FACT, now=NOW)
    disk.find(MAIN).cut(len(header(HERE)))  # type: ignore[union-attr]  # it is a file
    (other,) = start(disk).append(FACT, now=after(hours=1))
    assert disk.size(Path(MAIN)) == size
    (later,) = program.append(FACT, now=NOW)
    assert later.at == other.at + 1


@pytest.mark.parametrize("call", range(1, 30))
def test_a_file_that_goes_while_it_is_healed_is_still_in_the_mirror(call: int) -> None:
    disk = SimulatedDisk(Random(call))
    acknowledged = start(disk).append(FACT, now=NOW) + start(disk).append(Wrote("more"), now=NOW)
    content = disk.histories(DATA)[MAIN]
    content.cut(len(content.seen) - 3)

    def go() -> None:
        disk.odds = {"read": 1.0}

    disk.meanwhile = (disk.calls + call, go)
    try:
        heal(disk)
    except StudyError:
        assert disk.odds
    disk.calm()
    if disk.find(MAIN) is content:
        content.cut(0)
    heal(disk)
    require(disk, acknowledged)


@pytest.mark.parametrize("call", range(1, 45))
def test_lines_brought_back_by_a_program_that_was_killed_are_durable_before_the_copy_forgets_them(call: int) -> None:
    for seed in range(10):
        disk = SimulatedDisk(Random(seed))
        acknowledged = start(disk).append(FACT, FACT, now=NOW)
        # Nobody waits for the mirror; some time later it is durable all the same.
        (copy,) = disk.histories(start(disk).mirror.folder).values()
        copy.flush()
        disk.flush_folder(start(disk).mirror.folder / HERE)
        content = disk.histories(DATA)[MAIN]
        content.cut(len(header(HERE)) + 5)
        content.flush()
        disk.kill_at = disk.calls + call
        with contextlib.suppress(Killed):
            heal(disk, after(days=30))
        disk.calm()
        heal(disk, after(days=30))
        disk.power_cut()
        heal(disk, after(days=30))
        require(disk, acknowledged)
