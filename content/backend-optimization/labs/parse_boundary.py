"""Parse at the boundary: orders, some with a bad field, go through five steps that check as they go, and parsed first.

Each step of the wary pipeline checks its own field, in each of three layers, and then has its effect. The other one
turns the whole payload into an Order before anything happens.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from labkit import Lab, Rng, Spec, main

SPEC: Spec = {
    "lab": "parse-boundary",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "payloads": {"default": 100000, "min": 1000, "max": 300000, "help": "orders that arrive"},
        "bad_percent": {"default": 10.0, "min": 1.0, "max": 100.0, "unit": "%", "help": "orders with a bad field"},
        "lines": {"default": 5, "min": 1, "max": 500, "help": "lines of each order"},
        "moved_first": {"default": 0, "min": 0, "max": 4, "help": "checks, from the last step's on, done at the start"},
    },
    "measures": {
        "half-done-percent": {
            "unit": "%",
            "scale": "share",
            "primary": True,
            "help": "bad orders refused after some effect, by the wary steps",
        },
        "charged-percent": {"unit": "%", "scale": "share", "help": "bad orders refused after the card was charged"},
        "half-done-parsed": {"unit": "%", "scale": "share", "help": "bad orders refused after some effect, parsed"},
        "checks-ratio": {"unit": "x", "scale": "ratio", "help": "checks of the wary steps / of the parser"},
        "checks-shotgun": {"unit": "checks", "scale": "ratio", "help": "values looked at by the wary steps"},
        "checks-parsed": {"unit": "checks", "scale": "ratio", "help": "values looked at by the parser"},
        "time-ratio": {"unit": "x", "scale": "ratio", "help": "time of the wary steps / time with the parser"},
    },
}
LAYERS = 3
"""Handler, service and storage, each of which checks what it is given."""
SLICES = 50
FIELDS = ("customer", "lines", "card", "address", "email")
"""What the steps need, in their order."""
WRONG: dict[str, object] = {
    "customer": "17",
    "lines": [{"article": "a", "quantity": 0}],
    "card": None,
    "address": 1,
    "email": "",
}
Payload = dict[str, object]


class RefusedError(Exception):
    """A payload is not what it should be."""


@dataclass(frozen=True, slots=True)
class Line:
    """One article of an order."""

    article: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Order:
    """Whoever holds one knows that every field was checked."""

    customer: int
    lines: list[Line]
    card: str
    address: str
    email: str


class Checker:
    """Looks at raw values, and counts how often."""

    def __init__(self) -> None:
        self.count = 0

    def number(self, value: object) -> int:
        """A whole number above 0."""
        self.count += 1
        if type(value) is not int or value <= 0:
            raise RefusedError(f"no number: {value!r}")
        return value

    def text(self, value: object) -> str:
        """A text that is not empty."""
        self.count += 1
        if not isinstance(value, str) or not value:
            raise RefusedError(f"no text: {value!r}")
        return value

    def raw_lines(self, value: object) -> list[Payload]:
        """A list that is not empty."""
        self.count += 1
        if not isinstance(value, list) or not value:
            raise RefusedError(f"no lines: {value!r}")
        return value

    def check(self, field: str, value: object) -> None:
        """Look at a field, and keep nothing of what was learned."""
        if field == "customer":
            self.number(value)
        elif field == "lines":
            for line in self.raw_lines(value):
                self.text(line.get("article"))
                self.number(line.get("quantity"))
        else:
            self.text(value)

    def parse(self, payload: Payload) -> Order:
        """Look at every field, and keep what was learned."""
        return Order(
            self.number(payload.get("customer")),
            [
                Line(self.text(line.get("article")), self.number(line.get("quantity")))
                for line in self.raw_lines(payload.get("lines"))
            ],
            self.text(payload.get("card")),
            self.text(payload.get("address")),
            self.text(payload.get("email")),
        )


Effects = list[tuple[str, object]]
Handler = Callable[[Payload, Checker, Effects], None]


def wary(moved: Sequence[str]) -> Handler:
    """A pipeline whose steps check what they need, in each layer; some checks may be moved to the start."""

    def handle(payload: Payload, checker: Checker, effects: Effects) -> None:
        for field in moved:
            checker.check(field, payload.get(field))
        for field in FIELDS:
            if field not in moved:
                for _ in range(LAYERS):
                    checker.check(field, payload.get(field))
            effects.append((field, payload.get(field)))

    return handle


def parsing(payload: Payload, checker: Checker, effects: Effects) -> None:
    """A pipeline whose steps take an Order."""
    order = checker.parse(payload)
    effects.extend((field, getattr(order, field)) for field in FIELDS)


def refused(payloads: Sequence[Payload], handle: Handler, checker: Checker) -> list[int]:
    """How many effects each order had already had that was refused."""
    left = []
    for payload in payloads:
        effects: Effects = []
        try:
            handle(payload, checker, effects)
        except RefusedError:
            left.append(len(effects))
    return left


def orders(rng: Rng, count: int, bad_percent: float, lines: int) -> list[Payload]:
    """Payloads of which that share is bad: each field as likely as any other, and now and then two at once."""
    good: Payload = {
        "customer": 17,
        "lines": [{"article": f"article {number}", "quantity": 1} for number in range(lines)],
        "card": "4111 1111 1111 1111",
        "address": "1 Castle Road",
        "email": "someone@example.com",
    }
    bad = max(1, round(count * bad_percent / 100))
    # With it, payloads whose fields are bad independently of each other are bad as often as was asked for.
    risk = 1 - (1 - bad_percent / 100) ** (1 / len(FIELDS))
    payloads = [good] * (count - bad)
    while len(payloads) < count:
        spoilt = {field: WRONG[field] for field in FIELDS if rng.random() < risk}
        if spoilt:
            payloads.append(good | spoilt)
    rng.shuffle(payloads)
    return payloads


def share(left: Sequence[int], effects: int) -> float:
    """Per cent of the refused orders that had had that many effects, or more."""
    return 100 * sum(each >= effects for each in left) / len(left)


def run(lab: Lab, payloads: int, bad_percent: float, lines: int, moved_first: int) -> None:
    """Send the same orders through both pipelines in turns."""
    arrived = orders(lab.rng, payloads, bad_percent, lines)
    shotgun = wary(FIELDS[len(FIELDS) - moved_first :])
    checks, parser_checks = Checker(), Checker()
    left: list[int] = []
    left_by_parser: list[int] = []
    ratios = []
    # In turns of a few milliseconds: the speed of a busy machine changes less often than that.
    for number in range(SLICES):
        lab.progress(number, SLICES, "orders")
        some = arrived[number::SLICES]
        began = time.perf_counter()
        left += refused(some, shotgun, checks)
        between = time.perf_counter()
        left_by_parser += refused(some, parsing, parser_checks)
        ratios.append((between - began) / (time.perf_counter() - between))
    lab.measure("half-done-percent", share(left, 1))
    lab.measure("charged-percent", share(left, FIELDS.index("card") + 1))
    lab.measure("half-done-parsed", share(left_by_parser, 1))
    lab.measure("checks-shotgun", checks.count)
    lab.measure("checks-parsed", parser_checks.count)
    lab.measure("checks-ratio", checks.count / parser_checks.count)
    lab.measure("time-ratio", *ratios)
    for effects in range(len(FIELDS)):
        lab.point("refused", effects, left.count(effects))


def cost(payloads: int, bad_percent: float, lines: int, moved_first: int) -> float:  # noqa: ARG001 - hardly matter
    """Seconds: the checks of every line, in all layers and in the parser."""
    return 0.1 + payloads * (5e-6 + lines * 8.5e-7)


if __name__ == "__main__":
    main(SPEC, run, cost)
