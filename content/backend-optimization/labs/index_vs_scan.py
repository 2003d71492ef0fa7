"""Index against scan: one e-mail address, and ranges of rows in random order, found with an index and without.

The database is SQLite, on a file larger than its cache. Work is counted in steps of its virtual machine, and in bytes
that it reads from the file.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from labkit import Lab, Rng, Spec, main

SPEC: Spec = {
    "lab": "index-vs-scan",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "rows": {"default": 20000, "min": 10, "max": 100000, "help": "rows of the table"},
        "pad": {"default": 200, "min": 0, "max": 2000, "unit": "B", "help": "padding that makes each row wider"},
    },
    "measures": {
        "work-ratio-point": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "one address: steps of the scan / steps with the index",
        },
        "steps-scan": {"unit": "VM steps", "scale": "ratio", "help": "one address, every row tested"},
        "steps-index": {"unit": "VM steps", "scale": "ratio", "help": "one address, by the index"},
        "time-ratio-point": {"unit": "x", "scale": "ratio", "help": "one address: time of the scan / with the index"},
        "crossover-percent": {
            "unit": "%",
            "scale": "share",
            "primary": True,
            "help": "smallest share tried at which the index takes longer",
        },
        "crossover-bytes-percent": {
            "unit": "%",
            "scale": "share",
            "help": "smallest share tried at which it reads more (Linux)",
        },
    },
}
SHARES = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80)
"""Per cent of the rows that are fetched."""
NEVER = 100
CACHE_PAGES = 50
ROUNDS = 3
LOOK_UPS = 50
SCAN, INDEX = "NOT INDEXED", "INDEXED BY user_place"


def table(path: Path, rows: int, pad: int, rng: Rng) -> sqlite3.Connection:
    """Users stored in order of their ids, whose places in another order are shuffled."""
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        PRAGMA page_size = 4096;
        PRAGMA journal_mode = OFF;
        PRAGMA synchronous = OFF;
        CREATE TABLE user (id INTEGER PRIMARY KEY, email, place, pad);
        """
    )
    places = list(range(rows))
    rng.shuffle(places)
    users = ((number, email(number), place, "x" * pad) for number, place in enumerate(places))
    connection.executemany("INSERT INTO user VALUES (?, ?, ?, ?)", users)
    connection.executescript(
        """
        CREATE UNIQUE INDEX user_email ON user (email);
        CREATE INDEX user_place ON user (place);
        """
    )
    connection.execute(f"PRAGMA cache_size = {CACHE_PAGES}")
    return connection


def email(number: int) -> str:
    """The address of a user."""
    return f"user{number}@example.com"


def find(connection: sqlite3.Connection, number: int, hint: str = "") -> list[tuple[int, int]]:
    """The user with an e-mail address."""
    sql = f"SELECT id, place FROM user {hint} WHERE email = ?"
    return connection.execute(sql, (email(number),)).fetchall()


def fetch(connection: sqlite3.Connection, places: int, hint: str) -> None:
    """Read the rows at the first places, all over the table."""
    sql = f"SELECT sum(length(pad)) FROM user {hint} WHERE place < ?"
    connection.execute(sql, (places,)).fetchall()


def steps(connection: sqlite3.Connection, number: int, hint: str = "") -> int:
    """The instructions that SQLite's virtual machine executes to find a user."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    connection.set_progress_handler(step, 1)
    find(connection, number, hint)
    connection.set_progress_handler(None, 1)
    return count


def bytes_read() -> int | None:
    """What this process has read from files so far; None where the system does not say."""
    try:
        fields = Path("/proc/self/io").read_text(encoding="ascii").split()
    except OSError:
        return None
    return int(fields[fields.index("rchar:") + 1])


def compare_look_ups(lab: Lab, connection: sqlite3.Connection, rows: int) -> None:
    """Find one user by scan and by index, and count and time both."""
    wanted = lab.rng.below(rows)
    scan = lab.measure("steps-scan", steps(connection, wanted, SCAN))
    index = lab.measure("steps-index", steps(connection, wanted))
    lab.measure("work-ratio-point", scan / index)
    ratios = []
    for _ in range(3 * ROUNDS):
        scanned = quickest(partial(find, connection, wanted, SCAN))
        found = quickest(lambda: [find(connection, wanted) for _ in range(LOOK_UPS)]) / LOOK_UPS
        ratios.append(scanned / found)
    lab.measure("time-ratio-point", *ratios)


def compare_ranges(lab: Lab, connection: sqlite3.Connection, rows: int) -> None:
    """Fetch ever larger shares of the rows both ways, and say from which one on the index loses."""
    times: list[list[tuple[float, float]]] = [[] for _ in range(ROUNDS)]
    read = []
    for number, share in enumerate(SHARES):
        lab.progress(number, len(SHARES), f"{share} % of the rows")
        places = -(-rows * share // 100)
        by_index, by_scan = (partial(fetch, connection, places, hint) for hint in (INDEX, SCAN))
        for turn in times:
            turn.append((quickest(by_index), quickest(by_scan)))
        lab.point("index", share, min(turn[-1][0] for turn in times))
        lab.point("scan", share, min(turn[-1][1] for turn in times))
        read.append((reading(by_index), reading(by_scan)))
    crossover = lab.measure("crossover-percent", *(first_lost(turn) for turn in times))
    if bytes_read() is not None:
        lab.measure("crossover-bytes-percent", first_lost(read))
    if crossover == NEVER:
        lab.note(f"Up to {SHARES[-1]} % of the rows the index never took longer.")


def quickest(work: Callable[[], object]) -> float:
    """Milliseconds that some work takes when others disturb it least: the best of three."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return min(times)


def reading(work: Callable[[], object]) -> int:
    """Bytes that some work reads from files."""
    before = bytes_read() or 0
    work()
    return (bytes_read() or 0) - before


def first_lost(costs: Sequence[tuple[float, float]]) -> int:
    """The first share at which the index costs more than the scan."""
    return next((share for share, (index, scan) in zip(SHARES, costs, strict=True) if index > scan), NEVER)


def run(lab: Lab, rows: int, pad: int) -> None:
    """Build the table, then compare look-ups and ranges."""
    connection = table(lab.workdir / "users.db", rows, pad, lab.rng)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    compare_look_ups(lab, connection, rows)
    compare_ranges(lab, connection, rows)
    connection.close()
    lab.note(f"The file has {pages:,} pages of 4 KiB, and the cache holds {CACHE_PAGES} of them.")


def cost(rows: int, pad: int) -> float:
    """Seconds: in every round the rows twice over, one by one, and ten scans; wide rows make more pages of them."""
    return 0.1 + rows * (2.5e-5 + min(pad, 1000) * 8.5e-8)


if __name__ == "__main__":
    main(SPEC, run, cost)
