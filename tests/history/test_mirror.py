"""The mirror: it follows what is acknowledged, each side heals the other, and nothing waits for it or fails with it."""

import errno
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studytui.errors import StudyError
from studytui.history import lines, storage
from studytui.history.events import Event
from studytui.history.facts import Ticked, Wrote
from studytui.history.history import History
from studytui.history.mirror import Kept
from studytui.paths import Places
from tests.history.conftest import Arrive
from tests.samples import AT, HERE, NOW, THERE, after, event

FACT = Ticked("w01-m1", True)


def events_in(history: History) -> list[Event]:
    return [each for file in history.files() for each in lines.read(Path(file.path).read_bytes()).events]


def ids(history: History) -> set[str]:
    return {each.id for each in events_in(history)}


def copy_of(history: History, path: Path) -> Path:
    return history.mirror.folder / path.relative_to(history.folder)


@pytest.fixture
def written(history: History) -> list[Event]:
    """Five entries of this device."""
    return [each for number in range(5) for each in history.append(Wrote(f"entry {number}"), now=NOW)]


@pytest.fixture
def own(history: History, written: list[Event]) -> Path:
    """The file that holds them."""
    return history.folder / HERE / "2026-11.jsonl"


# Following


def test_the_mirror_has_each_event_when_it_is_acknowledged(history: History, written: list[Event], own: Path) -> None:
    assert copy_of(history, own).read_bytes() == own.read_bytes()


def test_a_new_month_is_mirrored_too(history: History, written: list[Event]) -> None:
    history.append(FACT, now=after(days=30))
    path = history.folder / HERE / "2026-12.jsonl"
    assert copy_of(history, path).read_bytes() == path.read_bytes()


def test_what_another_program_wrote_is_mirrored_with_the_next_event(
    history: History, written: list[Event], own: Path, places: Places
) -> None:
    copy_of(history, own).unlink()
    History(places.history, places.state, HERE).append(FACT, now=NOW)
    assert copy_of(history, own).read_bytes() == own.read_bytes()


def test_a_mirror_that_cannot_be_written_is_told_and_the_event_is_saved(history: History, own: Path) -> None:
    shutil.rmtree(history.mirror.folder)
    history.mirror.folder.write_text("no folder")
    (event_made,) = history.append(FACT, now=NOW)
    assert history.mirror.trouble == os.strerror(errno.ENOTDIR)
    assert event_made in events_in(history)
    history.mirror.folder.unlink()
    history.append(FACT, now=NOW)
    assert history.mirror.trouble == ""


