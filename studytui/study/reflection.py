"""The end of a week or a month: when it is offered, what the history fills in, and the entry that comes of it.

Offered on the last day, or on the first study day after it, once: an entry that is headed and tagged with the period
says that it is done. Nothing is asked of a stretch in which nothing was studied.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from studytui.history.events import local_time, study_day
from studytui.history.standing import Entry
from studytui.study.amounts import came_close, missed
from studytui.study.lookback import MONTH, WEEK
from studytui.study.plan import Plan
from studytui.study.predict import Attempt
from studytui.study.progress import Progress
from studytui.track.model import Lab, Week

TAGS = {WEEK: "week-review", MONTH: "month-review"}
_MOST = 5
"""Predictions to list, those that were furthest off; more are counted."""
_PLAN = re.compile(r"^If .+, then .+$", re.MULTILINE)


class Period(NamedTuple):
    """A calendar week from Monday to Sunday, or a calendar month."""

    span: str
    first: str
    last: str

    @property
    def tag(self) -> str:
        """What its entry is tagged with."""
        return TAGS[self.span]

    @property
    def title(self) -> str:
        """What its entry is headed with: `Week of 16 November 2026`."""
        day = date.fromisoformat(self.first)
        return f"{day:%B} {day.year}" if self.span == MONTH else f"Week of {day.day} {day:%B} {day.year}"

    @property
    def said(self) -> str:
        """That there is something to look back on, in a calm line."""
        return f"The {self.span} is over"

    def holds(self, day: str) -> bool:
        """Whether a study day is one of its days."""
        return self.first <= day <= self.last


class Reflection(NamedTuple):
    """What the learner says at the end of it, some of it filled in from the history."""

    done: str = ""
    slipped: str = ""
    measured: str = ""
    """Predicted against measured, a line each."""
    keep: str = ""
    drop: str = ""
    attempt: str = ""
    """What to try."""
    cue: str = ""
    """If this …"""
    deed: str = ""
    """… then that."""


def period_of(span: str, day: date) -> Period:
    """The week or month that a day belongs to."""
    if span == WEEK:
        first = day - timedelta(day.weekday())
        last = first + timedelta(6)
    else:
        first = day.replace(day=1)
        last = (first + timedelta(31)).replace(day=1) - timedelta(1)
    return Period(span, first.isoformat(), last.isoformat())


def earliest(today: str) -> str:
    """The first day that matters for what is offered."""
    this = date.fromisoformat(today)
    return min(_before(period_of(span, this)).first for span in TAGS)


def offers(today: str, days: Collection[str], reviews: Sequence[Entry]) -> list[Period]:
    """The week and the month that are over and wait for a word: `days` are those on which something was done."""
    over = [_over(period_of(span, date.fromisoformat(today)), today, days) for span in TAGS]
    return [period for period in over if period and not is_reviewed(period, reviews)]


def is_reviewed(period: Period, reviews: Iterable[Entry]) -> bool:
    """Whether one of the entries is about this period."""
    return any(period.tag in entry.tags and period.title in entry.text for entry in reviews)


def _over(period: Period, today: str, days: Collection[str]) -> Period | None:
    if today == period.last and any(map(period.holds, days)):
        return period
    if any(period.first <= day < today for day in days):
        # Studied since: what was not said by then need not be.
        return None
    before = _before(period)
    return before if any(map(before.holds, days)) else None


def _before(period: Period) -> Period:
    return period_of(period.span, date.fromisoformat(period.first) - timedelta(1))


def filled_in(
    period: Period, progress: Progress, plan: Plan, attempts: Iterable[Attempt], labs: Mapping[str, Lab]
) -> Reflection:  # fmt: skip
    """What the history says of a period, for the learner to correct."""
    done = [
        milestone.text
        for milestone in progress.track.milestones.values()
        if progress.is_done(milestone) and period.holds(_ticked_on(progress, milestone.id))
    ]
    slipped = [
        milestone.text
        for week in _due(progress, plan, period)
        for milestone in week.milestones
        if not progress.is_done(milestone)
    ]
    of_period = [each for each in attempts if each.verdict and period.holds(each.event.day)]
    return Reflection("\n".join(done), "\n".join(slipped), "\n".join(_measured(of_period, labs)))


def _ticked_on(progress: Progress, milestone_id: str) -> str:
    tick = progress.ticks[milestone_id]
    return study_day(local_time(tick.at, tick.offset))


def _due(progress: Progress, plan: Plan, period: Period) -> list[Week]:
    """The weeks of the track that were begun, and by the plan were to be done by the end of the period."""
    if plan.start is None:
        return []
    # Counted in days: a plan may begin on the last day that there is.
    days = date.fromisoformat(period.last).toordinal() - date.fromisoformat(plan.start).toordinal() + 1
    # Weeks that were not begun yet have moved with those before them: they have not slipped.
    return [week for week in progress.begun() if week.number * plan.pace <= days]


def _measured(attempts: list[Attempt], labs: Mapping[str, Lab]) -> list[str]:
    known = [each for each in attempts if each.predicted.lab in labs]
    known.sort(key=lambda each: each.verdict.distance if each.verdict else 0.0, reverse=True)
    lines = []
    for each in known[:_MOST]:
        lab = labs[each.predicted.lab]
        off = missed(each) if each.predicted.scale == "exact" else f"off by {missed(each)}"
        lines.append(f"{lab.title}: {came_close(lab, each)}, {off}")
    return lines + ([f"and {len(known) - _MOST} more, closer"] if len(known) > _MOST else [])


def written(period: Period, reflection: Reflection) -> tuple[str, str]:
    """The text of the entry, and what came of it; what is empty is left out."""
    parts = [f"{period.title} #{period.tag}"]
    said = {"Done": reflection.done, "Slipped": reflection.slipped, "Keep": reflection.keep, "Drop": reflection.drop}
    for label, text in (said | {"Try": reflection.attempt}).items():
        lines = _lines(text)
        if len(lines) > 1:
            parts += [f"{label}:", *(f"- {line}" for line in lines)]
        elif lines:
            parts.append(f"{label}: {lines[0]}")
    parts += plan_said(reflection)
    return "\n".join(parts), "; ".join(_lines(reflection.measured))


def plan_said(reflection: Reflection) -> list[str]:
    """The plan for what comes next, in a sentence; nothing where there is none."""
    cue, deed = (text.strip().rstrip(".,") for text in (reflection.cue, reflection.deed))
    if cue and deed:
        return [f"If {cue}, then {deed}."]
    return [f"Next: {cue or deed}."] if cue or deed else []


def plan_of(entry: Entry) -> str:
    """The plan that an entry ends with; empty where there is none."""
    found = _PLAN.findall(entry.text)
    return str(found[-1]) if found else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
