"""Times as other programs write them: `05/01/2026 9:00 AM`, `2026-05-01T09:00:00Z`, `00:25:00`, `1h30`."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from studytui.study import timing

_CLOCK = re.compile(r"(?:^|(?<=[\sT,]))(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:\s*([AaPp])\.?[Mm]\.?)?$")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_LASTED = re.compile(r"(\d{1,4}):(\d\d):(\d\d)", re.ASCII)
_DECIMAL = re.compile(r"\d{1,4}[.,]\d{1,6}", re.ASCII)


def day_first(texts: Iterable[str]) -> bool | None:
    """Whether the day comes first in these dates with slashes; None where none of them tells."""
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _SLASHED.match(text.strip()))]
    if any(first > 12 for first, _ in pairs):
        return True
    return False if any(second > 12 for _, second in pairs) else None


def is_clock(text: str) -> bool:
    """Whether this is a time of day and nothing else."""
    return bool(_CLOCK.fullmatch(text.strip()))


def moment(text: str, day: str, is_day_first: bool | None) -> datetime:
    """The moment meant by a text, with its day in another where it has none; without a zone if none is said.

    Raises ValueError.
    """
    text, day = text.strip(), day.strip()
    clock = _CLOCK.search(text)
    if clock is None and len(text) > len("2026-05-01"):
        return datetime.fromisoformat(text)
    if clock is None:
        raise ValueError("it does not say at what time it began")
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3])
    if clock[4]:
        if not 1 <= hour <= 12:
            raise ValueError(f"{clock[0].strip()!r} is no time")
        hour = hour % 12 + (12 if clock[4] in "Pp" else 0)
    return datetime.combine(_day(text[: clock.start()].rstrip(" T,") or day, is_day_first), time(hour, minute, second))


def _day(text: str, is_day_first: bool | None) -> date:
    if found := _DOTTED.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _SLASHED.fullmatch(text):
        one, two = int(found[1]), int(found[2])
        if is_day_first is None and one != two:
            raise ValueError(f"{text!r} may be two days: say --day-first or --month-first")
        return date(int(found[3]), two, one) if is_day_first else date(int(found[3]), one, two)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day" if text else "it does not say on which day it began") from None


def duration(text: str) -> timedelta:
    """The time meant by `00:25:00`, `1:30`, `25m` or, in hours, `0.5`. Raises StudyError."""
    text = text.strip()
    if found := _LASTED.fullmatch(text):
        return timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3]))
    if _DECIMAL.fullmatch(text):
        return timedelta(hours=float(text.replace(",", ".")))
    return timedelta(minutes=timing.duration(text))
