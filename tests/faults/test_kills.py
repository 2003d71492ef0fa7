"""Real kills: processes on one history lose nothing of each other's, however many of them die, and when."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from studytui.history import lines
from studytui.history.facts import Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places
from tests.faults.conftest import KILLS
from tests.samples import NOW

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
AT_ONCE = 3
"""Writers that live at the same time, one of whom is killed."""
FOREVER = 1_000_000


class Writers:
    """Real processes that append to one history, and what they were acknowledged."""

    def __init__(self, places: Places, nursery: subprocess.Popen[str], told: Path) -> None:
        self.history = History(places.history, places.state)
        self._nursery = nursery
        self._told = told

    def start(self, count: int) -> int:
        """Start one; its process id."""
        assert self._nursery.stdin and self._nursery.stdout
        self._nursery.stdin.write(f"{count}\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())

    def acknowledged(self) -> dict[str, str]:
        """What they were told is safe: the name of each id's event."""
        # A kill may tear what they tell, too.
        told = [line for file in self._told.iterdir() for line in file.read_text().split("\n")[:-1]]
        found = dict(line.split(" ", 1) for line in told)
        assert len(found) == len(told)
        return found

    def read_back(self) -> tuple[dict[str, str], int]:
        """The names of the events that the files hold by their ids, and how many lines can't be read."""
        readings = [lines.read(Path(file.path).read_bytes()) for file in self.history.files()]
        events = [event for reading in readings for event in reading.events]
        found = {event.id: event.fact.text.split()[0] for event in events if isinstance(event.fact, Wrote)}
        assert len(found) == len(events)
        return found, sum(len(reading.damages) for reading in readings)


def wait_for_the_end_of(*processes: int) -> None:
    until = time.monotonic() + 60
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            while time.monotonic() < until:
                os.kill(process, 0)
                time.sleep(0.001)
            raise AssertionError(f"{process} does not end")


@pytest.fixture
def writers(places: Places, tmp_path: Path) -> Iterator[Writers]:
    """Writers on an empty history."""
    told = tmp_path / "told"
    told.mkdir()
    command = [sys.executable, "-m", "tests.faults.writer", str(places.history), str(places.state), str(told)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as nursery:
        yield Writers(places, nursery, told)


@pytest.mark.parametrize(("processes", "appends"), [(2, 200), (5, 40)])
def test_programs_at_once_lose_none_of_each_others_events(
    writers: Writers, processes: int, appends: int, figures: Counter[str]
) -> None:
    wait_for_the_end_of(*[writers.start(appends) for _ in range(processes)])
    found, unreadable = writers.read_back()
    figures["appends of processes at once"] += len(found)
    assert len(found) == processes * appends
    assert found == writers.acknowledged()
    assert unreadable == 0
    assert len({name.partition("-")[2] for name in found}) == 1


def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(
    writers: Writers, places: Places, figures: Counter[str]
) -> None:
    random = Random(1)
    living = [writers.start(FOREVER) for _ in range(AT_ONCE)]
    for _ in range(KILLS):
        time.sleep(random.uniform(0, 0.02))
        killed = living.pop(random.randrange(AT_ONCE))
        os.kill(killed, signal.SIGKILL)
        living.append(writers.start(FOREVER))
    for process in living:
        os.kill(process, signal.SIGKILL)
    wait_for_the_end_of(*living)
    kills = KILLS + AT_ONCE
    found, unreadable = writers.read_back()
    acknowledged = writers.acknowledged()
    lost = acknowledged.items() - found.items()
    figures.update({"kills": kills, "appends acknowledged": len(acknowledged), "lost": len(lost)})
    figures["lines torn"] = unreadable
    assert not lost
    assert acknowledged
    # A process dies with one append in its hands.
    assert len(found) <= len(acknowledged) + kills
    assert unreadable <= kills
    healthy_after(writers.history, places, len(found))


def healthy_after(history: History, places: Places, events: int) -> None:
    """What a start does finds everything, and the mirror comes to hold it all."""
    index = Index(history, places.cache)
    index.refresh()
    assert index.count() == events
    index.close()
    assert history.mirror.heal(history, NOW, at_once=True).healed == 0
    assert history.mirror.lost(history) == {}
    for file in history.files():
        copy = history.mirror.folder / Path(file.path).relative_to(history.folder)
        # Who died between making a file and writing to it left nothing to copy.
        kept = copy.read_bytes() if copy.exists() else b""
        assert kept == Path(file.path).read_bytes()
