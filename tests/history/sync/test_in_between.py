"""Whatever else is at work during a sync, another device, another program or a git by hand, nothing is lost."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from studytui.errors import CANNOT_WRITE
from studytui.history import lock, repository
from studytui.history import sync as module
from studytui.history.sync import Synced
from tests.history.sync.machines import Machine, git, refused
from tests.samples import HERE


def test_a_device_that_was_faster_is_joined_and_the_push_repeated(
    here: Machine, there: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.syncs(remote)
    there.syncs(remote)
    mine, yours = here.writes("mine"), there.writes("yours")
    _before_each_push(monkeypatch, here, [there.syncs])
    assert here.syncs() == Synced(received=1, sent=1, devices=2)
    there.syncs()
    assert sorted(there.events()) == sorted(here.events()) == sorted([mine.id, yours.id])


def test_a_remote_that_is_always_faster_is_told_and_nothing_is_lost(
    here: Machine, there: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.syncs(remote)
    there.syncs(remote)

    def faster() -> None:
        there.writes()
        there.syncs()

    here.writes("mine")
    with monkeypatch.context() as patch:
        patch.setattr(module, "TRIES", 2)
        _before_each_push(patch, here, [faster] * 2)
        busy = refused(here)
    assert busy.exit_code == CANNOT_WRITE
    assert "busy" in busy.message
    assert here.syncs().sent == 1
    assert there.syncs().received == 1


def _before_each_push(patch: pytest.MonkeyPatch, machine: Machine, deeds: list[Callable[[], object]]) -> None:
    real = module._Carrier._push

    def push(carrier: module._Carrier, source: str) -> str:
        if carrier.history is machine.history and deeds:
            deeds.pop(0)()
        return real(carrier, source)

    patch.setattr(module._Carrier, "_push", push)


def test_the_history_can_be_written_while_the_remote_is_slow(
    here: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.writes("before", 0)
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    _before_each_push(monkeypatch, here, [lambda: here.writes("meanwhile", 1)])
    assert here.syncs(remote).sent == 1
    assert here.syncs().sent == 1


def test_only_one_sync_at_a_time(here: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here.syncs(remote)
    monkeypatch.setattr(lock, "PATIENCE", 0.02)
    with lock.locked(here.history.state / "sync.lock"):
        assert refused(here).exit_code == CANNOT_WRITE
    here.syncs()


def test_files_are_not_touched_while_another_program_writes(
    here: Machine, there: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.writes()
    here.syncs(remote)
    monkeypatch.setattr(lock, "PATIENCE", 0.02)
    with lock.locked(there.history.state / "history.lock"):
        assert refused(there, remote).exit_code == CANNOT_WRITE
        assert there.files() == {}
    assert there.syncs(remote).received == 1


def test_what_a_git_used_by_hand_left_half_done_is_in_nobodys_way(here: Machine, there: Machine, remote: Path) -> None:
    here.writes("mine")
    here.syncs(remote)
    there.writes("yours")
    there.syncs(remote)
    (here.git_folder / "index.lock").touch()
    (here.git_folder / "MERGE_HEAD").write_text(git(here.folder, "rev-parse", "studytui") + "\n")
    (here.git_folder / "MERGE_MSG").write_text("half done\n")
    here.writes("more", 5)
    assert here.syncs() == Synced(received=1, sent=1, devices=2)
    assert there.syncs().received == 1
    assert here.files() == there.files()


def test_a_conflict_left_by_a_merge_by_hand_loses_no_line(here: Machine, there: Machine, remote: Path) -> None:
    here.writes("one", 0)
    here.writes("two", 1)
    here.syncs(remote)
    header, first, second = here.file(HERE).read_bytes().splitlines(keepends=True)
    here.file(HERE).write_bytes(header + b"<<<<<<< HEAD\n" + first + b"=======\n" + second + b">>>>>>> theirs\n")
    here.writes("three", 2)
    assert here.syncs().sent == 1
    assert there.syncs(remote).received == 3
    assert there.damages() == []
    assert len(here.damages()) == 3


def test_a_lock_that_a_killed_git_left_is_removed_once_it_is_old(here: Machine, remote: Path) -> None:
    here.writes()
    here.syncs(remote)
    here.writes("more", 5)
    left = [here.git_folder / "refs/heads/studytui.lock", here.git_folder / "index.lock"]
    for each in left:
        each.touch()
    told = refused(here)
    assert told.exit_code == CANNOT_WRITE
    assert "ten minutes" in told.hint
    for each in left:
        os.utime(each, (time.time() - repository.STALE - 1,) * 2)
    assert here.syncs().sent == 1
    assert not any(each.exists() for each in left)


def test_a_repository_that_is_broken_is_told_and_made_anew_from_the_files(
    here: Machine, there: Machine, remote: Path
) -> None:
    here.writes("mine")
    there.writes("yours")
    here.syncs(remote)
    there.syncs(remote)
    here.writes("more", 5)
    shutil.rmtree(here.git_folder / "objects")
    (here.git_folder / "objects").mkdir()
    told = refused(here)
    assert told.exit_code == CANNOT_WRITE
    assert f"delete {here.git_folder}" in told.hint
    shutil.rmtree(here.git_folder)
    assert here.syncs(remote) == Synced(received=1, sent=1, devices=2)
    there.syncs()
    assert sorted(here.events()) == sorted(there.events())
