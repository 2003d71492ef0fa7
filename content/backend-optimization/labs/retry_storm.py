"""Retry storm: a service stalls for a few seconds, and five ways to retry decide whether it ever recovers.

A simulation, event by event: each client thinks for a second on average, calls, waits until its timeout, and retries as
its policy says. The service works through its queue in order and cannot know who has given up.
"""

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from labkit import Lab, Rng, Spec, main

SPEC: Spec = {
    "lab": "retry-storm",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "clients": {"default": 700, "min": 10, "max": 3000, "help": "clients, each of which calls about once a second"},
        "capacity": {"default": 1000, "min": 50, "max": 5000, "unit": "/s", "help": "calls the service can answer"},
        "outage_s": {"default": 5.0, "min": 0.0, "max": 30.0, "unit": "s", "help": "length of the stall"},
        "timeout_ms": {"default": 500, "min": 20, "max": 10000, "unit": "ms", "help": "after which a client gives up"},
        "base_ms": {"default": 100, "min": 10, "max": 5000, "unit": "ms", "help": "fixed delay, and the first backoff"},
        "cap_ms": {"default": 5000, "min": 100, "max": 60000, "unit": "ms", "help": "longest backoff"},
        "queue_limit": {"default": 100000, "min": 1, "max": 100000, "help": "calls that wait; a further one is lost"},
    },
    "measures": {
        "useful-none-late": {
            "unit": "%",
            "scale": "share",
            "primary": True,
            "help": "retries at once: answers, 28 to 35 s after the stall, whose client still waits for them",
        },
        "useful-fixed-late": {"unit": "%", "scale": "share", "help": "the same, after a fixed delay"},
        "useful-budget-late": {"unit": "%", "scale": "share", "help": "the same, within a budget of 10 % of the calls"},
        "useful-backoff-late": {"unit": "%", "scale": "share", "help": "the same, with exponential backoff"},
        "useful-full-jitter-late": {"unit": "%", "scale": "share", "help": "the same, with backoff and full jitter"},
        "recovery-none": {
            "unit": "s",
            "scale": "count",
            "help": "retries at once: from the stall to the last stale answer; 35 is never",
        },
        "recovery-fixed": {"unit": "s", "scale": "count", "help": "the same, after a fixed delay"},
        "recovery-budget": {"unit": "s", "scale": "count", "help": "the same, within the budget"},
        "recovery-backoff": {"unit": "s", "scale": "count", "help": "the same, with exponential backoff"},
        "recovery-full-jitter": {"unit": "s", "scale": "count", "help": "the same, with backoff and full jitter"},
        "peak-none": {
            "unit": "x",
            "scale": "ratio",
            "help": "retries at once: most calls in a second / those without a stall",
        },
        "peak-fixed": {"unit": "x", "scale": "ratio", "help": "the same, after a fixed delay"},
        "peak-budget": {"unit": "x", "scale": "ratio", "help": "the same, within the budget"},
        "peak-backoff": {"unit": "x", "scale": "ratio", "help": "the same, with exponential backoff"},
        "peak-full-jitter": {"unit": "x", "scale": "ratio", "help": "the same, with backoff and full jitter"},
    },
}
THINK = 1.0
"""Mean seconds between an answer and the client's next call."""
BEFORE, AFTER, LATE = 5.0, 35.0, 28.0
"""Seconds that are watched before the stall and after it, and when after it "late" begins."""
BURST, REFILL = 10.0, 0.1
"""A client's retry budget: tokens it may save up, and what a new call adds; a retry costs one."""


@dataclass(slots=True)
class Client:
    """One caller: how often it has retried the present call, and the retries it may still afford."""

    retries: int = 0
    tokens: float = BURST


Policy = Callable[[Client], float | None]
"""Seconds until a client that timed out retries; None if it gives the call up."""


def policies(base: float, cap: float, rng: Rng) -> dict[str, Policy]:
    """The five ways to retry."""

    def budget(client: Client) -> float | None:
        if client.tokens < 1:
            return None
        client.tokens -= 1
        return 0.0

    def backoff(client: Client) -> float:
        return min(cap, base * 2.0 ** min(client.retries, 30))

    return {
        "none": lambda _: 0.0,
        "fixed": lambda _: base,
        "budget": budget,
        "backoff": backoff,
        "full-jitter": lambda client: rng.random() * backoff(client),
    }


