"""Impact: minutes by activity and by topic against what moved while they ran, in Pareto's order.

Four things tell that something moved: milestones ticked, the chance that cards are recalled a month later, predictions
that came closer than those before, and the learner's own rating. Each is taken as a share of its total, and what moved
is the mean of the shares there are. All of it is correlation: a session is credited with what happened while it ran.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import NamedTuple

from studytui.study.predict import Attempt
from studytui.study.timing import Session
from studytui.text import counted

ENOUGH = 8
"""Sessions below which nothing is said."""
KINDS = ("milestones", "recall", "predictions", "rating")
MINUTE = 60_000


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
        first = told[0]
        return (
            f"Most of what moved, {100 * first.moved:.0f} %, came with {first.name}: {100 * first.time:.0f} % of the "
            f"time, {first.sessions} sessions. This is correlation, not cause."
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
