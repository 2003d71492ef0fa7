"""Outbox: an order in the database and its event in the broker, written in three ways, with a crash at each point.

A way is a generator that pauses after every step. It is run as often as it has points, and at each one abandoned with
its connection, so that SQLite rolls back what was not committed; then the relay starts again, and the consumer reads.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "outbox",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "events": {"default": 1, "min": 1, "max": 25, "help": "events that tell of the order"},
        "consumer": {
            "default": "plain",
            "choices": ["plain", "keyed"],
            "help": "keyed: it records an event's id in the transaction of the effect, and skips what it knows",
        },
    },
    "measures": {
        "disagree-db-first": {
            "unit": "crash points",
            "scale": "exact",
            "primary": True,
            "help": "commit, then publish: points at which order and events disagree for ever",
        },
        "duplicates-db-first": {
            "unit": "crash points",
            "scale": "exact",
            "help": "points at which an event acts twice",
        },
        "crash-points-db-first": {"unit": "crash points", "scale": "exact", "help": "of so many"},
        "disagree-publish-first": {
            "unit": "crash points",
            "scale": "exact",
            "primary": True,
            "help": "publish, then commit: points at which they disagree",
        },
        "duplicates-publish-first": {
            "unit": "crash points",
            "scale": "exact",
            "help": "points at which an event acts twice",
        },
        "crash-points-publish-first": {"unit": "crash points", "scale": "exact", "help": "of so many"},
        "disagree-outbox": {
            "unit": "crash points",
            "scale": "exact",
            "help": "event beside the order, published by a relay: points at which they disagree",
        },
        "duplicates-outbox": {"unit": "crash points", "scale": "exact", "help": "points at which an event acts twice"},
        "crash-points-outbox": {"unit": "crash points", "scale": "exact", "help": "of so many"},
    },
}
ORDER = "o-17"


class Shop(NamedTuple):
    """What a service writes to: its database, and a broker that keeps what was published."""

    database: sqlite3.Connection
    broker: list[str]
    events: list[str]
    """What is to be published for the order."""


def database_first(shop: Shop) -> Iterator[str]:
    """Save the order, then publish."""
    shop.database.execute("BEGIN")
    yield "begin"
    shop.database.execute("INSERT INTO orders VALUES (?)", (ORDER,))
    yield "insert"
    shop.database.execute("COMMIT")
    yield "commit"
    for event in shop.events:
        shop.broker.append(event)
        yield f"publish {event}"


def publish_first(shop: Shop) -> Iterator[str]:
    """Publish, then save the order."""
    for event in shop.events:
        shop.broker.append(event)
        yield f"publish {event}"
    shop.database.execute("BEGIN")
    yield "begin"
    shop.database.execute("INSERT INTO orders VALUES (?)", (ORDER,))
    yield "insert"
    shop.database.execute("COMMIT")
    yield "commit"


def outbox(shop: Shop) -> Iterator[str]:
    """Save the order and its events together, and let the relay publish."""
    shop.database.execute("BEGIN")
    yield "begin"
    shop.database.execute("INSERT INTO orders VALUES (?)", (ORDER,))
    yield "insert"
    for event in shop.events:
        shop.database.execute("INSERT INTO outbox VALUES (NULL, ?)", (event,))
        yield f"insert {event}"
    shop.database.execute("COMMIT")
    yield "commit"
    yield from relay(shop)


def relay(shop: Shop) -> Iterator[str]:
    """Publish what lies in the outbox, the oldest first, and delete it."""
    while row := shop.database.execute("SELECT id, event FROM outbox ORDER BY id LIMIT 1").fetchone():
        number, event = row
        yield f"read {event}"
        shop.broker.append(event)
        yield f"publish {event}"
        shop.database.execute("DELETE FROM outbox WHERE id = ?", (number,))
        yield f"delete {event}"


Way = Callable[[Shop], Iterator[str]]
WAYS: dict[str, Way] = {"db-first": database_first, "publish-first": publish_first, "outbox": outbox}


class Outcome(NamedTuple):
    """What is left of one crash, once everything runs again."""

    disagrees: bool
    acts_twice: bool


def connect(path: Path) -> sqlite3.Connection:
    """The shop's database. A crash of the service is not one of the machine, so nothing is flushed."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    return database


def consumed(broker: list[str], is_keyed: bool) -> dict[str, int]:
    """How often each published event has acted on its consumer."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript("CREATE TABLE key (event TEXT PRIMARY KEY); CREATE TABLE effect (event TEXT)")
        for event in broker:
            with database:
                is_new = database.execute("INSERT OR IGNORE INTO key VALUES (?)", (event,)).rowcount
                if is_new or not is_keyed:
                    database.execute("INSERT INTO effect VALUES (?)", (event,))
        return dict(database.execute("SELECT event, count(*) FROM effect GROUP BY event"))


def crash(path: Path, way: Way, point: int, events: list[str], is_keyed: bool) -> Outcome:
    """Let the service crash after so many steps, start again, and compare both sides."""
    broker: list[str] = []
    with closing(connect(path)) as database:
        database.executescript(
            "CREATE TABLE orders (id TEXT PRIMARY KEY); CREATE TABLE outbox (id INTEGER PRIMARY KEY, event TEXT)"
        )
        steps = way(Shop(database, broker, events))
        deque(islice(steps, point), maxlen=0)
    with closing(connect(path)) as database:
        deque(relay(Shop(database, broker, events)), maxlen=0)
        is_saved = database.execute("SELECT count(*) FROM orders").fetchone()[0] == 1
    path.unlink()
    acted = consumed(broker, is_keyed)
    return Outcome(set(acted) != (set(events) if is_saved else set()), any(times > 1 for times in acted.values()))


def steps_of(way: Way, events: list[str]) -> list[str]:
    """The steps of a way when nothing goes wrong."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.executescript("CREATE TABLE orders (id); CREATE TABLE outbox (id INTEGER PRIMARY KEY, event)")
        return list(way(Shop(database, [], events)))


def run(lab: Lab, events: int, consumer: str) -> None:
    """Crash each way at each of its points."""
    harms = []
    names = [f"e-{number}" for number in range(1, events + 1)]
    for number, (name, way) in enumerate(WAYS.items()):
        lab.progress(number, len(WAYS), name)
        steps = ["nothing", *steps_of(way, names)]
        outcomes = [
            crash(lab.workdir / "shop.db", way, point, names, consumer == "keyed") for point in range(len(steps))
        ]
        for point, outcome in enumerate(outcomes):
            lab.point(name, point, int(outcome.disagrees))
        lab.measure(f"disagree-{name}", sum(outcome.disagrees for outcome in outcomes))
        lab.measure(f"duplicates-{name}", sum(outcome.acts_twice for outcome in outcomes))
        lab.measure(f"crash-points-{name}", len(steps))
        for what, harmed in zip(("disagrees", "acts twice"), zip(*outcomes, strict=True), strict=True):
            after = [step for step, is_harmed in zip(steps, harmed, strict=True) if is_harmed]
            if after:
                harms.append(f"{name} {what} after: {', '.join(after)}.")
    for harm in harms:
        lab.note(harm)


def cost(events: int, **_: object) -> float:
    """Seconds: a database for every point of every way, and the steps after it."""
    points = (4 + events) * 2 + 4 + 4 * events
    return 0.1 + points * (0.001 + events * 0.00005)


if __name__ == "__main__":
    main(SPEC, run, cost)
