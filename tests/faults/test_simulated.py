"""The simulated disk itself: it does what the real one does, and a power cut leaves what the real one may leave."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from studytui.history.disk import DISK, Disk, write_all
from tests.faults.simulated import Killed, SimulatedDisk

SEEDS = range(200)
FILE, OTHER = Path("/folder/2026-11.jsonl"), Path("/folder/other")


@pytest.fixture
def simulated() -> SimulatedDisk:
    """A simulated disk with one folder."""
    disk = SimulatedDisk(Random(0))
    disk.make_folder(FILE.parent)
    return disk


def append(disk: Disk, path: Path, data: bytes, flush: bool = False) -> None:
    file = disk.open(path)
    write_all(file, data)
    if flush:
        file.flush()
    file.close()


# As the real one


def call_at_random(disk: Disk, root: Path, random: Random) -> object:
    """One call, and what it answers; the same for both disks and one seed."""
    folder = root / random.choice("ab") / random.choice("cd")
    path = folder / f"{random.choice('xy')}{random.choice(('.jsonl', '.tmp'))}"
    data = random.randbytes(random.randrange(1500))
    match random.choice(("make", "open", "open", "replace", "remove", "look", "cut")):
        case "make":
            disk.make_folder(folder)
        case "open":
            append(disk, path, data)
        case "replace":
            disk.replace(path, data)
        case "remove":
            disk.remove(path)
        case "cut":
            file = disk.open(path)
            file.cut(file.size() // 2)
            last = file.size(), file.last()
            file.close()
            return last
    files = [(file.path, file.size) for file in disk.files(str(folder))]
    there = disk.identity(path) > 0
    names = sorted(disk.names(str(folder))), sorted(disk.names(str(root))), sorted(disk.folders(str(root)))
    return names, sorted(files), disk.size(path), disk.read(path, 9), there


@pytest.mark.parametrize("seed", range(20))
def test_it_answers_as_the_real_one(tmp_path: Path, seed: int) -> None:
    simulated = SimulatedDisk(Random(0))
    simulated.make_folder(tmp_path)
    said: list[list[object]] = []
    for disk in (DISK, simulated):
        random = Random(seed)
        answers: list[object] = []
        for _ in range(40):
            try:
                answers.append(call_at_random(disk, tmp_path, random))
            except OSError as error:
                answers.append(error.errno)
        said.append(answers)
    assert said[0] == said[1]


@pytest.mark.parametrize("left", ["nothing", "an empty folder", "a folder in use"])
def test_it_waits_for_the_names_that_the_real_one_waits_for(
    tmp_path: Path, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: dict[str, list[str]] = {"real": [], "simulated": []}
    real = os.fsync

    def fsync(descriptor: int) -> None:
        flushed["real"].append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    class Watched(SimulatedDisk):
        def flush_folder(self, folder: Path) -> None:
            flushed["simulated"].append(str(folder))
            super().flush_folder(folder)

    simulated = Watched(Random(0))
    folder = tmp_path / "a" / "b"
    for disk in (DISK, simulated):
        disk.make_folder(tmp_path)
        append(disk, tmp_path / "there", b"x")
        if left != "nothing":
            disk.make_folder(folder)
        if left == "a folder in use":
            append(disk, folder / "file", b"x")
    monkeypatch.setattr(os, "fsync", fsync)
    flushed["simulated"].clear()
    for disk in (DISK, simulated):
        disk.make_folder(folder)
    names = {"nothing": [tmp_path, tmp_path / "a"], "an empty folder": [tmp_path / "a"], "a folder in use": []}[left]
    assert flushed["real"] == flushed["simulated"] == list(map(str, names))


# After a power cut


def after_power_cuts(prepare: Callable[[SimulatedDisk], None]) -> set[bytes]:
    """What a file may hold once the power is back; nothing if it is not there."""
    found = set()
    for seed in SEEDS:
        disk = SimulatedDisk(Random(seed))
        disk.make_folder(FILE.parent)
        prepare(disk)
        disk.power_cut()
        found.add(disk.read(FILE))
    return found


def test_what_was_flushed_under_a_flushed_name_is_there() -> None:
    def prepare(disk: SimulatedDisk) -> None:
        append(disk, FILE, b"abc", flush=True)
        disk.flush_folder(FILE.parent)

    assert after_power_cuts(prepare) == {b"abc"}


def test_a_name_that_was_not_flushed_may_be_gone_with_its_file() -> None:
    assert after_power_cuts(lambda disk: append(disk, FILE, b"abc", flush=True)) == {b"", b"abc"}


def test_what_was_not_flushed_is_there_whole_torn_zeroed_or_not_at_all() -> None:
    def prepare(disk: SimulatedDisk) -> None:
        append(disk, FILE, b"abc", flush=True)
        disk.flush_folder(FILE.parent)
        append(disk, FILE, b"de")

    assert after_power_cuts(prepare) == {b"abc" + end for end in (b"", b"d", b"de", b"d\0", b"\0e", b"\0\0")}


def test_a_cut_that_was_not_flushed_may_be_undone() -> None:
    def prepare(disk: SimulatedDisk) -> None:
        append(disk, FILE, b"abc", flush=True)
        disk.flush_folder(FILE.parent)
        disk.open(FILE).cut(1)

    assert after_power_cuts(prepare) == {b"abc", b"a"}


def test_a_replaced_file_is_the_new_one_or_where_that_failed_perhaps_the_old() -> None:
    def prepare(disk: SimulatedDisk, *faults: str) -> None:
        disk.replace(FILE, b"old")
        disk.odds = dict.fromkeys(faults, 1.0)
        try:
            disk.replace(FILE, b"new")
        except OSError:
            assert faults

    assert after_power_cuts(prepare) == {b"new"}
    assert after_power_cuts(lambda disk: prepare(disk, "flush_folder")) == {b"old", b"new"}
    assert after_power_cuts(lambda disk: prepare(disk, "flush")) == {b"old"}


def test_a_flush_that_failed_is_followed_by_one_that_succeeds_and_changes_nothing() -> None:
    def prepare(disk: SimulatedDisk) -> None:
        append(disk, FILE, b"")
        disk.flush_folder(FILE.parent)
        disk.odds = {"flush": 1.0}
        with pytest.raises(OSError, match="Input/output"):
            append(disk, FILE, b"abc", flush=True)
        disk.odds = {}
        assert disk.read(FILE) == b"abc"
        disk.open(FILE).flush()

    assert {b"\0\0\0", b"abc"} < after_power_cuts(prepare)


def test_who_appends_to_a_block_writes_all_of_it_again() -> None:
    def prepare(disk: SimulatedDisk) -> None:
        append(disk, FILE, b"")
        disk.flush_folder(FILE.parent)
        disk.odds = {"hang": 1.0}
        with pytest.raises(Killed):
            append(disk, FILE, b"abc", flush=True)
        disk.odds = {}
        append(disk, FILE, b"d", flush=True)

    assert after_power_cuts(prepare) == {b"abcd"}


# While it works


def test_a_killed_process_leaves_what_it_wrote(simulated: SimulatedDisk) -> None:
    file = simulated.open(FILE)
    simulated.kill_at = simulated.calls + 2
    file.write(memoryview(b"abc"))
    with pytest.raises(Killed):
        file.flush()
    assert simulated.read(FILE) == b"abc"


def test_a_small_disk_takes_what_there_is_room_for(simulated: SimulatedDisk) -> None:
    simulated.room["/"] = 5
    file = simulated.open(FILE)
    assert file.write(memoryview(b"abc")) == 3
    assert file.write(memoryview(b"def")) == 2
    with pytest.raises(OSError, match="space") as caught:
        file.write(memoryview(b"f"))
    assert caught.value.errno == errno.ENOSPC
    file.cut(3)
    assert file.write(memoryview(b"de")) == 2
    with pytest.raises(OSError, match="space"):
        simulated.replace(OTHER, b"x")
    assert simulated.names("/folder") == [FILE.name]
    simulated.remove(FILE)
    simulated.replace(OTHER, b"x")


def test_another_program_gets_its_turn_between_two_calls(simulated: SimulatedDisk) -> None:
    simulated.meanwhile = (simulated.calls + 2, lambda: append(simulated, FILE, b"other"))
    simulated.read(FILE)
    assert simulated.read(FILE) == b"other"
