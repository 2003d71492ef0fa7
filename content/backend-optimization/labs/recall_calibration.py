"""Recall calibration: of the last cards that came up for review, how many did you still know?

A query on your own reviews. Only a test of memory counts: the first look at a card on a study day, if you had seen the
card on an earlier day. Grade 1 is forgotten, 2 to 4 are recalled.
"""

import math
import statistics
from collections.abc import Sequence
from typing import Any, NamedTuple

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "recall-calibration",
    "revision": 1,
    "robustness": "A",
    "reads": ["reviewed"],
    "parameters": {
        "reviews": {"default": 40, "min": 20, "max": 2000, "unit": "reviews", "help": "latest reviews looked at"},
    },
    "measures": {
        "recalled": {
            "unit": "%",
            "scale": "share",
            "primary": True,
            "help": "reviews in which you knew the answer",
        },
        "recalled-after-lapse": {"unit": "%", "scale": "share", "help": "the same, of cards you had forgotten before"},
        "reviews-counted": {"unit": "reviews", "scale": "count", "help": "reviews looked at"},
        "reviews-after-lapse": {"unit": "reviews", "scale": "count", "help": "those of cards you had forgotten before"},
        "seconds": {"unit": "s", "scale": "ratio", "help": "time for a recalled card (median)"},
    },
}
FEWEST = 20
"""Reviews below which a share says nothing."""
FORGOTTEN = 1
ASKED_FOR = 0.9
"""The recall at which the scheduler brings a card back."""
POINTS = 200


class Review(NamedTuple):
    """A test of memory."""

    recalled: bool
    seconds: float
    after_lapse: bool
    """Whether the card had been known and forgotten before."""


def tests(events: list[dict[str, Any]]) -> list[Review]:
    """The reviews that test memory, oldest first."""
    seen: dict[str, str] = {}
    lapsed = set()
    found = []
    for event in events:
        card, day = event["card"], event["day"]
        recalled = event["grade"] > FORGOTTEN
        if seen.get(card, day) < day:
            found.append(Review(recalled, event.get("seconds", 0), card in lapsed))
            if not recalled:
                lapsed.add(card)
        seen[card] = max(seen.get(card, day), day)
    return found


def share(reviews: Sequence[Review]) -> float:
    """Per cent of them that were recalled."""
    return 100 * sum(each.recalled for each in reviews) / len(reviews)


def run(lab: Lab, reviews: int) -> None:
    """Count what was recalled, and hold it against what the scheduler aims at."""
    latest = tests([each for each in lab.history() if each["kind"] == "reviewed"])[-reviews:]
    count = len(latest)
    if count < FEWEST:
        why = f"A share needs {FEWEST} reviews of cards seen on an earlier day, and you have {count} so far"
        lab.unsupported(f"{why}: review what is due for a few more days.")
    for number in range(max(1, count - POINTS + 1), count + 1):
        lab.point("recalled so far", number, share(latest[:number]))
    lab.measure("recalled", share(latest))
    lab.measure("reviews-counted", count)
    after_lapse = [each for each in latest if each.after_lapse]
    lab.measure("reviews-after-lapse", len(after_lapse))
    if after_lapse:
        lab.measure("recalled-after-lapse", share(after_lapse))
    times = [each.seconds for each in latest if each.recalled and each.seconds > 0]
    if times:
        lab.measure("seconds", statistics.median(times))
    spread = math.sqrt(count * ASKED_FOR * (1 - ASKED_FOR))
    lab.note(
        f"Of {count} cards brought back at {100 * ASKED_FOR:.0f} %, {ASKED_FOR * count:.0f} are recalled, "
        f"give or take {spread:.1f}. You recalled {sum(each.recalled for each in latest)}."
    )


def cost(reviews: int) -> float:
    """Seconds: reading the history, and a share for each point."""
    return 0.2 + min(reviews, POINTS) * reviews * 1e-7


if __name__ == "__main__":
    main(SPEC, run, cost)
