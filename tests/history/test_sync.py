"""Carrying the history with real git: everything any side has is there afterwards, whatever happens on the way."""

import errno
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from studytui import paths
from studytui.errors import CANNOT_WRITE, USAGE, StudyError
from studytui.history import git as git_module
from studytui.history import lines, lock, storage
from studytui.history import sync as module
from studytui.history.disk import DISK
from studytui.history.events import Event
from studytui.history.facts import Wrote
from studytui.history.history import History
from studytui.history.sync import Synced, _Carrier, sync
from tests.samples import HERE, THERE, after, event

ROOT = Path(__file__).parents[2]
THIRD = "33333333"
MONTH = "2026-11.jsonl"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner who has never used git, on a machine whose own settings have no influence."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_"))]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return folder


class Machine:
    """One of the learner's machines."""

    def __init__(self, folder: Path, device: str) -> None:
        self.history = History(folder / "history", folder / "state", device)
        self.folder = self.history.folder
        self.git_folder = self.folder / ".git"

    def writes(self, text: str = "a line", minutes: float = 0) -> Event:
        (only,) = self.history.append(Wrote(text), now=after(minutes=minutes))
        return only

    def syncs(self, remote: Path | str | None = None) -> Synced:
        return sync(self.history, None if remote is None else str(remote))

    def file(self, device: str, name: str = MONTH) -> Path:
        return self.folder / device / name

    def files(self) -> dict[str, bytes]:
        found = [Path(file.path) for file in self.history.files()]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}

    def events(self) -> list[str]:
        return [each.id for data in self.files().values() for each in lines.read(data).events]

    def damages(self) -> list[bytes]:
        return [each.raw for data in self.files().values() for each in lines.read(data).damages]


