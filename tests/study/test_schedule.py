"""The schedule: on plan, ahead, behind, finished, not begun, paused; dates only ever go later."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.history.events import milliseconds
from studytui.history.standing import Tick
from studytui.study.plan import Pause, Plan, pauses_of
from studytui.study.progress import progress
from studytui.study.schedule import Schedule, day_said, schedule
from studytui.track.model import Milestone, Track
from tests.samples import track_of

START = "2026-11-01"
"""A Sunday."""


def weeks_of(*sizes: int) -> Track:
    """A track with so many milestones in each week, called `a1`, `a2`, `b1` and so on."""
    named = zip("abcdefgh", sizes, strict=False)
    return track_of(*(tuple(Milestone(f"{week}{n}", "Done.") for n in range(1, size + 1)) for week, size in named))


FOUR = weeks_of(2, 2, 2, 2)


def day(number: int, start: str = START) -> str:
    """The n-th day after the start; 0 is the start."""
    return (date.fromisoformat(start) + timedelta(number)).isoformat()


def on(name: str, done: bool = True) -> Tick:
    """A tick at noon of a day."""
    moment = datetime.fromisoformat(name).replace(hour=12, tzinfo=UTC)
    return Tick(done, milliseconds(moment), 0)


def at(
    today: int, ticks: Mapping[str, int] | None = None, *pauses: Pause, track: Track = FOUR, pace: int = 7
) -> Schedule:
    """The schedule on a day, with milestones ticked on days."""
    ticked = {name: on(day(number)) for name, number in (ticks or {}).items()}
    return schedule(progress(track, ticked), Plan(START, pace=pace), pauses, day(today))


def firsts(found: Schedule) -> list[int]:
    return [(date.fromisoformat(week.first) - date.fromisoformat(START)).days for week in found.weeks]


# Where one is


def test_who_is_exactly_on_plan_has_the_planned_dates_all_along() -> None:
    ticks = {f"{name}{half}": 7 * week + 3 * half for week, name in enumerate("abcd") for half in (1, 2)}
    for today in range(28):
        found = at(today, {name: when for name, when in ticks.items() if when < today})
        assert firsts(found) == [0, 7, 14, 21]
        assert (found.moved, found.ends) == (0, day(27))
        assert found.where_said.startswith(f"week {today // 7 + 1} of 4, on plan")


def test_nothing_done_within_the_days_of_a_week_is_on_plan() -> None:
    assert {at(today).where_said for today in range(7)} == {"week 1 of 4, on plan"}
    assert at(6).moved_said == ""


def test_as_in_the_picture_half_of_the_third_week_done_early_is_two_days_of_slack() -> None:
    done = {"a1": 1, "a2": 5, "b1": 8, "b2": 13, "c1": 14}
    assert at(15, done).where_said == "week 3 of 4, on plan, 2 days of slack"
    assert at(16, done).where_said == "week 3 of 4, on plan, 1 day of slack"
    assert at(20, done).where_said == "week 3 of 4, on plan"


def test_being_ahead_is_slack_and_pulls_no_date() -> None:
    found = at(2, {"a1": 0, "a2": 1})
    assert (found.week, found.slack, firsts(found)) == (2, 5, [0, 7, 14, 21])
    assert at(2, dict.fromkeys(("a1", "a2", "b1", "b2"), 1)).slack == 12


def test_a_week_that_stays_open_moves_the_later_ones_a_day_each_day() -> None:
    for late in range(1, 30):
        found = at(6 + late, {"a1": 2})
        assert (found.moved, firsts(found)) == (late, [0, 7 + late, 14 + late, 21 + late])
        assert found.weeks[0].last == found.today
    assert at(11).where_said == "week 1 of 4, later weeks moved by 5 days"
    assert at(11).moved_said == "Week 1 is open since 1 Nov: weeks 2 to 4 moved by 5 days, to the end on 3 Dec."
    assert at(7).moved_said == "Week 1 is open since 1 Nov: weeks 2 to 4 moved by 1 day, to the end on 29 Nov."


def test_the_last_weeks_say_what_they_move() -> None:
    done = {"a1": 1, "a2": 5, "b1": 8, "b2": 13}
    assert at(23, done).moved_said == "Week 3 is open since 15 Nov: week 4 moved by 3 days, to the end on 1 Dec."
    done |= {"c1": 20, "c2": 20}
    assert at(29, done).where_said == "week 4 of 4, the end moved by 2 days"
    assert at(29, done).moved_said == "Week 4 is open since 22 Nov: the end moved by 2 days, to 30 Nov."


def test_what_moved_stays_moved_and_is_not_told_for_ever() -> None:
    late = at(12, {"a1": 2, "a2": 11})
    assert firsts(late) == [0, 12, 19, 26]
    assert late.where_said == "week 2 of 4, on plan"
    assert late.moved_said == ""
    # Made up for: that is slack, on the dates as they are now.
    assert at(14, {"a1": 2, "a2": 11, "b1": 12, "b2": 13}).slack == 5


def test_slack_is_used_up_before_anything_moves() -> None:
    early = {"a1": 0, "a2": 0}
    assert [at(today, early).slack for today in (0, 6, 7, 13)] == [7, 1, 0, 0]
    assert [at(today, early).moved for today in (13, 14)] == [0, 1]


def test_when_all_is_done_nothing_is_told_but_that() -> None:
    done = dict.fromkeys(("a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2"), 20)
    for today in (20, 500):
        found = at(today, done)
        assert (found.where_said, found.moved, found.slack) == ("all 4 weeks done", 0, 0)


def test_a_start_in_the_future_is_told_until_something_is_done() -> None:
    found = at(-9)
    assert found.where_said == "week 1 of 4, begins on 1 Nov"
    assert firsts(found) == [0, 7, 14, 21]
    assert at(-9, {"a1": -9}).where_said == "week 1 of 4, on plan, 3 days of slack"


def test_without_a_start_it_is_the_first_day_of_study_and_before_that_today() -> None:
    now = progress(FOUR, {})
    assert schedule(now, Plan(), (), day(5), day(2)).begins == day(2)
    assert schedule(now, Plan(), (), day(5)).begins == day(5)
    assert schedule(now, Plan(), (), day(5)).where_said == "week 1 of 4, on plan"
    assert schedule(now, Plan(day(4)), (), day(5), day(2)).begins == day(4)


@pytest.mark.parametrize("pace", [1, 5, 10, 91])
def test_a_week_takes_as_many_days_as_the_pace_says(pace: int) -> None:
    assert firsts(at(0, pace=pace)) == [0, pace, 2 * pace, 3 * pace]
    assert at(pace - 1, pace=pace).moved == 0
    assert at(pace, pace=pace).moved == 1


def test_a_milestone_that_takes_months_holds_nobody_up_who_goes_on() -> None:
    done = {"a1": 3, "b1": 8, "b2": 10, "c1": 15, "c2": 20, "d1": 22}
    found = at(23, done)
    assert found.where_said == "week 1 of 4, on plan"
    # Half a week of work was missing on the seventh day, and made up for on the ninth.
    assert firsts(found) == [0, 9, 16, 23]


def test_a_week_without_milestones_takes_its_days_and_holds_nobody_up() -> None:
    track = weeks_of(1, 0, 1)
    assert firsts(at(0, track=track)) == [0, 7, 14]
    assert at(6, {"a1": 6}, track=track).where_said == "week 3 of 3, on plan, 8 days of slack"
    assert at(20, {"a1": 6}, track=track).moved == 0
    assert at(21, {"a1": 6}, track=track).moved == 1
    assert at(21, {"a1": 6, "c1": 21}, track=track).is_done


def test_a_track_without_milestones_moves_nothing() -> None:
    assert at(90, track=weeks_of(0, 0)).moved == 0


def test_weeks_of_thirds_and_quarters_add_up() -> None:
    track = weeks_of(3, 4, 5, 7)
    done = {f"{week}{n}": 0 for week, size in zip("abc", (3, 4, 5), strict=True) for n in range(1, size + 1)}
    assert at(0, done, track=track).slack == 21


def test_a_tick_after_midnight_belongs_to_the_evening_before() -> None:
    night = datetime(2026, 11, 8, 3, 59, tzinfo=UTC)
    ticks = {"a1": on(START), "a2": Tick(True, milliseconds(night), 0)}
    assert firsts(schedule(progress(FOUR, ticks), Plan(START), (), day(7)))[1] == 7
    ticks["a2"] = Tick(True, milliseconds(night + timedelta(minutes=1)), 0)
    assert firsts(schedule(progress(FOUR, ticks), Plan(START), (), day(7)))[1] == 8


# Pauses


def test_a_pause_moves_what_is_after_it_and_is_no_delay() -> None:
    pause = Pause(day(9), day(12))
    assert firsts(at(0, None, pause)) == [0, 7, 18, 25]
    done = {"a1": 1, "a2": 5}
    for today in range(9, 18):
        assert at(today, done, pause).moved == 0
    assert at(18, done, pause).moved == 1


def test_nothing_moves_while_a_pause_is_over_today_and_it_is_told() -> None:
    pause = Pause(day(10), day(30))
    found = {(at(today, {}, pause).moved, at(today, {}, pause).where_said) for today in range(10, 31)}
    assert found == {(3, "week 1 of 4, paused until 1 Dec")}


def test_a_week_begins_on_the_first_day_after_a_pause() -> None:
    assert firsts(at(0, None, Pause(day(5), day(8)), Pause(day(7), day(9))))[:2] == [0, 12]
    assert at(0, None, Pause(day(-3), day(2))).begins == day(3)
    assert at(0, None, Pause(day(-9), day(-1))).begins == day(0)


def test_a_date_that_is_far_off_is_told_with_its_year() -> None:
    assert day_said("2026-12-31", "2027-01-01") == "31 Dec"
    assert day_said("2028-03-01", "2026-11-22") == "1 Mar 2028"


def test_a_start_on_the_last_day_that_there_is_breaks_nothing() -> None:
    found = schedule(progress(FOUR, {}), Plan("9999-12-31"), (), START)
    assert found.ends == "9999-12-31"


# Whatever happens

numbers = st.integers(-20, 200)
spans = st.builds(lambda first, length: Pause(day(first), day(first + length)), numbers, st.integers(0, 40))
ticked = st.dictionaries(st.sampled_from(sorted(FOUR.milestones)), numbers)


@given(numbers, ticked, st.lists(spans, max_size=4), st.integers(1, 91))
def test_weeks_follow_one_another_and_none_begins_in_a_pause(
    today: int, ticks: dict[str, int], pauses: list[Pause], pace: int
) -> None:
    found = at(today, ticks, *pauses, pace=pace)
    for week, following in zip(found.weeks, found.weeks[1:], strict=False):
        assert week.first <= week.last < following.first
    for week in found.weeks:
        assert not any(pause.holds(week.first) or pause.holds(week.last) for pause in pauses)
    assert not (found.slack and found.moved)
    assert found.slack >= 0 <= found.moved
    assert bool(found.moved_said) == bool(found.moved)


@given(numbers, ticked, st.lists(spans, max_size=4))
def test_no_date_is_earlier_than_planned_and_none_comes_back_as_time_goes_by(
    today: int, ticks: dict[str, int], pauses: list[Pause]
) -> None:
    planned = schedule(progress(FOUR, {}), Plan(START), pauses, START)
    now = at(today, {name: when for name, when in ticks.items() if when <= today}, *pauses)
    later = at(today + 1, {name: when for name, when in ticks.items() if when <= today}, *pauses)
    for was, is_now, then in zip(planned.weeks, now.weeks, later.weeks, strict=True):
        assert was.first <= is_now.first <= then.first


@given(numbers, ticked, st.integers(0, 60), st.integers(0, 40))
def test_a_pause_costs_no_slack_and_no_delay(today: int, ticks: dict[str, int], first: int, length: int) -> None:
    ticks = {name: when for name, when in ticks.items() if when <= today}
    without, pause = at(today, ticks), Pause(day(today + 1), day(today + 1 + length))
    for number in range(today + 1, today + 2 + length):
        paused = at(number, ticks, pause)
        assert paused.moved == without.moved
        if today >= 0:
            # The day before the pause is over by then.
            assert without.slack - 1 <= paused.slack <= without.slack


@given(numbers, ticked)
def test_pauses_are_counted_once_however_they_overlap(today: int, ticks: dict[str, int]) -> None:
    whole = at(today, ticks, Pause(day(3), day(20)))
    parts = [Pause(day(3), day(12)), Pause(day(5), day(7)), Pause(day(12), day(20)), Pause(day(13), day(14))]
    assert at(today, ticks, *parts).weeks == whole.weeks
    assert pauses_of([]) == ()
