"""The cards of a day: no more than its minutes hold, the most overdue first, and a backlog that ends."""

import random
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studytui.study.deck import (
    ENOUGH,
    NEW_A_DAY,
    SECONDS_A_CARD,
    SLOWEST,
    Queue,
    Today,
    apart,
    clears,
    entering,
    forecast,
    pace,
    queue,
    recalled,
    retention,
)
from studytui.study.review import AGAIN, DAY, GOOD, Memory, Review, after, fold, overdue, recall
from studytui.track.model import Card
from tests.samples import AT

MINUTE = 60_000
ENDS = AT + 12 * 60 * MINUTE
A_DAY = 30
"""Cards that ten minutes hold."""


def today(minutes: float = 10.0, reviewed: int = 0, met: int = 0) -> Today:
    return Today(AT, ENDS, minutes, reviewed, met)


def card(number: int, topic: str | None = None) -> Card:
    return Card(f"card-{number:03}", "recall", "?", "!", topic or f"topic-{number % 7}")


def cards(count: int, topic: str | None = None) -> list[Card]:
    return [card(number, topic) for number in range(count)]


def learnt(late: float, interval: float = 10.0) -> Memory:
    """A memory that has been due for some days."""
    due = round(AT - late * DAY)
    return Memory(due, round(due - interval * DAY), interval, 5.0, 2, None, 5, 0, AT - 100 * DAY)


def learning(minutes: float) -> Memory:
    """A memory of a card that comes back in some minutes, or was to come back some ago."""
    due = round(AT + minutes * MINUTE)
    return Memory(due, due - 10 * MINUTE, 2.3, 5.0, 1, 1, 1, 0, due - 10 * MINUTE)


def all_due(of: Iterable[Card], late: float = 1.0) -> dict[str, Memory]:
    return {each.id: learnt(late) for each in of}


lateness = st.floats(-40, 90)
decks = st.lists(
    st.one_of(
        st.none(),
        st.builds(learnt, lateness, st.floats(1, 400)),
        st.builds(learning, st.floats(-3000, 600)),
    ),
    max_size=80,
)
"""Cards that are new, learnt or being learnt."""


def deal(deck: list[Memory | None]) -> tuple[list[Card], dict[str, Memory], list[list[str]]]:
    dealt = cards(len(deck))
    memories = {each.id: memory for each, memory in zip(dealt, deck, strict=True) if memory}
    return dealt, memories, [[f"topic-{number}" for number in range(7)]]


# How much


@given(decks, st.floats(0, 40), st.integers(0, 50), st.integers(0, 9), st.floats(1, 120))
def test_a_queue_never_exceeds_the_days_minutes_but_for_what_is_being_learnt(
    deck: list[Memory | None], minutes: float, reviewed: int, met: int, seconds: float
) -> None:
    dealt, memories, begun = deal(deck)
    found = queue(dealt, memories, begun, today(minutes, reviewed, met), pace=seconds)
    asked = [name for name in found.due if memories[name].is_learnt] + [*found.new]
    # Half a card more or less: it is cards that are asked, not parts of them.
    assert not asked or (len(asked) + reviewed - 0.5) * seconds <= minutes * 60


@given(decks, st.floats(0, 40), st.integers(0, 50))
def test_every_due_card_is_asked_or_waits_and_none_twice(
    deck: list[Memory | None], minutes: float, reviewed: int
) -> None:
    dealt, memories, begun = deal(deck)
    found = queue(dealt, memories, begun, today(minutes, reviewed))
    due = {name for name, memory in memories.items() if memory.due < ENDS}
    assert len(set(found.cards)) == len(found.cards)
    assert {*found.due, *found.soon} <= due
    assert len(found.due) + len(found.soon) + found.waiting == len(due)
    assert (found.days > 0) == (found.waiting > 0)


@given(decks, st.floats(0, 40))
def test_without_spreading_all_that_is_due_is_asked(deck: list[Memory | None], minutes: float) -> None:
    dealt, memories, begun = deal(deck)
    found = queue(dealt, memories, begun, today(minutes), is_spread=False)
    assert {*found.due, *found.soon} == {name for name, memory in memories.items() if memory.due < ENDS}
    assert (found.waiting, found.days) == (0, 0)


