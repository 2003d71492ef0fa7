"""Which archives are let go of: never one that has what the history has lost, whatever the clock says."""

import struct
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from studytui.errors import StudyError
from studytui.history.backup import archives, back_up, back_up_daily, plan, restore
from studytui.history.doctor import mend
from studytui.history.facts import Ticked, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places
from tests.samples import HERE, NOW, THERE, after

FACT = Ticked("w01-m1", True)
LAST = 44
"""The last of the days."""


@pytest.fixture
def written(history: History) -> History:
    """Weeks of days with an event and an archive each."""
    for number in range(LAST + 1):
        history.append(Wrote(f"day {number}"), now=after(days=number))
        back_up_daily(history, after(days=number))
    return history


def days(history: History) -> list[str]:
    return [archive.day for archive in archives(history) if not archive.by_hand]


def lose_a_line(history: History, text: bytes) -> None:
    """On both sides, so that only an archive has it."""
    for folder in (history.folder, history.mirror.folder):
        for path in folder.glob("*/*.jsonl"):
            path.write_bytes(b"".join(line for line in path.read_bytes().splitlines(True) if text not in line))


@pytest.mark.parametrize("back", [timedelta(days=1), timedelta(days=400), timedelta(days=20_000)])
def test_a_clock_that_is_behind_takes_no_archive_away(written: History, back: timedelta) -> None:
    before = days(written)
    back_up_daily(written, after(days=LAST) - back)
    assert set(before) <= set(days(written))
    assert back_up_daily(written, after(days=LAST)) is None


@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(days=100_000)])
def test_a_clock_that_was_ahead_for_a_day_leaves_one_archive_more(written: History, ahead: timedelta) -> None:
    back_up_daily(written, NOW + ahead)
    first = days(written)[0]
    for number in range(LAST + 1, 60):
        back_up_daily(written, after(days=number))
    assert days(written)[0] == first
    assert days(written)[1:8] == [f"{after(days=number):%F}" for number in range(59, 52, -1)]


def test_an_archive_that_alone_has_a_line_is_kept_though_the_history_has_grown_since(written: History) -> None:
    lose_a_line(written, f"day {LAST}".encode())
    for number in range(LAST + 1, 100):
        written.append(FACT, FACT, now=after(days=number))
        back_up_daily(written, after(days=number))
    having = [archive for archive in archives(written) if plan(written, archive.path).lines]
    assert [archive.day for archive in having] == [f"{after(days=LAST):%F}"]
    restore(written, plan(written, having[0].path), after(days=100))
    back_up_daily(written, after(days=100))
    assert f"{after(days=LAST):%F}" not in days(written)


def test_an_archive_made_by_hand_takes_the_place_of_no_other_though_the_clock_stands_still(history: History) -> None:
    history.append(FACT, now=NOW)
    first = back_up(history, NOW)
    history.append(FACT, now=NOW)
    second = back_up(history, NOW)
    assert [archive.events for archive in archives(history)] == [2, 1]
    assert (first.by_hand, second.by_hand) == (True, True)
    daily = back_up_daily(history, NOW)
    assert daily is not None
    assert not daily.by_hand


def test_what_the_doctor_took_out_is_in_an_archive_though_it_mends_twice_in_a_second(
    history: History, places: Places
) -> None:
    history.append(FACT, now=NOW)
    path = history.folder / HERE / "2026-11.jsonl"
    for junk in (b"first\n", b"second\n"):
        path.write_bytes(path.read_bytes() + junk)
        index = Index(history, places.cache)
        index.refresh()
        mend(history, index, NOW)
        index.close()
    held = [zipfile.ZipFile(archive.path).read(f"history/{HERE}/{path.name}") for archive in archives(history)]
    assert [data.splitlines()[-1] for data in held] == [b"second", b"first"]


def test_an_archive_of_another_device_brings_its_events_into_a_file_of_this_one(
    history: History, tmp_path: Path
) -> None:
    other = History(tmp_path / "other" / "history", tmp_path / "other" / "state", THERE)
    theirs = other.append(FACT, Wrote("theirs"), now=after(days=300))
    restore(history, plan(history, back_up(other, NOW).path), NOW)
    assert {Path(file.path).parent.name for file in history.files()} == {HERE}
    restored = Path(history.files()[0].path).read_text()
    assert all(event.id in restored for event in theirs)


def test_a_member_that_lies_about_its_size_is_refused_before_it_is_unpacked(history: History, tmp_path: Path) -> None:
    path, size = tmp_path / "bomb.zip", 64 << 20
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("history/a/b.jsonl", bytes(size))
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", size), struct.pack("<L", 1000)))
    tracemalloc.start()
    with pytest.raises(StudyError, match="can't be restored"):
        plan(history, path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 << 20
