"""Memories: FSRS's own figures to the digit, on every device the same, whatever its clock does."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler, State
from hypothesis import given
from hypothesis import strategies as st

from studytui.study.review import (
    AGAIN,
    DAY,
    EASY,
    GOOD,
    GRADES,
    HARD,
    Memory,
    Review,
    after,
    fold,
    intervals,
    overdue,
    recall,
    spread,
)
from tests.samples import AT

MINUTE = 60_000
LEARNT = Memory(AT, AT - 10 * DAY, 10.0, 5.0, 2, None, 4, 0, AT - 20 * DAY)

PUBLISHED = (3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3)
"""The grades of a card's life in the tests that fsrs 6.3.2 comes with (tests/test_basic.py, test_review_card)."""
PUBLISHED_DAYS = [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]

grades = st.sampled_from(GRADES)
gaps = st.one_of(st.integers(0, 90 * MINUTE), st.integers(0, 400).map(lambda days: days * DAY + 5 * MINUTE))
"""Milliseconds between two reviews: within a sitting, or days."""
lives = st.lists(st.tuples(grades, gaps), min_size=1, max_size=20)


def moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def reviews_of(life: Sequence[tuple[int, int]]) -> list[Review]:
    at, found = AT, []
    for grade, gap in life:
        at += gap
        found.append(Review(at, grade))
    return found


def by_fsrs(reviews: Sequence[Review]) -> Card:
    """The card after the same reviews, by the package alone."""
    scheduler, card = Scheduler(enable_fuzzing=False), Card(card_id=1)
    for review in reviews:
        card, _ = scheduler.review_card(card, Rating(review.grade), moment(review.at))
    return card


def folded(reviews: Sequence[Review], card: str = "card") -> Memory:
    memory = fold(card, reviews)
    assert memory is not None
    return memory


# As FSRS has it


def test_the_published_life_of_a_card_has_the_published_intervals() -> None:
    scheduler, card, days = Scheduler(enable_fuzzing=False), Card(card_id=1), []
    at = datetime(2022, 11, 29, 12, 30, tzinfo=UTC)
    reviews = []
    for grade in PUBLISHED:
        reviews.append(Review(int(at.timestamp() * 1000), grade))
        card, _ = scheduler.review_card(card, Rating(grade), at)
        days.append((card.due - at).days)
        at = card.due
        memory = folded(reviews)
        assert (memory.stability, memory.difficulty, memory.state) == (card.stability, card.difficulty, card.state)
    assert days == PUBLISHED_DAYS


def test_the_published_memory_state_is_reached_to_the_digit() -> None:
    at, reviews = int(datetime(2022, 11, 29, 12, 30, tzinfo=UTC).timestamp() * 1000), []
    for grade, days in zip((1, 3, 3, 3, 3, 3), (0, 0, 1, 3, 8, 21), strict=True):
        at += days * DAY
        reviews.append(Review(at, grade))
    memory = folded(reviews)
    assert memory.stability == pytest.approx(53.62691, abs=1e-4)
    assert memory.difficulty == pytest.approx(6.3574867, abs=1e-4)


@pytest.mark.parametrize(
    ("grade", "minutes", "state"), [(AGAIN, 1, State.Learning), (HARD, 5.5, State.Learning), (GOOD, 10, State.Learning)]
)
def test_a_new_card_takes_the_published_steps(grade: int, minutes: float, state: State) -> None:
    memory = after("card", None, Review(AT, grade))
    assert (memory.due - AT, memory.state, memory.is_learnt) == (minutes * MINUTE, state, False)


def test_an_easy_new_card_is_learnt_at_once() -> None:
    memory = after("card", None, Review(AT, EASY))
    assert memory.is_learnt
    assert memory.stability == by_fsrs([Review(AT, EASY)]).stability


def test_a_card_that_was_always_easy_has_the_least_difficulty() -> None:
    assert folded([Review(AT + number, EASY) for number in range(10)]).difficulty == 1.0


