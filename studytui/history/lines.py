"""The line format of the history: a checksum, a space, JSON, a newline.

The first line of a file is a header with the format's number; every other line is one transaction, a list of events
that are there together or not at all. Whatever the bytes, reading them yields what is whole and names what is not.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

from studytui.history.events import Event
from studytui.history.plain import from_plain, to_plain

FORMAT = 1
_ID = re.compile(rb'"id":"([0-9a-f]{11}-[^"]*)"')


class Damage(NamedTuple):
    """A line that can't be read. It stays in its file; nothing is ever cut."""

    line: int
    """From 1, counted from where the reading began."""
    reason: str
    raw: bytes


class Reading(NamedTuple):
    """What a stretch of bytes holds."""

    events: tuple[Event, ...]
    damages: tuple[Damage, ...]
    whole: int
    """How many bytes, from the start, are settled; what follows is a line still being written, or torn."""
    newer: int | None = None
    """The format's number, where it is later than this program's."""


def header(device: str) -> bytes:
    """The first line of a file."""
    return _line({"format": FORMAT, "device": device})


def transaction(events: Sequence[Event]) -> bytes:
    """Events that are to be there together, as one line."""
    return _line([to_plain(event) for event in events])


def read(data: bytes) -> Reading:
    """Everything in `data` that can be read, and what can't."""
    events: list[Event] = []
    damages: list[Damage] = []
    newer: int | None = None
    whole = 0
    for number, raw, ended in _split(data):
        if not raw.strip():
            whole += len(raw) + ended
            continue
        try:
            value = _checked(raw)
            if isinstance(value, dict):
                number_of_format = value.get("format")
                if isinstance(number_of_format, int) and number_of_format > FORMAT:
                    newer = number_of_format
            else:
                events.extend(_events(value))
        except (ValueError, RecursionError) as error:
            if not ended:
                break
            damages.append(Damage(number, str(error), raw))
        whole += len(raw) + ended
    return Reading(tuple(events), tuple(damages), whole, newer)


def whole_lines(data: bytes) -> dict[bytes, None]:
    """The lines whose checksum fits, headers and those of later versions too, each once, in their order."""
    found: dict[bytes, None] = {}
    for raw in data.split(b"\n"):
        line = raw.removesuffix(b"\r")
        if line[8:9] == b" " and b"%08x" % crc32(line[9:]) == line[:8]:
            found[line] = None
    return found


def transactions(data: bytes) -> dict[bytes, int]:
    """The whole transactions in `data` as lines, with the number of their events.

    By their checksums alone: this is what copies of a file are compared by, and parsing ten years takes seconds.
    """
    # A quote within a text is escaped, so this stands once in each event.
    return {line: line.count(b',"kind":"') for line in whole_lines(data) if line[9:10] == b"["}


def lacking_lines(data: bytes, others: Iterable[bytes]) -> bytes:
    """The whole lines of `others` that `data` does not have, ready to be appended to it."""
    known = whole_lines(data)
    lines = {line: None for other in others for line in whole_lines(other) if line not in known}
    return b"".join(line + b"\n" for line in lines)


def sealed(data: bytes) -> bytes:
    """Ready for more lines: a torn tail must not join the next one."""
    return data if not data or data.endswith(b"\n") else data + b"\n"


def ids(line: bytes) -> list[bytes]:
    """The ids of the events in a whole line, without parsing it."""
    return _ID.findall(line)


def whole(data: bytes, device: str) -> bytes:
    """What remains of a file of a device when the lines that can't be read are taken out of it."""
    damaged = {damage.line for damage in read(data + b"\n").damages}
    kept = [raw for number, raw, _ in _split(data) if number not in damaged and raw.strip()]
    start = b"" if kept and not isinstance(_checked(kept[0]), list) else header(device)
    return start + b"".join(raw + b"\n" for raw in kept)


def _line(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return b"%08x %s\n" % (crc32(text), text)


def _split(data: bytes) -> Iterator[tuple[int, bytes, bool]]:
    lines = data.split(b"\n")
    for number, raw in enumerate(lines[:-1], 1):
        yield number, raw, True
    if lines[-1]:
        yield len(lines), lines[-1], False


def _checked(raw: bytes) -> object:
    # Tools that carry files between systems may turn line ends into CRLF.
    checksum, separator, text = raw.removesuffix(b"\r").partition(b" ")
    if not separator or len(checksum) != 8:
        raise ValueError("this is no line of a history")
    if b"%08x" % crc32(text) != checksum:
        raise ValueError("its checksum does not fit")
    value = json.loads(text.decode())
    if b"\\u" in text:
        # An escaped half of a surrogate pair: nothing that shows or stores text could take it. Raises ValueError.
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _events(value: object) -> list[Event]:
    if not isinstance(value, list):
        raise ValueError("this is no transaction")
    events = []
    for plain in value:
        if not isinstance(plain, dict):
            raise ValueError("this is no event")
        event = from_plain(plain)
        if event is not None:
            events.append(event)
    return events
