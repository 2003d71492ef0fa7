"""Prediction calibration: of your 80 % ranges, how many held what was measured, and how far off were your best guesses?

A query on your own history. What counts is the first prediction of a question that a finished run answered, on a
machine that was not busy.
"""

import math
import statistics
from itertools import accumulate
from typing import Any, NamedTuple

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "prediction-calibration",
    "revision": 1,
    "robustness": "A",
    "reads": ["predicted", "ran"],
    "parameters": {
        "ranges": {"default": 100, "min": 10, "max": 1000, "unit": "ranges", "help": "latest ranges looked at"},
    },
    "measures": {
        "ranges-held": {
            "unit": "%",
            "scale": "share",
            "primary": True,
            "help": "ranges that held the measured value; 80 is what they promise",
        },
        "ranges-counted": {"unit": "ranges", "scale": "count", "help": "ranges looked at"},
        "best-factor": {"unit": "x", "scale": "ratio", "help": "factor by which best guesses were off (median)"},
        "guessed-low": {"unit": "%", "scale": "share", "help": "best guesses that were too low, of those that missed"},
    },
}
FEWEST = 10
"""Ranges below which a share says nothing."""
PROMISED = 0.8
BUSY = 0.9
"""The share of a core under which a timing says more about the neighbours."""
POINTS = 200


class Answered(NamedTuple):
    """A prediction that counts, and the value that was measured."""

    scale: str
    low: float | None
    best: float | None
    high: float | None
    value: float

    def held(self) -> bool | None:
        """Whether the range held the value; None without a range."""
        if self.low is None or self.high is None:
            return None
        low, value, high = (as_told_apart(each, self.scale) for each in (self.low, self.value, self.high))
        return low <= value <= high

    def factor(self) -> float | None:
        """Best guess / value, where that makes sense; a count may be zero, so one is added to both."""
        more = {"ratio": 0.0, "count": 1.0}.get(self.scale)
        if self.best is None or more is None or min(self.best, self.value) + more <= 0:
            return None
        return (self.best + more) / (self.value + more)


def as_told_apart(value: float, scale: str) -> float:
    """The value as near as its scale looks: at 99.9 % a share is as good as 100."""
    return min(max(value, 0.1), 99.9) if scale == "share" else value


def answered(events: list[dict[str, Any]]) -> list[Answered]:
    """The predictions that count, oldest first."""
    runs: dict[str, dict[str, Any]] = {}
    for event in events:
        if event["kind"] == "ran" and event.get("finished") and "prediction" in event:
            runs.setdefault(event["prediction"], event)
    seen = set()
    found = []
    for event in events:
        ran = runs.get(event["id"]) if event["kind"] == "predicted" else None
        measured = ran.get("measures", {}).get(event["measure"]) if ran else None
        if not ran or not measured:
            continue
        question = (event["lab"], event["revision"], event["measure"], *sorted(event.get("parameters", {}).items()))
        if question not in seen and ran.get("canary", 1.0) >= BUSY:
            guess = event.get("low"), event.get("best"), event.get("high")
            found.append(Answered(event["scale"], *guess, measured["value"]))
        # Whoever has seen the answer, busy machine or not, guesses no more.
        seen.add(question)
    return found


def run(lab: Lab, ranges: int) -> None:
    """Hold each range against what was measured, and each best guess."""
    predictions = answered(lab.history())
    held = [each for each in (prediction.held() for prediction in predictions) if each is not None][-ranges:]
    if len(held) < FEWEST:
        why = f"A share needs {FEWEST} ranges that a run has answered, and you have {len(held)} so far"
        lab.unsupported(f"{why}: predict your next labs with a range, such as 2..12.")
    hits = list(accumulate(held))
    for number in range(max(1, len(held) - POINTS + 1), len(held) + 1):
        lab.point("ranges held", number, 100 * hits[number - 1] / number)
    lab.measure("ranges-held", 100 * hits[-1] / len(held))
    lab.measure("ranges-counted", len(held))
    factors = [factor for factor in (prediction.factor() for prediction in predictions) if factor is not None]
    if factors:
        lab.measure("best-factor", statistics.median(max(each, 1 / each) for each in factors))
    missed = [factor < 1 for factor in factors if factor != 1]
    if missed:
        lab.measure("guessed-low", 100 * sum(missed) / len(missed))
    expected, spread = PROMISED * len(held), math.sqrt(len(held) * PROMISED * (1 - PROMISED))
    lab.note(f"Of {len(held)} honest ranges {expected:.0f} hold, give or take {spread:.1f}. Of yours {hits[-1]} did.")


def cost(**_: float) -> float:
    """Seconds: reading the history."""
    return 0.2


if __name__ == "__main__":
    main(SPEC, run, cost)
