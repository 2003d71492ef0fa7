"""Reading a topic: sections, links that stay inside, back; and finding anything."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from studytui.tui.app import StudyApp
from studytui.tui.commands import GROUPS
from studytui.tui.dialogs.find import Find
from studytui.tui.dialogs.leave import Leave
from studytui.tui.screens.desk import DeskScreen
from studytui.tui.screens.journal import JournalScreen
from studytui.tui.screens.topic import TopicScreen
from studytui.tui.widgets.bars import KeyBar
from studytui.tui.widgets.prose import Prose
from studytui.tui.widgets.rows import Rows
from studytui.tui.widgets.topic_map import TopicMap
from tests.tui.keyboard import press

SIZE = (120, 40)


def prose_of(app: StudyApp) -> Prose:
    return app.screen.query_one(Prose)


def text_of(app: StudyApp) -> str:
    return "\n".join("".join(segment.text for segment in line) for line in prose_of(app)._lines)


async def follow(pilot: Pilot[None], app: StudyApp, href: str) -> None:
    hrefs = [link.href for link in prose_of(app)._links]
    await press(pilot, *["n"] * (hrefs.index(href) + 1), "enter")


async def test_enter_on_a_topic_opens_the_reader_with_the_essentials_first(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        assert isinstance(app.screen, TopicScreen)
        text = text_of(app)
        assert text.index("Late loading costs round trips") < text.index("What an innocent loop sends")
        assert "Eager loading is always better." in text
        assert "Martin Fowler" in text
        await press(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)


async def test_a_topic_without_prose_says_so_and_shows_its_essentials(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await app.read("napkin-math")
        await pilot.pause()
        assert "not written yet" in text_of(app)
        assert "Keep the units." in text_of(app)


async def test_a_topic_link_navigates_and_escape_returns(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await app.read("lazy-loading")
        await pilot.pause()
        await follow(pilot, app, "topic:query-caching")
        assert "Half of it is what to forget" in text_of(app)
        await press(pilot, "escape")
        assert "An object mapper" in text_of(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)


async def test_a_link_to_a_lab_without_a_program_says_so_and_stays(app: StudyApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await app.read("lazy-loading")
        await pilot.pause()
        await follow(pilot, app, "lab:n-plus-one")
        assert isinstance(app.screen, TopicScreen)
        assert [toast.message for toast in app._notifications] == ["This lab has no program yet."]


@pytest.mark.parametrize(("answer", "opened"), [("y", ["https://example.org/manual?a=1&b=2"]), ("n", [])])
async def test_a_web_link_shows_its_whole_address_and_asks(
    app: StudyApp, monkeypatch: pytest.MonkeyPatch, answer: str, opened: list[str]
) -> None:
    went: list[str] = []
    monkeypatch.setattr(app, "open_url", lambda url, new_tab=True: went.append(url))
    async with app.run_test(size=SIZE) as pilot:
        await app.read("lazy-loading")
        await pilot.pause()
        await follow(pilot, app, "https://example.org/manual?a=1&b=2")
        assert isinstance(app.screen, Leave)
        assert "https://example.org/manual?a=1&b=2" in app.export_screenshot().replace("&#160;", " ").replace(
            "&amp;", "&"
        )
        await press(pilot, answer)
        assert went == opened


@pytest.mark.parametrize("href", ["file:///etc/passwd", "javascript:alert(1)", "topic:no-such", "../x.md", "app.quit"])
async def test_any_other_link_is_refused(app: StudyApp, href: str) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await app.read("lazy-loading")
        await pilot.pause()
        prose_of(app).post_message(Prose.Followed(href))
        await pilot.pause()
        assert [note.message for note in app._notifications] == [f"Not followed: {href}"]
        assert isinstance(app.screen, TopicScreen)


async def test_contents_lead_to_a_section(app: StudyApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await app.read("lazy-loading")
        await pilot.pause()
        contents = app.screen.query_one("#contents", Rows)
        assert not contents.display
        await press(pilot, "c", "down", "down", "down", "enter")
        assert not contents.display
        assert app.focused is prose_of(app)
        top = int(prose_of(app).scroll_y)
        shown = [line for line in text_of(app).splitlines()[top : top + 3] if line.strip()]
        assert shown[0].strip() == "What people get wrong"


async def test_find_leads_to_a_topic(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash", *"innocent", "enter")
        assert isinstance(app.screen, TopicScreen)
        assert "An object mapper" in text_of(app)


async def test_find_leads_to_a_milestone_of_another_week(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash", *"recorded", "space", *"three", "enter")
        assert isinstance(app.screen, DeskScreen)
        current = app.screen.query_one("#week", Rows).current
        assert current is not None and current.id == "w01-m1"


async def test_find_leads_to_a_journal_entry(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash", *"opinion", "enter")
        assert isinstance(app.screen, JournalScreen)
        entry = app.screen.query_one("#entry", Rows)
        assert app.focused is entry
        assert any("Indexes are free" in row.body.plain for row in entry.rows)
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, DeskScreen)


@pytest.mark.parametrize("size", [SIZE, (60, 18)])
async def test_find_takes_the_filters_of_the_journal_off(app: StudyApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await press(pilot, "5", "S", "slash", *"counted", "down", "enter")
        assert isinstance(app.screen, JournalScreen)
        assert not app.screen._filters
        assert app.screen._entry and not app.screen._entry.starred
        assert app.screen.query_one("#entry").region.width > 0


async def test_find_leads_to_a_card_in_its_topic(app: StudyApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", *"authors", "space", *"access", "enter")
        await pilot.pause()
        assert isinstance(app.screen, TopicScreen)
        top = int(prose_of(app).scroll_y)
        assert "How many queries?" in "\n".join(text_of(app).splitlines()[top : top + 20])


async def test_find_says_when_nothing_matches_and_escape_closes_it(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash", *"zzz")
        assert "Nothing has all of these words." in app.screen.query_one(Rows).rows[0].body.plain
        await press(pilot, "enter")
        assert isinstance(app.screen, Find)
        await press(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)


@pytest.mark.parametrize("query", ['"', "*", "a AND", "NEAR(", "x:y", "-", "'; DROP TABLE", "[/b]", "^", "(("])
async def test_query_syntax_is_only_text(app: StudyApp, query: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash")
        app.screen.query_one(Input).value = query
        await pilot.pause()
        assert isinstance(app.screen, Find)


async def test_the_help_lists_every_key_and_the_palette_every_command(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark")
        text = "\n".join(f"{row.lead.plain} {row.body.plain}" for row in app.screen.query_one(Rows).rows)
        assert "Write in the journal." in text and "space" in text
        await press(pilot, "escape", "ctrl+p")
        await pilot.pause(0.3)
        assert "Take back the last thing you did" in app.export_screenshot().replace("&#160;", " ")


async def test_the_help_begins_with_the_keys_of_the_screen_it_is_opened_on_and_scrolls(app: StudyApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "2", "question_mark")
        rows = app.screen.query_one(Rows)
        titles = [row.id for row in rows.rows if row.id in {group.title for group in GROUPS}]
        assert titles[:3] == ["Topics", "In a list", "Everywhere"]
        assert titles.index("Desk") > 2
        await press(pilot, "pagedown")
        assert rows.scroll_y >= 15
        await press(pilot, "end")
        assert rows.scroll_y == rows.max_scroll_y
        await press(pilot, "home")
        assert rows.scroll_y == 0


async def test_the_palette_offers_what_the_screen_can_do_with_its_keys(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        commands = {command.title: command.callback for command in app.get_system_commands(app.screen)}
        assert "Find anything: topics, cards, your journal (/)" in commands
        await commands["To the map of what feeds into what (m)"]()
        await pilot.pause()
        assert isinstance(app.focused, TopicMap)


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_where_all_keys_are_shown_is_said_at_every_width_but_where_one_types(app: StudyApp, width: int) -> None:
    async with app.run_test(size=(width, 24)) as pilot:
        for keys in ((), ("2",), ("enter",), ("3",)):
            await press(pilot, *keys)
            assert app.screen.query_one(KeyBar).render().plain.rstrip().endswith("? keys  ^p palette")
        await press(pilot, "j")
        assert "? keys" not in app.screen.query_one(KeyBar).render().plain


async def test_the_theme_is_remembered(app: StudyApp, places: object) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.theme = "studytui-light"
        await pilot.pause()
    again = StudyApp(app.desk, app.places)
    assert again.theme == "studytui-light"
