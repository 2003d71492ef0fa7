"""The history at 100 to 300,000 events: an append, and what a start waits for, against SQLite on the same disk.

Run `make benchmark`. Sizes take turns, so that a busy moment hits all of them.
"""

import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from benchmarks.figures import HEADER, Figure
from benchmarks.seed import DEVICE, seed
from studytui.history.facts import Ticked
from studytui.history.history import History
from studytui.history.index import Index

SIZES = {100: 1, 3_000: 12, 30_000: 60, 300_000: 120}
"""Events, and the months they are spread over."""
ROUNDS = 15
APPENDS = 20
"""Appends a round and size."""


class Learner:
    """A history of one size, with its cache."""

    def __init__(self, folder: Path, size: int, months: int) -> None:
        self.folder = folder
        seed(folder / "history", size, months, [], datetime.now(UTC))
        # Goes on in the very file that the seed ends with.
        self.history = History(folder / "history", folder / "state", DEVICE)
        self.open()

    def open(self) -> None:
        """What every start does: list the files, and fold what is new."""
        index = Index(History(self.folder / "history", self.folder / "state"), self.folder / "cache")
        index.refresh()
        index.close()

    def append(self) -> None:
        """One event, on the disk when this returns."""
        self.history.append(Ticked("w01-m1", True), now=datetime.now(UTC))


class Peer:
    """A table of SQLite that waits for the disk at each commit."""

    def __init__(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "peer.sqlite", isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")
        self.database.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, plain TEXT)")

    def append(self) -> None:
        """One row, committed."""
        self.database.execute("INSERT INTO event (plain) VALUES (?)", ('{"kind":"ticked","milestone":"w01-m1"}' * 4,))


def main() -> None:
    """Seed, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        learners = {size: Learner(Path(folder) / str(size), size, months) for size, months in SIZES.items()}
        peer = Peer(Path(folder))
        appends: dict[str, list[float]] = {"a row in SQLite": []}
        opens: dict[str, list[float]] = {}
        gc.collect()
        gc.disable()
        for _ in range(ROUNDS):
            appends["a row in SQLite"] += [_timed(peer.append) for _ in range(APPENDS)]
            for size, learner in learners.items():
                appends.setdefault(f"append at {size:,} events", []).extend(
                    _timed(learner.append) for _ in range(APPENDS)
                )
                opens.setdefault(f"open at {size:,} events", []).append(_timed(learner.open))
        print(HEADER)
        _print(appends, "append at 100 events", "≤ 1.5×")
        _print(opens, "open at 100 events", "flat")


def _print(values: dict[str, list[float]], first: str, goal: str) -> None:
    figures = {name: Figure(name, tuple(found)) for name, found in values.items()}
    for name, figure in figures.items():
        is_first = name == first or name.startswith("a row")
        p99 = quantiles(figure.values, n=100)[98]
        print(replace(figure, name=f"{name} (p99 {p99:.2f})").row(None if is_first else figures[first], goal))


def _timed(run: Callable[[], None]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
