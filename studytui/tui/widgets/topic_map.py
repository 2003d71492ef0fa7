"""What feeds into what, around one topic: what feeds it on the left, what it feeds on the right; the keys walk it.

The reason for the edge under the cursor stands below. Where there is no room for three columns they become three lists.
"""

from collections.abc import Iterator
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.style import Style
from textual.widget import Widget

from studytui.text import one_line
from studytui.tui.command import bindings
from studytui.tui.commands import MAP

COLUMNS_FROM = 66
"""Cells from which three columns fit."""
MIDDLE_WIDTH = 18
"""Cells for the topic in the middle, whose title stands above the map too."""
BEFORE, MIDDLE, AFTER = -1, 0, 1
MUTED = "$foreground 60%"
_LEFT, _RIGHT, _UP, _DOWN = 1, 2, 4, 8
_JOINTS = {
    _LEFT | _RIGHT: "─", _LEFT: "─", _RIGHT: "─", _UP | _DOWN: "│",
    _LEFT | _DOWN: "╮", _LEFT | _UP: "╯", _RIGHT | _DOWN: "╭", _RIGHT | _UP: "╰",
    _LEFT | _UP | _DOWN: "┤", _RIGHT | _UP | _DOWN: "├", _LEFT | _RIGHT | _DOWN: "┬", _LEFT | _RIGHT | _UP: "┴",
    _LEFT | _RIGHT | _UP | _DOWN: "┼",
}  # fmt: skip


class Stop(NamedTuple):
    """A topic on the map."""

    topic: str
    title: str
    reason: str = ""
    """Why the edge to the topic in the middle is there."""
    is_read: bool = False


class Surroundings(NamedTuple):
    """One topic with what feeds it and what it feeds."""

    middle: Stop
    before: tuple[Stop, ...] = ()
    after: tuple[Stop, ...] = ()

    def column(self, side: int) -> tuple[Stop, ...]:
        """The topics of one side."""
        return {BEFORE: self.before, MIDDLE: (self.middle,), AFTER: self.after}[side]


