"""Bounded queue: more load than a worker can do, callers who leave after a while, and four ways to queue in between.

A simulation, request by request. Arrivals and lengths of work are drawn, scaled so that they add up to what the rates
say, and the same for each way. When the overload ends, half of the load that the worker can do goes on.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from labkit import Lab, Rng, Spec, main, percentile

SPEC: Spec = {
    "lab": "bounded-queue",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "capacity": {"default": 100, "min": 25, "max": 1000, "unit": "/s", "help": "requests that the worker can do"},
        "overload": {"default": 1.5, "min": 1.0, "max": 5.0, "unit": "x", "help": "arrivals / capacity"},
        "deadline_ms": {"default": 1000, "min": 50, "max": 10000, "unit": "ms", "help": "after which a caller leaves"},
        "seconds": {"default": 30.0, "min": 1.0, "max": 300.0, "unit": "s", "help": "length of the overload"},
        "bound": {"default": 50, "min": 1, "max": 10000, "help": "places of the bounded queue"},
    },
    "measures": {
        "goodput-unbounded": {
            "unit": "% of capacity",
            "scale": "share",
            "primary": True,
            "help": "no bound: useful work under overload",
        },
        "recovery-unbounded": {
            "unit": "s after load ends",
            "scale": "count",
            "help": "no bound: until nobody who comes is answered too late",
        },
        "p99-unbounded": {"unit": "ms", "scale": "ratio", "help": "no bound: p99 of the answers"},
        "max-queue-unbounded": {"unit": "requests", "scale": "count", "help": "no bound: longest queue"},
        "goodput-bounded": {"unit": "% of capacity", "scale": "share", "help": "refused when full: useful work"},
        "recovery-bounded": {"unit": "s after load ends", "scale": "count", "help": "refused when full"},
        "p99-bounded": {"unit": "ms", "scale": "ratio", "help": "refused when full"},
        "max-queue-bounded": {"unit": "requests", "scale": "count", "help": "refused when full"},
        "goodput-deadline": {
            "unit": "% of capacity",
            "scale": "share",
            "help": "dropped at the head when it is too late: useful work",
        },
        "recovery-deadline": {"unit": "s after load ends", "scale": "count", "help": "dropped when late"},
        "p99-deadline": {"unit": "ms", "scale": "ratio", "help": "dropped when late"},
        "max-queue-deadline": {"unit": "requests", "scale": "count", "help": "dropped when late"},
        "goodput-lifo": {"unit": "% of capacity", "scale": "share", "help": "newest first: useful work"},
        "recovery-lifo": {"unit": "s after load ends", "scale": "count", "help": "newest first"},
        "p99-lifo": {"unit": "ms", "scale": "ratio", "help": "newest first"},
        "max-queue-lifo": {"unit": "requests", "scale": "count", "help": "newest first"},
    },
}
REPEATS = 9
POINTS = 40
AFTERWARDS = 0.5
"""Load once the overload is over, as a part of the capacity."""
SETTLE = 5.0
"""Seconds that are watched for good measure once an unbounded queue should be empty again."""


class Request(NamedTuple):
    """When it arrives, and how many seconds of work it is."""

    arrival: float
    work: float


class Policy(NamedTuple):
    """A way to queue: how many places there are, whom to serve next, whether to drop who cannot be served in time."""

    places: float = math.inf
    newest_first: bool = False
    drops_late: bool = False


class Queue:
    """The requests that wait by one policy, and those that are still to come."""

    def __init__(self, requests: list[Request], policy: Policy) -> None:
        self.coming = deque(requests)
        self.waiting = deque[Request]()
        self.longest = 0
        self.places = policy.places
        self.next = self.waiting.pop if policy.newest_first else self.waiting.popleft

    def admit(self, now: float) -> None:
        """Take in what has arrived by now, and refuse it when there is no place."""
        while self.coming and self.coming[0].arrival <= now:
            request = self.coming.popleft()
            if len(self.waiting) < self.places:
                self.waiting.append(request)
        self.longest = max(self.longest, len(self.waiting))


@dataclass
class Outcome:
    """What came of the requests of one run."""

    ends: float
    """When the overload ends."""
    answers: int = 0
    """Those during the overload."""
    useful: int = 0
    """Those of them that somebody still waited for."""
    idle: float = 0.0
    """Seconds of the overload in which there was nothing to do."""
    recovered: float = 0.0
    """From the end of the overload to the last arrival that was not answered in time."""
    longest: int = 0
    latencies: list[tuple[float, float]] = field(default_factory=list)
    """Of each answer: when its request arrived, and how long that had to wait for it."""

    def answer(self, arrival: float, now: float, patience: float) -> None:
        """A request was answered."""
        self.latencies.append((arrival, now - arrival))
        in_time = now - arrival <= patience
        if now <= self.ends:
            self.answers += 1
            self.useful += in_time
        if not in_time:
            self.too_late(arrival)

    def too_late(self, arrival: float) -> None:
        """A request got its answer too late, or none after having waited."""
        self.recovered = max(self.recovered, arrival - self.ends)

    def goodput(self) -> float:
        """Useful work under overload, in per cent of what the worker could do."""
        return 100 * self.useful / max(1, self.answers) * (1 - self.idle / self.ends)


def drawn(rng: Rng, count: int, mean: float) -> list[float]:
    """Random times that have this mean exactly."""
    times = [rng.exponential(1.0) for _ in range(count)]
    scale = count * mean / sum(times)
    return [each * scale for each in times]


def traffic(rng: Rng, capacity: int, overload: float, seconds: float) -> list[Request]:
    """What arrives during the overload, and after it until an unbounded queue has long been empty."""
    afterwards = 1.5 * backlog_seconds(overload, seconds) / (1 - AFTERWARDS) + SETTLE
    requests = []
    now = 0.0
    for rate, length in ((capacity * overload, seconds), (capacity * AFTERWARDS, afterwards)):
        count = round(rate * length)
        for gap, work in zip(drawn(rng, count, length / count), drawn(rng, count, 1 / capacity), strict=True):
            now += gap
            requests.append(Request(now, work))
    return requests


def backlog_seconds(overload: float, seconds: float) -> float:
    """Seconds of work that the overload leaves behind when nothing is refused."""
    return (overload - 1) * seconds


def serve(requests: list[Request], policy: Policy, usual: float, patience: float, ends: float) -> Outcome:
    """Let the worker do what the policy gives it, until nothing is left; `usual` is the mean of the work."""
    queue, outcome = Queue(requests, policy), Outcome(ends)
    now = 0.0
    while queue.coming or queue.waiting:
        if not queue.waiting:
            outcome.idle += max(0.0, min(queue.coming[0].arrival, ends) - now)
            now = queue.coming[0].arrival
            queue.admit(now)
        arrival, work = queue.next()
        if policy.drops_late and now + usual > arrival + patience:
            outcome.too_late(arrival)
            continue
        now += work
        queue.admit(now)
        outcome.answer(arrival, now, patience)
    outcome.longest = queue.longest
    return outcome


def run(lab: Lab, capacity: int, overload: float, deadline_ms: int, seconds: float, bound: int) -> None:
    """Send the same traffic to each way to queue, several times."""
    days = [traffic(lab.rng, capacity, overload, seconds) for _ in range(REPEATS)]
    policies = {
        "unbounded": Policy(),
        "bounded": Policy(places=bound),
        "deadline": Policy(drops_late=True),
        "lifo": Policy(newest_first=True),
    }
    for number, (name, policy) in enumerate(policies.items()):
        lab.progress(number, len(policies), name)
        outcomes = [serve(day, policy, 1 / capacity, deadline_ms / 1000, seconds) for day in days]
        latencies = sorted(outcomes[0].latencies)
        for part in range(POINTS):
            arrival, latency = latencies[part * len(latencies) // POINTS]
            lab.point(name, arrival, latency)
        lab.measure(f"goodput-{name}", *(outcome.goodput() for outcome in outcomes))
        lab.measure(f"recovery-{name}", *(outcome.recovered for outcome in outcomes))
        for_all = ([latency * 1000 for _, latency in outcome.latencies] for outcome in outcomes)
        lab.measure(f"p99-{name}", *(percentile(each, 99) for each in for_all))
        lab.measure(f"max-queue-{name}", *(outcome.longest for outcome in outcomes))
    lab.note(f"{bound} places are a wait of {1000 * bound / capacity:,.0f} ms; callers wait {deadline_ms:,} ms.")


def cost(capacity: int, overload: float, seconds: float, **_: float) -> float:
    """Seconds: each request of each repeat is drawn, and served in each way."""
    afterwards = 1.5 * backlog_seconds(overload, seconds) / (1 - AFTERWARDS) + SETTLE
    requests = capacity * (overload * seconds + AFTERWARDS * afterwards)
    return 0.1 + REPEATS * requests * 6e-6


if __name__ == "__main__":
    main(SPEC, run, cost)
