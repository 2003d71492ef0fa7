"""Weak spots: topics that evidence says need drill, each with its reasons.

What is forgotten of a topic, how far off its predictions were, and how often its learnt cards lapsed; the more a topic
feeds into, the more that weighs. With fewer than five observations a topic is unknown, never weak.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

from studytui.study.predict import Attempt
from studytui.study.review import Memory, recall
from studytui.text import counted
from studytui.track.model import Card, Track

ENOUGH = 5
"""Observations, reviews and scored predictions together."""
WEAK = 0.4
"""The least score of a weak spot."""
DRILLED, EACH = 3, 4
"""Topics of a drill, and cards of each."""
_PARTS = {"forgotten": 0.6, "off": 0.2, "lapsed": 0.2}
"""What each kind of evidence weighs, where there is any."""
_FULL = {"forgotten": 0.5, "off": math.log(5), "lapsed": 0.3}
"""From where on each counts in full: half of the cards forgotten, a factor of five, three of ten reviews lapses."""
_DAMPING = 0.5
"""What a topic weighs that is fed over one more step."""


class Spot(NamedTuple):
    """What is known of how well a topic is known."""

    topic: str
    score: float
    observations: int
    recall: float | None
    """The chance of recalling one of its cards now."""
    cards: int
    """That were learnt."""
    lapses: int
    off: float | None
    """The factor by which its predictions were off, on average."""
    guesses: int
    feeds: int
    """Topics it feeds into, directly or over others."""

    @property
    def is_known(self) -> bool:
        """Whether there is enough to say anything."""
        return self.observations >= ENOUGH

    @property
    def is_weak(self) -> bool:
        """Whether it needs drill."""
        return self.is_known and self.score >= WEAK

    @property
    def said(self) -> str:
        """Why: `recall 61 % over 14 cards, 5 lapses; predictions 4.2× off; feeds into 3 topics`."""
        if not self.is_known:
            return f"{counted(self.observations, 'observation')}, too little to say"
        reasons = []
        if self.recall is not None:
            lapses = f", {counted(self.lapses, 'lapse')}" if self.lapses else ""
            reasons.append(f"recall {100 * self.recall:.0f} % over {counted(self.cards, 'card')}{lapses}")
        if self.off is not None:
            reasons.append(f"predictions {self.off:.2g}× off" + ("" if self.guesses == 1 else " on average"))
        if self.feeds:
            reasons.append(f"feeds into {counted(self.feeds, 'topic')}")
        return "; ".join(reasons)


def spots(
    track: Track, memories: Mapping[str, Memory], attempts: Iterable[Attempt], now: int
) -> list[Spot]:  # fmt: skip
    """Every topic: the weakest first, then the steady and then the unknown ones, each as the track has them."""
    cards, distances = defaultdict(list), defaultdict(list)
    for card in track.cards:
        if card.id in memories:
            cards[card.topic].append(memories[card.id])
    labs = {name: lab for lab in track.labs.values() for name in (*lab.was, lab.id)}
    for attempt in attempts:
        lab = labs.get(attempt.predicted.lab)
        if lab and attempt.counts and attempt.verdict:
            distances[lab.topic].append(attempt.verdict.distance)
    reaches = {topic: _reach(track, topic) for topic in track.topics}
    furthest = max((reach for reach, _ in reaches.values()), default=0.0) or 1.0
    order = [name for week in track.weeks for name in week.topics]
    found = [
        _spot(topic, cards[topic], distances[topic], now, reaches[topic][0] / furthest, reaches[topic][1])
        for topic in dict.fromkeys([*order, *track.topics])
    ]
    return sorted(found, key=lambda spot: (-spot.score if spot.is_weak else 0.0, not spot.is_known))


def to_drill(spots: Iterable[Spot], cards: Sequence[Card], memories: Mapping[str, Memory], now: int) -> list[str]:
    """The cards of the weakest topics in turns, those first that are most likely forgotten."""
    weak = [spot.topic for spot in spots if spot.is_weak][:DRILLED]
    turns = []
    for topic in weak:
        met = [card.id for card in cards if card.topic == topic and card.id in memories]
        turns.append(sorted(met, key=lambda name: (recall(memories[name], now), name))[:EACH])
    return [name for name in chain.from_iterable(zip_longest(*turns)) if name]


def _spot(
    topic: str, memories: Sequence[Memory], distances: Sequence[float], now: int, reach: float, feeds: int
) -> Spot:  # fmt: skip
    learnt = [memory for memory in memories if memory.is_learnt or memory.lapses]
    chances = [recall(memory, now) for memory in learnt]
    known = sum(chances) / len(chances) if chances else None
    lapses, reviews = sum(memory.lapses for memory in learnt), sum(memory.reviews for memory in learnt)
    distance = sum(distances) / len(distances) if distances else None
    parts: dict[str, float] = {}
    if known is not None:
        parts = {"forgotten": 1 - known, "lapsed": lapses / reviews}
    if distance is not None:
        parts["off"] = distance
    weight = sum(_PARTS[name] for name in parts)
    score = sum(_PARTS[name] * min(1.0, value / _FULL[name]) for name, value in parts.items())
    score = score / weight if weight else 0.0
    return Spot(
        topic,
        # What much is built on weighs up to half as much again.
        score * (1 + reach / 2),
        sum(memory.reviews for memory in memories) + len(distances),
        known,
        len(learnt),
        lapses,
        math.exp(distance) if distance is not None else None,
        len(distances),
        feeds,
    )


def _reach(track: Track, topic: str) -> tuple[float, int]:
    """How much a topic feeds into, nearer topics counting more, and how many topics that are."""
    seen, edge, weight, total = {topic}, [topic], 1.0, 0.0
    while edge:
        further = {each.topic for name in edge for each in track.topics[name].feeds_into if each.topic in track.topics}
        edge = sorted(further - seen)
        seen.update(edge)
        total += weight * len(edge)
        weight *= _DAMPING
    return total, len(seen) - 1
