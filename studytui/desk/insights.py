"""The desk's answers about what study time brought. Each is a value that says in words what it shows.

What follows from reviews is replayed card by card, and kept in the cache under a fingerprint of the card's reviews, so
that years of them are replayed once.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from studytui import cache
from studytui.history.events import milliseconds
from studytui.history.facts import Ticked
from studytui.history.standing import Reviewing
from studytui.study import impact, predict, recall, weak
from studytui.study.impact import Impact
from studytui.study.predict import Attempt, Calibration
from studytui.study.recall import Asked, Rate
from studytui.study.review import GRADES, Review
from studytui.study.weak import Spot
from studytui.text import counted

if TYPE_CHECKING:
    from studytui.desk.desk import Desk

_REPLAYED_BY = "1"
"""Raise it when the same reviews come to something else."""


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
        if len(self.months) < 2:
            return told
        (_, first, _), *_, (_, last, _) = self.months
        moved = "closer than" if last < first else "no closer than"
        return f"{told} Guesses were {first:.2g}× off in the first month, {last:.2g}× in the last: {moved} at first."


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
        self._tests: dict[str, tuple[str, tuple[Asked, ...]]] | None = None
        self._tests_at = -1

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
        start = self._starts(since)
        ticked = [
            event.at
            for event in desk.index.events("ticked")
            if isinstance(event.fact, Ticked) and event.fact.done and event.at >= start
        ]
        gains = [(test.at, test.gained) for test in self._all_tests() if test.at >= start]
        attempts = [each for each in desk.experiments.attempts() if each.event.at >= start]
        deeds = impact.deeds(ticked, gains, attempts)
        return impact.impact(desk.sessions.sessions(since), deeds)

    def practised(self, spanned: Range = RANGES[1]) -> Practised:
        """How good the learner's guesses are."""
        since = self._since(spanned)
        attempts = [each for each in self._desk.experiments.attempts() if each.event.day >= since]
        return Practised(predict.calibration(attempts), tuple(_by_month(attempts)))

    def recalled(self, spanned: Range = RANGES[1]) -> Recalled:
        """How much is recalled, and what is to come."""
        desk, start = self._desk, self._starts(self._since(spanned))
        tests = [test for test in self._all_tests() if test.at >= start]
        topics = [(spot.topic, spot.recall, spot.cards) for spot in self.spots() if spot.recall is not None]
        return Recalled(
            recall.rate(tests),
            tuple(recall.by_chance(tests)),
            tuple(desk.reviews.forecast()),
            tuple(sorted(topics, key=lambda each: each[1])),
        )

    # Replaying

    def _all_tests(self) -> Iterable[Asked]:
        """Every review as a test, in any order."""
        index = self._desk.index
        if self._tests is None or self._tests_at != index.reviewed:
            at, ids = index.reviewed, index.reviewed_ids()
            known = self._tests or _sound(cache.load(self._path, _REPLAYED_BY, (Asked,)))
            kept = {card: known[card] for card, each in ids.items() if card in known and known[card][0] == each}
            changed = ids.keys() - kept.keys()
            reviews: dict[str, list[Reviewing]] = {card: [] for card in changed}
            if changed:
                for review in index.reviews():
                    if review.card in changed:
                        reviews[review.card].append(review)
            for card in changed:
                kept[card] = (ids[card], _replayed(card, reviews[card]))
            if changed:
                cache.store(self._path, _REPLAYED_BY, kept)
            self._tests, self._tests_at = kept, at
        return (test for _, tests in self._tests.values() for test in tests)

    def _since(self, spanned: Range) -> str:
        if spanned.days is None:
            return ""
        return (date.fromisoformat(self._desk.today()) - timedelta(days=spanned.days - 1)).isoformat()

    def _starts(self, since: str) -> int:
        """The moment at which the first day of a range began, within some hours."""
        if not since:
            return 0
        now = self._desk.clock()
        days = (date.fromisoformat(self._desk.today()) - date.fromisoformat(since)).days
        return milliseconds(now.replace(hour=4, minute=0, second=0, microsecond=0) - timedelta(days=days))


def _replayed(card: str, reviews: Sequence[Reviewing]) -> tuple[Asked, ...]:
    asked = [Review(each.at, each.grade, each.seconds) for each in reviews if not each.drill and each.grade in GRADES]
    return tuple(recall.replay(card, asked))


def _sound(stored: object) -> dict[str, tuple[str, tuple[Asked, ...]]]:
    """What was cached, if it is what this writes."""
    found = stored if isinstance(stored, dict) else {}
    return {card: each for card, each in found.items() if isinstance(each, tuple) and len(each) == 2}


def _by_month(attempts: Iterable[Attempt]) -> Iterable[tuple[str, float, int]]:
    from math import exp

    months: dict[str, list[float]] = {}
    for attempt in attempts:
        if attempt.counts and attempt.verdict:
            months.setdefault(attempt.event.day[:7], []).append(attempt.verdict.distance)
    for month, distances in sorted(months.items()):
        yield month, exp(min(700.0, sum(distances) / len(distances))), len(distances)
