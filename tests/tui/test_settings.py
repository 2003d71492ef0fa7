"""The app as its learner set it: colours, keys, motion; faults are told and stop nothing; and the clipboard."""

from collections.abc import Callable

import pytest
from textual.widgets import TextArea

from studytui import choices, settings
from studytui.desk import Desk
from studytui.paths import Places
from studytui.tui import keymap
from studytui.tui.app import StudyApp
from studytui.tui.commands import EVERYWHERE, GROUPS
from studytui.tui.dialogs.keys import Keys
from studytui.tui.widgets.rows import Rows
from tests.tui.keyboard import press
from tests.tui.test_hostile import screen_text

Suited = Callable[[str], StudyApp]


@pytest.fixture
def suited(month_in: Desk, places: Places) -> Suited:
    """The app with a settings file."""
    return lambda text: StudyApp(month_in, places, settings=settings.read(text, "config.toml"))


def faults(app: StudyApp) -> list[str]:
    return [str(fault) for fault in app.settings.faults]


# Colours and motion


async def test_a_theme_in_the_file_wins_over_the_one_chosen_on_screen(suited: Suited, places: Places) -> None:
    choices.choose(places.state, theme="studytui-light")
    assert suited("").theme == "studytui-light"
    app = suited('theme = "nord"')
    async with app.run_test(notifications=True) as pilot:
        assert app.theme == "nord"
        app.theme = "studytui-dark"
        await pilot.pause()
        assert any("names another theme" in note.message for note in app._notifications)
    assert choices.load(places.state).theme == "studytui-dark"
    assert suited('theme = "nord"').theme == "nord"


async def test_a_theme_that_is_not_there_is_told_and_the_chosen_one_stands(suited: Suited, places: Places) -> None:
    choices.choose(places.state, theme="studytui-light")
    app = suited('\ntheme = "nrod"')
    async with app.run_test(notifications=True) as pilot:
        await pilot.pause()
        (note,) = app._notifications
        assert note.message == "config.toml:2 there is no theme 'nrod' (did you mean nord?)"
        assert app.theme == "studytui-light"


async def test_without_motion_nothing_is_animated_and_no_cursor_blinks(suited: Suited) -> None:
    app = suited('animation = "none"')
    async with app.run_test(size=(120, 40)) as pilot:
        assert app.animation_level == "none"
        await press(pilot, "j")
        assert not app.screen.query_one(TextArea).cursor_blink
    app = suited("")
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "j")
        assert app.screen.query_one(TextArea).cursor_blink


# Keys


async def test_a_command_has_the_keys_that_are_set_and_its_own_no_more(suited: Suited, month_in: Desk) -> None:
    app = suited('[keys]\nundo = "z"\n"list.down" = ["down", "i"]\nwrite = "f7"\n')
    assert not faults(app)
    async with app.run_test(size=(120, 40)) as pilot:
        week = app.screen.query_one("#week", Rows)
        before = week.cursor
        await press(pilot, "i")
        assert week.cursor == before + 1
        await press(pilot, "space", "u")
        assert month_in.progress().of_track().done == 4
        await press(pilot, "z")
        assert month_in.progress().of_track().done == 3
        await press(pilot, "j")
        assert not app.screen.query(TextArea)
        await press(pilot, "f7", *"iz")
        assert app.screen.query_one(TextArea).text == "iz"


async def test_of_several_keys_the_surplus_is_gone(suited: Suited) -> None:
    app = suited('[keys]\n"list.up" = "i"\n')
    async with app.run_test(size=(120, 40)) as pilot:
        week = app.screen.query_one("#week", Rows)
        await press(pilot, "down", "down")
        at = week.cursor
        await press(pilot, "k", "up")
        assert week.cursor == at
        await press(pilot, "i")
        assert week.cursor < at


async def test_two_commands_may_change_their_keys_with_each_other(suited: Suited) -> None:
    app = suited('[keys]\n"desk.previous-week" = "w"\n"desk.now" = "["\n')
    assert not faults(app)
    async with app.run_test(size=(120, 40)) as pilot:
        week = app.screen.query_one("#week", Rows)
        await press(pilot, "w")
        assert week.border_title == "Week 1 · Numbers first"
        await press(pilot, "left_square_bracket")
        assert week.border_title == "Week 2 · Round trips"


