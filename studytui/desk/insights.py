"""The desk's answers about what study time brought. Each is a value that says in words what it shows.

What follows from reviews is replayed card by card, and kept in the cache under a fingerprint of what is remembered of
the card, so that years of them are replayed once.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from math import isnan, nan
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from studytui import cache
from studytui.history.events import DAY_ENDS, milliseconds
from studytui.history.standing import Reviewing
from studytui.study import impact, predict, recall, weak
from studytui.study.impact import Closing, Impact
from studytui.study.predict import Calibration
from studytui.study.recall import Asked, Rate
from studytui.study.review import DAY, GRADES, Review, fold
from studytui.study.weak import Spot
from studytui.text import counted

if TYPE_CHECKING:
    from studytui.desk.desk import Desk
    from studytui.track.model import Track

_REPLAYED_BY = "3"
"""Raise it when the same reviews come to something else."""
_PACKED = Struct("<qdd?")
"""A test: when, expected, gained, recalled. As values 200,000 took 240 ms to load; as bytes only those wanted cost."""
_AT = Struct("<q")


class Range(NamedTuple):
    """A stretch of time that ends today."""

    id: str
    title: str
    days: int | None


RANGES = (
    Range("4w", "the last 4 weeks", 28),
    Range("quarter", "the last quarter", 91),
    Range("year", "the last year", 365),
    Range("all", "all time", None),
)


class Practised(NamedTuple):
    """How good one's guesses are: how often ranges held, and by how much one was off, month by month."""

    calibration: Calibration
    months: tuple[tuple[str, float, int], ...]
    """Month, the typical factor by which guesses were off, and how many guesses that were."""
    closing: Closing

    @property
    def said(self) -> str:
        """Both in a sentence each."""
        found = self.calibration
        if found.ranges < predict.ENOUGH:
            told = f"Too little to say: {found.ranges} of {predict.ENOUGH} ranges."
        else:
            wanted = 100 * predict.CONFIDENCE
            low, high = 100 * found.low, 100 * found.high
            fits = "that fits" if low <= wanted <= high else "too narrow" if high < wanted else "wider than need be"
            told = (
                f"Claimed {wanted:.0f} %, held {100 * found.share:.0f} % of {found.ranges} ranges "
                f"(between {low:.0f} and {high:.0f} %): {fits}."
            )
        return f"{told} {self.closing.said}"


class Recalled(NamedTuple):
    """How much is recalled, against what was expected, and what is to come."""

    rate: Rate
    by_chance: tuple[Rate, ...]
    forecast: tuple[int, ...]
    """Cards that fall due on each of the coming days, today first."""
    topics: tuple[tuple[str, float, int], ...]
    """Topic, the chance of recalling one of its cards now, and how many were learnt; the least first."""

    @property
    def said(self) -> str:
        """The rate, and the load to come."""
        due = sum(self.forecast)
        return f"{self.rate.said} {counted(due, 'card')} fall due in the coming {len(self.forecast)} days."


