"""How steadily one practises: the rate of planned days that were kept. It forgives, and counts no days in a row.

A week from Monday to Sunday has as many free days as the plan leaves; a day without study beyond them was planned, and
takes one of the month's reserve days before it counts as missed. The rate is exponentially weighted over planned days:
each study day draws it towards 100, each missed day towards 0, and free, reserve and paused days leave it as it is. It
begins at 100, as if what was before the first day had been kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import NamedTuple

from studytui.study.plan import Pause, Plan, paused_until

STUDIED, RESERVE, PAUSED, MISSED, FREE, FUTURE = "studied", "reserve", "paused", "missed", "not planned", "future"
HALF_LIFE = 14
"""Planned days, two weeks of daily study. In calendar days, one miss of five a week would cost 7 points, not 5."""
RESERVES = 2
"""A month."""
WEEKS = 26
"""Of the map."""
FULL, LONG = 10, 30
"""Events on a day that was well used, and on a long one, where nothing tells the minutes."""

_FADES = 0.5 ** (1 / HALF_LIFE)
_HALF_LIVES = 10
"""After which a day no longer matters."""


class Activity(NamedTuple):
    """What was done on a study day."""

    events: int = 0
    minutes: int = 0
    """As far as they are known."""


class Day(NamedTuple):
    """A study day on the map."""

    day: str
    state: str
    intensity: int = 0
    """0 nothing, 1 something, 2 what was planned, 3 twice that."""


class Rhythm(NamedTuple):
    """How steadily one practises, and the half year that tells."""

    score: int | None
    """0 to 100; None before the first day of study."""
    reserves: int
    """Reserve days that are left this month."""
    weeks: tuple[tuple[Day, ...], ...]
    """From Monday to Sunday, the present week last."""
    said: str = ""
    """What deserves to be said today; mostly nothing does."""


def since(plans: Sequence[tuple[str, Plan]], today: str) -> str:
    """The first day that matters, of the month in which it is, as reserve days are counted by the month."""
    # Planned days that no reserve covers.
    fewest = 52 * min(plan.days for _, plan in plans) - 12 * RESERVES
    weeks = max(WEEKS, -(-52 * _HALF_LIVES * HALF_LIFE // fewest))
    return (date.fromisoformat(today) - timedelta(7 * weeks)).replace(day=1).isoformat()


def rhythm(
    days: Mapping[str, Activity],
    plans: Sequence[tuple[str, Plan]],
    pauses: Sequence[Pause],
    today: str,
    begins: str | None = None,
) -> Rhythm:
    """The rhythm after the days on which something was done.

    `plans` say from which day on each stood, oldest first. `begins` is the day from which on days count: by default the
    first of them.
    """
    begins = begins or min(days, default=today)
    walked = list(_walked(days, plans, pauses, begins, today))
    has_begun = begins < today or begins == today in days
    spent = sum(state == RESERVE and day[:7] == today[:7] for day, state in walked)
    return Rhythm(
        round(100 * _rate(state for _, state in walked)) if has_begun else None,
        RESERVES - spent,
        _map(days, dict(walked), plans[-1][1].minutes, today),
        _comeback([state for _, state in walked]),
    )


def _rate(states: Iterable[str]) -> float:
    rate = 1.0
    for state in states:
        if state == STUDIED:
            rate = 1 - (1 - rate) * _FADES
        elif state == MISSED:
            rate *= _FADES
    return rate


def _walked(
    days: Mapping[str, Activity], plans: Sequence[tuple[str, Plan]], pauses: Sequence[Pause], begins: str, today: str
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Each day from the first to today, with what it was."""
    (_, plan), *later = plans
    free, reserves = 0, RESERVES
    first, last = date.fromisoformat(begins), date.fromisoformat(today)
    for number in range((last - first).days + 1):
        this = first + timedelta(number)
        day = this.isoformat()
        while later and later[0][0] <= day:
            plan = later.pop(0)[1]
        free = 0 if this.weekday() == 0 else free
        reserves = RESERVES if this.day == 1 else reserves
        if day in days:
            yield day, STUDIED
        elif day == today:
            # It is not over.
            yield day, FUTURE
        elif paused_until(pauses, day):
            yield day, PAUSED
        elif day < (plan.start or ""):
            yield day, FREE
        elif free < 7 - plan.days:
            free += 1
            yield day, FREE
        elif reserves:
            reserves -= 1
            yield day, RESERVE
        else:
            yield day, MISSED


def _map(
    days: Mapping[str, Activity], walked: Mapping[str, str], minutes: int, today: str
) -> tuple[tuple[Day, ...], ...]:  # fmt: skip
    this = date.fromisoformat(today)
    first = this - timedelta(this.weekday() + 7 * (WEEKS - 1))
    shown = []
    for number in range(7 * WEEKS):
        day = (first + timedelta(number)).isoformat()
        state = STUDIED if day in days else FUTURE if day > today else walked.get(day, FREE)
        shown.append(Day(day, state, _intensity(days[day], minutes) if day in days else 0))
    return tuple(tuple(shown[week : week + 7]) for week in range(0, 7 * WEEKS, 7))


def _intensity(activity: Activity, minutes: int) -> int:
    if activity.minutes >= 2 * minutes or activity.events >= LONG:
        return 3
    return 2 if activity.minutes >= minutes or activity.events >= FULL else 1


def _comeback(states: Sequence[str]) -> str:
    """A word to who is back today after a day that was planned; nothing to who was only free, or paused."""
    if not states or states[-1] != STUDIED:
        return ""
    away = list(takewhile(lambda state: state != STUDIED, reversed(states[:-1])))
    if not {MISSED, RESERVE} & set(away):
        return ""
    how_long = "a day" if len(away) == 1 else f"{len(away)} days"
    if len(away) == len(states) - 1:
        # So long that what was before is no longer looked at.
        how_long = "a long time"
    return f"Back after {how_long} away. That is the one that counts."
