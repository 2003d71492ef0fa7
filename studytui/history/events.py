"""What can happen: one frozen class a kind of fact, and the stamp that makes a fact an event.

An event is never changed. What is true now follows from all events: of two about one thing the later `(at, device)`
wins, which is the order of their ids. Fields are only ever added, so every event ever written stays readable.
"""

from dataclasses import KW_ONLY, dataclass, fields
from datetime import UTC, date, datetime, timedelta, timezone

DAY_ENDS = timedelta(hours=4)
"""The study day ends at 04:00 local: what one does after midnight belongs to the evening before."""

LAST_AT = 16**11 - 1
"""In the year 2527. A later time would not fit into an id, and ids would no longer sort by time."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A milestone was ticked off, or its tick was taken back."""

    milestone: str
    done: bool


@dataclass(frozen=True, slots=True)
class Read:
    """A topic was marked as read, or as unread again."""

    topic: str
    done: bool


@dataclass(frozen=True, slots=True)
class Wrote:
    """A revision of a journal entry: what the learner did and what came of it."""

    text: str
    _: KW_ONLY
    entry: str | None = None
    """The entry this revises; None when this event begins one, whose id is then the event's own."""
    got: str | None = None
    topic: str | None = None
    lab: str | None = None
    starred: bool = False
    deleted: bool = False
    parent: str | None = None
    """The revision that was on screen when this one was made, so that concurrent edits can be told."""
    merged: tuple[str, ...] = ()
    """Other revisions that this one takes in or settles."""


@dataclass(frozen=True, slots=True)
class Undid:
    """An event was taken back, as if it had never happened."""

    event: str


@dataclass(frozen=True, slots=True)
class Restored:
    """Events that were missing here came back from an archive; they stand before this one, as they were written."""

    archive: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """Ticks were taken over from a file; they stand before this one, in the same transaction."""

    source: str
    events: tuple[str, ...]


Fact = Ticked | Read | Wrote | Undid | Restored | Imported
KINDS: dict[str, type[Fact]] = {
    "ticked": Ticked,
    "read": Read,
    "wrote": Wrote,
    "undid": Undid,
    "restored": Restored,
    "imported": Imported,
}
_NAMES = {cls: kind for kind, cls in KINDS.items()}
_TYPES: dict[object, tuple[type, ...]] = {
    str: (str,),
    bool: (bool,),
    str | None: (str, type(None)),
    tuple[str, ...]: (list,),
}


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
        return _NAMES[type(self.fact)]

    @property
    def thing(self) -> str:
        """What the fact is about: of two facts about one thing the later wins."""
        match self.fact:
            case Ticked(milestone=milestone):
                return milestone
            case Read(topic=topic):
                return topic
            case Wrote(entry=entry):
                return entry or self.id
            case Undid(event=event):
                return event
            case Restored(archive=archive):
                return archive
            case Imported(source=source):
                return source


def stamp(fact: Fact, at: int, now: datetime, device: str) -> Event:
    """Make `fact` an event of `device` at `at`; `now` gives the local offset and the study day."""
    offset = now.utcoffset() or timedelta()
    return Event(
        id=_event_id(at, device),
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


def to_plain(event: Event) -> dict[str, object]:
    """The event as JSON data; fields that hold their default are left out."""
    plain: dict[str, object] = {
        "id": event.id,
        "at": event.at,
        "offset": event.offset,
        "day": event.day,
        "device": event.device,
        "kind": event.kind,
    }
    for field in fields(event.fact):
        value = getattr(event.fact, field.name)
        if value != field.default:
            plain[field.name] = list(value) if isinstance(value, tuple) else value
    return plain


def from_plain(plain: dict[str, object]) -> Event | None:
    """The event behind JSON data, or None for a kind that a later version knows.

    Raises ValueError if a known field is missing, of the wrong type or impossible; unknown fields are passed over.
    """
    stamped: dict[str, object] = {}
    for name, kind in (("id", str), ("at", int), ("offset", int), ("day", str), ("device", str)):
        value = plain.get(name)
        if type(value) is not kind:
            raise ValueError(f"{name} is missing or no {kind.__name__}")
        stamped[name] = value
    _check_stamp(**stamped)  # type: ignore[arg-type]  # the types were checked above
    cls = KINDS.get(str(plain.get("kind")))
    if cls is None:
        return None
    given: dict[str, object] = {}
    for field in fields(cls):
        if field.name in plain:
            value = plain[field.name]
            if type(value) not in _TYPES[field.type]:
                raise ValueError(f"{field.name} has the wrong type")
            given[field.name] = _names(value) if isinstance(value, list) else value
    try:
        return Event(fact=cls(**given), **stamped)  # type: ignore[arg-type]  # the types were checked above
    except TypeError as error:
        raise ValueError(str(error)) from None


def _names(value: list[object]) -> tuple[str, ...]:
    names = tuple(name for name in value if isinstance(name, str))
    if len(names) != len(value):
        raise ValueError("a list holds something that is no id")
    return names


def _check_stamp(id: str, at: int, offset: int, day: str, device: str) -> None:  # noqa: A002 - the field's name
    if not 0 <= at <= LAST_AT or id != _event_id(at, device):
        raise ValueError("its id does not fit its time and device")
    if abs(offset) >= 24 * 60:
        raise ValueError("no place is that far from UTC")
    date.fromisoformat(day)


def _event_id(at: int, device: str) -> str:
    return f"{at:011x}-{device}"
