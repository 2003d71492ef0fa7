"""Which cards are at hand today: what is due, what is new, and how a backlog is spread over days.

A card is due from the study day on that its schedule names. New cards enter as their week begins, a few a day, and wait
while there is a backlog. When more is due than the day's minutes hold, the most overdue go first, relative to their
intervals, and the rest waits for another day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import zip_longest
from math import ceil
from typing import NamedTuple

from studytui.study.review import AGAIN, DAY, GOOD, Memory, Review, after, overdue, recall
from studytui.track.model import Card

NEW_A_DAY = 5
SECONDS_A_CARD = 20.0
"""What a card takes until the learner's own pace is known."""
ENOUGH = 20
"""Reviews from which on the learner's own pace is."""
SLOWEST = 120.0
"""Seconds beyond which somebody was called away from a card."""

NEAR = 7
"""Days before a pause, from which on what falls due in it is brought forward."""

_FORESIGHT, _DEAR = 100_000, 60
"""How much work it may be to look ahead, and how much of that one review is: 30 ms at most."""


class Today(NamedTuple):
    """The present study day, and what the learner gives it."""

    now: int
    ends: int
    """When the study day ends, in milliseconds UTC."""
    minutes: float
    """For cards."""
    reviewed: int = 0
    """Reviews of today so far."""
    met: int = 0
    """New cards that were met today."""
    pause: tuple[int, int] | None = None
    """When the next planned pause begins and ends, in milliseconds UTC."""


class Queue(NamedTuple):
    """What there is to review now, in order."""

    due: tuple[str, ...]
    new: tuple[str, ...]
    soon: tuple[str, ...] = ()
    """What is being learnt and comes back in minutes: asked when nothing else is left, or when its time has come."""
    waiting: int = 0
    """Cards that are due too, and wait for another day."""
    days: int = 0
    """Days until nothing waits any more, today included; 0 when nothing waits."""
    seconds: float = SECONDS_A_CARD
    """What a card takes."""
    early: int = 0
    """How many of those due are so only because a pause is near."""

    @property
    def cards(self) -> tuple[str, ...]:
        """Everything, in the order in which it is asked."""
        return (*self.due, *self.new, *self.soon)

    @property
    def minutes(self) -> float:
        """How long it takes."""
        return len(self.cards) * self.seconds / 60


def queue(
    cards: Sequence[Card],
    memories: Mapping[str, Memory],
    begun: Sequence[Sequence[str]],
    today: Today,
    aside: Set[str] = frozenset(),
    pace: float = SECONDS_A_CARD,
    is_spread: bool = True,
) -> Queue:
    """Today's cards. `begun` are the topics of the weeks that have begun, `aside` cards that are buried or suspended.

    Without `is_spread` everything that is due is asked today, however much it is.
    """
    at_hand = [card for card in cards if card.id not in aside]
    due = [card for card in at_hand if card.id in memories and memories[card.id].due < today.ends]
    due.sort(key=lambda card: (-overdue(memories[card.id], today.now), card.id))
    # What is being learnt comes back within minutes, and is no backlog; what is not due yet comes last.
    learning = [card for card in due if not memories[card.id].is_learnt]
    ripe = [card for card in learning if memories[card.id].due <= today.now]
    # It takes its time all the same.
    today = today._replace(reviewed=today.reviewed + len(ripe))
    room = max(0, round(today.minutes * 60 / pace) - today.reviewed)
    soon = [card for card in learning if memories[card.id].due > today.now]
    soon.sort(key=lambda card: memories[card.id].due)
    learnt = [card for card in due if memories[card.id].is_learnt]
    taken = learnt[:room] if is_spread else learnt
    waiting = len(learnt) - len(taken)
    early = brought_forward(at_hand, memories, today)[: max(0, room - len(taken))]
    met = max(0, min(NEW_A_DAY - today.met, room - len(taken) - len(early)))
    new = [] if waiting else [card for card in entering(at_hand, begun) if card.id not in memories][:met]
    return Queue(
        tuple(card.id for card in apart([*ripe, *taken, *early])),
        tuple(card.id for card in new),
        tuple(card.id for card in soon),
        waiting,
        # What is set aside, or no longer in the track, does not come.
        clears(learnt, {card.id: memories[card.id] for card in at_hand if card.id in memories}, today, pace)
        if waiting
        else 0,
        pace,
        len(early),
    )


