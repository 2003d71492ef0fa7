"""The plan and pauses: what was said last about each part, and what can't be meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.history.facts import Paused, Planned
from studytui.study.plan import (
    LONGEST_PAUSE,
    Pause,
    Plan,
    checked,
    checked_pause,
    paused_until,
    pauses_of,
    plan_of,
    plans_of,
)
from tests.samples import AT, event, events

DAY = 24 * 3600 * 1000


def test_who_said_nothing_has_the_usual_plan() -> None:
    assert plan_of([]) == Plan(None, 5, 25, 7, "")


def test_what_was_said_last_about_each_part_stands() -> None:
    said = [Planned(days=3, cue="after coffee"), Planned(minutes=40), Planned(days=4, start="2026-12-01")]
    assert plan_of(map(event, said)) == Plan("2026-12-01", 4, 40, 7, "after coffee")
    assert plan_of(map(event, [*said, Planned(cue="")])).cue == ""


def test_what_no_plan_can_be_is_passed_over_and_the_rest_of_it_stands() -> None:
    said = Planned(start="9999-12-31", days=8, minutes=0, pace=14)
    assert plan_of([event(said)]) == Plan(pace=14)


def test_each_plan_stands_from_its_day_on() -> None:
    found = plans_of([event(Planned(days=3)), event(Planned(days=7), AT + DAY)])
    assert [(day, plan.days) for day, plan in found] == [("", 5), ("2026-11-22", 3), ("2026-11-23", 7)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Planned(days=0), "no number of days"),
        (Planned(days=8), "no number of days"),
        (Planned(minutes=4), "no number of minutes"),
        (Planned(pace=92), "no number of pace"),
        (Planned(start="22.11.2026"), "no day"),
        (Planned(start="20261122"), "no day"),
        (Planned(start="0001-01-01"), "no day"),
        (Planned(cue="x" * 61), "a few words"),
    ],
)
def test_what_can_not_be_meant_is_refused(said: Planned, why: str) -> None:
    with pytest.raises(StudyError, match=why):
        checked(said)


def test_a_cue_is_kept_as_one_line_of_what_can_be_seen() -> None:
    assert checked(Planned(cue=" after\n coffee\x1b ")).cue == "after coffee␛"
    assert checked(Planned(days=5)) == Planned(days=5)


# Pauses


def test_of_two_pauses_from_one_day_the_later_says_how_long_it_is() -> None:
    said = [Paused("2026-12-24", "2027-01-02"), Paused("2026-12-01", "2026-12-01"), Paused("2026-12-24", "2026-12-26")]
    assert pauses_of(map(event, said)) == (Pause("2026-12-01", "2026-12-01"), Pause("2026-12-24", "2026-12-26"))


def test_a_pause_that_was_called_off_is_none() -> None:
    assert pauses_of(map(event, [Paused("2026-12-24", "2027-01-02"), Paused("2026-12-24", "2026-12-23")])) == ()


@pytest.mark.parametrize(
    ("first", "last"),
    [("soon", "2026-12-24"), ("2026-12-24", ""), ("2026-01-01", "2036-01-01"), ("9999-12-01", "9999-12-31")],
)
def test_a_pause_that_can_not_be_is_passed_over_and_refused(first: str, last: str) -> None:
    assert pauses_of([event(Paused(first, last))]) == ()
    with pytest.raises(StudyError):
        checked_pause(Paused(first, last))


def test_a_pause_may_last_a_year_and_may_not_end_before_it_begins() -> None:
    assert checked_pause(Paused("2027-01-01", "2027-12-31", "  a \n")) == Paused("2027-01-01", "2027-12-31", "a")
    assert Pause("2027-01-01", "2028-01-01").days == LONGEST_PAUSE
    with pytest.raises(StudyError, match="before it begins"):
        checked_pause(Paused("2026-12-24", "2026-12-23"))


def test_a_day_is_paused_until_the_last_of_all_pauses_that_hold_it() -> None:
    pauses = (Pause("2026-12-20", "2027-01-05"), Pause("2026-12-24", "2026-12-26"))
    assert paused_until(pauses, "2026-12-25") == "2027-01-05"
    assert paused_until(pauses, "2026-12-20") == "2027-01-05" == paused_until(pauses, "2027-01-05")
    assert paused_until(pauses, "2026-12-19") is paused_until(pauses, "2027-01-06") is None


@given(st.lists(events()))
def test_whatever_the_history_holds_there_is_a_plan_that_can_be_meant(happened: list[Event]) -> None:
    plan = plan_of(happened)
    said = Planned(start=plan.start, days=plan.days, minutes=plan.minutes, pace=plan.pace)
    assert checked(said) == said
    for pause in pauses_of(happened):
        assert checked_pause(Paused(pause.first, pause.last)) == Paused(pause.first, pause.last)
