"""The line format of the history: a checksum, a space, JSON, a newline.

The first line of a file is a header with the format's number; every other line is one transaction, a list of events
that are there together or not at all. Whatever the bytes, reading them yields what is whole and names what is not.
"""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

from studytui.history.events import Event, from_plain, to_plain

FORMAT = 1


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


def transactions(data: bytes) -> dict[bytes, int]:
    """The whole transactions in `data` as lines, in their order, each once, with the number of their events.

    By their checksums alone: this is what copies of a file are compared by, and parsing ten years takes seconds.
    """
    found: dict[bytes, int] = {}
    for raw in data.split(b"\n"):
        line = raw.removesuffix(b"\r")
        if line[8:10] == b" [" and b"%08x" % crc32(line[9:]) == line[:8]:
            # A quote within a text is escaped, so this stands once in each event.
            found[line] = line.count(b',"kind":"')
    return found


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
