"""A blocked event loop: requests arrive on time, and now and then one of them does not let go of the loop.

The loop is asyncio's own, in real time. Most requests wait 2 ms for something else; one in so many blocks: in the loop
itself, and then, for comparison, in a thread.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from labkit import Lab, Spec, main, percentile

SPEC: Spec = {
    "lab": "event-loop-block",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "rps": {"default": 100, "min": 10, "max": 400, "unit": "/s", "help": "requests a second"},
        "block_ms": {"default": 100, "min": 1, "max": 500, "unit": "ms", "help": "how long a blocking request takes"},
        "one_in": {"default": 50, "min": 2, "max": 500, "help": "one request in so many blocks"},
        "seconds": {"default": 1.5, "min": 0.5, "max": 10.0, "unit": "s", "help": "of traffic, each way"},
    },
    "measures": {
        "p99-blocking": {
            "unit": "ms",
            "scale": "ratio",
            "primary": True,
            "help": "p99 of the requests that block nobody, while others block the loop",
        },
        "victims-percent-blocking": {"unit": "%", "scale": "share", "help": "of them slower than 10 ms"},
        "p50-blocking": {"unit": "ms", "scale": "ratio", "help": "their median"},
        "p99-to-thread": {"unit": "ms", "scale": "ratio", "help": "p99 when the blocking is done in a thread"},
        "victims-percent-to-thread": {"unit": "%", "scale": "share", "help": "of them slower than 10 ms"},
        "p50-to-thread": {"unit": "ms", "scale": "ratio", "help": "their median"},
    },
}
WAIT = 0.002
"""Seconds that an innocent request waits for something else."""
SLOW_MS = 10.0

Block = Callable[[float], Awaitable[object]]


async def in_the_loop(seconds: float) -> None:
    """Block where everybody else runs."""
    time.sleep(seconds)


async def in_a_thread(seconds: float) -> None:
    """Block where nobody else runs."""
    await asyncio.to_thread(time.sleep, seconds)


async def traffic(rps: int, one_in: int, seconds: float, block: Callable[[], Awaitable[object]]) -> list[float]:
    """Response times of the innocent in milliseconds, counted from when each was due to arrive."""
    loop = asyncio.get_running_loop()
    times: list[float] = []
    began = loop.time() + 0.01

    async def innocent(due: float) -> None:
        await asyncio.sleep(WAIT)
        times.append((loop.time() - due) * 1000)

    async with asyncio.TaskGroup() as group:
        for number in range(round(rps * seconds)):
            due = began + number / rps
            # A late loop sends at once what was due meanwhile: clients do not wait for one another.
            await asyncio.sleep(max(0.0, due - loop.time()))
            group.create_task(_as_awaited(block()) if number % one_in == one_in // 2 else innocent(due))
    return times


async def _as_awaited(work: Awaitable[object]) -> None:
    await work


def run(lab: Lab, rps: int, block_ms: int, one_in: int, seconds: float) -> None:
    """The same traffic twice: blocking in the loop, and in a thread."""
    ways: dict[str, Block] = {"blocking": in_the_loop, "to-thread": in_a_thread}
    for number, (name, block) in enumerate(ways.items()):
        lab.progress(number, len(ways), name)
        times = asyncio.run(traffic(rps, one_in, seconds, lambda: block(block_ms / 1000)))  # noqa: B023 - run at once
        for at, milliseconds in enumerate(times[:: max(1, len(times) // 100)]):
            lab.point(name, at, milliseconds)
        lab.measure(f"p99-{name}", percentile(times, 99))
        lab.measure(f"p50-{name}", percentile(times, 50))
        lab.measure(f"victims-percent-{name}", 100 * sum(each > SLOW_MS for each in times) / len(times))


def cost(rps: int, block_ms: int, one_in: int, seconds: float) -> float:
    """Seconds: the traffic twice, and what blocking adds where it blocks more than the time there is."""
    blocked = rps * seconds / one_in * block_ms / 1000
    # Threads of the pool block side by side, at least five of them.
    return max(seconds, blocked) + max(seconds, blocked / 5) + block_ms / 1000 + 0.2


if __name__ == "__main__":
    main(SPEC, run, cost)
