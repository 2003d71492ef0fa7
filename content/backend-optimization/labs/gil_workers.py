"""Workers and the GIL: threads and processes that compute, in cores they keep busy; threads and tasks that wait.

Cores are processor seconds a wall second, which a busy neighbour disturbs less than a speed-up; the best of some rounds
counts.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "gil-workers",
    "revision": 1,
    "robustness": "D",
    "parameters": {
        "jobs": {"default": 4, "min": 1, "max": 16, "help": "workers at once"},
        "cpu_ms": {"default": 60, "min": 20, "max": 400, "unit": "ms", "help": "what each computes"},
        "wait_ms": {"default": 100, "min": 10, "max": 500, "unit": "ms", "help": "what each waits"},
    },
    "measures": {
        "cores-used-threads": {
            "unit": "cores",
            "scale": "ratio",
            "primary": True,
            "help": "kept busy by threads that compute",
        },
        "cores-used-serial": {"unit": "cores", "scale": "ratio", "help": "kept busy by the same, one after another"},
        "cores-used-processes": {"unit": "cores", "scale": "ratio", "help": "kept busy by processes that compute"},
        "threads-wait-speedup": {"unit": "x", "scale": "ratio", "help": "threads that wait, against one after another"},
        "tasks-wait-speedup": {"unit": "x", "scale": "ratio", "help": "asyncio tasks that wait"},
        "process-pool-start-ms": {"unit": "ms", "scale": "ratio", "help": "to start the processes, by fork if it can"},
        "cores": {"unit": "cores", "scale": "exact", "help": "that this process may use"},
    },
}
ROUNDS = 3


def compute(milliseconds: float) -> float:
    """Keep a core busy for so much processor time of this thread; returns what was spent."""
    began, total = time.thread_time(), 0
    while (spent := time.thread_time() - began) < milliseconds / 1000:
        total += sum(range(500))
    return spent


def in_threads(jobs: int, work: Callable[[], object]) -> None:
    """Do the same in threads, and wait for all."""
    threads = [threading.Thread(target=work) for _ in range(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def cores_used(work: Callable[[], object]) -> float:
    """Processor seconds of this process for each second that the work takes."""
    wall, used = time.perf_counter(), time.process_time()
    work()
    return (time.process_time() - used) / (time.perf_counter() - wall)


def worker(connection: Connection) -> None:
    """A process: computes as long as it is told, and says what that took."""
    # What the parent does when it is stopped is not this one's business.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            connection.send(compute(connection.recv()))


def cores_of_processes(jobs: int, cpu_ms: float) -> tuple[float, float]:
    """Processor seconds for each second that processes take to compute, and the milliseconds to start them."""
    methods = multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if "fork" in methods and sys.platform == "linux" else "spawn")
    pipes = [context.Pipe() for _ in range(jobs)]
    # No Pool: stopped by a signal it waits for ever for the workers that the same signal ended.
    workers = [context.Process(target=worker, args=(theirs,), daemon=True) for _, theirs in pipes]
    began = time.perf_counter()
    try:
        for each in workers:
            each.start()
        started = (time.perf_counter() - began) * 1000
        ours = [our for our, _ in pipes]
        # The first round wakes everybody up.
        all_at_once(ours, 1.0)
        wall = time.perf_counter()
        spent = all_at_once(ours, cpu_ms)
        return spent / (time.perf_counter() - wall), started
    finally:
        for each in workers:
            if each.pid:
                each.kill()
                each.join()


def all_at_once(workers: list[Connection], milliseconds: float) -> float:
    """Let all compute so long; returns the processor seconds they spent."""
    for each in workers:
        each.send(milliseconds)
    return float(sum(each.recv() for each in workers))


def speedup(jobs: int, wait: float, work: Callable[[], object]) -> float:
    """How many times sooner waiting is over than one after another."""
    began = time.perf_counter()
    work()
    return jobs * wait / (time.perf_counter() - began)


async def tasks(jobs: int, wait: float) -> None:
    """Wait in tasks of one loop."""
    await asyncio.gather(*(asyncio.sleep(wait) for _ in range(jobs)))


def run(lab: Lab, jobs: int, cpu_ms: int, wait_ms: int) -> None:
    """Every kind of worker in turns, round by round."""
    found: dict[str, list[float]] = {}
    wait = wait_ms / 1000

    def add(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    for turn in range(ROUNDS):
        lab.progress(turn, ROUNDS, f"round {turn + 1} of {ROUNDS}")
        # Forked before any thread of the rounds runs.
        used, started = cores_of_processes(jobs, cpu_ms)
        add("cores-used-processes", used)
        add("process-pool-start-ms", started)
        add("cores-used-serial", cores_used(lambda: [compute(cpu_ms) for _ in range(jobs)]))
        add("cores-used-threads", cores_used(lambda: in_threads(jobs, lambda: compute(cpu_ms))))
        add("threads-wait-speedup", speedup(jobs, wait, lambda: in_threads(jobs, lambda: time.sleep(wait))))
        add("tasks-wait-speedup", speedup(jobs, wait, lambda: asyncio.run(tasks(jobs, wait))))
    for name, values in found.items():
        lab.measure(name, min(values) if name == "process-pool-start-ms" else max(values))
    lab.measure("cores", len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        lab.note("This Python has no GIL: threads compute side by side.")
    if max(found["cores-used-serial"]) < 0.9:
        lab.note("One worker alone did not get a whole core: the figures of threads and processes say little now.")


def cost(jobs: int, cpu_ms: int, wait_ms: int) -> float:
    """Seconds: processes share two cores, threads one; waits overlap."""
    computing = jobs * cpu_ms / 1000 * (0.5 + 1 + 1)
    return ROUNDS * (computing + 2 * wait_ms / 1000 + 0.01 * jobs)


if __name__ == "__main__":
    main(SPEC, run, cost)
