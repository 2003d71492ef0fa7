"""Archives: verified before they count, kept for as long as they may be needed, and restored by merging."""

import errno
import json
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studytui.errors import CANNOT_WRITE, USAGE, StudyError
from studytui.history import backup, lines
from studytui.history.backup import Archive, back_up, back_up_daily, is_due, plan, restore, served
from studytui.history.events import Event
from studytui.history.facts import Restored, Ticked, Wrote
from studytui.history.history import History
from studytui.paths import Places
from tests.history.conftest import Arrive
from tests.samples import AT, HERE, NOW, THERE, after, event

FACT = Ticked("w01-m1", True)


def events_in(history: History) -> list[Event]:
    return [each for file in history.files() for each in lines.read(Path(file.path).read_bytes()).events]


@pytest.fixture
def written(history: History, arrive: Arrive) -> History:
    """Three events of this device and two of another."""
    for number in range(3):
        history.append(Wrote(f"entry {number}"), now=NOW)
    arrive(event(Wrote("there"), AT + 9, THERE), event(FACT, AT + 10, THERE))
    return history


@pytest.fixture
def empty(tmp_path: Path) -> History:
    """The history of a machine that is new."""
    return History(tmp_path / "new" / "history", tmp_path / "new" / "state", "99990000")


# Making


def test_an_archive_holds_every_file_byte_for_byte_and_says_how_much(written: History) -> None:
    made = back_up(written, NOW)
    assert made.events == 5
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        held = {name: archive.read(name) for name in archive.namelist()}
        assert json.loads(archive.comment) == {"events": 5, "made": NOW.isoformat()}
    files = {
        f"history/{Path(f.path).parent.name}/{Path(f.path).name}": Path(f.path).read_bytes() for f in written.files()
    }
    assert held == files
    assert [archive.events for archive in backup.archives(written)] == [5]


def test_an_archive_is_for_its_owner_only(written: History) -> None:
    with zipfile.ZipFile(back_up(written, NOW).path) as archive:
        assert {member.external_attr >> 16 for member in archive.infolist()} == {0o600}


def test_damaged_lines_are_kept_in_the_archive_too(written: History) -> None:
    path = Path(written.files()[0].path)
    path.write_bytes(path.read_bytes() + b"torn")
    with zipfile.ZipFile(back_up(written, NOW).path) as archive:
        assert any(archive.read(name).endswith(b"torn") for name in archive.namelist())


