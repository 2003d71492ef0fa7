"""The desk by keyboard and mouse: roadmap, checklist, panes."""

import gc
from collections.abc import Callable

import pytest
from textual.content import Content

from studytui.tui.app import StudyApp
from studytui.tui.widgets.bars import TitleBar
from studytui.tui.widgets.row import Row, wrapped
from studytui.tui.widgets.rows import Rows
from tests.tui.keyboard import press

WIDE, NARROW = (120, 40), (80, 24)


def pane(app: StudyApp, name: str) -> Rows:
    return app.screen.query_one(f"#{name}", Rows)


def text_of(app: StudyApp, name: str) -> str:
    return "\n".join(f"{row.lead.plain}{row.body.plain}{row.tail.plain}" for row in pane(app, name).rows)


async def test_the_app_opens_on_the_first_week_with_something_left(app: StudyApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert str(pane(app, "week").border_title) == "Week 2 · Round trips"
        assert pane(app, "week").current.id == "w02-m2"  # type: ignore[union-attr]
        assert app.focused is pane(app, "week")


async def test_space_ticks_the_milestone_and_says_it_is_saved(app: StudyApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "space")
        assert app.desk.index.ticks()["w02-m2"].done
        assert "[x] Added a test that fails when the queries of that path grow.  saved" in text_of(app, "week")
        assert "2/3" in text_of(app, "roadmap")


async def test_space_again_takes_the_tick_back(app: StudyApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "space", "space")
        assert not app.desk.index.ticks()["w02-m2"].done
        assert "[ ] Added a test" in text_of(app, "week")


async def test_u_undoes_and_says_what(app: StudyApp) -> None:
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await press(pilot, "space", "u")
        assert "w02-m2" not in app.desk.index.ticks()
        assert [note.message for note in app._notifications] == [
            "Undid: ticked: Added a test that fails when the queries of that path grow."
        ]


async def test_undo_with_nothing_done_says_so(fresh_app: StudyApp) -> None:
    async with fresh_app.run_test(size=WIDE, notifications=True) as pilot:
        await press(pilot, "u")
        assert [note.message for note in fresh_app._notifications] == ["Nothing to undo."]


async def test_ticks_survive_a_restart(open_app: Callable[[], StudyApp]) -> None:
    first = open_app()
    async with first.run_test(size=WIDE) as pilot:
        await press(pilot, "space")
    again = open_app()
    async with again.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert "[x] Ran the ladder" in text_of(again, "week")
        await press(pilot, "u")
        assert "[ ] Ran the ladder" in text_of(again, "week")


async def test_brackets_turn_the_weeks_and_stop_at_the_ends(app: StudyApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "right_square_bracket", "right_square_bracket")
        assert str(pane(app, "week").border_title) == "Week 3 · What to keep"
        await press(pilot, *["left_square_bracket"] * 4)
        assert str(pane(app, "week").border_title) == "Week 1 · Numbers first"
        await press(pilot, "w")
        assert str(pane(app, "week").border_title) == "Week 2 · Round trips"


async def test_the_roadmap_shows_the_week_under_its_cursor(app: StudyApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "left", "up")
        assert str(pane(app, "week").border_title) == "Week 1 · Numbers first"
        await press(pilot, "enter")
        assert app.focused is pane(app, "week")


async def test_a_phase_folds_and_unfolds(app: StudyApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "left", "home", "left")
        assert "Numbers first" not in text_of(app, "roadmap")
        await press(pilot, "right")
        assert "Numbers first" in text_of(app, "roadmap")
        await press(pilot, "enter")
        assert "Numbers first" not in text_of(app, "roadmap")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_every_pane_is_reached_by_the_keyboard(app: StudyApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        seen = []
        for _ in range(3):
            await press(pilot, "tab")
            assert app.focused is not None
            assert app.focused.region.width > 20, "a pane that has the keys is on screen"
            seen.append(app.focused.id)
        assert seen == ["journal", "roadmap", "week"]


async def test_below_100_columns_side_panes_are_drawers_that_escape_closes(app: StudyApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert not pane(app, "roadmap").display
        await press(pilot, "left")
        assert pane(app, "roadmap").display
        await press(pilot, "escape")
        assert not pane(app, "roadmap").display
        assert app.focused is pane(app, "week")


async def test_resizing_keeps_the_keys_somewhere(app: StudyApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "left")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert app.focused is not None and app.focused.display
        await pilot.resize_terminal(50, 10)
        await pilot.pause()
        assert app.screen.query_one("TooSmall").display
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        await press(pilot, "space")
        assert app.desk.index.ticks()["w02-m2"].done


async def test_a_click_on_the_box_ticks_and_a_second_click_on_a_topic_opens_it(app: StudyApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        week = pane(app, "week")
        await pilot.pause()
        line = next(y for y, (index, _) in enumerate(week._lines) if week.rows[index].id == "w02-m3")
        await pilot.click(week, offset=(6, line + 1))
        await pilot.pause()
        assert app.desk.index.ticks()["w02-m3"].done
        line = next(y for y, (index, _) in enumerate(week._lines) if week.rows[index].id == "topic:lazy-loading")
        await pilot.click(week, offset=(10, line + 1))
        await pilot.pause(0.6)
        assert app.screen is app.screen_stack[0], "one click only selects"
        await pilot.click(week, offset=(10, line + 1))
        await pilot.pause()
        assert len(app.screen_stack) == 2


async def test_what_another_program_writes_appears_within_two_seconds(
    app: StudyApp, open_app: Callable[[], StudyApp]
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        other = open_app().desk
        other.tick("w02-m3")
        other.write("From the command line.")
        await pilot.pause(2.0)
        assert "[x] Started the four-week time log." in text_of(app, "week")
        assert "From the command line." in text_of(app, "journal")


async def test_a_folder_that_cannot_be_written_is_said_and_browsing_goes_on(
    app: StudyApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("studytui.history.storage.append", refuse)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await press(pilot, "space")
        assert "w02-m2" not in app.desk.index.ticks()
        assert "[ ] Added a test" in text_of(app, "week")
        assert any("can't be written" in note.message for note in app._notifications)
        await press(pilot, "right_square_bracket")
        assert str(pane(app, "week").border_title) == "Week 3 · What to keep"


async def test_garbage_is_collected_once_the_first_screen_stands(app: StudyApp) -> None:
    gc.disable()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert gc.isenabled()


async def test_a_history_that_may_not_be_written_is_said_in_the_title(
    app: StudyApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.desk.history, "writable", lambda: False)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert "read only" in app.screen.query_one(TitleBar).right.plain


async def test_panes_and_weeks_are_in_the_palette_for_those_without_keys(app: StudyApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        commands = {command.title: command.callback for command in app.get_system_commands(app.screen)}
        await commands["To the pane on the left; close a phase (left)"]()
        await pilot.pause()
        assert app.focused is pane(app, "roadmap")


async def test_keys_of_a_list_that_has_no_room_do_nothing(app: StudyApp) -> None:
    async with app.run_test(size=(50, 12)) as pilot:
        await press(pilot, "pagedown", "pageup", "end", "home", "down", "ctrl+d")
        await pilot.resize_terminal(*WIDE)
        await press(pilot, "pagedown")
        assert app.focused is pane(app, "week")


def test_a_row_that_is_cut_says_so() -> None:
    row = Row("long", Content("one two three four five six seven eight"), lines=2)
    assert [line.plain for line in wrapped(row, 14)] == ["one two", "three four…"]


async def test_an_undo_that_cannot_be_written_is_refused_and_not_called_nothing(
    app: StudyApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("studytui.history.storage.append", refuse)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await press(pilot, "u")
        (note,) = app._notifications
        assert "can't be written" in note.message
