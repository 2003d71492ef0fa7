"""Writing and rewording cards, with the keyboard alone."""

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from studytui.desk import Desk
from studytui.paths import Places
from studytui.study.review import GOOD
from studytui.tui.app import StudyApp
from studytui.tui.dialogs.card import CardForm
from studytui.tui.screens.review import ReviewScreen
from tests.tui.cards import with_cards
from tests.tui.keyboard import press, settled
from tests.tui.test_lab import shown, write
from tests.tui.test_review import SIZE, sit


@pytest.fixture
def app(month_in: Desk, places: Places) -> StudyApp:
    """The app a month in, with a card of every kind, all of which are new."""
    month_in.track = with_cards(month_in.track)
    return StudyApp(month_in, places)


async def fill(pilot: Pilot[Any], question: str, answer: str) -> None:
    """Write both texts anew."""
    assert isinstance(pilot.app.screen, CardForm)
    for text in (question, answer):
        area = pilot.app.focused
        assert isinstance(area, TextArea)
        area.clear()
        await write(pilot, text)
        await press(pilot, "tab")


async def test_a_card_is_written_about_the_topic_in_hand_and_asked_like_any_other(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await sit(pilot)
        await press(pilot, "a")
        await fill(pilot, "Why", "So")
        assert "recall: you think" in shown(app)
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, ReviewScreen)
        (card,) = app.desk.cards.own()
        assert (card.topic, card.front, card.back) == ("napkin-math", "Why", "So")


async def test_a_card_in_hand_is_reworded_and_asked_in_its_new_words(app: StudyApp) -> None:
    app.desk.reviews.grade("n-1", GOOD, 3)
    async with app.run_test(size=SIZE) as pilot:
        screen = await sit(pilot)
        assert screen._card
        name = screen._card.id
        left = len(app.desk.track.cards)
        await press(pilot, "enter", "e")
        await fill(pilot, "Other words", "And others")
        await press(pilot, "ctrl+s")
        assert "Other words" in shown(app)
        assert screen._card.id == name
        assert len(app.desk.track.cards) == left


async def test_saved_as_new_it_is_another_card_in_the_same_place(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await sit(pilot)
        assert screen._sitting and screen._card
        name, left = screen._card.id, screen._sitting.left
        await press(pilot, "enter", "e")
        await fill(pilot, "Another", "one")
        await press(pilot, "ctrl+n")
        assert "Another" in shown(app)
        assert screen._card.id != name
        assert screen._sitting.left == left
        await press(pilot, "enter", "3")
        assert screen._card.id not in ("", name)


async def test_what_is_no_card_is_said_and_not_saved(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await sit(pilot)
        await press(pilot, "a")
        await fill(pilot, "Why", "")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, CardForm)
        assert "there is no answer" in shown(app)
        assert app.desk.cards.own() == ()


async def test_a_card_put_down_comes_back_after_a_restart_too(app: StudyApp, places: Places) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await sit(pilot)
        await press(pilot, "a")
        await fill(pilot, "Half a", "thought")
        await press(pilot, "escape")
        assert isinstance(app.screen, ReviewScreen)
        assert app.desk.cards.own() == ()
    again = StudyApp(app.desk, places)
    async with again.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "a")
        assert isinstance(again.screen, CardForm)
        assert "Half a" in shown(again)
        await press(pilot, "ctrl+s")
        assert [card.front for card in again.desk.cards.own()] == ["Half a"]
        assert not (places.state / "card.json").exists()


async def test_a_card_taken_out_is_asked_no_more_and_undo_brings_it_back(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await sit(pilot)
        assert screen._card
        name = screen._card.id
        await press(pilot, "enter", "D")
        assert not app.desk.reviews.knows(name)
        assert screen._card.id != name
        await press(pilot, "ctrl+z")
        assert app.desk.reviews.knows(name)
        assert screen._card.id == name


async def test_a_card_of_ones_own_is_found(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await sit(pilot)
        await press(pilot, "a")
        await fill(pilot, "Backpressure", "Slow down")
        await press(pilot, "ctrl+s", "slash")
        await write(pilot, "backpressure")
        await pilot.pause(0.4)
        assert "Slow down" in shown(app)