class TopicMap(Widget, can_focus=True):
    """The surroundings of a topic under a cursor."""

    DEFAULT_CSS = "TopicMap { height: auto; }"
    BINDINGS = bindings(MAP)

    cursor: var[tuple[int, int]] = var((MIDDLE, 0), always_update=False)
    """Side and row."""

    class Walked(Message):
        """The learner wants this topic in the middle."""

        def __init__(self, topic: str) -> None:
            super().__init__()
            self.topic = topic

    class Chosen(Walked):
        """The learner wants to read this topic."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._around = Surroundings(Stop("", ""))

    def show(self, around: Surroundings) -> None:
        """Put a topic into the middle, with the cursor on it unless it stays where it is."""
        if around == self._around:
            return
        if around.middle.topic != self._around.middle.topic:
            self.set_reactive(TopicMap.cursor, (MIDDLE, 0))
        self._around = around
        self.border_title = Content("What feeds into what")
        self.refresh(layout=True)

    @property
    def current(self) -> Stop:
        """The topic under the cursor."""
        side, row = self.cursor
        column = self._around.column(side)
        return column[min(row, len(column) - 1)]

    # Keys

    def action_side(self, step: int) -> None:
        """To the column beside, near the same height."""
        side = self.cursor[0] + step
        if side in (BEFORE, MIDDLE, AFTER) and (column := self._around.column(side)):
            self.cursor = (side, 0 if side == MIDDLE else len(column) // 2)

    def action_row(self, step: int) -> None:
        """Up or down; beyond the end of a list to the next one, where lists stand below each other."""
        side, row = self.cursor
        if 0 <= row + step < len(self._around.column(side)):
            self.cursor = (side, row + step)
        elif not self._in_columns and side + step in (BEFORE, MIDDLE, AFTER):
            column = self._around.column(side + step)
            if column:
                self.cursor = (side + step, 0 if step > 0 else len(column) - 1)

    def action_choose(self) -> None:
        """Walk to the topic under the cursor, or read the one in the middle."""
        middle = self.cursor[0] == MIDDLE
        self.post_message((self.Chosen if middle else self.Walked)(self.current.topic))

    def action_read(self) -> None:
        """Read the topic under the cursor."""
        self.post_message(self.Chosen(self.current.topic))

    def on_click(self, event: events.Click) -> None:
        """A click selects, a second one walks or reads."""
        target = event.style.meta.get("stop")
        if target is not None:
            side, row = target
            if (side, row) == self.cursor:
                self.action_choose()
            self.cursor = (side, row)

    # Drawing

    def watch_cursor(self) -> None:
        """Another edge, another reason."""
        self.refresh(layout=True)

    def on_focus(self) -> None:
        """The cursor looks awake."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor looks asleep."""
        self.refresh()

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many lines as are drawn."""
        return len(self._body(width)) + 1 + len(self._reason(width))

    def render(self) -> Content:
        """The map, and the reason below it; what has no room is left out, never the cursor or the reason."""
        width, height = self.content_size
        body, reason = self._body(width), self._reason(width)
        room = max(1, height - 1 - len(reason))
        at = next((number for number, (_, is_current) in enumerate(body) if is_current), 0)
        start = min(max(at - room // 2, 0), max(len(body) - room, 0))
        return Content("\n").join([*(line for line, _ in body[start : start + room]), Content(""), *reason])

    @property
    def _in_columns(self) -> bool:
        return self.content_size.width >= COLUMNS_FROM

    def _body(self, width: int) -> list[tuple[Content, bool]]:
        """Each line, and whether the cursor is on it."""
        return list(self._columns(width) if width >= COLUMNS_FROM else self._lists(width))

    def _columns(self, width: int) -> Iterator[tuple[Content, bool]]:
        before, after = self._around.before, self._around.after
        rows = max(len(before), len(after), 1)
        middle = rows // 2
        tops = {BEFORE: (rows - len(before)) // 2, AFTER: (rows - len(after)) // 2}
        side = (width - 10 - MIDDLE_WIDTH) // 2
        for row in range(rows):
            left, right = row - tops[BEFORE], row - tops[AFTER]
            has_left, has_right = 0 <= left < len(before), 0 <= right < len(after)
            is_middle = row == middle
            line = Content.assemble(
                self._stop(BEFORE, left, side) if has_left else " " * side,
                "──" if has_left else "  ",
                _joint(has_left, is_middle and bool(before), row, tops[BEFORE], len(before), middle),
                ("──" if before else "  ") if is_middle else "  ",
                self._stop(MIDDLE, 0, MIDDLE_WIDTH) if is_middle else " " * MIDDLE_WIDTH,
                ("──" if after else "  ") if is_middle else "  ",
                _joint(is_middle and bool(after), has_right, row, tops[AFTER], len(after), middle),
                "──" if has_right else "  ",
                self._stop(AFTER, right, side) if has_right else "",
            )
            yield line, self.cursor in ((BEFORE, left), (AFTER, right)) or (is_middle and self.cursor[0] == MIDDLE)

    def _lists(self, width: int) -> Iterator[tuple[Content, bool]]:
        for side, title in ((BEFORE, "Fed by"), (MIDDLE, ""), (AFTER, "Feeds into")):
            column = self._around.column(side)
            if title and column:
                yield Content.styled(title, MUTED), False
            for row in range(len(column)):
                yield (
                    Content.assemble("  " if side else "", self._stop(side, row, width - 4)),
                    self.cursor == (side, row),
                )

    def _stop(self, side: int, row: int, width: int) -> Content:
        stop = self._around.column(side)[row]
        is_current = self.cursor == (side, row)
        mark = "▸ " if is_current else "✓ " if stop.is_read else "  "
        # What follows a colon explains; the whole title stands in the reason.
        title = one_line(stop.title).partition(":")[0]
        text = Content(f"{mark}{title}").truncate(width, ellipsis=True)
        text = Content.assemble(text, " " * (width - text.cell_length))
        style = "bold $text-accent" if side == MIDDLE else ""
        if is_current:
            style = "bold on $block-cursor-blurred-background" if self.has_focus else "bold on $surface"
        return text.stylize(style).stylize(Style.from_meta({"stop": (side, row)}))

    def _reason(self, width: int) -> list[Content]:
        stop, middle = self.current, self._around.middle
        pair = (stop.title, middle.title) if self.cursor[0] == BEFORE else (middle.title, stop.title)
        titles = f"{one_line(pair[0])} → {one_line(pair[1])}: "
        said = Content.assemble((titles, MUTED), one_line(stop.reason))
        if self.cursor[0] == MIDDLE:
            said = Content.styled("enter reads it; the arrows walk to what feeds it and what it feeds.", MUTED)
        return said.wrap(max(20, width))


def _joint(left: bool, right: bool, row: int, top: int, count: int, middle: int) -> str:
    """The sign where the lines of one side meet, by what leads away from it."""
    if not count:
        return " "
    first, last = min(top, middle), max(top + count - 1, middle)
    bits = _LEFT * left | _RIGHT * right
    if first <= row <= last:
        bits |= _UP * (row > first) | _DOWN * (row < last)
    return _JOINTS.get(bits, " ")