class Insights:
    """What the learner's time brought."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._path = desk.index.cache / f"{desk.index.name}-tests.bin"
        self._replayed: dict[str, tuple[int, bytes]] | None = None
        """For every card the fingerprint of its reviews, and what they came to."""
        self._at: tuple[int, Track] | None = None
        """What was replayed: the state of the index, and the track, in which cards may have been renamed."""

    def spots(self) -> list[Spot]:
        """Every topic with how well it is known, the weakest first."""
        desk = self._desk
        attempts = desk.experiments.attempts()
        return weak.spots(desk.track, desk.reviews.memories(), attempts, milliseconds(desk.clock()))

    def drill(self) -> list[str]:
        """The cards of the three weakest topics in turns; none when nothing is known to be weak."""
        desk = self._desk
        found = weak.to_drill(self.spots(), desk.track.cards, desk.reviews.memories(), milliseconds(desk.clock()))
        aside = desk.reviews.marks()["suspended"]
        return [name for name in found if name not in aside]

    def impact(self, spanned: Range = RANGES[1]) -> Impact:
        """What sessions brought, by activity and by topic."""
        desk, since = self._desk, self._since(spanned)
        ticked = [tick.at for tick in desk.index.ticks().values() if tick.done]
        gains = [(test.at, test.gained) for test in self._tests(self._starts(since))]
        # All guesses: the first of a range came closer than those before it, or did not.
        deeds = impact.deeds(ticked, gains, desk.experiments.attempts())
        return impact.impact(desk.sessions.sessions(since), deeds)

    def practised(self, spanned: Range = RANGES[1]) -> Practised:
        """How good the learner's guesses are."""
        since = self._since(spanned)
        attempts = [each for each in self._desk.experiments.attempts() if each.event.day >= since]
        return Practised(predict.calibration(attempts), tuple(impact.by_month(attempts)), impact.closing(attempts))

    def recalled(self, spanned: Range = RANGES[1]) -> Recalled:
        """How much is recalled, and what is to come."""
        desk, tests = self._desk, list(self._tests(self._starts(self._since(spanned))))
        # Without predictions: reading those of years takes longer than all the rest.
        spots = weak.spots(desk.track, desk.reviews.memories(), (), milliseconds(desk.clock()))
        topics = [(spot.topic, spot.recall, spot.cards) for spot in spots if spot.recall is not None]
        return Recalled(
            recall.rate(tests),
            tuple(recall.by_chance(tests)),
            tuple(desk.reviews.forecast()),
            tuple(sorted(topics, key=lambda each: each[1])),
        )

    # Replaying

    def _tests(self, start: int) -> Iterator[Asked]:
        """Every review from a moment on as a test, in any order."""
        for _, packed in self._replayed_all().values():
            yield from _unpacked(packed, start)

    def _replayed_all(self) -> dict[str, tuple[int, bytes]]:
        memories = self._desk.reviews.memories()
        stands = (self._desk.index.reviewed, self._desk.track)
        if self._replayed is None or self._at != stands:
            # Folded from the very reviews that are replayed: to compare all their ids took 50 ms after ten years.
            fingerprints = {card: crc32(repr(memory).encode()) for card, memory in memories.items()}
            key = _replayed_by()
            known = self._replayed or _sound(cache.load(self._path, key, ()))
            kept = {card: each for card, each in known.items() if fingerprints.get(card) == each[0]}
            changed = fingerprints.keys() - kept.keys()
            kept.update((card, (fingerprints[card], _packed(card, self._reviews_of(card)))) for card in changed)
            if changed:
                cache.store(self._path, key, kept)
            self._replayed, self._at = kept, stands
        return self._replayed

    def _reviews_of(self, card: str) -> list[Reviewing]:
        """The reviews of a card, whatever it was called: by their ids they are in order."""
        reviews = self._desk.reviews
        former = reviews.card(card).was if reviews.knows(card) else ()
        names = [card, *(old for old in former if reviews.card(old).id == card)]
        return sorted(review for name in names for review in self._desk.index.reviews(card=name))

    def _since(self, spanned: Range) -> str:
        if spanned.days is None:
            return ""
        return (date.fromisoformat(self._desk.today()) - timedelta(days=spanned.days - 1)).isoformat()

    def _starts(self, since: str) -> int:
        """The moment at which the first day of a range began, by the clock of today."""
        if not since:
            return 0
        days = (date.fromisoformat(self._desk.today()) - date.fromisoformat(since)).days
        today = (self._desk.clock() - DAY_ENDS).replace(hour=0, minute=0, second=0, microsecond=0) + DAY_ENDS
        return milliseconds(today - timedelta(days=days))


def _replayed_by() -> str:
    # Another fsrs may come to other figures.
    life = [Review(number * 5 * DAY, grade) for number, grade in enumerate((3, 3, 3, 4, 3, 1, 3, 2))]
    return f"{_REPLAYED_BY} {fold('', life)}"


def _packed(card: str, reviews: Iterable[Reviewing]) -> bytes:
    asked = [Review(each.at, each.grade, each.seconds) for each in reviews if not each.drill and each.grade in GRADES]
    return b"".join(
        _PACKED.pack(test.at, nan if test.expected is None else test.expected, test.gained, test.recalled)
        for test in recall.replay(card, asked)
    )


def _unpacked(packed: bytes, start: int) -> Iterator[Asked]:
    """The tests from a moment on; what is before it is passed over unread."""
    size = _PACKED.size
    first = bisect_left(range(len(packed) // size), start, key=lambda number: _AT.unpack_from(packed, number * size)[0])
    for at, expected, gained, recalled in _PACKED.iter_unpack(packed[first * size :]):
        yield Asked(at, None if isnan(expected) else expected, recalled, gained)


def _sound(stored: object) -> dict[str, tuple[int, bytes]]:
    """What was cached, if it is what this writes."""
    found = stored if isinstance(stored, dict) else {}
    return {
        card: (each[0], each[1])
        for card, each in found.items()
        if isinstance(each, tuple) and len(each) == 2 and isinstance(each[1], bytes) and not len(each[1]) % _PACKED.size
    }
