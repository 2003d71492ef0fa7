"""Months of a learner's history, made up: the same arguments give the same events.

For pictures, stories and benchmarks. The learner studies most weekdays, is away for a fortnight, forgets as FSRS
expects, guesses better from month to month, and writes down what came of things.
"""

import math
import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from studytui.history import lines
from studytui.history.events import Event, milliseconds, stamp
from studytui.history.facts import Fact, Measured, Predicted, Ran, Read, Reviewed, Studied, Ticked, Wrote
from studytui.history.history import ROLL
from studytui.history.names import successor
from studytui.study.review import AGAIN, EASY, GOOD, HARD, Memory, Review, after, recall
from studytui.track.model import Lab, Track

DEVICE = "0a1b2c3d"
AWAY = range(40, 54)
"""Days after the first on which nothing was done."""
_SAID = (
    ("Counted queries before looking at times.", "101 queries, now 2"),
    ("Drew the waterfall of one page on paper.", "four waits in a row, 380 ms"),
    ("Wrote the test that fails when the count grows.", "it failed once already"),
    ("Asked where the time goes, and was wrong.", "70 % in serialising, not in SQL"),
    ("Sized the pool by Little's law. #decision", "wait at peak 140 ms, now 3 ms"),
    ("Read the plan before adding an index.", "a scan of 40,000 rows, now 12"),
    ("No cache before there is a number. #decision", ""),
    ("A bad day. One card, two lines. It counted.", ""),
    ("Put a bound on the queue and refused early.", "p99 2.1 s, now 240 ms"),
    ("Batched the writes.", "1,800 a second, was 90"),
)


