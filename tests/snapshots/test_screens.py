"""Every screen at both sizes, dark and light, as a picture. Look at each before you commit it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from studytui.desk import Desk
from studytui.history.backup import Archive
from studytui.history.doctor import Device, Examination, Finding
from studytui.history.facts import Wrote
from studytui.history.history import History
from studytui.paths import Places
from studytui.tui.app import StudyApp
from studytui.tui.dialogs.doctor import Doctor
from tests.conftest import Clock
from tests.tui.keyboard import press, settled

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
    "topics": ("2",),
    "topics-map": ("2", "m", "right"),
    "topics-filter": ("2", "f", *"cach"),
    "leave": ("enter", "N", "N", "enter"),
}

Snap = Callable[..., bool]


def keys(*names: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await press(pilot, *names)
        await settled(pilot)

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


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "pressed"), [("journal", ("right",)), ("versions", ("right", "enter"))])
def test_edited_on_two_devices(
    snap_compare: Snap, month_in: Desk, places: Places, clock: Clock, name: str, pressed: tuple[str, ...], size: str
) -> None:
    entry = month_in.entries()[0]
    theirs = Wrote(
        "Said 5×, measured 37×. At 2 ms it was 45×: the ratio climbs with the link.",
        entry=entry.id, got="101 queries → 2", topic="lazy-loading", parent=entry.revision,
    )  # fmt: skip
    other = History(places.history, places.state / "other", "f0e1d2c3")
    other.append(theirs, now=clock(), after=month_in.index.latest())
    month_in.edit(entry.id, f"{entry.text} Every trip waits in line.", "101 queries → 2", entry.seen)
    assert snap_compare(StudyApp(month_in, places), terminal_size=SIZES[size], run_before=keys(*pressed))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["well", "ill", "mended"])
def test_doctor(snap_compare: Snap, month_in: Desk, places: Places, name: str, size: str) -> None:
    found = EXAMINED if name == "ill" else EXAMINED._replace(findings=(), contested=0, copies=())
    done = ["backed up first: ~/.local/state/studytui/backups/6f1d2c3a/studytui-2026-11-22T091200.zip",
            "back from the mirror: 3 lost events"]  # fmt: skip

    async def open_doctor(pilot: Pilot[None]) -> None:
        await pilot.pause()
        doctor = Doctor(lambda: found, lambda: done)
        await pilot.app.push_screen(doctor)
        await pilot.app.workers.wait_for_complete()
        if name == "mended":
            await pilot.press("f")
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    assert snap_compare(StudyApp(month_in, places), terminal_size=SIZES[size], run_before=open_doctor)


DATA, STATE = Path("~/.local/share/studytui/history"), Path("~/.local/state/studytui")
TAKE_OUT = "studytui doctor --fix takes it out, after a backup"
BRING_BACK = "studytui doctor --fix brings back what was lost"
EXAMINED = Examination(
    DATA,
    5,
    84_321,
    (Device("0a1b2c3d", 312, 1_795_338_720_000, True), Device("f0e1d2c3", 12, 1_795_252_320_000, False)),
    STATE / "mirror/6f1d2c3a",
    (Archive(STATE / "backups/6f1d2c3a/studytui-2026-11-22.zip", "2026-11-22", 321, 20_480),),
    (str(DATA / "f0e1d2c3/2026-11.sync-conflict-20261121-090000-ABCDEFG.jsonl"),),
    1,
    (
        Finding(f"{DATA}/f0e1d2c3/2026-11.jsonl:14", "its checksum does not fit", TAKE_OUT),
        Finding(str(STATE / "mirror/6f1d2c3a"), "3 events found only in the mirror", BRING_BACK),
    ),
)  # fmt: skip


def test_without_colour(snap_compare: Snap, month_in: Desk, places: Places, monkeypatch: Any) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(StudyApp(month_in, places), terminal_size=SIZES["80x24"], run_before=keys())


def test_too_small(snap_compare: Snap, month_in: Desk, places: Places) -> None:
    assert snap_compare(StudyApp(month_in, places), terminal_size=(50, 12), run_before=keys())


@pytest.mark.parametrize("size", SIZES)
def test_plan(snap_compare: Snap, month_in: Desk, places: Places, size: str) -> None:
    month_in.practice.change_plan(start="2026-11-02", cue="after coffee")
    assert snap_compare(StudyApp(month_in, places), terminal_size=SIZES[size], run_before=keys("P"))
