"""The stamp that makes a fact an event: when, where and by which device.

An event is never changed. What is true now follows from all events: of two about one thing the later `(at, device)`
wins, which is the order of their ids.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from studytui.history.facts import NAMES, Fact

DAY_ENDS = timedelta(hours=4)
"""The study day ends at 04:00 local: what one does after midnight belongs to the evening before."""

LAST_AT = 16**11 - 1
"""In the year 2527. A later time would not fit into an id, and ids would no longer sort by time."""


_ABOUT = {
    "ticked": "milestone",
    "read": "topic",
    "wrote": "entry",
    "predicted": "lab",
    "ran": "lab",
    "reviewed": "card",
    "marked": "card",
    "carded": "card",
    "studied": "session",
    "paused": "first",
    "undid": "event",
    "restored": "archive",
    "imported": "source",
}
"""The field that names what a kind is about; the others are about their day."""


@dataclass(frozen=True, slots=True)
class Event:
    """One fact with its stamp."""

    id: str
    """`at` in hex and the device: sorts by time, and no two are alike."""
    at: int
    """Milliseconds since 1970, UTC; never below what its writer had seen."""
    offset: int
    """Minutes that local time was ahead of UTC."""
    day: str
    """The study day, as `2026-11-22`."""
    device: str
    fact: Fact

    @property
    def kind(self) -> str:
        """The name of the fact's class in the files."""
        return NAMES[type(self.fact)]

    @property
    def thing(self) -> str:
        """What the fact is about: of two facts about one thing the later wins."""
        field = _ABOUT.get(self.kind)
        if field is None:
            return self.day
        named: str | None = getattr(self.fact, field)
        # What begins something is named by its own id.
        return named or self.id


def stamp(fact: Fact, at: int, now: datetime, device: str) -> Event:
    """Make `fact` an event of `device` at `at`; `now` gives the local offset and the study day."""
    offset = now.utcoffset() or timedelta()
    return Event(
        id=event_id(at, device),
        at=at,
        offset=int(offset.total_seconds()) // 60,
        day=study_day(now),
        device=device,
        fact=fact,
    )


def study_day(moment: datetime) -> str:
    """The study day a local moment belongs to."""
    return (moment.replace(tzinfo=None) - DAY_ENDS).date().isoformat()


def milliseconds(moment: datetime) -> int:
    """A moment as milliseconds since 1970, UTC."""
    return int(moment.timestamp() * 1000)


def local_time(at: int, offset: int) -> datetime:
    """The wall clock that the learner saw at `at`."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(timezone(timedelta(minutes=offset)))


def event_id(at: int, device: str) -> str:
    """The id of what a device did at a time."""
    return f"{at:011x}-{device}"
