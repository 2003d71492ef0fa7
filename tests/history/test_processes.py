"""Real processes on one history: none loses what another wrote, and a kill loses nothing that was acknowledged."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studytui.history import lines
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from studytui.history.events import Wrote
from studytui.history.history import History

history = History(Path(sys.argv[1]), Path(sys.argv[2]))
for number in range(int(sys.argv[3])):
    (event,) = history.append(Wrote(f"entry {number} " + "x" * 300), now=datetime.now(UTC))
    print(event.id, flush=True)
"""


def writer(places: Places, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(places.history), str(places.state), str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def read_back(history: History) -> tuple[list[str], int]:
    readings = [lines.read(Path(file.path).read_bytes()) for file in history.files()]
    ids = [event.id for reading in readings for event in reading.events]
    return ids, sum(len(reading.damages) for reading in readings)


def test_two_programs_lose_none_of_each_others_events(places: Places) -> None:
    writers = [writer(places, 100) for _ in range(2)]
    acknowledged = [line for each in writers for line in each.communicate(timeout=60)[0].split()]
    ids, damages = read_back(History(places.history, places.state))
    assert len(acknowledged) == 200
    assert ids == sorted(set(acknowledged))
    assert damages == 0
    assert len({name.partition("-")[2] for name in ids}) == 1


def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(places: Places) -> None:
    acknowledged: list[str] = []
    for kill in range(10):
        process = writer(places, 1_000_000)
        assert process.stdout is not None
        acknowledged += [process.stdout.readline().strip() for _ in range(3 + kill * 7)]
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read()
        acknowledged += [line for line in rest.split("\n")[:-1] if line]
        process.wait()
        process.stdout.close()
    ids, _ = read_back(History(places.history, places.state))
    assert set(acknowledged) <= set(ids)
    assert ids == sorted(set(ids))
    index = Index(History(places.history, places.state), places.cache)
    index.refresh()
    assert index.count() == len(ids)
    index.close()
