"""Deep pages: one page of a list read by OFFSET and from a key, then twenty pages while others insert.

The database is SQLite in this process, with an index in the order of the list; work is counted in steps of its virtual
machine.
"""

import sqlite3
import time
from collections.abc import Callable
from functools import partial

from labkit import Lab, Rng, Spec, main

SPEC: Spec = {
    "lab": "deep-pages",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "rows": {"default": 50000, "min": 20, "max": 500000, "help": "posts in the list; more if the page lies deeper"},
        "page": {"default": 500, "min": 2, "max": 5000, "help": "the page that is read"},
        "size": {"default": 20, "min": 1, "max": 100, "help": "posts on a page"},
        "inserts_per_page": {"default": 2, "min": 0, "max": 200, "help": "posts that arrive while a page is read"},
    },
    "measures": {
        "work-ratio": {"unit": "x", "scale": "ratio", "primary": True, "help": "steps of OFFSET / steps from the key"},
        "steps-offset": {"unit": "VM steps", "scale": "ratio", "help": "OFFSET: walks what it skips"},
        "steps-keyset": {"unit": "VM steps", "scale": "ratio", "help": "keyset: seeks the last post shown before"},
        "time-ratio": {"unit": "x", "scale": "ratio", "help": "time of OFFSET / time from the key"},
        "duplicates-offset": {
            "unit": "rows in 20 pages",
            "scale": "count",
            "primary": True,
            "help": "posts shown again, by OFFSET",
        },
        "duplicates-keyset": {"unit": "rows in 20 pages", "scale": "count", "help": "posts shown again, from the key"},
    },
}
Post = tuple[int, int, str, str, int, int]
Key = tuple[int, int]
TOP: Key = (1 << 62, 0)
"""A key above all posts: what follows it is the first page."""
SECONDS_BETWEEN_POSTS = 20.0
PAGES_TURNED = 20
DEPTHS = 20
ROUNDS = 5
READINGS = 5
COLUMNS = "id, created_at, author, title, likes, replies"


class Feed:
    """Posts, read with the newest first; some share a second, so the id breaks the tie."""

    def __init__(self, rng: Rng, rows: int) -> None:
        self.rng = rng
        self.now = 0.0
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(
            "CREATE TABLE post (id INTEGER PRIMARY KEY, created_at INTEGER NOT NULL, author, title, likes, replies)"
        )
        self.add(rows)
        self.connection.execute("CREATE INDEX newest ON post (created_at, id)")

    def add(self, count: int) -> None:
        """Let posts arrive, one after the other."""
        posts = []
        for _ in range(count):
            self.now += self.rng.exponential(SECONDS_BETWEEN_POSTS)
            posts.append((int(self.now), "author", "title"))
        self.connection.executemany("INSERT INTO post VALUES (NULL, ?, ?, ?, 0, 0)", posts)

    def by_offset(self, page: int, size: int) -> list[Post]:
        """A page by its number."""
        sql = f"SELECT {COLUMNS} FROM post ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?"
        return self.connection.execute(sql, (size, (page - 1) * size)).fetchall()

    def after(self, key: Key, size: int) -> list[Post]:
        """The page that follows the post with a key."""
        sql = f"SELECT {COLUMNS} FROM post WHERE (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?"
        return self.connection.execute(sql, (*key, size)).fetchall()

    def key_before(self, page: int, size: int) -> Key:
        """The key of the last post that a reader of the pages before has seen."""
        return key_of(self.by_offset((page - 1) * size, 1)[0])

    def steps(self, read: Callable[[], object]) -> int:
        """The instructions of SQLite's virtual machine that reading takes."""
        count = 0

        def step() -> int:
            nonlocal count
            count += 1
            return 0

        self.connection.set_progress_handler(step, 1)
        read()
        self.connection.set_progress_handler(None, 1)
        return count


def key_of(post: Post) -> Key:
    """What orders the list: the time, and the id where times are equal."""
    return post[1], post[0]


def milliseconds(read: Callable[[], object]) -> float:
    """The time that reading takes when others disturb it least: the best of several."""
    times = []
    for _ in range(READINGS):
        began = time.perf_counter()
        read()
        times.append((time.perf_counter() - began) * 1000)
    return min(times)


def compare_work(lab: Lab, feed: Feed, page: int, size: int) -> None:
    """Read ever deeper pages both ways, and count; time the deepest."""
    depths = sorted({max(2, page * number // DEPTHS) for number in range(1, DEPTHS + 1)})
    for number, depth in enumerate(depths):
        lab.progress(number, len(depths), f"page {depth}")
        by_offset = partial(feed.by_offset, depth, size)
        by_key = partial(feed.after, feed.key_before(depth, size), size)
        offset, keyset = feed.steps(by_offset), feed.steps(by_key)
        lab.point("offset", depth, offset)
        lab.point("keyset", depth, keyset)
    lab.measure("steps-offset", offset)
    lab.measure("steps-keyset", keyset)
    lab.measure("work-ratio", offset / keyset)
    lab.measure("time-ratio", *(milliseconds(by_offset) / milliseconds(by_key) for _ in range(ROUNDS)))


def turn_pages(lab: Lab, feed: Feed, size: int, inserts: int) -> None:
    """Read the first pages both ways while posts arrive, and count those that are shown again."""
    numbered: list[Post] = []
    followed: list[Post] = []
    for page in range(1, PAGES_TURNED + 1):
        numbered += feed.by_offset(page, size)
        followed += feed.after(key_of(followed[-1]) if followed else TOP, size)
        feed.add(inserts)
    lab.measure("duplicates-offset", len(numbered) - len(set(numbered)))
    lab.measure("duplicates-keyset", len(followed) - len(set(followed)))


def run(lab: Lab, rows: int, page: int, size: int, inserts_per_page: int) -> None:
    """Read one page of a list at rest, then page through a moving one."""
    lab.progress(0, 1, "posts")
    feed = Feed(lab.rng, max(rows, page * size, PAGES_TURNED * size))
    compare_work(lab, feed, page, size)
    turn_pages(lab, feed, size, inserts_per_page)


def cost(rows: int, page: int, size: int, inserts_per_page: int) -> float:
    """Seconds: writing the posts, and counting the steps to each depth."""
    posts = max(rows, page * size) + PAGES_TURNED * inserts_per_page
    return 0.1 + posts * 3e-6 + page * size * DEPTHS * 3e-7


if __name__ == "__main__":
    main(SPEC, run, cost)
