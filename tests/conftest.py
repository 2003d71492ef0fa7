"""A learner whose time, zone, device and track never change, so that tests and pictures don't either."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from hypothesis import settings

from studytui.desk import Desk
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places
from studytui.track.model import Card, Edge, Lab, Milestone, Misconception, Phase, Reference, Topic, Track, Week

os.environ["TZ"] = "UTC"
# A busy machine is no failure, and a test leaves nothing in the checkout.
settings.register_profile("calm", deadline=None, database=None)
settings.register_profile("quick", settings.get_profile("calm"), max_examples=15)
settings.load_profile("calm")

NOON = datetime.fromisoformat("2026-11-22T09:12:00+00:00")
DEVICE = "0a1b2c3d"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def go(self, **delta: float) -> None:
        """Let time pass."""
        self.now += timedelta(**delta)


PROCESSES = frozenset({"run", "process_environ", "reader", "remote"})
"""Fixtures that start real processes: what uses them is no part of the quick loop."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts processes as slow."""
    for item in items:
        if isinstance(item, pytest.Function) and not PROCESSES.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Look for garbage less often: in what the tests import there is none, and it took a sixth of a picture's time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in this product speaks to a network; a test in which something tries fails."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        assert self.family == socket.AF_UNIX, f"a network call to {address!r}"
        real(self, address)

    def no_name(*asked: object, **_: object) -> None:
        raise AssertionError(f"a name was looked up: {asked!r}")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", no_name)


@pytest.fixture
def clock() -> Clock:
    """Sunday morning, 22 November 2026."""
    return Clock()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Four empty folders."""
    return Places(*(tmp_path / name for name in ("data", "config", "state", "cache")))


@pytest.fixture
def track() -> Track:
    """Three weeks in two phases, three topics, two labs."""
    lazy = Topic(
        "lazy-loading",
        "Lazy loading and N+1",
        "Deferring work saves what nobody uses and multiplies what everybody does.",
        ("Late loading costs round trips in sequence.", "Make loading visible, and assert the query count in tests."),
        (Edge("query-caching", "a cache a row repeats N+1 against the cache"),),
        (Misconception("Eager loading is always better.", "Joining two collections returns their product."),),
        (Reference("Martin Fowler", "Patterns of Enterprise Application Architecture", 2002, "chapter 11"),),
        PROSE,
    )
    numbers = Topic("napkin-math", "Napkin math", "A dozen costs reject most bad designs.", ("Keep the units.",))
    caching = Topic(
        "query-caching", "Query caching", "Half of it is what to forget.", ("Name every input in the key.",)
    )
    weeks = (
        Week(1, "numbers-first", "Numbers first", "Know your machine's numbers.", ("napkin-math",), (), ("ladder",),
             (Milestone("w01-m1", "Ran the ladder and recorded three ratios.", "napkin-math"),
              Milestone("w01-m2", "Estimated one page of yours, then measured it.", "napkin-math"))),
        Week(2, "round-trips", "Round trips", "Find work that waits in line, and stop it.",
             ("lazy-loading",), ("napkin-math",), ("n-plus-one",),
             (Milestone("w02-m1", "Found one N+1, removed it, and recorded queries and time.", "lazy-loading"),
              Milestone("w02-m2", "Added a test that fails when the queries of that path grow.", "lazy-loading"),
              Milestone("w02-m3", "Started the four-week time log."))),
        Week(3, "what-to-keep", "What to keep", "Predict a hit ratio first.", ("query-caching",), (), (),
             (Milestone("w03-m1", "Predicted the hit ratio of one cache, then measured it.", "query-caching"),)),
    )  # fmt: skip
    return Track(
        "sample",
        "Sample Track",
        "Three weeks.",
        5,
        (
            Phase("fundamentals", "Fundamentals", "Get the basics down.", weeks[:2]),
            Phase("push", "Push boundaries", "Expect failures.", weeks[2:]),
        ),
        {topic.id: topic for topic in (numbers, lazy, caching)},
        {
            "ladder": Lab("ladder", "The latency ladder", "napkin-math", "How many look-ups fit into one round trip?"),
            "n-plus-one": Lab("n-plus-one", "N+1 queries", "lazy-loading", "How many times slower is lazy?"),
        },
        (
            Card("lazy-loading-1", "recall", "100 authors, lazy access. How many queries?", "101.", "lazy-loading"),
            Card("napkin-math-1", "estimate", "500 queries over 0.5 ms?", "250 ms.", "napkin-math", answer="250 ms"),
        ),
    )


PROSE = """\
## What an innocent loop sends

An object mapper gives you `author.books` as a **proxy**: the first touch runs the query. Print 100 authors with
their books and you send 101 queries. The [lab](lab:n-plus-one) counts them; [caching](topic:query-caching) is
no cure.

| Round trip | Lazy / select-in |
| --- | ---: |
| 0.5 ms | 37× |
| 2 ms | 45× |

## Make it visible

```python
assert queries == 2
```

1. Count queries in tests.
2. Read [the manual](https://example.org/manual?a=1&b=2).
"""


@pytest.fixture(autouse=True)
def _indexes_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test opened is closed after it, as when a process ends; Python 3.13 warns of what is not."""
    opened = WeakSet[Index]()
    begin = Index.__init__

    def init(index: Index, history: History, cache: Path) -> None:
        begin(index, history, cache)
        opened.add(index)

    monkeypatch.setattr(Index, "__init__", init)
    yield
    for index in opened:
        index.close()


@pytest.fixture
def make_desk(track: Track, places: Places, clock: Clock) -> Callable[[], Desk]:
    """Opens the learner's desk, as each start of the program does."""

    def open_again() -> Desk:
        history = History(places.history, places.state, DEVICE)
        return Desk(track, history, Index(history, places.cache), clock)

    return open_again


@pytest.fixture
def desk(make_desk: Callable[[], Desk]) -> Desk:
    """The desk of a learner who has done nothing yet."""
    return make_desk()


@pytest.fixture
def month_in(desk: Desk, clock: Clock) -> Desk:
    """The desk after a month: three milestones and four entries."""
    start = clock.now
    clock.go(days=-31)
    desk.write("Indexes are free. #opinion", "Inserts took 2.1× longer with four of them.")
    clock.now = start - timedelta(days=9)
    desk.tick("w01-m1")
    desk.tick("w01-m2")
    clock.now = start - timedelta(days=2, hours=-12)
    desk.write("A bad day. One card, two lines. It counted.")
    clock.now = start - timedelta(days=1)
    sized = desk.write("Sized the pool by Little's law: 10 in flight. #decision", "Wait fell from 140 ms to 3 ms.")
    desk.star(sized.id)
    clock.now = start - timedelta(minutes=32)
    desk.tick("w02-m1")
    desk.write("Said 5×, measured 37×. I counted bytes, not trips.", "101 queries → 2", topic="lazy-loading")
    clock.now = start
    return desk