def test_an_append_does_not_wait_for_the_mirror_to_be_flushed(
    history: History, written: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    history.append(FACT, now=NOW)
    assert [path for path in flushed if "mirror" in path.parts] == []


def test_a_mirror_that_is_out_of_step_is_not_made_worse_by_the_next_event(history: History, own: Path) -> None:
    copy = copy_of(history, own)
    copy.write_bytes(copy.read_bytes()[:-7])
    history.append(FACT, now=NOW)
    assert len(lines.read(copy.read_bytes()).events) >= 4
    history.mirror.heal(history, NOW)
    assert copy.read_bytes() == own.read_bytes()


def test_what_is_written_after_a_loss_is_mirrored_before_anything_is_healed(
    history: History, written: list[Event], own: Path
) -> None:
    cut = own.read_bytes()[:200]
    for number in range(3):
        own.write_bytes(cut)
        history.append(Wrote(f"after {number}"), now=NOW)
    own.write_bytes(cut)
    assert history.mirror.heal(history, NOW, at_once=True).healed > 3
    assert len(ids(history)) == 8


def test_a_file_that_is_replaced_while_it_is_written_to_loses_nothing_that_is_acknowledged(
    history: History, written: list[Event], own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = own.read_bytes()
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        scratch = own.with_name(".syncthing.tmp")
        scratch.write_bytes(older)
        scratch.replace(own)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        (acknowledged,) = history.append(FACT, now=NOW)
    assert own.read_bytes() == older
    assert history.mirror.heal(history, NOW, at_once=True).healed == 1
    assert ids(history) == {each.id for each in (*written, acknowledged)}


def test_a_time_that_a_lost_event_has_spent_is_not_given_again(
    history: History, written: list[Event], own: Path
) -> None:
    own.write_bytes(lines.header(HERE))
    fresh = History(history.folder, history.state, HERE)
    # The clock stands still.
    (later,) = fresh.append(FACT, now=NOW)
    assert later.at > written[-1].at
    fresh.mirror.heal(fresh, NOW, at_once=True)
    assert ids(fresh) == {each.id for each in (*written, later)}


def test_histories_that_share_a_state_folder_have_mirrors_of_their_own(places: Places, tmp_path: Path) -> None:
    one = History(places.history, places.state, HERE)
    other = History(tmp_path / "other" / "history", places.state, HERE)
    one.append(FACT, now=NOW)
    assert one.mirror.folder != other.mirror.folder
    assert other.mirror.heal(other, NOW) == Kept()
    assert other.files() == []


# Healing


def test_nothing_is_done_where_both_sides_agree(history: History, written: list[Event], own: Path) -> None:
    before = own.stat().st_mtime_ns
    assert history.mirror.heal(history, NOW) == Kept()
    assert own.stat().st_mtime_ns == before
    assert len(history.files()) == 1


@pytest.mark.parametrize("damage", ["cut", "emptied", "gone", "replaced", "folder gone"])
def test_what_a_file_lost_comes_back_into_a_file_of_this_device(
    history: History, written: list[Event], own: Path, damage: str
) -> None:
    whole = own.read_bytes()
    match damage:
        case "cut":
            own.write_bytes(whole[: len(whole) // 2])
        case "emptied":
            own.write_bytes(b"")
        case "gone":
            own.unlink()
        case "replaced":
            own.write_bytes(b"<!doctype html>\n<p>moved</p>\n")
        case "folder gone":
            shutil.rmtree(history.folder)
    again = History(history.folder, history.state, HERE)
    kept = again.mirror.heal(again, NOW, at_once=True)
    assert kept.healed > 0
    assert kept.files == (str(own),)
    assert ids(again) == {each.id for each in written}
    assert again.mirror.heal(again, NOW, at_once=True) == Kept()
    (later,) = again.append(FACT, now=NOW)
    assert later.at > max(each.at for each in written)


def test_nothing_of_a_damaged_file_is_touched(history: History, written: list[Event], own: Path) -> None:
    own.write_bytes(damaged := own.read_bytes().replace(b"entry 2", b"entry X"))
    history.mirror.heal(history, NOW, at_once=True)
    assert own.read_bytes().startswith(damaged)
    assert ids(history) == {each.id for each in written}


def test_lines_of_another_device_come_back_and_its_file_stays_as_it_is(history: History, arrive: Arrive) -> None:
    theirs = [event(Wrote(f"there {number}"), AT + number, THERE) for number in range(3)]
    path = arrive(*theirs)
    history.mirror.heal(history, NOW)
    path.write_bytes(path.read_bytes()[:-40])
    cut = path.read_bytes()
    history.mirror.heal(history, NOW, at_once=True)
    assert path.read_bytes() == cut
    assert ids(history) == {each.id for each in theirs}
    assert (history.folder / HERE / "2026-11.jsonl").exists()


@pytest.mark.parametrize("damage", [b"", b"\0" * 300, b"garbage\n"])
def test_a_damaged_mirror_is_made_anew_and_never_hurts_the_history(
    history: History, written: list[Event], own: Path, damage: bytes
) -> None:
    whole = own.read_bytes()
    copy_of(history, own).write_bytes(damage)
    history.mirror.heal(history, NOW, at_once=True)
    assert own.read_bytes() == whole
    assert copy_of(history, own).read_bytes() == whole


def test_damage_on_both_sides_at_different_places_loses_nothing(
    history: History, written: list[Event], own: Path
) -> None:
    own.write_bytes(own.read_bytes().replace(b"entry 1", b"entry X"))
    copy_of(history, own).write_bytes(copy_of(history, own).read_bytes().replace(b"entry 3", b"entry Y"))
    history.mirror.heal(history, NOW, at_once=True)
    assert ids(history) == {each.id for each in written}


def test_a_line_that_only_the_mirror_claims_to_have_must_fit_its_checksum(history: History, own: Path) -> None:
    copy = copy_of(history, own)
    copy.write_bytes(copy.read_bytes() + b'00000000 [{"id":"made up"}]\n')
    assert history.mirror.heal(history, NOW, at_once=True).healed == 0
    assert copy.read_bytes() == own.read_bytes()


def test_a_file_that_changed_a_moment_ago_is_left_to_the_tool_that_is_writing_it(
    history: History, written: list[Event], own: Path
) -> None:
    whole = own.read_bytes()
    own.write_bytes(whole[:100])
    now = datetime.now(UTC)
    assert history.mirror.heal(history, now) == Kept(waits=True)
    assert len(history.files()) == 1
    own.write_bytes(whole)
    assert history.mirror.heal(history, now) == Kept()
    own.write_bytes(whole[:100])
    assert history.mirror.heal(history, now + timedelta(seconds=11)).healed == 5


def test_lines_that_cannot_be_written_back_stay_in_the_mirror(
    history: History, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, whole = copy_of(history, own), own.read_bytes()
    own.write_bytes(b"")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(storage, "append", full)
        with pytest.raises(StudyError, match="the disk is full"):
            history.mirror.heal(history, NOW, at_once=True)
    assert copy.read_bytes() == whole
    assert history.mirror.heal(history, NOW, at_once=True).healed == 5


@pytest.fixture
def unreadable(own: Path, history: History, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The error number with which reading the file fails."""
    number = [errno.EIO]
    real = type(history.disk).read

    def read(disk: object, path: Path, start: int = 0) -> bytes:
        if path == own:
            raise OSError(number[0], os.strerror(number[0]))
        return real(disk, path, start)  # type: ignore[arg-type]

    monkeypatch.setattr(type(history.disk), "read", read)
    return number


def test_a_sector_that_is_gone_is_healed_and_a_missing_permission_is_waited_for(
    history: History, written: list[Event], own: Path, unreadable: list[int]
) -> None:
    unreadable[0] = errno.EACCES
    assert history.mirror.heal(history, NOW, at_once=True) == Kept()
    unreadable[0] = errno.EIO
    fresh = History(history.folder, history.state, "11112222")
    assert fresh.mirror.heal(fresh, NOW, at_once=True).healed == 5


def test_what_would_be_healed_can_be_asked_without_healing(history: History, own: Path) -> None:
    own.write_bytes(b"")
    assert sum(history.mirror.lost(history).values()) == 5
    assert len(history.files()) == 1
    assert events_in(history) == []
