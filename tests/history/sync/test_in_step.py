"""Carrying the history with real git: every machine comes to have the same files, which only ever grow."""

import random
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from studytui.history import lines
from studytui.history.facts import Wrote
from studytui.history.history import History
from studytui.history.sync import Synced, sync
from tests.history.sync.machines import MONTH, THIRD, Machine, carried, git
from tests.samples import HERE, NOW, THERE, event


def test_two_devices_come_into_step_through_a_repository(here: Machine, there: Machine, remote: Path) -> None:
    mine, yours = here.writes("mine"), there.writes("yours")
    assert here.syncs(remote) == Synced(received=0, sent=1, devices=1, made=str(remote))
    assert there.syncs(remote) == Synced(received=1, sent=1, devices=2)
    assert here.syncs() == Synced(received=1, sent=0, devices=2)
    assert here.files() == there.files()
    assert sorted(here.events()) == sorted([mine.id, yours.id])
    assert here.syncs() == there.syncs() == Synced(received=0, sent=0, devices=2)


def test_a_second_machine_starts_from_what_the_first_has_sent(here: Machine, there: Machine, remote: Path) -> None:
    for number in range(5):
        here.writes(f"entry {number}", number)
    here.syncs(remote)
    assert not there.folder.exists()
    assert there.syncs(remote) == Synced(received=5, sent=0, devices=1)
    assert there.files() == here.files()
    assert there.events() == here.events()


def test_nobody_has_written_anything_yet(here: Machine, there: Machine, remote: Path) -> None:
    assert here.syncs(remote) == Synced(received=0, sent=0, devices=0, made=str(remote))
    assert there.syncs(remote) == Synced(received=0, sent=0, devices=0)
    assert git(remote, "branch", "--list") == ""


def test_a_device_without_a_name_yet_may_sync(tmp_path: Path, here: Machine, remote: Path) -> None:
    here.writes()
    here.syncs(remote)
    nameless = History(tmp_path / "new" / "history", tmp_path / "new" / "state")
    assert sync(nameless, str(remote), now=NOW).received == 1
    assert nameless.device == ""


@pytest.mark.slow
def test_three_devices_come_into_step_in_any_order(machine: Callable[[str], Machine], remote: Path) -> None:
    machines = [machine(device) for device in (HERE, THERE, THIRD)]
    chance = random.Random(5)
    written = []
    for step in range(16):
        each = chance.choice(machines)
        written += [each.writes(f"step {step}", step).id for _ in range(chance.randrange(3))]
        each.syncs(remote)
    for each in machines * 2:
        each.syncs()
    assert machines[0].files() == machines[1].files() == machines[2].files()
    assert sorted(machines[2].events()) == sorted(written)
    head = git(remote, "rev-parse", "studytui")
    assert [each.syncs() for each in machines] == [Synced(0, 0, 3)] * 3
    assert git(remote, "rev-parse", "studytui") == head


def test_files_only_ever_grow(here: Machine, there: Machine, remote: Path) -> None:
    for number in range(3):
        here.writes(f"mine {number}", number)
        there.writes(f"yours {number}", number)
        before = {machine: machine.files() for machine in (here, there)}
        here.syncs(remote)
        there.syncs(remote)
        here.syncs()
        for machine, files in before.items():
            assert all(machine.files()[path].startswith(data) for path, data in files.items())


def test_commits_are_never_rewritten(here: Machine, there: Machine, remote: Path) -> None:
    heads = []
    for number in range(3):
        for machine in (here, there):
            machine.writes("more", number)
            machine.syncs(remote)
            heads.append(git(remote, "rev-parse", "studytui"))
    for earlier, later in pairwise(heads):
        git(remote, "merge-base", "--is-ancestor", earlier, later)


def test_an_event_that_is_there_already_in_another_file_is_not_counted(
    here: Machine, there: Machine, remote: Path
) -> None:
    here.writes()
    here.syncs(remote)
    there.syncs(remote)
    shutil.copy(there.file(HERE), there.file(HERE, "2026-11.sync-conflict-20261122-ABC.jsonl"))
    assert there.syncs() == Synced(received=0, sent=0, devices=1)
    assert here.syncs() == Synced(received=0, sent=0, devices=1)
    assert len(here.files()) == 2


def test_nothing_but_the_history_is_carried(here: Machine, remote: Path) -> None:
    here.writes()
    for name in ("note.txt", f"{HERE}/.2026-11.jsonl.4711", f"{HERE}/draft.txt", "loose.jsonl", ".hidden/x.jsonl"):
        (here.folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(here.file(HERE), here.folder / name)
    here.syncs(remote)
    assert carried(remote) == [".gitattributes", f"{HERE}/{MONTH}"]


def test_git_by_hand_finds_a_clean_folder_and_our_attributes(here: Machine, there: Machine, remote: Path) -> None:
    here.writes()
    there.writes()
    here.syncs(remote)
    there.syncs(remote)
    assert git(there.folder, "status", "--porcelain") == ""
    assert git(there.folder, "check-attr", "text", "--", f"{HERE}/{MONTH}").endswith("text: unset")
    assert "studytui" in git(there.folder, "log", "--format=%an <%ae>")


def test_a_folder_that_is_linked_from_elsewhere_is_carried_as_files(
    here: Machine, there: Machine, remote: Path, tmp_path: Path
) -> None:
    here.writes()
    (here.folder / HERE).rename(tmp_path / "elsewhere")
    (here.folder / HERE).symlink_to(tmp_path / "elsewhere")
    here.syncs(remote)
    assert there.syncs(remote).received == 1


@pytest.mark.slow
def test_years_of_events_arrive_whole(here: Machine, there: Machine, remote: Path) -> None:
    for month in range(24):
        path = here.file(HERE, f"{2024 + month // 12}-{month % 12 + 1:02}.jsonl")
        path.parent.mkdir(parents=True, exist_ok=True)
        events = [event(Wrote("x" * 80), 1_000_000 * month + number) for number in range(300)]
        path.write_bytes(lines.header(HERE) + b"".join(lines.transaction([each]) for each in events))
    here.syncs(remote)
    assert there.syncs(remote).received == 7200
    assert there.files() == here.files()
