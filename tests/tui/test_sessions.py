"""Sessions on screen: what begins one, what its end asks, and what a time away is asked."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static, TextArea

from studytui import choices
from studytui.desk import Desk
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places
from studytui.tui.app import StudyApp
from studytui.tui.dialogs.session import Ended, WhileAway
from studytui.tui.screens.desk import DeskScreen
from studytui.tui.screens.topic import TopicScreen
from studytui.tui.widgets.bars import TitleBar
from tests.conftest import Clock
from tests.tui.keyboard import press, settled

SIZE = (120, 40)
ROOT = Path(__file__).parents[2]


def told(app: StudyApp) -> list[tuple[str, int, str | None, int | None]]:
    sessions = app.desk.sessions.sessions()
    return [(session.activity, session.minutes, session.topic, session.impact) for session in sessions]


def doing(app: StudyApp) -> tuple[str, str | None]:
    running = app.desk.sessions.running
    assert running
    return running.doing


def corner(app: StudyApp) -> str:
    app.show_time()
    return app.screen.query_one(TitleBar).right.plain


async def read(app: StudyApp, pilot: Pilot[None], topic: str = "lazy-loading") -> None:
    await app.read(topic)
    await settled(pilot)


async def study(pilot: Pilot[None], clock: Clock, minutes: int) -> None:
    """Press a key every few minutes."""
    while minutes:
        step = min(minutes, 4)
        minutes -= step
        clock.go(minutes=step)
        await pilot.press("home")
    await settled(pilot)


# Beginning


async def test_reading_a_topic_begins_a_session_said_quietly_at_the_top(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        before = corner(app)
        assert "reading" not in before
        await study(pilot, clock, 12)
        assert corner(app) == f"{before} · 12 min reading"
        await press(pilot, "escape")
        assert corner(app) == "Sun 22 Nov · 12 min reading"
        assert not told(app)


async def test_reviewing_and_writing_begin_one_too(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j")
        assert doing(app) == ("writing", "lazy-loading")
        app.desk.sessions.discard()
        await press(pilot, "escape", "4")
        assert doing(app) == ("cards", None)


async def test_looking_at_the_desk_begins_none(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "1", "slash", "escape", "down", "up")
        assert app.desk.sessions.running is None


async def test_another_activity_that_lasts_ends_the_first_without_a_word(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 8)
        await press(pilot, "4")
        await study(pilot, clock, 3)
        assert told(app) == [("reading", 8, "lazy-loading", None)]
        assert corner(app).endswith("3 min cards")
        assert not isinstance(app.screen, Ended)


async def test_a_look_at_another_topic_belongs_to_the_session(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 8)
        await read(app, pilot, "query-caching")
        await study(pilot, clock, 1)
        await press(pilot, "escape")
        await study(pilot, clock, 4)
        assert not told(app)
        assert corner(app).endswith("13 min reading")


# By itself


async def test_f_begins_a_session_and_ends_it_with_a_rating(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await press(pilot, "F")
        await study(pilot, clock, 4)
        assert corner(app).endswith("4 min other")
        await press(pilot, "F")
        assert isinstance(app.screen, Ended)
        await press(pilot, "4")
        assert told(app) == [("other", 4, None, 4)]
        assert app.desk.sessions.running is None
        assert any("Recorded: 4 min of study" in note.message for note in app._notifications)
        await press(pilot, "u")
        assert not told(app)


async def test_who_goes_back_from_the_question_at_the_end_has_the_session_go_on(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "F")
        await study(pilot, clock, 3)
        await press(pilot, "F", "escape")
        assert not told(app)
        await study(pilot, clock, 2)
        assert corner(app).endswith("5 min other")


async def test_the_question_at_the_end_can_be_skipped(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 3)
        await press(pilot, "F", "enter")
        assert told(app) == [("reading", 3, "lazy-loading", None)]
        # One stays where one was, and no other begins by itself.
        assert isinstance(app.screen, TopicScreen)
        assert app.desk.sessions.running is None


async def test_the_end_has_room_for_a_note_and_another_activity(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "F")
        await study(pilot, clock, 3)
        # From other it comes round to cards.
        await press(pilot, "F", "a", "n", *"n1k", "enter", "5")
        (session,) = app.desk.sessions.sessions()
        assert (session.activity, session.note, session.impact) == ("cards", "n1k", 5)


async def test_the_minutes_end_with_f_however_long_the_question_waits(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "F")
        await study(pilot, clock, 3)
        await press(pilot, "F")
        clock.go(minutes=4)
        await press(pilot, "2")
        assert told(app) == [("other", 3, None, 2)]


async def test_under_two_minutes_nothing_is_asked(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await press(pilot, "F")
        clock.go(seconds=90)
        await press(pilot, "F")
        assert isinstance(app.screen, DeskScreen)
        assert not told(app) and app.desk.sessions.running is None
        assert any("nothing is recorded" in note.message for note in app._notifications)


async def test_a_session_that_cannot_be_kept_is_refused_in_words(app: StudyApp, places: Places) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.pause()
        (places.state / ".session.json.new").mkdir(parents=True)
        await press(pilot, "F")
        assert any("the session can't be kept" in note.message for note in app._notifications)


async def test_f_is_a_letter_where_one_types(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", "F")
        assert app.screen.query_one(TextArea).text == "F"


async def test_the_answers_can_be_clicked(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "F")
        await study(pilot, clock, 3)
        await press(pilot, "F")
        await pilot.click(app.screen.query("Static")[1], offset=(2, 0))
        await settled(pilot)
        assert told(app) == [("other", 3, None, 1)]


async def test_a_full_disk_is_said_and_the_session_goes_on(
    app: StudyApp, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await press(pilot, "F")
        await study(pilot, clock, 3)
        monkeypatch.setattr("studytui.history.storage.append", full)
        await press(pilot, "F", "3")
        assert any("the disk is full" in note.message for note in app._notifications)
        assert app.desk.sessions.running
        assert app.desk.sessions.said == "3 min other"


# Away


async def go_away(app: StudyApp, pilot: Pilot[None], clock: Clock, **delta: float) -> None:
    await read(app, pilot)
    await study(pilot, clock, 10)
    clock.go(**delta)
    await press(pilot, "d")


@pytest.mark.parametrize(
    ("key", "recorded", "goes_on"),
    [("k", [], 22), ("t", [10], 0), ("escape", [10], 0), ("d", [], 0)],
)
async def test_the_first_key_after_a_while_asks(
    app: StudyApp, clock: Clock, key: str, recorded: list[int], goes_on: int
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go_away(app, pilot, clock, minutes=12)
        assert isinstance(app.screen, WhileAway)
        assert "No key for 12 min" in str(app.screen.query("Static").first().render())
        await press(pilot, key)
        assert [session.minutes for session in app.desk.sessions.sessions()] == recorded
        running = app.desk.sessions.running
        assert running and running.doing == ("reading", "lazy-loading")
        assert running.minutes(app.desk.sessions.now) == goes_on
        await study(pilot, clock, 3)
        assert corner(app).endswith(f"{goes_on + 3} min reading")


async def test_the_key_that_wakes_does_nothing_else(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "F")
        await study(pilot, clock, 3)
        clock.go(minutes=6)
        before = app.desk.progress().of_track()
        await press(pilot, "space")
        assert isinstance(app.screen, WhileAway)
        assert app.desk.progress().of_track() == before
        assert not app.desk.read()


async def test_four_minutes_of_thought_are_no_time_away(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go_away(app, pilot, clock, minutes=5)
        assert not isinstance(app.screen, WhileAway)


async def test_whoever_types_is_asked_when_they_are_done(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", *"Half")
        await study(pilot, clock, 3)
        clock.go(minutes=8)
        await press(pilot, *"tkd")
        assert "tkd" in app.screen.query_one(TextArea).text
        clock.go(minutes=2)
        await press(pilot, "escape")
        assert isinstance(app.screen, WhileAway)
        await press(pilot, "t")
        assert told(app) == [("writing", 3, "lazy-loading", None)]
        running = app.desk.sessions.running
        assert running and running.minutes(app.desk.sessions.now) == 2


async def test_what_a_session_cannot_be_cannot_be_kept(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await go_away(app, pilot, clock, hours=17)
        await press(pilot, "k")
        assert isinstance(app.screen, WhileAway)
        await press(pilot, "t")
        assert [session.minutes for session in app.desk.sessions.sessions()] == [10]


# The next start


async def test_a_session_left_a_moment_ago_goes_on(
    app: StudyApp, open_app: Callable[[], StudyApp], clock: Clock
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 10)
    clock.go(minutes=1)
    again = open_app()
    async with again.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(again.screen, DeskScreen)
        assert corner(again).endswith("11 min reading")


async def test_a_session_left_over_night_asks_at_the_next_start(
    app: StudyApp, open_app: Callable[[], StudyApp], clock: Clock
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 10)
    clock.go(hours=14)
    again = open_app()
    async with again.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(again.screen, WhileAway)
        await press(pilot, "t")
        assert told(again) == [("reading", 10, "lazy-loading", None)]
        assert again.desk.sessions.running is None


async def test_behind_the_question_about_a_session_left_stands_todays_plan(
    app: StudyApp, open_app: Callable[[], StudyApp], clock: Clock
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 10)
    clock.go(hours=14)
    again = open_app()
    async with again.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "d")
        assert isinstance(again.screen, DeskScreen)
        assert "2 cards 1 min → read" in str(again.screen.query_one("#today", Static).visual)


async def test_what_the_shell_does_shows_in_the_app(app: StudyApp, make_desk: Callable[[], Desk], clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        shell = make_desk().sessions
        shell.start("coding")
        clock.go(minutes=30)
        assert corner(app).endswith("30 min coding")
        # The app neither takes it over, nor ends it when it is left.
        await read(app, pilot)
        await study(pilot, clock, 3)
        await press(pilot, "ctrl+q")
    session = shell.end()
    assert session and (session.activity, session.minutes) == ("coding", 33)


# Leaving


async def test_leaving_asks_once_and_then_leaves(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 5)
        await press(pilot, "ctrl+q")
        assert isinstance(app.screen, Ended)
        await press(pilot, "2")
    assert told(app) == [("reading", 5, "lazy-loading", 2)]
    assert app.return_code == 0


async def test_who_goes_back_from_leaving_stays_and_so_does_the_session(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 5)
        await press(pilot, "ctrl+q", "escape")
        assert isinstance(app.screen, TopicScreen)
        assert app.desk.sessions.running
        await press(pilot, "ctrl+q", "3")
    assert told(app) == [("reading", 5, "lazy-loading", 3)]
    assert app.return_code == 0


@pytest.mark.parametrize("first", ["ctrl+q", "F"])
async def test_who_leaves_twice_is_not_held_up(app: StudyApp, clock: Clock, first: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 5)
        await press(pilot, first, "ctrl+q")
    assert told(app) == [("reading", 5, "lazy-loading", None)]
    assert app.return_code == 0


async def test_leaving_after_a_look_asks_nothing(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 1)
        await press(pilot, "ctrl+q")
    assert app.return_code == 0
    assert not told(app)


async def test_leaving_after_a_time_away_asks_what_it_was(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 5)
        clock.go(hours=1)
        await press(pilot, "ctrl+q")
        assert isinstance(app.screen, WhileAway)
        await press(pilot, "t")
    assert told(app) == [("reading", 5, "lazy-loading", None)]
    assert app.return_code == 0


async def test_leaving_without_a_word_about_a_time_away_leaves_it_to_the_next_start(
    app: StudyApp, clock: Clock
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await read(app, pilot)
        await study(pilot, clock, 5)
        clock.go(hours=14)
        await press(pilot, "ctrl+q", "ctrl+q")
    assert app.return_code == 0
    assert not told(app)
    assert app.desk.sessions.running


# A crash


@pytest.mark.slow
def test_a_session_survives_sigkill(tmp_path: Path) -> None:
    places = Places(*(tmp_path / kind for kind in ("data", "config", "state", "cache")))
    choices.choose(places.state, welcomed="2026-11-22")
    folders = {f"STUDYTUI_{kind.upper()}_DIR": str(tmp_path / kind) for kind in ("data", "config", "state", "cache")}
    environ = os.environ | folders | {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    master, slave = os.openpty()
    termios.tcsetwinsize(slave, (40, 120))
    command = [sys.executable, "-m", "studytui"]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environ, start_new_session=True)
    os.set_blocking(master, False)
    file, until, output, is_asked = places.state / "session.json", time.monotonic() + 30, b"", False
    try:
        while not file.exists():
            assert time.monotonic() < until, output[-2000:]
            with contextlib.suppress(BlockingIOError):
                output += os.read(master, 1 << 16)
            if b"Roadmap" in output and not is_asked:
                is_asked = os.write(master, b"F") == 1
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
    finally:
        process.kill()
        os.close(slave)
        os.close(master)
    history = History(places.history, places.state)
    assert Index(history, places.cache).events("studied") == []
    assert json.loads(file.read_text())["activity"] == "other"
    ran = subprocess.run([*command, "session"], env=environ, capture_output=True, text=True, check=True)
    assert ran.stdout == "0 min of study so far\n"
