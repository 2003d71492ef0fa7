"""Two versions of a file are joined line by line: nothing that one side lacks is taken from another."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from studytui.history import lines
from studytui.history import sync as module
from studytui.history.disk import DISK
from studytui.history.sync import Synced
from tests.history.sync.machines import MONTH, THIRD, Machine, git, refused
from tests.samples import HERE, THERE


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
