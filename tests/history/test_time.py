"""Study days, and the clock's oddities."""

import itertools
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from studytui.history.events import Ticked, local_time, milliseconds, stamp, study_day

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-22T03:59:59.999+01:00", "2026-11-21"),
        ("2026-11-22T04:00:00+01:00", "2026-11-22"),
        ("2026-11-22T23:59:59+01:00", "2026-11-22"),
        ("2028-02-29T12:00:00+00:00", "2028-02-29"),
        ("2028-03-01T01:00:00+00:00", "2028-02-29"),
        ("2027-03-01T01:00:00+00:00", "2027-02-28"),
        ("2027-01-01T03:00:00+14:00", "2026-12-31"),
    ],
)
def test_the_study_day_ends_at_four_in_the_morning_where_one_is(moment: str, day: str) -> None:
    assert study_day(datetime.fromisoformat(moment)) == day


@pytest.mark.parametrize("morning", ["2026-03-29", "2026-10-25"])
def test_a_day_on_which_clocks_change_ends_at_four_on_the_wall(morning: str) -> None:
    before = datetime.fromisoformat(f"{morning}T03:59").replace(tzinfo=BERLIN)
    at_four = datetime.fromisoformat(f"{morning}T04:00").replace(tzinfo=BERLIN)
    assert study_day(before) < study_day(at_four) == morning


def test_the_hour_that_comes_twice_is_told_by_its_offset() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    stamps = [stamp(Ticked("m", True), milliseconds(each), each, "0a1b2c3d") for each in (first, first.replace(fold=1))]
    assert [each.offset for each in stamps] == [120, 60]
    assert stamps[1].at - stamps[0].at == 3_600_000
    assert [f"{local_time(each.at, each.offset):%H:%M}" for each in stamps] == ["02:30", "02:30"]


def test_who_flies_east_keeps_each_events_own_day_and_hour() -> None:
    evening = datetime(2026, 11, 22, 20, 0, tzinfo=timezone(timedelta(hours=-8)))
    landed = evening.astimezone(timezone(timedelta(hours=9)))
    assert study_day(evening) == "2026-11-22"
    assert study_day(landed) == "2026-11-23"
    event = stamp(Ticked("m", True), milliseconds(evening), evening, "0a1b2c3d")
    assert f"{local_time(event.at, event.offset):%F %H:%M}" == "2026-11-22 20:00"


def test_ids_sort_by_time_from_the_first_event_to_the_last() -> None:
    years = [datetime(year, 1, 1, tzinfo=UTC) for year in (1970, 2026, 2100, 2500)]
    ids = [stamp(Ticked("m", True), milliseconds(year), year, "0a1b2c3d").id for year in years]
    assert all(one < other for one, other in itertools.pairwise(ids))


def test_an_offset_with_half_an_hour_is_kept() -> None:
    kathmandu = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert stamp(Ticked("m", True), milliseconds(kathmandu), kathmandu, "0a1b2c3d").offset == 345
