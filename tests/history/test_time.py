"""Study days, and the clock's oddities."""

import itertools
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from studytui.history.events import local_time, milliseconds, stamp, study_day
from studytui.history.facts import Ticked
from studytui.history.history import History
from studytui.history.plain import from_plain, to_plain

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
"""Its clocks change by half an hour."""
APIA = ZoneInfo("Pacific/Apia")
"""Had no 30 December 2011."""


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


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, LORD_HOWE, ZoneInfo("Asia/Kathmandu"), UTC])
def test_hour_by_hour_a_year_has_its_days_each_from_four_to_four(zone: ZoneInfo) -> None:
    start = datetime(2011, 3, 1, tzinfo=UTC)
    moments = [(start + timedelta(minutes=30 * number)).astimezone(zone) for number in range(48 * 366)]
    days = [study_day(moment) for moment in moments]
    assert days == sorted(days)
    hours: dict[str, list[int]] = {}
    for day, moment in zip(days, moments, strict=True):
        hours.setdefault(day, []).append(moment.hour)
    whole = list(hours.values())[1:-1]
    assert {each[0] for each in whole} == {4}
    assert {each[-1] for each in whole} == {3}
    # In halves of an hour: clocks that change take an hour or half of one, or give it.
    assert {len(each) for each in whole} <= {46, 47, 48, 49, 50}


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, LORD_HOWE, APIA])
def test_each_event_of_a_year_shows_the_hour_that_was_on_the_wall(zone: ZoneInfo) -> None:
    start = datetime(2011, 3, 1, tzinfo=UTC)
    for number in range(0, 48 * 366, 7):
        moment = (start + timedelta(minutes=30 * number)).astimezone(zone)
        event = stamp(Ticked("m", True), milliseconds(moment), moment, "0a1b2c3d")
        assert f"{local_time(event.at, event.offset):%F %H:%M}" == f"{moment:%F %H:%M}"
        assert event.day == study_day(local_time(event.at, event.offset))


def test_who_crosses_the_date_line_has_a_day_twice_or_not_at_all_and_order_is_kept(history: History) -> None:
    kiritimati, samoa = timezone(timedelta(hours=14)), timezone(timedelta(hours=-11))
    moment = datetime(2026, 11, 22, 9, 0, tzinfo=kiritimati)
    flown = [moment, (moment + timedelta(hours=3)).astimezone(samoa), (moment + timedelta(hours=6))]
    events = [event for now in flown for event in history.append(Ticked("m", True), now=now)]
    assert [each.day for each in events] == ["2026-11-22", "2026-11-21", "2026-11-22"]
    assert [each.id for each in events] == sorted(each.id for each in events)


@pytest.mark.parametrize(
    ("moment", "file", "day"),
    [
        ("2027-01-01T00:30:00+00:00", "2027-01.jsonl", "2026-12-31"),
        ("2027-01-01T12:00:00+14:00", "2026-12.jsonl", "2027-01-01"),
        ("2026-12-31T20:00:00-11:00", "2027-01.jsonl", "2026-12-31"),
        ("2028-02-29T03:59:59+00:00", "2028-02.jsonl", "2028-02-28"),
        ("2028-02-29T23:59:59+00:00", "2028-02.jsonl", "2028-02-29"),
        ("2028-03-01T03:59:59+00:00", "2028-03.jsonl", "2028-02-29"),
        ("2100-03-01T03:59:59+00:00", "2100-03.jsonl", "2100-02-28"),
    ],
)
def test_the_file_is_of_the_month_in_utc_and_the_day_is_the_learners(
    history: History, moment: str, file: str, day: str
) -> None:
    (event,) = history.append(Ticked("m", True), now=datetime.fromisoformat(moment))
    assert event.day == day
    assert [Path(each.path).name for each in history.files()] == [file]


def test_an_event_in_the_hour_that_comes_twice_is_later_than_one_before_it(history: History) -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    events = [event for now in (first, first.replace(fold=1)) for event in history.append(Ticked("m", True), now=now)]
    assert events[0].id < events[1].id
    assert {each.day for each in events} == {"2026-10-24"}
    # A program that reads the wall and forgets the offset takes the second for an hour early: it still comes later.
    (third,) = history.append(Ticked("m", True), now=first)
    assert third.at == events[1].at + 1


def test_a_day_that_begins_before_1970_is_a_day(history: History) -> None:
    (event,) = history.append(Ticked("m", True), now=datetime(1970, 1, 1, 1, tzinfo=UTC))
    assert event.day == "1969-12-31"
    assert from_plain(to_plain(event)) == event
