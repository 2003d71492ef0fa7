"""Looking back, empty and full, and each of its questions at both sizes, as pictures. Look at each before you commit
it."""

import pytest

from studytui.desk import Desk
from studytui.paths import Places
from studytui.tui.app import StudyApp
from tests.conftest import Clock
from tests.snapshots.test_screens import SIZES, Snap, keys
from tests.tui.lookback import a_year_in

STORIES: dict[str, tuple[str, ...]] = {
    "full": (),
    "asked": ("down", "enter"),
    "then-and-now": ("down", "enter", "3", "0", "enter"),
    "came-of-it": (*["down"] * 6, "enter"),
    "done-and-slipped": ("enter",),
    "measured": ("enter", "tab", "tab"),
    "keep-drop-try": ("enter", *["tab"] * 3),
    "plan": ("enter", *["tab"] * 6),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("story", STORIES)
def test_looking_back(snap_compare: Snap, desk: Desk, clock: Clock, places: Places, story: str, size: str) -> None:
    app = StudyApp(a_year_in(desk, clock), places)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=keys("B", *STORIES[story]))


@pytest.mark.parametrize("size", SIZES)
def test_nothing_to_look_back_on(snap_compare: Snap, desk: Desk, places: Places, size: str) -> None:
    assert snap_compare(StudyApp(desk, places), terminal_size=SIZES[size], run_before=keys("B"))


def test_light(snap_compare: Snap, desk: Desk, clock: Clock, places: Places) -> None:
    app = StudyApp(a_year_in(desk, clock), places)
    app.theme = "studytui-light"
    assert snap_compare(app, terminal_size=SIZES["120x40"], run_before=keys("B"))
