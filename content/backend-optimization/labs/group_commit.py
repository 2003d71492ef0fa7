"""Group commit: rows written to a database one a commit and many a commit, on a disk whose flushes take a set time.

The database is SQLite with its write-ahead log: processor time and log are real. Flushes are counted, and each is
charged to the clock instead of waited for; what a flush takes on the learner's own disk is shown beside it.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from labkit import Lab, Spec, main, percentile

SPEC: Spec = {
    "lab": "group-commit",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "batch": {"default": 100, "min": 1, "max": 10000, "help": "rows that share a commit"},
        "flush_us": {"default": 300, "min": 0, "max": 20000, "unit": "us", "help": "one flush of the model disk"},
        "rows": {"default": 20000, "min": 100, "max": 50000, "help": "rows that are written in batches"},
    },
    "measures": {
        "speedup-model-disk": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "rows a second in batches / one a commit",
        },
        "rows-per-s-1": {"unit": "rows/s", "scale": "ratio", "help": "one row a commit, on the model disk"},
        "rows-per-s-batch": {"unit": "rows/s", "scale": "ratio", "help": "in batches, on the model disk"},
        "cpu-us-per-row-1": {"unit": "us", "scale": "ratio", "help": "processor time a row, one a commit"},
        "cpu-us-per-row-batch": {"unit": "us", "scale": "ratio", "help": "processor time a row, in batches"},
        "wal-bytes-per-row-1": {"unit": "B", "scale": "ratio", "help": "log a row, one a commit"},
        "wal-bytes-per-row-batch": {"unit": "B", "scale": "ratio", "help": "log a row, in batches"},
        "wal-bytes-ratio": {"unit": "x", "scale": "ratio", "help": "the first / the second"},
        "your-flush-p50": {"unit": "ms", "scale": "ratio", "help": "a flush on your disk, the median"},
        "your-flush-p99": {"unit": "ms", "scale": "ratio", "help": "a flush on your disk, 99 % take no longer"},
    },
}
REPEATS = 5
SINGLE_ROWS = 2000
"""Rows that are written one a commit: each puts a whole page into the log."""
BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Sizes of the curve."""
INSERT = "INSERT INTO event VALUES (?, ?, ?)"
EPOCH, BODY = 1_700_000_000, "x" * 95
FLUSHES, FLUSH_SECONDS = 100, 0.5


class Written(NamedTuple):
    """What it took to write some rows."""

    rows: int
    flushes: int
    cpu: float

    def rate(self, flush: float) -> float:
        """Rows a second on a disk with such flushes."""
        return self.rows / (self.cpu + self.flushes * flush)


@contextmanager
def database(path: Path) -> Iterator[sqlite3.Connection]:
    """A new database in WAL mode that one process has for itself, and that leaves flushing to us."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(
            """
            PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = OFF;
            CREATE TABLE event (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
            PRAGMA wal_checkpoint(TRUNCATE);
            """
        )
        yield connection
    path.unlink()


def write(connection: sqlite3.Connection, rows: int, batch: int) -> Written:
    """Write rows, `batch` of them a commit; with a disk behind it, each commit would flush the log once."""
    flushes = 0
    began = time.process_time()
    for first in range(0, rows, batch):
        connection.execute("BEGIN")
        numbers = range(first, min(first + batch, rows))
        connection.executemany(INSERT, ((number, EPOCH + number, BODY) for number in numbers))
        connection.execute("COMMIT")
        flushes += 1
    return Written(rows, flushes, time.process_time() - began)


def written(path: Path, rows: int, batch: int) -> Written:
    """Rows that are written into a database of their own."""
    with database(path) as connection:
        return write(connection, rows, batch)


def log_a_row(path: Path, rows: int, batch: int) -> float:
    """Bytes of log for each row; no checkpoint makes room in between."""
    with database(path) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        write(connection, rows, batch)
        return path.with_name(f"{path.name}-wal").stat().st_size / rows


def flush_times(path: Path) -> list[float]:
    """The milliseconds that real flushes of one more page take, until there are enough of them or time is up."""
    times: list[float] = []
    ends = time.perf_counter() + FLUSH_SECONDS
    with path.open("wb", buffering=0) as file:
        while len(times) < FLUSHES and time.perf_counter() < ends:
            file.write(bytes(4096))
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    return times


def run(lab: Lab, batch: int, flush_us: int, rows: int) -> None:
    """Write both ways in turns, then draw the curve between, then flush this machine's disk."""
    path, flush = lab.workdir / "events.db", flush_us / 1_000_000
    singles, batches = [], []
    for turn in range(REPEATS):
        lab.progress(turn, REPEATS + 1, "rows")
        singles.append(written(path, SINGLE_ROWS, 1))
        batches.append(written(path, rows, batch))
    for name, writes in (("1", singles), ("batch", batches)):
        lab.measure(f"rows-per-s-{name}", *(each.rate(flush) for each in writes))
        lab.measure(f"cpu-us-per-row-{name}", *(each.cpu / each.rows * 1_000_000 for each in writes))
    pairs = zip(batches, singles, strict=True)
    lab.measure("speedup-model-disk", *(many.rate(flush) / one.rate(flush) for many, one in pairs))
    single_log = lab.measure("wal-bytes-per-row-1", log_a_row(path, SINGLE_ROWS, 1))
    batch_log = lab.measure("wal-bytes-per-row-batch", log_a_row(path, rows, batch))
    lab.measure("wal-bytes-ratio", single_log / batch_log)
    for size in BATCHES:
        lab.point("rows a second", size, written(path, SINGLE_ROWS, size).rate(flush))
    lab.progress(REPEATS, REPEATS + 1, "your disk")
    own = flush_times(lab.workdir / "flushed")
    lab.measure("your-flush-p50", percentile(own, 50))
    lab.measure("your-flush-p99", percentile(own, 99))
    lab.note(f"Your own disk flushed {len(own)} times, in {min(own):.2g} to {max(own):.2g} ms.")


def cost(batch: int, flush_us: int, rows: int) -> float:  # noqa: ARG001 - flushes are charged, not waited for
    """Seconds: commits and rows of every repeat and of the log, the curve, and the real flushes."""
    return 0.5 + FLUSH_SECONDS + (REPEATS + 1) * rows * (2e-6 + 15e-6 / batch)


if __name__ == "__main__":
    main(SPEC, run, cost)
