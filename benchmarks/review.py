"""Reviews of 100 and of 10,000 cards: from a grade to the next card, and what the first look at them waits for.

Run `python -m benchmarks.review`. Sizes take turns, so that a busy moment hits all of them. A grade waits for the disk
as every event does; the rows without the disk show what is left when that costs nothing.
"""

import gc
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from benchmarks.figures import HEADER, Figure
from benchmarks.seed import DEVICE
from studytui.desk import Desk
from studytui.desk.reviews import Reviews
from studytui.desk.sitting import Sitting
from studytui.history import lines
from studytui.history.events import milliseconds, stamp
from studytui.history.facts import Reviewed
from studytui.history.history import ROLL, History
from studytui.history.index import Index
from studytui.history.names import successor
from studytui.study.review import AGAIN, EASY, GOOD, HARD
from studytui.track.model import Card, Phase, Topic, Track, Week

SIZES = {100: 2_000, 10_000: 200_000}
"""Cards, and their reviews over two years."""
TOPICS = 10
"""As many for a hundred cards; more cards, more topics."""
ROUNDS = 15
GRADES = 10
"""Grades a round and size."""
LOADS = 5


class Learner:
    """Cards of one size, their history and its cache."""

    def __init__(self, folder: Path, cards: int, reviews: int) -> None:
        self.folder = folder
        names = seed(folder / "history", cards, reviews)
        # Goes on after the very file that the seed ends with.
        self.history = History(folder / "history", folder / "state", DEVICE)
        index = Index(self.history, folder / "cache")
        self.desk = Desk(track_of(names), self.history, index, lambda: datetime.now(UTC))
        self.sitting: Sitting | None = None

    def load(self) -> None:
        """What the first look at the cards of a start waits for."""
        Reviews(self.desk).memories()

    def forget(self) -> None:
        """Lose what was cached of them."""
        for path in (self.folder / "cache").glob("*-memories.bin"):
            path.unlink()

    def sit(self) -> None:
        """Begin with what is due: cards that are learnt anew come back, so the sitting never ends."""
        self.sitting = Sitting(self.desk.reviews)

    def grade(self) -> None:
        """Grade the card in hand, take the next, and say when it would come back."""
        sitting = self.sitting
        assert sitting is not None
        sitting.grade(AGAIN, 6)
        card = sitting.card
        assert card is not None
        self.desk.reviews.intervals(card.id)


def seed(history: Path, cards: int, reviews: int) -> list[str]:
    """Fill a history folder with files like those that the program writes, and return the cards' ids."""
    choose = random.Random(1)
    names = [f"topic-{number % (cards // TOPICS)}-{number}" for number in range(cards)]
    until = datetime.now(UTC) - timedelta(hours=1)
    step = timedelta(days=730) / reviews
    folder = history / DEVICE
    folder.mkdir(parents=True)
    name, written = "", [b""]
    for number in range(reviews):
        moment = until - step * (reviews - number)
        grade = choose.choices((AGAIN, HARD, GOOD, EASY), (8, 12, 70, 10))[0]
        # All of them once, again and again, so that each has as many.
        fact = Reviewed(names[number % cards], grade, choose.randint(3, 20))
        month = f"{moment:%Y-%m}"
        if not name.startswith(month) or sum(map(len, written)) > ROLL:
            (folder / name).write_bytes(b"".join(written)) if name else None
            name = successor(name) if name.startswith(month) else f"{month}.jsonl"
            written = [lines.header(DEVICE)]
        written.append(lines.transaction([stamp(fact, milliseconds(moment) + number % 2, moment, DEVICE)]))
    (folder / name).write_bytes(b"".join(written))
    return names


def track_of(names: list[str]) -> Track:
    """A track with these cards, all of one week."""
    cards = tuple(Card(name, "recall", f"{name}?", "Yes.", name.rpartition("-")[0]) for name in names)
    topics = {name: Topic(name, name, "", ()) for name in dict.fromkeys(card.topic for card in cards)}
    week = Week(1, "one", "One", "", tuple(topics))
    return Track("many", "Many", "", 5, (Phase("only", "Only", "", (week,)),), topics, {}, cards)


def main() -> None:
    """Seed, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        learners = {cards: Learner(Path(folder) / str(cards), cards, reviews) for cards, reviews in SIZES.items()}
        figures: dict[str, dict[int, list[float]]] = {}

        def note(what: str, cards: int, run: Callable[[], None]) -> None:
            figures.setdefault(what, {}).setdefault(cards, []).append(_timed(run))

        gc.collect()
        for _ in range(LOADS):
            for cards, learner in learners.items():
                learner.forget()
                note("memories after a lost cache", cards, learner.load)
                note("memories from the cache", cards, learner.load)
                learner.desk.reviews.memories()
                note("cards of the day", cards, learner.sit)
        gc.collect()
        gc.disable()
        for _ in range(ROUNDS):
            for cards, learner in learners.items():
                for _ in range(GRADES):
                    note("grade to next card", cards, learner.grade)
        print(HEADER)
        for what, found in figures.items():
            _print(what, found, "≤ 2×" if what.startswith("grade") else "")


def _print(what: str, found: dict[int, list[float]], goal: str) -> None:
    first, *_ = found
    against = Figure("", tuple(found[first]))
    for cards, values in found.items():
        figure = Figure(f"{what}, {cards:,} cards", tuple(values))
        if len(values) > LOADS:
            figure = replace(figure, name=f"{figure.name} (p99 {quantiles(values, n=100)[98]:.2f})")
        print(figure.row(None if cards == first else against, "" if cards == first else goal))


def _timed(run: Callable[[], None]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
