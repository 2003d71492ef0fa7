"""A ruler on which a guess, a result and the author's range can be compared at a glance.

Quotients and counts stand on a logarithmic scale, where the same factor is the same distance; shares and points on a
plain one.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from studytui.study.amounts import number

MUTED = "$foreground 60%"
LABEL = 8
"""Columns to the left, for what a line is."""


class Mark(NamedTuple):
    """One line of the ruler: a value, the range around it, and what to say of it."""

    label: str
    low: float
    value: float | None
    high: float
    said: str
    style: str = ""
    point: str = "●"


def ruler(marks: Sequence[Mark], scale: str, unit: str, width: int) -> list[Content]:
    """The lines: an axis, then each mark on it."""
    said = max((len(mark.said) for mark in marks), default=0)
    room = max(20, min(62, width - LABEL - said - 3))
    axis = _Axis(marks, scale, room)
    sign = "×" if unit == "x" else " %" if unit == "%" else ""
    lines = [Content.styled(axis.numbers(sign), MUTED), Content.styled(axis.line(), MUTED)]
    for mark in marks:
        bar = Content.styled(axis.bar(mark), mark.style) if mark.style else Content(axis.bar(mark))
        lines.append(Content.assemble((f"{mark.label:>{LABEL - 1}} ", MUTED), bar, " " * 3, mark.said))
    return lines


class _Axis:
    """Where a value stands among `room` columns."""

    def __init__(self, marks: Sequence[Mark], scale: str, room: int) -> None:
        self.room = room
        self.is_log = scale in ("ratio", "count")
        values = [value for mark in marks for value in (mark.low, mark.high, mark.value) if value is not None]
        if self.is_log:
            self.ticks = _log_ticks([value for value in values if value > 0] or [1.0], with_zero=0 in values)
        elif scale == "share":
            self.ticks = [0.0, 25.0, 50.0, 75.0, 100.0]
        else:
            self.ticks = _plain_ticks(values)
        self.first, self.last = self._at(self.ticks[0]), self._at(self.ticks[-1])

    def _at(self, value: float) -> float:
        return math.log(max(value, self.ticks[0])) if self.is_log else value

    def column(self, value: float) -> int:
        """The column of a value, within the ruler."""
        share = (self._at(value) - self.first) / (self.last - self.first)
        return round(min(max(share, 0.0), 1.0) * (self.room - 1))

    def numbers(self, sign: str) -> str:
        """The numbers over the axis, as many as there is room for."""
        line, end = [" "] * (self.room + LABEL + 8), 0
        for tick in self.ticks:
            text = number(tick) + sign
            start = max(0, LABEL + self.column(tick) - len(text) // 2)
            if start >= end:
                line[start : start + len(text)] = text
                end = start + len(text) + 1
        return "".join(line).rstrip()

    def line(self) -> str:
        """The axis with its ticks."""
        line = ["─"] * self.room
        for tick in self.ticks:
            line[self.column(tick)] = "┼"
        line[0], line[-1] = "├", "┤"
        return " " * LABEL + "".join(line)

    def bar(self, mark: Mark) -> str:
        """A range with its value."""
        line = [" "] * self.room
        low, high = self.column(mark.low), self.column(mark.high)
        if high > low:
            line[low : high + 1] = "━" * (high - low + 1)
            line[low], line[high] = "[", "]"
        if mark.value is not None:
            line[self.column(mark.value)] = mark.point
        return "".join(line)


def _log_ticks(values: Sequence[float], with_zero: bool) -> list[float]:
    """1, 3, 10, 30 … around all values; every second or third where they are many."""
    low, high = min(values), max(values)
    first = math.floor(math.log10(low)) - (1 if with_zero else 0)
    ticks = [step * 10.0**power for power in range(first, math.ceil(math.log10(high)) + 1) for step in (1, 3)]
    below = [tick for tick in ticks if tick <= low * 1.0001]
    above = [tick for tick in ticks if tick >= high * 0.9999]
    ticks = [tick for tick in ticks if below[-1] <= tick <= above[0]]
    if len(ticks) < 3:
        ticks = [ticks[0] / 3, *ticks, ticks[-1] * 3]
    stride = -(-len(ticks) // 8)
    return [*ticks[:-1:stride], ticks[-1]] if stride > 1 else ticks


def _plain_ticks(values: Sequence[float]) -> list[float]:
    low, high = min([0.0, *values]), max([0.0, *values])
    span = (high - low) or 1.0
    power = 10.0 ** math.floor(math.log10(span))
    step = next(step * power for step in (0.2, 0.5, 1, 2, 5) if span / (step * power) <= 6)
    first = math.floor(low / step)
    return [step * n for n in range(first, math.ceil(high / step) + 1)]
