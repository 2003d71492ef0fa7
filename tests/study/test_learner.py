"""Two years of a simulated learner: is the load bearable, is what was promised kept, and does a fortnight off matter?

The learner's true memory follows FSRS's curve of forgetting, but each card is easier or harder than the scheduler
thinks. Five of seven days, ten minutes. Run with -s for the figures.
"""

import random
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import pytest

from studytui.study.deck import Today, queue
from studytui.study.review import AGAIN, DAY, EASY, GOOD, HARD, Memory, Review, after, recall
from studytui.track.model import Card
from tests.samples import AT

DAYS = 730
MINUTES, PACE = 10.0, 20.0
A_DAY = round(MINUTES * 60 / PACE)
TOPICS, CARDS = 30, 6
WEEK = 7
AWAY = range(300, 314)
"""The fortnight off."""
HOUR = DAY // 24


class Sitting(NamedTuple):
    """One day of study."""

    day: int
    due: int
    """Cards that were due, with those that waited."""
    waiting: int
    clears: int
    """The day on which the backlog was said to be gone; 0 without one."""
    reviews: int


@dataclass
class Learner:
    """A learner with a memory of their own."""

    seed: int
    cards: list[Card] = field(default_factory=list)
    memories: dict[str, Memory] = field(default_factory=dict)
    sittings: list[Sitting] = field(default_factory=list)
    answered: list[bool] = field(default_factory=list)
    """Of cards that were due after days: whether they were recalled."""
    expected: list[float] = field(default_factory=list)
    """What the scheduler expected of the same."""
    entered: int = 0
    """The day on which the last new card was met."""

    def __post_init__(self) -> None:
        self.choose = random.Random(self.seed)
        names = [f"topic-{number}" for number in range(TOPICS)]
        self.cards = [Card(f"{name}-{card}", "recall", "?", "!", name) for name in names for card in range(CARDS)]
        self.topics = names
        # How long each card is really kept, against what the scheduler thinks.
        self.kept = {card.id: self.choose.lognormvariate(0, 0.35) for card in self.cards}

    def live(self, days: int = DAYS) -> "Learner":
        """Study on five of seven days, but for the fortnight off."""
        for day in range(days):
            if day % WEEK < 5 and day not in AWAY:
                self.study(day)
        return self

    def study(self, day: int) -> None:
        """One sitting in the morning: the queue, then what comes back within minutes."""
        now, ends = AT + day * DAY, AT + day * DAY + 19 * HOUR
        # A topic a week, as in a track of thirty weeks.
        begun = [[topic] for topic in self.topics[: 1 + day // WEEK]]
        found = queue(self.cards, self.memories, begun, Today(now, ends, MINUTES), pace=PACE)
        line, again, reviews = [*found.due, *found.new], list(found.soon), 0
        while line or again:
            name = (line or again).pop(0)
            self.entered = day if name not in self.memories else self.entered
            self.memories[name] = after(name, self.memories.get(name), Review(now, self.answer(name, now)))
            reviews += 1
            now += round(PACE * 1000)
            if not self.memories[name].is_learnt:
                again.append(name)
        due = sum(name in found.due for name in self.memories) + found.waiting
        clears = day + found.days if found.waiting else 0
        self.sittings.append(Sitting(day, due, found.waiting, clears, reviews))

    def answer(self, name: str, now: int) -> int:
        """The grade of a card, by what is really left of it."""
        memory = self.memories.get(name)
        if memory is None:
            return self.choose.choices((AGAIN, HARD, GOOD, EASY), (25, 15, 50, 10))[0]
        if not memory.is_learnt:
            return AGAIN if self.choose.random() < 0.1 else GOOD
        truly = recall(memory._replace(stability=memory.stability * self.kept[name]), now)
        is_recalled = self.choose.random() < truly
        self.answered.append(is_recalled)
        self.expected.append(recall(memory, now))
        return self.choose.choices((HARD, GOOD, EASY), (15, 75, 10))[0] if is_recalled else AGAIN

    def in_days(self, days: range) -> list[Sitting]:
        """The sittings of some days."""
        return [sitting for sitting in self.sittings if sitting.day in days]


@cache
def lived(seed: int) -> Learner:
    """Two years of one learner."""
    return Learner(seed).live()


pytestmark = [pytest.mark.slow, pytest.mark.parametrize("learner", [1, 2, 3], indirect=True, ids="learner {}".format)]


@pytest.fixture
def learner(request: pytest.FixtureRequest) -> Learner:
    return lived(request.param)


def tell(*said: object) -> None:
    print("\n   ", *said)  # noqa: T201 - shown with -s


def test_every_card_of_the_track_has_entered_soon_after_its_week_began(learner: Learner) -> None:
    tell(f"{len(learner.memories)} cards, the last of them met on day {learner.entered}")
    assert len(learner.memories) == TOPICS * CARDS
    assert learner.entered <= TOPICS * WEEK + 14


def test_what_is_due_stays_within_what_a_day_holds(learner: Learner) -> None:
    ordinary = [each for each in learner.sittings if each.day not in range(AWAY.start, AWAY.stop + 14)]
    dues = sorted(each.due for each in ordinary)
    median, busiest = dues[len(dues) // 2], dues[-1]
    tell(f"due on a day: {median} in the middle, {dues[len(dues) * 95 // 100]} on one of twenty, {busiest} at most")
    assert median <= A_DAY / 2
    assert busiest <= 1.5 * A_DAY


def test_the_load_falls_once_all_cards_have_entered(learner: Learner) -> None:
    first, last = learner.in_days(range(100, 200)), learner.in_days(range(630, 730))
    early, late = (sum(each.reviews for each in some) / len(some) for some in (first, last))
    tell(f"reviews on a day of study: {early:.1f} in days 100 to 200, {late:.1f} in the last hundred")
    assert late < early / 2


def test_as_much_is_recalled_as_was_wanted(learner: Learner) -> None:
    share = sum(learner.answered) / len(learner.answered)
    expected = sum(learner.expected) / len(learner.expected)
    tell(f"recalled {share:.3f} of {len(learner.answered)} due cards, expected {expected:.3f}")
    assert 0.85 <= share <= 0.95
    assert share == pytest.approx(expected, abs=0.03)


def test_a_fortnight_off_is_made_up_for_by_about_the_day_that_was_told(learner: Learner) -> None:
    back, *following = learner.in_days(range(AWAY.stop, DAYS))
    clear = next(each.day for each in [back, *following] if not each.waiting)
    told, taken = back.clears - AWAY.stop, clear - AWAY.stop + 1
    tell(f"{back.due} due on coming back, {back.due - back.waiting} of them that day; told {told} days, took {taken}")
    assert back.waiting > 0
    # The days told are days of study, of which a week has five.
    assert abs(clear - end_of_study(back)) <= 4


def test_no_day_is_longer_than_the_learner_wanted_but_for_what_is_learnt_anew(learner: Learner) -> None:
    longest = max(each.reviews for each in learner.sittings)
    tell(f"the longest day had {longest} reviews, of {A_DAY} that its minutes hold")
    assert longest <= 1.6 * A_DAY


def end_of_study(back: Sitting) -> int:
    """The last of the days that were told, when two days of a week are free."""
    day, left = back.day, back.clears - back.day - 1
    while left > 0:
        day += 1
        left -= day % WEEK < 5
    return day
