"""What looking back on ten years costs against one: every view, the first time and from the cache.

Run `python -m benchmarks.insights`. Ten years are 200,000 reviews, 40,000 entries and 8,000 sessions; one is a tenth.
The interface is free meanwhile: all of it is worked out in a thread. Every view is looked at on a desk of its own that
has shown the cards of the day, as a start of the program has, so that none is paid for by the one before. Sizes take
turns.
"""

import gc
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.figures import HEADER, Figure
from studytui import paths
from studytui.desk import Desk
from studytui.desk.insights import RANGES
from studytui.history.events import Event, milliseconds, stamp
from studytui.history.facts import Fact, Measured, Predicted, Ran, Reviewed, Studied, Ticked, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.study.review import AGAIN, EASY, GOOD, HARD
from studytui.track.load import load
from studytui.track.model import Track
from tests.months import DEVICE, keep

YEARS = (1, 10)
REVIEWS, ENTRIES, SESSIONS = 20_000, 4_000, 800
"""A year."""
ROUNDS = 5
UNTIL = datetime(2026, 11, 22, 9, 12, tzinfo=UTC)
VIEWS: dict[str, Callable[[Desk], object]] = {
    "rhythm": lambda desk: desk.practice.rhythm(),
    "impact": lambda desk: desk.insights.impact(RANGES[1]),
    "calibration": lambda desk: desk.insights.practised(RANGES[1]),
    "weak spots": lambda desk: desk.insights.spots(),
    "recall": lambda desk: desk.insights.recalled(RANGES[1]),
    "impact, all time": lambda desk: desk.insights.impact(RANGES[3]),
    "recall, all time": lambda desk: desk.insights.recalled(RANGES[3]),
    "look back": lambda desk: desk.lookback.view(),
}


def lived(track: Track, years: int) -> list[Event]:
    """So many years of everything, evenly."""
    choose = random.Random(years)
    names = [card.id for card in track.cards]
    topics, labs, milestones = list(track.topics), list(track.labs), list(track.milestones)
    facts: list[tuple[datetime, Fact]] = []
    span = timedelta(days=365 * years)

    def spread(count: int, make: Callable[[int, datetime], Fact]) -> None:
        for number in range(count):
            moment = UNTIL - span * ((count - number) / (count + 1))
            facts.append((moment, make(number, moment)))

    def review(number: int, _: datetime) -> Fact:
        grade = choose.choices((AGAIN, HARD, GOOD, EASY), (8, 12, 70, 10))[0]
        return Reviewed(names[number % len(names)], grade, choose.randint(3, 20))

    spread(REVIEWS * years, review)
    spread(ENTRIES * years, lambda n, _: Wrote(f"Measured it again, the {n}th time. #tag{n % 7}", topic=topics[n % 30]))
    spread(
        SESSIONS * years,
        lambda n, at: Studied(("cards", "lab", "reading")[n % 3], 25, milliseconds(at), topic=topics[n % 30], impact=3),
    )
    spread(len(milestones), lambda n, _: Ticked(milestones[n], True))
    spread(
        40 * years,
        lambda n, _: Predicted(labs[n % len(labs)], 1, {"n": str(n)}, "m", "ratio", low=2.0, best=5.0, high=12.0),
    )
    facts.sort(key=lambda each: each[0])
    events, last = list[Event](), 0
    for moment, fact in facts:
        last = max(last + 1, milliseconds(moment))
        events.append(stamp(fact, last, moment, DEVICE))
        if isinstance(fact, Predicted):
            last += 1
            ran = Ran(
                fact.lab, 1, fact.parameters, 1, {"m": Measured(7.0, 6.9, 7.1)}, finished=True, prediction=events[-1].id
            )
            events.append(stamp(ran, last, moment, DEVICE))
    return events


def opened(track: Track, folder: Path) -> Desk:
    """The desk of a start of the program."""
    history = History(folder / "history", folder / "state", DEVICE)
    return Desk(track, history, Index(history, folder / "cache"), lambda: UNTIL)


def main() -> None:
    """Seed, measure, print."""
    with tempfile.TemporaryDirectory() as place:
        track = load(paths.content() / "backend-optimization", Path(place) / "track")
        folders = {years: Path(place) / str(years) for years in YEARS}
        first: dict[tuple[str, int], list[float]] = {}
        cached: dict[tuple[str, int], list[float]] = {}
        for years, folder in folders.items():
            keep(lived(track, years), folder / "history")
            opened(track, folder).reviews.memories()
            for name in VIEWS:
                for path in (folder / "cache").glob("*-tests.bin"):
                    path.unlink()
                _note(first, name, years, opened(track, folder))
            # The last of the views had no use for what the others cached.
            opened(track, folder).insights.recalled()
        gc.collect()
        for _ in range(ROUNDS):
            for name in VIEWS:
                for years, folder in folders.items():
                    _note(cached, name, years, opened(track, folder))
        print(HEADER)
        _print("the first time", first)
        _print("from the cache", cached, "≤ 2×")


def _note(figures: dict[tuple[str, int], list[float]], name: str, years: int, desk: Desk) -> None:
    desk.refresh()
    desk.reviews.memories()
    began = time.perf_counter()
    VIEWS[name](desk)
    figures.setdefault((name, years), []).append(1000 * (time.perf_counter() - began))


def _print(when: str, figures: dict[tuple[str, int], list[float]], goal: str = "") -> None:
    for name in VIEWS:
        one, ten = (Figure(f"{name}, {years} y, {when}", tuple(figures[name, years])) for years in YEARS)
        print(one.row())
        # That is the page one meets first; each other is worked out when it is turned to.
        print(ten.row(one, goal if name.startswith("rhythm") else ""))


if __name__ == "__main__":
    main()
