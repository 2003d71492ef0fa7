"""Ends of weeks and months: when they are offered, what is filled in, and the entry."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from studytui.history.facts import Ran
from studytui.history.standing import Entry, Tick
from studytui.study import reflection
from studytui.study.plan import Plan
from studytui.study.predict import attempts
from studytui.study.progress import progress
from studytui.study.reflection import Period, Reflection
from studytui.track.model import Milestone
from tests.samples import track_of
from tests.study.test_lookback import DAYS, at, entry, said
from tests.tui.labs import LAB, SPEC


@given(DAYS)
def test_weeks_and_months_tile_the_calendar(day: date) -> None:
    for span in reflection.TAGS:
        period = reflection.period_of(span, day)
        assert period.holds(day.isoformat())
        after = reflection.period_of(span, date.fromisoformat(period.last) + timedelta(1))
        assert date.fromisoformat(after.first) == date.fromisoformat(period.last) + timedelta(1)


def titles(today: str, *days: str, reviews: tuple[Entry, ...] = ()) -> list[str]:
    return [period.title for period in reflection.offers(today, set(days), reviews)]


# The story of one learner, who began on Wednesday 18 November 2026.


@pytest.mark.parametrize(
    ("today", "days", "offered"),
    [
        ("2026-11-21", ["2026-11-18"], []),
        ("2026-11-22", ["2026-11-18"], ["Week of 16 November 2026"]),
        ("2026-11-23", ["2026-11-18"], ["Week of 16 November 2026"]),
        ("2026-11-23", ["2026-11-18", "2026-11-23"], ["Week of 16 November 2026"]),
        ("2026-11-24", ["2026-11-18", "2026-11-23"], []),
        ("2026-11-26", ["2026-11-18"], ["Week of 16 November 2026"]),
        ("2026-11-29", ["2026-11-18"], ["Week of 16 November 2026"]),
        ("2026-11-29", ["2026-11-18", "2026-11-29"], ["Week of 23 November 2026"]),
        ("2026-11-30", ["2026-11-18", "2026-11-24"], ["Week of 23 November 2026", "November 2026"]),
        ("2026-12-08", ["2026-11-18"], ["November 2026"]),
        ("2026-12-08", ["2026-11-18", "2026-12-01"], ["Week of 30 November 2026"]),
        ("2027-01-02", ["2026-12-20"], ["December 2026"]),
        ("2027-02-01", ["2026-11-18"], []),
    ],
    ids=[
        "saturday", "sunday", "monday before studying", "monday after studying", "tuesday, studied on monday",
        "thursday, not studied since", "sunday of an empty week", "studied that sunday", "last day of the month",
        "a fortnight away", "back in december", "over the year's end", "a month away",
    ],
)  # fmt: skip
def test_what_is_over_is_offered(today: str, days: list[str], offered: list[str]) -> None:
    assert titles(today, *days) == offered


def test_a_period_is_offered_until_an_entry_is_about_it() -> None:
    week, month = (reflection.period_of(span, date(2026, 11, 30)) for span in reflection.TAGS)
    text, _ = reflection.written(month, Reflection(keep="Mornings."))
    assert titles("2026-11-30", "2026-11-24", reviews=(entry("2026-11-30", text),)) == ["Week of 23 November 2026"]
    assert not reflection.is_reviewed(week, [entry("2026-11-30", text)])
    other = reflection.written(reflection.period_of("month", date(2026, 10, 1)), Reflection())[0]
    assert not reflection.is_reviewed(month, [entry("2026-11-30", other)])


def test_the_last_day_of_february_is_the_end_of_its_month() -> None:
    assert titles("2028-02-29", "2028-02-15") == ["February 2028"]
    assert titles("2026-02-28", "2026-02-15") == ["February 2026"]


TRACK = track_of(
    (Milestone("m1", "Ran the ladder."), Milestone("m2", "Estimated a page.")),
    (Milestone("m3", "Removed one N+1."), Milestone("m4", "Added a test.")),
    (Milestone("m5", "Sized a cache."),),
)
WEEK = Period("week", "2026-11-16", "2026-11-22")


def ticks(**days: str) -> dict[str, Tick]:
    return {name: Tick(True, at(day), 0) for name, day in days.items()}


def filled(start: str | None, pace: int = 7, **days: str) -> Reflection:
    return reflection.filled_in(WEEK, progress(TRACK, ticks(**days)), Plan(start=start, pace=pace), [], {})


def test_done_is_what_was_ticked_in_the_period() -> None:
    found = filled("2026-11-09", m1="2026-11-15", m2="2026-11-16", m3="2026-11-22")
    assert found.done == "Estimated a page.\nRemoved one N+1."
    assert found.slipped == "Added a test."


def test_a_tick_after_midnight_belongs_to_the_evening_before() -> None:
    late = {"m1": Tick(True, at("2026-11-23", 2), 0)}
    assert reflection.filled_in(WEEK, progress(TRACK, late), Plan(), [], {}).done == "Ran the ladder."


def test_what_was_not_due_or_not_begun_has_not_slipped() -> None:
    assert filled("2026-11-16", m1="2026-11-16").slipped == "Estimated a page."
    assert filled("2026-11-17", m1="2026-11-17").slipped == ""
    # Three weeks behind: only the week in hand, whatever the plan once said of the others.
    assert filled("2026-10-01", m1="2026-11-16").slipped == "Estimated a page."
    assert filled(None, m1="2026-11-16").slipped == ""
    assert filled("9999-12-31", pace=91).slipped == ""


def test_predictions_of_the_period_stand_against_what_was_measured_furthest_off_first() -> None:
    events = [*said("2026-11-15"), *said("2026-11-17", rung=1, measured=6.0), *said("2026-11-18", authors="7")]
    labs = {"n-plus-one": replace(LAB, experiment=SPEC)}
    found = reflection.filled_in(WEEK, progress(TRACK, {}), Plan(), attempts(events), labs)
    assert found.measured.splitlines() == [
        "N+1 queries: said 5×, measured 37.2×, off by 7.4×",
        "N+1 queries: said 5×, measured 6×, off by 1.2×",
    ]


def test_of_many_predictions_the_furthest_off_are_listed_and_the_others_counted() -> None:
    events = [each for authors in range(10, 18) for each in said("2026-11-17", authors=str(authors))]
    events = [replace(each, id=f"{number:04}") for number, each in enumerate(events)]
    runs = [
        replace(each, fact=replace(each.fact, prediction=f"{number - 1:04}")) if isinstance(each.fact, Ran) else each
        for number, each in enumerate(events)
    ]
    labs = {"n-plus-one": replace(LAB, experiment=SPEC)}
    lines = reflection.filled_in(WEEK, progress(TRACK, {}), Plan(), attempts(runs), labs).measured.splitlines()
    assert (len(lines), lines[-1]) == (6, "and 3 more, closer")


def test_the_entry_holds_what_was_said_and_leaves_out_what_was_not() -> None:
    text, got = reflection.written(
        WEEK,
        Reflection(
            "Ran it.\n\nRead it. ", "", "said 5×\nsaid 6×", "Mornings.", "", "A walk.", "it is 8", "I open a lab."
        ),
    )
    assert text.splitlines() == [
        "Week of 16 November 2026 #week-review",
        "Done:",
        "- Ran it.",
        "- Read it.",
        "Keep: Mornings.",
        "Try: A walk.",
        "If it is 8, then I open a lab.",
    ]
    assert got == "said 5×; said 6×"
    assert reflection.plan_of(entry("2026-11-22", text)) == "If it is 8, then I open a lab."


def test_a_review_of_nothing_still_says_that_it_was_done() -> None:
    assert reflection.written(WEEK, Reflection()) == ("Week of 16 November 2026 #week-review", "")
    assert reflection.plan_of(entry("2026-11-22", "Nothing.")) == ""


def test_half_a_plan_is_kept_too() -> None:
    assert reflection.plan_said(Reflection(deed="open a lab")) == ["Next: open a lab."]


def test_an_empty_history_is_asked_nothing() -> None:
    for day in ("2026-11-22", "2026-11-30", "2026-12-01"):
        assert titles(day) == []