def test_what_cannot_be_read_back_as_it_was_written_does_not_count(
    written: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_unpacked", lambda _: {})
    with pytest.raises(StudyError, match="not what is read back") as caught:
        back_up(written, NOW)
    assert caught.value.exit_code == CANNOT_WRITE
    assert list(backup.folder(written).iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(written: History, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StudyError, match="No space left"):
        back_up(written, NOW)
    assert list(backup.folder(written).iterdir()) == []


def test_histories_that_share_a_state_folder_have_archives_of_their_own(written: History, tmp_path: Path) -> None:
    other = History(tmp_path / "other", written.state, HERE)
    back_up(written, NOW)
    assert backup.archives(other) == []


# Daily


def test_one_is_due_each_day_once_there_is_something_to_keep(written: History, empty: History) -> None:
    assert not is_due(empty, NOW)
    assert is_due(written, NOW)
    assert back_up_daily(written, NOW) is not None
    assert not is_due(written, NOW)
    assert back_up_daily(written, after(hours=3)) is None
    assert is_due(written, after(days=1))


def test_years_of_days_leave_seven_days_four_weeks_and_twelve_months(written: History) -> None:
    for number in range(500):
        back_up_daily(written, NOW + timedelta(days=number))
    days = [date.fromisoformat(archive.day) for archive in backup.archives(written)]
    last = (NOW + timedelta(days=499)).date()
    assert days[:7] == [last - timedelta(days=n) for n in range(7)]
    assert len({day.isocalendar()[:2] for day in days}) >= 4
    assert len({(day.year, day.month) for day in days}) == 12
    assert len(days) <= 7 + 4 + 12


def test_what_was_made_by_hand_is_never_taken_away(written: History) -> None:
    by_hand = back_up(written, NOW)
    for number in range(1, 40):
        back_up_daily(written, NOW + timedelta(days=30 * number))
    assert by_hand.path.exists()


def test_a_history_that_shrank_takes_no_archive_away(written: History) -> None:
    full = back_up_daily(written, NOW)
    assert full is not None
    for file in written.files():
        if THERE in file.path:
            Path(file.path).unlink()
    for number in range(1, 60):
        back_up_daily(written, NOW + timedelta(days=30 * number))
    assert full.path.exists()


@settings(max_examples=200)
@given(
    st.sets(st.dates(date(2024, 1, 1), date(2027, 12, 31)), max_size=60), st.dates(date(2027, 1, 1), date(2028, 1, 1))
)
def test_the_latest_of_each_day_week_and_month_is_kept(days: set[date], today: date) -> None:
    daily = [Archive(Path(f"{day}.zip"), day.isoformat(), 1, 1) for day in days]
    gone = {date.fromisoformat(archive.day) for archive in served(daily, today)}
    kept = sorted((day for day in days - gone if day <= today + timedelta(days=1)), reverse=True)
    known = sorted((day for day in days if day <= today + timedelta(days=1)), reverse=True)
    assert kept[:7] == known[:7]
    months = sorted({(day.year, day.month) for day in known}, reverse=True)[:12]
    weeks = sorted({day.isocalendar()[:2] for day in known}, reverse=True)[:4]
    assert {max(d for d in known if (d.year, d.month) == month) for month in months} <= set(kept)
    assert {max(d for d in known if d.isocalendar()[:2] == week) for week in weeks} <= set(kept)
    assert len(kept) <= 7 + 4 + 12


def test_a_clock_that_was_ahead_pushes_nothing_out() -> None:
    ahead = [Archive(Path(f"{n}.zip"), f"2035-01-{n:02}", 1, 1) for n in range(1, 20)]
    now = [Archive(Path(f"now-{n}.zip"), f"2026-11-{n:02}", 1, 1) for n in range(1, 8)]
    assert not {archive.path for archive in served([*ahead, *now], date(2026, 11, 7))} & {each.path for each in now}


# Restoring


def test_what_is_missing_comes_back_as_it_was_written_and_nothing_goes(written: History, empty: History) -> None:
    made = back_up(written, NOW)
    (own,) = empty.append(Wrote("mine"), now=NOW)
    found = plan(empty, made.path)
    assert (len(found.lines), found.held) == (5, 5)
    assert len(events_in(empty)) == 1
    marker = restore(empty, found, after(hours=1))
    assert marker is not None
    assert set(events_in(written)) | {own, marker} == set(events_in(empty))
    assert isinstance(marker.fact, Restored)
    assert marker.fact.events == tuple(each.id for each in found.events)


def test_restoring_twice_is_nothing(written: History, empty: History) -> None:
    made = back_up(written, NOW)
    restore(empty, plan(empty, made.path), NOW)
    assert plan(empty, made.path).lines == ()
    before = empty.files()
    assert restore(empty, plan(empty, made.path), NOW) is None
    assert empty.files() == before


def test_what_is_done_after_a_restore_is_later_than_what_came_back(written: History, empty: History) -> None:
    written.append(FACT, now=NOW, after=AT + 10**10)
    made = back_up(written, NOW)
    marker = restore(empty, plan(empty, made.path), NOW)
    (later,) = empty.append(FACT, now=NOW)
    assert marker is not None
    assert max(each.at for each in events_in(written)) < marker.at < later.at


def test_a_restore_that_is_refused_changes_nothing(
    written: History, empty: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = plan(empty, back_up(written, NOW).path)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("studytui.history.storage.append", full)
        with pytest.raises(StudyError, match="the disk is full"):
            restore(empty, found, NOW)
    assert events_in(empty) == []
    restore(empty, found, NOW)
    assert len(events_in(empty)) == 6


def test_lines_of_a_later_version_come_back_too(history: History, empty: History) -> None:
    history.append(FACT, now=NOW)
    path = Path(history.files()[0].path)
    later = lines._line([{"id": "x", "kind": "pondered"}])
    path.write_bytes(path.read_bytes() + later)
    restore(empty, plan(empty, back_up(history, NOW).path), NOW)
    assert later in Path(empty.files()[0].path).read_bytes()


# Archives from elsewhere


def zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def link(path: Path) -> Path:
    member = zipfile.ZipInfo("history/0a1b2c3d/2026-11.jsonl")
    member.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "/etc/passwd")
    return path


def cut(path: Path) -> None:
    zipped(path, ("history/a/b.jsonl", b"x" * 900))
    path.write_bytes(path.read_bytes()[:-30])


STRANGERS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: path,
    "a folder": Path.mkdir,
    "an empty file": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_bytes(b"no zip"),
    "a way out": lambda path: zipped(path, ("../../evil.jsonl", b"x")),
    "another way out": lambda path: zipped(path, ("/etc/passwd", b"x")),
    "a deeper folder": lambda path: zipped(path, ("history/a/b/c.jsonl", b"x")),
    "another zip": lambda path: zipped(path, ("notes.txt", b"x")),
    "a cut one": cut,
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_what_is_no_archive_of_a_history_is_refused(history: History, tmp_path: Path, stranger: str) -> None:
    STRANGERS[stranger](tmp_path / "x.zip")
    with pytest.raises(StudyError, match="can't be restored") as caught:
        plan(history, tmp_path / "x.zip")
    assert caught.value.exit_code == USAGE
    assert "\n" not in caught.value.message


def test_an_archive_that_unpacks_without_end_is_refused_unread(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "LARGEST", 1000)
    with pytest.raises(StudyError, match="too large"):
        plan(history, zipped(tmp_path / "x.zip", ("history/a/b.jsonl", b"\0" * 2000)))


def test_a_link_in_an_archive_is_a_line_that_is_none(history: History, tmp_path: Path) -> None:
    assert plan(history, link(tmp_path / "x.zip")).lines == ()


def test_every_flipped_bit_of_an_archive_is_noticed_or_harmless(written: History, empty: History) -> None:
    made = back_up(written, NOW)
    whole = made.path.read_bytes()
    expected = set(plan(empty, made.path).lines)
    for place in range(0, len(whole), 7):
        made.path.write_bytes(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
        with suppress(StudyError):
            assert set(plan(empty, made.path).lines) <= expected


def test_the_list_of_archives_survives_what_else_is_in_the_folder(written: History) -> None:
    made = back_up(written, NOW)
    place = backup.folder(written)
    (place / "notes.txt").write_text("x")
    (place / "studytui-2026-13-99.zip").write_text("no date")
    (place / "studytui-2026-11-01.zip").write_bytes(b"damaged")
    (place / "studytui-2026-11-02.zip").mkdir()
    found = {archive.path.name: archive.events for archive in backup.archives(written)}
    assert found[made.path.name] == 5
    assert found["studytui-2026-11-01.zip"] == 0
    back_up_daily(written, datetime(2026, 12, 24, tzinfo=UTC))


def test_a_history_of_files_with_odd_names_is_archived(written: History, places: Places) -> None:
    odd = Path(os.fsdecode(os.fsencode(written.folder / "0a1b2c3d (conflicted copy)") + b"\xff"))
    odd.mkdir()
    (odd / "2026-11 2.jsonl").write_bytes(Path(written.files()[0].path).read_bytes())
    assert back_up(written, NOW).events == 5
