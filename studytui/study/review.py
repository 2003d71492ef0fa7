"""What the learner remembers of a card, folded from its reviews by FSRS, and when it is due again.

FSRS-6 through the `fsrs` package (open-spaced-repetition/py-fsrs, `fsrs/scheduler.py`), wanting 0.9 recall, without its
random fuzz: due days are spread by a hash of the card instead, so that all devices come to the same day. Times are UTC
milliseconds; learning steps are minutes, everything after that whole days.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zlib import crc32

from fsrs import Card, Rating, Scheduler, State

RETENTION = 0.9
"""The share of due cards that the schedule wants to be recalled."""
AGAIN, HARD, GOOD, EASY = GRADES = (1, 2, 3, 4)
DAY = 24 * 3600 * 1000
_LEARNT = int(State.Review)
_SPREAD = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))
"""By how much intervals are spread: the share of each stretch of days, as FSRS fuzzes them."""
_LONGEST = 36500
"""Days, as FSRS bounds them."""


class Memory(NamedTuple):
    """What is left of a card in the learner's mind."""

    due: int
    last: int
    """When it was reviewed last."""
    stability: float
    """Days until the chance of recall has fallen to 0.9."""
    difficulty: float
    state: int
    """FSRS's: 1 learning, 2 review, 3 relearning."""
    step: int | None
    reviews: int
    lapses: int
    """How often it was forgotten after it had been learnt."""
    first: int
    """When it was met."""

    @property
    def is_learnt(self) -> bool:
        """Whether it comes back after days; otherwise it is still being learnt, in minutes."""
        return self.state == _LEARNT

    @property
    def interval(self) -> int:
        """Milliseconds from the last review to the day it is due."""
        return self.due - self.last


class Review(NamedTuple):
    """One graded card."""

    at: int
    grade: int
    seconds: int = 0


def fold(card: str, reviews: Iterable[Review]) -> Memory | None:
    """The memory after all reviews of a card, oldest first; None if there are none."""
    memory = None
    for review in reviews:
        memory = after(card, memory, review)
    return memory


def after(card: str, memory: Memory | None, review: Review) -> Memory:
    """The memory after one more review."""
    now = _moment(review.at)
    lapse = memory is not None and memory.is_learnt and review.grade == AGAIN
    # Devices may disagree about the time by hours, FSRS counts whole days: never before the last review.
    now = now if memory is None else max(now, _moment(memory.last))
    graded, _ = _scheduler().review_card(_card(memory, now), Rating(review.grade), now)
    reviews = memory.reviews + 1 if memory else 1
    due = _milliseconds(graded.due)
    if graded.state == State.Review:
        due = _milliseconds(now) + DAY * spread(card, reviews, round((graded.due - now) / timedelta(days=1)))
    return Memory(
        due=due,
        last=_milliseconds(now),
        stability=graded.stability or 0.0,
        difficulty=graded.difficulty or 0.0,
        state=int(graded.state),
        step=graded.step,
        reviews=reviews,
        lapses=(memory.lapses if memory else 0) + lapse,
        first=memory.first if memory else review.at,
    )


def intervals(card: str, memory: Memory | None, at: int) -> dict[int, int]:
    """For every grade, the milliseconds until the card would come back."""
    return {grade: after(card, memory, Review(at, grade)).due - at for grade in GRADES}


def recall(memory: Memory, at: int) -> float:
    """The chance of recalling the card at a time, as FSRS estimates it."""
    return float(_scheduler().get_card_retrievability(_card(memory, _moment(at)), _moment(max(at, memory.last))))


def overdue(memory: Memory, at: int) -> float:
    """How late a card is against its interval: 0 on the day it is due, 1 after as long again."""
    return (at - memory.due) / max(memory.interval, DAY)


def spread(card: str, reviews: int, days: int) -> int:
    """An interval moved by some days, the same on every device, so that cards met together do not return together."""
    if days < _SPREAD[0][0]:
        return days
    reach = 1.0 + sum(share * max(0.0, min(days, end) - start) for start, end, share in _SPREAD)
    least, most = max(2, round(days - reach)), min(round(days + reach), _LONGEST)
    least = min(least, most)
    # By the same part of each range, so that a better grade never comes back earlier. The product mixes what a checksum
    # leaves alike in ids that are.
    part = crc32(f"{card}\0{reviews}".encode("utf-8", "replace")) * 2_654_435_761 % 2**32
    return least + (part * (most - least + 1) >> 32)


@cache
def _scheduler() -> Scheduler:
    return Scheduler(desired_retention=RETENTION, enable_fuzzing=False)


def _card(memory: Memory | None, now: datetime) -> Card:
    # With an id: without one, a Card waits a millisecond for the clock to give it another.
    if memory is None:
        return Card(card_id=1, due=now)
    last, due = _moment(memory.last), _moment(memory.due)
    return Card(1, State(memory.state), memory.step, memory.stability, memory.difficulty, due, last)


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
