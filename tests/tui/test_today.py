"""Today's plan, walked through with one key."""

from studytui.tui.app import StudyApp
from studytui.tui.screens.desk import DeskScreen
from studytui.tui.screens.review import ReviewScreen
from studytui.tui.screens.topic import TopicScreen
from tests.conftest import Clock
from tests.tui.keyboard import press, settled
from tests.tui.test_lab import shown as drawn
from tests.tui.test_lab import write
from tests.tui.test_review import grade

SIZE = (120, 40)


def shown(app: StudyApp) -> str:
    """What is on screen, its lines and its words apart by single blanks."""
    return " ".join(drawn(app).replace("│", " ").split())


async def test_one_key_leads_through_cards_reading_and_a_line(fresh_app: StudyApp) -> None:
    async with fresh_app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "1 card 1 min → read Napkin math" in shown(fresh_app)
        await press(pilot, "g")
        await settled(pilot)
        assert isinstance(fresh_app.screen, ReviewScreen)
        await grade(pilot, "4")
        assert "That is all for today" in shown(fresh_app)
        await press(pilot, "g")
        assert isinstance(fresh_app.screen, TopicScreen)
        await press(pilot, "r", "g")
        assert fresh_app.screen.query("Composer")
        await write(pilot, "A line")
        await press(pilot, "ctrl+s", "1")
        assert isinstance(fresh_app.screen, DeskScreen)
        await settled(pilot)
        assert "Done for today." in shown(fresh_app)
        await press(pilot, "g")
        assert isinstance(fresh_app.screen, DeskScreen)


async def test_what_was_done_is_ticked_after_leaving_at_any_point(fresh_app: StudyApp) -> None:
    async with fresh_app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "g")
        await settled(pilot)
        await grade(pilot, "3")
        await press(pilot, "escape")
        await settled(pilot)
        assert "read Napkin math" in shown(fresh_app)
        await press(pilot, "j")
        await write(pilot, "One card. It counted.")
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert "line ✓" in shown(fresh_app)


async def test_a_part_is_skipped_for_the_day_with_one_key(fresh_app: StudyApp, clock: Clock) -> None:
    async with fresh_app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "x")
        assert "1 card" not in shown(fresh_app)
        await press(pilot, "g")
        assert isinstance(fresh_app.screen, TopicScreen)
        await press(pilot, "x")
        assert fresh_app.screen.query("Composer")
        await press(pilot, "escape", "1")
        clock.go(days=1)
        # Whoever comes back is asked about the session first.
        await press(pilot, "down", "d")
        fresh_app.desk.tick("w02-m3")
        assert isinstance(fresh_app.screen, DeskScreen)
        fresh_app.screen.show_desk()
        await settled(pilot)
        assert "2 cards 1 min → read Napkin math" in shown(fresh_app)


async def test_a_short_day_is_one_key_and_so_is_the_planned_one(fresh_app: StudyApp) -> None:
    async with fresh_app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "s")
        assert "1 card 1 min → a line 1 min" in shown(fresh_app)
        await press(pilot, "s")
        assert "read Napkin math" in shown(fresh_app)


async def test_the_title_says_how_the_week_agrees_with_the_plan(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "week 2 of 3, on plan" in shown(app) or "moved by" in shown(app)
        assert "rhythm" in shown(app)


async def test_the_plan_is_set_on_screen_and_undone_like_all_else(fresh_app: StudyApp) -> None:
    async with fresh_app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "P")
        assert "Study days a week" in shown(fresh_app)
        await press(pilot, "enter", "end", "backspace")
        await write(pilot, "9")
        await press(pilot, "ctrl+s")
        assert "write a whole number from 1 to 7" in shown(fresh_app)
        await press(pilot, "backspace")
        await write(pilot, "3")
        await press(pilot, "enter", "ctrl+u")
        await write(pilot, "10")
        await press(pilot, "ctrl+s")
        await settled(pilot)
        plan = fresh_app.desk.practice.plan()
        assert (plan.days, plan.minutes, plan.start) == (3, 10, None)
        await press(pilot, "u")
        assert fresh_app.desk.practice.plan().days == 5


async def test_a_plan_that_is_left_is_left_as_it_was(fresh_app: StudyApp) -> None:
    async with fresh_app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        before = fresh_app.desk.index.latest()
        await press(pilot, "P", "7", "escape")
        assert fresh_app.desk.index.latest() == before
        await press(pilot, "P", "enter", "enter", "enter", "enter", "enter")
        assert fresh_app.desk.index.latest() == before
