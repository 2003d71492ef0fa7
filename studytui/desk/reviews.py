"""The desk's verbs about cards: what is due, grading, setting aside; and what is remembered, kept up to date.

What is remembered of each card is folded from its reviews and cached under a fingerprint of them, so that after a grade
one card is folded anew, after a sync those whose reviews changed, and after a lost cache all of them. A card that was
renamed keeps what was reviewed under its former ids.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from studytui import cache
from studytui.errors import StudyError
from studytui.history.events import DAY_ENDS, Event, Marked, Reviewed, Spread, Undid, milliseconds
from studytui.history.standing import Reviewing
from studytui.study import deck
from studytui.study.deck import Queue, Today
from studytui.study.review import GRADES, Memory, Review, fold, intervals
from studytui.text import storable
from studytui.track.model import Card, Track

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
        self._memories: dict[str, Memory] = {}
        self._fingerprints: dict[str, int] = {}
        """Of the reviews that each memory follows from."""
        self._at: tuple[int, dict[str, str]] | None = None
        """What was folded: the state of the index, and which cards were renamed."""
        self._track: Track | None = None
        self._cards: dict[str, Card] = {}
        self._renamed: dict[str, str] = {}

    # What stands

    def now(self) -> datetime:
        """What time it is for the learner."""
        return self._desk.clock()

    @property
    def is_ready(self) -> bool:
        """Whether what is remembered is known without work."""
        return self._at == self._state()

    def memories(self) -> Mapping[str, Memory]:
        """What is remembered of every card that was ever reviewed; takes seconds when a large cache was lost.

        No copy: it goes on with the next grade.
        """
        if not self.is_ready:
            self._fold_all()
        return self._memories

    def card(self, card_id: str) -> Card:
        """The card of that id, or of that former id. Raises StudyError with the nearest ids."""
        from studytui.desk.desk import unknown

        found = self._known().get(self._named(card_id))
        if found is None:
            raise unknown("card", card_id, self._cards)
        return found

    def marks(self) -> dict[str, set[str]]:
        """For every mark the cards that have it; who is buried is so for the day."""
        today = self._desk.today()
        found: dict[str, set[str]] = {mark: set() for mark in MARKS}
        for event in self._desk.index.events("marked"):
            if isinstance(event.fact, Marked) and event.fact.mark in found:
                holds = event.fact.on and (event.fact.mark != BURIED or event.day == today)
                (found[event.fact.mark].add if holds else found[event.fact.mark].discard)(self._named(event.fact.card))
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
        name = self._named(card_id)
        return intervals(name, self.memories().get(name), milliseconds(self._desk.clock()))

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
        before, renamed = self._state()
        event = verb()
        # More than one when a sync brought others in the same moment: then the next look folds what they changed.
        if card_id and self._state() == (before + 1, renamed):
            self._fold(self._named(card_id))
            self._at = self._state()
        return event

    def _state(self) -> tuple[int, dict[str, str]]:
        self._known()
        return self._desk.index.reviewed, self._renamed

    def _known(self) -> dict[str, Card]:
        """The cards by their ids, also while the track is being written."""
        track = self._desk.track
        if self._track is not track:
            self._track = track
            self._cards = {card.id: card for card in track.cards}
            former = {old: card.id for card in track.cards for old in card.was}
            self._renamed = {old: name for old, name in former.items() if old not in self._cards}
        return self._cards

    def _named(self, card_id: str) -> str:
        """What a card is called now."""
        self._known()
        return self._renamed.get(card_id, card_id)

    def _fold(self, name: str) -> None:
        names = (name, *(old for old, new in self._renamed.items() if new == name))
        reviews = [each for each_name in names for each in self._desk.index.reviews(card=each_name)]
        # Their order is that of their ids, whatever the card was called.
        counted = sorted(filter(_counts, reviews))
        self._memories.pop(name, None)
        self._fingerprints.pop(name, None)
        if counted:
            self._memories[name] = _folded(name, counted)
            self._fingerprints[name] = _fingerprint(counted)

    def _fold_all(self) -> None:
        at = self._state()
        stored = _sound(cache.load(self._path, _FOLDED_BY, (Kept, Memory)))
        known = {name: Kept(self._fingerprints[name], memory) for name, memory in self._memories.items()} or stored
        reviews = defaultdict(list)
        for each in filter(_counts, self._desk.index.reviews()):
            reviews[self._renamed.get(each.card, each.card)].append(each)
        kept = {}
        for name, found in reviews.items():
            fingerprint = _fingerprint(found)
            if name in known and known[name].fingerprint == fingerprint:
                kept[name] = known[name]
            else:
                kept[name] = Kept(fingerprint, _folded(name, found))
        self._memories = {name: each.memory for name, each in kept.items()}
        self._fingerprints = {name: each.fingerprint for name, each in kept.items()}
        self._at = at
        if kept != stored:
            cache.store(self._path, _FOLDED_BY, kept)


def _counts(review: Reviewing) -> bool:
    """Whether it changes what is remembered: no drill, and a grade that this version knows."""
    return not review.drill and review.grade in GRADES


def _folded(name: str, reviews: Iterable[Reviewing]) -> Memory:
    memory = fold(name, [Review(each.at, each.grade, each.seconds) for each in reviews])
    assert memory is not None
    return memory


def _sound(stored: object) -> dict[str, Kept]:
    """What was cached, if it is what this writes."""
    if not isinstance(stored, dict):
        return {}
    return {name: kept for name, kept in stored.items() if isinstance(kept, Kept) and isinstance(kept.memory, Memory)}


def _fingerprint(reviews: Iterable[Reviewing]) -> int:
    return crc32("".join(each.id for each in reviews).encode())


def _began(now: datetime) -> datetime:
    """When the study day began."""
    shifted = now - DAY_ENDS
    return shifted.replace(hour=0, minute=0, second=0, microsecond=0) + DAY_ENDS
