"""Zipf cache: an LRU cache that holds a small part of the keys, asked in proportion to their popularity.

Two real caches, one of twice the size, answer the same requests. What is compared with them is the share of requests
that a cache of the most popular keys, which never changes, would answer.
"""

from collections import OrderedDict, deque

from labkit import Lab, Spec, Zipf, main

SPEC: Spec = {
    "lab": "zipf-cache",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "keys": {"default": 20000, "min": 100, "max": 200000, "help": "keys that are asked for"},
        "alpha": {"default": 0.9, "min": 0.0, "max": 2.0, "help": "exponent of the popularity; 0 is the same for all"},
        "cache_percent": {"default": 1.0, "min": 0.1, "max": 50.0, "unit": "%", "help": "keys that the cache can hold"},
        "requests": {"default": 1000000, "min": 10000, "max": 2000000, "help": "requests that are counted"},
    },
    "measures": {
        "hit-ratio": {"unit": "%", "scale": "share", "primary": True, "help": "requests that the LRU cache answers"},
        "hit-ratio-double-size": {"unit": "%", "scale": "share", "help": "the same with twice the room"},
        "perfect-lfu": {"unit": "%", "scale": "share", "help": "requests for as many of the most popular keys"},
        "mean-ms": {"unit": "ms", "scale": "ratio", "help": "mean time: 0.5 ms to look, 20 ms more for a miss"},
        "origin-load-cut": {"unit": "x", "scale": "ratio", "help": "requests / those that reach the origin"},
    },
}
LOOKUP_MS, ORIGIN_MS = 0.5, 20.0
"""What a look into the cache takes, and what the origin takes for an answer."""
STEPS, WARM_UP = 50, 10
"""Steps in which the requests are counted, and as large ones before, in which the caches fill."""


class LRU:
    """A cache that drops the key that was not asked for the longest."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self.entries = OrderedDict[int, None]()

    def ask(self, key: int) -> bool:
        """Whether the key is in; it is afterwards."""
        if key in self.entries:
            self.entries.move_to_end(key)
            return True
        if len(self.entries) == self.slots:
            self.entries.popitem(last=False)
        self.entries[key] = None
        return False


def curve(lab: Lab, zipf: Zipf, slots: int, requests: int) -> None:
    """Say what other sizes are worth, from 1/16 of the cache on, by fewer requests: half of them fill, half count."""
    keys = len(zipf.cumulative)
    asked = [zipf.draw() for _ in range(requests)]
    filling, counted = asked[: requests // 2], asked[requests // 2 :]
    for size in sorted({slots * 2**power // 16 for power in range(9)}):
        if 1 <= size <= keys:
            cache = LRU(size)
            deque(map(cache.ask, filling), maxlen=0)
            lab.point("LRU", 100 * size / keys, 100 * sum(map(cache.ask, counted)) / len(counted))
            lab.point("most popular", 100 * size / keys, 100 * zipf.head(size))


def run(lab: Lab, keys: int, alpha: float, cache_percent: float, requests: int) -> None:
    """Let both caches fill, then count the hits."""
    slots = max(1, round(keys * cache_percent / 100))
    zipf = Zipf(lab.rng, keys, alpha)
    cache, double = LRU(slots), LRU(2 * slots)
    hits = double_hits = 0
    size = requests // STEPS
    for step in range(-WARM_UP, STEPS):
        lab.progress(step + WARM_UP, STEPS + WARM_UP, "asking")
        asked = [zipf.draw() for _ in range(size)]
        found, double_found = sum(map(cache.ask, asked)), sum(map(double.ask, asked))
        if step >= 0:
            hits += found
            double_hits += double_found
    counted = size * STEPS
    lab.measure("hit-ratio", 100 * hits / counted)
    lab.measure("hit-ratio-double-size", 100 * double_hits / counted)
    lab.measure("perfect-lfu", 100 * zipf.head(slots))
    lab.measure("mean-ms", LOOKUP_MS + ORIGIN_MS * (1 - hits / counted))
    lab.measure("origin-load-cut", counted / max(1, counted - hits))
    popular = sum(key < slots for key in cache.entries)
    lab.note(f"At the end {popular:,} of the {slots:,} slots held one of the {slots:,} most popular keys.")
    curve(lab, zipf, slots, requests // 10)


def cost(keys: int, alpha: float, requests: int, **_: float) -> float:
    """Seconds: the table of popularity, and each request to each cache, dearer the more keys are in use."""
    return 0.1 + keys * 4e-7 + requests * (1.1e-6 + (1.5 - min(alpha, 1.5)) * (5e-7 + keys * 6e-12))


if __name__ == "__main__":
    main(SPEC, run, cost)
