"""One sitting of reviews: the next card, grading it, and taking that back, without looking at all cards each time."""

from collections.abc import Iterable
from typing import NamedTuple

from studytui.desk.reviews import BURIED, MINUTES, SUSPENDED, Reviews
from studytui.errors import StudyError
from studytui.history.events import Event, milliseconds
from studytui.history.facts import Reviewed, Spread
from studytui.study.deck import Queue
from studytui.track.model import Card


class Step(NamedTuple):
    """What was done, and how the line stood before, so that it can be taken back."""

    event: Event
    line: tuple[str, ...]
    soon: tuple[str, ...]


class Sitting:
    """The cards of a sitting, in order. Stop at any moment: everything graded is kept."""

    def __init__(self, reviews: Reviews, minutes: float = MINUTES, drill: Iterable[str] = ()) -> None:
        """With `drill`, those cards outside the schedule, which leaves it as it is. Raises StudyError."""
        self._reviews = reviews
        self._minutes = minutes
        self._hand: str | None = None
        self._steps: list[Step] = []
        self.drill = tuple(reviews.card(each).id for each in drill)
        self.done = 0
        self._begin()

    def _begin(self) -> None:
        self.queue = Queue(self.drill, ()) if self.drill else self._reviews.queue(self._minutes)
        self._line = [*self.queue.due, *self.queue.new]
        self._soon = list(self.queue.soon)
        plan = self._reviews.spread(len(self.queue.due) + self.queue.waiting) if self.queue.waiting else None
        if plan:
            self._steps.append(Step(plan, (), ()))

    @property
    def left(self) -> int:
        """How many cards are still to come."""
        return len(self._line) + len(self._soon)

    @property
    def minutes(self) -> float:
        """How long that takes."""
        return self.left * self.queue.seconds / 60

    @property
    def card(self) -> Card | None:
        """The card in hand: what is being learnt when its time has come, else the next in line.

        It stays in hand until it is graded or set aside, whatever else falls due while the learner thinks.
        """
        if self._hand is None or not self._reviews.knows(self._hand):
            self._hand = self._next()
        return None if self._hand is None else self._reviews.card(self._hand)

    def grade(self, grade: int, seconds: float, answer: str = "", sure: int | None = None) -> None:
        """Grade the card in hand, and go on to the next. Raises StudyError."""
        card = self._in_hand()
        before = tuple(self._line), tuple(self._soon)
        event = self._reviews.grade(card.id, grade, seconds, bool(self.drill), answer, sure)
        self._take(card.id)
        memory = self._reviews.memories().get(card.id)
        if not self.drill and memory and not memory.is_learnt:
            self._soon.append(card.id)
            self._soon.sort(key=self._due)
        self._steps.append(Step(event, *before))
        self.done += 1

    def set_aside(self, mark: str) -> None:
        """Bury the card in hand for today, or suspend it. Raises StudyError."""
        card = self._in_hand()
        before = tuple(self._line), tuple(self._soon)
        event = self._reviews.mark(card.id, mark)
        if mark in (BURIED, SUSPENDED):
            self._take(card.id)
        self._steps.append(Step(event, *before))

    def delete(self) -> None:
        """Take the card in hand out for good. Raises StudyError."""
        card = self._in_hand()
        before = tuple(self._line), tuple(self._soon)
        event = self._reviews.delete(card.id)
        self._take(card.id)
        self._steps.append(Step(event, *before))

    def swap(self, card_id: str, other: str) -> None:
        """Put another card in the place of one: it was written anew."""
        swapped = {card_id: other}
        self._line = [swapped.get(each, each) for each in self._line]
        self._soon = [swapped.get(each, each) for each in self._soon]
        self._hand = swapped.get(self._hand or "", self._hand)

    def undo(self) -> bool:
        """Take back the latest step of this sitting, and have its card in hand again; False if there is none.

        The first step is that a backlog was spread: without it, all of it is asked today.
        """
        if not self._steps:
            return False
        self._reviews.take_back(self._steps[-1].event)
        step = self._steps.pop()
        if isinstance(step.event.fact, Spread):
            self._hand = None
            self._begin()
            return True
        self._line, self._soon = list(step.line), list(step.soon)
        self._hand = step.event.thing
        self.done -= isinstance(step.event.fact, Reviewed)
        return True

    def _in_hand(self) -> Card:
        card = self.card
        if card is None:
            raise StudyError("no card is left", "come back tomorrow")
        return card

    def _next(self) -> str | None:
        # Some may have been taken out meanwhile.
        self._line = [each for each in self._line if self._reviews.knows(each)]
        self._soon = [each for each in self._soon if self._reviews.knows(each)]
        if self._soon and (not self._line or self._due(self._soon[0]) <= milliseconds(self._reviews.now())):
            return self._soon[0]
        return self._line[0] if self._line else None

    def _due(self, card_id: str) -> int:
        # Its grade may have been taken back elsewhere meanwhile: then it is as good as new.
        memory = self._reviews.memories().get(card_id)
        return memory.due if memory else 0

    def _take(self, card_id: str) -> None:
        self._hand = None
        for line in (self._soon, self._line):
            if card_id in line:
                line.remove(card_id)
                return
