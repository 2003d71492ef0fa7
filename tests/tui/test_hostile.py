"""Text that tries to be more than text, through every screen: it shows, and does nothing."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from studytui.desk import Desk
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places
from studytui.track.model import Card, Edge, Lab, Milestone, Misconception, Phase, Reference, Topic, Track, Week
from studytui.tui.app import StudyApp
from tests.tui.keyboard import press

HOSTILE = (
    "[/x] [b]bold[/b] [@click=app.quit]press me[/] [link=file:///etc/passwd]x[/link] {{x}} $primary %s \\[ "
    "\x1b]52;c;cm0gLXJm\x07 \x1b[2J\x1b[31m \x9b31m \x00 \x7f \u202eright to left\u202c \u2066isolate\u2069 "
    "👩‍👩‍👧‍👦 👍🏽 漢字テスト한국어 e\u0301a\u0308 z̷̢a̸l̵ <script>alert(1)</script> `code` **strong** "
    "[link](javascript:alert(1)) ![x](file:///etc/passwd) | a | b | \ud83d tail"
)
FORBIDDEN = ["\x1b", "\x07", "\x9b", "\x00", "\x7f", "\u202e", "\u2066", "\u2069", "\ud83d"]


def hostile_track() -> Track:
    text = HOSTILE
    topics = {
        name: Topic(
            name, text, text, (text, text), (Edge("b", text),) if name == "a" else (), (Misconception(text, text),),
            (Reference(text, text, 2000, text, "https://x.example/[@click=app.quit]"),),
            f"## {text}\n\n{text}\n\n```\n{text}\n```\n\n- {text}\n\n| {text} | x |\n| --- | --- |\n| {text} | y |\n",
        )
        for name in ("a", "b")
    }  # fmt: skip
    week = Week(1, "w", text, text, ("a",), ("b",), ("l",), (Milestone("m", text, "a"),))
    card = Card("a-1", "output", text, text, "a", code=text)
    return Track(
        "t", text, text, 1, (Phase("p", text, text, (week,)),), topics, {"l": Lab("l", text, "a", text)}, (card,)
    )


@pytest.fixture
def hostile(places: Places, clock: Callable[[], object]) -> StudyApp:
    history = History(places.history, places.state, "0a1b2c3d")
    desk = Desk(hostile_track(), history, Index(history, places.cache), clock)  # type: ignore[arg-type]
    entry = desk.write(HOSTILE, HOSTILE, "a")
    desk.star(entry.id)
    desk.tick("m")
    return StudyApp(desk, places)


@asynccontextmanager
async def drawn(app: StudyApp, *keys: str) -> AsyncIterator[str]:
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await press(pilot, *keys)
        yield screen_text(app)


def screen_text(app: StudyApp) -> str:
    """What the terminal would be sent, line filters included."""
    from textual.strip import Strip

    lines = []
    for strip in app.screen._compositor.render_strips(app.size):
        strip = Strip(strip)
        for line_filter in app.get_line_filters():
            strip = strip.apply_filter(line_filter, app.screen.background_colors[1])
        lines.append("".join(segment.text for segment in strip))
        assert all(segment.style is None or segment.style.link is None for segment in strip)
    return "\n".join(lines)


@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("left",),
        ("right",),
        ("right", "e"),
        ("enter",),
        ("enter", "pagedown"),
        ("enter", "pagedown", "pagedown", "n"),
        ("enter", "c"),
        ("slash", *"press"),
        ("slash", *"press", "down", "enter"),
        ("u",),
        ("space",),
        ("question_mark",),
        ("j", *"x", "ctrl+s"),
    ],
    ids=" ".join,
)
async def test_hostile_text_is_shown_as_text_on_every_screen(hostile: StudyApp, keys: tuple[str, ...]) -> None:
    async with drawn(hostile, *keys) as text:
        assert not [sign for sign in FORBIDDEN if sign in text]
        assert hostile.is_running
        assert hostile.return_code is None


async def test_markup_in_content_shows_as_it_was_written(hostile: StudyApp) -> None:
    async with drawn(hostile) as text:
        assert "[@click=app.quit]press me[/]" in text
        assert "[/x] [b]bold[/b]" in text


async def test_clicking_on_markup_runs_no_action(hostile: StudyApp) -> None:
    async with hostile.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for y, line in enumerate(screen_text(hostile).splitlines()):
            x = line.find("press me")
            if x >= 0:
                await pilot.click(offset=(x + 1, y))
                await pilot.pause()
        assert hostile.is_running


async def test_a_draft_of_hostile_text_comes_back(hostile: StudyApp, places: Places) -> None:
    from studytui.draft import Draft, DraftFile

    drafts = DraftFile(places.state)
    drafts.draft = Draft(HOSTILE)
    drafts.save()
    assert DraftFile(places.state).draft.text.startswith("[/x]")


async def test_a_hostile_error_message_is_only_text(hostile: StudyApp, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(5, HOSTILE.replace("\ud83d", ""))

    monkeypatch.setattr("studytui.history.storage.append", refuse)
    async with drawn(hostile, "space") as text:
        assert not [sign for sign in FORBIDDEN if sign in text]


async def test_a_hostile_day_or_id_from_another_device_is_only_text(hostile: StudyApp) -> None:
    entry = hostile.desk.entries()[0]
    named = entry._replace(id="[@click=app.quit]", topic="[/x]")
    hostile.desk.index.entries = lambda *_, before=None, **__: [] if before else [named]  # type: ignore[method-assign]
    async with drawn(hostile, "right", "e") as text:
        assert "[/x]" in text
