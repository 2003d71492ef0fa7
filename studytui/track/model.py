"""The nouns of a track, as frozen values.

A track is phases of weeks; a week names topics and labs and has milestones; a topic has cards and feeds into other
topics. Ids are kebab-case and permanent: `was` names the ids a thing had before, so that a rename loses no progress.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

CardKind = Literal["recall", "estimate", "predict", "tradeoff", "cloze", "choice", "output"]

Scale = Literal["ratio", "share", "count", "exact", "points"]

_STRICT = {"extra": "forbid", "str_strip_whitespace": True, "use_attribute_docstrings": True}
"""To pydantic, which checks these classes when content is new: a key that no field has is a fault, and the line end
of a folded text is none of it. Docstrings are what an editor shows for a key."""

WORDS_A_MINUTE = 130
"""Technical prose with numbers to check is read at about half the pace of a novel."""


@dataclass(frozen=True)
class Milestone:
    """A deed one can check, ticked off."""

    __pydantic_config__ = _STRICT

    id: str
    text: str
    topic: str | None = None
    was: tuple[str, ...] = ()


@dataclass(frozen=True)
class Week:
    """A theme with its topics, labs and milestones."""

    __pydantic_config__ = _STRICT

    number: int
    """From 1, through all phases."""
    id: str
    title: str
    aim: str
    topics: tuple[str, ...] = ()
    revisit: tuple[str, ...] = ()
    """Topics of earlier weeks that are worth a second look now."""
    labs: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    was: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phase:
    """A stretch of weeks with one attitude."""

    __pydantic_config__ = _STRICT

    id: str
    title: str
    advice: str
    weeks: tuple[Week, ...]
    was: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edge:
    """That one topic feeds into another, and why."""

    __pydantic_config__ = _STRICT

    topic: str
    because: str


@dataclass(frozen=True)
class Misconception:
    """What people believe, and what is true."""

    __pydantic_config__ = _STRICT

    claim: str
    correction: str


@dataclass(frozen=True)
class Reference:
    """A source, findable without a network: who, what, when, and where in it."""

    __pydantic_config__ = _STRICT

    author: str
    title: str
    year: int
    where: str
    url: str | None = None


@dataclass(frozen=True)
class Topic:
    """One thing to know: why, two or three essentials, the mechanics as prose."""

    __pydantic_config__ = _STRICT

    id: str
    title: str
    why: str
    essentials: tuple[str, ...]
    feeds_into: tuple[Edge, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    references: tuple[Reference, ...] = ()
    prose: str = ""
    """Markdown; empty while it is not written yet."""
    was: tuple[str, ...] = ()

    @cached_property
    def minutes(self) -> int:
        """How long reading takes, in whole minutes; 0 while there is no prose."""
        return -(-len(self.prose.split()) // WORDS_A_MINUTE)


@dataclass(frozen=True)
class Card:
    """A question and its answer."""

    __pydantic_config__ = _STRICT

    id: str
    kind: CardKind
    front: str
    back: str
    topic: str
    answer: str | None = None
    """What an estimate is scored against: a number and a unit, as in `250 ms`."""
    lab: str | None = None
    """The lab whose figure a predict card asks for."""
    choices: tuple[str, ...] = ()
    code: str | None = None
    was: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A figure that prose or cards state, in the range in which the lab must find it again."""

    __pydantic_config__ = _STRICT

    measure: str
    """What the lab calls it."""
    unit: str
    low: float
    high: float
    said: str
    """Where it is stated, and what."""
    parameters: dict[str, str] = field(default_factory=dict)
    """Those that matter for the figure; the others have their defaults."""


@dataclass(frozen=True)
class Expected:
    """The range in which the author expects a measure; machines differ."""

    __pydantic_config__ = _STRICT

    low: float
    high: float


@dataclass(frozen=True)
class Rung:
    """A further question of a lab: other parameters, another measure, or the parameter at which an effect vanishes."""

    __pydantic_config__ = _STRICT

    question: str
    parameters: dict[str, str] = field(default_factory=dict)
    """Those that differ from the defaults."""
    measure: str | None = None
    """What is predicted, if it is not the lab's first primary measure."""
    expected: Expected | None = None
    vary: str | None = None
    """The parameter that the learner chooses, so that the measure comes to `goal`."""
    goal: float | None = None


