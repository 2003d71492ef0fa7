"""The desk's verbs about cards of the learner's own."""

from collections.abc import Callable

import pytest

from studytui.desk import Desk
from studytui.errors import StudyError
from studytui.study.own_cards import Written, written
from studytui.study.review import GOOD
from tests.conftest import Clock

ONE = "napkin-math-1"
TEXTS = Written("What is Little's law?", "L = λW.")


def ids(desk: Desk) -> list[str]:
    return [card.id for card in desk.track.cards]


def test_a_card_of_ones_own_is_asked_with_the_others_from_the_next_start_on_too(
    desk: Desk, make_desk: Callable[[], Desk]
) -> None:
    card = desk.cards.add("napkin-math", TEXTS)
    for each in (desk, make_desk()):
        assert card.id in (*each.reviews.queue().new, *each.reviews.queue().due)
        assert each.reviews.card(card.id).front == TEXTS.question
        assert each.cards.own() == (card,)


def test_a_reworded_card_keeps_what_is_remembered_of_it(desk: Desk) -> None:
    desk.reviews.grade(ONE, GOOD, 5)
    before = desk.reviews.memories()[ONE]
    card = desk.cards.edit(ONE, Written("500 queries over 1 ms?", "= 500 ms"))
    assert (card.id, card.front, card.answer) == (ONE, "500 queries over 1 ms?", "500 ms")
    assert desk.reviews.memories()[ONE] == before


def test_a_card_that_is_new_after_the_edit_is_met_anew_in_the_place_of_the_old(desk: Desk) -> None:
    desk.reviews.grade(ONE, GOOD, 5)
    card = desk.cards.edit(ONE, TEXTS, as_new=True)
    assert ONE not in ids(desk)
    assert card.id in ids(desk)
    assert card.id not in desk.reviews.memories()
    desk.undo()
    assert ONE in ids(desk)
    assert card.id not in ids(desk)
    assert desk.reviews.memories()[ONE].reviews == 1


def test_no_edit_loses_or_doubles_a_card(desk: Desk) -> None:
    before = len(ids(desk))
    card = desk.cards.add("lazy-loading", TEXTS)
    for number in range(4):
        card = desk.cards.edit(card.id, Written(f"Question {number}", "Answer"), as_new=number % 2 == 1)
        assert len(ids(desk)) == len(set(ids(desk))) == before + 1


def test_undo_takes_back_a_wording_then_the_card(desk: Desk) -> None:
    card = desk.cards.add("napkin-math", TEXTS)
    desk.cards.edit(card.id, Written("Another", "one"))
    undone = desk.undo()
    assert undone is not None
    assert undone.summary == "edited card: Another"
    assert desk.reviews.card(card.id).front == TEXTS.question
    desk.undo()
    assert card.id not in ids(desk)


def test_what_was_saved_unchanged_is_no_event(desk: Desk) -> None:
    latest = desk.index.latest()
    desk.cards.edit(ONE, written(desk.reviews.card(ONE)))
    assert desk.index.latest() == latest


def test_a_deleted_card_comes_back_with_what_was_remembered(desk: Desk) -> None:
    desk.reviews.grade(ONE, GOOD, 5)
    desk.cards.delete(ONE)
    assert ONE not in (*desk.reviews.queue().cards, *ids(desk))
    desk.undo()
    assert desk.reviews.memories()[ONE].reviews == 1


def test_a_card_about_nothing_known_is_refused(desk: Desk) -> None:
    with pytest.raises(StudyError, match="no topic"):
        desk.cards.add("nothing", TEXTS)
    with pytest.raises(StudyError, match="no card"):
        desk.cards.edit("nothing", TEXTS)


def test_the_track_is_the_same_object_until_a_card_changes(desk: Desk, clock: Clock) -> None:
    track = desk.track
    desk.write("something")
    assert desk.track is track
    desk.cards.add("napkin-math", TEXTS)
    changed = desk.track
    assert changed is not track
    clock.go(days=1)
    desk.tick("w01-m1")
    assert desk.track is changed
