"""Full disks: an append is refused in words, the file is as it was, and with some room the next one works."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from studytui.errors import CANNOT_WRITE, StudyError
from studytui.history import lines
from studytui.history.events import Event
from studytui.history.facts import Ticked, Wrote
from studytui.history.history import History
from tests.faults.simulated import SimulatedDisk
from tests.samples import HERE, NOW, after

SIZE = 64 * 1024
FACT = Wrote("x" * 700)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for a few dozen entries."""
    folder = tmp_path / "small"
    folder.mkdir()
    try:
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "studytui", str(folder)]
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root can mount a small disk, and not everywhere; the simulated one is tried in any case")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.fixture(params=["with the state", "without the state"])
def history(small: Path, tmp_path: Path, request: pytest.FixtureRequest) -> History:
    """A history on the small disk, and its state there too or elsewhere."""
    return History(small / "history", (small if request.param == "with the state" else tmp_path) / "state")


def fill(history: History) -> list[Event]:
    """Append until the disk is full; what was acknowledged until then."""
    acknowledged: list[Event] = []
    while len(acknowledged) < SIZE:
        try:
            acknowledged += history.append(FACT, now=NOW)
        except StudyError as error:
            said = (error.message, error.hint, error.exit_code)
            assert said == ("the disk is full", "make room and try again; nothing was changed", CANNOT_WRITE)
            break
    return acknowledged


def read_back(history: History) -> list[Event]:
    """Everything in the files, each of which ends with a whole line."""
    datas = [history.disk.read(Path(file.path)) for file in history.files()]
    assert all(data.endswith(b"\n") for data in datas if data)
    readings = [lines.read(data) for data in datas]
    assert not any(reading.damages for reading in readings)
    return [event for reading in readings for event in reading.events]


def test_a_disk_that_fills_up_keeps_all_that_was_acknowledged(history: History, small: Path) -> None:
    ballast = small / "ballast"
    ballast.write_bytes(bytes(SIZE // 4))
    acknowledged = fill(history)
    assert len(acknowledged) > 10
    for _ in range(3):
        acknowledged += fill(history)
        assert read_back(history) == acknowledged
    ballast.unlink()
    for program in (history, History(history.folder, history.state)):
        acknowledged += program.append(FACT, now=NOW)
    assert read_back(history) == acknowledged


def test_a_first_event_that_finds_no_room_is_refused_and_the_next_begins_the_history(
    history: History, small: Path
) -> None:
    ballast = small / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(512))
    assert fill(history) == []
    assert read_back(history) == []
    ballast.unlink()
    (first,) = history.append(FACT, now=NOW)
    assert read_back(history) == [first]


def test_a_full_state_folder_keeps_nobody_from_writing(small: Path, tmp_path: Path) -> None:
    history = History(tmp_path / "history", small / "state")
    acknowledged = list(history.append(FACT, now=NOW))
    (small / "ballast").write_bytes(bytes(SIZE - 16 * 1024))
    while not history.mirror.trouble:
        assert len(acknowledged) < SIZE
        acknowledged += history.append(FACT, now=NOW)
    assert "space" in history.mirror.trouble
    acknowledged += history.append(FACT, now=NOW)
    assert read_back(history) == acknowledged
    (small / "ballast").unlink()
    assert history.mirror.heal(history, NOW, at_once=True).healed == 0
    assert not history.mirror.trouble
    assert history.mirror.lost(history) == {}


@pytest.mark.parametrize("mount", ["/", "/data", "/state"])
@pytest.mark.parametrize("cut_fails", [False, True])
def test_a_simulated_disk_may_be_full_at_any_byte(mount: str, cut_fails: bool) -> None:
    for room in range(0, 1500, 7):
        disk = SimulatedDisk(Random(room))
        history = History(Path("/data/history"), Path("/state"), HERE, disk)
        acknowledged = list(history.append(Ticked("w01-m1", done=True), now=NOW))
        disk.room, disk.odds = {mount: room}, {"cut": float(cut_fails)}
        try:
            while len(acknowledged) < 9:
                acknowledged += history.append(Wrote("x" * 90), now=after(minutes=room))
        except StudyError as error:
            assert error.exit_code == CANNOT_WRITE  # noqa: PT017 - there may be room enough
        disk.calm()
        acknowledged += History(history.folder, history.state, HERE, disk).append(FACT, now=NOW)
        readings = [lines.read(disk.read(Path(file.path))) for file in history.files()]
        found = [event for reading in readings for event in reading.events]
        assert [event for event in found if event in acknowledged] == acknowledged
        assert cut_fails or found == acknowledged
        assert sum(len(reading.damages) for reading in readings) <= cut_fails
