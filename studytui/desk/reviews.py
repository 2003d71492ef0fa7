"""The desk's verbs about cards: what is due, grading, setting aside; and what is remembered, kept up to date.

What is remembered of each card is folded from its reviews and cached under a fingerprint of them, so that after a grade
one card is folded anew, after a sync those whose reviews changed, and after a lost cache all of them. A card that was
renamed keeps what was reviewed under its former ids.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from studytui import cache
from studytui.errors import StudyError
from studytui.history.events import DAY_ENDS, Event, milliseconds, study_day
from studytui.history.facts import Marked, Reviewed, Spread, Undid
from studytui.history.standing import Reviewing
from studytui.study import deck
from studytui.study.deck import Queue, Today
from studytui.study.plan import pauses_of
from studytui.study.review import DAY, GRADES, Memory, Review, fold, intervals
from studytui.text import storable
from studytui.track.model import Card, Track

if TYPE_CHECKING:
    from studytui.desk.desk import Desk

BURIED, SUSPENDED, FLAGGED = MARKS = ("buried", "suspended", "flagged")
MINUTES = 10.0
"""For cards, of the day's study."""
_FOLDED_BY = "3"
"""Raise it when the same reviews come to something else."""


_MANY = 200
"""Cards, from which on all reviews are read in one go."""


class Kept(NamedTuple):
    """What is remembered of a card, and the reviews that this follows from."""

    fingerprint: int
    memory: Memory | None
    """None when all its reviews are drills."""