def git(folder: Path, *words: str, given: str | None = None) -> str:
    """Git, as somebody uses it by hand."""
    identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "init.defaultBranch=main"]
    ran = subprocess.run(
        ["git", "-C", str(folder), *identity, *words], input=given, capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def carried(remote: Path) -> list[str]:
    return git(remote, "ls-tree", "-r", "--name-only", "studytui").splitlines()


def refused(machine: Machine, remote: Path | str | None = None) -> StudyError:
    with pytest.raises(StudyError) as caught:
        machine.syncs(remote)
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    return caught.value


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """Where the repository is to be; nothing is there yet."""
    return tmp_path / "disk.git"


@pytest.fixture
def machine(tmp_path: Path) -> Callable[[str], Machine]:
    """Makes machines."""
    return lambda device: Machine(tmp_path / f"machine {device}", device)


@pytest.fixture
def here(machine: Callable[[str], Machine]) -> Machine:
    """This machine."""
    return machine(HERE)


@pytest.fixture
def there(machine: Callable[[str], Machine]) -> Machine:
    """Another one."""
    return machine(THERE)


@pytest.fixture
def by_hand(tmp_path: Path, remote: Path) -> Callable[..., Path]:
    """Lets somebody change the repository with a clone of their own."""

    def change(edit: Callable[[Path], object]) -> Path:
        clone = tmp_path / "by hand"
        if not clone.exists():
            git(tmp_path, "clone", "--quiet", "--branch", "studytui", str(remote), str(clone))
        git(clone, "pull", "--quiet")
        edit(clone)
        git(clone, "add", "--all")
        git(clone, "commit", "--quiet", "--message", "by hand")
        git(clone, "push", "--quiet", "origin", "HEAD:studytui")
        return clone

    return change


# In step


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
    assert sync(nameless, str(remote)).received == 1
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


# One file, two versions


def test_a_cloned_device_keeps_the_lines_of_both(tmp_path: Path, here: Machine, remote: Path) -> None:
    clone = Machine(tmp_path / "clone", HERE)
    first = here.writes("before", 0)
    here.syncs(remote)
    clone.syncs(remote)
    mine = [here.writes(f"mine {number}", 1 + number) for number in range(3)]
    yours = [clone.writes(f"yours {number}", 10 + number) for number in range(3)]
    here.syncs()
    assert clone.syncs() == Synced(received=3, sent=3, devices=1)
    assert here.syncs() == Synced(received=3, sent=0, devices=1)
    expected = sorted(each.id for each in (first, *mine, *yours))
    assert sorted(here.events()) == sorted(clone.events()) == expected
    assert here.damages() == clone.damages() == []
    head = git(remote, "rev-parse", "studytui")
    assert here.syncs() == clone.syncs() == Synced(0, 0, 1)
    assert git(remote, "rev-parse", "studytui") == head


def test_repositories_that_began_apart_with_the_same_files_join(tmp_path: Path, here: Machine, remote: Path) -> None:
    here.writes()
    copied = Machine(tmp_path / "copied", HERE)
    shutil.copytree(here.folder, copied.folder)
    later = copied.writes("later", 5)
    here.syncs(remote)
    copied.syncs(remote)
    here.syncs()
    assert here.files() == copied.files()
    assert later.id in here.events()


@pytest.mark.parametrize("torn", [b"0123abcd [{torn", b'{"', b"\0" * 40], ids=["line", "bytes", "zeros"])
def test_a_torn_tail_here_does_not_join_the_lines_that_arrive(
    here: Machine, there: Machine, remote: Path, torn: bytes
) -> None:
    here.writes("one", 0)
    here.syncs(remote)
    there.syncs(remote)
    with there.file(HERE).open("ab") as file:
        file.write(torn)
    here.writes("two", 1)
    here.syncs()
    assert there.syncs().received == 1
    assert there.events() == here.events()
    assert there.damages() == [torn]
    assert here.syncs() == there.syncs() == Synced(0, 0, 1)


def test_a_last_line_without_its_newline_is_a_line(here: Machine, there: Machine, remote: Path) -> None:
    here.writes("one", 0)
    here.file(HERE).write_bytes(here.file(HERE).read_bytes()[:-1])
    assert here.syncs(remote).sent == 1
    assert there.syncs(remote).received == 1
    assert there.file(HERE).read_bytes() == here.file(HERE).read_bytes() + b"\n"
    here.writes("two", 1)
    here.syncs()
    there.syncs()
    assert there.events() == here.events()
    assert there.damages() == here.damages() == []


def test_a_torn_tail_in_the_repository_does_not_join_the_lines_below_it(
    here: Machine, there: Machine, remote: Path, by_hand: Callable[..., Path]
) -> None:
    here.writes("one", 0)
    here.syncs(remote)

    def tear(clone: Path) -> None:
        with (clone / HERE / MONTH).open("ab") as file:
            file.write(b"0123abcd [{torn")

    by_hand(tear)
    here.writes("two", 1)
    here.syncs()
    there.syncs(remote)
    assert there.events() == here.events()
    assert there.damages() == here.damages() == []
    assert b"{torn\n" in git(remote, "show", f"studytui:{HERE}/{MONTH}").encode()


def test_damage_stays_where_it_arose(here: Machine, there: Machine, remote: Path) -> None:
    here.writes("one", 0)
    here.writes("two", 1)
    here.syncs(remote)
    there.syncs(remote)
    whole = here.file(HERE).read_bytes()
    here.file(HERE).write_bytes(whole.replace(b"two", b"2wo"))
    here.writes("three", 2)
    assert here.syncs() == Synced(received=1, sent=1, devices=1)
    assert there.syncs().received == 1
    assert len(set(here.events())) == 3
    assert sorted(there.events()) == sorted(here.events())
    assert len(here.damages()) == 1
    assert there.damages() == []


def test_lines_of_a_later_version_are_carried_as_they_are(here: Machine, there: Machine, remote: Path) -> None:
    later = lines._line({"format": lines.FORMAT + 1}) + lines._line([{"id": "x", "kind": "pondered"}])
    there.file(THIRD).parent.mkdir(parents=True)
    there.file(THIRD).write_bytes(later)
    there.syncs(remote)
    here.syncs(remote)
    assert here.file(THIRD).read_bytes() == later


def test_line_ends_that_another_tool_changed_are_no_difference(here: Machine, there: Machine, remote: Path) -> None:
    here.writes("one", 0)
    here.syncs(remote)
    there.syncs(remote)
    there.file(HERE).write_bytes(there.file(HERE).read_bytes().replace(b"\n", b"\r\n"))
    assert there.syncs() == Synced(0, 0, 1)
    here.writes("two", 1)
    here.syncs()
    assert there.syncs().received == 1
    assert there.events() == here.events()


# Deleting


def test_a_file_that_was_deleted_here_comes_back(here: Machine, there: Machine, remote: Path) -> None:
    here.writes()
    here.syncs(remote)
    there.syncs(remote)
    before = there.files()
    there.file(HERE).unlink()
    assert there.syncs() == Synced(received=1, sent=0, devices=1)
    assert there.files() == here.files() == before


def test_lines_that_were_lost_here_come_back_without_the_remote(here: Machine, remote: Path) -> None:
    for number in range(4):
        here.writes(f"entry {number}", number)
    here.syncs(remote)
    whole = here.file(HERE).read_bytes()
    here.file(HERE).write_bytes(whole[: len(whole) // 2])
    remote.rename(remote.with_name("away"))
    refused(here)
    assert len(here.events()) == 4


def test_what_is_deleted_or_cut_in_the_remote_stays_and_returns_there(
    here: Machine, there: Machine, remote: Path, by_hand: Callable[..., Path]
) -> None:
    for number in range(4):
        here.writes(f"mine {number}", number)
    there.writes("yours")
    here.syncs(remote)
    there.syncs(remote)
    before = there.files()

    def lose(clone: Path) -> None:
        (clone / THERE / MONTH).unlink()
        mine = clone / HERE / MONTH
        mine.write_bytes(b"".join(mine.read_bytes().splitlines(keepends=True)[:2]))

    by_hand(lose)
    assert there.syncs() == Synced(received=0, sent=4, devices=2)
    assert there.files() == before
    assert here.syncs() == Synced(received=1, sent=0, devices=2)
    assert sorted(here.events()) == sorted(there.events())


def test_a_file_deleted_here_and_changed_there_has_everything(
    here: Machine, there: Machine, remote: Path, by_hand: Callable[..., Path]
) -> None:
    here.writes("one", 0)
    here.syncs(remote)
    there.syncs(remote)
    there.file(HERE).unlink()
    here.writes("two", 1)
    here.syncs()
    by_hand(lambda clone: (clone / HERE / MONTH).unlink())
    there.syncs()
    here.syncs()
    assert len(set(here.events())) == len(here.events()) == 2
    assert "two" in here.file(HERE).read_text()


def test_a_file_that_can_not_be_read_is_left_alone_and_the_rest_carried(
    here: Machine, there: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.writes("one", 0)
    here.syncs(remote)
    there.syncs(remote)
    before = there.files()
    yours = there.writes("yours")
    with monkeypatch.context() as patch:
        _break(patch, there.file(HERE))
        assert there.syncs().sent == 1
    assert there.file(HERE).read_bytes() == before[f"{HERE}/{MONTH}"]
    here.syncs()
    assert yours.id in here.events()
    assert len(here.events()) == 2


def test_a_file_that_can_not_be_read_any_more_is_joined_from_what_was_committed(
    tmp_path: Path, here: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = Machine(tmp_path / "clone", HERE)
    here.syncs(remote)
    clone.syncs(remote)
    mine, yours = here.writes("mine", 0), clone.writes("yours", 1)
    with monkeypatch.context() as patch:
        patch.setattr(module._Carrier, "_fetch", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            here.syncs()
    clone.syncs()
    _break(monkeypatch, here.file(HERE))
    here.syncs()
    clone.syncs()
    assert sorted(clone.events()) == [mine.id, yours.id]


def _break(patch: pytest.MonkeyPatch, broken: Path) -> None:
    """Let a file lie on a sector that is gone."""
    real = type(DISK).read

    def read(disk: Any, path: Path, start: int = 0) -> bytes:
        if path == broken:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(disk, path, start)

    patch.setattr(type(DISK), "read", read)


def test_a_file_that_a_disk_lists_by_another_name_is_not_written_twice(
    here: Machine, there: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.writes("one", 0)
    here.syncs(remote)
    there.syncs(remote)
    before = there.files()
    with monkeypatch.context() as patch:
        # As on a disk without a difference between upper and lower case.
        patch.setattr(there.history, "files", list)
        assert there.syncs() == Synced(0, 0, 1)
    assert there.files() == before


# In between


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
    sync(history, remote)
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
        os.utime(each, (time.time() - module.STALE - 1,) * 2)
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


# Where to


def test_the_first_time_a_place_must_be_given(here: Machine) -> None:
    told = refused(here)
    assert told.exit_code == USAGE
    assert "studytui sync /" in told.hint
    assert not here.git_folder.exists()


def test_the_place_is_remembered_and_can_be_changed(here: Machine, tmp_path: Path, remote: Path) -> None:
    here.writes()
    here.syncs(remote)
    other = tmp_path / "other"
    assert here.syncs(other) == Synced(received=0, sent=1, devices=1, made=str(other))
    here.writes("more", 5)
    assert here.syncs("origin").sent == 1
    assert git(other, "rev-list", "--count", "studytui") == "2"
    assert git(remote, "rev-list", "--count", "studytui") == "1"


def test_a_place_that_does_not_work_is_not_remembered(here: Machine, tmp_path: Path, remote: Path) -> None:
    here.writes()
    here.syncs(remote)
    refused(here, tmp_path / "no" / "such" / "folder")
    refused(here, "file:///nowhere")
    here.writes("more", 5)
    assert here.syncs().sent == 1


def test_paths_may_be_relative_or_begin_at_home(
    here: Machine, there: Machine, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.writes()
    monkeypatch.chdir(tmp_path)
    assert here.syncs("study place").made == str(tmp_path / "study place")
    monkeypatch.chdir(home)
    assert here.syncs().made == ""
    assert here.syncs("~/study").made == str(home / "study")
    assert there.syncs("~/study").received == 1


def test_an_empty_folder_becomes_a_repository_and_one_with_other_things_does_not(here: Machine, tmp_path: Path) -> None:
    here.writes()
    empty, full, file = tmp_path / "empty", tmp_path / "full", tmp_path / "file"
    empty.mkdir()
    full.mkdir()
    (full / "letter.txt").write_text("mine")
    file.write_text("mine")
    assert here.syncs(empty).made == str(empty)
    for place in (full, file):
        told = refused(here, place)
        assert told.exit_code == USAGE
        assert "something else" in told.message
    assert [each.name for each in full.iterdir()] == ["letter.txt"]


def test_a_disk_that_is_not_there_is_not_made_up(here: Machine, there: Machine, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for place in (stick / "study.git", stick):
        here.writes()
        there.writes()
        if place == stick:
            shutil.rmtree(stick)
            stick.mkdir()
        here.syncs(place)
        shutil.rmtree(stick)
        stick.mkdir()
        told = refused(here)
        assert told.exit_code == CANNOT_WRITE
        assert "next sync" in told.hint
        assert list(stick.iterdir()) == []


def test_a_repository_that_is_no_bare_one_takes_the_branch_too(here: Machine, there: Machine, tmp_path: Path) -> None:
    project = tmp_path / "project"
    git(tmp_path, "init", "--quiet", str(project))
    (project / "code.py").write_text("print()\n")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "code")
    before = git(project, "rev-parse", "main")
    here.writes()
    here.syncs(project)
    assert there.syncs(project).received == 1
    assert git(project, "rev-parse", "main") == before
    assert not there.file("code.py").exists()
    assert git(project, "status", "--porcelain") == ""


def test_a_branch_that_holds_something_else_is_refused(here: Machine, tmp_path: Path, remote: Path) -> None:
    here.writes()
    here.syncs(remote)
    for number, path in enumerate(("README.md", "src/data.json", "a/b/c.jsonl", ".hidden/x.jsonl", "x.jsonl")):
        project = tmp_path / f"project {number}"
        git(tmp_path, "init", "--quiet", "--initial-branch=studytui", str(project))
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text("theirs\n")
        git(project, "add", "--all")
        git(project, "commit", "--quiet", "--message", "theirs")
        before = here.files()
        told = refused(here, project)
        assert told.exit_code == USAGE
        assert path in told.message
        assert git(project, "rev-list", "--count", "studytui") == "1"
        assert here.files() == before
        assert not (here.folder / path).exists()
    assert here.syncs() == Synced(0, 0, 1)


def test_a_link_or_a_repository_inside_the_remote_makes_none_here(
    here: Machine, there: Machine, remote: Path, by_hand: Callable[..., Path], tmp_path: Path
) -> None:
    here.writes()
    here.syncs(remote)
    target = tmp_path / "target.jsonl"
    target.write_bytes(lines.header(THIRD))
    by_hand(lambda clone: (clone / HERE / "2026-12.jsonl").symlink_to(target))
    mine = there.writes()
    there.syncs(remote)
    assert not there.file(HERE, "2026-12.jsonl").is_symlink()
    assert target.read_bytes() == lines.header(THIRD)
    here.syncs()
    assert mine.id in here.events()
    head = git(remote, "rev-parse", "studytui")
    (inner,) = git(remote, "mktree", given=f"160000 commit {head}\tsub.jsonl\n").splitlines()
    outer = git(remote, "mktree", given=f"040000 tree {inner}\t{HERE}\n")
    git(remote, "update-ref", "refs/heads/studytui", git(remote, "commit-tree", outer, "-p", "studytui", "-m", "sub"))
    assert "sub.jsonl" in refused(here).message


def test_a_tree_that_leads_out_of_the_folder_is_refused(here: Machine, remote: Path, tmp_path: Path) -> None:
    here.writes()
    here.syncs(remote)
    blob = git(remote, "hash-object", "-w", "--stdin", given=lines.header(THIRD).decode())
    inner = git(remote, "mktree", given=f"100644 blob {blob}\tescaped.jsonl\n")
    for folder in ("..", ".git", "."):
        outer = git(remote, "mktree", given=f"040000 tree {inner}\t{folder}\n")
        commit = git(remote, "commit-tree", outer, "-p", "studytui", "-m", "out")
        head = git(remote, "rev-parse", "studytui")
        git(remote, "update-ref", "refs/heads/studytui", commit)
        refused(here)
        git(remote, "update-ref", "refs/heads/studytui", head)
    assert not list(tmp_path.rglob("escaped.jsonl"))
    here.syncs()


@pytest.mark.parametrize(
    "name",
    ["", " ", "-u", "--upload-pack=touch pwned", "ext::touch pwned", "ext::sh -c touch% pwned", "fd::7", "::x",
     "two\nlines", "nul\0", "\x1b]0;x\x07", "ssh://-oProxyCommand=touch pwned/x", "-oProxyCommand=x:y"],
)  # fmt: skip
def test_a_hostile_address_runs_nothing(
    here: Machine, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    (home / ".gitconfig").write_text('[protocol "ext"]\n\tallow = always\n')
    monkeypatch.chdir(tmp_path)
    here.writes()
    refused(here, name)
    assert not list(tmp_path.rglob("*pwned*"))


def test_an_address_that_git_itself_would_turn_into_a_program_runs_nothing(
    here: Machine, tmp_path: Path, home: Path
) -> None:
    pwned = tmp_path / "pwned"
    (home / ".gitconfig").write_text(
        f'[protocol "ext"]\n\tallow = always\n[url "ext::touch {pwned} "]\n\tinsteadOf = "study:"\n'
    )
    assert "not allowed" in refused(here, "study:x").message
    assert "run a program" in refused(here, f"ext::touch {pwned}").message
    assert not pwned.exists()


def test_the_history_is_no_place_to_sync_itself_with(here: Machine) -> None:
    here.writes()
    for place in (here.folder, here.folder / "disk.git", here.git_folder):
        assert "history itself" in refused(here, place).message
    assert not (here.folder / "disk.git").exists()


# Out of reach


@pytest.mark.parametrize("address", ["file:///nowhere", "ssh://127.0.0.1:1/study.git", "git://127.0.0.1:1/study.git"])
def test_out_of_reach_is_told_and_what_is_new_is_committed(here: Machine, address: str) -> None:
    here.writes()
    told = refused(here, address)
    assert told.exit_code == CANNOT_WRITE
    assert f"{address} can't be reached" in told.message
    assert "correct access rights" not in told.message
    assert "next sync" in told.hint
    assert git(here.folder, "rev-list", "--count", "studytui") == "1"


def test_a_password_in_an_address_is_not_shown(here: Machine) -> None:
    told = refused(here, "http://me:secret@127.0.0.1:1/study.git")
    assert "secret" not in str(told)
    assert "127.0.0.1" in told.message


def test_what_was_written_out_of_reach_goes_with_the_next_sync(here: Machine, there: Machine, remote: Path) -> None:
    here.syncs(remote)
    remote.rename(remote.with_name("away"))
    here.writes()
    assert "not there" in refused(here).message
    remote.with_name("away").rename(remote)
    assert here.syncs().sent == 1
    assert there.syncs(remote).received == 1


def test_a_hook_that_refuses_is_quoted(here: Machine, remote: Path) -> None:
    here.syncs(remote)
    hook = remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'only on \033[31mSundays' >&2\nexit 1\n")
    hook.chmod(0o755)
    here.writes()
    told = refused(here)
    assert told.exit_code == CANNOT_WRITE
    assert "does not take it: only on ␛[31mSundays" in told.message
    hook.unlink()
    assert here.syncs().sent == 1


def test_a_branch_that_is_checked_out_elsewhere_is_told(here: Machine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    git(tmp_path, "init", "--quiet", "--initial-branch=studytui", str(elsewhere))
    (elsewhere / ".gitattributes").touch()
    git(elsewhere, "add", "--all")
    git(elsewhere, "commit", "--quiet", "--message", "empty")
    here.writes()
    assert "checked out" in refused(here, elsewhere).message


def test_a_repository_of_another_user_is_told_with_what_to_do(
    here: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.writes()
    here.syncs(remote)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setattr(git_module, "_KEPT", re.compile(".*"))
    told = refused(here)
    assert "another user" in told.message
    assert f"safe.directory {remote}" in told.hint


def test_a_full_disk_is_told(here: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here.syncs(remote)
    here.writes()
    full = b"error: unable to write file: No space left on device\nfatal: Could not read from remote repository.\n"

    for error in (git_module.GitError(full, b""), OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))):
        with monkeypatch.context() as patch:
            patch.setattr(git_module.Git, "_run", Mock(side_effect=error))
            told = refused(here, remote)
        assert (told.message, told.exit_code) == ("the disk is full", CANNOT_WRITE)
    assert here.syncs().sent == 1


def test_without_git_a_sync_says_what_else_works(
    here: Machine, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = refused(here, remote)
    assert told.exit_code == USAGE
    assert told.message == "git is not installed"
    assert str(here.folder) in told.hint


# The learner's own git


def test_variables_of_another_repository_are_not_heard(
    here: Machine, there: Machine, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    git(tmp_path, "init", "--quiet", str(project))
    for name, value in {
        "GIT_DIR": project / ".git", "GIT_WORK_TREE": project, "GIT_INDEX_FILE": project / ".git" / "index",
        "GIT_NAMESPACE": "elsewhere", "GIT_OBJECT_DIRECTORY": tmp_path / "objects", "GIT_CONFIG_COUNT": "x",
        "GIT_COMMON_DIR": project, "GIT_DEFAULT_HASH": "sha256", "GIT_TEMPLATE_DIR": tmp_path,
        "GIT_CEILING_DIRECTORIES": tmp_path, "GIT_ALLOW_PROTOCOL": "none", "LC_ALL": "xx_XX", "GIT_TRACE": "1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))
    before = sorted(project.rglob("*"))
    here.writes()
    here.syncs(remote)
    assert there.syncs(remote).received == 1
    assert sorted(project.rglob("*")) == before
    assert not (tmp_path / "objects").exists()


def test_a_repository_further_up_is_not_touched(tmp_path: Path, here: Machine, there: Machine, remote: Path) -> None:
    git(tmp_path, "init", "--quiet", ".")
    (tmp_path / "dotfile").touch()
    git(tmp_path, "add", "dotfile")
    before = {path: path.read_bytes() for path in (tmp_path / ".git").rglob("*") if path.is_file()}
    here.writes()
    here.syncs(remote)
    there.syncs(remote)
    assert {path: path.read_bytes() for path in (tmp_path / ".git").rglob("*") if path.is_file()} == before


HABITS = """
[core]
    hooksPath = {hooks}
    attributesFile = {hooks}/attributes
    autocrlf = true
    fsmonitor = true
[init]
    templateDir = {hooks}
    defaultBranch = trunk
[user]
    useConfigOnly = true
[commit]
    gpgSign = true
[gpg]
    program = false
[push]
    gpgSign = true
    default = nothing
    followTags = true
[fetch]
    prune = true
[merge]
    ff = only
[remote]
    pushDefault = elsewhere
[remote "origin"]
    fetch = +refs/pull/*:refs/pull/*
[filter "zip"]
    clean = gzip
    smudge = gunzip
    required = true
"""


def test_the_learners_habits_with_git_change_nothing(
    here: Machine, there: Machine, remote: Path, home: Path, tmp_path: Path
) -> None:
    hooks = tmp_path / "hooks"
    own = here.git_folder / "hooks"
    hooks.mkdir()
    (hooks / "attributes").write_text("* text=auto filter=zip\n")
    (home / ".gitconfig").write_text(HABITS.format(hooks=hooks))
    for name in ("pre-commit", "post-commit", "pre-push", "post-merge", "post-checkout", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{tmp_path}/hooked'\nexit 1\n")
        (hooks / name).chmod(0o755)
    there.writes()
    there.syncs(remote)
    here.syncs(remote)
    git(here.folder, "tag", "--annotate", "--message", "mine", "mine", "studytui")
    shutil.copytree(hooks, own)
    shutil.copy(hooks / "pre-commit", own / "reference-transaction")
    here.writes()
    here.syncs()
    there.syncs()
    assert here.files() == there.files()
    assert git(remote, "show", f"studytui:{HERE}/{MONTH}") + "\n" == here.file(HERE).read_text()
    assert not (tmp_path / "hooked").exists()
    assert not (remote / "attributes").exists()
    assert git(remote, "tag") == ""


def test_a_learner_without_any_home_can_sync(
    here: Machine, there: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOME")
    here.writes()
    here.syncs(remote)
    assert there.syncs(remote).received == 1


def test_a_repository_that_the_learner_made_is_used_beside_their_branch(
    here: Machine, there: Machine, remote: Path
) -> None:
    here.writes()
    git(here.folder, "init", "--quiet")
    git(here.folder, "add", "--all")
    git(here.folder, "commit", "--quiet", "--message", "mine")
    before = git(here.folder, "rev-parse", "main")
    here.syncs(remote)
    assert there.syncs(remote).received == 1
    assert git(here.folder, "rev-parse", "main") == before
    assert git(here.folder, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert git(remote, "branch", "--list", "--format=%(refname:short)") == "studytui"


def test_a_prompt_is_only_for_a_person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert git_module.Git(tmp_path)._environment["GIT_TERMINAL_PROMPT"] == "0"
    monkeypatch.setattr(paths, "is_terminal", lambda: True)
    assert git_module.Git(tmp_path)._environment["GIT_TERMINAL_PROMPT"] == "1"


# Sizes


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