@given(decks, st.sets(st.integers(0, 79)), st.booleans())
def test_what_is_set_aside_is_never_asked_and_counts_nowhere(
    deck: list[Memory | None], which: set[int], is_spread: bool
) -> None:
    dealt, memories, begun = deal(deck)
    aside = {each.id for number, each in enumerate(dealt) if number in which}
    left = [each for each in dealt if each.id not in aside]
    found = queue(dealt, memories, begun, today(4), aside, is_spread=is_spread)
    assert found == queue(left, memories, begun, today(4), is_spread=is_spread)
    assert not aside.intersection(found.cards)


def test_what_is_set_aside_does_not_put_off_the_day_on_which_a_backlog_clears() -> None:
    dealt = cards(200)
    memories = all_due(dealt[:50]) | {each.id: learnt(-1) for each in dealt[50:]}
    aside = {each.id for each in dealt[50:]}
    assert queue(dealt, memories, [], today(), aside).days == 2
    assert queue(dealt[:50], memories, [], today()).days == 2


def test_a_card_that_the_track_no_longer_has_is_not_asked() -> None:
    assert queue([], all_due(cards(3)), [], today()).cards == ()


def test_a_card_is_due_from_the_beginning_of_its_study_day_and_not_before() -> None:
    dealt = cards(2)
    memories = {dealt[0].id: learnt(0)._replace(due=ENDS - 1), dealt[1].id: learnt(0)._replace(due=ENDS)}
    assert queue(dealt, memories, [], today()).due == (dealt[0].id,)


def test_what_was_reviewed_today_takes_from_the_days_minutes() -> None:
    dealt = cards(40)
    found = queue(dealt, all_due(dealt), [], today(reviewed=25))
    assert (len(found.due), found.waiting) == (5, 35)
    assert len(queue(dealt, all_due(dealt), [], today(reviewed=99)).due) == 0


def test_what_is_being_learnt_takes_of_the_days_minutes_too() -> None:
    dealt = cards(50)
    relearnt = {each.id: learning(-5) for each in dealt[:20]}
    found = queue(dealt, {**all_due(dealt), **relearnt}, [], today())
    assert set(relearnt) <= set(found.due)
    assert (len(found.due), found.waiting, found.minutes) == (A_DAY, 20, 10.0)
    assert found.days == 2


def test_a_slower_learner_is_asked_less() -> None:
    dealt = cards(40)
    assert len(queue(dealt, all_due(dealt), [], today(), pace=60).due) == 10


def test_the_minutes_of_a_queue_are_those_of_its_cards() -> None:
    assert Queue(("a", "b"), ("c",), ("d",), seconds=30).minutes == 2


# In which order


@given(decks)
def test_what_waits_is_less_overdue_than_what_is_asked(deck: list[Memory | None]) -> None:
    dealt, memories, begun = deal(deck)
    found = queue(dealt, memories, begun, today(4))
    late = {name: overdue(memory, AT) for name, memory in memories.items() if memory.is_learnt and memory.due < ENDS}
    asked = [late.pop(name) for name in found.due if name in late]
    assert not asked or not late or min(asked) >= max(late.values())


def test_how_late_a_card_is_counts_against_its_interval() -> None:
    dealt = cards(2)
    memories = {dealt[0].id: learnt(10, 100), dealt[1].id: learnt(5, 5)}
    assert queue(dealt, memories, [], today()).due == (dealt[1].id, dealt[0].id)
    assert queue(dealt, memories, [], today(1 / 3)).due == (dealt[1].id,)


def test_cards_that_are_equally_late_keep_one_order_on_every_device() -> None:
    dealt = cards(20, "one")
    memories = all_due(dealt)
    shuffled = random.Random(1).sample(dealt, 20)
    assert queue(shuffled, memories, [], today()).due == tuple(each.id for each in dealt)


def test_what_is_being_learnt_comes_before_its_time_only_when_nothing_else_is_left() -> None:
    dealt = cards(4)
    memories = {dealt[0].id: learning(8), dealt[1].id: learning(2), dealt[2].id: learning(-5), dealt[3].id: learnt(1)}
    found = queue(dealt, memories, [], today())
    assert set(found.due) == {dealt[2].id, dealt[3].id}
    assert found.soon == (dealt[1].id, dealt[0].id)


