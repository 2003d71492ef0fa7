"""The pictures of the docs, drawn by the app itself over three months of a made-up history.

`python -m tools.pictures` writes them into docs/. The lab really runs, so its figures are those of this machine.
"""

import asyncio
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from studytui import paths
from studytui.desk import Desk
from studytui.history.history import History
from studytui.history.index import Index
from studytui.labs.bench import Bench
from studytui.paths import Places
from studytui.track.load import load
from studytui.tui.app import StudyApp
from tests.months import DEVICE, keep, months
from tests.tui.keyboard import settled

DOCS = Path(__file__).parents[1] / "docs"
NOON = datetime.fromisoformat("2026-11-22T09:12:00+00:00")
SIZE = (120, 36)
WAITS = 60
"""Seconds, at most, for something to come on screen."""


async def draw(name: str, folder: Path, *steps: str, days: int = 90) -> None:
    """Press keys, wait for words (`~words`), type (`"text`), and write what is on screen then."""
    track = load(paths.content() / "backend-optimization", folder / "cache")
    places = Places(*(folder / part for part in ("data", "config", "state", "cache")))
    if days and not places.history.exists():
        keep(months(track, NOON, days), places.history)
    history = History(places.history, places.state, DEVICE)
    desk = Desk(track, history, Index(history, places.cache), lambda: NOON)
    bench = Bench(paths.content() / "backend-optimization", places.state, places.cache)
    app = StudyApp(desk, places, bench=bench)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        for step in steps:
            await _take(pilot, step)
        app.clear_notifications()
        await settled(pilot)
        (DOCS / f"{name}.svg").write_text(app.export_screenshot(title="studytui"), encoding="utf-8")


async def _take(pilot: Pilot[Any], step: str) -> None:
    if step.startswith("~"):
        async with asyncio.timeout(WAITS):
            while step[1:] not in _shown(pilot):
                await pilot.pause(0.05)
    elif step.startswith("lab:"):
        assert isinstance(pilot.app, StudyApp)
        await pilot.app.try_lab(step[4:])
    elif step.startswith('"'):
        names = {" ": "space", ".": "full_stop"}
        await pilot.press(*(names.get(each, each) for each in step[1:]))
    else:
        await pilot.press(step)
    await settled(pilot)


def _shown(pilot: Pilot[Any]) -> str:
    screen = pilot.app.screen
    return "\n".join(strip.text for strip in screen._compositor.render_strips())


async def main() -> None:
    """Draw all of them."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        await draw("desk", folder)
        await draw("topics", folder, "2", *(["down"] * 8), "m", "right")
        await draw("review", folder, "4", "~Review", "tab", "enter")
        await draw("journal", folder, "5", "~entries")
        await draw("insights", folder, "6", "~Rhythm", "right", "~By activity")
        await draw("rhythm", folder, "6", "~Mon")
        await draw(
            "lab", folder / "first", "lab:n-plus-one", '"2..12', "enter", "enter", "~Before the explanation",
            '"I counted bytes and forgot the trips', "enter", "~Lazy loading makes 101 trips", days=0,
        )  # fmt: skip


if __name__ == "__main__":
    os.environ["TZ"] = "UTC"
    asyncio.run(main())
