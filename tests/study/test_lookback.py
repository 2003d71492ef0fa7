"""Looking back: days that lie a week, a month and a year back, decisions, and old answers asked for again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.history.events import Event, milliseconds
from studytui.history.facts import Measured, Predicted, Ran, Reviewed
from studytui.history.standing import Entry
from studytui.study import lookback, then_and_now
from studytui.study.predict import attempts
from tests.samples import event
from tests.tui.cards import CARDS
from tests.tui.labs import LAB, SPEC

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def at(day: str, hour: int = 9) -> int:
    return milliseconds(datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC))


def entry(day: str, text: str = "Wrote.", got: str | None = None, starred: bool = False, hour: int = 9) -> Entry:
    moment = at(day, hour)
    return Entry(f"{moment:011x}-0a1b2c3d", moment, 0, day, text, got, starred=starred)


def very_days(today: str) -> list[str]:
    return [window.day for window in lookback.windows(today)]


# On this day


@pytest.mark.parametrize(
    ("today", "days"),
    [
        ("2026-11-22", ["2026-11-15", "2026-10-22", "2025-11-22"]),
        ("2026-03-31", ["2026-03-24", "2026-02-28", "2025-03-31"]),
        ("2028-03-31", ["2028-03-24", "2028-02-29", "2027-03-31"]),
        ("2028-02-29", ["2028-02-22", "2028-01-29", "2027-02-28"]),
        ("2029-02-28", ["2029-02-21", "2029-01-28", "2028-02-28"]),
        ("2027-01-03", ["2026-12-27", "2026-12-03", "2026-01-03"]),
        ("2026-12-31", ["2026-12-24", "2026-11-30", "2025-12-31"]),
    ],
)
def test_a_week_a_month_and_a_year_ago_are_these_days(today: str, days: list[str]) -> None:
    assert very_days(today) == days


@given(DAYS)
def test_the_same_day_of_the_month_before_is_never_in_another_month(today: date) -> None:
    _, month, year = (date.fromisoformat(day) for day in very_days(today.isoformat()))
    assert (month.year * 12 + month.month) == (today.year * 12 + today.month) - 1
    assert (year.year, year.month) == (today.year - 1, today.month)
    assert month.day <= today.day
    assert year.day == today.day or (today.month, today.day) == (2, 29)


def test_all_entries_of_the_very_day_come_back_in_order() -> None:
    written = [entry("2026-11-15", "evening", hour=21), entry("2026-11-15", "morning"), entry("2026-11-16")]
    (echo,) = lookback.on_this_day(written, "2026-11-22")
    assert (echo.said, echo.day, [each.text for each in echo.entries]) == (
        "A week ago", "2026-11-15", ["morning", "evening"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2026-10-19", "2026-10-19"),
        ("2026-10-25", "2026-10-25"),
        ("2026-10-18", None),
        ("2026-11-14", "2026-11-14"),
        ("2026-11-13", None),
        ("2025-11-25", "2025-11-25"),
        ("2025-11-26", None),
    ],
)
def test_what_was_written_near_that_day_comes_back_with_its_own_day(written: str, found: str | None) -> None:
    echoes = lookback.on_this_day([entry(written)], "2026-11-22")
    assert [each.day for each in echoes] == ([found] if found else [])
    assert all(each.is_near and each.said.startswith("About a") for each in echoes)


def test_of_two_days_as_near_the_earlier_comes_back() -> None:
    (echo,) = lookback.on_this_day([entry("2026-10-24"), entry("2026-10-20")], "2026-11-22")
    assert echo.day == "2026-10-20"


def test_29_february_is_found_a_year_later() -> None:
    (echo,) = lookback.on_this_day([entry("2028-02-29")], "2029-02-28")
    assert (echo.said, echo.day) == ("About a year ago", "2028-02-29")


@given(DAYS, st.lists(st.integers(0, 400)))
def test_an_entry_never_comes_back_twice_and_none_from_outside_its_window(today: date, ages: list[int]) -> None:
    written = [entry((today - timedelta(age)).isoformat()) for age in set(ages)]
    found = [each for echo in lookback.on_this_day(written, today.isoformat()) for each in echo.entries]
    assert len(found) == len(set(found)) <= 3
    assert all(each.day < today.isoformat() for each in found)


def test_an_empty_history_has_nothing_to_look_back_on() -> None:
    assert lookback.on_this_day([], "2026-11-22") == []
    assert lookback.decisions([], "2026-11-22") == []


# Decisions


def test_a_decision_asks_what_came_of_it_after_four_weeks() -> None:
    written = [entry("2026-10-25", "No cache. #decision")]
    assert [each.asks for each in lookback.decisions(written, "2026-11-21")] == [False]
    assert [each.asks for each in lookback.decisions(written, "2026-11-22")] == [True]
    assert lookback.decisions(written, "2026-11-21")[0].ripe_on == "2026-11-22"


def test_decisions_that_ask_come_first_and_oldest_first_the_others_newest_first() -> None:
    written = [
        entry("2026-11-20", "new", starred=True),
        entry("2026-03-01", "told #decision", "It held."),
        entry("2026-09-01", "asks later", starred=True),
        entry("2026-08-01", "asks first #decision"),
        entry("2026-08-02", "no decision #decisions"),
    ]
    found = [each.entry.text for each in lookback.decisions(written, "2026-11-22")]
    assert found == ["asks first #decision", "asks later", "new", "told #decision"]


# Then and now


def said(
    day: str, rung: int = 0, measured: float | None = 37.2, revision: int = 1, authors: str = "100"
) -> list[Event]:
    parameters = {"authors": authors, "rtt_ms": "2" if rung == 1 else "0.5"}
    predicted = event(
        Predicted("n-plus-one", revision, parameters, "slowdown", "ratio", rung=rung, low=2, best=5, high=12,
                  because="a query takes 2 ms"),
        at(day),
    )  # fmt: skip
    if measured is None:
        return [predicted]
    measures = {"slowdown": Measured(measured, measured, measured)}
    ran = Ran("n-plus-one", revision, parameters, 1, measures, finished=True, prediction=predicted.id)
    return [predicted, event(ran, at(day, 10))]


def questions(events: list[Event], today: str = "2026-11-22") -> list[then_and_now.Question]:
    return then_and_now.of_labs(attempts(events), {"n-plus-one": replace(LAB, experiment=SPEC)}, today)


def test_a_prediction_of_four_weeks_ago_is_asked_again() -> None:
    assert questions(said("2026-10-26")) == []
    (question,) = questions(said("2026-10-25"))
    assert question.ask.startswith("100 authors over a 0.5 ms link")
    assert (question.said, question.because, question.right) == ("2–12×, best 5×", "a query takes 2 ms", "37.2×")
    assert question.lab == "n-plus-one"


def test_a_later_question_of_a_lab_is_asked_with_the_first_before_it() -> None:
    first, second = questions([*said("2026-09-01"), *said("2026-09-02", rung=1)])
    assert second.ask == f"{first.ask} And over a 2 ms link?"


@pytest.mark.parametrize(
    "events",
    [
        said("2026-09-01", measured=None),
        said("2026-09-01", revision=0),
        said("2026-09-01", rung=7),
        said("2026-09-01", authors="7"),
        said("2026-09-01", rung=2),
    ],
    ids=["never run", "another revision", "question gone", "the learner's own", "a parameter was sought"],
)
def test_what_the_track_does_not_ask_any_more_is_not_asked_again(events: list[Event]) -> None:
    assert questions(events) == []


def test_only_the_first_answer_to_a_question_is_asked_for() -> None:
    assert [each.day for each in questions([*said("2026-08-01"), *said("2026-09-01")])] == ["2026-08-01"]


def test_both_answers_are_judged_where_they_are_numbers() -> None:
    (question,) = questions(said("2026-09-01"))
    assert question.judged_then() == "outside your range, 7.4× low"
    assert question.judged("36") == "a bull's-eye"
    assert question.judged("many times") == ""


def test_the_oldest_typed_answer_to_a_card_is_asked_for_again() -> None:
    (card,) = (each for each in CARDS if each.kind == "estimate")
    reviews = [
        event(Reviewed(card.id, 3, 10), at("2026-08-01")),
        event(Reviewed(card.id, 1, 10, answer="2 s"), at("2026-08-02")),
        event(Reviewed(card.id, 3, 10, answer="250 ms"), at("2026-09-02")),
    ]
    question = then_and_now.of_card(card, "Napkin math", reviews, "2026-11-22")
    assert question is not None
    assert (question.day, question.said, question.lab) == ("2026-08-02", "2 s", None)
    assert question.judged_then() == "8× high: off"
    assert question.judged("0.25 s") == "exactly"
    assert then_and_now.of_card(card, "Napkin math", reviews, "2026-08-15") is None


def test_a_choice_is_asked_again_with_its_choices() -> None:
    (card,) = (each for each in CARDS if each.kind == "choice")
    question = then_and_now.of_card(
        card, "", [event(Reviewed(card.id, 1, 9, answer="1"), at("2026-08-02"))], "2026-11-22"
    )
    assert question is not None
    assert question.ask.splitlines()[1:] == ["1  A slow-query log", "2  A test that counts queries", "3  More memory"]


def test_once_the_journal_has_both_answers_the_question_was_asked() -> None:
    (question,) = questions(said("2026-09-01"))
    text = then_and_now.written(question, "30×", "I count trips now.")
    assert text.splitlines()[1:] == [
        "Then (1 September 2026): 2–12×, best 5×, because a query takes 2 ms",
        "Now: 30×",
        "I count trips now.",
    ]
    assert then_and_now.was_asked(question, [entry("2026-11-22", text)])
    assert not then_and_now.was_asked(question, [entry("2026-11-22", text.replace("#", ""))])
    assert not then_and_now.was_asked(question, [entry("2026-11-22", "Something else. #then-and-now")])
