"""What can happen: one frozen class a kind of fact.

Fields are only ever added, so every event ever written stays readable.
"""

from dataclasses import KW_ONLY, dataclass, field
from typing import NamedTuple


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
    when: int | None = None
    """When it was written, in milliseconds since 1970, UTC; None when that is the event's own time."""


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
class Carded:
    """A card of the learner's own, or their own wording of one of the track's, as it reads from now on."""

    topic: str
    form: str
    """The kind of card: `recall`, `choice` and so on."""
    front: str
    back: str
    _: KW_ONLY
    card: str | None = None
    """The card this rewords; None when this event makes one, whose id is then the event's own."""
    replaces: str | None = None
    """The card whose place a new one takes; what was remembered of that one says nothing of this."""
    choices: tuple[str, ...] = ()
    answer: str | None = None
    code: str | None = None
    lab: str | None = None
    deleted: bool = False
    origin: str | None = None
    """What the program it came from calls it."""


@dataclass(frozen=True, slots=True)
class Studied:
    """A revision of a session: a stretch of study."""

    activity: str
    minutes: int
    began: int
    """Milliseconds since 1970, UTC: a session may be added on a later day."""
    _: KW_ONLY
    session: str | None = None
    """The session this revises; None when this event makes one, whose id is then the event's own."""
    topic: str | None = None
    impact: int | None = None
    """How much it moved by the learner's own rating, 1 to 5."""
    note: str | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """How the learner means to study from now on; what is None stays as it was."""

    _: KW_ONLY
    start: str | None = None
    """The day on which week 1 begins."""
    days: int | None = None
    """Study days a week."""
    minutes: int | None = None
    """A study day."""
    pace: int | None = None
    """Calendar days that a week of the track takes."""
    cue: str | None = None
    """What studying follows: "after coffee"."""


@dataclass(frozen=True, slots=True)
class Paused:
    """A pause from a day to a day, both included; with the same first day the later event says how long it is."""

    first: str
    last: str
    """Before `first` when the pause was called off."""
    because: str | None = None


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
    """What a file held was taken over; it stands before this one, in the same transaction."""

    source: str
    events: tuple[str, ...]


Fact = (
    Ticked
    | Read
    | Wrote
    | Predicted
    | Ran
    | Reviewed
    | Marked
    | Spread
    | Carded
    | Studied
    | Planned
    | Paused
    | Undid
    | Restored
    | Imported
)
KINDS: dict[str, type[Fact]] = {
    "ticked": Ticked,
    "read": Read,
    "wrote": Wrote,
    "predicted": Predicted,
    "ran": Ran,
    "reviewed": Reviewed,
    "marked": Marked,
    "spread": Spread,
    "carded": Carded,
    "studied": Studied,
    "planned": Planned,
    "paused": Paused,
    "undid": Undid,
    "restored": Restored,
    "imported": Imported,
}
NAMES = {cls: kind for kind, cls in KINDS.items()}
LASTING = ("predicted", "ran")
"""Kinds that stand for good: a prediction that could be taken back after the run would be none."""
