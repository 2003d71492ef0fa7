"""Impact: minutes by activity and by topic against what moved while they ran, in Pareto's order.

Four things tell that something moved: milestones ticked, the chance that cards are recalled a month later, predictions
that came closer than those before, and the learner's own rating. Each is taken as a share of its total, and what moved
is the mean of the shares there are. All of it is correlation: a session is credited with what happened while it ran.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from math import exp, sqrt
from statistics import fmean, median, variance
from typing import NamedTuple

from studytui.study.predict import Attempt
from studytui.study.timing import Session
from studytui.text import counted

ENOUGH = 8
"""Sessions below which nothing is said."""
KINDS = ("milestones", "recall", "predictions", "rating")
MINUTE = 60_000
GUESSES = 10
"""Below which nothing is said of whether they come closer."""
_SURE = 1.96
"""Standard errors, for 95 % confidence."""


class Deed(NamedTuple):
    """Something that moved: when, of which kind, how much."""

    at: int
    kind: str
    amount: float


class Row(NamedTuple):
    """One activity or topic."""

    name: str
    sessions: int
    minutes: int
    milestones: int
    recalled: float
    """Cards that will be recalled in a month, and would not have been."""
    rating: float | None
    """Its own, 1 to 5, on average."""
    time: float
    """Its share of all minutes."""
    moved: float
    """Its share of what moved."""
    time_so_far: float
    """Of this and all rows before it."""
    moved_so_far: float

    @property
    def is_enough(self) -> bool:
        """Whether there were enough sessions to say anything."""
        return self.sessions >= ENOUGH


class Impact(NamedTuple):
    """What sessions brought."""

    sessions: int
    minutes: int
    activities: tuple[Row, ...]
    topics: tuple[Row, ...]

    @property
    def is_enough(self) -> bool:
        """Whether there were enough sessions to say anything."""
        return self.sessions >= ENOUGH

    @property
    def said(self) -> str:
        """What it says, in a sentence or two."""
        if not self.is_enough:
            return f"Too little to say: {self.sessions} of {ENOUGH} sessions. F begins one."
        told = [row for row in self.activities if row.is_enough and row.moved > 0]
        if not told:
            return f"{counted(self.sessions, 'session')}, and no activity with {ENOUGH} of them yet."
        # As few as bring more than half: the largest alone may be a third.
        moved = list(accumulate(row.moved for row in told))
        first = told[: bisect_right(moved, 0.5) + 1]
        share, time = sum(row.moved for row in first), sum(row.time for row in first)
        part = f"Most of what moved, {100 * share:.0f} %," if share > 0.5 else f"{100 * share:.0f} % of what moved"
        *names, last = (row.name for row in first)
        together = f"{', '.join(names)} and {last}" if names else last
        return (
            f"{part} came with {together}: {100 * time:.0f} % of the time, "
            f"{sum(row.sessions for row in first)} sessions. This is correlation, not cause."
        )


class Closing(NamedTuple):
    """Whether guesses come closer: how far off the earlier half was, and the later one, on the scale of the measure."""

    guesses: int
    earlier: float
    later: float
    error: float
    """The standard error of the difference, as if guesses had nothing to do with each other."""

    @property
    def said(self) -> str:
        """Closer or further off only where chance alone would hardly do that."""
        if self.guesses < GUESSES:
            return f"Whether guesses come closer: too little to say, {self.guesses} of {GUESSES} guesses."
        moved = self.earlier - self.later
        came = "no clear change" if abs(moved) <= _SURE * self.error else "closer" if moved > 0 else "further off"
        return (
            f"Of {self.guesses} guesses the earlier half was {_factor(self.earlier):.2g}× off on average, "
            f"the later half {_factor(self.later):.2g}×: {came}."
        )


def deeds(ticked: Iterable[int], gains: Iterable[tuple[int, float]], attempts: Iterable[Attempt]) -> list[Deed]:
    """What moved besides the learner's own ratings; `gains` are reviews with what they brought."""
    found = [Deed(at, "milestones", 1.0) for at in ticked]
    found += [Deed(at, "recall", gain) for at, gain in gains if gain > 0]
    before: list[float] = []
    for attempt in attempts:
        if attempt.counts and attempt.verdict:
            closer = median(before) - attempt.verdict.distance if before else 0.0
            if closer > 0:
                found.append(Deed(attempt.event.at, "predictions", closer))
            before.append(attempt.verdict.distance)
    return sorted(found)