def brought_forward(cards: Iterable[Card], memories: Mapping[str, Memory], today: Today) -> list[Card]:
    """What falls due in a pause that is near, and is asked before it: each day an equal part, the soonest due first."""
    if today.pause is None or not today.ends - DAY < today.pause[0] <= today.ends + NEAR * DAY:
        return []
    begins, ends = today.pause
    missed = [
        card
        for card in cards
        if (memory := memories.get(card.id))
        and memory.is_learnt
        and today.ends <= memory.due < ends
        # Not what was asked today: it would be asked again and again.
        and memory.last < today.ends - DAY
    ]
    missed.sort(key=lambda card: (memories[card.id].due, card.id))
    days = 1 + max(0, ceil((begins - today.ends) / DAY))
    return missed[: ceil(len(missed) / days)]


def entering(cards: Iterable[Card], begun: Sequence[Sequence[str]]) -> list[Card]:
    """Cards in the order in which they enter: week by week, the topics of a week in turns."""
    of_topic: dict[str, list[Card]] = {}
    for card in cards:
        of_topic.setdefault(card.topic, []).append(card)
    found = []
    for topics in begun:
        turns = zip_longest(*(of_topic.pop(topic, ()) for topic in topics))
        found += [card for turn in turns for card in turn if card]
    return found


def clears(learnt: Iterable[Card], memories: Mapping[str, Memory], today: Today, pace: float) -> int:
    """Days until a backlog is gone, today included, when each day takes what its minutes hold.

    Looks ahead day by day: what is reviewed comes back in its time, and as much of it is forgotten as FSRS expects.
    In a pause nothing is reviewed. What is too far off for all that is told by how fast it went until then.
    """
    names = {card.id for card in learnt}
    state = {name: memory for name, memory in memories.items() if name in names or memory.due >= today.ends}
    a_day = max(1, round(today.minutes * 60 / pace))
    begins, over = today.pause or (0, 0)
    room, day, effort, forgotten, first = max(0, a_day - today.reviewed), 0, 0, 0.0, 0
    while True:
        now, ends = today.now + day * DAY, today.ends + day * DAY
        room = 0 if begins < ends <= over else room
        due = [name for name, memory in state.items() if memory.due < ends]
        left = len(due) - room
        day += 1
        if left <= 0:
            return day
        first = first or left
        effort += len(state) + _DEAR * room
        if effort > _FORESIGHT:
            return day + ceil(left / max(1.0, (first - left) / day))
        due.sort(key=lambda name: -overdue(state[name], now))
        for name in due[:room]:
            forgotten += 1 - recall(state[name], now)
            if forgotten >= 1:
                # It is learnt anew the same day, and comes back soon.
                forgotten -= 1
                lapsed = after(name, state[name], Review(now, AGAIN))
                state[name] = after(name, lapsed, Review(lapsed.due, GOOD))
            else:
                state[name] = after(name, state[name], Review(now, GOOD))
        room = a_day


def apart(cards: Sequence[Card]) -> Iterator[Card]:
    """The cards in their order, but with those of one topic not next to each other where that can be helped."""
    waiting = list(cards)
    last = ""
    while waiting:
        at = next((n for n, card in enumerate(waiting) if card.topic != last), 0)
        # Not from far behind: what is most overdue stays in front.
        card = waiting.pop(at)
        last = card.topic
        yield card


def pace(seconds: Sequence[int]) -> float:
    """What a card takes this learner: the median of the latest reviews, once there are enough."""
    counted = sorted(each for each in seconds if 0 < each <= SLOWEST)
    return float(counted[len(counted) // 2]) if len(counted) >= ENOUGH else SECONDS_A_CARD


def forecast(memories: Iterable[Memory], today: Today, days: int = 30) -> list[int]:
    """How many cards fall due on each of the coming days, today (with all that is overdue) first."""
    found = [0] * days
    for memory in memories:
        day = 0 if memory.due < today.ends else (memory.due - today.ends) // DAY + 1
        if day < days:
            found[day] += 1
    return found


def retention(memories: Iterable[Memory], now: int) -> float | None:
    """The chance of recalling a card of these now, on average; None without any."""
    chances = [recall(memory, now) for memory in memories if memory.is_learnt]
    return sum(chances) / len(chances) if chances else None


def recalled(grades: Iterable[int]) -> tuple[int, int]:
    """Of reviews, how many were recalled, and how many there were."""
    found = list(grades)
    return sum(grade > AGAIN for grade in found), len(found)
