"""What averages hide: the same work evenly spread, and with a burst in each minute, in one queue.

Requests arrive at random at a rate that changes, wait their turn at one server, and take random times. The graph of a
minute sees the average; every second is looked at too.
"""

from collections.abc import Iterator

from labkit import Lab, Rng, Spec, main, percentile

SPEC: Spec = {
    "lab": "saturation-averages",
    "revision": 1,
    "robustness": "A",
    "parameters": {
        "base_util": {"default": 25.0, "min": 1.0, "max": 90.0, "unit": "%", "help": "how busy between the bursts"},
        "burst_util": {"default": 250.0, "min": 10.0, "max": 1000.0, "unit": "%", "help": "load during a burst"},
        "burst_s": {"default": 3.0, "min": 0.0, "max": 20.0, "unit": "s", "help": "how long it lasts, each minute"},
        "service_ms": {"default": 10.0, "min": 1.0, "max": 100.0, "unit": "ms", "help": "what a request takes"},
        "minutes": {"default": 60, "min": 2, "max": 120, "help": "of traffic"},
    },
    "measures": {
        "p99-ratio": {"unit": "x", "scale": "ratio", "primary": True, "help": "p99 with bursts / spread evenly"},
        "p99-burst": {"unit": "s", "scale": "ratio", "help": "p99 with bursts"},
        "p99-smooth": {"unit": "ms", "scale": "ratio", "help": "p99 of the same work, spread evenly"},
        "average-util": {"unit": "%", "scale": "share", "help": "what the graph of a minute shows, with bursts"},
        "seconds-saturated": {"unit": "%", "scale": "share", "help": "of seconds in which the server hardly rested"},
    },
}
FULL = 0.95
"""Of a second: at its edges a burst leaves a little room."""


def arrivals(rng: Rng, rate: float, start: float, end: float) -> Iterator[float]:
    """Times at which requests come, independently of each other."""
    if rate <= 0:
        return
    at = start + rng.exponential(1 / rate)
    while at < end:
        yield at
        at += rng.exponential(1 / rate)


def bursty(rng: Rng, minutes: int, burst_s: float, base: float, burst: float) -> Iterator[float]:
    """A burst at the start of each minute, and the rest of it calm."""
    for minute in range(minutes):
        began = 60.0 * minute
        yield from arrivals(rng, burst, began, began + burst_s)
        yield from arrivals(rng, base, began + burst_s, began + 60)


class Server:
    """One server and its queue: who comes first is served first."""

    def __init__(self, rng: Rng, service: float, seconds: int) -> None:
        self._rng = rng
        self._service = service
        self._free_at = 0.0
        self.busy = [0.0] * seconds
        self.responses: list[float] = []

    def serve(self, at: float) -> float:
        """Serve a request; returns the seconds from its arrival to its end."""
        start = max(at, self._free_at)
        self._free_at = start + self._rng.exponential(self._service)
        self._note(start, self._free_at)
        self.responses.append(self._free_at - at)
        return self._free_at - at

    def _note(self, start: float, end: float) -> None:
        """Count the work into the seconds it was done in."""
        second = int(start)
        while second < len(self.busy) and second < end:
            self.busy[second] += min(end, second + 1) - max(start, second)
            second += 1


def run(lab: Lab, base_util: float, burst_util: float, burst_s: float, service_ms: float, minutes: int) -> None:
    """The bursty traffic, then as much of it spread evenly."""
    service = service_ms / 1000
    base, burst = base_util / 100 / service, burst_util / 100 / service
    server = Server(lab.rng, service, 60 * minutes)
    worst, second = 0.0, 0
    for at in bursty(lab.rng, minutes, burst_s, base, burst):
        worst = max(worst, server.serve(at))
        if int(at) > second:
            lab.progress(at, 120 * minutes, "with bursts")
            if at < 120:
                lab.point("slowest of each second, s", second, worst)
            worst, second = 0.0, int(at)
    smooth = Server(lab.rng, service, 60 * minutes)
    even = (burst * burst_s + base * (60 - burst_s)) / 60
    for at in arrivals(lab.rng, even, 0, 60.0 * minutes):
        smooth.serve(at)
    if not server.responses or not smooth.responses:
        lab.unsupported("no request came: raise the load or the minutes")
    with_bursts, evenly = percentile(server.responses, 99), percentile(smooth.responses, 99)
    lab.measure("average-util", 100 * sum(server.busy) / len(server.busy))
    lab.measure("seconds-saturated", 100 * sum(each >= FULL for each in server.busy) / len(server.busy))
    lab.measure("p99-burst", with_bursts)
    lab.measure("p99-smooth", 1000 * evenly)
    lab.measure("p99-ratio", with_bursts / evenly)


def cost(base_util: float, burst_util: float, burst_s: float, service_ms: float, minutes: int) -> float:
    """Seconds: every request of both kinds of traffic."""
    a_minute = (base_util * (60 - burst_s) + burst_util * burst_s) / 100 / (service_ms / 1000)
    return 2 * minutes * a_minute * 3e-6 + 0.1


if __name__ == "__main__":
    main(SPEC, run, cost)