@dataclass(frozen=True)
class Parameter:
    """Something of an experiment that can be set: a number from `min` to `max`, or one of `choices`."""

    __pydantic_config__ = _STRICT

    default: str
    help: str
    min: float | None = None
    max: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers will do."""
        return self.default.lstrip("-").isdecimal()


@dataclass(frozen=True)
class Measure:
    """Something that comes out of an experiment; `scale` says how far apart two values of it are."""

    __pydantic_config__ = _STRICT

    unit: str
    scale: Scale
    help: str
    primary: bool = False
    spread: float = 1.0
    """On the scale of points: the distance between two plausible answers."""


@dataclass(frozen=True)
class Experiment:
    """What the program of a lab says of itself in `SPEC`; it is read, never run, to know it."""

    __pydantic_config__ = _STRICT

    lab: str
    revision: int
    """Raised when figures are no longer comparable with those of before."""
    robustness: Literal["A", "B", "C", "D"]
    """A: the same for a seed. B: real processes or sockets, counted. C: wall clock, but holds on a busy machine.
    D: depends on machine and moment."""
    measures: dict[str, Measure]
    parameters: dict[str, Parameter] = field(default_factory=dict)
    reads: tuple[str, ...] = ()
    """The kinds of events of the learner's history that it needs."""

    @cached_property
    def primary(self) -> str:
        """The measure that is predicted when nothing else is said."""
        return next((name for name, measure in self.measures.items() if measure.primary), next(iter(self.measures)))


@dataclass(frozen=True)
class Lab:
    """An experiment the learner predicts, then runs."""

    __pydantic_config__ = _STRICT

    id: str
    title: str
    topic: str
    question: str
    expected: Expected | None = None
    rungs: tuple[Rung, ...] = ()
    explanation: str = ""
    """Markdown: why the figure is what it is. Shown after the run."""
    claims: tuple[Claim, ...] = ()
    was: tuple[str, ...] = ()
    experiment: Experiment | None = None
    """None while its program is not written."""

    @cached_property
    def questions(self) -> tuple[Rung, ...]:
        """All rungs, the lab's own question first."""
        return (Rung(self.question, expected=self.expected), *self.rungs)


@dataclass(frozen=True)
class Track:
    """A whole course. Everything that refers to an id here finds it: the loader has checked."""

    __pydantic_config__ = _STRICT

    id: str
    title: str
    summary: str
    hours_per_week: int
    phases: tuple[Phase, ...]
    topics: dict[str, Topic] = field(default_factory=dict)
    labs: dict[str, Lab] = field(default_factory=dict)
    cards: tuple[Card, ...] = ()
    first_lab: str | None = None
    """The lab that a newcomer meets before anything else."""

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """All weeks in order."""
        return tuple(week for phase in self.phases for week in phase.weeks)

    @cached_property
    def milestones(self) -> dict[str, Milestone]:
        """All milestones by id, in order."""
        return {milestone.id: milestone for week in self.weeks for milestone in week.milestones}

    @cached_property
    def renamed(self) -> dict[str, str]:
        """For every id a milestone had before, the id it has now."""
        return {old: milestone.id for milestone in self.milestones.values() for old in milestone.was}

    @cached_property
    def renamed_topics(self) -> dict[str, str]:
        """For every id a topic had before, the id it has now."""
        return {old: topic.id for topic in self.topics.values() for old in topic.was}

    @cached_property
    def fed_by(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """For every topic, those that feed into it, each with the reason."""
        found: dict[str, list[tuple[str, str]]] = {name: [] for name in self.topics}
        for topic in self.topics.values():
            for edge in topic.feeds_into:
                found[edge.topic].append((topic.id, edge.because))
        return {name: tuple(edges) for name, edges in found.items()}

    def week_of(self, topic_id: str) -> Week | None:
        """The week that introduces a topic."""
        return next((week for week in self.weeks if topic_id in week.topics), None)

    def cards_of(self, topic_id: str) -> tuple[Card, ...]:
        """The cards of one topic."""
        return tuple(card for card in self.cards if card.topic == topic_id)


CLASSES = (
    *(Track, Phase, Week, Milestone, Topic, Edge, Misconception, Reference, Card),
    *(Lab, Claim, Rung, Expected, Experiment, Parameter, Measure),
)
"""What a compiled track consists of; the cache builds nothing else."""


def program_of(lab_id: str) -> str:
    """The file name of a lab's program."""
    return f"{lab_id.replace('-', '_')}.py"
