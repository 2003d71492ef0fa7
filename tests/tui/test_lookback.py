"""Looking back on screen, with the keyboard alone."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from studytui.desk import Desk
from studytui.paths import Places
from studytui.study.reflection import Period
from studytui.tui.app import StudyApp
from studytui.tui.dialogs.guided import Guided
from studytui.tui.screens.desk import DeskScreen
from studytui.tui.screens.lookback import LookBackScreen
from tests.conftest import Clock
from tests.tui.keyboard import press, settled
from tests.tui.lookback import a_year_in
from tests.tui.test_lab import shown, write

SIZE = (100, 40)
WEEK = Period("week", "2026-11-16", "2026-11-22")


@pytest.fixture
def app(desk: Desk, clock: Clock, places: Places) -> StudyApp:
    """The app on a Sunday, a year in."""
    return StudyApp(a_year_in(desk, clock), places)


async def look_back(pilot: Pilot[None], *keys: str) -> None:
    """Open the screen, and press more keys."""
    await press(pilot, "B")
    assert isinstance(pilot.app.screen, LookBackScreen)
    await hurry(pilot, *keys)


async def hurry(pilot: Pilot[None], *keys: str) -> None:
    """Press keys faster than a learner looks."""
    await pilot.press(*keys)
    await settled(pilot)


async def test_everything_there_is_to_look_back_on_is_one_key_away(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look_back(pilot)
        for said in ("The week is over", "What would you say now?", "What came of it?", "asked from Sat 12 Dec"):
            assert said in shown(app)
        for said in ("A week ago · Sun 15 Nov", "About a month ago · Tue 20 Oct", "A year ago · Sat 22 Nov 2025"):
            assert said in shown(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)


async def test_the_old_answer_is_not_shown_before_the_new_one(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look_back(pilot, "down", "enter")
        await press(pilot, "enter")
        assert "2–12×" not in shown(app)
        assert "37.2×" not in shown(app)
        await write(pilot, "30")
        await press(pilot, "enter")
        for said in ("2–12×, best 5×", "because a query takes 2 ms", "a bull's-eye", "37.2×"):
            assert said in shown(app)


async def test_a_line_about_both_answers_becomes_an_entry_and_the_next_question_comes(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look_back(pilot, "down", "enter")
        await write(pilot, "30")
        await press(pilot, "enter")
        await write(pilot, "Trips")
        await press(pilot, "enter")
        entry = app.desk.entries()[0]
        assert entry.text.endswith("Now: 30\nTrips")
        assert entry.lab == "n-plus-one"
        assert "Napkin math, answered Tue 13 Oct" in shown(app)


async def test_without_a_line_nothing_is_written_and_the_question_rests(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        before = len(app.desk.entries())
        await look_back(pilot, "down", "enter")
        await write(pilot, "30")
        await press(pilot, "enter", "enter", "escape")
        assert len(app.desk.entries()) == before
        assert "Napkin math, answered Tue 13 Oct" in shown(app)
        await press(pilot, "n")
        assert "Then and now" not in shown(app)


async def test_what_came_of_a_decision_is_typed_where_it_is_asked(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look_back(pilot, *["down"] * 6, "enter")
        await press(pilot, "enter")
        assert app.screen.query(Input)
        await write(pilot, "0.4")
        await press(pilot, "enter")
        assert not app.screen.query(Input)
        assert "→ 0.4" in shown(app)
        assert {each.got for each in app.desk.entries() if each.text.startswith("No cache")} == {"0.4"}


async def test_enter_on_an_entry_of_long_ago_opens_it(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look_back(pilot, *["down"] * 5, "enter")
        await write(pilot, " Not")
        await press(pilot, "ctrl+s")
        assert app.desk.entries()[-1].text == "Indexes are free. #opinion Not"
        assert "#opinion Not" in shown(app)


async def test_the_end_of_a_week_becomes_an_entry(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look_back(pilot, "enter")
        assert isinstance(app.screen, Guided)
        assert "1 of 4 · Done and slipped" in shown(app)
        await press(pilot, "tab", "tab")
        assert "2 of 4 · Predicted against measured" in shown(app)
        await press(pilot, "tab")
        await write(pilot, "Mornings")
        await press(pilot, "enter", "enter", "enter")
        await write(pilot, "rain")
        await press(pilot, "enter")
        await write(pilot, "labs")
        await press(pilot, "enter")
        assert isinstance(app.screen, LookBackScreen)
        assert "The week is over" not in shown(app)
    entry = app.desk.entries()[0]
    assert entry.text.startswith("Week of 16 November 2026 #week-review\nDone:\n- Estimated one page")
    assert entry.text.endswith("Keep: Mornings\nIf rain, then labs.")
    assert entry.got == "N+1 queries: said 40×, measured 45.1×, off by 1.1×"


async def test_steps_may_be_skipped_and_walked_back(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look_back(pilot, "enter")
        await hurry(pilot, *["tab"] * 8, *["shift+tab"] * 2)
        assert "3 of 4" in shown(app)
        await hurry(pilot, *["shift+tab"] * 6)
        assert "1 of 4" in shown(app)
        await press(pilot, "ctrl+s")
    assert app.desk.entries()[0].tags == ("week-review",)


async def test_what_was_put_off_is_there_again_after_a_restart(
    app: StudyApp, open_app: Callable[[], StudyApp], clock: Clock
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look_back(pilot, "enter")
        await hurry(pilot, "tab", "tab", "tab")
        await write(pilot, "Mornings")
        await press(pilot, "escape")
        assert "The week is over" in shown(app)
    clock.go(days=2)
    again = open_app()
    again.desk.write("Studied since.")
    async with again.run_test(size=SIZE) as pilot:
        await look_back(pilot, "enter")
        await hurry(pilot, "tab", "tab", "tab")
        assert "Mornings" in shown(again)


async def test_leaving_an_untouched_review_leaves_nothing_behind(app: StudyApp, places: Places) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look_back(pilot, "enter", "escape")
        assert isinstance(app.screen, LookBackScreen)
    assert not (places.state / "look-back").exists()


async def test_a_review_that_can_not_be_written_is_kept(app: StudyApp, monkeypatch: pytest.MonkeyPatch) -> None:
    from studytui.errors import CANNOT_WRITE, StudyError

    def refuse(*_: object, **__: object) -> None:
        raise StudyError("the disk is full", "make room", CANNOT_WRITE)

    monkeypatch.setattr(app.desk, "write", refuse)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await look_back(pilot, "enter")
        await hurry(pilot, "tab", "tab", "tab")
        await write(pilot, "Mornings")
        await press(pilot, "ctrl+s")
        assert "the disk is full" in shown(app)
    assert app.desk.lookback.begin(WEEK).keep == "Mornings"


async def test_where_one_types_b_is_a_letter(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j")
        await write(pilot, "Big")
        assert isinstance(app.screen, DeskScreen)
        assert app.drafts.draft.text == "Big"


async def test_a_learner_of_the_first_day_is_told_what_will_come_back(fresh_app: StudyApp) -> None:
    async with fresh_app.run_test(size=SIZE) as pilot:
        await press(pilot, "escape")
        await look_back(pilot, "enter", "n", "down")
        assert "Nothing to look back on yet." in shown(fresh_app)
