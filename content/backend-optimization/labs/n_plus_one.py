"""N+1 queries: a page of authors with their books, loaded lazily, with IN, and with a join, over a link.

The database is SQLite in this process; each query pays one trip over the link, which is a sleep.
"""

import sqlite3
import time
from collections.abc import Callable

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "n-plus-one",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "authors": {"default": 100, "min": 1, "max": 2000, "help": "authors on the page"},
        "books": {"default": 5, "min": 1, "max": 50, "help": "books of each author"},
        "tags": {"default": 4, "min": 1, "max": 50, "help": "tags of each author, joined beside the books"},
        "rtt_ms": {"default": 0.5, "min": 0.0, "max": 50.0, "unit": "ms", "help": "one round trip to the database"},
    },
    "measures": {
        "slowdown-lazy-vs-in": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "time of lazy loading / time of select-in",
        },
        "slowdown-in-process": {"unit": "x", "scale": "ratio", "help": "the same without a link"},
        "queries-lazy": {"unit": "queries", "scale": "exact", "help": "lazy: one for the authors, one for each"},
        "queries-in": {"unit": "queries", "scale": "exact", "help": "select-in"},
        "queries-join": {"unit": "queries", "scale": "exact", "help": "join"},
        "ms-lazy": {"unit": "ms", "scale": "ratio", "help": "time of lazy loading"},
        "ms-in": {"unit": "ms", "scale": "ratio", "help": "time of select-in"},
        "ms-join": {"unit": "ms", "scale": "ratio", "help": "time of the join"},
        "rows-in": {"unit": "rows", "scale": "exact", "help": "rows that select-in moves"},
        "rows-join": {"unit": "rows", "scale": "exact", "help": "rows that the join moves"},
        "rows-two-collection-join": {"unit": "rows", "scale": "exact", "help": "rows when tags are joined too"},
    },
}
REPEATS = 3


class Database:
    """SQLite behind a link: counts queries and rows, and lets every query wait for its round trip."""

    def __init__(self, authors: int, books: int, tags: int) -> None:
        self.rtt = 0.0
        self.queries = self.rows = 0
        self.connection = sqlite3.connect(":memory:")
        self.connection.executescript(
            """
            CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER, title TEXT);
            CREATE TABLE tag (id INTEGER PRIMARY KEY, author INTEGER, word TEXT);
            CREATE INDEX book_author ON book (author);
            CREATE INDEX tag_author ON tag (author);
            """
        )
        ids = range(1, authors + 1)
        self.connection.executemany("INSERT INTO author VALUES (?, ?)", ((each, f"author {each}") for each in ids))
        for table, count in (("book", books), ("tag", tags)):
            rows = ((each, f"{table} {number} of {each}") for each in ids for number in range(count))
            self.connection.executemany(f"INSERT INTO {table} VALUES (NULL, ?, ?)", rows)

    def ask(self, sql: str, *values: object) -> list[tuple[int, str]]:
        """The rows of one query, one round trip later."""
        if self.rtt:
            time.sleep(self.rtt)
        rows = self.connection.execute(sql, values).fetchall()
        self.queries += 1
        self.rows += len(rows)
        return rows


def lazy(database: Database) -> None:
    """The authors, and for each its books when they are looked at."""
    for author, _ in database.ask("SELECT id, name FROM author"):
        database.ask("SELECT author, title FROM book WHERE author = ?", author)


def select_in(database: Database) -> None:
    """The authors, then all their books at once."""
    authors = [author for author, _ in database.ask("SELECT id, name FROM author")]
    marks = ",".join("?" * len(authors))
    database.ask(f"SELECT author, title FROM book WHERE author IN ({marks})", *authors)


def join(database: Database) -> None:
    """Everything in one query; each author is repeated for each book."""
    database.ask("SELECT author.id, name, title FROM author JOIN book ON book.author = author.id")


def two_joins(database: Database) -> None:
    """Two collections in one query: each book meets each tag."""
    database.ask(
        "SELECT author.id, name, title, word FROM author"
        " JOIN book ON book.author = author.id JOIN tag ON tag.author = author.id"
    )


def timed(database: Database, load: Callable[[Database], None]) -> float:
    """Milliseconds that one load of the page takes."""
    database.queries = database.rows = 0
    began = time.perf_counter()
    load(database)
    return (time.perf_counter() - began) * 1000


def run(lab: Lab, authors: int, books: int, tags: int, rtt_ms: float) -> None:
    """Load the page each way, in turns, with the link and without."""
    database = Database(authors, books, tags)
    times: dict[str, list[float]] = {}
    ways = {"lazy": lazy, "in": select_in, "join": join}
    for turn in range(REPEATS):
        for number, (name, load) in enumerate(ways.items()):
            lab.progress(turn * len(ways) + number, REPEATS * len(ways), name)
            database.rtt = rtt_ms / 1000
            times.setdefault(name, []).append(timed(database, load))
            if turn == 0:
                lab.measure(f"queries-{name}", database.queries)
                if name != "lazy":
                    lab.measure(f"rows-{name}", database.rows)
            database.rtt = 0
            times.setdefault(f"{name}, no link", []).append(min(timed(database, load) for _ in range(5)))
    timed(database, two_joins)
    lab.measure("rows-two-collection-join", database.rows)
    for name in ways:
        lab.measure(f"ms-{name}", *times[name])
    lab.measure("slowdown-lazy-vs-in", *(a / b for a, b in zip(times["lazy"], times["in"], strict=True)))
    pairs = zip(times["lazy, no link"], times["in, no link"], strict=True)
    lab.measure("slowdown-in-process", *(a / b for a, b in pairs))


def cost(authors: int, books: int, tags: int, rtt_ms: float) -> float:
    """Seconds: every round trip of every repeat, and the rows of the two joins."""
    trips = REPEATS * (authors + 4) * (rtt_ms / 1000 + 0.0001 if rtt_ms else 0)
    return trips + authors * (books * tags * 3e-6 + books * 1e-4 + 1e-4)


if __name__ == "__main__":
    main(SPEC, run, cost)
