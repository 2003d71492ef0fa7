"""What a running lab says: JSON Lines, one object a line, `t` says what it is.

A lab may be anybody's, so nothing is believed: unknown kinds and fields are passed over, a line that is no JSON is kept
as text, numbers must be finite, and after a flood of points only results are read.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from studytui.history.facts import Measured
from studytui.text import one_line

MAX_EVENTS = 5_000
MAX_BYTES = 1024 * 1024
"""What is read of progress, points and notes; results are read after that too."""
MAX_LINE = 64 * 1024
MAX_MEASURES = 200
MAX_NOTES = 20
_RESULTS = ("measure", "quality", "done", "error")
_MAY_BE_RESULT = re.compile(rb'"t"\s*:\s*"(?:measure|quality|done|error)"')
"""So that of a flood only these are parsed."""


class Progress(NamedTuple):
    """How far a run is."""

    share: float
    label: str


class Point(NamedTuple):
    """A point of a curve."""

    series: str
    x: float
    y: float


class Note(NamedTuple):
    """A sentence on what was seen."""

    text: str


class Result(NamedTuple):
    """A measure has its value."""

    measure: str
    measured: Measured


Said = Progress | Point | Note | Result


class Reading:
    """The lines of one run so far, and what they come to."""

    def __init__(self, tell: Callable[[Said], None]) -> None:
        self.measures: dict[str, Measured] = {}
        self.environment: dict[str, str] = {}
        self.canary: float | None = None
        self.is_done = False
        self.trouble = ""
        """What the lab itself says went wrong."""
        self.unsupported = False
        """Whether that is the machine's or the history's lack, not a failure."""
        self.log: list[str] = []
        """Lines that are no JSON, the first few."""
        self._tell = tell
        self._events = self._bytes = self._notes = 0

    def line(self, raw: bytes) -> None:
        """Take in one line."""
        self._bytes += len(raw)
        self._events += 1
        is_flood = self._events > MAX_EVENTS or self._bytes > MAX_BYTES
        if not raw.strip() or len(raw) > MAX_LINE or (is_flood and not _MAY_BE_RESULT.search(raw)):
            return
        text = raw.decode("utf-8", "replace")
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            if len(self.log) < MAX_NOTES:
                self.log.append(one_line(text.strip()[:200]))
            return
        if isinstance(said, dict) and (not is_flood or said.get("t") in _RESULTS):
            self._take(said)

    def _take(self, said: dict[str, Any]) -> None:
        match said:
            case {"t": "hello"}:
                names = ("python", "os", "cores")
                self.environment = {name: one_line(str(said[name])[:40]) for name in names if name in said}
            case {"t": "progress", "done": done, "total": total} if _are_numbers(done, total) and total > 0:
                share = min(1.0, max(0.0, done / total))
                self._tell(Progress(share, one_line(str(said.get("label", ""))[:60])))
            case {"t": "point", "series": str(series), "x": x, "y": y} if _are_numbers(x, y):
                self._tell(Point(one_line(series[:40]), float(x), float(y)))
            case {"t": "note", "text": str(text)} if self._notes < MAX_NOTES:
                self._notes += 1
                self._tell(Note(one_line(text[:400])))
            case {"t": "measure", "id": str(name), "value": value} if _are_numbers(value):
                self._measure(one_line(name[:64]), said)
            case {"t": "quality", "canary": canary} if _are_numbers(canary):
                self.canary = float(canary)
            case {"t": "done"}:
                self.is_done = True
            case {"t": "error"}:
                self.trouble = one_line(str(said.get("message", ""))[:400])
                self.unsupported = said.get("kind") == "unsupported"

    def _measure(self, name: str, said: dict[str, Any]) -> None:
        if len(self.measures) >= MAX_MEASURES and name not in self.measures:
            return
        value = said["value"]
        low, high = (said.get(key, value) for key in ("lo", "hi"))
        n = said.get("n", 1)
        if _are_numbers(low, high) and low <= value <= high and type(n) is int and 0 < n < 10**9:
            self.measures[name] = Measured(float(value), float(low), float(high), n)
            self._tell(Result(name, self.measures[name]))


def lines(chunks: Iterable[bytes], rest: bytearray) -> Iterable[bytes]:
    """Whole lines of what arrives in pieces; `rest` holds the one that is not whole yet, and no more than a line."""
    for chunk in chunks:
        rest += chunk
        *whole, last = rest.split(b"\n")
        rest[:] = last[: MAX_LINE + 1]
        yield from map(bytes, whole)


def _are_numbers(*values: object) -> bool:
    # False for infinity and nan too; a whole number of a thousand digits is compared, but can't become a float.
    return all(isinstance(each, int | float) and type(each) is not bool and abs(each) < 1e300 for each in values)