def closing(attempts: Iterable[Attempt]) -> Closing:
    """Whether the guesses that count come closer, oldest first."""
    off = [each.verdict.distance for each in attempts if each.counts and each.verdict]
    if len(off) < GUESSES:
        return Closing(len(off), 0.0, 0.0, 0.0)
    halves = off[: len(off) // 2], off[len(off) // 2 :]
    error = sqrt(sum(variance(half) / len(half) for half in halves))
    return Closing(len(off), fmean(halves[0]), fmean(halves[1]), error)


def by_month(attempts: Iterable[Attempt]) -> list[tuple[str, float, int]]:
    """Each month with the factor by which the guesses that count were off on average, and how many these were."""
    months: dict[str, list[float]] = defaultdict(list)
    for attempt in attempts:
        if attempt.counts and attempt.verdict:
            months[attempt.event.day[:7]].append(attempt.verdict.distance)
    return [(month, _factor(fmean(off)), len(off)) for month, off in sorted(months.items())]


def impact(sessions: Sequence[Session], deeds: Sequence[Deed]) -> Impact:
    """What the sessions brought, by activity and by topic."""
    credited = _credited(sessions, deeds)
    by_topic = [session for session in sessions if session.topic]
    return Impact(
        len(sessions),
        sum(session.minutes for session in sessions),
        _rows(sessions, credited, lambda session: session.activity),
        _rows(by_topic, credited, lambda session: session.topic or ""),
    )


def _factor(distance: float) -> float:
    return exp(min(700.0, distance))


def _credited(sessions: Sequence[Session], deeds: Sequence[Deed]) -> dict[str, dict[str, float]]:
    """For every session, how much of each kind moved while it ran."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    ordered = sorted(sessions, key=lambda session: session.began)
    begins = [session.began for session in ordered]
    for deed in deeds:
        at = bisect_right(begins, deed.at) - 1
        # A minute more: minutes are whole, and the last thing done is often the end.
        if at >= 0 and deed.at <= ordered[at].began + (ordered[at].minutes + 1) * MINUTE:
            found[ordered[at].id][deed.kind] += deed.amount
    for session in sessions:
        if session.impact is not None:
            found[session.id]["rating"] += session.impact - 1
    return found


def _rows(
    sessions: Iterable[Session], credited: dict[str, dict[str, float]], key: Callable[[Session], str]
) -> tuple[Row, ...]:  # fmt: skip
    groups: dict[str, list[Session]] = defaultdict(list)
    for session in sessions:
        groups[key(session)].append(session)
    sums = {
        name: {kind: sum(credited.get(each.id, {}).get(kind, 0.0) for each in group) for kind in KINDS}
        for name, group in groups.items()
    }
    totals = {kind: total for kind in KINDS if (total := sum(each[kind] for each in sums.values())) > 0}
    shares = {
        name: sum(each[kind] / total for kind, total in totals.items()) / len(totals) if totals else 0.0
        for name, each in sums.items()
    }
    whole = sum(session.minutes for group in groups.values() for session in group) or 1
    rows, time_so_far, moved_so_far = list[Row](), 0, 0.0
    order = sorted(groups, key=lambda name: (-shares[name], -sum(each.minutes for each in groups[name]), name))
    for name in order:
        group, minutes = groups[name], sum(each.minutes for each in groups[name])
        rated = [each.impact for each in group if each.impact is not None]
        time_so_far += minutes
        moved_so_far += shares[name]
        rows.append(
            Row(
                name, len(group), minutes, round(sums[name]["milestones"]), sums[name]["recall"],
                sum(rated) / len(rated) if rated else None, minutes / whole, shares[name], time_so_far / whole,
                min(1.0, moved_so_far),
            )
        )  # fmt: skip
    return tuple(rows)