class Learner:
    """Lives through some days and tells what happened."""

    def __init__(self, track: Track, until: datetime, days: int, seed: int = 1) -> None:
        self.choose = random.Random(seed)
        self.track = track
        self.until, self.days = until, days
        self.memories: dict[str, Memory] = {}
        self.milestones = list(track.milestones)
        self.labs = [lab for week in track.weeks for name in week.labs if (lab := track.labs[name]).experiment]
        self.topics = [name for week in track.weeks for name in week.topics]
        self.now = until
        self.last = 0
        self.wrote = 0

    def live(self) -> Iterator[Event]:
        """Everything, in order."""
        first = self.until - timedelta(days=self.days)
        for day in range(self.days + 1):
            evening = (first + timedelta(days=day)).replace(hour=6, minute=10 + self.choose.randrange(40))
            chance = 0.85 if evening.weekday() < 5 else 0.3
            if day % 120 not in AWAY and self.choose.random() < chance and evening < self.until:
                self.now = evening
                yield from map(self._stamped, self._study(day / self.days))

    def _stamped(self, fact: Fact) -> Event:
        self.last = max(self.last + 1, milliseconds(self.now))
        return stamp(fact, self.last, self.now, DEVICE)

    def _pass(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    def _study(self, part: float) -> Iterator[Fact]:
        at = min(int(part * len(self.topics)), len(self.topics) - 1)
        topic = self.topics[at]
        yield from self._session("cards", None, self._review(at))
        if self.labs and self.choose.random() < 0.4:
            lab = self.labs.pop(0)
            yield from self._session("lab", lab.topic, self._lab(lab, part))
        else:
            yield from self._session("reading", topic, self._read(topic))
        if self.choose.random() < 0.35:
            yield from self._session("coding", topic, self._tick())
        if self.choose.random() < 0.7:
            text, got = _SAID[self.wrote % len(_SAID)]
            self.wrote += 1
            yield Wrote(text, got=got or None, topic=topic, starred="#decision" in text)
            self._pass(3)

    def _session(self, activity: str, topic: str | None, facts: Iterable[Fact]) -> Iterator[Fact]:
        began = self.now
        yield from facts
        minutes = max(2, round((self.now - began) / timedelta(minutes=1)))
        worth = {"cards": 3, "lab": 4, "reading": 2, "coding": 4}[activity]
        impact = min(5, max(1, worth + self.choose.choice((-1, 0, 0, 1)))) if self.choose.random() < 0.6 else None
        yield Studied(activity, minutes, milliseconds(began), topic=topic, impact=impact)

    def _review(self, at: int) -> Iterator[Fact]:
        known = set(self.topics[: at + 1])
        now = milliseconds(self.now)
        due = [card.id for card in self.track.cards if card.id in self.memories and self.memories[card.id].due <= now]
        new = [card.id for card in self.track.cards if card.id not in self.memories and card.topic in known]
        for card in [*due[:20], *new[:4]]:
            memory, at_ms = self.memories.get(card), milliseconds(self.now)
            # Some topics are harder for this learner than FSRS thinks.
            chance = (recall(memory, at_ms) - 0.25 * (hash_of(card) % 4 == 0)) if memory else 0.7
            weights = (8, 80, 12)
            grade = self.choose.choices((HARD, GOOD, EASY), weights)[0] if self.choose.random() < chance else AGAIN
            self.memories[card] = after(card, memory, Review(at_ms, grade))
            seconds = self.choose.randint(6, 30)
            yield Reviewed(card, grade, seconds)
            self._pass(seconds / 60)

    def _lab(self, lab: Lab, part: float) -> Iterator[Fact]:
        experiment, expected = lab.experiment, lab.expected
        if experiment is None or expected is None:
            return
        parameters = {name: each.default for name, each in experiment.parameters.items()}
        measure = experiment.measures[experiment.primary]
        truth = max((expected.low + expected.high) / 2, 0.1)
        off = math.exp(self.choose.gauss(-0.2, 1.6 * (1 - 0.7 * part)))
        best = min(max(truth * off, 1.0), 99.0) if measure.scale == "share" else truth * off
        spread = math.exp(0.4 + 0.8 * part * self.choose.random())
        low, high = best / spread, best * spread
        high = min(high, 99.9) if measure.scale == "share" else high
        is_range = measure.scale != "exact"
        predicted = Predicted(
            lab.id, experiment.revision, parameters, experiment.primary, measure.scale, spread=measure.spread,
            low=low if is_range else None, best=best, high=high if is_range else None,
            because="a round trip is the unit",
        )  # fmt: skip
        yield predicted
        prediction = f"{self.last:011x}-{DEVICE}"
        self._pass(6)
        found = {predicted.measure: Measured(truth, truth * 0.98, truth * 1.02, 3)}
        yield Ran(lab.id, predicted.revision, parameters, 1, found, finished=True, prediction=prediction, canary=0.99)
        self._pass(4)

    def _read(self, topic: str) -> Iterator[Fact]:
        self._pass(self.choose.randint(6, 14))
        yield Read(topic, True)

    def _tick(self) -> Iterator[Fact]:
        self._pass(self.choose.randint(15, 40))
        if self.milestones:
            yield Ticked(self.milestones.pop(0), True)


def hash_of(text: str) -> int:
    """A number that is the same in every process."""
    return sum(ord(sign) * (number + 1) for number, sign in enumerate(text.rpartition("-")[0]))


def months(track: Track, until: datetime, days: int = 90, seed: int = 1) -> list[Event]:
    """The events of so many days."""
    return list(Learner(track, until, days, seed).live())


def keep(events: Iterable[Event], history: Path) -> None:
    """Write events into a history folder, in files like those that the program writes."""
    folder = history / DEVICE
    folder.mkdir(parents=True, exist_ok=True)
    name, written = "", list[bytes]()
    for event in events:
        month = event.day[:7]
        if not name.startswith(month) or sum(map(len, written)) > ROLL:
            (folder / name).write_bytes(b"".join(written)) if name else None
            name = successor(name) if name.startswith(month) else f"{month}.jsonl"
            written = [lines.header(DEVICE)]
        written.append(lines.transaction([event]))
    if name:
        (folder / name).write_bytes(b"".join(written))
