"""Averaged percentiles: hosts of which one is ill, the p99 of each, their average, and the p99 of all requests.

Every host also counts its requests in buckets that grow by 5 %. These counts are added up, and the p99 is read from the
sum.
"""

import math
import statistics
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from labkit import Lab, Rng, Spec, main, percentile

SPEC: Spec = {
    "lab": "averaged-percentiles",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "hosts": {"default": 10, "min": 2, "max": 100, "help": "hosts of the fleet, of which one is ill"},
        "sick_slowdown": {
            "default": 20.0,
            "min": 1.0,
            "max": 100.0,
            "unit": "x",
            "help": "how much slower it is",
        },
        "sick_traffic": {"default": 2.0, "min": 0.1, "max": 90.0, "unit": "%", "help": "requests that it gets"},
        "requests": {"default": 500000, "min": 10000, "max": 1000000, "help": "requests to the fleet"},
    },
    "measures": {
        "ratio-avg-to-true": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "average of the hosts' p99s / p99 of all requests",
        },
        "ratio-weighted-to-true": {"unit": "x", "scale": "ratio", "help": "the same, hosts weighted by their traffic"},
        "true-p99": {"unit": "ms", "scale": "ratio", "help": "p99 of all requests"},
        "avg-of-p99": {"unit": "ms", "scale": "ratio", "help": "average of the hosts' p99s"},
        "max-of-p99": {"unit": "ms", "scale": "ratio", "help": "largest of the hosts' p99s"},
        "mean": {"unit": "ms", "scale": "ratio", "help": "mean of all requests"},
        "median": {"unit": "ms", "scale": "ratio", "help": "median of all requests"},
        "mean-percentile-rank": {"unit": "%", "scale": "share", "help": "requests that are faster than the mean"},
        "histogram-p99": {"unit": "ms", "scale": "ratio", "help": "p99 by the merged histograms"},
        "histogram-error": {
            "unit": "%",
            "scale": "points",
            "spread": 1.0,
            "help": "how far that is from the p99 of all requests",
        },
        "histogram-buckets": {"unit": "buckets", "scale": "ratio", "help": "buckets of it that are in use"},
    },
}
MEDIAN = 10.0
"""Milliseconds of a healthy host; one request in a hundred takes three times as long."""
SIGMA = math.log(3) / statistics.NormalDist().inv_cdf(0.99)
GROWTH = 1.05
PERCENTS = (1, 5, 10, 25, 50, 75, 90, 95, 97, 98, 98.5, 99, 99.5, 99.9)


class Histogram:
    """Counts latencies in buckets, each wider than the one before by the same factor."""

    def __init__(self) -> None:
        self.counts = Counter[int]()

    def add(self, latencies: Sequence[float]) -> None:
        """Count some latencies."""
        self.counts.update(math.ceil(math.log(latency) / math.log(GROWTH)) for latency in latencies)

    def merge(self, other: "Histogram") -> None:
        """Count what another one has counted as well."""
        self.counts.update(other.counts)

    def percentile(self, percent: float) -> float:
        """The latency at this rank, off by 2.4 % at most: no bound of its bucket is further away."""
        rank = math.ceil(self.counts.total() * percent / 100)
        for bucket in sorted(self.counts):
            rank -= self.counts[bucket]
            if rank <= 0:
                return float(GROWTH**bucket * 2 / (GROWTH + 1))
        raise ValueError("there is nothing in it")


def log_normal(rng: Rng, median: float) -> float:
    """A latency of a host with this median."""
    radius = math.sqrt(-2 * math.log(1 - rng.random()))
    return median * math.exp(SIGMA * radius * math.cos(math.tau * rng.random()))


def traffic(hosts: int, sick_percent: float, requests: int) -> list[int]:
    """How many requests each host gets: the ill one, which comes first, its share, and the others the same."""
    sick = round(requests * sick_percent / 100)
    return [sick, *((requests - sick) // (hosts - 1) for _ in range(hosts - 1))]


def run(lab: Lab, hosts: int, sick_slowdown: float, sick_traffic: float, requests: int) -> None:
    """Let every host answer its requests, then compare what can be made of their records."""
    fleet: list[list[float]] = []
    merged = Histogram()
    for number, count in enumerate(traffic(hosts, sick_traffic, requests)):
        lab.progress(number, hosts, "hosts")
        median = MEDIAN if number else MEDIAN * sick_slowdown
        latencies = sorted(log_normal(lab.rng, median) for _ in range(count))
        histogram = Histogram()
        histogram.add(latencies)
        merged.merge(histogram)
        fleet.append(latencies)
    everything = sorted(latency for latencies in fleet for latency in latencies)
    for percent in PERCENTS:
        lab.point("a healthy host", percent, percentile(fleet[1], percent))
        lab.point("the ill host", percent, percentile(fleet[0], percent))
        lab.point("the fleet", percent, percentile(everything, percent))
    true = lab.measure("true-p99", percentile(everything, 99))
    mean = lab.measure("mean", statistics.fmean(everything))
    lab.measure("median", percentile(everything, 50))
    lab.measure("mean-percentile-rank", 100 * bisect_left(everything, mean) / len(everything))
    estimate = lab.measure("histogram-p99", merged.percentile(99))
    lab.measure("histogram-error", 100 * abs(estimate - true) / true)
    lab.measure("histogram-buckets", len(merged.counts))
    compare_averages(lab, fleet, true)


def compare_averages(lab: Lab, fleet: Sequence[Sequence[float]], true: float) -> None:
    """Average the hosts' p99s, plainly and by their traffic."""
    p99s = [percentile(latencies, 99) for latencies in fleet]
    counts = [len(latencies) for latencies in fleet]
    average = lab.measure("avg-of-p99", statistics.fmean(p99s))
    lab.measure("max-of-p99", max(p99s))
    lab.measure("ratio-avg-to-true", average / true)
    lab.measure("ratio-weighted-to-true", statistics.fmean(p99s, counts) / true)
    slowest = [len(latencies) - bisect_left(latencies, true) for latencies in fleet]
    lab.note(f"The slowest 1 % are {sum(slowest):,} requests, and {slowest[0]:,} of them are the ill host's.")


def cost(hosts: int, sick_slowdown: float, sick_traffic: float, requests: int) -> float:  # noqa: ARG001 - hardly matter
    """Seconds: every request is drawn, counted and sorted twice."""
    return 0.1 + requests * 2e-6


if __name__ == "__main__":
    main(SPEC, run, cost)
