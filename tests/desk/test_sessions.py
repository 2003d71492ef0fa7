"""The desk's verbs about sessions: the one that runs and its file, and those that were."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from studytui.desk import Desk
from studytui.desk.sessions import Change, Sessions
from studytui.errors import CANNOT_WRITE, StudyError
from studytui.history.facts import Studied
from studytui.paths import Places
from studytui.study.timing import CARDS, CODING, LAB, OTHER, READING, WRITING, Session
from tests.conftest import Clock

Open = Callable[[], Desk]


def told(desk: Desk) -> list[tuple[str, int]]:
    return [(session.activity, session.minutes) for session in desk.sessions.sessions()]


def studied(desk: Desk) -> int:
    return len(desk.index.events("studied"))


# The one that runs


def test_a_session_is_no_event_until_it_ends(desk: Desk, clock: Clock) -> None:
    desk.sessions.start(READING, "lazy-loading")
    clock.go(minutes=25)
    assert not studied(desk)
    session = desk.sessions.end(said=Change(impact=4, note=" it did "))
    assert session
    assert session[1:] == ("2026-11-22", session.began, 0, READING, 25, "lazy-loading", 4, "it did")
    assert desk.sessions.running is None
    assert studied(desk) == 1


def test_one_session_runs_at_a_time(desk: Desk, clock: Clock) -> None:
    desk.sessions.start(READING)
    clock.go(minutes=12)
    with pytest.raises(StudyError, match="12 min of reading so far"):
        desk.sessions.start(CODING)


@pytest.mark.parametrize(("activity", "topic"), [("singing", None), (READING, "no-such-topic")])
def test_a_session_is_about_something_known(desk: Desk, activity: str, topic: str | None) -> None:
    with pytest.raises(StudyError):
        desk.sessions.start(activity, topic)
    assert desk.sessions.running is None


def test_it_goes_on_in_the_next_start(desk: Desk, make_desk: Open, clock: Clock) -> None:
    desk.sessions.turn_to(READING, "lazy-loading")
    clock.go(minutes=3)
    desk.sessions.sign()
    running = make_desk().sessions.running
    assert running == desk.sessions.running
    assert running and running.watched and running.minutes(running.seen) == 3


def test_signs_of_life_are_written_down_now_and_then_only(desk: Desk, places: Places, clock: Clock) -> None:
    desk.sessions.turn_to(READING)
    file = places.state / "session.json"
    first = file.stat().st_mtime_ns
    clock.go(seconds=20)
    desk.sessions.sign()
    assert file.stat().st_mtime_ns == first
    clock.go(seconds=20)
    desk.sessions.sign()
    assert json.loads(file.read_text())["seen"] == desk.sessions.now


def test_a_session_that_another_program_ended_is_over_here_too(desk: Desk, make_desk: Open, clock: Clock) -> None:
    desk.sessions.turn_to(READING)
    clock.go(minutes=5)
    make_desk().sessions.end()
    desk.sessions.sign()
    assert desk.sessions.running is None
    desk.refresh()
    assert told(desk) == [(READING, 5)]


def test_a_session_is_recorded_once_however_it_was_interrupted(desk: Desk, make_desk: Open, clock: Clock) -> None:
    desk.sessions.start(READING)
    clock.go(minutes=25)
    left = desk.sessions._path.read_bytes()
    desk.sessions.end()
    # As if it had been killed between the event and the removal of the file.
    desk.sessions._path.write_bytes(left)
    again = make_desk()
    again.sessions.end()
    assert told(again) == [(READING, 25)]
    assert again.sessions.running is None


def test_what_lasts_becomes_the_next_session(desk: Desk, clock: Clock) -> None:
    sessions = desk.sessions
    sessions.turn_to(CARDS)
    clock.go(minutes=8)
    sessions.sign()
    sessions.turn_to(READING, "lazy-loading")
    assert not sessions.is_due
    clock.go(minutes=2)
    sessions.sign()
    assert sessions.is_due
    sessions.settle()
    assert told(desk) == [(CARDS, 8)]
    clock.go(minutes=3)
    sessions.end()
    assert told(desk) == [(CARDS, 8), (READING, 5)]


def test_a_minute_of_something_goes_with_what_comes_after_it(desk: Desk, clock: Clock) -> None:
    sessions = desk.sessions
    sessions.turn_to(WRITING)
    clock.go(minutes=1)
    sessions.turn_to(LAB, "lazy-loading")
    clock.go(minutes=9)
    sessions.end()
    assert told(desk) == [(LAB, 10)]


def test_under_two_minutes_are_forgotten(desk: Desk, clock: Clock) -> None:
    desk.sessions.start(READING)
    clock.go(seconds=119)
    assert desk.sessions.end() is None
    assert not studied(desk)
    assert desk.sessions.running is None


def test_a_clock_set_back_while_nothing_ran_gives_no_negative_minutes(
    desk: Desk, make_desk: Open, clock: Clock
) -> None:
    desk.sessions.turn_to(READING)
    clock.go(minutes=25)
    desk.sessions.sign()
    clock.go(hours=-5)
    again = make_desk().sessions
    again.sign()
    assert not again.is_away
    clock.go(minutes=1)
    session = again.end()
    assert session and session.minutes == 26


def test_a_time_away_is_kept_trimmed_or_discarded(desk: Desk, clock: Clock) -> None:
    sessions = desk.sessions

    def be_away() -> None:
        sessions.turn_to(READING, "lazy-loading")
        clock.go(minutes=5)
        sessions.sign()
        clock.go(minutes=14)
        assert sessions.is_away

    be_away()
    sessions.keep()
    assert not sessions.is_away
    sessions.end()
    be_away()
    sessions.trim(sessions.now)
    assert sessions.running and sessions.running.began == sessions.now
    sessions.discard()
    be_away()
    sessions.discard()
    assert told(desk) == [(READING, 19), (READING, 5)]


def test_fourteen_hours_are_never_recorded_silently(desk: Desk, clock: Clock) -> None:
    desk.sessions.turn_to(READING)
    clock.go(minutes=25)
    desk.sessions.sign()
    clock.go(hours=14)
    # Nothing that happens by itself goes on with it.
    desk.sessions.turn_to(CARDS)
    desk.sessions.settle()
    assert desk.sessions.is_away and not studied(desk)
    desk.sessions.trim()
    assert told(desk) == [(READING, 25)]


def test_a_session_too_long_to_be_one_is_refused_and_can_be_trimmed(desk: Desk, clock: Clock) -> None:
    desk.sessions.start(CODING)
    clock.go(hours=17)
    with pytest.raises(StudyError, match="longer than a session can be"):
        desk.sessions.end()
    desk.sessions.keep()
    assert desk.sessions.is_away
    desk.sessions.trim()
    assert told(desk) == [(CODING, 960)]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"activity": "reading"}', '{"activity": "reading", "began": -1, "seen": 1}',
     '{"activity": ["reading"], "began": 1, "seen": 1}', '{"activity": "reading", "began": 1e400, "seen": 1}',
     '{"activity": "reading", "began": 9999999999999999999, "seen": 1}', "[" * 10_000],
)  # fmt: skip
def test_a_file_that_holds_no_session_is_as_good_as_none(make_desk: Open, places: Places, text: str) -> None:
    places.state.mkdir(parents=True)
    (places.state / "session.json").write_text(text)
    desk = make_desk()
    assert desk.sessions.running is None
    assert desk.sessions.start(READING)


def test_without_room_for_its_file_the_shell_begins_none_and_the_apps_lives_as_long_as_the_app(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StudyError, match="No space left") as refused:
        desk.sessions.start(READING)
    assert refused.value.exit_code == CANNOT_WRITE
    desk.sessions.discard()
    desk.sessions.turn_to(READING)
    for _ in range(3):
        clock.go(minutes=1)
        desk.sessions.sign()
    assert desk.sessions.said == "3 min reading"


# Those that were


def test_a_session_is_added_afterwards(desk: Desk) -> None:
    session = desk.sessions.add(Change(READING, 25, at="08:05", topic="lazy-loading", note="a book"))
    assert session.day == "2026-11-22"
    event = desk.index.event(session.id)
    assert event and isinstance(event.fact, Studied)
    assert (event.fact.topic, event.fact.note, event.fact.session) == ("lazy-loading", "a book", None)


def test_a_session_without_a_time_ended_now(desk: Desk) -> None:
    session = desk.sessions.add(Change(OTHER, 25))
    assert session.began == desk.sessions.now - 25 * 60_000


@pytest.mark.parametrize(
    "said",
    [Change(READING, 25, at="14:05"), Change(READING, 0), Change(READING, 961), Change("singing", 25),
     Change(READING, 25, on="2026-11-20"), Change(READING, 25, on="2026-11-23", at="01:00"),
     Change(READING, 25, topic="no-such-topic"), Change(READING, 25, impact=6)],
)  # fmt: skip
def test_what_cannot_have_been_is_not_added(desk: Desk, said: Change) -> None:
    with pytest.raises(StudyError):
        desk.sessions.add(said)
    assert not studied(desk)


def test_an_edit_changes_what_it_names_and_undo_takes_it_back(desk: Desk) -> None:
    first = desk.sessions.add(Change(READING, 25, at="08:05", topic="lazy-loading", note="a book"))
    edited = desk.sessions.edit("last", Change(minutes=40, impact=3, topic="", on="2026-11-21"))
    assert edited == first._replace(
        minutes=40, impact=3, topic=None, day="2026-11-21", began=first.began - 24 * 3_600_000
    )
    desk.undo()
    assert desk.sessions.sessions() == [first]


def test_an_edit_that_says_nothing_new_is_no_event(desk: Desk) -> None:
    session = desk.sessions.add(Change(READING, 25))
    desk.sessions.edit(session.id, Change(minutes=25))
    assert studied(desk) == 1


def test_an_edit_into_the_future_is_refused(desk: Desk) -> None:
    session = desk.sessions.add(Change(READING, 25))
    with pytest.raises(StudyError, match="not be over yet"):
        desk.sessions.edit(session.id, Change(minutes=26))


def test_a_note_can_be_added_to_what_a_faster_clock_recorded(desk: Desk, clock: Clock) -> None:
    clock.go(hours=2)
    session = desk.sessions.add(Change(READING, 25))
    clock.go(hours=-2)
    assert desk.sessions.edit(session.id, Change(note="true all the same")).note == "true all the same"


def test_a_deleted_session_comes_back_by_undo(desk: Desk) -> None:
    session = desk.sessions.add(Change(READING, 25))
    desk.sessions.delete("last")
    assert not desk.sessions.sessions()
    undone = desk.undo()
    assert undone and undone.summary == "deleted session: reading, 25 min"
    assert desk.sessions.sessions() == [session]


@pytest.mark.parametrize("name", ["last", "no-such-id", "\x1b[2J"])
def test_a_session_that_is_not_there_is_said(desk: Desk, name: str) -> None:
    with pytest.raises(StudyError, match="no session") as refused:
        desk.sessions.edit(name, Change(note="x"))
    assert "\x1b" not in refused.value.message


def test_sessions_since_a_day(desk: Desk, clock: Clock) -> None:
    for _ in range(3):
        desk.sessions.add(Change(READING, 25))
        clock.go(days=1)
    assert [session.day for session in desk.sessions.sessions("2026-11-23")] == ["2026-11-23", "2026-11-24"]


def test_looking_at_what_runs_costs_no_file_that_is_not_there(desk: Desk, places: Places) -> None:
    assert isinstance(desk.sessions, Sessions)
    assert desk.sessions.said == ""
    assert not (places.state / "session.json").exists()
    assert isinstance(desk.sessions.add(Change(READING, 2)), Session)
