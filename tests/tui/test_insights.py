"""What study time brought, on screen, with the keyboard alone."""

import asyncio
from typing import Any

import pytest
from textual.pilot import Pilot

from studytui.desk import Desk
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places, content
from studytui.track.load import load
from studytui.tui.app import StudyApp
from studytui.tui.screens.insights import InsightsScreen
from studytui.tui.screens.lookback import LookBackScreen
from studytui.tui.screens.review import ReviewScreen
from tests.conftest import DEVICE, NOON, Clock
from tests.months import keep, months
from tests.tui.keyboard import press, settled
from tests.tui.test_lab import shown

SIZE = (80, 24)


def lived(places: Places, clock: Clock, days: int = 90) -> Desk:
    """The desk of a learner of the bundled track, after some days."""
    track = load(content() / "backend-optimization", places.cache)
    keep(months(track, NOON, days), places.history)
    history = History(places.history, places.state, DEVICE)
    return Desk(track, history, Index(history, places.cache), clock)


@pytest.fixture
def old_app(places: Places, clock: Clock) -> StudyApp:
    """The app after three months."""
    return StudyApp(lived(places, clock), places)


async def look(pilot: Pilot[Any], *keys: str) -> InsightsScreen:
    """Open the insights, press keys, and wait for the page."""
    await press(pilot, "6", *keys)
    screen = pilot.app.screen
    assert isinstance(screen, InsightsScreen)
    async with asyncio.timeout(20):
        while not screen.is_shown:
            await pilot.pause(0.02)
    await settled(pilot)
    return screen


@pytest.mark.parametrize(
    ("keys", "parts"),
    [
        ((), ("Rhythm 92 of 100", "Mon", "a reserve day", "1 of 5")),
        (("right",), ("Most of what moved", "correlation", "By activity", "100 %", "too little to say")),
        (("right",) * 2, ("Claimed 80 %, held", "month by month", "Sep 2026  ━", "of 7")),
        (("right",) * 3, ("weak spot", "drills the first three", "recall", "lapse")),
        (("left",), ("You recalled", "cards fall due", "Is the schedule right about you?", "5 of 5")),
    ],
)
async def test_each_page_says_in_words_what_its_chart_shows(
    old_app: StudyApp, keys: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    async with old_app.run_test(size=SIZE) as pilot:
        await look(pilot, *keys)
        for part in parts:
            assert part in shown(old_app)


@pytest.mark.parametrize(
    ("number", "said"),
    enumerate(
        (
            "The rhythm begins",
            "Too little to say: 0 of 8 sessions",
            "Too little to say: 0 of 10 ranges",
            "No weak spot is known. Of 3 topics too little is known.",
            "Too little to say: 0 of 20 reviews",
        )
    ),
)
async def test_a_newcomer_is_told_what_there_will_be(fresh_app: StudyApp, number: int, said: str) -> None:
    async with fresh_app.run_test(size=SIZE) as pilot:
        await look(pilot, *("tab",) * number)
        assert said in " ".join(shown(fresh_app).split())


async def test_what_is_too_little_to_say_has_no_figure_by_chance_either(places: Places, clock: Clock) -> None:
    app = StudyApp(lived(places, clock, 30), places)
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "left")
        rates = app.desk.insights.recalled().by_chance
        told = [" ".join(line.split()) for line in shown(app).splitlines()]
        few = [rate for rate in rates if not rate.is_enough]
        assert 0 < len(few) < len(rates)
        for rate in few:
            assert f"{100 * rate.expected:.0f} % too little to say {rate.tests}" in told
        assert any(line.endswith(f"% {rates[-1].tests}") for line in told) == rates[-1].is_enough


async def test_a_weak_spot_says_all_its_reasons_on_a_small_screen_too(old_app: StudyApp) -> None:
    async with old_app.run_test(size=SIZE) as pilot:
        await look(pilot, "right", "right", "right")
        first = old_app.desk.insights.spots()[0]
        assert first.off and first.feeds
        assert first.said in " ".join(shown(old_app).split())


async def test_the_range_is_changed_with_one_key_and_said(old_app: StudyApp) -> None:
    async with old_app.run_test(size=SIZE) as pilot:
        screen = await look(pilot, "right")
        assert "the last quarter" in shown(old_app)
        told = []
        for said in ("the last year", "all time", "the last 4 weeks", "the last quarter"):
            await press(pilot, "r")
            async with asyncio.timeout(20):
                while not screen.is_shown:
                    await pilot.pause(0.02)
            assert said in shown(old_app)
            told.append(shown(old_app))
        assert len(set(told)) == 4


async def test_the_weak_spots_are_drilled_with_one_key_outside_the_schedule(old_app: StudyApp) -> None:
    async with old_app.run_test(size=SIZE) as pilot:
        await look(pilot, "right", "right", "right")
        await press(pilot, "d")
        async with asyncio.timeout(20):
            while not isinstance(old_app.screen, ReviewScreen) or old_app.screen._card is None:
                await pilot.pause(0.02)
        assert "Drill" in shown(old_app)
        card = old_app.screen._card
        before = old_app.desk.reviews.memories()[card.id]
        await press(pilot, "tab", "enter")
        if not old_app.screen._is_shown:
            await press(pilot, "enter")
        await press(pilot, "1")
        assert old_app.desk.reviews.memories()[card.id] == before


async def test_looking_back_is_one_key_away(old_app: StudyApp) -> None:
    async with old_app.run_test(size=SIZE) as pilot:
        await look(pilot)
        await press(pilot, "B")
        assert isinstance(old_app.screen, LookBackScreen)


async def test_a_page_that_is_longer_than_the_screen_scrolls_and_begins_at_the_top(old_app: StudyApp) -> None:
    async with old_app.run_test(size=(60, 18)) as pilot:
        screen = await look(pilot, "left")
        before = shown(old_app)
        await press(pilot, "pagedown")
        assert shown(old_app) != before
        await press(pilot, "left", "right")
        async with asyncio.timeout(20):
            while not screen.is_shown:
                await pilot.pause(0.02)
        assert "You recalled" in shown(old_app)
