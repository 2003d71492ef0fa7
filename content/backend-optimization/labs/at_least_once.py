"""At least once: a worker takes messages from a queue and is killed again and again; four ways to acknowledge them.

The worker is a real process. Before each step it asks whether to go on, and is told to, or gets a real SIGKILL; then a
new one starts. Queue, keys and effects are tables of an SQLite file that outlives them all.
"""

import inspect
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from labkit import Lab, Rng, Spec, main

SPEC: Spec = {
    "lab": "at-least-once",
    "revision": 1,
    "robustness": "B",
    "parameters": {
        "messages": {"default": 150, "min": 1, "max": 2000, "help": "messages in the queue"},
        "crash_percent": {"default": 12.0, "min": 0.0, "max": 90.0, "unit": "%", "help": "attempts that are killed"},
    },
    "measures": {
        "lost-ack-first": {
            "unit": "messages",
            "scale": "count",
            "primary": True,
            "help": "acknowledged before the effect: never done",
        },
        "doubled-ack-first": {"unit": "messages", "scale": "count", "help": "the same: done more than once"},
        "lost-ack-last": {"unit": "messages", "scale": "count", "help": "acknowledged after the effect: never done"},
        "doubled-ack-last": {
            "unit": "messages",
            "scale": "count",
            "primary": True,
            "help": "the same: done more than once",
        },
        "lost-key-outside": {
            "unit": "messages",
            "scale": "count",
            "help": "key recorded before the effect, by itself: never done",
        },
        "doubled-key-outside": {"unit": "messages", "scale": "count", "help": "the same: done more than once"},
        "lost-idempotent": {
            "unit": "messages",
            "scale": "count",
            "help": "key and effect in one transaction: never done",
        },
        "doubled-idempotent": {"unit": "messages", "scale": "count", "help": "the same: done more than once"},
        "crashes-ack-first": {"unit": "kills", "scale": "count", "help": "acknowledged first: workers killed"},
        "crashes-ack-last": {"unit": "kills", "scale": "count", "help": "acknowledged last: workers killed"},
        "crashes-key-outside": {"unit": "kills", "scale": "count", "help": "key by itself: workers killed"},
        "crashes-idempotent": {"unit": "kills", "scale": "count", "help": "one transaction: workers killed"},
    },
}
POINTS = 20


class Style(NamedTuple):
    """How often an attempt asks whether to go on, and how often before the message is acknowledged."""

    asks: int
    unacknowledged: int


STYLES = {
    "ack-first": Style(3, 1),
    "ack-last": Style(3, 2),
    "key-outside": Style(5, 4),
    "idempotent": Style(4, 3),
}


def ask(where: str = "further") -> None:
    """Ask the parent whether to go on. Here a worker may be killed."""
    print(where, flush=True)
    if not sys.stdin.readline():
        sys.exit("nobody answers")


def acknowledge(store: sqlite3.Connection, message: tuple[int]) -> None:
    """Take a message out of the queue."""
    store.execute("DELETE FROM queue WHERE message = ?", message)


def take_effect(store: sqlite3.Connection, message: tuple[int]) -> None:
    """Do what the message is for."""
    store.execute("INSERT INTO effect VALUES (?)", message)


def remember(store: sqlite3.Connection, message: tuple[int]) -> bool:
    """Record the key of a message; whether it is a new one."""
    return store.execute("INSERT OR IGNORE INTO key VALUES (?)", message).rowcount == 1


def ack_first(store: sqlite3.Connection, message: tuple[int]) -> None:
    """At most once."""
    acknowledge(store, message)
    ask()
    take_effect(store, message)


def ack_last(store: sqlite3.Connection, message: tuple[int]) -> None:
    """At least once."""
    take_effect(store, message)
    ask()
    acknowledge(store, message)


def key_outside(store: sqlite3.Connection, message: tuple[int]) -> None:
    """Look whether the key is known, record it by itself, then do the rest."""
    known = store.execute("SELECT 1 FROM key WHERE message = ?", message).fetchone()
    ask()
    remember(store, message)
    ask()
    if not known:
        take_effect(store, message)
    ask()
    acknowledge(store, message)


