"""Sessions: folding, turning, trimming, and the ways to say a duration."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.errors import StudyError
from studytui.history.events import Event, stamp
from studytui.history.facts import Studied
from studytui.study import timing
from studytui.study.timing import (
    CARDS,
    CODING,
    MINUTE,
    READING,
    WRITING,
    Doing,
    Running,
    begun,
    recorded,
    seen,
    sessions_of,
    settled,
    turned,
)
from tests.samples import AT, NOW, event, facts

TOPIC = Doing(READING, "lazy-loading")
OTHER_TOPIC = Doing(READING, "query-caching")


def running(minutes: int, **changes: Any) -> Running:
    """A session of reading that has run so long at AT, with a key just now."""
    return begun(TOPIC, AT - minutes * MINUTE, True)._replace(seen=AT)._replace(**changes)


def revise(first: Event, later: int = 1, **changes: Any) -> Event:
    assert isinstance(first.fact, Studied)
    return event(replace(first.fact, session=first.id, **changes), first.at + later)


# Folding


def test_the_latest_revision_of_a_session_stands() -> None:
    first = event(Studied(READING, 25, AT - 30 * MINUTE, topic="lazy-loading"))
    (session,) = sessions_of([first, revise(first, minutes=20), revise(first, 2, minutes=15, impact=4, note="it did")])
    assert (session.id, session.minutes, session.impact, session.note) == (first.id, 15, 4, "it did")


def test_a_deleted_session_stands_no_more() -> None:
    first = event(Studied(READING, 25, AT))
    assert not sessions_of([first, revise(first, deleted=True)])


def test_sessions_stand_in_the_order_in_which_they_began() -> None:
    facts = [Studied(READING, 5, AT - hours * 60 * MINUTE) for hours in (2, 5, 3)]
    found = sessions_of([event(fact, AT + number) for number, fact in enumerate(facts)])
    assert [AT - session.began for session in found] == [hours * 60 * MINUTE for hours in (5, 3, 2)]


def test_a_session_belongs_to_the_study_day_it_began_in() -> None:
    past_midnight = NOW.replace(hour=1, minute=30)
    (session,) = sessions_of([event(Studied(CARDS, 10, int(past_midnight.timestamp() * 1000)))])
    assert session.day == "2026-11-21"


def test_an_edit_made_abroad_does_not_move_a_session_to_another_day() -> None:
    fact = Studied(CARDS, 10, AT - 30 * MINUTE)
    first = stamp(fact, AT, NOW, "0a1b2c3d")
    abroad = NOW.astimezone(timezone(timedelta(hours=-9)))
    edited = stamp(replace(fact, session=first.id, impact=3), AT + 1, abroad, "0a1b2c3d")
    assert [session.day for session in sessions_of([first, edited])] == ["2026-11-22"]


@given(st.lists(facts(), max_size=8), st.integers(0, 2**43))
def test_whatever_a_history_holds_only_sessions_that_can_be_stand(found: list[object], at: int) -> None:
    events = [event(fact, min(at + number, 2**43)) for number, fact in enumerate(found)]  # type: ignore[arg-type]
    for session in sessions_of(events):
        assert 0 < session.minutes <= timing.LONGEST
        assert session.impact in (None, 1, 2, 3, 4, 5)
        assert date.fromisoformat(session.day).isoformat() == session.day


# The one that runs


def test_minutes_are_full_ones_and_never_negative() -> None:
    assert running(25).minutes(AT + 59_000) == 25
    assert running(25).minutes(AT - 99 * MINUTE) == 0


@given(st.lists(st.integers(-(10**8), 10**8), max_size=30))
def test_clocks_that_jump_never_give_negative_minutes(jumps: list[int]) -> None:
    session, now = running(25), AT
    for jump in jumps:
        now = max(0, now + jump)
        before = session.minutes(session.seen)
        session = seen(session, now)
        assert session.began <= session.seen == now
        assert session.minutes(now) >= before


def test_a_clock_that_is_set_back_takes_the_beginning_with_it() -> None:
    session = seen(running(25), AT - 60 * MINUTE)
    assert session.minutes(session.seen) == 25


def test_five_minutes_without_a_key_are_idle_in_the_app_and_three_hours_in_the_shell() -> None:
    assert not running(25).is_away(AT + 5 * MINUTE)
    assert running(25).is_away(AT + 5 * MINUTE + 1)
    assert not running(25, watched=False).is_away(AT + 180 * MINUTE)
    assert running(25, watched=False).is_away(AT + 180 * MINUTE + 1)


def test_a_session_that_lasts_longer_than_one_can_asks_and_is_trimmed_to_what_can_be() -> None:
    endless = running(17 * 60)
    assert endless.is_away(AT)
    assert endless.minutes(endless.trimmed) == timing.LONGEST


def test_what_is_done_in_its_first_minutes_names_a_session() -> None:
    assert turned(running(1), OTHER_TOPIC, AT).doing == OTHER_TOPIC


def test_a_look_at_something_else_belongs_to_the_session() -> None:
    session = turned(running(25), Doing(CARDS), AT)
    session = turned(seen(session, AT + MINUTE), TOPIC, AT + MINUTE)
    assert settled(seen(session, AT + 4 * MINUTE)) == (None, session._replace(seen=AT + 4 * MINUTE))
    assert session.doing == TOPIC


def test_what_lasts_two_minutes_ends_the_session_where_it_began() -> None:
    session = seen(turned(running(25), OTHER_TOPIC, AT), AT + 2 * MINUTE)
    ended, goes_on = settled(session)
    assert ended
    assert (ended.doing, ended.minutes(ended.seen)) == (TOPIC, 25)
    assert (goes_on.doing, goes_on.began, goes_on.watched) == (OTHER_TOPIC, AT, True)


def test_an_entry_written_within_a_session_belongs_to_it() -> None:
    assert turned(running(25), Doing(WRITING), AT) == running(25)


def test_a_session_that_the_shell_began_is_about_what_it_says() -> None:
    session = begun(Doing(CODING), AT - MINUTE, False)
    assert turned(session, TOPIC, AT) == session


def test_under_two_minutes_nothing_is_recorded() -> None:
    assert recorded(running(1), AT) is None
    assert recorded(running(2), AT) == Studied(READING, 2, AT - 2 * MINUTE, topic="lazy-loading")


def test_more_than_sixteen_hours_are_refused() -> None:
    with pytest.raises(StudyError, match="longer than a session can be"):
        recorded(running(16 * 60 + 1), AT)


# What is said of one


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("25", 25), ("25m", 25), (" 25 min ", 25), ("1h30", 90), ("1h30m", 90), ("1h", 60), ("1:30", 90), ("0:05", 5),
     ("1h5", 65), ("90m", 90), ("2H", 120)],
)  # fmt: skip
def test_durations_as_one_writes_them(said: str, minutes: int) -> None:
    assert timing.duration(said) == minutes


@pytest.mark.parametrize("said", ["", "soon", "-5", "1.5h", "1:3", "h30", "25s", "1:30h", "٢٥", "9" * 40])
def test_what_is_no_duration_is_said(said: str) -> None:
    with pytest.raises(StudyError, match="no duration"):
        timing.duration(said)


@given(st.integers(0, 10**4))
def test_a_duration_is_read_as_it_is_said(minutes: int) -> None:
    said = timing.lasted(minutes).replace(" min", "m").replace(" ", "")
    assert timing.duration(said) == minutes


@pytest.mark.parametrize(
    "fact",
    [Studied("singing", 5, AT), Studied(READING, 0, AT), Studied(READING, -5, AT), Studied(READING, 961, AT),
     Studied(READING, 5, AT, impact=6)],
)  # fmt: skip
def test_what_no_session_can_be_is_refused(fact: Studied) -> None:
    with pytest.raises(StudyError):
        timing.checked(fact)


def test_a_session_that_would_end_in_the_future_is_refused() -> None:
    over = Studied(READING, 25, AT - 25 * MINUTE)
    assert timing.past(over, NOW) is over
    with pytest.raises(StudyError, match="not be over yet"):
        timing.past(Studied(READING, 25, AT - 25 * MINUTE + 1), NOW)
    with pytest.raises(StudyError, match="before 1970"):
        timing.past(Studied(READING, 25, -1), NOW)


def test_a_time_after_midnight_is_of_the_evening_before() -> None:
    at = timing.moment("2026-11-21", "00:30", NOW)
    assert datetime.fromtimestamp(at / 1000, UTC).isoformat() == "2026-11-22T00:30:00+00:00"
    assert timing.moment("2026-11-21", "4:00", NOW) < at


@pytest.mark.parametrize("at", ["25:00", "14:60", "14", "2pm", "", "14:05:00"])
def test_what_is_no_time_is_said(at: str) -> None:
    with pytest.raises(StudyError, match="no time"):
        timing.moment("2026-11-22", at, NOW)


def test_days_at_the_end_of_time_are_no_bug() -> None:
    assert timing.moment("0001-01-01", "14:05", NOW) < 0
    with pytest.raises(StudyError, match="no time"):
        timing.moment("9999-12-31", "00:00", NOW)
