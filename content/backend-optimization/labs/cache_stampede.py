"""Cache stampede: one key expires under load, and five ways to rebuild it are asked how often they do.

The clients are real asyncio code; the clock is simulated, so that ten expiries take no time and come out the same in
each run. Rebuild times vary around their mean, as they do, by a tenth up or down.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from labkit import Lab, Rng, Spec, main
from virtual_time import run as run_simulated

SPEC: Spec = {
    "lab": "cache-stampede",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "rps": {"default": 400, "min": 1, "max": 2000, "unit": "/s", "help": "requests for the key"},
        "recompute_ms": {"default": 150, "min": 1, "max": 1000, "unit": "ms", "help": "to rebuild it, on average"},
        "ttl_ms": {"default": 2000, "min": 100, "max": 10000, "unit": "ms", "help": "how long it is good"},
        "beta": {"default": 1.0, "min": 0.1, "max": 5.0, "help": "of XFetch: more starts earlier"},
        "expiries": {"default": 20, "min": 1, "max": 50, "help": "how often it expires"},
    },
    "measures": {
        "calls-per-expiry-naive": {
            "unit": "rebuilds",
            "scale": "ratio",
            "primary": True,
            "help": "everybody who misses rebuilds",
        },
        "slow-requests-naive": {
            "unit": "requests",
            "scale": "count",
            "help": "that waited over half a rebuild, each expiry",
        },
        "calls-per-expiry-single": {"unit": "rebuilds", "scale": "ratio", "help": "one rebuilds, the others wait"},
        "slow-requests-single": {
            "unit": "requests",
            "scale": "count",
            "help": "that waited over half a rebuild, each expiry",
        },
        "calls-per-expiry-xfetch": {"unit": "rebuilds", "scale": "ratio", "help": "by dice before it expires"},
        "slow-requests-xfetch": {
            "unit": "requests",
            "scale": "count",
            "help": "that waited over half a rebuild, each expiry",
        },
        "calls-per-expiry-xfetch-sf": {"unit": "rebuilds", "scale": "ratio", "help": "by dice, and one at a time"},
        "slow-requests-xfetch-sf": {
            "unit": "requests",
            "scale": "count",
            "help": "that waited over half a rebuild, each expiry",
        },
        "calls-per-expiry-swr": {"unit": "rebuilds", "scale": "ratio", "help": "the old answer while one rebuilds"},
        "slow-requests-swr": {
            "unit": "requests",
            "scale": "count",
            "help": "that waited over half a rebuild, each expiry",
        },
        "stale-served-swr": {"unit": "requests", "scale": "count", "help": "that got the old answer, each expiry"},
        "little": {"unit": "rebuilds", "scale": "ratio", "help": "rate x mean rebuild time, by Little's law"},
    },
}
MOST_CALLS = 20_000
"""Rebuilds after which a way has shown that it never stops."""


@dataclass
class Entry:
    """The key's value: until when it is good, and how long it took to make."""

    good_until: float
    took: float


@dataclass
class Cache:
    """One key, the ways to read it, and what they cost."""

    rng: Rng
    recompute: float
    ttl: float
    beta: float
    entry: Entry
    calls: int = 0
    slow: int = 0
    stale: int = 0
    expiries: int = 0
    flight: asyncio.Future[None] | None = None
    at_work: set[asyncio.Task[None]] = field(default_factory=set)

    async def rebuild(self) -> None:
        """Make the value anew; the first of a wave that comes back ends the expiry."""
        self.calls += 1
        made_from, took = self.entry, self.recompute * (0.9 + 0.2 * self.rng.random())
        await asyncio.sleep(took)
        if self.entry is made_from:
            self.expiries += 1
        self.entry = Entry(now() + self.ttl, took)

    async def share(self) -> None:
        """Rebuild, or wait for whoever does already."""
        if self.flight is None:
            self.flight = asyncio.get_running_loop().create_future()
            await self.rebuild()
            self.flight.set_result(None)
            self.flight = None
        else:
            await asyncio.shield(self.flight)

    async def waiting(self, work: Awaitable[None]) -> None:
        """Answer only when something is done, and count it as slow if that takes over half a rebuild."""
        began = now()
        await work
        self.slow += now() - began > self.recompute / 2

    def beside(self, work: Awaitable[None]) -> None:
        """Let something go on while the request is answered."""
        task = asyncio.ensure_future(work)
        self.at_work.add(task)
        task.add_done_callback(self.at_work.discard)

    @property
    def is_good(self) -> bool:
        """Whether it has not expired."""
        return now() < self.entry.good_until

    @property
    def is_due(self) -> bool:
        """XFetch (Vattani, Chierichetti and Lowenstein 2015): a head start by dice, as long as a rebuild on average."""
        head_start = self.entry.took * self.beta * -math.log(1.0 - self.rng.random())
        return now() + head_start >= self.entry.good_until


