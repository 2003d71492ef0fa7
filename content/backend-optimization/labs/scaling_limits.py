"""Limits of scaling: jobs with a serial part, done by more and more workers in step, behind a lock, and with crosstalk.

Workers are asyncio tasks on a clock that jumps to the next timer. One worker does a job a second on average, so jobs a
second are the speed-up; in each run the jobs add up to the same work.
"""

import asyncio
import math
from collections.abc import Iterator
from typing import NamedTuple

import virtual_time
from labkit import Lab, Rng, Spec, main

SPEC: Spec = {
    "lab": "scaling-limits",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "serial_percent": {"default": 5.0, "min": 0.1, "max": 90.0, "unit": "%", "help": "part of a job one at a time"},
        "workers": {"default": 32, "min": 1, "max": 256, "help": "workers whose speed-up is measured"},
        "crosstalk_percent": {
            "default": 0.2,
            "min": 0.01,
            "max": 5.0,
            "unit": "%",
            "help": "of a job, added to the serial part for every other worker",
        },
        "jobs": {"default": 2000, "min": 500, "max": 10000, "help": "jobs in a run"},
    },
    "measures": {
        "speedup-phases": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "workers in step: a round begins when the last of the one before is done",
        },
        "amdahl-formula": {"unit": "x", "scale": "ratio", "help": "what Amdahl's law says for it"},
        "speedup-lock-constant": {"unit": "x", "scale": "ratio", "help": "behind a lock, all jobs equally long"},
        "speedup-lock-random": {"unit": "x", "scale": "ratio", "help": "behind a lock, jobs of random length"},
        "speedup-crosstalk": {"unit": "x", "scale": "ratio", "help": "the same with crosstalk"},
        "best-workers": {
            "unit": "workers",
            "scale": "ratio",
            "primary": True,
            "help": "with crosstalk, the number that was fastest of those tried",
        },
        "usl-best": {"unit": "workers", "scale": "ratio", "help": "what the Universal Scalability Law says for it"},
    },
}
REPEATS = 3


class Job(NamedTuple):
    """Seconds of work: what a worker can do on its own, and what it must hold the lock for."""

    own: float
    held: float


def constant(jobs: int, serial: float) -> list[Job]:
    """Jobs of one second each."""
    return [Job(1 - serial, serial)] * jobs


def drawn(rng: Rng, jobs: int, serial: float) -> list[Job]:
    """Jobs of random length, scaled so that both parts add up to as much as those of the constant ones."""
    own, held = ([rng.exponential(1.0) for _ in range(jobs)] for _ in range(2))
    all_own, all_held = jobs * (1 - serial) / sum(own), jobs * serial / sum(held)
    return [Job(mine * all_own, shared * all_held) for mine, shared in zip(own, held, strict=True)]


async def in_step(jobs: list[Job], workers: int) -> float:
    """Jobs a second when every worker takes one, and all wait for the last before they take another."""
    lock = asyncio.Lock()

    async def work(job: Job) -> None:
        await asyncio.sleep(job.own)
        async with lock:
            await asyncio.sleep(job.held)

    for first in range(0, len(jobs), workers):
        async with asyncio.TaskGroup() as crew:
            for job in jobs[first : first + workers]:
                crew.create_task(work(job))
    return len(jobs) / asyncio.get_running_loop().time()


async def out_of_step(jobs: list[Job], workers: int, talk: float = 0.0) -> float:
    """Jobs a second when each worker takes the next job at once, and holds the lock longer by `talk` for each other."""
    lock = asyncio.Lock()
    longer = 1 + talk * (workers - 1)
    waiting = iter(jobs)

    async def work() -> None:
        for job in waiting:
            await asyncio.sleep(job.own)
            async with lock:
                await asyncio.sleep(job.held * longer)

    async with asyncio.TaskGroup() as crew:
        for _ in range(workers):
            crew.create_task(work())
    return len(jobs) / asyncio.get_running_loop().time()


def usl_best(serial: float, crosstalk: float) -> float:
    """The number of workers at the peak of the Universal Scalability Law."""
    return math.sqrt((1 - serial) / crosstalk)


def crews(largest: float) -> Iterator[int]:
    """Numbers of workers to try: each up to 8, then four in every doubling."""
    number, step = 1, 1
    while number <= max(8, largest):
        yield number
        number += step
        if number >= 8 * step:
            step *= 2


def sweep(lab: Lab, serial: float, crosstalk: float, jobs: int) -> int:
    """Try more and more workers, well past the peak; return the number that was fastest with crosstalk."""
    same, random = constant(jobs, serial), drawn(lab.rng, jobs, serial)
    numbers = list(crews(2.5 * usl_best(serial, crosstalk)))
    rates = {}
    for done, workers in enumerate(numbers):
        lab.progress(done, len(numbers), f"{workers} workers")
        rates[workers] = virtual_time.run(out_of_step(random, workers, crosstalk / serial))
        lab.point("crosstalk", workers, rates[workers])
        if workers & (workers - 1) == 0:
            lab.point("lock", workers, virtual_time.run(out_of_step(random, workers)))
            lab.point("in step", workers, virtual_time.run(in_step(same, workers)))
    return max(rates, key=rates.__getitem__)


def run(lab: Lab, serial_percent: float, workers: int, crosstalk_percent: float, jobs: int) -> None:
    """Measure the asked number of workers in all ways, then look for the best one."""
    serial, crosstalk = serial_percent / 100, crosstalk_percent / 100
    same = constant(jobs, serial)
    lab.measure("speedup-phases", virtual_time.run(in_step(same, workers)))
    lab.measure("amdahl-formula", workers / (1 + serial * (workers - 1)))
    lab.measure("speedup-lock-constant", virtual_time.run(out_of_step(same, workers)))
    draws = [drawn(lab.rng, jobs, serial) for _ in range(REPEATS)]
    lab.measure("speedup-lock-random", *(virtual_time.run(out_of_step(each, workers)) for each in draws))
    talking = [virtual_time.run(out_of_step(each, workers, crosstalk / serial)) for each in draws]
    lab.measure("speedup-crosstalk", *talking)
    best = lab.measure("best-workers", sweep(lab, serial, crosstalk, jobs // 2))
    lab.measure("usl-best", usl_best(serial, crosstalk))
    rate = virtual_time.run(out_of_step(draws[0], int(best), crosstalk / serial))
    lab.note(f"With crosstalk {best:.0f} workers do {rate:.3g} jobs a second, and {workers} do {talking[0]:.3g}.")


def cost(serial_percent: float, workers: int, crosstalk_percent: float, jobs: int) -> float:
    """Seconds: two timers for each job of each run; those of the sweep are half as long."""
    numbers = list(crews(2.5 * usl_best(serial_percent / 100, crosstalk_percent / 100)))
    runs = 3 + 2 * REPEATS + (len(numbers) + 2 * math.log2(2 * numbers[-1])) / 2
    return 0.1 + runs * (jobs + workers) * 2e-5


if __name__ == "__main__":
    main(SPEC, run, cost)
