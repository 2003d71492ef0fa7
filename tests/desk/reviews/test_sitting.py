"""A sitting: the cards of the day one after the other, to the end or as far as one likes."""

from dataclasses import replace

import pytest

from studytui.desk import Desk
from studytui.desk.reviews import BURIED, FLAGGED, SUSPENDED
from studytui.desk.sitting import Sitting
from studytui.errors import StudyError
from studytui.study.deck import NEW_A_DAY
from studytui.study.review import AGAIN, EASY, GOOD, HARD
from studytui.track.model import Track
from tests.conftest import Clock
from tests.desk.reviews.learner import IDS, ONE, TWO, MakeDesk, graded, known


def in_hand(sitting: Sitting) -> str | None:
    return sitting.card.id if sitting.card else None


def test_a_sitting_asks_the_queue_in_its_order_and_ends(due: Desk) -> None:
    sitting, asked = Sitting(due.reviews), []
    while card := sitting.card:
        asked.append(card.id)
        sitting.grade(GOOD, 5)
    assert tuple(asked) == sitting.queue.due
    assert sorted(asked) == sorted(IDS)
    assert (sitting.done, sitting.left, sitting.minutes) == (8, 0, 0)
    with pytest.raises(StudyError, match="no card is left"):
        sitting.grade(GOOD, 5)


def test_a_sitting_has_the_days_new_cards_last(desk: Desk) -> None:
    sitting = Sitting(desk.reviews)
    assert sitting.queue.new == (IDS[0], IDS[1], IDS[2], IDS[3], IDS[4])
    assert sitting.left == NEW_A_DAY
    assert sitting.minutes == pytest.approx(NEW_A_DAY * 20 / 60)


def test_a_card_that_is_being_learnt_comes_back_when_its_time_has_come(due: Desk, clock: Clock) -> None:
    sitting = Sitting(due.reviews)
    first = in_hand(sitting)
    sitting.grade(AGAIN, 5)
    clock.go(minutes=9)
    assert in_hand(sitting) != first
    sitting.grade(GOOD, 5)
    clock.go(minutes=1)
    assert in_hand(sitting) == first
    sitting.grade(GOOD, 5)
    assert sitting.left == 6


def test_a_card_that_is_being_learnt_comes_before_its_time_when_nothing_else_is_left(due: Desk) -> None:
    sitting = Sitting(due.reviews)
    first = in_hand(sitting)
    sitting.grade(AGAIN, 5)
    for _ in range(7):
        sitting.grade(EASY, 5)
    assert (in_hand(sitting), sitting.left) == (first, 1)
    sitting.grade(GOOD, 5)
    assert sitting.card is None


def test_the_card_in_hand_stays_there_while_the_learner_thinks(due: Desk, clock: Clock) -> None:
    sitting = Sitting(due.reviews)
    sitting.grade(AGAIN, 5)
    card = in_hand(sitting)
    clock.go(minutes=30)
    assert in_hand(sitting) == card
    sitting.grade(GOOD, 5)
    assert [event.thing for event in graded(due)][-1] == card


def test_steps_are_taken_back_one_by_one_to_the_beginning(due: Desk, clock: Clock) -> None:
    sitting = Sitting(due.reviews)
    states = []
    for grade in (GOOD, AGAIN, GOOD, EASY, HARD):
        states.append((in_hand(sitting), sitting.left, sitting.done, known(due)))
        sitting.grade(grade, 5)
        clock.go(minutes=6)
    sitting.set_aside(BURIED)
    assert sitting.undo()
    for state in reversed(states):
        assert sitting.undo()
        assert (in_hand(sitting), sitting.left, sitting.done, known(due)) == state
    assert not sitting.undo()


def test_a_step_that_was_taken_back_can_be_done_anew(due: Desk) -> None:
    sitting = Sitting(due.reviews)
    first = in_hand(sitting)
    sitting.grade(AGAIN, 5)
    sitting.undo()
    sitting.grade(GOOD, 5)
    assert known(due)[str(first)].lapses == 0
    assert (sitting.done, sitting.left) == (1, 7)


def test_who_stops_has_everything_kept_and_goes_on_later(due: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    sitting = Sitting(due.reviews)
    asked = {in_hand(sitting)}
    sitting.grade(GOOD, 5)
    asked.add(in_hand(sitting))
    sitting.grade(GOOD, 5)
    again = make_desk()
    assert known(again) == known(due)
    assert set(Sitting(again.reviews).queue.due) == set(IDS) - asked


def test_what_was_written_meanwhile_is_not_taken_back(due: Desk) -> None:
    sitting = Sitting(due.reviews)
    before = known(due)
    sitting.grade(AGAIN, 5)
    due.write("A thought between two cards.")
    assert sitting.undo()
    assert [entry.text for entry in due.entries()] == ["A thought between two cards."]
    assert known(due) == before


def test_a_grade_that_the_desk_took_back_meanwhile_leaves_the_sitting_whole(desk: Desk) -> None:
    sitting = Sitting(desk.reviews)
    sitting.grade(AGAIN, 5)
    desk.undo()
    assert in_hand(sitting) == ONE
    sitting.grade(GOOD, 5)
    assert known(desk)[ONE].reviews == 1


@pytest.mark.parametrize("mark", [BURIED, SUSPENDED])
def test_who_sets_a_card_aside_has_the_next_in_hand(due: Desk, mark: str) -> None:
    sitting = Sitting(due.reviews)
    first, second, *_ = sitting.queue.due
    sitting.set_aside(mark)
    assert (in_hand(sitting), sitting.left, sitting.done) == (second, 7, 0)
    assert sitting.undo()
    assert (in_hand(sitting), sitting.left) == (first, 8)
    assert due.reviews.marks()[mark] == set()


def test_who_flags_a_card_keeps_it_in_hand(due: Desk) -> None:
    sitting = Sitting(due.reviews)
    first = in_hand(sitting)
    sitting.set_aside(FLAGGED)
    assert (in_hand(sitting), sitting.left) == (first, 8)
    assert sitting.undo()
    assert due.reviews.marks()[FLAGGED] == set()


def test_a_drill_asks_its_cards_once_each_and_changes_no_schedule(due: Desk) -> None:
    before = known(due)
    sitting = Sitting(due.reviews, drill=[TWO, ONE])
    asked = []
    while card := sitting.card:
        asked.append(card.id)
        sitting.grade(AGAIN, 5)
    assert asked == [TWO, ONE]
    assert known(due) == before
    assert sitting.undo() and sitting.undo()
    assert in_hand(sitting) == TWO


def test_a_drill_takes_cards_by_their_former_ids(due: Desk, track: Track) -> None:
    due.track = replace(track, cards=(replace(track.cards[0], id="new-name", was=(ONE,)), *track.cards[1:]))
    sitting = Sitting(due.reviews, drill=[ONE])
    assert in_hand(sitting) == "new-name"
    sitting.grade(GOOD, 5)
    assert sitting.card is None


def test_a_refused_grade_leaves_the_sitting_as_it_was(due: Desk) -> None:
    sitting = Sitting(due.reviews)
    first = in_hand(sitting)
    with pytest.raises(StudyError):
        sitting.grade(7, 5)
    assert (in_hand(sitting), sitting.left, sitting.done) == (first, 8, 0)
    assert not sitting.undo()
