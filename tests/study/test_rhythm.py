"""Rhythm: a miss costs little, a pause nothing, coming back is what gets praised, and no day is ever lost."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studytui.history.events import study_day
from studytui.study.plan import Pause, Plan
from studytui.study.rhythm import (
    FREE,
    FUTURE,
    HALF_LIFE,
    MISSED,
    PAUSED,
    RESERVE,
    RESERVES,
    STUDIED,
    WEEKS,
    Activity,
    Rhythm,
    rhythm,
    since,
)

MONDAY = "2026-06-01"
"""And the first of a month."""
Plans = Sequence[tuple[str, Plan]]


def day(number: int) -> str:
    """The n-th day after the first Monday; 0 is that day."""
    return (date.fromisoformat(MONDAY) + timedelta(number)).isoformat()


def after(
    studied: Iterable[int],
    today: int,
    days: int = 5,
    pauses: Sequence[Pause] = (),
    plans: Plans = (),
    begins: int | None = None,
) -> Rhythm:
    """The rhythm of who studied on these days."""
    done = {day(number): Activity(1) for number in studied}
    planned = plans or [("", Plan(days=days))]
    return rhythm(done, planned, pauses, day(today), None if begins is None else day(begins))


def score(found: Rhythm) -> int:
    assert found.score is not None
    return found.score


def states(found: Rhythm, *numbers: int) -> list[str]:
    """What some days are on the map."""
    shown = {each.day: each.state for week in found.weeks for each in week}
    return [shown[day(number)] for number in numbers]


def keeping(days: int, until: int, first: int = 0) -> list[int]:
    """The first days of each week, as many as are planned."""
    return [number for number in range(first, until) if number % 7 < days]


# What a day was


def test_a_week_has_as_many_free_days_as_the_plan_leaves_whichever_they_are() -> None:
    found = after([0, 1, 3, 4, 6], 7)
    assert states(found, *range(7)) == [STUDIED, STUDIED, FREE, STUDIED, STUDIED, FREE, STUDIED]
    assert (found.score, found.reserves) == (100, RESERVES)


def test_a_planned_day_that_was_missed_takes_a_reserve_first() -> None:
    found = after([0, 1], 7)
    assert states(found, *range(2, 7)) == [FREE, FREE, RESERVE, RESERVE, MISSED]
    assert (found.score, found.reserves) == (95, 0)


def test_today_is_not_over_and_costs_nothing() -> None:
    assert states(after([0], 0), 0) == [STUDIED]
    found = after(keeping(7, 20), 20, 7)
    assert states(found, 20) == [FUTURE]
    assert found.score == 100


def test_days_before_the_first_are_not_planned_and_those_to_come_are_future() -> None:
    found = after([9], 9)
    assert states(found, -1, 8, 9, 10) == [FREE, FREE, STUDIED, FUTURE]


def test_who_has_never_studied_has_no_rhythm_yet() -> None:
    found = after([], 9)
    assert (found.score, found.said) == (None, "")
    assert {each.state for week in found.weeks for each in week} == {FREE, FUTURE}


def test_the_map_is_half_a_year_from_monday_to_sunday() -> None:
    found = after([3], 200)
    assert len(found.weeks) == WEEKS
    for week in found.weeks:
        assert [date.fromisoformat(each.day).weekday() for each in week] == list(range(7))
    assert day(200) in [each.day for each in found.weeks[-1]]


@pytest.mark.parametrize(
    ("activity", "intensity"),
    [
        (Activity(1), 1), (Activity(9, 24), 1), (Activity(10), 2), (Activity(1, 25), 2), (Activity(29, 49), 2),
        (Activity(30), 3), (Activity(1, 50), 3), (Activity(0, 0), 1),
    ],
)  # fmt: skip
def test_a_day_is_shown_as_full_as_it_was(activity: Activity, intensity: int) -> None:
    found = rhythm({day(0): activity}, [("", Plan())], (), day(0))
    assert found.weeks[-1][0] == (day(0), STUDIED, intensity)


# The plan, and what it was on the day


def test_each_day_is_held_to_the_plan_of_that_day() -> None:
    plans = [("", Plan(days=1)), (day(14), Plan(days=7))]
    found = after([0, 7, 14], 21, plans=plans)
    assert states(found, *range(1, 7)) == [FREE] * 6
    assert states(found, *range(15, 21)) == [RESERVE, RESERVE, MISSED, MISSED, MISSED, MISSED]


def test_before_a_start_that_lies_ahead_nothing_is_planned() -> None:
    plans = [("", Plan(days=7)), (day(0), Plan(start=day(10), days=7))]
    found = after([0], 12, plans=plans)
    assert states(found, 1, 9, 10, 11) == [FREE, FREE, RESERVE, RESERVE]


# Reserve days


def test_reserve_days_come_back_with_the_month_and_are_not_saved_up() -> None:
    # June ends on day 29, a Tuesday.
    found = after(keeping(7, 20), 40, 7)
    assert states(found, *range(20, 33)) == [RESERVE, RESERVE, *[MISSED] * 8, RESERVE, RESERVE, MISSED]
    unused = after(keeping(7, 30), 40, 7)
    assert states(unused, *range(30, 34)) == [RESERVE, RESERVE, MISSED, MISSED]


def test_the_last_of_a_month_and_the_first_of_the_next_have_reserves_of_their_own() -> None:
    found = after([*range(26)], 32, 7)
    assert states(found, 28, 29, 30, 31) == [MISSED, MISSED, RESERVE, RESERVE]
    assert (after([0], 29, 7).reserves, after([0], 30, 7).reserves) == (0, 2)


# Coming back


def test_a_comeback_is_what_gets_said() -> None:
    assert after([*range(10), 19], 19).said == "Back after 9 days away. That is the one that counts."
    assert after([*range(10), 11], 11, 7).said == "Back after a day away. That is the one that counts."
    assert after([3, 300], 300).said == "Back after 296 days away. That is the one that counts."
    assert after([300], 300, begins=0).said == "Back after a long time away. That is the one that counts."


def test_nothing_is_said_before_one_is_back_nor_on_the_day_after() -> None:
    assert after(range(10), 19).said == ""
    assert after([*range(10), 19, 20], 20).said == ""


def test_free_days_and_pauses_are_no_absence() -> None:
    assert after([*range(5), 7], 7).said == ""
    assert after([*range(5), 30], 30, pauses=[Pause(day(7), day(29))]).said == ""
    assert after([0], 0).said == ""


# Stories


def test_a_first_day_is_a_whole_rhythm() -> None:
    assert after([2], 2).score == 100
    assert states(after([2], 2), 2) == [STUDIED]


def test_the_first_days_of_a_newcomer_are_not_punished() -> None:
    # Begun on a Saturday, and not seen again until Wednesday.
    assert after([5], 9).score == 100
    # A week without study after that: two days were free, two covered, three missed.
    assert after([5], 14).score == 86


def test_a_bad_day_counts_fully() -> None:
    one_card = {day(number): Activity(40, 60) for number in range(9)} | {day(9): Activity(1)}
    long_day = one_card | {day(9): Activity(90, 200)}
    plans = [("", Plan())]
    assert rhythm(one_card, plans, (), day(9)).score == rhythm(long_day, plans, (), day(9)).score == 100


def test_a_fortnight_away_costs_about_a_third_and_two_weeks_bring_much_of_it_back() -> None:
    before, back = keeping(5, 63), 77
    away = score(after(before, back))
    # Ten planned days of August, two of them covered.
    assert away == round(100 * 0.5 ** (8 / HALF_LIFE)) == 67
    assert score(after([*before, *keeping(5, back + 14, back)], back + 14)) == 80
    told = after([*before, back], back)
    assert told.said == "Back after 16 days away. That is the one that counts."
    assert score(told) > away


def test_a_fortnight_paused_costs_nothing() -> None:
    assert after(keeping(5, 63), 77, pauses=[Pause(day(63), day(76))]).score == 100


def test_new_year_is_a_day_like_any_other() -> None:
    done = {f"2026-12-{number}": Activity(1) for number in range(21, 32)} | {"2027-01-01": Activity(1)}
    found = rhythm(done, [("", Plan(days=7))], (), "2027-01-02")
    assert (found.score, found.reserves) == (100, RESERVES)
    found = rhythm({"2026-12-21": Activity(1)}, [("", Plan(days=7))], (), "2027-01-04")
    shown = {each.day: each.state for week in found.weeks for each in week}
    assert [shown[f"2026-12-{number}"] for number in (22, 23, 24, 31)] == [RESERVE, RESERVE, MISSED, MISSED]
    assert [shown[f"2027-01-0{number}"] for number in (1, 2, 3)] == [RESERVE, RESERVE, MISSED]


def test_one_minute_before_four_is_the_day_before_and_four_the_new_one() -> None:
    night = datetime(2026, 6, 3, 3, 59, tzinfo=UTC)
    assert (study_day(night), study_day(night + timedelta(minutes=1))) == (day(1), day(2))


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Tehran"]
)
def test_clocks_that_move_lose_no_day(zone: str) -> None:
    """Who studies on each local evening and night of a year has studied on each of its days."""
    here = ZoneInfo(zone)
    for hour in (4, 12, 23):
        moments = [datetime(2026, 1, 1, hour, 30, tzinfo=here) + timedelta(number) for number in range(365)]
        found = {study_day(moment) for moment in moments}
        assert len(found) == 365
    done = {name: Activity(1) for name in found}
    assert rhythm(done, [("", Plan(days=7))], (), "2026-12-31").score == 100


@given(st.lists(st.integers(-12 * 60, 14 * 60), min_size=30, max_size=30))
def test_travel_with_an_evening_of_study_each_day_on_the_clock_loses_no_day(offsets: list[int]) -> None:
    moments = [
        datetime(2026, 6, 1 + number, 20, tzinfo=timezone(timedelta(minutes=offset)))
        for number, offset in enumerate(offsets)
    ]
    done = {study_day(moment): Activity(1) for moment in moments}
    assert rhythm(done, [("", Plan(days=7))], (), "2026-06-30").score == 100


# Whatever happens

LATEST = 250
studied = st.sets(st.integers(0, LATEST), max_size=LATEST)
a_plan = st.lists(st.tuples(st.integers(0, LATEST), st.integers(1, 7)), max_size=3).map(
    lambda said: [("", Plan()), *((day(number), Plan(days=days)) for number, days in sorted(said))]
)
a_pause = st.builds(
    lambda first, length: Pause(day(first), day(first + length)), st.integers(0, LATEST), st.integers(0, 60)
)
some_pauses = st.lists(a_pause, max_size=3)


@given(studied, a_plan, some_pauses)
def test_the_rate_is_never_outside_of_0_and_100(done: set[int], plans: Plans, pauses: list[Pause]) -> None:
    found = after(done, LATEST, plans=plans, pauses=pauses)
    assert found.score is None or 0 <= found.score <= 100
    assert 0 <= found.reserves <= RESERVES


@given(studied, a_plan, some_pauses, st.integers(0, LATEST))
def test_one_miss_costs_at_most_five_points(done: set[int], plans: Plans, pauses: list[Pause], missed: int) -> None:
    with_it = after(done | {missed}, LATEST, plans=plans, pauses=pauses, begins=0)
    without = after(done - {missed}, LATEST, plans=plans, pauses=pauses, begins=0)
    assert 0 <= score(with_it) - score(without) <= 5


@settings(max_examples=40)
@given(studied, a_plan, some_pauses)
def test_a_day_that_goes_by_costs_at_most_five_points(done: set[int], plans: Plans, pauses: list[Pause]) -> None:
    seen = [score(after(done, today, plans=plans, pauses=pauses, begins=0)) for today in range(LATEST - 20, LATEST)]
    assert all(before - now <= 5 for before, now in pairwise(seen))


@given(studied, a_plan, some_pauses, a_pause)
def test_a_pause_costs_nothing(done: set[int], plans: Plans, pauses: list[Pause], pause: Pause) -> None:
    without = after(done, LATEST, plans=plans, pauses=pauses, begins=0)
    assert score(after(done, LATEST, plans=plans, pauses=[*pauses, pause], begins=0)) >= score(without)


@given(studied, a_plan, st.integers(1, 100))
def test_a_pause_freezes_the_rate(done: set[int], plans: Plans, length: int) -> None:
    pause = Pause(day(LATEST + 1), day(LATEST + length))
    before = after(done | {LATEST}, LATEST, plans=plans)
    paused = after(done | {LATEST}, LATEST + length, plans=plans, pauses=[pause])
    assert score(paused) == score(before)
    assert set(states(paused, *range(max(LATEST + 1, LATEST + length - 100), LATEST + length))) <= {PAUSED}


@settings(max_examples=50)
@given(st.integers(1, 7), st.integers(0, 6), st.integers(0, 200), st.randoms(use_true_random=False))
def test_studying_on_each_planned_day_gives_100_whichever_days_of_the_week_those_are(
    days: int, first: int, until: int, choose: Random
) -> None:
    done = {7 * week + each for week in range(40) for each in choose.sample(range(7), days)}
    done = {number for number in done if first <= number <= first + until}
    assert after(done, first + until, days, begins=min(done, default=None)).score in (100, None)


@given(studied, st.integers(1, 7))
def test_it_comes_to_100_from_anything(done: set[int], days: int) -> None:
    weeks = -(-8 * HALF_LIFE // days)
    end = LATEST + 7 - LATEST % 7 + 7 * weeks
    kept = keeping(days, end, LATEST + 7 - LATEST % 7)
    assert after({*done, *kept}, end, days, begins=0).score == 100


@given(st.integers(1, 7))
def test_who_stops_comes_to_0(days: int) -> None:
    assert after([0], 3000, days).score == 0


@settings(max_examples=25)
@given(studied, st.integers(1, 7))
def test_what_was_before_the_days_looked_at_no_longer_matters(done: set[int], days: int) -> None:
    plans = [("", Plan(days=days))]
    whole = after({*done, *(number - 3000 for number in done)}, LATEST, days, begins=-3000)
    begins = (date.fromisoformat(since(plans, day(LATEST))) - date.fromisoformat(MONDAY)).days
    part = after({number for number in done if number >= begins}, LATEST, days, begins=begins)
    assert abs(score(whole) - score(part)) <= 1
    assert since(plans, day(LATEST)).endswith("-01")
    assert states(part, *range(LATEST - 100, LATEST)) == states(whole, *range(LATEST - 100, LATEST))
