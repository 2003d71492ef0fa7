"""Every step of a lab at both sizes, as a picture. Look at each before you commit it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from studytui.desk import Desk
from studytui.labs.protocol import Point, Progress
from studytui.paths import Places
from studytui.tui.app import StudyApp
from studytui.tui.dialogs.source import Source
from studytui.tui.screens.lab import RUN
from studytui.tui.widgets import running
from studytui.tui.widgets.running import Running
from tests.snapshots.test_screens import SIZES, Snap, keys
from tests.tui.keyboard import press, settled
from tests.tui.labs import PROGRAM, bench_in, lab_app
from tests.tui.test_lab import open_lab, predict, step, write

SURPRISED = ("2..12", "bytes, mostly")
Story = Callable[[Pilot[None]], Awaitable[None]]


async def ask(pilot: Pilot[None]) -> None:
    await open_lab(pilot)


async def refuse(pilot: Pilot[None]) -> None:
    await open_lab(pilot)
    await predict(pilot, "12..2", "bytes")


async def compare(pilot: Pilot[None]) -> None:
    await open_lab(pilot)
    await predict(pilot, *SURPRISED)
    await step(pilot, "compare")


async def close(pilot: Pilot[None]) -> None:
    await open_lab(pilot)
    await predict(pilot, "36")
    await step(pilot, "compare")


async def explain(pilot: Pilot[None]) -> None:
    await compare(pilot)
    await write(pilot, "trips")
    await press(pilot, "enter")
    await step(pilot, "explain")


async def draft(pilot: Pilot[None]) -> None:
    await explain(pilot)
    await press(pilot, "j")


async def vanish(pilot: Pilot[None]) -> None:
    screen = await open_lab(pilot)
    await screen._ask(2)
    await settled(pilot)


async def vanished(pilot: Pilot[None]) -> None:
    await vanish(pilot)
    await predict(pilot, "50")
    await step(pilot, "compare")


async def free(pilot: Pilot[None]) -> None:
    screen = await open_lab(pilot)
    await screen._ask(3)
    await settled(pilot)


async def fail(pilot: Pilot[None]) -> None:
    await vanish(pilot)
    await predict(pilot, "7")
    await step(pilot, "failed")


async def run(pilot: Pilot[None]) -> None:
    screen = await open_lab(pilot)
    at_work = Running()
    await screen._show(RUN, at_work)
    at_work.hear(Progress(0.4, "lazy, 2 ms"))
    for x in range(60):
        at_work.hear(Point("lazy", x, x * x / 40))
        at_work.hear(Point("select-in", x, 12 + x / 10))
    at_work.refresh(layout=True)


async def labs(pilot: Pilot[None]) -> None:
    await compare(pilot)
    await press(pilot, "escape", "3", "down")


async def about(pilot: Pilot[None]) -> None:
    await labs(pilot)
    await press(pilot, "tab")


async def source(pilot: Pilot[None]) -> None:
    pilot.app.push_screen(Source("labs/n_plus_one.py", PROGRAM))
    await settled(pilot)


async def consent(pilot: Pilot[None]) -> None:
    pilot.app.push_screen(Source("labs/n_plus_one.py", PROGRAM, "0123456789abcdef" * 4))
    await settled(pilot)


STORIES: list[Story] = [
    ask, refuse, compare, close, explain, draft, vanish, vanished, free, fail, run, labs, about, source, consent,
]  # fmt: skip


@pytest.fixture
def lab_on_screen(month_in: Desk, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StudyApp:
    # Nothing is redrawn between two pictures.
    monkeypatch.setattr(running, "EVERY", 3600)
    return lab_app(month_in, places, bench_in(tmp_path / "own", places))


def told(story: Story) -> Story:
    async def run_before(pilot: Pilot[None]) -> None:
        await story(pilot)
        # A toast says something that the screen says too, and goes by itself.
        pilot.app.clear_notifications()
        await keys()(pilot)

    return run_before


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_lab(snap_compare: Snap, lab_on_screen: StudyApp, story: Story, size: str) -> None:
    assert snap_compare(lab_on_screen, terminal_size=SIZES[size], run_before=told(story))


@pytest.mark.parametrize("story", [compare, explain, run], ids=lambda story: story.__name__)
def test_light(snap_compare: Snap, lab_on_screen: StudyApp, story: Story) -> None:
    lab_on_screen.theme = "studytui-light"
    assert snap_compare(lab_on_screen, terminal_size=SIZES["120x40"], run_before=told(story))
