"""Cache race: readers that refill a cache and writers that keep it up to date, in every order of their steps.

Nothing is left to chance: each order is run from the start, on a real cache and a real row, and counts as stale if the
cache ends with another value than the row.
"""

import math
from collections.abc import Callable, Generator, Iterator
from itertools import accumulate

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "cache-race",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "readers": {"default": 1, "min": 1, "max": 3, "help": "clients that get, and after a miss read and set"},
        "writers": {"default": 1, "min": 1, "max": 3, "help": "clients that write, each a value of its own"},
    },
    "measures": {
        "stale-write-then-delete-cold": {
            "unit": "orders",
            "scale": "exact",
            "primary": True,
            "help": "write, then delete; the cache begins empty",
        },
        "stale-delete-then-write-cold": {
            "unit": "orders",
            "scale": "exact",
            "primary": True,
            "help": "delete, then write; empty",
        },
        "stale-write-then-delete-warm": {"unit": "orders", "scale": "exact", "help": "the cache begins with the row"},
        "stale-delete-then-write-warm": {"unit": "orders", "scale": "exact", "help": "with the row"},
        "stale-write-then-set-cold": {"unit": "orders", "scale": "exact", "help": "write, then set; empty"},
        "stale-write-then-set-warm": {"unit": "orders", "scale": "exact", "help": "with the row"},
        "stale-double-delete-cold": {"unit": "orders", "scale": "exact", "help": "delete, write, delete; empty"},
        "stale-double-delete-warm": {"unit": "orders", "scale": "exact", "help": "with the row"},
        "stale-lease-cold": {"unit": "orders", "scale": "exact", "help": "write, then delete, with leases; empty"},
        "stale-lease-warm": {"unit": "orders", "scale": "exact", "help": "with the row"},
        "orders": {"unit": "orders", "scale": "exact", "help": "all orders, where a writer makes two steps"},
        "orders-double-delete": {"unit": "orders", "scale": "exact", "help": "all orders, where it makes three"},
    },
}
Steps = Generator[None, None, None]
"""A client: each `next` is one step of it. One that has nothing left to do lets its further turns pass."""


class Database:
    """A single row."""

    def __init__(self) -> None:
        self.row = 0


class Cache:
    """A single entry, which takes whatever is set."""

    def __init__(self, value: int | None) -> None:
        self.value = value

    def get(self) -> tuple[int | None, int]:
        """The value, if there is one, and a token for the refill."""
        return self.value, 0

    def set(self, value: int) -> None:
        """Store what a writer knows."""
        self.value = value

    def refill(self, value: int, token: int) -> None:  # noqa: ARG002 - only a lease looks at it
        """Store what a reader has read after a miss."""
        self.value = value

    def delete(self) -> None:
        """Forget the value."""
        self.value = None


class LeasingCache(Cache):
    """Hands out a token with each miss; a delete voids it, and a refill with a void one is refused."""

    def __init__(self, value: int | None) -> None:
        super().__init__(value)
        self.issued = self.valid = 0

    def get(self) -> tuple[int | None, int]:
        """The value, or a new token, which is then the only valid one."""
        if self.value is None:
            self.issued += 1
            self.valid = self.issued
        return self.value, self.valid

    def refill(self, value: int, token: int) -> None:
        """Store it if nothing was deleted since the miss."""
        if token == self.valid:
            self.value = value

    def delete(self) -> None:
        """Forget the value, and void the token: 0 is never issued."""
        self.value = None
        self.valid = 0


def reader(cache: Cache, database: Database) -> Steps:
    """Get; after a miss read the row, and set the entry."""
    value, token = cache.get()
    yield
    if value is None:
        row = database.row
        yield
        cache.refill(row, token)
        yield


def write_then_delete(cache: Cache, database: Database, value: int) -> Steps:
    """Commit, then delete the entry."""
    database.row = value
    yield
    cache.delete()
    yield


def write_then_set(cache: Cache, database: Database, value: int) -> Steps:
    """Commit, then set the entry."""
    database.row = value
    yield
    cache.set(value)
    yield


