"""Devices that reviewed apart agree, whatever arrives when."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.desk import Desk
from studytui.history.facts import Wrote
from studytui.study.review import AGAIN, GOOD
from studytui.track.model import Track
from tests.conftest import DEVICE, NOON
from tests.desk.reviews.learner import ONE, TWO, Learner, MakeDesk, anew, each_time, give, known, many, study, verbs
from tests.samples import THERE


def test_devices_that_reviewed_apart_agree_to_the_digit(two: tuple[Learner, Learner]) -> None:
    here, there = two
    there.clock.go(hours=3)
    for learner in two:
        study(learner.desk, learner.clock)
    assert known(here.desk) != known(there.desk)
    give(here, there)
    give(there, here)
    for learner in two:
        learner.desk.refresh()
        learner.clock.now = NOON + timedelta(days=60)
    assert known(here.desk) == known(there.desk) == anew(here.desk)
    assert here.desk.reviews.queue() == there.desk.reviews.queue()


@pytest.mark.parametrize("days", [0, 40], ids=["in the same file", "in the next month's"])
def test_a_grade_that_arrives_while_one_grades_here_is_not_passed_over(two: tuple[Learner, Learner], days: int) -> None:
    here, there = two
    here.desk.reviews.grade(ONE, GOOD, 5)
    there.desk.reviews.grade(TWO, GOOD, 5)
    give(there, here)
    here.clock.go(days=days)
    here.desk.reviews.grade(ONE, GOOD, 5)
    here.desk.refresh()
    assert set(known(here.desk)) == {ONE, TWO}
    assert known(here.desk) == anew(here.desk)


def test_an_undo_that_arrives_changes_what_is_remembered_here(two: tuple[Learner, Learner]) -> None:
    here, there = two
    event = here.desk.reviews.grade(ONE, AGAIN, 5)
    give(here, there)
    there.desk.refresh()
    there.desk.reviews.take_back(event)
    give(there, here)
    here.desk.refresh()
    assert known(here.desk) == known(there.desk) == {}


def test_what_another_program_graded_and_folded_is_seen_here(desk: Desk, make_desk: MakeDesk) -> None:
    desk.reviews.grade(ONE, GOOD, 5)
    other = make_desk()
    other.reviews.grade(TWO, GOOD, 5)
    desk.refresh()
    assert known(desk) == known(other) == anew(desk)
    other.reviews.grade(TWO, GOOD, 5)
    desk.reviews.grade(ONE, GOOD, 5)
    desk.refresh()
    assert known(desk) == anew(desk)


def test_a_file_that_is_gone_takes_what_was_remembered_of_it(two: tuple[Learner, Learner]) -> None:
    here, there = two
    here.desk.write("The first event makes the file.")
    there.desk.reviews.grade(TWO, GOOD, 5)
    give(there, here)
    here.desk.refresh()
    assert set(known(here.desk)) == {TWO}
    shutil.rmtree(here.places.history / THERE)
    # In a new file, so that all is looked at in the moment of the grade.
    here.clock.go(days=40)
    here.desk.reviews.grade(ONE, GOOD, 5)
    assert set(known(here.desk)) == {ONE}


def test_when_all_reviews_are_gone_nothing_is_remembered(two: tuple[Learner, Learner]) -> None:
    here, there = two
    there.desk.reviews.grade(TWO, GOOD, 5)
    give(there, here)
    here.desk.refresh()
    assert set(known(here.desk)) == {TWO}
    shutil.rmtree(here.places.history / THERE)
    here.desk.refresh()
    assert known(here.desk) == {}


@many(40)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 1), st.one_of(st.just(("give", 0, 0)), verbs.filter(bool).map(lambda each: each[0]))),
        max_size=30,
    )
)
def test_the_order_in_which_reviews_arrive_does_not_matter(
    folder: Path, track: Track, steps: list[tuple[int, tuple[str, str | int, int]]]
) -> None:
    root = each_time(folder)
    devices = [Learner(root / name, track, name) for name in (DEVICE, THERE)]
    for who, step in steps:
        learner = devices[who]
        if step[0] == "give":
            give(learner, devices[1 - who])
            devices[1 - who].desk.refresh()
        else:
            learner.do(*step)
    for learner, other in (devices, reversed(devices)):
        give(learner, other)
    states = []
    for learner in devices:
        learner.desk.refresh()
        states.append(known(learner.desk))
        assert states[-1] == anew(learner.desk)
        learner.start()
        states.append(known(learner.desk))
        learner.desk.close()
    assert all(state == states[0] for state in states)


def test_taking_in_ones_own_event_leaves_those_of_others_to_the_next_refresh(two: tuple[Learner, Learner]) -> None:
    here, there = two
    here.desk.write("first")
    there.desk.write("theirs")
    give(there, here)
    here.desk.add_alone(Wrote("mine"))
    assert [entry.text for entry in here.desk.entries()] == ["mine", "first"]
    assert here.desk.refresh()
    assert {entry.text for entry in here.desk.entries()} == {"first", "mine", "theirs"}
    assert not here.desk.refresh()
