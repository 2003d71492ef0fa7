"""Scan pollution: five ways to choose what a full cache drops, without and with a scan among the normal requests.

Each policy is a real cache and answers the same requests. The scan asks for a new key each time; hits are counted on
the normal requests only.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from itertools import count

from labkit import Lab, Spec, Zipf, main

SPEC: Spec = {
    "lab": "scan-pollution",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "keys": {"default": 10000, "min": 100, "max": 100000, "help": "keys that normal requests ask for"},
        "alpha": {
            "default": 0.9,
            "min": 0.0,
            "max": 2.0,
            "help": "exponent of their popularity; 0 is the same for all",
        },
        "cache": {"default": 500, "min": 10, "max": 20000, "unit": "slots", "help": "keys that a cache can hold"},
        "scan_share": {"default": 0.5, "min": 0.0, "max": 0.9, "help": "the scan's share of all requests"},
    },
    "measures": {
        "lru-drop-points": {
            "unit": "points",
            "scale": "points",
            "spread": 10,
            "primary": True,
            "help": "LRU: hit ratio on normal requests without the scan, less that with it",
        },
        "s3fifo-minus-lru-scanned": {
            "unit": "points",
            "scale": "points",
            "spread": 10,
            "help": "what S3-FIFO hits more than LRU under the scan",
        },
        "lru-clean": {"unit": "%", "scale": "share", "help": "LRU without the scan: normal requests that hit"},
        "lru-scanned": {"unit": "%", "scale": "share", "help": "LRU with the scan"},
        "fifo-clean": {"unit": "%", "scale": "share", "help": "FIFO without it"},
        "fifo-scanned": {"unit": "%", "scale": "share", "help": "FIFO with it"},
        "clock-clean": {"unit": "%", "scale": "share", "help": "CLOCK without it"},
        "clock-scanned": {"unit": "%", "scale": "share", "help": "CLOCK with it"},
        "sieve-clean": {"unit": "%", "scale": "share", "help": "SIEVE without it"},
        "sieve-scanned": {"unit": "%", "scale": "share", "help": "SIEVE with it"},
        "s3fifo-clean": {"unit": "%", "scale": "share", "help": "S3-FIFO without it"},
        "s3fifo-scanned": {"unit": "%", "scale": "share", "help": "S3-FIFO with it"},
    },
}
STEPS, WARM_UP = 15, 3
"""Steps in which normal requests are counted, and those before, in which the caches fill."""
STEP = 10_000
"""Normal requests of a step."""


class FIFO:
    """A cache that drops the key that came first, whatever its hits."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self.uses: dict[int, int] = {}
        self.queue = deque[int]()

    def ask(self, key: int) -> bool:
        """Whether the key is in; it is afterwards."""
        if key in self.uses:
            self.hit(key)
            return True
        if len(self.uses) == self.slots:
            self.evict()
        self.uses[key] = 0
        self.admit(key)
        return False

    def hit(self, key: int) -> None:
        """Note that a key that is in was asked for."""

    def admit(self, key: int) -> None:
        """Put a new key into its place."""
        self.queue.append(key)

    def evict(self) -> None:
        """Make room for one."""
        del self.uses[self.queue.popleft()]


class CLOCK(FIFO):
    """FIFO with a second chance: a key that was asked for goes round once more."""

    def hit(self, key: int) -> None:
        """Set the key's bit."""
        self.uses[key] = 1

    def evict(self) -> None:
        """Let those with a bit go round without it, until one has none."""
        while self.uses[self.queue[0]]:
            key = self.queue.popleft()
            self.uses[key] = 0
            self.queue.append(key)
        super().evict()


class SIEVE(CLOCK):
    """CLOCK whose survivors keep their places: the hand goes on among the newer keys until it has passed them all."""

    def __init__(self, slots: int) -> None:
        super().__init__(slots)
        self.passed = deque[int]()

    def evict(self) -> None:
        """Pass those with a bit, which lose it, until one has none; after the newest the oldest come again."""
        dropped = False
        while not dropped:
            key = self.queue.popleft()
            dropped = not self.uses[key]
            if dropped:
                del self.uses[key]
            else:
                self.uses[key] = 0
                self.passed.append(key)
            if not self.queue:
                self.queue, self.passed = self.passed, self.queue


