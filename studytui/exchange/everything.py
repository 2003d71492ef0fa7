"""The whole history as one JSON file, and back: every event as it was written, whoever wrote it.

`content/schema/export.json` describes the file. What an import finds missing comes in under its own id, so that a
history and its export amount to the same, and two histories merge.
"""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from studytui import __version__
from studytui.errors import BAD_CONTENT, StudyError
from studytui.exchange.foreign import Fault
from studytui.history import lines
from studytui.history.events import Event
from studytui.history.history import History
from studytui.history.plain import from_plain, to_plain

FORMAT = 1


class Held(NamedTuple):
    """What a file holds that a history lacks."""

    events: tuple[Event, ...]
    lines: tuple[bytes, ...]
    """The same, as the history writes them."""
    known: int
    """How many events of the file are in the history already."""
    faults: tuple[Fault, ...]


def events_of(history: History) -> list[Event]:
    """Every event there is, undone ones too, in the order of their ids."""
    found: dict[str, Event] = {}
    for file in history.files():
        for event in lines.read(history.mirror.held(Path(file.path))).events:
            found.setdefault(event.id, event)
    return [found[name] for name in sorted(found)]


def exported(events: Iterable[Event], track_id: str, now: datetime) -> str:
    """The file: an event a line, so that a person can compare two of them."""
    head = {
        "format": FORMAT,
        "program": f"studytui {__version__}",
        "exported": now.isoformat(timespec="seconds"),
        "track": track_id,
    }
    opening = json.dumps(head, indent=1).removesuffix("\n}")
    listed = ",\n  ".join(json.dumps(to_plain(event)) for event in events)
    return f'{opening},\n "events": [\n  {listed}\n ]\n}}\n'


def is_one(plain: object) -> bool:
    """Whether this is such a file."""
    return isinstance(plain, dict) and isinstance(plain.get("events"), list) and "format" in plain


def read(plain: Any, here: Collection[str]) -> Held:
    """What of a file is not among the ids that are `here`. Raises StudyError for a file of a later version."""
    if plain["format"] != FORMAT:
        message = f"this file has format {plain['format']!r}, and this studytui reads format {FORMAT}"
        raise StudyError(message, "update studytui, or export it again", BAD_CONTENT)
    faults, found, known = list[Fault](), dict[str, tuple[Event, bytes]](), 0
    for number, each in enumerate(plain["events"], 1):
        try:
            event, line = _event(each)
        except ValueError as error:
            faults.append(Fault(f"event {number}", str(error)))
            continue
        if event.id in here or event.id in found:
            known += 1
        else:
            found[event.id] = event, line
    ordered = [found[name] for name in sorted(found)]
    return Held(tuple(event for event, _ in ordered), tuple(line for _, line in ordered), known, tuple(faults))


def _event(plain: object) -> tuple[Event, bytes]:
    if not isinstance(plain, dict):
        raise ValueError("it is no event")
    event = from_plain(plain)
    if event is None:
        raise ValueError("only a later studytui knows what this is")
    try:
        return event, lines.transaction([event]).rstrip(b"\n")
    except UnicodeEncodeError:
        raise ValueError("it holds half of a character") from None