class Service:
    """Answers calls in order, one at a time; none begins while it stalls."""

    def __init__(self, capacity: int, stalls: float, recovers: float, limit: int) -> None:
        self.work = 1 / capacity
        self.stalls = stalls
        self.recovers = recovers
        self.limit = limit
        self.waiting = deque[float]()

    def call(self, now: float) -> float | None:
        """When a call that comes now will be answered; None if the queue has no room."""
        while self.waiting and self.waiting[0] <= now:
            self.waiting.popleft()
        if len(self.waiting) >= self.limit:
            return None
        begins = self.waiting[-1] if self.waiting else now
        if self.stalls <= begins < self.recovers:
            begins = self.recovers
        self.waiting.append(begins + self.work)
        return self.waiting[-1]


class Seen:
    """What came of the calls, by seconds since the start."""

    def __init__(self, seconds: int) -> None:
        self.calls = [0] * seconds
        self.answers = [0] * seconds
        self.useful = [0] * seconds
        self.last_stale = 0.0

    def answered(self, at: float, in_time: bool) -> None:
        """An answer went out; whether its client still waited for it."""
        self.answers[int(at)] += 1
        self.useful[int(at)] += in_time
        if not in_time:
            self.last_stale = at

    def share(self, begin: int, end: int) -> float:
        """Per cent of the answers of these seconds that were useful."""
        return 100 * sum(self.useful[begin:end]) / max(1, sum(self.answers[begin:end]))


def watch(service: Service, clients: int, timeout: float, retry_after: Policy, end: float, rng: Rng) -> Seen:
    """Let the clients call until the end."""
    seen = Seen(int(end) + 1)
    people = [Client() for _ in range(clients)]
    # When which client calls next, the earliest first.
    due = [(rng.exponential(THINK), number) for number in range(clients)]
    heapq.heapify(due)
    while due[0][0] < end:
        now, number = due[0]
        client = people[number]
        if not client.retries:
            client.tokens = min(BURST, client.tokens + REFILL)
        seen.calls[int(now)] += 1
        answer = service.call(now)
        in_time = answer is not None and answer <= now + timeout
        if answer is not None and answer < end:
            seen.answered(answer, in_time)
        wait = None if in_time else retry_after(client)
        client.retries = 0 if wait is None else client.retries + 1
        over = answer if answer is not None and in_time else now + timeout
        heapq.heapreplace(due, (over + (rng.exponential(THINK) if wait is None else wait), number))
    return seen


def run(
    lab: Lab,
    clients: int,
    capacity: int,
    outage_s: float,
    timeout_ms: int,
    base_ms: int,
    cap_ms: int,
    queue_limit: int,
) -> None:
    """Stall the service once for each way to retry, and watch what becomes of it."""
    over = BEFORE + outage_s
    end = over + AFTER
    ways = policies(base_ms / 1000, cap_ms / 1000, lab.rng)
    for number, (name, policy) in enumerate(ways.items()):
        lab.progress(number, len(ways), name)
        service = Service(capacity, BEFORE, over, queue_limit)
        seen = watch(service, clients, timeout_ms / 1000, policy, end, lab.rng)
        for second in range(int(over), int(end)):
            if seen.answers[second]:
                lab.point(name, second - over, seen.share(second, second + 1))
        late = int(over + LATE), int(end)
        # With very long delays, every client may be asleep.
        if any(seen.answers[slice(*late)]):
            lab.measure(f"useful-{name}-late", seen.share(*late))
        recovery = max(0.0, seen.last_stale - over)
        lab.measure(f"recovery-{name}", recovery if recovery < AFTER - 1 else AFTER)
        lab.measure(f"peak-{name}", max(seen.calls) / (clients / THINK))
    storm = clients * 1000 / timeout_ms
    lab.note(f"Clients that retry at once call up to {storm:,.0f} times a second; the service answers {capacity:,}.")


def cost(clients: int, capacity: int, outage_s: float, timeout_ms: int, base_ms: int, cap_ms: int, **_: float) -> float:
    """Seconds: every call of each way to retry, with the storms, which may last until the end."""
    seconds = BEFORE + outage_s + AFTER
    calls = clients * (seconds + BURST)
    for wait_ms in (0, base_ms, cap_ms, cap_ms / 2):
        rate = clients * 1000 / (timeout_ms + wait_ms)
        storm = outage_s * capacity / (capacity - rate) if rate < capacity else seconds
        calls += rate * min(storm, seconds) + clients * max(0.0, seconds - storm)
    return 0.1 + calls * 3e-6


if __name__ == "__main__":
    main(SPEC, run, cost)
