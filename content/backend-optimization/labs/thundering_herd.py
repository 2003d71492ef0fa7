"""Thundering herd: every client calls at one instant, most are refused, and six ways to retry spread them or do not.

A simulation, wave by wave: a service with a short queue refuses at once what does not fit, and each refused client
comes back when its policy says. Times are whole microseconds.
"""

import heapq
import math
from collections import Counter, deque
from collections.abc import Callable
from typing import NamedTuple

from labkit import Lab, Rng, Spec, main

SPEC: Spec = {
    "lab": "thundering-herd",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "clients": {"default": 1000, "min": 10, "max": 5000, "help": "clients that call at the same instant"},
        "service_ms": {"default": 2.0, "min": 0.1, "max": 50.0, "unit": "ms", "help": "work for one call"},
        "backlog": {"default": 50, "min": 1, "max": 5000, "help": "calls that fit into the service; more are refused"},
        "base_ms": {"default": 50.0, "min": 1.0, "max": 5000.0, "unit": "ms", "help": "fixed delay, first backoff"},
        "cap_ms": {"default": 5000.0, "min": 10.0, "max": 60000.0, "unit": "ms", "help": "longest backoff"},
    },
    "measures": {
        "time-ratio": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "time until all are served: backoff alone / full jitter",
        },
        "calls-ratio": {"unit": "x", "scale": "ratio", "help": "calls: backoff alone / full jitter"},
        "peak-ratio": {"unit": "x", "scale": "ratio", "help": "most calls in 10 ms: backoff alone / full jitter"},
        "finish-none": {"unit": "x", "scale": "ratio", "help": "retry at once: time until all are served / ideal"},
        "finish-fixed": {"unit": "x", "scale": "ratio", "help": "fixed delay"},
        "finish-backoff": {"unit": "x", "scale": "ratio", "help": "exponential backoff"},
        "finish-equal-jitter": {"unit": "x", "scale": "ratio", "help": "equal jitter"},
        "finish-full-jitter": {"unit": "x", "scale": "ratio", "help": "full jitter"},
        "finish-decorrelated": {"unit": "x", "scale": "ratio", "help": "decorrelated jitter"},
        "calls-per-client-none": {
            "unit": "calls",
            "scale": "ratio",
            "help": "retry at once: calls of a client (mean)",
        },
        "calls-per-client-fixed": {"unit": "calls", "scale": "ratio", "help": "fixed delay"},
        "calls-per-client-backoff": {"unit": "calls", "scale": "ratio", "help": "exponential backoff"},
        "calls-per-client-equal-jitter": {"unit": "calls", "scale": "ratio", "help": "equal jitter"},
        "calls-per-client-full-jitter": {"unit": "calls", "scale": "ratio", "help": "full jitter"},
        "calls-per-client-decorrelated": {"unit": "calls", "scale": "ratio", "help": "decorrelated jitter"},
        "peak-none": {
            "unit": "calls",
            "scale": "count",
            "help": "retry at once: most retries in 10 ms",
        },
        "peak-fixed": {"unit": "calls", "scale": "count", "help": "fixed delay"},
        "peak-backoff": {"unit": "calls", "scale": "count", "help": "exponential backoff"},
        "peak-equal-jitter": {"unit": "calls", "scale": "count", "help": "equal jitter"},
        "peak-full-jitter": {"unit": "calls", "scale": "count", "help": "full jitter"},
        "peak-decorrelated": {"unit": "calls", "scale": "count", "help": "decorrelated jitter"},
    },
}
MILLISECOND = 1000
ROUND_TRIP = 1 * MILLISECOND
"""A client cannot call again before it knows that it was refused."""
WINDOW = 10 * MILLISECOND
"""In which the peak of calls is counted."""
REPEATS = 15
"""Herds for each way that draws at random: when all are served is the luck of the last."""
DRAWN = ("equal-jitter", "full-jitter", "decorrelated")
WATCHED = ("backoff", "full-jitter")
POINTS = 50

Policy = Callable[[int, int], float]
"""Microseconds until the next call, after so many refusals and this delay before the last call."""


