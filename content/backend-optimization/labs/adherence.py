"""Adherence: on what share of the last study days did you do anything, and how long is the streak beside it?

A query on your own history. The latest event says which day it is; a day that is not over counts only if something was
done on it, and predicting or running this lab is not something done.
"""

import math
from collections.abc import Set
from datetime import date, timedelta
from typing import Any

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "adherence",
    "revision": 1,
    "robustness": "A",
    "reads": ["ticked", "read", "wrote", "predicted", "ran", "reviewed", "studied"],
    "parameters": {
        "days": {"default": 14, "min": 7, "max": 366, "unit": "days", "help": "study days looked back on"},
    },
    "measures": {
        "adherence": {
            "unit": "%",
            "scale": "share",
            "primary": True,
            "help": "study days on which something was done, of those looked back on",
        },
        "days-done": {"unit": "days", "scale": "count", "help": "days on which something was done"},
        "days-counted": {"unit": "days", "scale": "count", "help": "days looked back on; fewer if you began later"},
        "streak": {"unit": "days", "scale": "count", "help": "days without a miss, up to the last of them"},
    },
}
FEWEST = 7
"""Days of history below which a rate says nothing."""
CURVE = 60
"""Windows drawn, one for each day."""


def is_practice(event: dict[str, Any]) -> bool:
    """Whether the event is something done, other than asking this lab."""
    return event["kind"] not in ("predicted", "ran") or event["lab"] != SPEC["lab"]


def rate(done: Set[date], last: date, days: int) -> float:
    """Per cent of the days up to the last one on which something was done."""
    return 100 * sum(last - timedelta(ago) in done for ago in range(days)) / days


def streak(done: Set[date], last: date) -> int:
    """Days in a row, up to the last one, on which something was done."""
    day = last
    while day in done:
        day -= timedelta(1)
    return (last - day).days


def run(lab: Lab, days: int) -> None:
    """Count the days, and show how the rate came about."""
    events = lab.history()
    done = {date.fromisoformat(each["day"]) for each in events if is_practice(each)}
    if not done:
        lab.unsupported(f"There is nothing to count yet. A rate needs {FEWEST} days of history: begin with any card.")
    today = max(date.fromisoformat(each["day"]) for each in events)
    last = today if today in done else today - timedelta(1)
    since = (last - min(done)).days + 1
    if since < FEWEST:
        lab.unsupported(f"A rate needs {FEWEST} days of history. Yours has {since} so far: come back later this week.")
    days = min(days, since)
    for ago in range(min(CURVE, since - days), -1, -1):
        lab.point(f"rate over {days} days", -ago, rate(done, last - timedelta(ago), days))
    share = lab.measure("adherence", rate(done, last, days)) / 100
    lab.measure("days-done", round(share * days))
    lab.measure("days-counted", days)
    lab.measure("streak", streak(done, last))
    chance = 100 * math.sqrt(share * (1 - share) / days)
    lab.note(f"The {days} days end with {last}. By chance alone, such a rate moves by {chance:.0f} points.")


def cost(**_: float) -> float:
    """Seconds: reading the history."""
    return 0.2


if __name__ == "__main__":
    main(SPEC, run, cost)