class LRU(FIFO):
    """A cache that drops the key that was not asked for the longest."""

    def __init__(self, slots: int) -> None:
        super().__init__(slots)
        self.uses = self.order = OrderedDict[int, int]()

    def hit(self, key: int) -> None:
        """Move the key to the end."""
        self.order.move_to_end(key)

    def admit(self, key: int) -> None:
        """Nothing: a new key is at the end."""

    def evict(self) -> None:
        """Drop the one at the front."""
        self.order.popitem(last=False)


class S3FIFO(FIFO):
    """Newcomers get a trial in a small queue; who is asked for there, or soon after, comes into the main one."""

    def __init__(self, slots: int) -> None:
        super().__init__(slots)
        self.small = deque[int]()
        self.trial = max(1, slots // 10)
        self.ghosts = OrderedDict[int, None]()

    def hit(self, key: int) -> None:
        """Count up to three."""
        self.uses[key] = min(3, self.uses[key] + 1)

    def admit(self, key: int) -> None:
        """Put a stranger on trial; one that was dropped too early comes back into main."""
        if key in self.ghosts:
            del self.ghosts[key]
            self.queue.append(key)
        else:
            self.small.append(key)

    def evict(self) -> None:
        """End trials while small has its full share, else let main's keys go round, until one is dropped."""
        while True:
            on_trial = len(self.small) >= self.trial
            key = (self.small if on_trial else self.queue).popleft()
            if not self.uses[key]:
                break
            self.uses[key] = 0 if on_trial else self.uses[key] - 1
            self.queue.append(key)
        del self.uses[key]
        if on_trial:
            self.ghosts[key] = None
            if len(self.ghosts) > self.slots - self.trial:
                self.ghosts.popitem(last=False)


POLICIES: dict[str, Callable[[int], FIFO]] = {
    "lru": LRU,
    "fifo": FIFO,
    "clock": CLOCK,
    "sieve": SIEVE,
    "s3fifo": S3FIFO,
}


def mixed(lab: Lab, zipf: Zipf, share: float, strangers: Iterator[int]) -> list[int]:
    """A step's normal requests, and before each as many of the scan's as come by chance."""
    asked = []
    for _ in range(STEP):
        while share and lab.rng.random() < share:
            asked.append(next(strangers))
        asked.append(zipf.draw())
    return asked


def run(lab: Lab, keys: int, alpha: float, cache: int, scan_share: float) -> None:
    """Let all caches answer the normal requests, then the scan comes among them."""
    zipf = Zipf(lab.rng, keys, alpha)
    strangers = count(keys)
    caches = {name: policy(cache) for name, policy in POLICIES.items()}
    ratios: dict[str, float] = {}
    for phase, share in enumerate((0.0, scan_share)):
        hits = dict.fromkeys(caches, 0)
        for step in range(-WARM_UP, STEPS):
            done = phase * (STEPS + WARM_UP) + step + WARM_UP
            lab.progress(done, 2 * (STEPS + WARM_UP), "scan" if share else "no scan")
            asked = mixed(lab, zipf, share, strangers)
            for name, policy in caches.items():
                # The scan never asks twice: every hit is a normal request's.
                found = sum(map(policy.ask, asked))
                lab.point(name, (done + 1) * STEP, 100 * found / STEP)
                if step >= 0:
                    hits[name] += found
        for name, found in hits.items():
            measure = f"{name}-{('clean', 'scanned')[phase]}"
            ratios[measure] = lab.measure(measure, 100 * found / (STEPS * STEP))
    lab.measure("lru-drop-points", ratios["lru-clean"] - ratios["lru-scanned"])
    lab.measure("s3fifo-minus-lru-scanned", ratios["s3fifo-scanned"] - ratios["lru-scanned"])
    lost = {name: sum(key >= keys for key in each.uses) for name, each in caches.items()}
    lab.note(f"At the end the scan's keys held {lost['lru']:,} slots of the LRU and {lost['s3fifo']:,} of S3-FIFO.")


def cost(keys: int, scan_share: float, **_: float) -> float:
    """Seconds: the table of popularity, and each request to each cache."""
    asked = STEP * (STEPS + WARM_UP) * (1 + 1 / (1 - scan_share))
    return 0.1 + keys * 3e-6 + asked * 2e-6


if __name__ == "__main__":
    main(SPEC, run, cost)
