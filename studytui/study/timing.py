"""Sessions: what stands of those that were recorded, and how the one that runs begins, turns, pauses and ends.

Times are milliseconds since 1970, UTC. A session is one activity about one topic, without a gap: of a time away the
learner says what it was. A look at something else belongs to the session; what lasts becomes the next one.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from studytui.errors import StudyError
from studytui.history.events import DAY_ENDS, LAST_AT, Event, local_time, milliseconds, study_day
from studytui.history.facts import Studied
from studytui.text import one_line

ACTIVITIES = CARDS, LAB, READING, WRITING, CODING, OTHER = "cards", "lab", "reading", "writing", "coding", "other"

MINUTE = 60_000
SHORTEST = 2
"""Minutes: less is a look, and no session of its own."""
LONGEST = 16 * 60
"""Minutes: more is a clock that was forgotten."""
LONG = 3 * 60
"""Minutes after which nobody is taken at their clock's word."""
IDLE = 5
"""Minutes without a key after which nobody knows whether one studied."""

_HOURS = re.compile(r"(\d{1,4})(?:h ?(\d{1,2})?|:(\d\d))(?:m|min)?", re.ASCII)
_MINUTES = re.compile(r"(\d{1,6}) ?(?:m|min)?", re.ASCII)


class Session(NamedTuple):
    """A stretch of study, as it stands after all its revisions."""

    id: str
    day: str
    """The study day it began in."""
    began: int
    offset: int
    """Minutes that local time was ahead of UTC when it was said to have begun."""
    activity: str
    minutes: int
    topic: str | None = None
    impact: int | None = None
    note: str | None = None


class Doing(NamedTuple):
    """What a session is about."""

    activity: str
    topic: str | None = None


class Running(NamedTuple):
    """A session that has not ended yet."""

    doing: Doing
    began: int
    seen: int
    """The last sign of life."""
    watched: bool = False
    """Whether it began where its signs of life are seen: in the app, which also ends it, and not in the shell."""
    aside: Doing | None = None
    """What the learner has turned to since; it takes over once it has lasted."""
    aside_since: int = 0

    def minutes(self, until: int) -> int:
        """Its full minutes until then."""
        return max(0, until - self.began) // MINUTE

    def is_away(self, now: int) -> bool:
        """Whether the last sign of life is so long ago that the learner must say what the time was."""
        patience = IDLE if self.watched else LONG
        return now - self.seen > patience * MINUTE or self.minutes(now) > LONGEST

    @property
    def trimmed(self) -> int:
        """Where it ends if nothing counts that nobody saw."""
        return min(self.seen, self.began + LONGEST * MINUTE)


# The one that runs


def begun(doing: Doing, now: int, watched: bool) -> Running:
    """A session that begins now."""
    return Running(doing, now, now, watched)


def seen(running: Running, now: int) -> Running:
    """The session after a sign of life; a clock that was set back takes the beginning with it."""
    back = max(0, running.seen - now)
    return running._replace(began=running.began - back, seen=now, aside_since=running.aside_since - back)


def turned(running: Running, doing: Doing, now: int) -> Running:
    """The session once the learner does something else; `settled` comes first.

    What is written within a session belongs to it, and one that the shell began is about what it says.
    """
    if doing.activity == WRITING or not running.watched:
        return running
    if running.minutes(now) < SHORTEST:
        return running._replace(doing=doing, aside=None)
    return running._replace(aside=None if doing == running.doing else doing, aside_since=now)


def settled(running: Running) -> tuple[Running | None, Running]:
    """The session that ended because another has lasted, if so, and the one that runs."""
    if running.aside is None or running.seen - running.aside_since < SHORTEST * MINUTE:
        return None, running
    ended = running._replace(seen=running.aside_since, aside=None)
    return ended, Running(running.aside, running.aside_since, running.seen, running.watched)


def recorded(running: Running, until: int) -> Studied | None:
    """What is kept of a session that ends; None when it was too short to be one. Raises StudyError."""
    minutes = running.minutes(until)
    if minutes < SHORTEST:
        return None
    return checked(Studied(running.doing.activity, minutes, running.began, topic=running.doing.topic))