def test_what_is_being_learnt_is_no_backlog() -> None:
    dealt = cards(60)
    found = queue(dealt, {each.id: learning(-5) for each in dealt}, [], today())
    assert (len(found.due), found.waiting, found.days) == (60, 0, 0)


# Topics apart


@given(st.lists(st.integers(0, 4), max_size=40))
def test_two_cards_of_a_topic_stand_together_only_when_no_other_topic_is_left(topics: list[int]) -> None:
    dealt = [card(number, f"topic-{topic}") for number, topic in enumerate(topics)]
    found = list(apart(dealt))
    assert sorted(each.id for each in found) == sorted(each.id for each in dealt)
    for at, (one, other) in enumerate(pairwise(found)):
        if one.topic == other.topic:
            assert {each.topic for each in found[at:]} == {one.topic}


@given(st.lists(st.integers(0, 4), max_size=40))
def test_cards_of_one_topic_keep_their_order(topics: list[int]) -> None:
    dealt = [card(number, f"topic-{topic}") for number, topic in enumerate(topics)]
    found = list(apart(dealt))
    for topic in {each.topic for each in dealt}:
        assert [each for each in found if each.topic == topic] == [each for each in dealt if each.topic == topic]


def test_cards_that_are_apart_already_stay_as_they_are() -> None:
    dealt = cards(14)
    assert list(apart(dealt)) == dealt


