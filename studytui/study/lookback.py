"""Looking back: what was written a week, a month and a year ago, and decisions with what came of them.

Days are study days. The same day of an earlier month is the last one where that month is shorter: a month before
31 March is 28 February.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from studytui.history.standing import Entry

WEEK, MONTH, YEAR = SPANS = ("week", "month", "year")
_NEAR = {WEEK: 1, MONTH: 3, YEAR: 3}
"""Days to either side that still count as then, when nothing was written on the very day."""
DECISION = "decision"
"""The tag that makes an entry a decision; a star does too."""
RIPE = 28
"""Days after which something may have come of a decision, and an answer is old enough to be asked for again."""


class Window(NamedTuple):
    """The days among which to look for what was written a span ago."""

    span: str
    day: str
    """The very day."""
    first: str
    last: str


class Echo(NamedTuple):
    """What was written a week, a month or a year ago, or nearest to it."""

    span: str
    day: str
    """Of the entries."""
    is_near: bool
    """Whether that is another day than the very one."""
    entries: tuple[Entry, ...]
    """In the order in which they were written."""

    @property
    def said(self) -> str:
        """When that was: `A month ago`, or `About a month ago`."""
        return f"About a {self.span} ago" if self.is_near else f"A {self.span} ago"


class Decision(NamedTuple):
    """An entry worth coming back to."""

    entry: Entry
    asks: bool
    """Whether it is time to say what came of it."""

    @property
    def ripe_on(self) -> str:
        """The day from which on it asks."""
        return (date.fromisoformat(self.entry.day) + timedelta(RIPE)).isoformat()


def windows(today: str) -> list[Window]:
    """Where to look, for each span."""
    this = date.fromisoformat(today)
    that = {WEEK: this - timedelta(7), MONTH: _months_before(this, 1), YEAR: _months_before(this, 12)}
    found = []
    for span, day in that.items():
        near = timedelta(_NEAR[span])
        found.append(Window(span, day.isoformat(), (day - near).isoformat(), (day + near).isoformat()))
    return found


def on_this_day(entries: Iterable[Entry], today: str) -> list[Echo]:
    """What was written a week, a month and a year ago, of the nearest day; of two as near, of the earlier."""
    days: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=_when):
        days.setdefault(entry.day, []).append(entry)
    found = []
    for span, sought, first, last in windows(today):
        there = [day for day in days if first <= day <= last]
        if there:
            day = min(there, key=lambda day: (abs(_days_between(day, sought)), day))
            found.append(Echo(span, day, day != sought, tuple(days[day])))
    return found


def decisions(entries: Iterable[Entry], today: str) -> list[Decision]:
    """Starred entries and those tagged as decisions: first, oldest first, those that ask; then the others, newest
    first."""
    ripe = (date.fromisoformat(today) - timedelta(RIPE)).isoformat()
    chosen = [entry for entry in entries if entry.starred or DECISION in entry.tags]
    found = [Decision(entry, not entry.got and entry.day <= ripe) for entry in chosen]
    asking = sorted((each for each in found if each.asks), key=lambda each: _when(each.entry))
    others = sorted((each for each in found if not each.asks), key=lambda each: _when(each.entry), reverse=True)
    return asking + others


def _months_before(day: date, months: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _when(entry: Entry) -> tuple[int, str]:
    return entry.at, entry.id


def _days_between(day: str, other: str) -> int:
    return (date.fromisoformat(day) - date.fromisoformat(other)).days
