"""The desk's verbs about cards: what is due, grading, setting aside; and what is remembered, kept up to date.

What is remembered of each card is folded from its reviews and cached under a fingerprint of them, so that after a grade
one card is folded anew, after a sync those whose reviews changed, and after a lost cache all of them.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from studytui import cache
from studytui.errors import StudyError
from studytui.history.events import DAY_ENDS, Event, Marked, Reviewed, Spread, Undid, milliseconds
from studytui.study import deck
from studytui.study.deck import Queue, Today
from studytui.study.review import GRADES, Memory, Review, fold, intervals
from studytui.text import storable
from studytui.track.model import Card

if TYPE_CHECKING:
    from studytui.desk.desk import Desk

BURIED, SUSPENDED, FLAGGED = MARKS = ("buried", "suspended", "flagged")
MINUTES = 10.0
"""For cards, of the day's study."""
_FOLDED_BY = "1"
"""Raise it when the same reviews come to something else."""


class Kept(NamedTuple):
    """What is remembered of a card, and the reviews that this follows from."""

    fingerprint: int
    memory: Memory


class Reviews:
    """What the learner remembers, and the cards of the day."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._path = desk.index.cache / f"{desk.index.name}-memories.bin"
        self._kept: dict[str, Kept] | None = None
        self._at = -1
        """The state of the index that was folded."""

    # What stands

    def now(self) -> datetime:
        """What time it is for the learner."""
        return self._desk.clock()

    @property
    def is_ready(self) -> bool:
        """Whether what is remembered is known without work."""
        return self._kept is not None and self._at == self._desk.index.changes

    def memories(self) -> dict[str, Memory]:
        """What is remembered of every card that was ever reviewed; takes seconds when a large cache was lost."""
        if not self.is_ready:
            self._fold_all()
        return {card: kept.memory for card, kept in (self._kept or {}).items()}

    def card(self, card_id: str) -> Card:
        """The card of that id, or of that former id. Raises StudyError with the nearest ids."""
        from studytui.desk.desk import unknown

        cards = {card.id: card for card in self._desk.track.cards}
        found = cards.get(card_id) or next((card for card in cards.values() if card_id in card.was), None)
        if found is None:
            raise unknown("card", card_id, cards)
        return found

    def marks(self) -> dict[str, set[str]]:
        """For every mark the cards that have it; who is buried is so for the day."""
        today = self._desk.today()
        found: dict[str, set[str]] = {mark: set() for mark in MARKS}
        for event in self._desk.index.events("marked"):
            if isinstance(event.fact, Marked) and event.fact.mark in found:
                holds = event.fact.on and (event.fact.mark != BURIED or event.day == today)
                (found[event.fact.mark].add if holds else found[event.fact.mark].discard)(event.fact.card)
        return found

    def today(self, minutes: float = MINUTES) -> Today:
        """The present study day."""
        now, day = self._desk.clock(), self._desk.today()
        reviews = [each for each in self._desk.index.reviews(since=day) if not each.drill]
        first = {card for card, memory in self.memories().items() if memory.first >= milliseconds(_began(now))}
        return Today(
            milliseconds(now), milliseconds(_began(now) + timedelta(days=1)), minutes, len(reviews), len(first)
        )

    def queue(self, minutes: float = MINUTES) -> Queue:
        """The cards of the day."""
        desk, marks = self._desk, self.marks()
        begun = [week.topics for week in desk.progress().begun()]
        pace = deck.pace([each.seconds for each in desk.index.reviews(limit=200)])
        aside = marks[BURIED] | marks[SUSPENDED]
        return deck.queue(desk.track.cards, self.memories(), begun, self.today(minutes), aside, pace, self._is_spread())

    def intervals(self, card_id: str) -> dict[int, int]:
        """For every grade, the milliseconds until the card would come back."""
        return intervals(card_id, self.memories().get(card_id), milliseconds(self._desk.clock()))

    # Verbs

    def grade(self, card_id: str, grade: int, seconds: float, drill: bool = False, answer: str = "") -> Event:
        """Grade a card, 1 to 4; a drill is kept, and leaves the schedule as it is. Raises StudyError."""
        if grade not in GRADES:
            raise StudyError(f"{grade} is no grade", "1 forgotten, 2 hard, 3 good, 4 easy")
        said = storable(answer).strip() or None
        fact = Reviewed(self.card(card_id).id, grade, max(0, round(seconds)), drill=drill, answer=said)
        return self._keeping(card_id, lambda: self._desk.add(fact))

    def mark(self, card_id: str, mark: str, on: bool = True) -> Event:
        """Bury a card for the day, suspend it, flag it, or take that back. Raises StudyError."""
        return self._keeping("", lambda: self._desk.add(Marked(self.card(card_id).id, mark, on)))

    def spread(self, due: int) -> Event:
        """Spread a backlog over days; undo makes all of it due again. Raises StudyError."""
        return self._keeping("", lambda: self._desk.add(Spread(due)))

    def take_back(self, event: Event) -> Event:
        """Take back what was done to one card, whatever was done since. Raises StudyError."""
        return self._keeping(event.thing, lambda: self._desk.add(Undid(event.id)))

    # Keeping up

    def _is_spread(self) -> bool:
        """Whether a backlog is spread, unless the learner took that back today."""
        return not self._desk.index.was_undone("spread", self._desk.today())

    def _keeping(self, card_id: str, verb: Callable[[], Event]) -> Event:
        """Do what changes the reviews of one card at most, and fold no more than that."""
        self.memories()
        before = self._desk.index.changes
        event = verb()
        if self._desk.index.changes == before + 1:
            if card_id:
                self._fold(card_id)
            self._at = self._desk.index.changes
        return event

    def _fold(self, card_id: str) -> None:
        kept = self._kept
        assert kept is not None
        reviews = [each for each in self._desk.index.reviews(card=card_id) if not each.drill]
        memory = fold(card_id, [Review(each.at, each.grade, each.seconds) for each in reviews])
        if memory is None:
            kept.pop(card_id, None)
        else:
            kept[card_id] = Kept(_fingerprint([each.id for each in reviews]), memory)

    def _fold_all(self) -> None:
        at = self._desk.index.changes
        stored = cache.load(self._path, _FOLDED_BY, (Kept, Memory))
        known: dict[str, Kept] = self._kept or (stored if isinstance(stored, dict) else {})
        reviews = defaultdict(list)
        for each in self._desk.index.reviews():
            if not each.drill:
                reviews[each.card].append(each)
        kept = {}
        for card, found in reviews.items():
            fingerprint = _fingerprint([each.id for each in found])
            if card in known and known[card].fingerprint == fingerprint:
                kept[card] = known[card]
            else:
                memory = fold(card, [Review(each.at, each.grade, each.seconds) for each in found])
                assert memory is not None
                kept[card] = Kept(fingerprint, memory)
        self._kept, self._at = kept, at
        if kept != stored:
            cache.store(self._path, _FOLDED_BY, kept)


def _fingerprint(ids: list[str]) -> int:
    return crc32("".join(ids).encode())


def _began(now: datetime) -> datetime:
    """When the study day began."""
    shifted = now - DAY_ENDS
    return shifted.replace(hour=0, minute=0, second=0, microsecond=0) + DAY_ENDS
