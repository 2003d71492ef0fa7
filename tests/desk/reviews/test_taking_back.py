"""Taking a grade back restores the exact state."""

from pathlib import Path

from hypothesis import given

from studytui.desk import Desk
from studytui.study.review import AGAIN, GOOD
from studytui.track.model import Track
from tests.conftest import Clock
from tests.desk.reviews.learner import IDS, ONE, Learner, MakeDesk, anew, each_time, graded, known, many, study, verbs


def test_taking_a_grade_back_restores_the_exact_state(desk: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    study(desk, clock)
    before = known(desk)
    event = desk.reviews.grade(ONE, AGAIN, 5)
    assert known(desk) != before
    desk.reviews.take_back(event)
    assert known(desk) == before == known(make_desk())


def test_a_card_whose_only_grade_was_taken_back_is_new_again(desk: Desk) -> None:
    desk.reviews.take_back(desk.reviews.grade(ONE, GOOD, 5))
    assert known(desk) == {}
    assert ONE in desk.reviews.queue().new


def test_a_grade_from_long_ago_can_be_taken_back(desk: Desk, clock: Clock) -> None:
    study(desk, clock)
    desk.reviews.take_back(graded(desk)[3])
    assert known(desk) == anew(desk)
    assert known(desk)[IDS[3]].reviews == 5


def test_the_desks_own_undo_takes_a_grade_back_too(desk: Desk, clock: Clock) -> None:
    study(desk, clock)
    before = known(desk)
    desk.reviews.grade(ONE, AGAIN, 5)
    desk.undo()
    assert known(desk) == before


@many(60)
@given(steps=verbs)
def test_whatever_was_done_what_is_remembered_is_what_the_history_folds_to(
    folder: Path, track: Track, steps: list[tuple[str, str | int, int]]
) -> None:
    learner = Learner(each_time(folder), track)
    for step in steps:
        learner.do(*step)
        assert known(learner.desk) == anew(learner.desk)
    learner.desk.close()


@many(40)
@given(before=verbs, after=verbs)
def test_taking_back_all_that_was_done_since_restores_the_exact_state(
    folder: Path, track: Track, before: list[tuple[str, str | int, int]], after: list[tuple[str, str | int, int]]
) -> None:
    learner = Learner(each_time(folder), track)
    for step in before:
        learner.do(*step)
    state, learner.done = known(learner.desk), []
    for step in after:
        learner.do(*step)
    for event in reversed(learner.done):
        learner.desk.reviews.take_back(event)
    assert known(learner.desk) == state
    learner.start()
    assert known(learner.desk) == state
    learner.desk.close()