def idempotent(store: sqlite3.Connection, message: tuple[int]) -> None:
    """Key and effect in one transaction, and only then the acknowledgement."""
    store.execute("BEGIN IMMEDIATE")
    is_new = remember(store, message)
    ask()
    if is_new:
        take_effect(store, message)
    store.execute("COMMIT")
    ask()
    acknowledge(store, message)


def work(path: str, style: str) -> None:
    """Do the messages of a queue, in order."""
    ways = {"ack-first": ack_first, "ack-last": ack_last, "key-outside": key_outside, "idempotent": idempotent}
    store = sqlite3.connect(path, isolation_level=None)
    # What a killed process has written, the system still has: only a power cut would need flushes.
    store.execute("PRAGMA synchronous = OFF")
    while message := store.execute("SELECT message FROM queue ORDER BY message LIMIT 1").fetchone():
        ask("new attempt")
        ways[style](store, message)
        ask()


# A Python that gets only this and imports nothing else starts in half the time, and starts are most of the lab's time.
WORKER: list[Callable[..., object]] = [
    ask,
    acknowledge,
    take_effect,
    remember,
    ack_first,
    ack_last,
    key_outside,
    idempotent,
    work,
]
SOURCE = "\n".join(["import sqlite3, sys", *(inspect.getsource(part) for part in WORKER), "work(*sys.argv[1:])"])


def is_killed(path: Path, style: str, crashes: float, rng: Rng) -> bool:
    """Let one worker work; whether it was killed before the queue was empty."""
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", SOURCE, path, style],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as worker:
        assert worker.stdin
        assert worker.stdout
        try:
            step, fatal = 0, -1
            for asked in worker.stdout:
                if asked == "new attempt\n":
                    step, fatal = 0, rng.below(STYLES[style].asks) if rng.random() < crashes else -1
                if step == fatal:
                    return True
                step += 1
                worker.stdin.write("go on\n")
            if worker.wait():
                raise RuntimeError(f"a worker ended by itself, with status {worker.returncode}")
            return False
        finally:
            worker.kill()


def deliver(lab: Lab, path: Path, style: str, messages: int, crashes: float) -> list[int]:
    """How often each message was done, after as many workers as it took."""
    numbers = range(1, messages + 1)
    with closing(sqlite3.connect(path)) as store:
        store.executescript(
            """
            PRAGMA journal_mode = WAL;
            CREATE TABLE queue (message INTEGER PRIMARY KEY);
            CREATE TABLE key (message INTEGER PRIMARY KEY);
            CREATE TABLE effect (message INTEGER);
            """
        )
        with store:
            store.executemany("INSERT INTO queue VALUES (?)", ((number,) for number in numbers))
        kills = 0
        while is_killed(path, style, crashes, lab.rng):
            kills += 1
        lab.measure(f"crashes-{style}", kills)
        done = dict(store.execute("SELECT message, count(*) FROM effect GROUP BY message"))
        return [done.get(number, 0) for number in numbers]


def run(lab: Lab, messages: int, crash_percent: float) -> None:
    """Work through the same queue in each style, and count what was not done once."""
    for number, style in enumerate(STYLES):
        lab.progress(number, len(STYLES), style)
        done = deliver(lab, lab.workdir / f"{style}.db", style, messages, crash_percent / 100)
        lab.measure(f"lost-{style}", done.count(0))
        lab.measure(f"doubled-{style}", sum(times > 1 for times in done))
        for first in sorted({messages * part // POINTS for part in range(POINTS + 1)}):
            lab.point(style, first, sum(times != 1 for times in done[:first]))
    between = messages * crash_percent / 100 / STYLES["ack-last"].asks
    lab.note(f"Of {messages} attempts, about {between:.3g} end between effect and acknowledgement; the rest is chance.")


def cost(messages: int, crash_percent: float) -> float:
    """Seconds: every kill and the start after it, and the steps of every attempt."""
    crashes = crash_percent / 100
    attempts = sum(messages / (1 - crashes * style.unacknowledged / style.asks) for style in STYLES.values())
    return 0.2 + attempts * (crashes * 0.02 + 0.00015)


if __name__ == "__main__":
    main(SPEC, run, cost)
