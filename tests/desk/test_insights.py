"""The desk's answers about what study time brought, over three months of a learner's history."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studytui.desk import Desk
from studytui.desk.insights import RANGES
from studytui.history.events import milliseconds
from studytui.history.facts import Studied, Ticked
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places, content
from studytui.study import recall
from studytui.study.review import AGAIN, EASY, Review
from studytui.track.load import load
from studytui.track.model import Track
from tests.conftest import DEVICE, NOON, Clock
from tests.months import keep, months


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Track:
    """The track that comes with the program."""
    return load(content() / "backend-optimization", tmp_path_factory.mktemp("cache"))


@pytest.fixture
def three_months(bundled: Track, places: Places, clock: Clock) -> Desk:
    """A learner after three months."""
    keep(months(bundled, NOON, 90), places.history)
    history = History(places.history, places.state, DEVICE)
    return Desk(bundled, history, Index(history, places.cache), clock)


def again(desk: Desk, places: Places) -> Desk:
    """The same learner after the next start of the program."""
    history = History(places.history, places.state, DEVICE)
    return Desk(desk.track, history, Index(history, places.cache), desk.clock)


def test_three_months_tell_something_of_everything(three_months: Desk) -> None:
    insights = three_months.insights
    assert insights.impact().is_enough
    assert insights.practised().calibration.ranges > 10
    assert insights.recalled().rate.is_enough
    assert len(insights.recalled().forecast) == 30
    assert any(spot.is_weak for spot in insights.spots())
    for said in (insights.impact().said, insights.practised().said, insights.recalled().said):
        assert said.endswith(".")


def test_the_same_history_gives_the_same_months(bundled: Track) -> None:
    assert months(bundled, NOON, 30) == months(bundled, NOON, 30)


def test_a_shorter_range_holds_no_more_than_a_longer_one(three_months: Desk) -> None:
    found = [three_months.insights.impact(spanned) for spanned in RANGES]
    assert [each.sessions for each in found] == sorted(each.sessions for each in found)
    tests = [three_months.insights.recalled(spanned).rate.tests for spanned in RANGES]
    assert tests == sorted(tests)
    first, whole = tests[0], tests[-1]
    assert 0 < first < whole


def test_four_weeks_are_twenty_eight_study_days(desk: Desk, clock: Clock) -> None:
    clock.go(days=-28)
    desk.add(Studied("reading", 30, milliseconds(clock.now)))
    assert desk.insights.impact(RANGES[0]).sessions == 1
    clock.go(days=28)
    assert desk.insights.impact(RANGES[0]).sessions == 0
    assert desk.insights.impact(RANGES[3]).sessions == 1


def test_after_midnight_a_range_begins_no_day_later(desk: Desk, clock: Clock) -> None:
    card = next(card.id for card in desk.track.cards)
    clock.go(days=-60)
    desk.reviews.grade(card, EASY, 5)
    clock.go(days=32)
    desk.reviews.grade(card, EASY, 5)
    clock.go(days=27, hours=17)
    # At 02:12 it is still the 28th study day, of which the first had that review.
    assert desk.insights.recalled(RANGES[0]).rate.tests == 1


def test_a_milestone_counts_once_and_not_when_its_tick_was_taken_back(desk: Desk, clock: Clock) -> None:
    first, second, *_ = desk.track.milestones
    desk.add(Studied("coding", 30, milliseconds(clock.now)))
    for milestone, done in ((first, True), (first, False), (first, True), (second, True), (second, False)):
        clock.go(minutes=1)
        desk.add(Ticked(milestone, done))
    (row,) = desk.insights.impact(RANGES[0]).activities
    assert row.milestones == 1


def test_a_card_that_was_renamed_keeps_what_was_recalled_of_it(desk: Desk, clock: Clock) -> None:
    first, *others = desk.track.cards
    for _ in range(3):
        desk.reviews.grade(first.id, EASY, 5)
        clock.go(days=30)
    before = desk.insights.recalled(RANGES[3]).rate
    desk.track = replace(desk.track, cards=(replace(first, id="renamed", was=(first.id,)), *others))
    assert desk.insights.recalled(RANGES[3]).rate == before
    desk.reviews.grade("renamed", EASY, 5)
    assert desk.insights.recalled(RANGES[3]).rate.tests == before.tests + 1


def test_an_undone_review_is_no_test_any_more(desk: Desk, clock: Clock) -> None:
    card = next(card.id for card in desk.track.cards)
    for _ in range(3):
        desk.reviews.grade(card, EASY, 5)
        clock.go(days=30)
    before = desk.insights.recalled(RANGES[3]).rate
    undone = desk.reviews.grade(card, AGAIN, 5)
    assert desk.insights.recalled(RANGES[3]).rate.tests == before.tests + 1
    desk.reviews.take_back(undone)
    assert desk.insights.recalled(RANGES[3]).rate == before


@pytest.mark.parametrize("days", [3, 40])
def test_what_is_kept_says_what_replaying_all_of_it_says(
    three_months: Desk, places: Places, clock: Clock, days: int
) -> None:
    insights = three_months.insights
    insights.recalled(RANGES[3])
    for number, name in enumerate(list(three_months.reviews.memories())[:20]):
        clock.go(hours=24 * days / 20)
        three_months.reviews.grade(name, number % 4 + 1, 5)
    kept = insights.recalled(RANGES[3]), insights.impact(RANGES[3])
    for path in Path(places.cache).glob("*.bin"):
        path.unlink()
    anew = again(three_months, places).insights
    assert (anew.recalled(RANGES[3]), anew.impact(RANGES[3])) == kept


def test_a_drill_is_of_weak_topics_and_changes_no_schedule(three_months: Desk) -> None:
    drilled = three_months.insights.drill()
    weak = {spot.topic for spot in three_months.insights.spots() if spot.is_weak}
    assert drilled
    assert {three_months.reviews.card(name).topic for name in drilled} <= weak
    before = three_months.reviews.memories()[drilled[0]]
    three_months.reviews.grade(drilled[0], AGAIN, 5, drill=True)
    assert three_months.reviews.memories()[drilled[0]] == before
    three_months.reviews.mark(drilled[0], "suspended")
    assert drilled[0] not in three_months.insights.drill()


def test_what_was_replayed_is_kept_over_a_restart_and_one_more_review_changes_it(
    three_months: Desk, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = three_months.insights.recalled(RANGES[3]).rate
    later = again(three_months, places)
    replayed: list[str] = []
    real = recall.replay

    def replay(card: str, reviews: Iterable[Review]) -> Iterator[recall.Asked]:
        replayed.append(card)
        return real(card, reviews)

    monkeypatch.setattr(recall, "replay", replay)
    assert later.insights.recalled(RANGES[3]).rate == before
    assert replayed == []
    learnt = next(name for name, memory in later.reviews.memories().items() if memory.is_learnt)
    later.reviews.grade(learnt, EASY, 5)
    assert later.insights.recalled(RANGES[3]).rate.tests == before.tests + 1
    assert replayed == [learnt]


@pytest.mark.parametrize("damage", [b"", b"\0" * 99, b"\x80\x04]."])
def test_a_damaged_cache_is_made_anew(three_months: Desk, places: Places, damage: bytes) -> None:
    before = three_months.insights.recalled(RANGES[3])
    (kept,) = Path(places.cache).glob("*-tests.bin")
    kept.write_bytes(damage)
    assert again(three_months, places).insights.recalled(RANGES[3]) == before


def test_a_newcomer_is_told_that_there_is_too_little(desk: Desk) -> None:
    insights = desk.insights
    assert insights.impact().said.startswith("Too little to say")
    assert insights.practised().said.startswith("Too little to say")
    assert insights.recalled().said.startswith("Too little to say")
    assert insights.drill() == []
    assert not any(spot.is_weak for spot in insights.spots())
