"""Is what was learnt still there, and is the scheduler right about this learner?

A review of a learnt card is a test: what FSRS expected just before it, against what came. Drills are none, since they
are asked out of turn.
"""

from collections.abc import Iterable, Iterator
from math import fsum
from typing import NamedTuple

from studytui.study.predict import wilson
from studytui.study.review import AGAIN, DAY, Memory, Review, after, recall

ENOUGH = 20
"""Tests below which nothing is said."""
MONTH = 30 * DAY
BUCKETS = (0.0, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
"""Chances of recall between which tests are put together."""


class Asked(NamedTuple):
    """One review: when, what was expected, what came, and what it brought."""

    at: int
    expected: float | None
    """The chance of recall just before, of a learnt card; None of one that was being learnt."""
    recalled: bool
    gained: float
    """By how much it raised the chance that the card is recalled a month later."""


class Rate(NamedTuple):
    """A share with its 95 % interval."""

    recalled: int
    tests: int
    expected: float
    """What FSRS expected of the same tests, on average."""

    @property
    def share(self) -> float:
        """Of tests in which the card was recalled."""
        return self.recalled / self.tests if self.tests else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's."""
        return wilson(self.recalled, self.tests)

    @property
    def is_enough(self) -> bool:
        """Whether there is anything to say."""
        return self.tests >= ENOUGH

    @property
    def said(self) -> str:
        """What it says, with its uncertainty."""
        if not self.is_enough:
            return f"Too little to say: {self.tests} of {ENOUGH} reviews of learnt cards."
        low, high = self.interval
        got = f"You recalled {100 * self.share:.0f} % in {self.tests:,} reviews of learnt cards"
        between = f"between {100 * low:.0f} and {100 * high:.0f} % with 95 % confidence"
        wanted = f"the schedule expected {100 * self.expected:.0f} %"
        if low <= self.expected <= high:
            return f"{got} ({between}); {wanted}, and that fits."
        which = "less" if self.share < self.expected else "more"
        return f"{got} ({between}); {wanted}: you remember {which} than it thinks."


def replay(card: str, reviews: Iterable[Review]) -> Iterator[Asked]:
    """Every review of a card, oldest first, as a test."""
    memory: Memory | None = None
    for review in reviews:
        expected = recall(memory, review.at) if memory and memory.is_learnt else None
        later = review.at + MONTH
        before = recall(memory, later) if memory else 0.0
        memory = after(card, memory, review)
        yield Asked(review.at, expected, review.grade > AGAIN, recall(memory, later) - before)


def rate(tests: Iterable[Asked]) -> Rate:
    """The rate of recall over the tests of learnt cards."""
    counted = [(test.recalled, test.expected) for test in tests if test.expected is not None]
    # In whatever order they come, to the digit.
    expected = fsum(chance for _, chance in counted) / len(counted) if counted else 0.0
    return Rate(sum(recalled for recalled, _ in counted), len(counted), expected)


def bucket(chance: float) -> int:
    """Which of the buckets a chance is in."""
    return sum(chance >= bound for bound in BUCKETS[1:-1])


def by_chance(tests: Iterable[Asked]) -> list[Rate]:
    """The same for tests with like chances, from the worst to the best; those without tests are left out."""
    found: list[list[Asked]] = [[] for _ in BUCKETS]
    for test in tests:
        if test.expected is not None:
            found[bucket(test.expected)].append(test)
    return [rate(each) for each in found if each]
