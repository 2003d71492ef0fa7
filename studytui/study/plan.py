"""How the learner means to study, and when they don't: what they said last, and defaults for what they never said.

Days are study days as text, `2026-11-22`. What no plan and no pause can be is refused where it is said, and passed over
where a file says it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.history.facts import Paused, Planned
from studytui.text import one_line, storable

DAYS, MINUTES, PACE = range(1, 8), range(5, 481), range(1, 92)
LONGEST_PAUSE = 366
"""Days: more is a slip in the year."""
LONGEST_CUE = 60
"""Characters."""
_BOUNDS = {"days": DAYS, "minutes": MINUTES, "pace": PACE}


class Plan(NamedTuple):
    """A learner's intention."""

    start: str | None = None
    """The day on which week 1 begins; None: the day of the first event."""
    days: int = 5
    """Study days a week."""
    minutes: int = 25
    """A study day."""
    pace: int = 7
    """Calendar days that a week of the track takes."""
    cue: str = ""
    """What studying follows: "after coffee"."""


class Pause(NamedTuple):
    """A pause from a day to a day, both included."""

    first: str
    last: str
    because: str | None = None

    def holds(self, day: str) -> bool:
        """Whether a study day is one of its days."""
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days it has."""
        return _days_from(self.first, self.last)


# Plans


def plan_of(events: Iterable[Event]) -> Plan:
    """The plan that stands after these `planned` events, oldest first."""
    *_, (_, plan) = plans_of(events)
    return plan


def plans_of(events: Iterable[Event]) -> list[tuple[str, Plan]]:
    """Every plan there was with the day from which on it stood, oldest first; before all, the one that nobody made."""
    plans = [("", Plan())]
    for event in events:
        if isinstance(event.fact, Planned):
            said = {name: value for name in Plan._fields if (value := getattr(event.fact, name)) is not None}
            possible = {name: value for name, value in said.items() if _possible(name, value)}
            plans.append((event.day, plans[-1][1]._replace(**possible)))
    return plans


def checked(said: Planned) -> Planned:
    """What was said, if it can be meant. Raises StudyError."""
    for name, bounds in _BOUNDS.items():
        value = getattr(said, name)
        if value is not None and value not in bounds:
            hint = f"write a whole number from {bounds[0]} to {bounds[-1]}"
            raise StudyError(f"{value} is no number of {name}", hint)
    if said.start is not None and not _is_day(said.start):
        raise _no_day(said.start)
    if said.cue is None:
        return said
    cue = one_line(storable(said.cue))
    if len(cue) > LONGEST_CUE:
        raise StudyError("a cue is a few words", f'write what studying follows, as in "after coffee" ({LONGEST_CUE})')
    return replace(said, cue=cue)


# Pauses


def pauses_of(events: Iterable[Event]) -> tuple[Pause, ...]:
    """The pauses that stand after these `paused` events, oldest first, by their first days."""
    latest: dict[str, Pause] = {}
    for event in events:
        if isinstance(event.fact, Paused) and _is_day(event.fact.first) and _is_day(event.fact.last):
            latest[event.fact.first] = Pause(event.fact.first, event.fact.last, event.fact.because)
    return tuple(latest[first] for first in sorted(latest) if 1 <= latest[first].days <= LONGEST_PAUSE)


def checked_pause(said: Paused) -> Paused:
    """The pause, if it can be meant. Raises StudyError."""
    for day in (said.first, said.last):
        if not _is_day(day):
            raise _no_day(day)
    days = _days_from(said.first, said.last)
    if days < 1:
        raise StudyError("that pause ends before it begins", "write FROM..TO, as in 2026-12-24..2027-01-02")
    if days > LONGEST_PAUSE:
        raise StudyError(f"a pause of {days:,} days is longer than a year", "is the year right?")
    return replace(said, because=storable(said.because or "").strip() or None)


def paused_until(pauses: Iterable[Pause], day: str) -> str | None:
    """The last day of the pauses that hold a day, or None when none does."""
    return max((pause.last for pause in pauses if pause.holds(day)), default=None)


def _possible(name: str, value: object) -> bool:
    if name == "start":
        return _is_day(str(value))
    return name not in _BOUNDS or value in _BOUNDS[name]


def _is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    # As far as the clock goes: what is counted from there on stays a day, too.
    return day.isoformat() == text and 1970 < day.year < 2500


def _no_day(text: str) -> StudyError:
    return StudyError(f"{one_line(text)!r} is no day", "write it as 2026-11-22")


def _days_from(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
