"""The insights after three months, and on the first day, at both sizes. Look at each before you commit it."""

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from studytui.desk import Desk
from studytui.paths import Places
from studytui.tui.app import StudyApp
from tests.conftest import Clock
from tests.snapshots.test_screens import SIZES, Snap, keys
from tests.tui.test_insights import lived, look

PAGES = ("rhythm", "impact", "calibration", "weak-spots", "recall")


def page(name: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        await look(pilot, *("right",) * PAGES.index(name))
        await keys()(pilot)

    return run


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_page(snap_compare: Snap, places: Places, clock: Clock, name: str, size: str) -> None:
    app = StudyApp(lived(places, clock), places)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=page(name))


@pytest.mark.parametrize("name", PAGES)
def test_first_day(snap_compare: Snap, desk: Desk, places: Places, name: str) -> None:
    assert snap_compare(StudyApp(desk, places), terminal_size=SIZES["80x24"], run_before=page(name))


def test_light(snap_compare: Snap, places: Places, clock: Clock) -> None:
    app = StudyApp(lived(places, clock), places)

    async def run(pilot: Pilot[None]) -> None:
        app.theme = "studytui-light"
        await page("rhythm")(pilot)

    assert snap_compare(app, terminal_size=SIZES["80x24"], run_before=run)
