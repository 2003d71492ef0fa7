"""Curves drawn with braille dots: two columns and four lines of dots in every cell.

plotext draws more, but takes 128 ms to import and 20 MB of it is for things a terminal of 80 columns has no room for;
plotille is untyped. What a lab shows while it runs is a line or two in a box.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from textual.content import Content

from studytui.study.amounts import number

MUTED = "$foreground 60%"
STYLES = ("$primary", "$accent", "$success", "$secondary")
MOST = len(STYLES)
"""Series that can be told apart; more are not drawn."""
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_MARGIN = 9
"""Columns to the left, for the numbers of the axis."""

Points = Sequence[tuple[float, float]]


def plot(series: Mapping[str, Points], width: int, height: int) -> list[Content]:
    """The lines of a plot of that many columns and lines, its axes and its key included."""
    shown = {name: points for name, points in list(series.items())[:MOST] if points}
    points = [point for curve in shown.values() for point in curve]
    if not points or width < _MARGIN + 10 or height < 4:
        return []
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(0.0, min(y for _, y in points)), max(y for _, y in points)
    columns, rows = width - _MARGIN - 1, height - 2
    cells: list[list[tuple[int, str]]] = [[(0, "")] * columns for _ in range(rows)]
    for style, curve in zip(STYLES, shown.values(), strict=False):
        placed = [(_place(x, left, right, 2 * columns), _place(y, bottom, top, 4 * rows)) for x, y in curve]
        for across, up in _joined(placed):
            down = 4 * rows - 1 - up
            dots, _ = cells[down // 4][across // 2]
            cells[down // 4][across // 2] = (dots | _BITS[down % 4][across % 2], style)
    labels = {0: number(top), rows - 1: number(bottom)}
    lines = [
        Content.assemble((f"{labels.get(row, ''):>{_MARGIN - 1}} ", MUTED), *map(_drawn, cells[row]))
        for row in range(rows)
    ]
    start, end = number(left), number(right)
    gap = max(1, columns - len(start) - len(end))
    lines.append(Content.styled(" " * _MARGIN + start + " " * gap + end, MUTED))
    keys = [part for style, name in zip(STYLES, shown, strict=False) for part in (("── ", style), f"{name}   ")]
    return [*lines, Content.assemble(" " * _MARGIN, *keys)]


def _place(value: float, low: float, high: float, room: int) -> int:
    return round((value - low) / (high - low) * (room - 1)) if high > low else 0


def _joined(dots: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The dots, and those on the straight line from each to the next."""
    yield from dots[:1]
    for (x, y), (to_x, to_y) in pairwise(dots):
        steps = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(1, steps + 1):
            yield x + round((to_x - x) * step / steps), y + round((to_y - y) * step / steps)


def _drawn(cell: tuple[int, str]) -> tuple[str, str] | str:
    dots, style = cell
    return (chr(0x2800 + dots), style) if dots else " "
