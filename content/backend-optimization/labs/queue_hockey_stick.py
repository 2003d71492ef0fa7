"""The queue's hockey stick: the same jobs arrive at a queue at two utilisations, and wait for their turn.

Every job is followed from its arrival to its end, in the order of arrival, with one queue for all servers. How many are
inside is then counted from one event to the next, and compared with what Little's law says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapreplace

from labkit import Lab, Rng, Spec, main, percentile

SPEC: Spec = {
    "lab": "queue-hockey-stick",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "rho_low": {"default": 50, "min": 5, "max": 98, "unit": "%", "help": "how busy the servers are at first"},
        "rho_high": {"default": 90, "min": 5, "max": 98, "unit": "%", "help": "how busy they are then"},
        "service": {
            "default": "exp",
            "choices": ["exp", "constant", "bursty"],
            "help": "work: exponential, 10 ms for each job, or 5 ms and for one in twenty 105 ms",
        },
        "servers": {"default": 1, "min": 1, "max": 64, "help": "servers that share the queue"},
        "jobs": {"default": 200000, "min": 1000, "max": 800000, "help": "jobs that are followed"},
    },
    "measures": {
        "response-ratio": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "mean response when busier / mean response at first",
        },
        "theory-ratio": {"unit": "x", "scale": "ratio", "help": "the same by the formula of a queue in steady state"},
        "mean-rho-low": {"unit": "ms", "scale": "ratio", "help": "mean response at first"},
        "mean-rho-high": {"unit": "ms", "scale": "ratio", "help": "mean response when busier"},
        "p99-rho-low": {"unit": "ms", "scale": "ratio", "help": "99 % are no slower, at first"},
        "p99-rho-high": {"unit": "ms", "scale": "ratio", "help": "99 % are no slower, when busier"},
        "util-rho-low": {"unit": "%", "scale": "share", "help": "how busy the servers were in fact, at first"},
        "util-rho-high": {"unit": "%", "scale": "share", "help": "how busy they were in fact, then"},
        "little-l": {"unit": "jobs", "scale": "ratio", "help": "mean number of jobs inside when busier, counted"},
        "little-lambda-w": {"unit": "jobs", "scale": "ratio", "help": "jobs a ms x mean response in ms"},
        "little-relative-difference": {
            "unit": "ratio",
            "scale": "points",
            "spread": 0.0001,
            "help": "how far apart the two are, by the first of them",
        },
    },
}
MEAN_WORK = 10.0
"""Milliseconds."""
USUAL_WORK, RARE_WORK, USUAL = 5.0, 105.0, 0.95
VARIABILITY = {"exp": 1.0, "constant": 0.0, "bursty": 4.75}
"""Variance of the work by its mean squared."""
CURVE = range(5, 100, 5)


@dataclass(frozen=True)
class Job:
    """A job: what it comes after the one before, in units of the mean gap, and how many ms of work it is."""

    gap: float
    work: float


@dataclass(frozen=True)
class Served:
    """What became of jobs: when each arrived, and when it left."""

    arrivals: list[float]
    departures: list[float]

    @property
    def span(self) -> float:
        """From the opening, when nobody was there, to the moment when all had left."""
        return max(self.departures)

    def responses(self) -> list[float]:
        """The time that each job spent inside."""
        return [left - arrived for arrived, left in zip(self.arrivals, self.departures, strict=True)]

    def mean_response(self) -> float:
        """The mean time that a job spent inside."""
        return sum(self.responses()) / len(self.arrivals)

    def mean_inside(self) -> float:
        """The mean number of jobs inside, counted at every arrival and departure."""
        inside, area, last = 0, 0.0, 0.0
        departures = sorted(self.departures)
        gone = 0
        for arrived in [*self.arrivals, self.span]:
            while gone < len(departures) and departures[gone] <= arrived:
                area += inside * (departures[gone] - last)
                last = departures[gone]
                inside -= 1
                gone += 1
            area += inside * (arrived - last)
            last = arrived
            inside += 1
        return area / self.span


def serve(jobs: Sequence[Job], servers: int, busy: float) -> Served:
    """Let the jobs arrive so often that the servers are busy for that share of the time; first come, first served."""
    mean_gap = MEAN_WORK / servers / busy
    now = 0.0
    free = [0.0] * servers
    arrivals, departures = [], []
    for job in jobs:
        now += job.gap * mean_gap
        left = max(now, free[0]) + job.work
        heapreplace(free, left)
        arrivals.append(now)
        departures.append(left)
    return Served(arrivals, departures)


def work(rng: Rng, service: str) -> Callable[[], float]:
    """What draws the work of a job."""
    if service == "exp":
        return lambda: rng.exponential(MEAN_WORK)
    if service == "constant":
        return lambda: MEAN_WORK
    return lambda: USUAL_WORK if rng.random() < USUAL else RARE_WORK


def expected_response(busy: float, servers: int, variability: float) -> float:
    """The mean response in steady state; with several servers and another service than exponential, nearly so."""
    offered = busy * servers
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = offered * blocked / (number + offered * blocked)
    waits = blocked / (1 - busy * (1 - blocked))
    return MEAN_WORK + waits * MEAN_WORK / servers / (1 - busy) * (1 + variability) / 2


def run(lab: Lab, rho_low: int, rho_high: int, service: str, servers: int, jobs: int) -> None:
    """Follow the jobs at both utilisations, count those inside, and draw the curve with a quarter of them."""
    draw = work(lab.rng, service)
    drawn = [Job(lab.rng.exponential(1.0), draw()) for _ in range(jobs)]
    total_work = sum(job.work for job in drawn)
    means: list[float] = []
    for name, percent in (("low", rho_low), ("high", rho_high)):
        lab.progress(len(means), 3, f"{percent} % busy")
        served = serve(drawn, servers, percent / 100)
        means.append(lab.measure(f"mean-rho-{name}", served.mean_response()))
        lab.measure(f"p99-rho-{name}", percentile(served.responses(), 99))
        lab.measure(f"util-rho-{name}", 100 * total_work / servers / served.span)
    lab.measure("response-ratio", means[1] / means[0])
    theory = [expected_response(percent / 100, servers, VARIABILITY[service]) for percent in (rho_low, rho_high)]
    lab.measure("theory-ratio", theory[1] / theory[0])
    check_little(lab, served)
    lab.progress(2, 3, "curve")
    for percent in CURVE:
        lab.point("response", percent, serve(drawn[: jobs // 4], servers, percent / 100).mean_response())
        lab.point("theory", percent, expected_response(percent / 100, servers, VARIABILITY[service]))


def check_little(lab: Lab, served: Served) -> None:
    """Measure both sides of Little's law: one is counted over time, the other comes from the jobs."""
    inside = lab.measure("little-l", served.mean_inside())
    rate, response = len(served.arrivals) / served.span, served.mean_response()
    lab.measure("little-lambda-w", rate * response)
    lab.measure("little-relative-difference", abs(inside - rate * response) / inside)
    lab.note(f"{1000 * rate:.4g} jobs a second, each {response:.4g} ms inside: {inside:.4g} at any time, as counted.")


def cost(rho_low: int, rho_high: int, service: str, servers: int, jobs: int) -> float:  # noqa: ARG001 - hardly matter
    """Seconds: every job is drawn, served twice, and a quarter of them for each point of the curve."""
    return 0.1 + jobs * (3.8e-6 + servers.bit_length() * 1.5e-7)


if __name__ == "__main__":
    main(SPEC, run, cost)
