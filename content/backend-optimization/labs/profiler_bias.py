"""Profiler bias: one loop and many tiny calls, seen by a stopwatch, by cProfile, and by a sampler.

The stopwatch says how the time is really shared. A tracer is called at each call and return, and pays for it inside
what it measures; a sampler looks a thousand times a second, whatever is called.
"""

import cProfile
import math
import pstats
import sys
import threading
import time
from collections.abc import Callable

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "profiler-bias",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "tiny_calls": {"default": 60000, "min": 100, "max": 300000, "help": "calls that the second half is made of"},
    },
    "measures": {
        "blame-if-half": {
            "unit": "%",
            "scale": "share",
            "primary": True,
            "help": "share that cProfile blames on the calls, where they really take half",
        },
        "true-share": {"unit": "%", "scale": "share", "help": "of the calls, by the stopwatch"},
        "cprofile-share": {"unit": "%", "scale": "share", "help": "of the calls, by cProfile"},
        "cprofile-slowdown": {"unit": "x", "scale": "ratio", "help": "the program under cProfile / without"},
        "sampled-share": {"unit": "%", "scale": "share", "help": "of the calls, by the sampler"},
        "sampler-error-points": {
            "unit": "points",
            "scale": "points",
            "spread": 10.0,
            "help": "the sampler against the stopwatch of the same run",
        },
    },
}
ROUNDS = 15
CALLS = ("tiny", "not_so_tiny", "many_calls")
"""The functions that are the second half."""
SAMPLE_EVERY = 0.001
SAMPLED_FOR = 0.8
"""Seconds; n samples know a share to the square root of p (1 - p) / n."""
WORK = 60_000
"""Steps that the calls take in all: fewer calls take more each, so that both halves stay as they are."""


def tiny(number: int) -> int:
    """One call that does next to nothing."""
    return number + 1


def not_so_tiny(steps: int) -> None:
    """One call that does the same some times."""
    for number in range(steps):
        number + 1


def many_calls(calls: int, steps: int) -> None:
    """The second half: so many calls, each of so many steps."""
    if steps == 1:
        for number in range(calls):
            tiny(number)
    else:
        for _ in range(calls):
            not_so_tiny(steps)


def one_loop(steps: int) -> None:
    """The first half: one loop of the same steps, and nothing is called."""
    for number in range(steps):
        number + 1


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class Program:
    """Both halves, with the loop made as long as the calls take."""

    def __init__(self, tiny_calls: int) -> None:
        self.calls = tiny_calls
        self.steps = max(1, WORK // tiny_calls)
        calls = min(timed(self.run_calls) for _ in range(3))
        loop = min(timed(lambda: one_loop(100_000)) for _ in range(3))
        self.loop = max(1, round(100_000 * calls / loop))

    def run_calls(self) -> None:
        """The second half."""
        many_calls(self.calls, self.steps)

    def run_loop(self) -> None:
        """The first half."""
        one_loop(self.loop)

    def run(self) -> tuple[float, float]:
        """Seconds of the loop and of the calls."""
        return timed(self.run_loop), timed(self.run_calls)


def traced(program: Program) -> float:
    """The share of the time of both halves that cProfile finds in the calls."""
    profile = cProfile.Profile()
    profile.runcall(program.run)
    own = {name: values[2] for (_, _, name), values in pstats.Stats(profile).stats.items()}  # type: ignore[attr-defined]
    calls = sum(own.get(name, 0.0) for name in CALLS)
    return float(calls / (calls + own["one_loop"]))


def sampled(program: Program) -> tuple[float, float, int]:
    """The share of samples in the calls, what the stopwatch says of the same run, and how many samples there were."""
    # A thread waits that long for its turn, 5 ms if nobody says otherwise: then there would be 130 samples, not 600.
    sys.setswitchinterval(SAMPLE_EVERY / 10)
    seen = {"loop": 0, "calls": 0}
    is_over = threading.Event()
    watched = threading.get_ident()

    def look() -> None:
        while not is_over.wait(SAMPLE_EVERY):
            frame = sys._current_frames().get(watched)
            name = frame.f_code.co_name if frame else ""
            if name == "one_loop" or name in CALLS:
                seen["calls" if name in CALLS else "loop"] += 1

    sampler = threading.Thread(target=look)
    sampler.start()
    ends = time.perf_counter() + SAMPLED_FOR
    parts = [program.run()]
    while time.perf_counter() < ends:
        parts.append(program.run())
    is_over.set()
    sampler.join()
    loop, calls = (sum(each) for each in zip(*parts, strict=True))
    samples = sum(seen.values())
    return seen["calls"] / max(1, samples), calls / (loop + calls), samples


def if_half(share: float, true: float) -> float:
    """What a share would be if the truth were half: shifted by as much, in odds."""
    odds = math.log(share / (1 - share)) - math.log(true / (1 - true))
    return 1 / (1 + math.exp(-odds))


def run(lab: Lab, tiny_calls: int) -> None:
    """Stopwatch and tracer in turns, so that a clock that changes its speed changes both; then the sampler."""
    program = Program(tiny_calls)
    true_shares, traced_shares, blamed, slowdowns = [], [], [], []
    for turn in range(ROUNDS):
        lab.progress(turn, ROUNDS + 2, "stopwatch and cProfile")
        loop, calls = program.run()
        true = calls / (loop + calls)
        began = time.perf_counter()
        share = traced(program)
        slowdowns.append((time.perf_counter() - began) / (loop + calls))
        true_shares.append(100 * true)
        traced_shares.append(100 * share)
        blamed.append(100 * if_half(share, true))
        lab.point("blamed on the calls", turn + 1, blamed[-1])
    lab.progress(ROUNDS, ROUNDS + 2, "sampler")
    share, true, samples = sampled(program)
    lab.measure("true-share", *true_shares)
    lab.measure("cprofile-share", *traced_shares)
    lab.measure("blame-if-half", *blamed)
    lab.measure("cprofile-slowdown", *slowdowns)
    lab.measure("sampled-share", 100 * share)
    lab.measure("sampler-error-points", abs(100 * (share - true)))
    lab.note(f"The sampler looked {samples} times; of the calls it knows nothing but how often it found them running.")


def cost(tiny_calls: int) -> float:
    """Seconds: both halves in every round, about four times as slow when traced, and the sampler."""
    half = tiny_calls * 5.5e-8 + WORK * 3e-8
    return 2 * half * (3 + ROUNDS * 5) + SAMPLED_FOR + 2 * half


if __name__ == "__main__":
    main(SPEC, run, cost)