def policies(base: int, cap: int, rng: Rng) -> dict[str, Policy]:
    """The six ways to retry."""

    def backoff(refusals: int) -> int:
        return min(cap, base << min(refusals - 1, 30))

    return {
        "none": lambda _, __: 0,
        "fixed": lambda _, __: base,
        "backoff": lambda refusals, _: backoff(refusals),
        "equal-jitter": lambda refusals, _: backoff(refusals) * (1 + rng.random()) / 2,
        "full-jitter": lambda refusals, _: backoff(refusals) * rng.random(),
        "decorrelated": lambda _, before: min(cap, base + rng.random() * (3 * max(base, before) - base)),
    }


class Herd(NamedTuple):
    """What came of one herd."""

    calls: int
    peak: int
    """Most calls in a window, without those of the first instant."""
    served: list[int]
    """When each client had its answer, in order."""


def stampede(clients: int, work: int, backlog: int, retry_after: Policy) -> Herd:
    """Let all clients call at once, and retry until each is served."""
    # By the moment: for each client that calls then, its refusals and its last delay.
    waves: dict[int, list[tuple[int, int]]] = {0: [(0, 0)] * clients}
    moments = [0]
    queue = deque[int]()
    windows = Counter[int]()
    calls = 0
    served = []
    while moments:
        now = heapq.heappop(moments)
        wave = waves.pop(now)
        calls += len(wave)
        if now:
            windows[now // WINDOW] += len(wave)
        while queue and queue[0] <= now:
            queue.popleft()
        room = backlog - len(queue)
        for _ in wave[:room]:
            queue.append((queue[-1] if queue else now) + work)
            served.append(queue[-1])
        for refusals, before in wave[room:]:
            wait = max(ROUND_TRIP, round(retry_after(refusals + 1, before)))
            if now + wait not in waves:
                waves[now + wait] = []
                heapq.heappush(moments, now + wait)
            waves[now + wait].append((refusals + 1, wait))
    return Herd(calls, max(windows.values(), default=0), served)


def run(lab: Lab, clients: int, service_ms: float, backlog: int, base_ms: float, cap_ms: float) -> None:
    """Send the herd each way, those that draw at random several times, and compare backoff with full jitter."""
    work, base, cap = (round(each * MILLISECOND) for each in (service_ms, base_ms, cap_ms))
    ideal = clients * work
    herds: dict[str, list[Herd]] = {}
    for number, (name, policy) in enumerate(policies(base, cap, lab.rng).items()):
        lab.progress(number, 6, name)
        repeats = REPEATS if name in DRAWN else 1
        herds[name] = [stampede(clients, work, backlog, policy) for _ in range(repeats)]
        lab.measure(f"finish-{name}", *(herd.served[-1] / ideal for herd in herds[name]))
        lab.measure(f"calls-per-client-{name}", *(herd.calls / clients for herd in herds[name]))
        lab.measure(f"peak-{name}", *(herd.peak for herd in herds[name]))
    for name in WATCHED:
        served = herds[name][0].served
        for point in range(1, POINTS + 1):
            count = clients * point // POINTS
            if count:
                lab.point(name, served[count - 1] / 1e6, count)
    alone = herds["backoff"][0]
    lab.measure("time-ratio", *(alone.served[-1] / herd.served[-1] for herd in herds["full-jitter"]))
    lab.measure("calls-ratio", *(alone.calls / herd.calls for herd in herds["full-jitter"]))
    lab.measure("peak-ratio", *(max(1, alone.peak) / max(1, herd.peak) for herd in herds["full-jitter"]))
    half, all_of_them = (alone.served[clients * part // 2 - 1] / 1e6 for part in (1, 2))
    lab.note(f"Backoff alone served half of the clients in {half:.3g} s and the last one after {all_of_them:.3g} s.")


def cost(clients: int, service_ms: float, backlog: int, base_ms: float, cap_ms: float) -> float:
    """Seconds: the calls of each way. In step, a wave finds as much room as was made since the one before."""
    refused = max(0, clients - backlog)
    ideal_ms = clients * service_ms
    # A cap below the base leaves decorrelated jitter nothing to draw: its herds stay in step too.
    waits = [1.0, base_ms, cap_ms] + [cap_ms] * (REPEATS if cap_ms <= base_ms else 0)
    in_step = sum(refused * refused / min(backlog, wait / service_ms) / 2 for wait in waits)
    spread = 3 * REPEATS * refused * (1 + math.log2(1 + ideal_ms / base_ms) + ideal_ms / cap_ms)
    return 0.1 + in_step * 4e-7 + (spread + clients) * 2e-6


if __name__ == "__main__":
    main(SPEC, run, cost)
