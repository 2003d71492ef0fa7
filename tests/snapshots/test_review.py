"""A card of each kind, asked and answered, at both sizes, as pictures. Look at each before you commit it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from studytui.desk import Desk
from studytui.paths import Places
from studytui.tui.app import StudyApp
from tests.conftest import Clock
from tests.snapshots.test_screens import SIZES, Snap, keys
from tests.tui.cards import CARDS
from tests.tui.keyboard import press, settled
from tests.tui.test_lab import write
from tests.tui.test_review import grade, months_away, sit

TYPED = {"estimate": "400 ms", "cloze": "two digits", "choice": "2", "output": "101"}


def answered(typed: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        await sit(pilot)
        await write(pilot, typed)
        await press(pilot, "enter")
        await settled(pilot)
        await keys()(pilot)

    return run


async def asked(pilot: Pilot[None]) -> None:
    await sit(pilot)
    await keys()(pilot)


async def finished(pilot: Pilot[None]) -> None:
    await sit(pilot)
    await grade(pilot, "4")
    await keys()(pilot)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.kind)
@pytest.mark.parametrize("step", ["asked", "answered"])
def test_card(snap_compare: Snap, month_in: Desk, places: Places, card: object, step: str, size: str) -> None:
    (one,) = (each for each in CARDS if each is card)
    month_in.track = replace(month_in.track, cards=(one,))
    story = asked if step == "asked" else answered(TYPED.get(one.kind, ""))
    assert snap_compare(StudyApp(month_in, places), terminal_size=SIZES[size], run_before=story)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_left(snap_compare: Snap, month_in: Desk, places: Places, size: str) -> None:
    month_in.track = replace(month_in.track, cards=CARDS[:1])
    assert snap_compare(StudyApp(month_in, places), terminal_size=SIZES[size], run_before=finished)


async def unsure(pilot: Pilot[None]) -> None:
    await sit(pilot)
    await press(pilot, "2", "enter")
    await keys()(pilot)


async def rewording(pilot: Pilot[None]) -> None:
    await sit(pilot)
    await press(pilot, "enter", "e")
    await keys()(pilot)


@pytest.mark.parametrize("size", SIZES)
def test_how_sure(snap_compare: Snap, month_in: Desk, places: Places, size: str) -> None:
    month_in.track = replace(month_in.track, cards=tuple(card for card in CARDS if card.kind == "choice"))
    assert snap_compare(StudyApp(month_in, places), terminal_size=SIZES[size], run_before=unsure)


@pytest.mark.parametrize("size", SIZES)
def test_card_form(snap_compare: Snap, month_in: Desk, places: Places, size: str) -> None:
    month_in.track = replace(month_in.track, cards=tuple(card for card in CARDS if card.kind == "estimate"))
    assert snap_compare(StudyApp(month_in, places), terminal_size=SIZES[size], run_before=rewording)


@pytest.mark.parametrize("size", SIZES)
def test_backlog(snap_compare: Snap, month_in: Desk, places: Places, clock: Clock, size: str) -> None:
    months_away(month_in, clock)
    assert snap_compare(StudyApp(month_in, places), terminal_size=SIZES[size], run_before=asked)
