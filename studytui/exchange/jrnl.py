"""The journal of jrnl, as it exports it (JSON, text) or keeps it (text): entries that keep their day.

Its tags begin with `@`, ours with `#`: the text stays as it was written, and tags that ours doesn't show stand below.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from studytui.errors import BAD_CONTENT, StudyError
from studytui.exchange.foreign import Fault, Reading, at, gathered
from studytui.history.facts import Wrote
from studytui.history.standing import TAG
from studytui.text import storable

NOON = "12:00"
"""For an entry that has a day and no time."""

_STAMP = r"(\d{4}-\d\d-\d\d)[ T](\d{1,2}:\d\d)(?::\d\d)?(?: ?([AaPp])\.?[Mm]\.?)?"
_BRACKETED = re.compile(rf"\[{_STAMP} ?\](?: (.*)|$)")
_BARE = re.compile(rf"{_STAMP}(?: (.*)|$)")
_THEIR_TAG = re.compile(r"(?<!\S)@(\w[\w-]*)")
_NO_TAG = re.compile(r"[^\w-]+")


def is_text(text: str) -> bool:
    """Whether this reads as a journal that jrnl wrote as text."""
    first = text.lstrip().partition("\n")[0]
    return bool(_BRACKETED.match(first) or _BARE.match(first))


def read_text(text: str, now: datetime) -> Reading:
    """The entries of a text export, or of a journal's own file; times are on the clock of `now`."""
    # Version 1 wrote no brackets. A line of an entry may begin with a date too, so a file has one manner only.
    heading = _BRACKETED if text.lstrip().startswith("[") else _BARE
    return gathered(_in_text(text, heading, now))


def _in_text(text: str, heading: re.Pattern[str], now: datetime) -> Iterator[Wrote | Fault]:
    begun: tuple[int, re.Match[str]] | None = None
    body: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        found = heading.match(line)
        if not found:
            if begun is None and line.strip():
                yield Fault(f"line {number}", "no entry begins here, with its date and time")
                return
            body.append(line)
            continue
        if begun:
            yield _of_text(*begun, body, now)
        begun, body = (number, found), []
    if begun:
        yield _of_text(*begun, body, now)


def _of_text(number: int, found: re.Match[str], body: list[str], now: datetime) -> Wrote | Fault:
    day, clock, half, title = found.groups()
    title, starred = _unstarred((title or "").rstrip())
    said = "\n".join((title, *body))
    return _entry(f"line {number}", (day, clock, half or ""), said, starred, _THEIR_TAG.findall(said), now)


def _unstarred(title: str) -> tuple[str, bool]:
    """A title without the sign that its entry is starred; a star may also end what is emphasised."""
    if title.endswith("*") and title.count("*") == 1:
        return title[:-1].rstrip(), True
    return title, False


def is_json(plain: object) -> bool:
    """Whether this is what jrnl exports as JSON."""
    return isinstance(plain, dict) and isinstance(plain.get("entries"), list)


def read_json(plain: Any, now: datetime) -> Reading:
    """The entries of a JSON export; times are on the clock of `now`."""
    return gathered(_of_json(f"entry {number}", each, now) for number, each in enumerate(plain["entries"], 1))


def _of_json(place: str, plain: object, now: datetime) -> Wrote | Fault:
    if not isinstance(plain, dict):
        return Fault(place, "it is no entry")
    texts = [
        plain.get(name) or default for name, default in (("date", ""), ("time", NOON), ("title", ""), ("body", ""))
    ]
    tags = plain.get("tags") or []
    if not all(isinstance(each, str) for each in texts) or not isinstance(tags, list):
        return Fault(place, "a field has the wrong type")
    day, clock, title, body = map(storable, texts)
    said = f"{title.strip()}\n{body}"
    return _entry(place, (day, clock, ""), said, plain.get("starred") is True, map(str, tags), now)


def _entry(
    place: str, stamp: tuple[str, str, str], said: str, starred: bool, tags: Iterable[str], now: datetime
) -> Wrote | Fault:
    text = said.strip()
    if not text:
        return Fault(place, "it is empty")
    try:
        when = at(_moment(*stamp), now)
    except ValueError as error:
        reason = str(error) if "its date" in str(error) else f"{' '.join(stamp).strip()!r} is no date and time"
        return Fault(place, reason)
    return Wrote(_tagged(text, tags), starred=starred, when=when)


def _moment(day: str, clock: str, half: str) -> datetime:
    pattern = "%Y-%m-%d %I:%M %p" if half else "%Y-%m-%d %H:%M"
    return datetime.strptime(f"{day} {clock[:5]} {half}m" if half else f"{day} {clock[:5]}", pattern)  # noqa: DTZ007 - wall clock


def _tagged(text: str, tags: Iterable[str]) -> str:
    """The text with the tags below it that it does not show."""
    shown = {tag.casefold() for tag in TAG.findall(text)}
    named = (_NO_TAG.sub("-", storable(tag).strip().lstrip("@#")).strip("-") for tag in tags)
    lacking = dict.fromkeys(tag for tag in named if tag and tag.casefold() not in shown)
    return f"{text}\n\n{' '.join(f'#{tag}' for tag in lacking)}" if lacking else text


def parsed(text: str) -> object:
    """JSON as data. Raises StudyError with the line at which it stops being JSON."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise StudyError(
            f"line {error.lineno}: this is no JSON ({error.msg})", "export it again", BAD_CONTENT
        ) from None
    except (ValueError, RecursionError):
        raise StudyError("this is no JSON that anyone exported", "export it again", BAD_CONTENT) from None
