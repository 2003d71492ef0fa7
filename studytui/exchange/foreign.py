"""What a file of another program holds: facts that could be taken over, and what can't be, by its place in the file."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from studytui.errors import BAD_CONTENT, NOTHING_MATCHED, StudyError
from studytui.history.events import LAST_AT
from studytui.history.facts import Fact
from studytui.text import one_line, storable

JRNL, ANKI, SESSIONS, ALL, CHECKLIST = FORMS = ("jrnl", "anki", "sessions", "all", "checklist")
"""What a file may be."""
LARGEST = 1 << 28
"""Bytes of a file that is read; ten full years of everything take about a tenth of it."""
NAMED = 5
"""Bad places that are named; the others are counted."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Fault(NamedTuple):
    """Something in a file that can't be taken over."""

    place: str
    """Where it is: `line 12`."""
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class Reading(NamedTuple):
    """What a file holds."""

    facts: tuple[Fact, ...]
    faults: tuple[Fault, ...] = ()


def text_of(path: Path) -> str:
    """The text of a file, its line ends as `\\n`. Raises StudyError when it can't be read."""
    shown = one_line(str(path))
    try:
        if not S_ISREG(path.stat().st_mode):
            raise StudyError(f"{shown} is no ordinary file", "name a file")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise StudyError(f"{shown} has more than {LARGEST:,} bytes", "split it", BAD_CONTENT)
        return storable(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise StudyError(f"{shown} is not UTF-8", "save the file as UTF-8", BAD_CONTENT) from None
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise StudyError(f"{shown} can't be read: {why}", "", NOTHING_MATCHED) from None


def gathered(found: Iterable[Fact | Fault]) -> Reading:
    """Facts and faults, each on their side."""
    both = list(found)
    faults = tuple(each for each in both if isinstance(each, Fault))
    return Reading(tuple(each for each in both if not isinstance(each, Fault)), faults)


def sound(reading: Reading, skip_bad: bool) -> tuple[Fact, ...]:
    """The facts, if all is well or what is bad may be passed over. Raises StudyError with the first bad places."""
    faults = reading.faults
    if faults and not skip_bad:
        more = f"; and {len(faults) - NAMED:,} more" if len(faults) > NAMED else ""
        message = "; ".join(map(str, faults[:NAMED]))
        raise StudyError(f"{message}{more}", "nothing was changed; --skip-bad leaves these out", BAD_CONTENT)
    return reading.facts


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text that hold something, each with its number."""
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def at(moment: datetime, now: datetime) -> int:
    """A moment as milliseconds UTC; one without a zone is what the learner's clock showed. Raises ValueError."""
    # In whole numbers: a float may lose the last millisecond.
    found = ((moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)) - _EPOCH) // timedelta(milliseconds=1)
    if not 0 <= found <= LAST_AT:
        raise ValueError("its date is before 1970, or centuries ahead")
    return found
