"""What can happen: one frozen class a kind of fact, and the stamp that makes a fact an event.

An event is never changed. What is true now follows from all events: of two about one thing the later `(at, device)`
wins, which is the order of their ids. Fields are only ever added, so every event ever written stays readable.
"""

from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

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
class Predicted:
    """What the learner expects of a lab, locked before it runs. Nothing takes it back."""

    lab: str
    revision: int
    """Of the experiment; a later one is another question."""
    parameters: dict[str, str]
    measure: str
    scale: str
    """How far apart two values are: `ratio`, `share`, `count`, `exact` or `points`."""
    _: KW_ONLY
    spread: float = 1.0
    """On the scale of points: what counts as one apart."""
    rung: int = 0
    low: float | None = None
    """With `high` an 80 % interval. Without any of the three: no idea."""
    best: float | None = None
    high: float | None = None
    because: str | None = None


class Measured(NamedTuple):
    """A result of a run: the middle of its repeats, the lowest, the highest, and how many there were."""

    value: float
    low: float
    high: float
    n: int = 1


@dataclass(frozen=True, slots=True)
class Ran:
    """A lab was run, and this came out. Nothing takes it back."""

    lab: str
    revision: int
    parameters: dict[str, str]
    seed: int
    measures: dict[str, Measured]
    _: KW_ONLY
    finished: bool = False
    """Whether it came to its end with everything measured that it promises."""
    prediction: str | None = None
    canary: float | None = None
    """The share of a core that was to be had; under 0.9 the machine was busy."""
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A card was graded: 1 forgotten, 2 hard, 3 good, 4 easy."""

    card: str
    grade: int
    seconds: int
    _: KW_ONLY
    drill: bool = False
    """Whether outside the schedule, which it then leaves as it is."""
    answer: str | None = None
    """What was typed, where something was."""
    sure: int | None = None
    """How sure of it the learner was, in per cent."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A card was buried (for the day), suspended (until taken back) or flagged (to be mended), or no longer is."""

    card: str
    mark: str
    on: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """A backlog was spread over days, instead of being due all at once."""

    due: int
    """How many cards that were."""


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


Fact = Ticked | Read | Wrote | Predicted | Ran | Reviewed | Marked | Spread | Undid | Restored | Imported
KINDS: dict[str, type[Fact]] = {
    "ticked": Ticked,
    "read": Read,
    "wrote": Wrote,
    "predicted": Predicted,
    "ran": Ran,
    "reviewed": Reviewed,
    "marked": Marked,
    "spread": Spread,
    "undid": Undid,
    "restored": Restored,
    "imported": Imported,
}
NAMES = {cls: kind for kind, cls in KINDS.items()}
LASTING = ("predicted", "ran")
"""Kinds that stand for good: a prediction that could be taken back after the run would be none."""


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
        match self.fact:
            case Ticked(milestone=milestone):
                return milestone
            case Read(topic=topic):
                return topic
            case Wrote(entry=entry):
                return entry or self.id
            case Predicted(lab=lab) | Ran(lab=lab):
                return lab
            case Reviewed(card=card) | Marked(card=card):
                return card
            case Spread():
                return self.day
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
