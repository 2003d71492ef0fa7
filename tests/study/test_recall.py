"""Is what was learnt still there, and is the scheduler right about this learner?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.study.recall import ENOUGH, Asked, by_chance, rate, replay
from studytui.study.review import AGAIN, DAY, EASY, GOOD, Review
from tests.samples import AT

TESTS = st.lists(st.builds(Asked, st.just(AT), st.none() | st.floats(0.01, 1), st.booleans(), st.floats(-1, 1)))


def test_only_reviews_of_learnt_cards_are_tests_of_recall() -> None:
    new, later, last = replay("card", [Review(AT, EASY), Review(AT + 9 * DAY, GOOD), Review(AT + 40 * DAY, AGAIN)])
    assert new.expected is None
    assert later.expected == pytest.approx(0.9, abs=0.05)
    assert (later.recalled, last.recalled) == (True, False)


def test_a_card_that_is_learnt_gains_and_one_that_is_forgotten_gains_nothing() -> None:
    new, again = replay("card", [Review(AT, EASY), Review(AT + 60 * DAY, AGAIN)])
    assert new.gained > 0.5
    assert again.gained < new.gained


@pytest.mark.parametrize(
    ("recalled", "said"),
    [(18, "and that fits"), (8, "you remember less than it thinks")],
)
def test_the_rate_says_whether_the_schedule_is_right(recalled: int, said: str) -> None:
    found = rate([Asked(AT, 0.9, number < recalled, 0.0) for number in range(20)])
    assert (found.recalled, found.tests) == (recalled, 20)
    assert said in found.said


def test_who_remembers_more_than_expected_is_told_so() -> None:
    assert "more than it thinks" in rate([Asked(AT, 0.5, True, 0.0)] * 40).said


@given(st.integers(0, ENOUGH - 1))
def test_below_twenty_tests_nothing_is_claimed(count: int) -> None:
    found = rate([Asked(AT, 0.9, True, 0.0)] * count)
    assert found.said == f"Too little to say: {count} of 20 reviews of learnt cards."


@given(TESTS)
def test_every_test_of_a_learnt_card_is_in_one_group_and_groups_rise(tests: list[Asked]) -> None:
    groups = by_chance(tests)
    assert sum(group.tests for group in groups) == sum(test.expected is not None for test in tests)
    chances = [group.expected for group in groups]
    assert chances == sorted(chances)
    for group in groups:
        low, high = group.interval
        assert low - 1e-9 <= group.share <= high + 1e-9
