"""Sessions as a table, as time trackers write and read it.

A column is known by what its heading says, whichever program wrote it: ours, Toggl's, Clockify's, Watson's and their
like. What a tracker calls project and task becomes the note, unless it is the name of one of our activities.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from studytui.errors import BAD_CONTENT, StudyError
from studytui.exchange import clock
from studytui.exchange.foreign import Fault, Reading, at, gathered
from studytui.history.events import local_time
from studytui.history.facts import Studied
from studytui.study import timing
from studytui.study.timing import ACTIVITIES, OTHER, Session
from studytui.text import storable

COLUMNS = ("id", "day", "began", "minutes", "activity", "topic", "impact", "note")

_NAMES = {
    "began": ("began", "start", "startedat", "starttime", "from", "timein"),
    "first": ("startdate", "date", "day"),
    "ended": ("ended", "end", "stop", "stoppedat", "endtime", "stoptime", "to", "timeout"),
    "last": ("enddate", "stopdate"),
    "minutes": ("minutes", "min", "durationminutes"),
    "hours": ("hours", "durationdecimal", "decimalhours"),
    "seconds": ("seconds", "durationseconds"),
    "duration": ("duration", "durationh", "timespent", "time"),
    "activity": ("activity",),
    "project": ("project",),
    "task": ("task",),
    "note": ("note", "notes", "description", "comment", "title"),
    "tags": ("tags", "tag"),
    "topic": ("topic",),
    "impact": ("impact", "rating"),
}
_MEANT = {name: meaning for meaning, names in _NAMES.items() for name in names}
_UNITS = {"duration": 0, "minutes": 60, "hours": 3600, "seconds": 1}
"""Seconds of each; a duration says itself what it counts."""
_NO_LETTER = re.compile(r"[^a-z]+")


class _Manner(NamedTuple):
    """How the times of a file are to be read."""

    now: datetime
    day_first: bool | None
    """Of 3/4/2026: whether 3 is the day; None when nothing tells."""


def written(sessions: Iterable[Session]) -> str:
    """The sessions as CSV, a line each below a heading."""
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(COLUMNS)
    for each in sessions:
        began = local_time(each.began, each.offset).isoformat()
        rows.writerow((each.id, each.day, began, each.minutes, each.activity, each.topic, each.impact, each.note))
    return table.getvalue()


def is_table(text: str) -> bool:
    """Whether this reads as sessions, by its heading: when each began and how long it took."""
    meant = set(_columns(next(_rows(text), (0, ()))[1]))
    return bool(meant & {"began", "first"}) and bool(meant & {"ended", "minutes", "hours", "seconds", "duration"})


def read(text: str, now: datetime, topics: Collection[str], day_first: bool | None = None) -> Reading:
    """The sessions of a table; times without a zone are on the clock of `now`. Raises StudyError for another table."""
    rows = _rows(text)
    columns = _columns(next(rows, (0, ()))[1])
    if not is_table(text):
        hint = "it needs columns that say when a session began and how long it took, as start and duration"
        raise StudyError("line 1: this is no heading of a table of sessions", hint, BAD_CONTENT)
    cells = [(number, dict(zip(columns, row, strict=False))) for number, row in rows]
    told = clock.day_first(value for _, each in cells for value in each.values()) if day_first is None else day_first
    manner = _Manner(now, told)
    return gathered(_session(number, each, manner, topics) for number, each in cells)


def _rows(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows that hold something, each with the number of its first line."""
    first = text.lstrip("\n").partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    number = 1
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise StudyError(f"line {number}: {error}", "export it again", BAD_CONTENT) from None
        if any(cell.strip() for cell in row):
            yield number, row
        number = rows.line_num + 1


def _columns(heading: Iterable[str]) -> list[str]:
    """What each column holds; a second one of a kind, and what is unknown, is set aside under a name of its own."""
    seen: Counter[str] = Counter()
    columns = []
    for number, name in enumerate(heading):
        meaning = _MEANT.get(_NO_LETTER.sub("", name.lower()), "")
        seen[meaning] += 1
        columns.append(meaning if meaning and seen[meaning] == 1 else f"-{number}")
    return columns


def _session(number: int, cells: Mapping[str, str], manner: _Manner, topics: Collection[str]) -> Studied | Fault:
    try:
        began = _began(cells, manner)
        minutes = max(1, round(_lasted(cells, began, manner) / timedelta(minutes=1)))
        return timing.past(timing.checked(_fact(cells, minutes, at(began, manner.now), topics)), manner.now)
    except StudyError as error:
        return Fault(f"line {number}", error.message)
    except (ValueError, OverflowError) as error:
        return Fault(f"line {number}", str(error))


def _fact(cells: Mapping[str, str], minutes: int, began: int, topics: Collection[str]) -> Studied:
    said = {name: storable(cells.get(name, "")).strip() for name in ("activity", "project", "task", "note", "topic")}
    tags = [tag.strip() for tag in cells.get("tags", "").strip("[]").split(",")]
    named = [said["activity"], said["task"], said["project"], *tags]
    activity = next((each.casefold() for each in named if each.casefold() in ACTIVITIES), OTHER)
    about = [said[name] for name in ("activity", "project", "task") if said[name].casefold() != activity]
    impact = cells.get("impact", "").strip()
    return Studied(
        activity,
        minutes,
        began,
        topic=next((each for each in (said["topic"], *tags) if each in topics), None),
        impact=int(impact) if impact.isdecimal() else None,
        note=" · ".join(dict.fromkeys(filter(None, (*about, said["note"])))) or None,
    )


def _began(cells: Mapping[str, str], manner: _Manner) -> datetime:
    text, day = cells.get("began", ""), cells.get("first", "")
    if not (text + day).strip():
        raise ValueError("it does not say when it began")
    began = clock.moment(text, day, manner.day_first)
    return began if began.tzinfo else began.replace(tzinfo=manner.now.tzinfo)


def _lasted(cells: Mapping[str, str], began: datetime, manner: _Manner) -> timedelta:
    """How long it took, by its duration or else by its end. Raises ValueError or StudyError."""
    for name, unit in _UNITS.items():
        if said := cells.get(name, "").strip():
            lasted = timedelta(seconds=float(said.replace(",", ".")) * unit) if unit else clock.duration(said)
            break
    else:
        lasted = _ended(cells, began, manner) - began
    if lasted <= timedelta():
        raise ValueError("it took no time")
    return lasted


def _ended(cells: Mapping[str, str], began: datetime, manner: _Manner) -> datetime:
    text, day = cells.get("ended", ""), cells.get("last", "")
    if not text.strip():
        raise ValueError("it does not say how long it took")
    ended = clock.moment(text, day or f"{began:%Y-%m-%d}", manner.day_first)
    ended = ended if ended.tzinfo else ended.replace(tzinfo=began.tzinfo)
    past_midnight = ended < began and clock.is_clock(text) and not day.strip()
    return ended + timedelta(days=past_midnight)