async def test_the_help_and_the_key_bar_show_the_keys_that_are_set(suited: Suited) -> None:
    app = suited('[keys]\nfind = "ctrl+e"\nhelp = "f1"\n')
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.pause()
        assert "^e find" in screen_text(app)
        await press(pilot, "f1")
        assert isinstance(app.screen, Keys)
        rows = {row.id: row.lead.plain.strip() for row in app.screen.query_one(Rows).rows}
        assert (rows["find"], rows["undo"]) == ("^e", "u")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('"desk.tik" = "x"', "config.toml:2 no command is called 'desk.tik' (did you mean desk.tick?)"),
        ('undo = "crtl+z"', "config.toml:2 no key is called 'crtl+z' (did you mean ctrl+z?)"),
        ('undo = "j"', "config.toml:2 j would mean two things in one place: undo and write "
                       "(choose another key; undo keeps u)"),
        ('"desk.tick" = "e"', "config.toml:2 e would mean two things in one place: desk.tick and journal.edit "
                              "(choose another key; desk.tick keeps space)"),
        ('"list.up" = ["z", "slash"]', "config.toml:2 slash would mean two things in one place: list.up and find "
                                       "(choose another key; list.up keeps up, k)"),
        ('quit = "q"', "config.toml:2 q can't be the key of quit, which is heard while you write (add ctrl+ to it)"),
    ],
)  # fmt: skip
def test_a_key_that_can_not_be_is_told_and_the_command_keeps_its_own(suited: Suited, text: str, fault: str) -> None:
    app = suited(f"[keys]\n{text}\n")
    assert faults(app) == [fault]
    assert not app.keys_set


def test_of_two_that_were_given_one_key_the_first_has_it(suited: Suited) -> None:
    app = suited('[keys]\nundo = "z"\n"desk.tick" = "z"\n"labs.about" = "z"\n')
    assert dict(app.keys_set) == {"undo": ("z",)}
    assert len(faults(app)) == 2


def test_commands_of_other_screens_may_have_the_same_key(suited: Suited) -> None:
    app = suited('[keys]\n"review.again" = "z"\n"reader.map" = "z"\n"topics.map" = "z"\n')
    assert not faults(app)
    assert len(app.keys_set) == 3


def test_every_command_can_keep_the_keys_it_has(suited: Suited) -> None:
    own = [bound for bound in keymap.bound() if bound.id != "palette"]
    text = "\n".join(f"{settings.quoted(each.id)} = {settings.literal(each.keys)}" for each in own)
    assert not faults(suited(f"[keys]\n{text}"))


def test_ids_of_commands_are_unique_and_those_of_everywhere_fit_each_place() -> None:
    ids = [command.id for group in GROUPS for command in group.commands]
    assert len(ids) == len(set(ids))
    assert EVERYWHERE in GROUPS
    assert {group.title for place in keymap.PLACES for group in place} <= {group.title for group in GROUPS} | {
        "Reading an explanation"
    }


# The clipboard


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        ((), "Added a test that fails when the queries of that path grow."),
        (("up",), "Found one N+1, removed it, and recorded queries and time."),
        (("down", "down"), "[Lazy loading and N+1](topic:lazy-loading)"),
        (("right",), "Said 5×, measured 37×. I counted bytes, not trips.\n101 queries → 2"),
        (("left",), "Round trips"),
        (("down", "down", "enter"), "[Lazy loading and N+1](topic:lazy-loading)"),
        (("2",), "[Lazy loading and N+1](topic:lazy-loading)"),
        (("3",), "[The latency ladder](lab:ladder)"),
    ],
    ids=" ".join,
)
async def test_what_is_under_the_cursor_is_copied(app: StudyApp, keys: tuple[str, ...], copied: str) -> None:
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await press(pilot, *keys, "y")
        assert app.clipboard == copied
        assert any(note.message.startswith("Copied: ") for note in app._notifications)


async def test_where_one_types_y_is_a_letter(app: StudyApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "j", "y")
        assert app.screen.query_one(TextArea).text == "y"
        assert not app.clipboard