# Those that were recorded


def sessions_of(events: Iterable[Event]) -> list[Session]:
    """The sessions that stand, by when they began; what no session can be is passed over."""
    latest: dict[str, Event] = {}
    offsets: dict[tuple[str, int], int] = {}
    for event in events:
        if isinstance(event.fact, Studied):
            latest[event.thing] = event
            # Whoever edits it abroad does not move it to another day.
            offsets.setdefault((event.thing, event.fact.began), event.offset)
    facts = ((name, event.fact) for name, event in latest.items() if isinstance(event.fact, Studied))
    found = (
        _session(name, fact, offsets[name, fact.began]) for name, fact in facts if not fact.deleted and _possible(fact)
    )
    return sorted(found, key=lambda session: (session.began, session.id))


def _session(name: str, fact: Studied, offset: int) -> Session:
    day = study_day(local_time(fact.began, offset))
    impact = fact.impact if fact.impact in range(1, 6) else None
    return Session(name, day, fact.began, offset, fact.activity, fact.minutes, fact.topic, impact, fact.note)


def _possible(fact: Studied) -> bool:
    return 0 < fact.minutes <= LONGEST and 0 <= fact.began <= LAST_AT


def checked(fact: Studied) -> Studied:
    """The session, if it can be meant. Raises StudyError."""
    if fact.activity not in ACTIVITIES:
        raise StudyError(f"{one_line(fact.activity)!r} is no activity", f"write {', '.join(ACTIVITIES)}")
    if fact.minutes > LONGEST:
        raise StudyError(
            f"{lasted(fact.minutes)} is longer than a session can be",
            f"up to {lasted(LONGEST)} are taken; add the rest as another",
        )
    if fact.minutes < 1:
        raise StudyError("a session lasts a minute or more", "write 25m or 1h30")
    if fact.impact is not None and fact.impact not in range(1, 6):
        raise StudyError(f"{fact.impact} is no rating", "write 1 (nothing moved) to 5 (a lot)")
    return fact


def past(fact: Studied, now: datetime) -> Studied:
    """The session, if it has ended by now. Raises StudyError."""
    if not 0 <= fact.began <= milliseconds(now) - fact.minutes * MINUTE:
        raise StudyError(
            "that session would not be over yet" if fact.began >= 0 else "that was before 1970",
            "for another study day, which ends at 04:00, say --on 2026-11-22",
        )
    return fact


# Words


def lasted(minutes: int) -> str:
    """A duration as one says it: `25 min`, `1 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def spent(minutes: int, activity: str) -> str:
    """A session in words: `25 min of reading`."""
    of = {LAB: "in a lab", OTHER: "of study"}.get(activity, f"of {one_line(activity)}")
    return f"{lasted(minutes)} {of}"


def duration(text: str) -> int:
    """The minutes meant by `25`, `25m`, `1h30` or `1:30`. Raises StudyError."""
    typed = text.strip().lower()
    if found := _MINUTES.fullmatch(typed):
        return int(found[1])
    if found := _HOURS.fullmatch(typed):
        return int(found[1]) * 60 + int(found[2] or found[3] or 0)
    raise StudyError(f"{one_line(text)!r} is no duration", "write 25m, 1h30 or 1:30")


def moment(day: str, at: str, now: datetime) -> int:
    """When the learner's clock showed `at` on a study day, by today's offset. Raises StudyError."""
    found = re.fullmatch(r"(\d{1,2}):(\d\d)", at.strip(), re.ASCII)
    try:
        if not found:
            raise ValueError(at)
        clock = time(int(found[1]), int(found[2]))
        # After midnight it is still the evening before.
        later = timedelta(days=timedelta(hours=clock.hour) < DAY_ENDS)
        return milliseconds(datetime.combine(date.fromisoformat(day) + later, clock, now.tzinfo))
    except (ValueError, OverflowError):
        raise StudyError(
            f"{one_line(f'{day} {at}')} is no time", "write --at 14:05 and, for another study day, --on 2026-11-22"
        ) from None
