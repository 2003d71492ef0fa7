"""Time audit: where did your study minutes go, and which activity brought most per hour?

A query on your own sessions of the last weeks. A session's impact is your own rating of what it brought, 1 to 5; an
activity's is the sum of them, and per hour it is divided by the hours of the sessions that were rated.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "time-audit",
    "revision": 1,
    "robustness": "A",
    "reads": ["studied", "predicted"],
    "parameters": {
        "days": {"default": 28, "min": 7, "max": 366, "unit": "days", "help": "study days looked back on"},
    },
    "measures": {
        "top-minutes-share": {
            "unit": "%",
            "scale": "share",
            "primary": True,
            "help": "minutes that went to the activity with most minutes",
        },
        "top-impact-share": {"unit": "%", "scale": "share", "help": "impact that this activity brought"},
        "best-per-hour": {"unit": "x", "scale": "ratio", "help": "impact per hour: best activity / all together"},
        "worst-per-hour": {
            "unit": "x",
            "scale": "ratio",
            "help": "impact per hour: last activity / all together",
        },
        "sessions": {"unit": "sessions", "scale": "count", "help": "sessions looked at"},
        "hours": {"unit": "h", "scale": "ratio", "help": "their length together"},
        "activities": {"unit": "activities", "scale": "count", "help": "different activities"},
    },
}
FEWEST = 8
"""Sessions below which shares say nothing."""
RANKED = 3
"""Rated sessions from which on an activity is ranked: one lucky quarter of an hour ranks nothing."""
SHOWN, CHARTED = 6, 50
"""Activities that are named in the ranking, and drawn in the chart."""


@dataclass
class Total:
    """What sessions add up to."""

    minutes: float = 0.0
    impact: float = 0.0
    rated: int = 0
    rated_minutes: float = 0.0

    def add(self, session: dict[str, Any]) -> None:
        """One more session."""
        self.minutes += session["minutes"]
        if session.get("impact"):
            self.impact += session["impact"]
            self.rated += 1
            self.rated_minutes += session["minutes"]

    def per_hour(self) -> float:
        """Impact for each hour that was rated."""
        return 60 * self.impact / self.rated_minutes


def latest(events: list[dict[str, Any]], days: int) -> list[dict[str, Any]]:
    """The sessions of the last study days, which end with the latest event: at the latest, with this prediction."""
    today = max((date.fromisoformat(each["day"]) for each in events), default=date.max)
    begin = (today - timedelta(days - 1)).isoformat()
    return [each for each in events if each["kind"] == "studied" and each["day"] >= begin and each["minutes"] > 0]


def run(lab: Lab, days: int) -> None:
    """Add up the sessions, sort the activities by minutes, and rank them by impact per hour."""
    sessions = latest(lab.history(), days)
    if len(sessions) < FEWEST:
        why = f"An audit needs {FEWEST} sessions, and the last {days} days have {len(sessions)}"
        lab.unsupported(f"{why}: log what you do and for how many minutes, and come back.")
    everything, by_activity = Total(), defaultdict[str, Total](Total)
    for session in sessions:
        everything.add(session)
        by_activity[session["activity"]].add(session)
    activities = sorted(by_activity.items(), key=lambda named: (-named[1].minutes, named[0]))
    name, top = activities[0]
    lab.measure("top-minutes-share", 100 * top.minutes / everything.minutes)
    if everything.rated:
        lab.measure("top-impact-share", 100 * top.impact / everything.impact)
    lab.measure("sessions", len(sessions))
    lab.measure("hours", everything.minutes / 60)
    lab.measure("activities", len(activities))
    draw(lab, everything, [total for _, total in activities])
    rank(lab, everything, [named for named in activities if named[1].rated >= RANKED])
    lab.note(f"Most minutes: {name}, {top.minutes / 60:.1f} of {everything.minutes / 60:.1f} hours.")


def draw(lab: Lab, everything: Total, activities: list[Total]) -> None:
    """The Pareto chart: shares of minutes, and of impact in the same order, added up from the left."""
    minutes = impact = 0.0
    for number, activity in enumerate(activities[:CHARTED], 1):
        minutes += activity.minutes
        lab.point("minutes", number, 100 * minutes / everything.minutes)
        if everything.rated:
            impact += activity.impact
            lab.point("impact", number, 100 * impact / everything.impact)


def rank(lab: Lab, everything: Total, activities: list[tuple[str, Total]]) -> None:
    """The activities with enough rated sessions, by impact per hour."""
    if not activities:
        lab.note(f"To rank activities by impact per hour, rate at least {RANKED} sessions of each.")
        return
    activities.sort(key=lambda named: (-named[1].per_hour(), named[0]))
    lab.measure("best-per-hour", activities[0][1].per_hour() / everything.per_hour())
    lab.measure("worst-per-hour", activities[-1][1].per_hour() / everything.per_hour())
    each = [f"{name} {total.per_hour():.1f} ({total.rated} sessions)" for name, total in activities]
    left_out = [f"{len(each) - SHOWN} more"] if len(each) > SHOWN else []
    lab.note(f"Impact per hour: {', '.join(each[:SHOWN] + left_out)}.")


def cost(**_: float) -> float:
    """Seconds: reading the history."""
    return 0.2


if __name__ == "__main__":
    main(SPEC, run, cost)