@given(lives)
def test_stability_and_difficulty_are_those_of_the_package_to_the_digit(life: list[tuple[int, int]]) -> None:
    reviews = reviews_of(life)
    memory, card = folded(reviews), by_fsrs(reviews)
    assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
    assert (memory.state, memory.step) == (card.state, card.step)
    assert moment(memory.last) == card.last_review


@given(lives)
def test_the_due_moment_is_that_of_the_package_but_for_days_that_are_spread(life: list[tuple[int, int]]) -> None:
    reviews = reviews_of(life)
    memory, card = folded(reviews), by_fsrs(reviews)
    assert card.last_review is not None
    days = (card.due - card.last_review).days
    if memory.is_learnt and days > 2:
        least, most = fuzz_range(days)
        assert (memory.due - memory.last) % DAY == 0
        assert least <= (memory.due - memory.last) // DAY <= most
    else:
        assert moment(memory.due) == card.due


@given(lives, st.integers(0, 1000))
def test_recall_is_that_of_the_package(life: list[tuple[int, int]], days: int) -> None:
    reviews = reviews_of(life)
    memory, at = folded(reviews), reviews[-1].at + days * DAY
    assert recall(memory, at) == Scheduler().get_card_retrievability(by_fsrs(reviews), moment(at))


# Spread


def fuzz_range(days: int) -> tuple[int, int]:
    """FSRS's: from 2.5 days on a day, and 15, 10 and 5 % of what lies in each stretch."""
    reach = 1 + 0.15 * (min(days, 7) - 2.5) + 0.1 * max(0, min(days, 20) - 7) + 0.05 * max(0, days - 20)
    return max(2, round(days - reach)), min(round(days + reach), 36500)


@given(st.text(), st.integers(1, 1000), st.integers(3, 36500))
def test_a_spread_interval_stays_in_the_range_of_the_package(card: str, reviews: int, days: int) -> None:
    least, most = fuzz_range(days)
    assert least <= spread(card, reviews, days) <= most


@pytest.mark.parametrize("days", [0, 1, 2])
def test_a_short_interval_is_not_spread(days: int) -> None:
    assert {spread(f"card-{number}", number, days) for number in range(50)} == {days}


@pytest.mark.parametrize("days", [3, 10, 30, 300])
def test_every_day_of_the_range_is_used_and_about_as_often(days: int) -> None:
    least, most = fuzz_range(days)
    found = [spread(f"card-{number}", 3, days) for number in range(4000)]
    assert set(found) == set(range(least, most + 1))
    share = len(found) / (most - least + 1)
    assert all(0.6 * share < found.count(day) < 1.4 * share for day in set(found))


@given(st.text(), st.integers(1, 100), st.integers(1, 5000))
def test_a_card_is_spread_to_the_same_day_on_each_call(card: str, reviews: int, days: int) -> None:
    assert spread(card, reviews, days) == spread(card, reviews, days)


def test_two_cards_that_were_met_together_do_not_always_return_together() -> None:
    life = reviews_of([(GOOD, 0), (GOOD, 10 * MINUTE), (GOOD, 3 * DAY), (GOOD, 14 * DAY)])
    assert len({folded(life, f"card-{number}").due for number in range(20)}) > 3


def test_a_card_is_not_always_spread_to_the_same_side() -> None:
    assert len({spread("card", reviews, 30) for reviews in range(1, 20)}) > 3


# Time


@given(lives, st.integers(0, 3000 * DAY))
def test_a_clock_that_was_set_back_never_makes_time_run_backwards(life: list[tuple[int, int]], back: int) -> None:
    before = folded(reviews_of(life))
    memory = after("card", before, Review(max(0, before.last - back), GOOD))
    assert memory.last == before.last
    assert memory.due > memory.last
    assert memory == after("card", before, Review(before.last, GOOD))


def test_a_clock_that_was_set_back_leaves_recall_as_it_was_at_the_last_review() -> None:
    assert recall(LEARNT, LEARNT.last - 40 * DAY) == recall(LEARNT, LEARNT.last) == 1.0


