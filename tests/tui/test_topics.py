"""Browsing topics: the list, its filter and order, what was read, and the map one can walk."""

import asyncio

import pytest
from textual.widgets import Input

from studytui.paths import Places
from studytui.tui.app import StudyApp
from studytui.tui.screens.desk import DeskScreen
from studytui.tui.screens.topic import TopicScreen
from studytui.tui.screens.topics import TopicsScreen
from studytui.tui.widgets.bars import TitleBar
from studytui.tui.widgets.composer import Composer
from studytui.tui.widgets.rows import Rows
from studytui.tui.widgets.topic_map import Stop, Surroundings, TopicMap
from tests.conftest import Clock
from tests.tui.keyboard import press
from tests.tui.test_desk_screen import pane, text_of
from tests.tui.test_insights import lived
from tests.tui.test_lab import shown

SIZE, NARROW = (120, 40), (80, 24)


def titles(app: StudyApp) -> list[str]:
    return [row.body.plain for row in pane(app, "topics").rows if row.selectable]


def about(app: StudyApp) -> str:
    return text_of(app, "topic")


def map_of(app: StudyApp) -> str:
    return app.screen.query_one(TopicMap).render().plain


async def test_2_shows_all_topics_by_phase_with_the_one_in_hand(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        assert isinstance(app.screen, TopicsScreen)
        assert titles(app) == ["Napkin math", "Lazy loading and N+1", "Query caching"]
        assert "Fundamentals" in text_of(app, "topics")
        assert pane(app, "topics").current.id == "lazy-loading"  # type: ignore[union-attr]
        assert "Deferring work saves what nobody uses" in about(app)
        assert "1. Late loading costs round trips" in about(app)
        assert "Lab: N+1 queries" in about(app)
        await press(pilot, "1")
        assert isinstance(app.screen, DeskScreen)


async def test_what_was_written_on_a_topic_stands_beside_it_and_can_be_edited(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        assert "Said 5×, measured 37×" in about(app)
        row = next(row for row in pane(app, "topic").rows if row.id.startswith("note:"))
        pane(app, "topic").focus()
        pane(app, "topic").move_to(row.id)
        await press(pilot, "enter")
        assert app.screen.query_one(Composer).draft.entry == row.id.partition(":")[2]
        await press(pilot, "escape")
        await press(pilot, "j", *"Counted", "ctrl+s")
        assert app.desk.entries()[0].topic == "lazy-loading"
        assert "Counted" in about(app)


async def test_r_marks_as_read_everywhere_and_u_takes_it_back(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "r")
        assert app.desk.read() == {"lazy-loading"}
        assert "1 of 3 topics read" in app.screen.query_one(TitleBar).left.plain
        assert "✓ Lazy loading" in text_of(app, "topics")
        await press(pilot, "1")
        assert "Lazy loading and N+11 min  read" in text_of(app, "week")
        await press(pilot, "2", "enter")
        assert app.screen.query_one(TitleBar).right.plain == "read   1 min"
        await press(pilot, "r")
        assert app.desk.read() == frozenset()
        await press(pilot, "u")
        assert app.desk.read() == {"lazy-loading"}


async def test_o_puts_what_is_unread_first(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "home", "space", "o")
        assert titles(app) == ["Lazy loading and N+1", "Query caching", "Napkin math"]
        assert "Not read yet" in text_of(app, "topics")
        await press(pilot, "o")
        assert titles(app)[0] == "Napkin math"


async def test_f_filters_as_one_types_and_escape_shows_all_again(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "f", *"key")
        assert titles(app) == ["Query caching"]
        assert "Half of it is what to forget" in about(app)
        await press(pilot, *"zzz")
        assert titles(app) == []
        assert "No topic has all of these words" in text_of(app, "topics")
        await press(pilot, "escape")
        assert len(titles(app)) == 3
        assert app.focused is pane(app, "topics")
        await press(pilot, "f", *"key", "enter")
        assert app.focused is pane(app, "topics")
        assert app.screen.query_one(Input).value == "key"


async def test_escape_leads_from_the_map_to_the_list_and_then_to_the_desk(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "m")
        assert app.screen.query_one(TopicMap).has_focus
        await press(pilot, "escape")
        assert pane(app, "topics").has_focus
        await press(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)


async def test_the_map_shows_the_reason_under_the_cursor_and_walks(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "m")
        assert "Query caching" in map_of(app)
        await press(pilot, "right")
        reason = "Lazy loading and N+1 → Query caching: a cache a row repeats N+1 against the cache"
        assert reason in " ".join(map_of(app).split())
        await press(pilot, "enter")
        assert pane(app, "topics").current.id == "query-caching"  # type: ignore[union-attr]
        assert "Half of it is what to forget" in about(app)
        await press(pilot, "left")
        assert reason in " ".join(map_of(app).split())
        await press(pilot, "space")
        assert isinstance(app.screen, TopicScreen)
        assert "Lazy loading" in app.screen.query_one(TitleBar).left.plain


async def test_walking_to_a_topic_that_is_filtered_out_shows_it_all_the_same(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "f", *"key", "enter", "m", "left", "enter")
        assert pane(app, "topics").current.id == "lazy-loading"  # type: ignore[union-attr]


async def test_m_in_the_reader_shows_the_topic_among_the_others(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "m")
        assert isinstance(app.screen, TopicsScreen)
        assert isinstance(app.focused, TopicMap)
        await press(pilot, "enter")
        assert isinstance(app.screen, TopicScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, TopicsScreen)


async def test_a_narrow_screen_shows_the_topic_in_a_drawer(app: StudyApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "2")
        assert not app.screen.query_one("#about").display or not app.screen.query_one("#about").region
        await press(pilot, "m", "down")
        assert app.screen.query_one("#about").region
        assert "Lazy loading and N+1 → Query caching" in " ".join(map_of(app).split())
        await press(pilot, "escape")
        assert not app.screen.query_one("#about").region


async def test_2_typed_into_a_text_is_a_2(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", "2", "1")
        assert app.screen.query_one(Composer).draft.text == "21"
        assert isinstance(app.screen, DeskScreen)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 12])
@pytest.mark.parametrize("width", [40, 66, 110])
async def test_every_neighbour_is_drawn_and_joined(app: StudyApp, count: int, width: int) -> None:
    stops = tuple(Stop(f"t{number}", f"Topic {number:02}", "because") for number in range(count))
    around = Surroundings(Stop("m", "The middle"), stops, stops[: count // 2])
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        widget = app.screen.query_one(TopicMap)
        widget.show(around)
        await pilot.pause()
        lines = [line.plain for line, _ in widget._body(width)]
        text = "\n".join(lines)
        assert text.count("The middle") == 1
        assert all(text.count(stop.title) == 1 + (stop in around.after) for stop in stops)
        assert all(len(line) <= width for line in lines)
        if width >= 66 and count:
            joined = next(line for line in lines if "The middle" in line)
            assert "──▸" in joined.replace(" ", "") or "──" in joined


async def test_topics_are_ordered_by_what_is_weakest(places: Places, clock: Clock) -> None:
    app = StudyApp(lived(places, clock), places)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "2", "o", "o")
        async with asyncio.timeout(20):
            while "Weak spots" not in shown(app):
                await pilot.pause(0.02)
        assert "weakest first" in shown(app)
        first, *_ = app.desk.insights.spots()
        rows = app.screen.query_one("#topics", Rows).rows
        assert next(row.id for row in rows if row.selectable) == first.topic
        await press(pilot, "o")
        assert "by phase" in shown(app)


async def test_tab_leads_to_the_topic_and_its_map_and_round(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        for name in ("topic", "map", "topics"):
            await press(pilot, "tab")
            assert app.focused is not None and app.focused.id == name
        await press(pilot, "shift+tab", "shift+tab", "enter")
        assert isinstance(app.screen, TopicScreen)


async def test_the_heading_above_the_first_topic_is_seen_on_a_small_screen(app: StudyApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2", "home")
        shelf = pane(app, "topics")
        assert shelf.current is not None and shelf.current.id == next(row.id for row in shelf.rows if row.selectable)
        assert shelf.scroll_y == 0
        await press(pilot, "escape", "2")
        assert pane(app, "topics").scroll_y == 0
