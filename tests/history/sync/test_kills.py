"""A sync that is killed at any moment loses nothing, and the next one goes on from there."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from studytui.history import git as git_module
from studytui.history import storage
from studytui.history import sync as module
from studytui.history.facts import Wrote
from studytui.history.sync import Synced, _Carrier
from tests.history.sync.machines import Machine, git
from tests.samples import HERE, after

ROOT = Path(__file__).parents[3]


class Killed(BaseException):
    """The end of the process, at a step of git."""


@pytest.mark.slow
def test_a_kill_after_any_step_of_git_loses_nothing(
    tmp_path: Path, here: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = Machine(tmp_path / "clone", HERE)
    here.syncs(remote)
    clone.syncs(remote)
    written: list[str] = []
    killed = True
    while killed:
        step = len(written) // 2
        written += [here.writes("mine", step).id, clone.writes("the clone's", 500 + step).id]
        clone.syncs()
        with monkeypatch.context() as patch:
            _kill_after(patch, step)
            killed = _is_killed(here)
        assert set(written[::2]) <= set(here.events())
    assert len(written) // 2 > 12
    for each in (clone, here):
        each.syncs()
        assert sorted(each.events()) == sorted(written)
        assert each.damages() == []


def _kill_after(patch: pytest.MonkeyPatch, step: int) -> None:
    left, real = list(range(step)), git_module.Git._run

    def run(self: git_module.Git, words: list[str], given: bytes = b"") -> bytes:
        output = real(self, words, given)
        if not left:
            raise Killed
        left.pop()
        return output

    patch.setattr(git_module.Git, "_run", run)


def _is_killed(machine: Machine) -> bool:
    try:
        machine.syncs()
    except Killed:
        return True
    return False


def test_a_kill_while_files_are_completed_loses_nothing(
    here: Machine, there: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        here.writes(f"entry {number}", number)
    here.history.append(Wrote("next month"), now=after(days=30))
    here.syncs(remote)
    done: list[Path] = []
    real = storage.append

    def append(disk: Any, path: Path, data: bytes) -> None:
        if done:
            real(disk, path, data[:40])
            raise Killed
        done.append(path)
        real(disk, path, data)

    with monkeypatch.context() as patch:
        patch.setattr(module, "append", append)
        with pytest.raises(Killed):
            there.syncs(remote)
    there.syncs(remote)
    assert there.events() == here.events()
    assert here.syncs() == Synced(0, 0, 1)


SYNCER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from studytui.history.facts import Wrote
from studytui.history.history import History
from studytui.history.sync import sync

folder, device, remote = sys.argv[1:]
history = History(Path(folder) / "history", Path(folder) / "state", device)
while True:
    (event,) = history.append(Wrote("a line"), now=datetime.now(UTC))
    print(event.id, flush=True)
    sync(history, remote, now=datetime.now(UTC))
"""


def test_the_git_of_a_killed_sync_may_land_late(here: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here.syncs(remote)
    event = here.writes()
    commit = _Carrier._commit

    def overtaken(carrier: _Carrier, parents: tuple[str, ...], changes: dict[str, bytes | str]) -> None:
        monkeypatch.undo()
        commit(carrier, parents, {})
        commit(carrier, parents, changes)

    monkeypatch.setattr(_Carrier, "_commit", overtaken)
    assert here.syncs(remote).sent == 1
    assert event.id in here.events()
    git(remote, "fsck", "--strict")


@pytest.mark.slow
def test_a_real_kill_loses_nothing(here: Machine, there: Machine, remote: Path) -> None:
    written = [there.writes().id]
    there.syncs(remote)
    for number in range(8):
        command = [sys.executable, "-c", SYNCER, str(here.folder.parent), HERE, str(remote)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert process.stdout is not None
        written.append(process.stdout.readline().strip())
        time.sleep(0.02 * number)
        process.send_signal(signal.SIGKILL)
        written += process.communicate()[0].split()
        _grow_old(here.git_folder)
        _grow_old(remote)
    for each in (here, there, here):
        each.syncs(remote)
    assert set(here.events()) == set(there.events())
    # What was killed between writing an event and saying so is not in the list.
    assert set(here.events()) >= set(written)
    assert here.files() == there.files()
    git(remote, "fsck", "--strict")


def _grow_old(folder: Path) -> None:
    """Ten minutes later: what was left is old; a remote's own locks are for whoever keeps it to remove."""
    for place, _, names in os.walk(folder):
        for left in (Path(place, name) for name in names if name.endswith(".lock")):
            # The git of a killed sync may still be at work, and take its own lock away.
            with suppress(FileNotFoundError):
                if folder.name == ".git":
                    os.utime(left, (1, 1))
                else:
                    left.unlink()
