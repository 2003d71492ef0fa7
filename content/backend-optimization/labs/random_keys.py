"""Random keys: the same rows written with keys in order and with random ones, and the pages that their commits log.

The database is SQLite with its write-ahead log, the table a B-tree sorted by the key; the log is asked how many pages
it took.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from typing import NamedTuple

from labkit import Lab, Rng, Spec, main

SPEC: Spec = {
    "lab": "random-keys",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "rows": {"default": 20000, "min": 100, "max": 100000, "help": "rows that are written"},
        "per_commit": {"default": 50, "min": 1, "max": 5000, "help": "rows that share a commit"},
        "indexes": {"default": 0, "min": 0, "max": 5, "help": "further indexes, on random values in both tables"},
    },
    "measures": {
        "write-amplification": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "pages written with random keys / with ordered ones",
        },
        "pages-written-ordered": {"unit": "pages", "scale": "ratio", "help": "ordered keys: pages in the log"},
        "pages-written-random": {"unit": "pages", "scale": "ratio", "help": "random keys: pages in the log"},
        "bytes-written-per-payload-byte-ordered": {
            "unit": "x",
            "scale": "ratio",
            "help": "ordered keys: bytes logged for each byte of the rows",
        },
        "bytes-written-per-payload-byte-random": {
            "unit": "x",
            "scale": "ratio",
            "help": "random keys: bytes logged for each byte of the rows",
        },
        "file-size-ratio": {"unit": "x", "scale": "ratio", "help": "file with random keys / with ordered ones"},
    },
}
PAGE = 4096
KEY_BYTES = 16
BODY = "x" * 100
VALUE_BYTES = 8
POINTS = 40
Key = Callable[[int, Rng], bytes]


class Filled(NamedTuple):
    """What a table cost."""

    pages: int
    """Written to the log, once for each commit that changed them."""
    size: int
    """Bytes of the file in the end."""


def ordered_key(number: int, rng: Rng) -> bytes:  # noqa: ARG001 - stands in for random_key
    """A key that follows all before it."""
    return number.to_bytes(KEY_BYTES, "big")


def random_key(number: int, rng: Rng) -> bytes:  # noqa: ARG001 - stands in for ordered_key
    """A key that lies anywhere, as a UUIDv4 does."""
    return b"".join(int(rng.random() * 2**64).to_bytes(8, "big") for _ in range(KEY_BYTES // 8))


def records(key: Key, rng: Rng, rows: int, indexes: int) -> Iterator[list[object]]:
    """The rows, each with its key, a body, and a random value for each index."""
    for number in range(rows):
        yield [key(number, rng), BODY, *(rng.random() for _ in range(indexes))]


def create(connection: sqlite3.Connection, indexes: int) -> str:
    """An empty table that is one B-tree sorted by its key; returns the statement that adds a row."""
    columns = ["key BLOB PRIMARY KEY", "body", *(f"value{number}" for number in range(indexes))]
    connection.executescript(
        f"""
        PRAGMA page_size = {PAGE};
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = OFF;
        PRAGMA wal_autocheckpoint = 0;
        CREATE TABLE row ({", ".join(columns)}) WITHOUT ROWID;
        """
    )
    for number in range(indexes):
        connection.execute(f"CREATE INDEX by_value{number} ON row (value{number})")
    return f"INSERT INTO row VALUES ({', '.join('?' * len(columns))})"


def empty_log(connection: sqlite3.Connection) -> int:
    """Copy the log into the file, so that it begins anew; returns the pages that it held."""
    pages: int = connection.execute("PRAGMA wal_checkpoint").fetchone()[1]
    return pages


def fill(lab: Lab, name: str, key: Key, rows: int, per_commit: int, indexes: int) -> Filled:
    """Write the rows into a new database, and say now and then how far the log has come."""
    path = lab.workdir / f"{name}.db"
    waiting = records(key, lab.rng, rows, indexes)
    commits = -(-rows // per_commit)
    pages = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        insert = create(connection, indexes)
        for commit in range(1, commits + 1):
            connection.execute("BEGIN")
            connection.executemany(insert, islice(waiting, per_commit))
            connection.execute("COMMIT")
            if commit % (commits // POINTS + 1) == 0 or commit == commits:
                pages += empty_log(connection)
                lab.progress(commit, commits, name)
                lab.point(name, min(commit * per_commit, rows), pages)
    return Filled(pages, path.stat().st_size)


def run(lab: Lab, rows: int, per_commit: int, indexes: int) -> None:
    """Fill one table in the order of its keys and one at random, and compare."""
    ordered = fill(lab, "ordered", ordered_key, rows, per_commit, indexes)
    random = fill(lab, "random", random_key, rows, per_commit, indexes)
    lab.measure("write-amplification", random.pages / ordered.pages)
    payload = rows * (KEY_BYTES + len(BODY) + indexes * VALUE_BYTES)
    for name, filled in (("ordered", ordered), ("random", random)):
        lab.measure(f"pages-written-{name}", filled.pages)
        lab.measure(f"bytes-written-per-payload-byte-{name}", filled.pages * PAGE / payload)
    lab.measure("file-size-ratio", random.size / ordered.size)


def cost(rows: int, per_commit: int, indexes: int) -> float:
    """Seconds: finding a place for each row in each tree, and beginning and ending each commit."""
    return 0.1 + rows * (1 + indexes) * 1e-5 + rows / per_commit * 2.2e-5


if __name__ == "__main__":
    main(SPEC, run, cost)