def now() -> float:
    """Simulated seconds."""
    return asyncio.get_running_loop().time()


async def naive(cache: Cache) -> None:
    """Who finds it expired rebuilds it."""
    if not cache.is_good:
        await cache.waiting(cache.rebuild())


async def single(cache: Cache) -> None:
    """Who finds it expired rebuilds it, or waits for the one who does."""
    if not cache.is_good:
        await cache.waiting(cache.share())


async def xfetch(cache: Cache) -> None:
    """Now and then somebody rebuilds it before it expires, beside the answer."""
    if not cache.is_good:
        await cache.waiting(cache.rebuild())
    elif cache.is_due:
        cache.beside(cache.rebuild())


async def xfetch_single(cache: Cache) -> None:
    """The same, but only one at a time."""
    if not cache.is_good:
        await cache.waiting(cache.share())
    elif cache.is_due and cache.flight is None:
        cache.beside(cache.share())


async def stale_while_revalidate(cache: Cache) -> None:
    """The old answer is good enough while one rebuilds it."""
    if not cache.is_good:
        cache.stale += 1
        if cache.flight is None:
            cache.beside(cache.share())


WAYS: dict[str, Callable[[Cache], Awaitable[None]]] = {
    "naive": naive,
    "single": single,
    "xfetch": xfetch,
    "xfetch-sf": xfetch_single,
    "swr": stale_while_revalidate,
}


async def load(cache: Cache, read: Callable[[Cache], Awaitable[None]], rps: int, expiries: int) -> None:
    """Requests at random times, until the key has expired so often; the first value is good for a whole while."""
    cache.entry = Entry(now() + cache.ttl, cache.recompute)
    while cache.expiries < expiries and cache.calls < MOST_CALLS:
        await asyncio.sleep(cache.rng.exponential(1 / rps))
        cache.beside(read(cache))
    await asyncio.gather(*cache.at_work)


def run(lab: Lab, rps: int, recompute_ms: int, ttl_ms: int, beta: float, expiries: int) -> None:
    """The same traffic against each way."""
    for number, (name, read) in enumerate(WAYS.items()):
        lab.progress(number, len(WAYS), name)
        cache = Cache(lab.rng, recompute_ms / 1000, ttl_ms / 1000, beta, Entry(0, 0))
        run_simulated(load(cache, read, rps, expiries))
        expired = max(1, cache.expiries)
        lab.measure(f"calls-per-expiry-{name}", cache.calls / expired)
        lab.measure(f"slow-requests-{name}", cache.slow / expired)
        lab.point("rebuilds per expiry", number, cache.calls / expired)
        if name == "swr":
            lab.measure("stale-served-swr", cache.stale / expired)
        if cache.calls >= MOST_CALLS:
            lab.note(f"{name} never stops rebuilding: at {MOST_CALLS:,} it was stopped.")
    lab.measure("little", rps * recompute_ms / 1000)


def cost(rps: int, recompute_ms: int, ttl_ms: int, beta: float, expiries: int) -> float:
    """Seconds: every request of five kinds, and rebuilds beyond them."""
    del beta
    return 5 * expiries * rps * (ttl_ms + recompute_ms) / 1000 * 1.6e-5 + 0.1


if __name__ == "__main__":
    main(SPEC, run, cost)
