"""The latency ladder: a call, a dictionary look-up, a system call, a query, a round trip, a flush, a copy, a start.

All steps are timed in turns, so that a change of the machine's speed meets all of them, and each turn gives ratios of
its own.
"""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

from labkit import Lab, Rng, Spec, main

SPEC: Spec = {
    "lab": "latency-ladder",
    "revision": 1,
    "robustness": "D",
    "parameters": {
        "repeats": {"default": 15, "min": 3, "max": 50, "help": "turns in which every step is timed"},
        "entries": {"default": 1000, "min": 1, "max": 1000000, "help": "keys of the dictionary, asked in random order"},
        "message_bytes": {"default": 100, "min": 1, "max": 1000000, "unit": "B", "help": "message sent and returned"},
    },
    "measures": {
        "lookups-per-roundtrip": {
            "unit": "look-ups",
            "scale": "ratio",
            "primary": True,
            "help": "dictionary look-ups in the time of a loopback round trip",
        },
        "lookups-per-query": {"unit": "look-ups", "scale": "ratio", "help": "in the time of a SQLite point query"},
        "lookups-per-fsync": {"unit": "look-ups", "scale": "ratio", "help": "in the time of a flush"},
        "lookups-per-spawn": {"unit": "look-ups", "scale": "ratio", "help": "in the time of a process start"},
        "function-call": {"unit": "ns", "scale": "ratio", "help": "call of a function that does nothing"},
        "dict-lookup": {"unit": "ns", "scale": "ratio", "help": "look-up of a text in a dictionary"},
        "syscall": {"unit": "ns", "scale": "ratio", "help": "question to the kernel: who started this process?"},
        "sqlite-query": {"unit": "us", "scale": "ratio", "help": "one row by its key, from a database in memory"},
        "loopback-roundtrip": {"unit": "us", "scale": "ratio", "help": "TCP over 127.0.0.1, both ends in one thread"},
        "copy-1mib": {"unit": "us", "scale": "ratio", "help": "copy of 1 MiB in memory"},
        "fsync-4kib": {"unit": "ms", "scale": "ratio", "help": "flush of 4 KiB to the disk of the temporary folder"},
        "process-start": {"unit": "ms", "scale": "ratio", "help": "Python from start to end, with nothing to do"},
    },
}
NANOSECONDS = {"ns": 1, "us": 1_000, "ms": 1_000_000}
LARGE = {
    "lookups-per-roundtrip": "loopback-roundtrip",
    "lookups-per-query": "sqlite-query",
    "lookups-per-fsync": "fsync-4kib",
    "lookups-per-spawn": "process-start",
}
"""The steps that are counted in look-ups."""
ASKED = 50_000
"""Look-ups a turn: far more keys than a processor's nearest caches hold, if the dictionary has them."""
ROWS = 10_000
CHUNK = 65_536
"""What is sent before it is received: the kernel must be able to hold it, as nobody else reads."""
FEWEST = 3


class Step(NamedTuple):
    """A step of the ladder: how to take it a number of times, and how many times a turn."""

    take: Callable[[int], object]
    times: int

    def nanoseconds(self) -> float:
        """What it takes once, now."""
        began = time.perf_counter_ns()
        self.take(self.times)
        return (time.perf_counter_ns() - began) / self.times


def call(times: int) -> None:
    """Call a function that does nothing."""

    def nothing() -> None:
        pass

    for _ in repeat(None, times):
        nothing()


def look_up(numbers: dict[str, int], keys: Sequence[str], times: int) -> None:
    """Find keys in a dictionary."""
    for key in keys[:times]:
        numbers[key]


def ask_kernel(times: int) -> None:
    """Cross into the kernel and back."""
    ask = os.getppid
    for _ in repeat(None, times):
        ask()


def query(connection: sqlite3.Connection, times: int) -> None:
    """Find rows by their key."""
    for number in range(times):
        connection.execute("SELECT value FROM pair WHERE key = ?", (number,)).fetchone()


def exchange(client: socket.socket, server: socket.socket, message: bytes, times: int) -> None:
    """Send a message, and send it back."""
    for _ in repeat(None, times):
        carry(client, server, message)
        carry(server, client, message)


