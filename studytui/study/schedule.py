"""When each week of the track is: counted from the start at the learner's pace, and moved by what took longer.

A week has its days whether or not it is done sooner, and being ahead is slack. A week that is open beyond its last day
moves those after it, a day each day, and they stay there: dates go later only by what slack did not hold. Days of a
pause are no days of any week. Work counts wherever it was done: a milestone that takes months costs who goes on with
the next weeks no more than the days that it is worth.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from math import lcm
from typing import NamedTuple

from studytui.history.events import local_time, study_day
from studytui.study.plan import Pause, Plan, paused_until
from studytui.study.progress import Progress
from studytui.text import counted

_DISTANT = 300
"""Days from which on a date is told with its year."""


class Dates(NamedTuple):
    """A week of the track, from a day to a day, both included."""

    number: int
    first: str
    last: str


class Schedule(NamedTuple):
    """The weeks with their dates, and where the learner is among them."""

    today: str
    weeks: tuple[Dates, ...]
    week: int
    """The number of the first week with something left to do."""
    later: int
    """The number of the first week that moves while the one in hand is open."""
    slack: int = 0
    """Days that the learner is ahead."""
    moved: int = 0
    """Days by which the week in hand has moved the later ones, as it is open beyond its last day."""
    has_begun: bool = True
    is_done: bool = False
    paused: str | None = None
    """The last day of the pause that is over today."""

    @property
    def begins(self) -> str:
        """The first day of the first week."""
        return self.weeks[0].first

    @property
    def ends(self) -> str:
        """The last day of the last week."""
        return self.weeks[-1].last

    @property
    def where_said(self) -> str:
        """Where the learner is, in a few words: `week 3 of 16, on plan, 2 days of slack`."""
        if self.is_done:
            return f"all {counted(len(self.weeks), 'week')} done"
        at = f"week {self.week} of {len(self.weeks)}"
        if not self.has_begun:
            return f"{at}, begins on {self._said(self.begins)}"
        if self.paused:
            return f"{at}, paused until {self._said(self.paused)}"
        if self.moved:
            what = "later weeks" if self.later <= len(self.weeks) else "the end"
            return f"{at}, {what} moved by {counted(self.moved, 'day')}"
        return f"{at}, on plan" + (f", {counted(self.slack, 'day')} of slack" if self.slack else "")

    @property
    def moved_said(self) -> str:
        """What the week in hand has moved, in a sentence; empty when nothing moves."""
        if not self.moved:
            return ""
        since, last = self._said(self.weeks[self.week - 1].first), len(self.weeks)
        by, end = f"moved by {counted(self.moved, 'day')}", self._said(self.ends)
        if self.later > last:
            return f"Week {self.week} is open since {since}: the end {by}, to {end}."
        later = f"week {last}" if self.later == last else f"weeks {self.later} to {last}"
        return f"Week {self.week} is open since {since}: {later} {by}, to the end on {end}."

    def _said(self, day: str) -> str:
        return day_said(day, self.today)


class _Calendar(NamedTuple):
    """Days counted from a start without those of pauses, as ordinals."""

    start: int
    pauses: tuple[tuple[int, int], ...]
    """First and last day of each, apart from one another, none before the start."""

    def before(self, day: int) -> int:
        """How many days there are before a day."""
        paused = sum(min(last + 1, day) - first for first, last in self.pauses if first < day)
        return max(0, day - self.start) - paused

    def day(self, number: int) -> str:
        """The day before which there are so many."""
        day = self.start + number
        for first, last in self.pauses:
            if first > day:
                break
            day += last - first + 1
        return date.fromordinal(min(day, date.max.toordinal())).isoformat()


def schedule(
    progress: Progress, plan: Plan, pauses: Sequence[Pause], today: str, first: str | None = None
) -> Schedule:  # fmt: skip
    """The dates of the track's weeks; it starts on the planned day, else on the `first` day of study, else today."""
    weeks, now = len(progress.track.weeks), date.fromisoformat(today).toordinal()
    calendar = _calendar(plan.start or first or today, pauses)
    finished, worth, unit = _finished(progress)
    is_done, ends = progress.of_track().complete, list[int]()
    for day in finished:
        ends.append(max((ends[-1] if ends else 0) + plan.pace, calendar.before(day + 1)))
    reached = ends[-1] if ends else 0
    moved = 0
    if len(ends) < weeks:
        moved = max(0, calendar.before(now + 1) - reached - plan.pace)
        ends += [reached + moved + plan.pace * number for number in range(1, weeks - len(ends) + 1)]
    slack = 0 if moved else max(0, reached + worth * plan.pace // unit - calendar.before(now))
    return Schedule(
        today,
        tuple(
            Dates(number, calendar.day(begins), calendar.day(end - 1))
            for number, (begins, end) in enumerate(zip([0, *ends], ends, strict=False), 1)
        ),
        progress.current_week().number,
        len(finished) + 2,
        0 if is_done else slack,
        moved,
        worth > 0 or any(finished) or today >= calendar.day(0),
        is_done,
        paused_until(pauses, today),
    )


def day_said(day: str, today: str) -> str:
    """A day as one says it: `12 Nov`, with the year where that could be taken for another."""
    this = date.fromisoformat(day)
    is_distant = abs((this - date.fromisoformat(today)).days) > _DISTANT
    return f"{this.day} {this:%b} {this.year}" if is_distant else f"{this.day} {this:%b}"


def _finished(progress: Progress) -> tuple[list[int], int, int]:
    """For as many weeks as the milestones done amount to, the day each was; and what is done of one more, in units."""
    weeks = progress.track.weeks
    unit = lcm(*(len(week.milestones) or 1 for week in weeks))
    done = sorted(
        (_ticked_on(progress, milestone.id), unit // len(week.milestones))
        for week in weeks
        for milestone in week.milestones
        if progress.is_done(milestone)
    )
    finished, worth = list[int](), 0
    for day, units in [(0, 0), *done]:
        worth += units
        # A week without milestones asks for nothing.
        while len(finished) < len(weeks) and (worth >= unit or not weeks[len(finished)].milestones):
            worth -= unit if weeks[len(finished)].milestones else 0
            finished.append(day)
    return finished, worth, unit


def _ticked_on(progress: Progress, milestone_id: str) -> int:
    tick = progress.ticks[milestone_id]
    return date.fromisoformat(study_day(local_time(tick.at, tick.offset))).toordinal()


def _calendar(start: str, pauses: Iterable[Pause]) -> _Calendar:
    begins = date.fromisoformat(start).toordinal()
    apart: list[tuple[int, int]] = []
    for pause in sorted(pauses):
        first, last = (date.fromisoformat(day).toordinal() for day in (pause.first, pause.last))
        # Days that an earlier pause has, or that are before the start, are counted once or not at all.
        first = max(first, apart[-1][1] + 1 if apart else begins)
        if first <= last:
            apart.append((first, last))
    return _Calendar(begins, tuple(apart))
