"""A grade is one event; cards are set aside, renamed, and asked again after a break."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from studytui.desk import Desk
from studytui.desk.reviews import BURIED, FLAGGED, SUSPENDED
from studytui.errors import NOTHING_MATCHED, StudyError
from studytui.history.events import milliseconds
from studytui.history.facts import Paused, Reviewed
from studytui.study.review import AGAIN, EASY, GOOD, HARD
from studytui.track.model import Track
from tests.conftest import NOON, Clock
from tests.desk.reviews.learner import IDS, ONE, TWO, MakeDesk, anew, graded, known, study


def test_a_grade_is_one_event_with_its_time_and_answer(desk: Desk) -> None:
    event = desk.reviews.grade(ONE, GOOD, 7.4, answer=" 250 ms\0 ")
    assert event.fact == Reviewed(ONE, GOOD, 7, answer="250 ms\0")
    assert graded(desk) == [event]


def test_what_is_remembered_after_a_grade_is_what_its_reviews_fold_to(desk: Desk, clock: Clock) -> None:
    study(desk, clock)
    assert set(known(desk)) == set(IDS)
    assert known(desk) == anew(desk)


@pytest.mark.parametrize("grade", [0, 5, -1])
def test_what_is_no_grade_is_refused(desk: Desk, grade: int) -> None:
    with pytest.raises(StudyError, match="no grade"):
        desk.reviews.grade(ONE, grade, 5)
    assert graded(desk) == []


def test_an_unknown_card_names_the_nearest(desk: Desk) -> None:
    with pytest.raises(StudyError, match="card-") as caught:
        desk.reviews.grade("card-x", GOOD, 5)
    assert caught.value.exit_code == NOTHING_MATCHED


def test_what_each_grade_would_mean_is_what_comes_of_it(desk: Desk, clock: Clock) -> None:
    study(desk, clock)
    told = desk.reviews.intervals(ONE)
    desk.reviews.grade(ONE, HARD, 5)
    assert known(desk)[ONE].due - milliseconds(clock()) == told[HARD]


def test_a_drill_is_kept_and_leaves_the_schedule_as_it_is(desk: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    study(desk, clock)
    before, today = known(desk), desk.reviews.today()
    desk.reviews.grade(ONE, AGAIN, 5, drill=True)
    assert known(desk) == before == known(make_desk())
    assert desk.reviews.today() == today
    assert graded(desk)[-1].fact == Reviewed(ONE, AGAIN, 5, drill=True)


def test_a_card_that_was_only_drilled_is_new(desk: Desk) -> None:
    desk.reviews.grade(ONE, EASY, 5, drill=True)
    assert known(desk) == {}
    assert ONE in desk.reviews.queue().new


def test_a_grade_that_only_a_later_version_knows_is_passed_over(desk: Desk, clock: Clock) -> None:
    desk.reviews.grade(ONE, GOOD, 5)
    before = known(desk)
    desk.history.append(Reviewed(ONE, 9, 5), Reviewed(TWO, 0, 5), now=clock() + timedelta(hours=1))
    desk.refresh()
    assert known(desk) == before


def test_a_buried_card_is_back_on_the_next_study_day(desk: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    desk.reviews.mark(ONE, BURIED)
    assert ONE not in desk.reviews.queue().cards
    clock.now = NOON.replace(hour=3) + timedelta(days=1)
    assert ONE not in make_desk().reviews.queue().cards
    clock.go(hours=1)
    assert ONE in make_desk().reviews.queue().cards


def test_a_suspended_card_stays_away_until_that_is_taken_back(desk: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    desk.reviews.mark(ONE, SUSPENDED)
    clock.go(days=400)
    assert ONE not in make_desk().reviews.queue().cards
    desk.reviews.mark(ONE, SUSPENDED, on=False)
    assert ONE in desk.reviews.queue().cards


def test_a_flagged_card_is_asked_all_the_same(desk: Desk) -> None:
    desk.reviews.mark(ONE, FLAGGED)
    assert desk.reviews.marks() == {BURIED: set(), SUSPENDED: set(), FLAGGED: {ONE}}
    assert ONE in desk.reviews.queue().cards


@pytest.mark.parametrize("mark", [BURIED, SUSPENDED, FLAGGED])
def test_every_mark_can_be_taken_back(desk: Desk, mark: str) -> None:
    before = desk.reviews.queue()
    desk.reviews.take_back(desk.reviews.mark(ONE, mark))
    assert desk.reviews.marks()[mark] == set()
    assert desk.reviews.queue() == before


def test_a_mark_leaves_the_schedule_as_it_is(desk: Desk, clock: Clock) -> None:
    study(desk, clock)
    before = known(desk)
    desk.reviews.mark(ONE, SUSPENDED)
    assert known(desk) == before


def test_a_renamed_card_keeps_its_reviews_and_marks(
    desk: Desk, track: Track, clock: Clock, make_desk: MakeDesk
) -> None:
    study(desk, clock)
    desk.reviews.mark(ONE, FLAGGED)
    before = known(desk)
    renamed = replace(track.cards[0], id="new-name", was=(ONE,))
    for each in (desk, make_desk()):
        each.track = replace(track, cards=(renamed, *track.cards[1:]))
        assert known(each)["new-name"].reviews == before[ONE].reviews
        assert known(each)["new-name"].stability == before[ONE].stability
        assert ONE not in known(each)
        assert each.reviews.marks()[FLAGGED] == {"new-name"}
        assert "new-name" not in each.reviews.queue().new


def test_a_renamed_card_goes_on_where_it_was(desk: Desk, track: Track, clock: Clock, make_desk: MakeDesk) -> None:
    study(desk, clock)
    desk.track = replace(track, cards=(replace(track.cards[0], id="new-name", was=(ONE,)), *track.cards[1:]))
    assert desk.reviews.intervals(ONE) == desk.reviews.intervals("new-name")
    event = desk.reviews.grade(ONE, GOOD, 5)
    assert event.fact == Reviewed("new-name", GOOD, 5)
    assert known(desk)["new-name"].reviews == 7
    again = make_desk()
    again.track = desk.track
    assert known(again) == known(desk)
    desk.reviews.take_back(event)
    assert known(desk)["new-name"].reviews == 6


def test_undoing_the_spreading_of_a_backlog_makes_all_of_it_due_until_tomorrow(due: Desk, clock: Clock) -> None:
    assert (len(due.reviews.queue(1).due), due.reviews.queue(1).waiting) == (3, 5)
    due.reviews.spread(8)
    assert len(due.reviews.queue(1).due) == 3
    due.undo()
    assert (len(due.reviews.queue(1).due), due.reviews.queue(1).waiting) == (8, 0)
    clock.go(days=1)
    assert len(due.reviews.queue(1).due) == 3


def test_the_pace_is_that_of_the_latest_reviews(due: Desk, clock: Clock) -> None:
    assert due.reviews.queue().seconds == 20
    for number in range(20):
        due.reviews.grade(IDS[number % 8], GOOD, 40, drill=True)
    assert due.reviews.queue().seconds == 40


def test_what_falls_due_in_a_planned_pause_is_asked_before_it(due: Desk, clock: Clock) -> None:
    names = [card.id for card in due.track.cards]
    for name in names:
        due.reviews.grade(name, EASY, 5)
    clock.go(days=1)
    assert due.reviews.queue().due == ()
    day = date.fromisoformat(due.today())
    due.add(Paused((day + timedelta(days=1)).isoformat(), (day + timedelta(days=300)).isoformat()))
    queue = due.reviews.queue()
    assert set(queue.due) == set(names)
    assert queue.early == len(names)
    due.undo()
    assert due.reviews.queue().due == ()
