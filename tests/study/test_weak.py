"""Weak spots: what evidence says needs drill, and why."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.history.facts import Measured, Predicted, Ran
from studytui.study.predict import Attempt, attempts
from studytui.study.review import DAY, Memory
from studytui.study.weak import DRILLED, EACH, ENOUGH, spots, to_drill
from studytui.track.model import Card, Phase, Topic, Track, Week
from tests.samples import AT, event


def memory(stability: float, reviews: int = 4, lapses: int = 0) -> Memory:
    """A card that was learnt ten days ago."""
    last = AT - 10 * DAY
    return Memory(AT - DAY, last, stability, 5.0, 2, None, reviews, lapses, AT - 90 * DAY)


def with_cards(track: Track, each: int = 5) -> Track:
    """The sample track with some cards for every topic."""
    cards = [
        Card(f"{topic}-{number}", "recall", "?", "!", topic) for topic in track.topics for number in range(1, each + 1)
    ]
    return replace(track, cards=tuple(cards))


def memories(track: Track, **stabilities: float) -> dict[str, Memory]:
    """What is remembered of the cards of topics, named with underscores."""
    return {
        card.id: memory(stabilities[card.topic.replace("-", "_")])
        for card in track.cards
        if card.topic.replace("-", "_") in stabilities
    }


def guess(lab: str, factor: float, n: int = 0) -> list[Attempt]:
    """A prediction that was off by a factor, and its run."""
    predicted = event(Predicted(lab, 1, {"n": str(n)}, "m", "ratio", best=factor), AT + 2 * n)
    ran = Ran(lab, 1, {"n": str(n)}, 1, {"m": Measured(1, 1, 1)}, finished=True, prediction=predicted.id, canary=1.0)
    return attempts([predicted, event(ran, AT + 2 * n + 1)])


def test_a_topic_that_is_forgotten_is_weak_and_says_why(track: Track) -> None:
    track = with_cards(track)
    first, *_ = spots(track, memories(track, lazy_loading=1.5, napkin_math=200.0), [], AT)
    assert (first.topic, first.is_weak) == ("lazy-loading", True)
    assert first.said == "recall 73 % over 5 cards; feeds into 1 topic"


def test_predictions_that_were_far_off_make_a_topic_weak(track: Track) -> None:
    tried = [attempt for number in range(ENOUGH) for attempt in guess("n-plus-one", 8.0, number)]
    first, *_ = spots(track, {}, tried, AT)
    assert (first.topic, first.is_weak, first.said) == (
        "lazy-loading", True, "predictions 8× off on average; feeds into 1 topic",
    )  # fmt: skip


@pytest.mark.parametrize("seen", range(ENOUGH))
def test_fewer_than_five_observations_are_unknown_and_never_weak(track: Track, seen: int) -> None:
    tried = [attempt for number in range(seen) for attempt in guess("n-plus-one", 50.0, number)]
    (spot,) = [each for each in spots(track, {}, tried, AT) if each.topic == "lazy-loading"]
    assert not spot.is_known
    assert not spot.is_weak
    assert "too little to say" in spot.said


def test_what_was_predicted_of_a_lab_counts_under_its_new_name(track: Track) -> None:
    renamed = replace(track.labs["n-plus-one"], id="round-trips", was=("n-plus-one",))
    track = replace(track, labs={"round-trips": renamed})
    tried = [attempt for number in range(ENOUGH) for attempt in guess("n-plus-one", 8.0, number)]
    assert spots(track, {}, tried, AT)[0].guesses == ENOUGH


def test_what_feeds_into_more_weighs_more(track: Track) -> None:
    track = with_cards(track)
    found = {each.topic: each for each in spots(track, memories(track, lazy_loading=2.0, query_caching=2.0), [], AT)}
    assert found["lazy-loading"].recall == found["query-caching"].recall
    assert found["lazy-loading"].score > found["query-caching"].score


@given(st.lists(st.tuples(st.floats(0.5, 400), st.integers(1, 30), st.integers(0, 9)), min_size=10, max_size=10))
def test_the_weakest_come_first_then_the_steady_and_then_the_unknown(found: list[tuple[float, int, int]]) -> None:
    cards = tuple(Card(f"c-{number}", "recall", "?", "!", f"topic-{number % 5}") for number in range(10))
    topics = {f"topic-{number}": Topic(f"topic-{number}", "", "", ()) for number in range(5)}
    week = Week(1, "one", "One", "", tuple(topics))
    track = Track("many", "Many", "", 5, (Phase("only", "Only", "", (week,)),), topics, {}, cards)
    kept = {f"c-{n}": memory(stability, reviews, lapses) for n, (stability, reviews, lapses) in enumerate(found)}
    ranked = spots(track, kept, [], AT)
    assert {each.topic for each in ranked} == set(topics)
    weak = [each.score for each in ranked if each.is_weak]
    assert weak == sorted(weak, reverse=True)
    order = [0 if each.is_weak else 1 if each.is_known else 2 for each in ranked]
    assert order == sorted(order)
    assert all(math.isfinite(each.score) for each in ranked)


def test_a_drill_takes_the_weakest_cards_of_the_weakest_topics_in_turns(track: Track) -> None:
    track = with_cards(track)
    kept = memories(track, lazy_loading=1.0, query_caching=1.2, napkin_math=300.0)
    kept["lazy-loading-4"] = memory(0.3)
    found = to_drill(spots(track, kept, [], AT), track.cards, kept, AT)
    assert found[0] == "lazy-loading-4"
    assert [name.rpartition("-")[0] for name in found[:4]] == ["lazy-loading", "query-caching"] * 2
    assert len(found) == 2 * EACH <= DRILLED * EACH
    assert not any(name.startswith("napkin-math") for name in found)


def test_where_nothing_is_weak_nothing_is_drilled(track: Track) -> None:
    track = with_cards(track)
    kept = memories(track, lazy_loading=300.0)
    assert to_drill(spots(track, kept, [], AT), track.cards, kept, AT) == []
