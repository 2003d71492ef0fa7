"""The journal, empty, small and full, searched, filtered and written in, as pictures. Look at each before you commit
it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from studytui.desk import Desk
from studytui.paths import Places
from studytui.tui.app import StudyApp
from tests.conftest import NOON, Clock
from tests.snapshots.test_screens import SIZES, Snap
from tests.tui.journal import look, written

STORIES: dict[str, tuple[str, ...]] = {
    "full": ("down", "down"),
    "read": ("down", "down", "enter"),
    "search": ("f", *"pool"),
    "filter": ("D", "down", "down", "T", "enter", "f", *"cache", "enter"),
    "nothing": ("S", "f", *"zebra"),
    "tags": ("number_sign",),
    "prompts": ("p",),
    "begun": ("p", "enter"),
    "history": ("v",),
}


def keys(*names: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await look(pilot, "5", *names)
        await pilot.pause()

    return run


@pytest.fixture
def full(desk: Desk, clock: Clock) -> Desk:
    """The desk with 212 entries over 230 days; the latest was revised twice."""
    written(desk, 212, NOON, 230)
    latest = desk.entries()[0]
    clock.now = NOON - timedelta(minutes=50)
    desk.edit(latest.id, latest.text.replace("line by line, before changing anything", "line by line"), "282 ms → 7 ms")
    clock.now = NOON - timedelta(minutes=20)
    desk.star(latest.id)
    clock.now = NOON
    return desk


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("story", STORIES)
def test_journal(snap_compare: Snap, full: Desk, places: Places, story: str, size: str) -> None:
    assert snap_compare(StudyApp(full, places), terminal_size=SIZES[size], run_before=keys(*STORIES[story]))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [0, 3])
def test_few_entries(snap_compare: Snap, desk: Desk, places: Places, count: int, size: str) -> None:
    app = StudyApp(written(desk, count, NOON, 9), places)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=keys())


def test_light(snap_compare: Snap, full: Desk, places: Places) -> None:
    app = StudyApp(full, places)
    app.theme = "studytui-light"
    assert snap_compare(app, terminal_size=SIZES["120x40"], run_before=keys(*STORIES["search"]))


def test_without_colour(snap_compare: Snap, full: Desk, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(StudyApp(full, places), terminal_size=SIZES["80x24"], run_before=keys(*STORIES["search"]))