def test_a_queue_has_its_topics_apart() -> None:
    dealt = [card(number, "ab"[number // 8]) for number in range(16)]
    found = queue(dealt, all_due(dealt), [], today())
    topics = [dealt[int(name[-3:])].topic for name in found.due]
    assert all(one != other for one, other in pairwise(topics))


# New cards


def test_new_cards_enter_week_by_week_and_topics_in_turn() -> None:
    dealt = [card(0, "later"), card(1, "a"), card(2, "a"), card(3, "a"), card(4, "b"), card(5, "none")]
    assert [each.id[-1] for each in entering(dealt, [["a", "b"], ["later"]])] == ["1", "4", "2", "3", "0"]


def test_a_topic_of_two_weeks_enters_with_the_first() -> None:
    dealt = [card(0, "b"), card(1, "a")]
    assert [each.id[-1] for each in entering(dealt, [["a"], ["b", "a"]])] == ["1", "0"]


def test_cards_wait_until_their_week_begins() -> None:
    dealt = [card(0, "now"), card(1, "later")]
    assert queue(dealt, {}, [["now"]], today()).new == (dealt[0].id,)
    assert queue(dealt, {}, [], today()).new == ()


@given(st.integers(0, 12))
def test_a_few_new_cards_a_day_are_enough(met: int) -> None:
    dealt = cards(30, "now")
    found = queue(dealt, {}, [["now"]], today(met=met))
    assert len(found.new) == max(0, NEW_A_DAY - met)
    assert found.new == tuple(each.id for each in dealt[: len(found.new)])


def test_a_card_is_new_only_once() -> None:
    dealt = cards(3, "now")
    assert queue(dealt, {dealt[0].id: learnt(-5)}, [["now"]], today()).new == (dealt[1].id, dealt[2].id)


def test_new_cards_come_after_what_is_due_and_only_as_far_as_the_minutes_go() -> None:
    dealt = cards(40, "now")
    found = queue(dealt, all_due(dealt[:28]), [["now"]], today())
    assert (len(found.due), len(found.new), found.waiting) == (28, 2, 0)
    assert found.cards[-2:] == found.new


def test_new_cards_wait_while_a_backlog_waits() -> None:
    dealt = cards(40, "now")
    assert queue(dealt, all_due(dealt[:31]), [["now"]], today()).new == ()
    assert len(queue(dealt, all_due(dealt[:31]), [["now"]], today(11)).new) == 2


# A backlog ends


def after_a_break(count: int, seed: int) -> tuple[list[Card], dict[str, Memory]]:
    """Cards learnt to various degrees, most of them late."""
    choose = random.Random(seed)
    dealt = cards(count)
    memories = {}
    for each in dealt:
        interval = choose.choice([2, 3, 5, 8, 13, 21, 34, 55, 89])
        memories[each.id] = learnt(choose.randint(-5, 30), interval)._replace(difficulty=choose.uniform(3, 9))
    return dealt, memories


def days_until_clear(
    dealt: list[Card], memories: dict[str, Memory], minutes: float, seed: int, forgets: bool = True
) -> int:
    """Study day by day as the queue says, remembering as FSRS expects; the day on which nothing waits any more."""
    choose = random.Random(seed)
    memories = dict(memories)
    for day in range(2000):
        now = AT + day * DAY
        found = queue(dealt, memories, [], Today(now, ENDS + day * DAY, minutes))
        if not found.waiting:
            return day
        for name in [*found.due, *found.soon]:
            is_known = not forgets or choose.random() < recall(memories[name], now)
            memories[name] = after(name, memories[name], Review(now, GOOD if is_known else AGAIN))
            while not memories[name].is_learnt:
                memories[name] = after(name, memories[name], Review(memories[name].due, GOOD))
    raise AssertionError("it never clears")


@settings(max_examples=40)
@given(st.integers(1, 150), st.floats(0.5, 10), st.integers(0, 2**16))
def test_a_backlog_always_clears(count: int, minutes: float, seed: int) -> None:
    dealt, memories = after_a_break(count, seed)
    # Not more cards than minutes: one that asks for a card a day of hundreds is in arrears for good.
    days_until_clear(dealt, memories, max(minutes, count / 60), seed)


@pytest.mark.parametrize(("count", "minutes"), [(60, 10), (63, 4), (120, 10), (180, 10), (180, 6), (180, 4)])
@pytest.mark.parametrize("seed", range(3))
def test_a_backlog_clears_about_when_it_was_said(count: int, minutes: float, seed: int) -> None:
    dealt, memories = after_a_break(count, seed)
    told = queue(dealt, memories, [], Today(AT, ENDS, minutes)).days
    taken = days_until_clear(dealt, memories, minutes, seed)
    assert abs(taken + 1 - told) <= max(2, told / 5)


def test_a_backlog_of_less_than_two_days_clears_tomorrow() -> None:
    dealt = cards(2 * A_DAY - 5)
    assert clears(dealt, all_due(dealt), today(), SECONDS_A_CARD) == 2


def test_who_has_done_enough_today_begins_with_a_backlog_tomorrow() -> None:
    dealt = cards(2 * A_DAY - 5)
    assert clears(dealt, all_due(dealt), today(reviewed=A_DAY), SECONDS_A_CARD) == 3


def test_a_backlog_does_not_clear_in_a_pause() -> None:
    dealt = cards(40)
    begins = ENDS + 1 * DAY
    paused = today()._replace(pause=(begins, begins + 8 * DAY))
    # Thirty today and the rest tomorrow: the pause comes after that.
    assert clears(dealt, all_due(dealt), paused, SECONDS_A_CARD) == 2
    tomorrow = today()._replace(pause=(ENDS, ENDS + 8 * DAY))
    assert clears(dealt, all_due(dealt), tomorrow, SECONDS_A_CARD) >= 1 + 8 + 1


def test_what_falls_due_meanwhile_joins_the_backlog() -> None:
    dealt = cards(100)
    memories = all_due(dealt[:60]) | {each.id: learnt(-1) for each in dealt[60:]}
    assert clears(dealt[:60], memories, today(), SECONDS_A_CARD) == 4


@settings(max_examples=40)
@given(st.integers(0, 300), st.floats(0, 30), st.integers(0, 99))
def test_the_day_on_which_a_backlog_clears_can_always_be_told(count: int, minutes: float, reviewed: int) -> None:
    dealt = cards(count)
    assert clears(dealt, all_due(dealt), today(minutes, reviewed), SECONDS_A_CARD) >= 1


# Figures


@given(decks, st.integers(1, 200))
def test_a_forecast_counts_every_card_once(deck: list[Memory | None], days: int) -> None:
    memories = [memory for memory in deck if memory]
    found = forecast(memories, today(), days)
    assert len(found) == days
    assert sum(found) == sum(memory.due < ENDS + (days - 1) * DAY for memory in memories)
    assert found[0] == sum(memory.due < ENDS for memory in memories)


def test_a_forecast_has_each_card_on_its_study_day() -> None:
    dues = (ENDS - 1, ENDS, ENDS + DAY - 1, ENDS + DAY)
    assert forecast([learnt(0)._replace(due=due) for due in dues], today(), 4) == [1, 2, 1, 0]


@given(st.lists(st.integers(-5, 1000), max_size=60))
def test_a_pace_is_one_that_a_learner_can_have(seconds: list[int]) -> None:
    assert 1 <= pace(seconds) <= SLOWEST


def test_the_pace_is_the_learners_own_once_there_are_enough_reviews() -> None:
    assert pace([5] * (ENOUGH - 1)) == SECONDS_A_CARD
    assert pace([5] * ENOUGH) == 5


def test_the_pace_is_not_that_of_a_learner_who_was_called_away_nor_of_grades_without_time() -> None:
    assert pace([5] * ENOUGH + [int(SLOWEST) + 1] * 100 + [0] * 100) == 5


def test_retention_is_what_is_expected_of_cards_that_are_learnt() -> None:
    assert retention([], AT) is None
    assert retention([learning(5)], AT) is None
    assert retention([learnt(0), learning(5)], AT) == pytest.approx(0.9)


def test_of_reviews_all_but_the_forgotten_were_recalled() -> None:
    assert recalled([1, 2, 3, 4, 1]) == (3, 5)
    assert recalled([]) == (0, 0)


def test_a_life_of_five_new_cards_a_day_stays_within_the_minutes() -> None:
    dealt, memories = cards(150, "now"), dict[str, Memory]()
    for day in range(60):
        now, asked = AT + day * DAY, 0
        found = queue(dealt, memories, [["now"]], Today(now, ENDS + day * DAY, 20))
        for name in found.cards:
            memory = fold(name, [Review(now, GOOD), Review(now + 10 * MINUTE, GOOD)])
            known = memories.get(name)
            assert memory is not None
            memories[name] = after(name, known, Review(now, GOOD)) if known else memory
            asked += 1
        assert asked <= 60
        assert found.waiting == 0
    assert len(memories) == 150


def before_a_pause(days: float, lasts: float = 14) -> Today:
    """Today, with a pause that begins in some days."""
    begins = ENDS + round((days - 1) * DAY)
    return today()._replace(pause=(begins, begins + round(lasts * DAY)))


@pytest.mark.parametrize(("days", "early"), [(1, 12), (2, 6), (4, 3), (7, 2), (10, 0)])
def test_what_falls_due_in_a_pause_is_asked_before_it_an_equal_part_a_day(days: int, early: int) -> None:
    dealt = cards(12)
    memories = {each.id: learnt(-11 - number / 10, 30) for number, each in enumerate(dealt)}
    found = queue(dealt, memories, [], before_a_pause(days))
    assert (len(found.due), found.early) == (early, early)
    assert set(found.due) == {each.id for each in dealt[:early]}


def test_without_a_pause_nothing_is_asked_early() -> None:
    dealt = cards(5)
    assert queue(dealt, {each.id: learnt(-3) for each in dealt}, [], today()).due == ()


def test_what_was_asked_today_and_what_is_due_after_the_pause_is_not_brought_forward() -> None:
    dealt = cards(3)
    memories = dict(zip((each.id for each in dealt), [learnt(-3), learnt(-3, 3.0), learnt(-30, 60)], strict=True))
    assert queue(dealt, memories, [], before_a_pause(1)).due == (dealt[0].id,)


@given(decks, st.floats(-3, 12), st.floats(0, 40))
def test_bringing_forward_fills_the_minutes_of_a_day_and_no_more(
    deck: list[Memory | None], days: float, lasts: float
) -> None:
    dealt, memories, begun = deal(deck)
    plain = queue(dealt, memories, begun, today())
    found = queue(dealt, memories, begun, before_a_pause(days, lasts))
    assert set(plain.due) <= set(found.due)
    assert len(found.due) - len(plain.due) == found.early
    assert found.early <= max(0, A_DAY - len(plain.due))
    assert len(set(found.cards)) == len(found.cards)