def carry(sender: socket.socket, receiver: socket.socket, message: bytes) -> None:
    """Bring a message from one end of a connection to the other."""
    for first in range(0, len(message), CHUNK):
        chunk = message[first : first + CHUNK]
        sender.sendall(chunk)
        missing = len(chunk)
        while missing:
            missing -= len(receiver.recv(missing))


def trips(message_bytes: int) -> int:
    """How many trips a turn: fewer of large messages."""
    return max(10, 400 - message_bytes // 1000)


def copy(block: bytes, times: int) -> None:
    """Copy a block of memory."""
    for _ in repeat(None, times):
        bytearray(block)


def flush(path: Path, times: int) -> None:
    """Append a page to a file, and wait until the disk has it."""
    with path.open("ab", buffering=0) as file:
        for _ in repeat(None, times):
            file.write(bytes(4096))
            os.fsync(file.fileno())


def start(times: int) -> None:
    """Start Python, without the packages that are installed, and wait for its end."""
    for _ in repeat(None, times):
        subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True)


def dictionary(rng: Rng, entries: int) -> tuple[dict[str, int], list[str]]:
    """A dictionary, and the keys that will be looked up in it."""
    numbers = {f"key {number}": number for number in range(entries)}
    keys = list(numbers)
    return numbers, [rng.choice(keys) for _ in range(ASKED)]


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    """A table of pairs in memory."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE pair (key INTEGER PRIMARY KEY, value)")
        connection.executemany("INSERT INTO pair VALUES (?, ?)", ((number, number) for number in range(ROWS)))
        yield connection


@contextmanager
def loopback() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection that leaves the process and comes back to it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
    with client, server:
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for buffer in (socket.SO_SNDBUF, socket.SO_RCVBUF):
                end.setsockopt(socket.SOL_SOCKET, buffer, 4 * CHUNK)
        yield client, server


def climb(lab: Lab, steps: dict[str, Step], repeats: int) -> dict[str, list[float]]:
    """The nanoseconds of every step in every turn; on a slow machine in fewer turns."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(repeats):
        if turn >= FEWEST and lab.left() < 1:
            break
        for number, (name, step) in enumerate(steps.items()):
            lab.progress(turn * len(steps) + number, repeats * len(steps), name)
            times[name].append(step.nanoseconds())
        lab.point("look-ups in a round trip", turn + 1, times["loopback-roundtrip"][-1] / times["dict-lookup"][-1])
    return times


def run(lab: Lab, repeats: int, entries: int, message_bytes: int) -> None:
    """Time the steps in turns, and say how many look-ups fit into the larger ones."""
    numbers, keys = dictionary(lab.rng, entries)
    with database() as connection, loopback() as (client, server):
        steps = {
            "function-call": Step(call, 50_000),
            "loopback-roundtrip": Step(partial(exchange, client, server, bytes(message_bytes)), trips(message_bytes)),
            "dict-lookup": Step(partial(look_up, numbers, keys), ASKED),
            "syscall": Step(ask_kernel, 10_000),
            "sqlite-query": Step(partial(query, connection), 2_000),
            "copy-1mib": Step(partial(copy, bytes(1 << 20)), 10),
            "fsync-4kib": Step(partial(flush, lab.workdir / "flushed"), 2),
            "process-start": Step(start, 1),
        }
        times = climb(lab, steps, repeats)
    for name, values in times.items():
        lab.measure(name, *(value / NANOSECONDS[SPEC["measures"][name]["unit"]] for value in values))
    for name, step in LARGE.items():
        pairs = zip(times[step], times["dict-lookup"], strict=True)
        lab.measure(name, *(step_time / look_up_time for step_time, look_up_time in pairs))
    flushes = [value / NANOSECONDS["ms"] for value in times["fsync-4kib"]]
    lab.note(f"Your disk took {min(flushes):.2g} to {max(flushes):.2g} ms for the same flush.")


def cost(repeats: int, entries: int, message_bytes: int) -> float:
    """Seconds: the dictionary, and in every turn its look-ups, the trips of the message, and the small steps."""
    look_ups = ASKED * (3e-8 if entries < 10_000 else 4e-7)
    carried = trips(message_bytes) * (1.5e-5 + message_bytes * 5e-10)
    return 0.1 + entries * 6e-7 + repeats * (look_ups + carried + 0.03)


if __name__ == "__main__":
    main(SPEC, run, cost)
