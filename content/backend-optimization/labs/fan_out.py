"""Fan-out: a page waits for the slowest of many leaf calls, as they come, and with a second copy of each late one.

Calls are drawn: most take about 10 ms, a few take long, each independently of the others. The hedge leaves when a call
takes longer than a percentile of earlier calls; both ways to load a page share their first copies.
"""

from typing import NamedTuple

from labkit import Lab, Rng, Spec, main, percentile

SPEC: Spec = {
    "lab": "fan-out",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "fanout": {"default": 100, "min": 1, "max": 1000, "help": "leaf calls that a page waits for"},
        "slow_percent": {"default": 1.0, "min": 0.0, "max": 50.0, "unit": "%", "help": "leaf calls that are slow"},
        "slow_ms": {"default": 1000.0, "min": 300.0, "max": 30000.0, "unit": "ms", "help": "what makes a call slow"},
        "hedge_at": {"default": 95.0, "min": 1.0, "max": 99.9, "unit": "%", "help": "percentile that sends the copy"},
        "pages": {"default": 10000, "min": 100, "max": 50000, "help": "pages that are loaded"},
    },
    "measures": {
        "slow-pages-plain": {
            "unit": "% of pages",
            "scale": "share",
            "primary": True,
            "help": "one copy of each call: pages that are slow",
        },
        "slow-pages-theory": {"unit": "% of pages", "scale": "share", "help": "what 1 - (1 - p)^n says for it"},
        "slow-pages-hedged": {
            "unit": "% of pages",
            "scale": "share",
            "primary": True,
            "help": "a second copy of late calls: pages that are slow",
        },
        "extra-load-hedged": {"unit": "% of calls", "scale": "share", "help": "second copies, of the calls"},
        "hedge-after": {"unit": "ms", "scale": "ratio", "help": "time after which the copy is sent"},
        "page-p50-plain": {"unit": "ms", "scale": "ratio", "help": "median page, one copy"},
        "page-p50-hedged": {"unit": "ms", "scale": "ratio", "help": "median page, hedged"},
        "page-p99-hedged": {"unit": "ms", "scale": "ratio", "help": "p99 of the pages, hedged"},
    },
}
FAST_MS = 10.0
"""Mean time of a call; a slow one takes `slow_ms` more."""
EARLIER = 50000
"""Calls that the percentile is taken from."""
STEPS = 20


class Leaf:
    """Answers calls, a few of them slowly."""

    def __init__(self, rng: Rng, slow_percent: float, slow_ms: float) -> None:
        self.rng = rng
        self.slow = slow_percent / 100
        self.slow_ms = slow_ms

    def call(self) -> float:
        """The milliseconds that one call takes."""
        usual = self.rng.exponential(FAST_MS)
        return usual + self.slow_ms if self.rng.random() < self.slow else usual


class Page(NamedTuple):
    """The milliseconds of one page both ways, and the second copies that it took."""

    plain: float
    hedged: float
    copies: int


def load(leaf: Leaf, fanout: int, trigger: float) -> Page:
    """Call the leaves, all at once, and wait for the last answer."""
    first = [leaf.call() for _ in range(fanout)]
    late = [latency for latency in first if latency > trigger]
    answered = [min(latency, trigger + leaf.call()) for latency in late]
    in_time = max((latency for latency in first if latency <= trigger), default=0.0)
    return Page(max(first), max(in_time, *answered) if answered else in_time, len(late))


def slow_share(latencies: list[float], slow_ms: float) -> float:
    """Per cent of the pages that had to wait for a slow call."""
    return 100 * sum(latency >= slow_ms for latency in latencies) / len(latencies)


def run(lab: Lab, fanout: int, slow_percent: float, slow_ms: float, hedge_at: float, pages: int) -> None:
    """Watch calls to learn when one is late, load pages of more and more calls, then those that were asked for."""
    leaf = Leaf(lab.rng, slow_percent, slow_ms)
    trigger = percentile([leaf.call() for _ in range(EARLIER)], hedge_at)
    sizes = sorted({max(1, fanout * step // STEPS) for step in range(1, STEPS + 1)})
    for number, calls in enumerate(sizes):
        lab.progress(number, 2 * len(sizes), "pages of more and more calls")
        some = [load(leaf, calls, trigger) for _ in range(pages // STEPS)]
        lab.point("plain", calls, slow_share([page.plain for page in some], slow_ms))
        lab.point("hedged", calls, slow_share([page.hedged for page in some], slow_ms))
    lab.progress(1, 2, f"pages of {fanout}")
    loaded = [load(leaf, fanout, trigger) for _ in range(pages)]
    plain, hedged = [page.plain for page in loaded], [page.hedged for page in loaded]
    lab.measure("slow-pages-plain", slow_share(plain, slow_ms))
    lab.measure("slow-pages-theory", 100 * (1 - (1 - slow_percent / 100) ** fanout))
    lab.measure("slow-pages-hedged", slow_share(hedged, slow_ms))
    lab.measure("extra-load-hedged", 100 * sum(page.copies for page in loaded) / (pages * fanout))
    lab.measure("hedge-after", trigger)
    lab.measure("page-p50-plain", percentile(plain, 50))
    lab.measure("page-p50-hedged", percentile(hedged, 50))
    lab.measure("page-p99-hedged", percentile(hedged, 99))
    if trigger >= slow_ms:
        lab.note(f"The copy left after {trigger:,.0f} ms: by then its page was slow already.")


def cost(fanout: int, pages: int, hedge_at: float, **_: float) -> float:
    """Seconds: the calls, with their second copies."""
    calls = EARLIER + pages * fanout * 1.5 * (2 - hedge_at / 100)
    return 0.1 + calls * 4e-7


if __name__ == "__main__":
    main(SPEC, run, cost)