def delete_then_write(cache: Cache, database: Database, value: int) -> Steps:
    """Delete the entry, then commit."""
    cache.delete()
    yield
    database.row = value
    yield


def double_delete(cache: Cache, database: Database, value: int) -> Steps:
    """Delete the entry, commit, and delete it again."""
    cache.delete()
    yield
    database.row = value
    yield
    cache.delete()
    yield


Writer = Callable[[Cache, Database, int], Steps]
PROTOCOLS: dict[str, tuple[Writer, type[Cache], tuple[str, ...]]] = {
    "write-then-delete": (write_then_delete, Cache, ("write", "delete")),
    "delete-then-write": (delete_then_write, Cache, ("delete", "write")),
    "write-then-set": (write_then_set, Cache, ("write", "set")),
    "double-delete": (double_delete, Cache, ("delete", "write", "delete")),
    "lease": (write_then_delete, LeasingCache, ("write", "delete")),
}
"""What a writer does, to which cache, and what its steps are called."""
READER_STEPS = ("get", "read", "set")
STARTS = {"cold": None, "warm": 0}
"""What the cache holds when the race begins."""


def orders(left: list[int]) -> Iterator[list[int]]:
    """Every order in which clients can take so many steps each: lists of the clients' numbers, a turn each."""
    if not any(left):
        yield []
    for client, steps in enumerate(left):
        if steps:
            rest = [*left]
            rest[client] -= 1
            for order in orders(rest):
                order.append(client)
                yield order


def is_stale(order: list[int], cache: Cache, readers: int, write: Writer) -> bool:
    """Whether the cache ends with another value than the row, when the clients take their turns in this order."""
    database = Database()
    clients = [
        reader(cache, database) if number < readers else write(cache, database, number + 1)
        for number in range(max(order) + 1)
    ]
    for client in order:
        next(clients[client], None)
    return cache.value not in (None, database.row)


def told(order: list[int], readers: int, steps: tuple[str, ...]) -> str:
    """The order in words."""
    clients = range(max(order) + 1)
    names = [f"reader {each + 1}" if each < readers else f"writer {each + 1 - readers}" for each in clients]
    steps_left = [iter(READER_STEPS if each < readers else steps) for each in clients]
    return ", ".join(f"{names[client]} {next(steps_left[client])}" for client in order)


def turns(readers: int, writers: int, steps: tuple[str, ...]) -> list[int]:
    """How many steps each client takes."""
    return [len(READER_STEPS)] * readers + [len(steps)] * writers


def merges(left: list[int]) -> int:
    """How many orders there are: each client in turn chooses its places among those taken so far and its own."""
    return math.prod(math.comb(taken, steps) for taken, steps in zip(accumulate(left), left, strict=True))


def run(lab: Lab, readers: int, writers: int) -> None:
    """Run every order of every protocol, on a cold entry and on a warm one."""
    examples: dict[str, str] = {}
    for number, (name, (write, new_cache, steps)) in enumerate(PROTOCOLS.items()):
        lab.progress(number, len(PROTOCOLS), name)
        stale = dict.fromkeys(STARTS, 0)
        for order in orders(turns(readers, writers, steps)):
            for start, value in STARTS.items():
                if is_stale(order, new_cache(value), readers, write):
                    stale[start] += 1
                    examples.setdefault(name, told(order, readers, steps))
        for start, count in stale.items():
            lab.measure(f"stale-{name}-{start}", count)
    for measure, name in (("orders", "write-then-delete"), ("orders-double-delete", "double-delete")):
        lab.measure(measure, merges(turns(readers, writers, PROTOCOLS[name][2])))
    for name in ("write-then-delete", "delete-then-write"):
        lab.note(f"One order in which {name} ends stale: {examples[name]}.")


def cost(readers: int, writers: int) -> float:
    """Seconds: every order of every protocol, from both starts."""
    each = 2e-6 + 1.2e-6 * (readers + writers)
    return 0.1 + each * sum(merges(turns(readers, writers, steps)) for _, _, steps in PROTOCOLS.values())


if __name__ == "__main__":
    main(SPEC, run, cost)
