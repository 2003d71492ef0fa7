"""Coordinated omission: a server that freezes, asked on a schedule and by a tester that waits for each answer.

Server and testers are asyncio tasks on a clock that jumps to the next timer. The server does one request at a time, in
the order of arrival; the waiting tester's record is then also back-filled as HdrHistogram does it.
"""

import asyncio
from collections.abc import Iterator

import virtual_time
from labkit import Lab, Spec, main, percentile

SPEC: Spec = {
    "lab": "coordinated-omission",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "rate": {"default": 100, "min": 1, "max": 1000, "unit": "/s", "help": "requests that fall due each second"},
        "seconds": {"default": 200, "min": 10, "max": 3600, "unit": "s", "help": "length of the test"},
        "service_ms": {"default": 1.0, "min": 0.1, "max": 100.0, "unit": "ms", "help": "work for one request"},
        "stall_ms": {"default": 1000.0, "min": 0.0, "max": 4000.0, "unit": "ms", "help": "length of a freeze"},
        "every_s": {"default": 50.0, "min": 5.0, "max": 600.0, "unit": "s", "help": "from one freeze to the next"},
    },
    "measures": {
        "p99-ratio": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "p99 on schedule / p99 of the waiting tester",
        },
        "p99-open": {"unit": "ms", "scale": "ratio", "help": "p99 on schedule, counted from when each was due"},
        "p99-closed": {"unit": "ms", "scale": "ratio", "help": "p99 that the waiting tester reports"},
        "p99-corrected": {"unit": "ms", "scale": "ratio", "help": "p99 of the waiting tester's record, back-filled"},
        "p99-9-open": {"unit": "ms", "scale": "ratio", "help": "p99.9 on schedule"},
        "p99-9-closed": {"unit": "ms", "scale": "ratio", "help": "p99.9 that the waiting tester reports"},
        "p99-9-corrected": {"unit": "ms", "scale": "ratio", "help": "p99.9, back-filled"},
        "mean-open": {"unit": "ms", "scale": "ratio", "help": "mean on schedule"},
        "mean-closed": {"unit": "ms", "scale": "ratio", "help": "mean that the waiting tester reports"},
        "samples-open": {"unit": "requests", "scale": "exact", "help": "requests that fell due"},
        "samples-closed": {"unit": "requests", "scale": "exact", "help": "requests that the waiting tester sent"},
        "omitted-samples": {"unit": "requests", "scale": "count", "help": "requests that were due and never sent"},
    },
}
SECOND = 1_000_000
"""Times are whole microseconds, so that a freeze begins exactly when it should."""
PERCENTS = (50, 75, 90, 95, 97, 98, 98.5, 99, 99.3, 99.6, 99.9)


def now() -> int:
    """The time since the test began."""
    return round(asyncio.get_running_loop().time() * SECOND)


async def sleep_until(moment: int) -> None:
    """Wait for a moment; one that has passed lets go at once."""
    await asyncio.sleep(max(0, moment - now()) / SECOND)


class Server:
    """Does one request at a time, and begins none while it is frozen: at the start of each period."""

    def __init__(self, service: int, stall: int, period: int) -> None:
        self.service = service
        self.stall = stall
        self.period = period
        self.turn = asyncio.Lock()

    async def answer(self) -> None:
        """Return when a request that arrives now has its answer."""
        async with self.turn:
            frozen = max(0, self.stall - now() % self.period)
            await asyncio.sleep((frozen + self.service) / SECOND)


async def on_schedule(server: Server, rate: int, seconds: int) -> list[int]:
    """The latencies when requests go out as they fall due, whatever became of those before."""
    latencies = []

    async def request(due: int) -> None:
        await server.answer()
        latencies.append(now() - due)

    async with asyncio.TaskGroup() as requests:
        for number in range(rate * seconds):
            due = number * SECOND // rate
            await sleep_until(due)
            requests.create_task(request(due))
    return latencies


async def waiting(server: Server, interval: int, seconds: int) -> list[int]:
    """The latencies when a tester waits for each answer: the next request goes out when it is due, or late."""
    latencies = []
    sent = 0
    while sent < seconds * SECOND:
        await sleep_until(sent)
        await server.answer()
        latencies.append(now() - sent)
        sent = max(sent + interval, now())
    return latencies


def back_filled(latencies: list[int], interval: int) -> Iterator[int]:
    """The record, and for every latency those of the requests that would have been due meanwhile."""
    for latency in latencies:
        yield latency
        yield from range(latency - interval, interval - 1, -interval)


def run(lab: Lab, rate: int, seconds: int, service_ms: float, stall_ms: float, every_s: float) -> None:
    """Test the server both ways, repair the record of the second, and compare."""
    server = (round(service_ms * 1000), round(stall_ms * 1000), round(every_s * SECOND))
    # Rounded up: the tester that waits must not fall due more often than the schedule.
    interval = -(-SECOND // rate)
    lab.progress(0, 2, "on schedule")
    opened = virtual_time.run(on_schedule(Server(*server), rate, seconds))
    lab.progress(1, 2, "waiting for answers")
    closed = virtual_time.run(waiting(Server(*server), interval, seconds))
    omitted = len(opened) - len(closed)
    records = {"open": opened, "closed": closed, "corrected": list(back_filled(closed, interval))}
    lab.measure("p99-ratio", percentile(opened, 99) / percentile(closed, 99))
    for name, latencies in records.items():
        latencies.sort()
        for percent in PERCENTS:
            lab.point(name, percent, percentile(latencies, percent) / 1000)
        lab.measure(f"p99-{name}", percentile(latencies, 99) / 1000)
        lab.measure(f"p99-9-{name}", percentile(latencies, 99.9) / 1000)
        if name != "corrected":
            lab.measure(f"mean-{name}", sum(latencies) / len(latencies) / 1000)
            lab.measure(f"samples-{name}", len(latencies))
    lab.measure("omitted-samples", omitted)
    slow = sum(latency > 2 * server[0] for latency in closed)
    lab.note(f"The waiting tester recorded {slow} slow answers of {len(closed):,}; {omitted:,} requests it never sent.")


def cost(rate: int, seconds: int, **_: float) -> float:
    """Seconds: a task and its timers for every request, whatever the clock says."""
    return 0.1 + rate * seconds * 5e-5


if __name__ == "__main__":
    main(SPEC, run, cost)
