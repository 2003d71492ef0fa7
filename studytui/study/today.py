"""Today: what fits into the learner's minutes. Cards that are due, then a lab or reading, then a line in the journal.

What was done today stays in it and is ticked, so the plan does not change under the learner's hands. When all of it is
done nothing else is offered.
"""

from collections.abc import Iterable, Iterator, Set
from math import ceil
from typing import NamedTuple

from studytui.study.progress import Progress
from studytui.study.schedule import day_said
from studytui.text import counted, one_line
from studytui.track.model import Track

CARDS, LAB, READING, LINE = KINDS = ("cards", "lab", "reading", "line")
SHORT = 5
"""Minutes, for a day that has no more."""
LAB_MINUTES = 9
"""What a lab takes from its question to its explanation."""
LEAST = 5
"""Minutes below which a lab or reading is not begun."""
NEW_A_DAY = 5
"""New cards, for who has never reviewed one; the same as in `deck`, which loads fsrs."""
SECONDS_A_CARD = 20

_ESSENTIALS = 2
"""Minutes for a topic without prose."""
_LINE, _SHORT_LINE = 3, 1
_FOR_CARDS = 0.4
"""The share of the minutes that cards may take where there is room for more than them."""


class Part(NamedTuple):
    """One thing to do."""

    kind: str
    id: str
    """Of the lab or topic; the others are called as their kind."""
    title: str
    minutes: int
    done: bool = False


class Shares(NamedTuple):
    """How the minutes of a day are shared out."""

    cards: int
    more: int
    """For a lab or reading."""
    line: int


class Cards(NamedTuple):
    """The cards of the day."""

    left: int
    minutes: float = 0.0
    """For those that are left."""
    graded: int = 0
    spent: float = 0.0
    """Minutes that these took."""


class Done(NamedTuple):
    """What was done, today and before."""

    ran: Set[str] = frozenset()
    """Labs that were ever run to their end."""
    read: Set[str] = frozenset()
    today: tuple[tuple[str, str], ...] = ()
    """Kind and id of the labs that were run today and of the topics that were read, in their order."""
    wrote: bool = False
    """Whether an entry was begun today."""


class Today(NamedTuple):
    """The plan of a study day."""

    day: str
    minutes: int
    parts: tuple[Part, ...]
    paused: str | None = None
    """The last day of the pause that is over today; its plan waits for who wants it."""

    @property
    def next(self) -> Part | None:
        """The first part that is not done, or None when all are."""
        return next((part for part in self.parts if not part.done), None)

    @property
    def is_done(self) -> bool:
        """Whether all of it is done."""
        return self.next is None

    @property
    def left(self) -> int:
        """Minutes for what is not done yet."""
        return sum(part.minutes for part in self.parts if not part.done)

    @property
    def oneline(self) -> str:
        """What is left, in a line: `9 cards 6 min → Lazy imports 9 min → a line 3 min`."""
        if self.is_done:
            return "Done for today."
        if self.paused:
            return f"Paused until {day_said(self.paused, self.day)}."
        return " → ".join(f"{one_line(part.title)} {part.minutes} min" for part in self.parts if not part.done)


def shares(minutes: int) -> Shares:
    """How so many minutes are shared out; what is too little for a lab or reading goes to the cards."""
    line = _LINE if minutes > SHORT else _SHORT_LINE
    cards = round(_FOR_CARDS * minutes)
    more = minutes - line - cards
    return Shares(cards, more, line) if more >= LEAST else Shares(minutes - line, 0, line)


def fresh(progress: Progress, minutes: int) -> Cards:
    """The cards of a learner who has never reviewed one, without fsrs."""
    begun = {topic for week in progress.begun() for topic in week.topics}
    at_hand = sum(card.topic in begun for card in progress.track.cards)
    left = min(at_hand, NEW_A_DAY, minutes * 60 // SECONDS_A_CARD)
    return Cards(left, left * SECONDS_A_CARD / 60)


def today_of(
    day: str, minutes: int, progress: Progress, cards: Cards, done: Done, paused: str | None = None
) -> Today:  # fmt: skip
    """The plan of so many minutes, as it stands after what was done."""
    shared = shares(minutes)
    has_cards = bool(cards.left or cards.graded)
    parts = [_cards(cards, shared.cards)] if has_cards else []
    # The cards' share, not what they take: the plan stays the same while they are done.
    room = shared.more if has_cards else shared.more + shared.cards
    parts += _more(progress, done, room) if room >= LEAST else []
    parts.append(Part(LINE, LINE, "a line", shared.line, done.wrote))
    return Today(day, minutes, tuple(parts), paused)


def _cards(cards: Cards, minutes: int) -> Part:
    done = not cards.left or cards.spent >= minutes
    number, takes = (cards.graded, cards.spent) if done else (cards.left, cards.minutes)
    if takes > minutes and not done:
        # No more than the minutes hold, where more is asked: the day may be short, or a backlog not be spread.
        number = max(1, int(number * minutes / takes))
    return Part(CARDS, CARDS, counted(number, "card"), max(1, min(ceil(takes), minutes)), done)


def _more(progress: Progress, done: Done, room: int) -> list[Part]:
    """The lab or reading of today; none where nothing is left."""
    was_done = (_part(progress.track, kind, name, room) for kind, name in done.today)
    parts = [*(part._replace(done=True) for part in was_done if part), *_ahead(progress, done, room)]
    return parts[:1]


def _ahead(progress: Progress, done: Done, room: int) -> Iterator[Part]:
    """What was neither run nor read, from the current week on, then what earlier weeks left."""
    weeks = progress.track.weeks
    at = weeks.index(progress.current_week())
    for week in (*weeks[at:], *weeks[:at]):
        labs = _parts(progress.track, LAB, (name for name in week.labs if name not in done.ran), room)
        topics = _parts(progress.track, READING, (name for name in week.topics if name not in done.read), room)
        # A lab is not broken off where there is something to read instead.
        yield from [*labs, *topics] if room >= LAB_MINUTES else [*topics, *labs]


def _parts(track: Track, kind: str, names: Iterable[str], room: int) -> list[Part]:
    return [part for name in names if (part := _part(track, kind, name, room))]


def _part(track: Track, kind: str, name: str, room: int) -> Part | None:
    """A lab or reading in as many minutes as there are; None for what the track does not have, or can't run."""
    if kind == LAB:
        lab = track.labs.get(name)
        return Part(LAB, name, lab.title, min(LAB_MINUTES, room)) if lab and lab.experiment else None
    topic = track.topics.get(name)
    return Part(READING, name, topic.title, min(topic.minutes or _ESSENTIALS, room)) if topic else None