class Reviews:
    """What the learner remembers, and the cards of the day."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._path = desk.index.cache / f"{desk.index.name}-memories.bin"
        self._memories: dict[str, Memory] = {}
        self._kept: dict[str, Kept] = {}
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

    def knows(self, card_id: str) -> bool:
        """Whether there is such a card."""
        return self._named(card_id) in self._cards

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
        now = self._desk.clock()
        began = _began(now)
        reviews = [each for each in self._desk.index.reviews(since=study_day(now)) if not each.drill]
        met = sum(memory.first >= milliseconds(began) for memory in self.memories().values())
        ends = milliseconds(began + timedelta(days=1))
        return Today(milliseconds(now), ends, minutes, len(reviews), met, self._next_pause(study_day(now), ends))

    def _next_pause(self, day: str, ends: int) -> tuple[int, int] | None:
        """When the next pause begins and ends, counted from the end of the day."""
        today = date.fromisoformat(day)
        for pause in pauses_of(self._desk.index.events("paused")):
            if pause.first > day:
                first, last = (
                    ends + DAY * ((date.fromisoformat(each) - today).days - 1) for each in (pause.first, pause.last)
                )
                return first, last + DAY
        return None

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

    def forecast(self, days: int = 30) -> list[int]:
        """How many cards fall due on each of the coming days, today first."""
        aside = self.marks()[SUSPENDED]
        memories = (self.memories().get(name) for name in self._known() if name not in aside)
        return deck.forecast([memory for memory in memories if memory], self.today(), days)

    # Verbs

    def grade(
        self, card_id: str, grade: int, seconds: float, drill: bool = False, answer: str = "", sure: int | None = None
    ) -> Event:
        """Grade a card, 1 to 4; a drill is kept, and leaves the schedule as it is. Raises StudyError."""
        if grade not in GRADES:
            raise StudyError(f"{grade} is no grade", "1 forgotten, 2 hard, 3 good, 4 easy")
        name, said = self.card(card_id).id, storable(answer).strip() or None
        fact = Reviewed(name, grade, max(0, round(seconds)), drill=drill, answer=said, sure=sure)
        return self._keeping(card_id, lambda: self._desk.add_alone(fact))

    def mark(self, card_id: str, mark: str, on: bool = True) -> Event:
        """Bury a card for the day, suspend it, flag it, or take that back. Raises StudyError."""
        return self._desk.add_alone(Marked(self.card(card_id).id, mark, on))

    def delete(self, card_id: str) -> Event:
        """Take a card out for good; what was remembered of it stays in the history. Raises StudyError."""
        return self._desk.cards.delete(card_id)

    def spread(self, due: int) -> Event | None:
        """Spread a backlog over days, once a day; the event that says so, or None where nothing can be written.

        Taking it back makes all of it due today.
        """
        standing = self._desk.index.events("spread", thing=self._desk.today())
        if standing:
            return standing[-1]
        try:
            return self._desk.add_alone(Spread(due))
        except StudyError:
            # It is spread all the same: only an undo needs the event.
            return None

    def take_back(self, event: Event) -> Event:
        """Take back what was done to one card, whatever was done since. Raises StudyError."""
        return self._keeping(event.thing, lambda: self._desk.add_alone(Undid(event.id)))

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
        if self._state() == (before + 1, renamed):
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
        ids = [self._desk.index.reviewed_ids(each).get(each, "") for each in self._called(name)]
        self._keep({name: self._folded(name, _fingerprint(ids), self._reviews_of(name))})

    def _fold_all(self) -> None:
        at = self._state()
        ids = defaultdict(list)
        for card, each in self._desk.index.reviewed_ids().items():
            ids[self._named(card)].append(each)
        fingerprints = {name: _fingerprint(each) for name, each in ids.items()}
        stored = _sound(cache.load(self._path, _folded_by(), (Kept, Memory)))
        known = self._kept or stored
        kept = {name: known[name] for name, each in fingerprints.items() if name in known and known[name][0] == each}
        changed = fingerprints.keys() - kept.keys()
        reviews = self._all_reviews() if len(changed) > _MANY else {name: self._reviews_of(name) for name in changed}
        kept.update((name, self._folded(name, fingerprints[name], reviews.get(name, []))) for name in changed)
        self._kept, self._memories = {}, {}
        self._keep(kept)
        self._at = at
        if kept != stored:
            cache.store(self._path, _folded_by(), kept)

    def _keep(self, kept: dict[str, Kept]) -> None:
        self._kept.update(kept)
        for name, each in kept.items():
            if each.memory:
                self._memories[name] = each.memory
            else:
                self._memories.pop(name, None)

    def _folded(self, name: str, fingerprint: int, reviews: Iterable[Reviewing]) -> Kept:
        # A drill leaves the schedule as it is, and so does a grade that only a later version knows.
        counted = [each for each in reviews if not each.drill and each.grade in GRADES]
        return Kept(fingerprint, fold(name, [Review(each.at, each.grade, each.seconds) for each in counted]))

    def _called(self, name: str) -> list[str]:
        """What a card is called, and was."""
        return sorted([name, *(old for old, new in self._renamed.items() if new == name)])

    def _reviews_of(self, name: str) -> list[Reviewing]:
        # By their ids they are in order, whatever the card was called.
        return sorted(review for each in self._called(name) for review in self._desk.index.reviews(card=each))

    def _all_reviews(self) -> dict[str, list[Reviewing]]:
        found = defaultdict(list)
        for review in self._desk.index.reviews():
            found[self._named(review.card)].append(review)
        return found


def _folded_by() -> str:
    # Another fsrs may come to other figures, as 6.3.2 did: its version takes 30 ms to find out, a life of a card none.
    life = [Review(number * 5 * DAY, grade) for number, grade in enumerate((3, 3, 3, 4, 3, 1, 3, 2, 3, 1, 1, 4, 3))]
    return f"{_FOLDED_BY} {fold('', life)}"


def _sound(stored: object) -> dict[str, Kept]:
    """What was cached, if it is what this writes."""
    found = stored if isinstance(stored, dict) else {}
    return {
        name: kept for name, kept in found.items() if isinstance(kept, Kept) and isinstance(kept.memory, Memory | None)
    }


def _fingerprint(ids: Iterable[str]) -> int:
    return crc32(",".join(ids).encode())


def _began(now: datetime) -> datetime:
    """When the study day began."""
    shifted = now - DAY_ENDS
    return shifted.replace(hour=0, minute=0, second=0, microsecond=0) + DAY_ENDS
