"""One row of a list, as a value, and how it is laid out into lines."""

from typing import NamedTuple

from textual.content import Content

GUTTER = 2
"""Cells to the left of each row, where the cursor's mark stands: nothing is told by colour alone."""
EMPTY = Content("")


class Row(NamedTuple):
    """One thing in a list, or a line between things."""

    id: str
    """Tells rows apart when the list changes under the cursor."""
    body: Content
    lead: Content = EMPTY
    """Stands before the first line; the others are indented by as much."""
    tail: Content = EMPTY
    """Stands at the right end of the first line."""
    selectable: bool = True
    lines: int = 0
    """Show at most so many lines; 0 for all."""


def is_same(one: Row, other: Row) -> bool:
    """Whether two rows look alike; Contents are equal when their texts are, whatever their styles."""
    return (
        (one.id, one.selectable, one.lines) == (other.id, other.selectable, other.lines)
        and one.body.is_same(other.body)
        and one.lead.is_same(other.lead)
        and one.tail.is_same(other.tail)
    )


def wrapped(row: Row, width: int) -> list[Content]:
    """The lines of a row's body in a list of that width."""
    room = max(8, width - GUTTER - row.lead.cell_length - (row.tail.cell_length + 1 if row.tail else 0))
    if row.lines == 1:
        return [row.body.first_line.truncate(room, ellipsis=True)]
    if row.body.cell_length <= room and "\n" not in row.body.plain:
        return [row.body]
    lines = row.body.wrap(room)
    if row.lines and len(lines) > row.lines:
        lines = [*lines[: row.lines - 1], Content.assemble(lines[row.lines - 1].rstrip().truncate(room - 1), "…")]
    return lines


def assembled(row: Row, body: list[Content], width: int, mark: Content) -> list[Content]:
    """The whole lines of a row: the cursor's mark, the lead, the wrapped body, the tail."""
    first = Content.assemble(mark, row.lead, body[0])
    if row.tail:
        gap = max(1, width - first.cell_length - row.tail.cell_length)
        first = Content.assemble(first, " " * gap, row.tail)
    indent = " " * (GUTTER + row.lead.cell_length)
    return [first, *(Content.assemble(indent, line) for line in body[1:])]
