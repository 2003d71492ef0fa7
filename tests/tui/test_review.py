"""A sitting of reviews, with the keyboard alone."""

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from studytui.desk import Desk
from studytui.history.facts import Marked, Reviewed
from studytui.paths import Places
from studytui.study import answers
from studytui.study.deck import Queue
from studytui.track.model import Card
from studytui.tui.app import StudyApp
from studytui.tui.card_face import end_said, spell
from studytui.tui.screens.desk import DeskScreen
from studytui.tui.screens.review import ReviewScreen
from studytui.tui.screens.topic import TopicScreen
from tests.conftest import Clock
from tests.tui.cards import CARDS, with_cards
from tests.tui.keyboard import press, settled
from tests.tui.test_lab import shown, write

SIZE = (80, 24)


@pytest.fixture
def app(month_in: Desk, places: Places) -> StudyApp:
    """The app a month in, with a card of every kind, all of which are new."""
    month_in.track = with_cards(month_in.track)
    return StudyApp(month_in, places)


async def sit(pilot: Pilot[Any]) -> ReviewScreen:
    """Open the review, at its first card."""
    await press(pilot, "4")
    screen = pilot.app.screen
    assert isinstance(screen, ReviewScreen)
    async with asyncio.timeout(20):
        while screen._sitting is None or (screen._card is None and screen._sitting.card):
            await pilot.pause(0.02)
    await settled(pilot)
    return screen


async def grade(pilot: Pilot[Any], key: str) -> None:
    """Answer with nothing, and grade."""
    screen = pilot.app.screen
    assert isinstance(screen, ReviewScreen)
    await press(pilot, "enter", key)
    await settled(pilot)


def reviews(app: StudyApp) -> list[tuple[str, int]]:
    facts = [event.fact for event in app.desk.index.events("reviewed")]
    return [(fact.card, fact.grade) for fact in facts if isinstance(fact, Reviewed)]