@given(lives)
def test_a_card_is_due_later_than_it_was_reviewed(life: list[tuple[int, int]]) -> None:
    memory = folded(reviews_of(life))
    assert memory.due > memory.last
    assert memory.interval == memory.due - memory.last


@given(lives, st.lists(st.integers(0, 1000), min_size=2, max_size=6))
def test_recall_falls_with_time(life: list[tuple[int, int]], days: list[int]) -> None:
    memory = folded(reviews_of(life))
    chances = [recall(memory, memory.last + each * DAY) for each in sorted(set(days))]
    assert chances == sorted(chances, reverse=True)
    assert len(set(chances)) == len(chances)
    assert all(0 < chance <= 1 for chance in chances)


def test_recall_is_nine_of_ten_after_as_many_days_as_the_memory_is_stable() -> None:
    assert recall(LEARNT, LEARNT.last + 10 * DAY) == pytest.approx(0.9)


def test_how_late_a_card_is_counts_against_its_interval() -> None:
    assert overdue(LEARNT, AT) == 0
    assert overdue(LEARNT, AT + 10 * DAY) == 1
    assert overdue(LEARNT._replace(last=AT - 100 * DAY), AT + 10 * DAY) == pytest.approx(0.1)
    assert overdue(LEARNT._replace(last=AT - MINUTE), AT + DAY) == 1


# Folding


def test_a_card_without_reviews_has_no_memory() -> None:
    assert fold("card", []) is None


@given(lives)
def test_folding_on_is_folding_from_the_start(life: list[tuple[int, int]]) -> None:
    reviews = reviews_of(life)
    memory = None
    for number, review in enumerate(reviews, 1):
        memory = after("card", memory, review)
        assert memory == fold("card", reviews[:number])
    assert memory is not None
    assert (memory.reviews, memory.first) == (len(reviews), reviews[0].at)


def test_the_order_of_reviews_matters_so_all_devices_must_have_the_same() -> None:
    one, other = Review(AT, GOOD), Review(AT + 30 * DAY, AGAIN)
    assert fold("card", [one, other]) != fold("card", [other, one])


@given(lives.filter(lambda life: len(life) > 1))
def test_a_lapse_is_a_card_forgotten_after_it_was_learnt_and_counts_once(life: list[tuple[int, int]]) -> None:
    reviews = reviews_of(life)
    learnt = [folded(reviews[:number]).is_learnt for number in range(1, len(reviews))]
    lapses = sum(was and review.grade == AGAIN for was, review in zip(learnt, reviews[1:], strict=True))
    assert folded(reviews).lapses == lapses


def test_a_card_forgotten_over_and_over_in_one_sitting_lapsed_once() -> None:
    memory = LEARNT
    for minutes in range(5):
        memory = after("card", memory, Review(AT + minutes * MINUTE, AGAIN))
    assert (memory.lapses, memory.is_learnt) == (1, False)


# What each grade would mean


@given(lives, gaps)
def test_the_interval_rises_with_the_grade(life: list[tuple[int, int]], gap: int) -> None:
    memory = folded(reviews_of(life))
    at = memory.last + gap
    found = [after("card", memory, Review(at, grade)).stability for grade in GRADES]
    assert found == sorted(found)
    times = intervals("card", memory, at)
    assert [*times] == [*GRADES]
    assert [times[grade] for grade in GRADES] == sorted(times.values())


@given(lives, gaps, grades)
def test_what_is_shown_under_a_grade_is_what_comes_of_it(life: list[tuple[int, int]], gap: int, grade: int) -> None:
    memory = folded(reviews_of(life))
    at = memory.last + gap
    assert intervals("card", memory, at)[grade] == after("card", memory, Review(at, grade)).due - at


def test_the_grades_of_a_new_card_are_told_too() -> None:
    times = intervals("card", None, AT)
    assert (times[AGAIN], times[GOOD]) == (MINUTE, 10 * MINUTE)
    assert timedelta(milliseconds=times[EASY]) > timedelta(days=2)
