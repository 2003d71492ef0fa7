"""Every screen at both sizes, dark and light, as a picture. Look at each before you commit it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from studytui.desk import Desk
from studytui.paths import Places
from studytui.tui.app import StudyApp

SIZES = {"120x40": (120, 40), "80x24": (80, 24)}
SCREENS: dict[str, tuple[str, ...]] = {
    "desk": (),
    "desk-ticked": ("space",),
    "roadmap": ("left",),
    "journal": ("right",),
    "composer": ("j", *"Measured"),
    "edit": ("right", "e"),
    "topic": ("enter",),
    "topic-link": ("enter", "n", "n"),
    "topic-contents": ("enter", "c", "down"),
    "topic-unwritten": ("left", "up", "enter", "down", "enter"),
    "topic-composer": ("enter", "j"),
    "find": ("slash", *"lazy"),
    "find-nothing": ("slash", *"zzz"),
    "keys": ("question_mark",),
    "leave": ("enter", "N", "N", "enter"),
}

Snap = Callable[..., bool]


def keys(*names: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        await pilot.pause()
        for name in names:
            await pilot.press(name)
            await pilot.pause()
        pilot.app.cursor_blink = False  # type: ignore[attr-defined]
        await pilot.pause()

    return run


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("screen", SCREENS)
def test_screen(snap_compare: Snap, month_in: Desk, places: Places, screen: str, size: str) -> None:
    app = StudyApp(month_in, places)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=keys(*SCREENS[screen]))


@pytest.mark.parametrize("size", SIZES)
def test_first_day(snap_compare: Snap, desk: Desk, places: Places, size: str) -> None:
    assert snap_compare(StudyApp(desk, places), terminal_size=SIZES[size], run_before=keys())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("screen", ["desk", "topic", "composer", "find"])
def test_light(snap_compare: Snap, month_in: Desk, places: Places, screen: str, size: str) -> None:
    app = StudyApp(month_in, places)
    app.theme = "studytui-light"
    assert snap_compare(app, terminal_size=SIZES[size], run_before=keys(*SCREENS[screen]))


def test_without_colour(snap_compare: Snap, month_in: Desk, places: Places, monkeypatch: Any) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(StudyApp(month_in, places), terminal_size=SIZES["80x24"], run_before=keys())


def test_too_small(snap_compare: Snap, month_in: Desk, places: Places) -> None:
    assert snap_compare(StudyApp(month_in, places), terminal_size=(50, 12), run_before=keys())
