"""Terminals of every kind: 16 and 256 colours, their own colours, ASCII alone, and none that answers."""

import contextlib
from pathlib import Path

import pytest
from rich.color import ColorSystem, ColorType
from rich.segment import Segment
from textual.strip import Strip

from studytui import choices, settings
from studytui.desk import Desk
from studytui.paths import Places
from studytui.tui import themes
from studytui.tui.app import StudyApp
from tests.tui.keyboard import press
from tests.tui.test_hostile import screen_text
from tests.tui.test_staying_up import Session

SCREENS = {
    "desk": (), "roadmap": ("left",), "journal": ("right",), "composer": ("j", *"Measured"), "topics": ("2", "m"),
    "topic": ("down", "down", "enter", "n"), "labs": ("3",), "review": ("4", "space"), "keys": ("question_mark",),
    "find": ("slash", *"lazy"), "palette": ("ctrl+p",),
}  # fmt: skip


async def drawn(app: StudyApp, *keys: str) -> list[Segment]:
    """What the terminal would be sent of a screen."""
    async with app.run_test(size=(110, 36), notifications=True) as pilot:
        await press(pilot, *keys)
        segments = []
        for strip in map(Strip, app.screen._compositor.render_strips(app.size)):
            for line_filter in app.get_line_filters():
                strip = strip.apply_filter(line_filter, app.screen.background_colors[1])
            segments += list(strip)
        return segments


DARK, LIGHT = "studytui-ansi-dark", "studytui-ansi-light"
# The palette is Textual's own, down to its colours.
OURS = [(screen, DARK) for screen in SCREENS if screen != "palette"] + [("desk", LIGHT), ("topic", LIGHT)]


@pytest.mark.parametrize(("screen", "theme"), OURS)
async def test_an_ansi_theme_uses_the_colours_of_the_terminal_alone(app: StudyApp, screen: str, theme: str) -> None:
    app.theme = theme
    for text, style, _ in await drawn(app, *SCREENS[screen]):
        for colour in (style.color, style.bgcolor) if style and text else ():
            assert colour is None or colour.type in (ColorType.DEFAULT, ColorType.STANDARD), (text, colour)


@pytest.mark.parametrize("theme", [theme.name for theme in themes.THEMES])
@pytest.mark.parametrize("screen", ["desk", "topic", "find"])
async def test_no_text_vanishes_where_colours_are_few(app: StudyApp, screen: str, theme: str) -> None:
    app.theme = theme
    for text, style, _ in await drawn(app, *SCREENS[screen]):
        if text.strip() and style and style.color and style.bgcolor and not style.color.is_default:
            for few in (ColorSystem.STANDARD, ColorSystem.EIGHT_BIT):
                assert style.color.downgrade(few) != style.bgcolor.downgrade(few), (text, style)


@pytest.mark.parametrize("screen", SCREENS)
async def test_in_ascii_every_sign_has_another(month_in: Desk, places: Places, screen: str) -> None:
    app = StudyApp(month_in, places, settings=settings.read('glyphs = "ascii"', ""))
    async with app.run_test(size=(110, 36), notifications=True) as pilot:
        await press(pilot, *SCREENS[screen])
        odd = {sign for sign in screen_text(app) if not sign.isascii()}
        assert not odd


async def test_signs_that_carry_meaning_are_told_apart_in_ascii(month_in: Desk, places: Places) -> None:
    app = StudyApp(month_in, places, settings=settings.read('glyphs = "ascii"', ""))
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        text = screen_text(app)
        for said in ("[x] Found one", "> [ ] Added a test", "2/2 v", "1/3 <", "v Fundamentals", "> 101 queries > 2"):
            assert said in text


@pytest.mark.parametrize(
    ("environ", "theme"),
    [
        ({"TERM": "xterm"}, "studytui-ansi-dark"),
        ({"TERM": "xterm", "COLORFGBG": "0;15"}, "studytui-ansi-light"),
        ({"TERM": "xterm", "COLORFGBG": "15;default;0"}, "studytui-ansi-dark"),
        ({"TERM": "tmux-256color"}, "studytui-dark"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "studytui-dark"),
    ],
)
def test_a_terminal_of_sixteen_colours_is_given_its_own(
    month_in: Desk, places: Places, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], theme: str
) -> None:
    for name in ("COLORTERM", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    app = StudyApp(month_in, places)
    app.keep_to_terminal()
    assert app.theme == theme
    assert not choices.load(places.state).theme


def test_a_theme_that_was_named_or_chosen_stands_on_every_terminal(
    month_in: Desk, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    app = StudyApp(month_in, places, settings=settings.read('theme = "nord"', ""))
    app.keep_to_terminal()
    assert app.theme == "nord"
    choices.choose(places.state, theme="studytui-light")
    app = StudyApp(month_in, places)
    app.keep_to_terminal()
    assert app.theme == "studytui-light"


@pytest.mark.slow
@pytest.mark.parametrize("term", ["xterm", "screen.xterm-256color", "linux"])
def test_a_terminal_that_answers_nothing_is_painted_and_given_the_clipboard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    code = f"import os; os.environ['TERM'] = {term!r}; from studytui.__main__ import main; main()"
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")
    monkeypatch.setenv("TMUX", "/tmp/none,1,0")
    with contextlib.closing(Session(tmp_path, code)) as session:
        session.wait_for("Numbers before opinions")
        session.type("y")
        session.wait_for("\x1b]52;c;")
        assert ("╭".encode() in session.output) is (term != "linux")
        session.type("\x11")
        assert session.end() == 0


async def test_greys_stay_greys_where_there_are_256_colours(
    month_in: Desk, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.setenv("TERM", "tmux-256color")
    for theme in ("studytui-dark", "studytui-light"):
        app = StudyApp(month_in, places)
        app.theme = theme
        app.keep_to_terminal()
        grounds = {style.bgcolor for text, style, _ in await drawn(app, "left") if style and style.bgcolor}
        rounded = {colour.downgrade(ColorSystem.EIGHT_BIT).get_truecolor() for colour in grounds}
        assert sum(max(colour) - min(colour) > 0 for colour in rounded) <= 1, "the cursor alone has a colour"