async def test_a_card_is_shown_after_it_was_thought_of_and_graded(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await sit(pilot)
        assert "What are the three parts" in shown(app)
        assert "A prediction, an action" not in shown(app)
        await press(pilot, "3")
        assert reviews(app) == []
        await press(pilot, "space")
        assert "A prediction, an action" in shown(app)
        assert "1 forgotten 1 min" in shown(app)
        await press(pilot, "3")
        assert reviews(app) == [("n-1", 3)]
        assert "What are the three parts" not in shown(app)


async def test_a_typed_estimate_is_judged_and_suggests_a_grade(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await sit(pilot)
        while screen._card and screen._card.kind != "estimate":
            await grade(pilot, "4")
        await write(pilot, "0.2 s")
        await press(pilot, "enter")
        assert "1.2× low: a bull's-eye" in shown(app)


async def test_letters_are_letters_while_one_types(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await sit(pilot)
        while screen._card and screen._card.kind != "cloze":
            await grade(pilot, "4")
        await write(pilot, "one digit")
        await press(pilot, "enter")
        assert "right" in shown(app)
        assert not [event for event in app.desk.index.events("marked") if isinstance(event.fact, Marked)]


async def test_u_takes_back_the_last_grade_and_shows_its_card_again(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await sit(pilot)
        await grade(pilot, "1")
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        if screen.focused:
            # Where one types, u is a letter.
            await press(pilot, "enter")
        await press(pilot, "u")
        await settled(pilot)
        assert reviews(app) == []
        assert "What are the three parts" in shown(app)


async def test_stopping_keeps_every_grade(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await sit(pilot)
        await grade(pilot, "3")
        await press(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)
    assert reviews(app) == [("n-1", 3)]


async def test_a_buried_card_is_not_asked_today_and_is_tomorrow(app: StudyApp, clock: Clock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await sit(pilot)
        await press(pilot, "b")
        await settled(pilot)
        assert screen._card is not None
        assert screen._card.id != "n-1"
    assert "n-1" not in app.desk.reviews.queue().cards
    clock.go(days=1)
    assert "n-1" in app.desk.reviews.queue().cards


async def test_the_topic_of_a_card_is_one_key_away_and_the_card_waits(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await sit(pilot)
        await press(pilot, "space", "t")
        assert isinstance(app.screen, TopicScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, ReviewScreen)
        assert "What are the three parts" in shown(app)


async def test_when_all_is_done_it_says_so_and_offers_nothing(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await sit(pilot)
        async with asyncio.timeout(60):
            while screen._card:
                await grade(pilot, "4")
        assert "That is all for today: 5 cards done." in shown(app)
    # Cards of two kinds are left for tomorrow: five new ones a day.
    assert len(reviews(app)) == 5 < len(CARDS)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(1, "1 min"), (10, "10 min"), (180, "3 h"), (2880, "2 d"), (86400, "2.0 mo"), (700_000, "1.3 y")],
)
def test_an_interval_is_said_in_the_unit_one_would_say_it_in(minutes: int, said: str) -> None:
    assert spell(minutes * 60_000) == said


async def test_a_choice_asks_how_sure_one_is_and_keeps_it(app: StudyApp) -> None:
    app.desk.track = replace(app.desk.track, cards=tuple(card for card in CARDS if card.kind == "choice"))
    async with app.run_test(size=SIZE) as pilot:
        await sit(pilot)
        await press(pilot, "2", "enter")
        assert "How sure are you?   1 a guess" in shown(app)
        assert "right" not in shown(app)
        await press(pilot, "3")
        assert "right" in shown(app)
        await press(pilot, "3")
        (event,) = app.desk.index.events("reviewed")
        assert isinstance(event.fact, Reviewed)
        assert (event.fact.answer, event.fact.sure, event.fact.grade) == ("2", 80, 3)


async def test_nobody_has_to_say_how_sure_they_are(app: StudyApp) -> None:
    app.desk.track = replace(app.desk.track, cards=tuple(card for card in CARDS if card.kind == "choice"))
    async with app.run_test(size=SIZE) as pilot:
        await sit(pilot)
        await press(pilot, "1", "enter", "enter")
        assert "not that one" in shown(app)
        await press(pilot, "1")
        (event,) = app.desk.index.events("reviewed")
        assert isinstance(event.fact, Reviewed)
        assert event.fact.sure is None


def months_away(desk: Desk, clock: Clock) -> None:
    """Sixty cards are learnt, and all of them due after months away."""
    cards = tuple(Card(f"c-{number}", "recall", f"Question {number}", "Answer", "napkin-math") for number in range(60))
    desk.track = replace(desk.track, cards=cards)
    for card in cards:
        desk.reviews.grade(card.id, 4, 20)
    clock.go(days=90)


@pytest.fixture
def late(app: StudyApp, clock: Clock) -> StudyApp:
    """The app after months away."""
    months_away(app.desk, clock)
    return app


async def test_a_backlog_is_spread_over_days_which_is_said_and_undone_with_one_key(late: StudyApp) -> None:
    async with late.run_test(size=SIZE) as pilot:
        screen = await sit(pilot)
        assert "60 due: 30 today, clear by 21 February. New cards wait." in shown(late)
        assert screen._sitting and screen._sitting.left == 30
        await press(pilot, "u")
        assert screen._sitting.left == 60
        assert "due:" not in shown(late)
        await press(pilot, "escape", "4")
        await settled(pilot)
        again = late.screen
        assert isinstance(again, ReviewScreen)
        assert again._sitting and again._sitting.left == 60


async def test_undo_goes_back_through_the_grades_to_the_plan(late: StudyApp) -> None:
    async with late.run_test(size=SIZE) as pilot:
        screen = await sit(pilot)
        await press(pilot, "enter", "3")
        assert "30 more wait" in shown(late)
        await press(pilot, "u", "u")
        assert screen._sitting and screen._sitting.left == 60
        assert reviews(late)[60:] == []


async def test_the_key_that_takes_the_plan_back_is_said_as_it_is_where_one_types(late: StudyApp) -> None:
    late.desk.track = replace(
        late.desk.track, cards=tuple(replace(card, kind="estimate", answer="1 s") for card in late.desk.track.cards)
    )
    async with late.run_test(size=SIZE) as pilot:
        screen = await sit(pilot)
        assert "^z asks all today." in shown(late)
        await press(pilot, "enter")
        assert "u asks all today." in shown(late)
        await press(pilot, "u", "ctrl+z")
        assert screen._sitting and screen._sitting.left == 60


async def test_a_card_that_is_thought_of_says_how_it_goes_on(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await sit(pilot)
        async with asyncio.timeout(60):
            while screen._card and screen._card.kind in answers.TYPED:
                await grade(pilot, "4")
        assert "space shows what is right" in shown(app)
        await press(pilot, "space")
        assert "space shows what is right" not in shown(app)


def test_a_drill_ends_with_the_schedule_as_it_was() -> None:
    assert end_said(3, Queue((), ()), 5, True) == "3 cards drilled. The schedule is as it was."
    assert end_said(3, Queue((), ()), 5, False) == "That is all for today: 3 cards done. Tomorrow 5 cards."


LONG = "A question as long as they come, of which two lines are full before it is asked at last: what does it come to?"
ROOMY = (
    Card("c-1", "output", LONG, "Three.", "napkin-math", code="\n".join(f"line_{each} = {each}" for each in range(8))),
    Card("c-2", "choice", LONG, "One. It is.", "napkin-math", choices=tuple(f"{each}. {LONG[:70]}" for each in "abcd")),
    Card("c-3", "estimate", LONG, "3 s.", "napkin-math", answer="3 s"),
)


@pytest.mark.parametrize("card", ROOMY, ids=lambda card: card.kind)
@pytest.mark.parametrize("typed", ["1", ""])
@pytest.mark.parametrize("size", [(80, 24), (60, 18)])
async def test_the_answer_and_the_grades_are_seen_however_long_the_card(
    app: StudyApp, card: Card, typed: str, size: tuple[int, int]
) -> None:
    back = "One line that says it.\n\nAnd another, why.\n"
    app.desk.track = replace(app.desk.track, cards=(replace(card, back=back),))
    async with app.run_test(size=size) as pilot:
        screen = await sit(pilot)
        await press(pilot, *typed, "enter", *(["enter"] if card.kind == "choice" and typed else []))
        assert screen._is_shown
        assert "And another, why." in shown(app)
        assert "1 forgotten 1 min" in shown(app)
        assert re.search(r"4 easy \d+ d", shown(app))
        assert "your answer" not in shown(app)
