"""A list of things under their days that may be any number: only what is in view is read, and drawn.

Every thing has the same height, so that where each stands follows from the days alone. Opening 50,000, going to the
last, and finding the one under the cursor cost what they cost for 50.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from studytui.tui.widgets.listing import NO_MARK, Listing
from studytui.tui.widgets.row import GUTTER, Row, assembled, wrapped

HEIGHT = 2
"""Lines of one thing."""
BLOCK = 64
"""Things that are read at a time: a screenful and some."""
HELD = 1024
"""Things that are held at most."""

Read = Callable[[Sequence[str]], Mapping[str, Row]]


class Ledger(Listing):
    """Things under their days, and a cursor."""

    class Highlighted(Message):
        """The cursor came to rest on a thing."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Chosen(Highlighted):
        """The learner wants to open it."""

    def __init__(self, read: Read, heading: Callable[[str], Content], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._read = read
        self._heading = heading
        self._names: Sequence[str] = ()
        self._days: Sequence[str] = ()
        self._rows: dict[int, Row] = {}
        self._instead: Content = Content("")

    @property
    def names(self) -> Sequence[str]:
        """What is listed."""
        return self._names

    @property
    def current(self) -> str | None:
        """What is under the cursor."""
        return self._names[self.cursor] if 0 <= self.cursor < len(self._names) else None

    def show(
        self, listed: Sequence[tuple[str, str]], at: str | None = None, instead: str = "", from_top: bool = False
    ) -> None:  # fmt: skip
        """List names with their days, the cursor on `at`, or where it was, or near there; `instead` where none is."""
        names, days = [name for name, _ in listed], [day for _, day in listed]
        wanted = [name for name in (at, self.current) if name is not None]
        # Most often nothing has come or gone, and 50,000 places need not be found anew.
        if names != self._names or days != self._days:
            self._names, self._days = names, days
            self._lay_out()
        self._instead = Content.styled(instead, "$foreground 60%")
        self._forget()
        near = 0 if from_top else min(max(self.cursor, 0), len(names) - 1)
        cursor = next((names.index(name) for name in wanted if name in names), near)
        self.set_reactive(Ledger.cursor, cursor if names else -1)
        if self.is_attached:
            self._reveal()
        self.refresh()

    # Keys

    def action_move(self, steps: int) -> None:
        """Move the cursor by things."""
        if self.cursor + steps < 0:
            self.scroll_home(animate=False)
        self._go_to(self.cursor + steps)

    def action_page(self, pages: float) -> None:
        """Move the cursor by pages."""
        lines = max(1, int(self.scrollable_content_region.height * abs(pages)))
        if self._starts:
            goal = self._starts[self.cursor] + (lines if pages > 0 else -lines)
            near = bisect_right(self._starts, goal) - 1
            # A page is a step at least, however low the list.
            self._go_to(max(near, self.cursor + 1) if pages > 0 else min(near, self.cursor - 1))

    def action_end(self, last: bool) -> None:
        """Move the cursor to the first or the last."""
        self._go_to(len(self._names) - 1 if last else 0)
        if not last:
            self.scroll_home(animate=False)

    def action_choose(self) -> None:
        """Open what is under the cursor."""
        if self.current is not None:
            self.post_message(self.Chosen(self.current))

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw the two concerned anew, and say where the cursor is."""
        for index in (old, new):
            self._redraw(index)
        self._reveal()
        if self.current is not None:
            self.post_message(self.Highlighted(self.current))

    def on_click(self, event: events.Click) -> None:
        """A click selects, a click on what is selected opens."""
        offset = event.get_content_offset(self)
        index = self._at(offset.y + int(self.scroll_y)) if offset else None
        if index is None:
            return
        if index == self.cursor or event.chain > 1:
            self.cursor = index
            self.action_choose()
        else:
            self.cursor = index

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line of the view."""
        width = self.scrollable_content_region.width
        line = y + int(self.scroll_y)
        index = self._at(line)
        if index is not None:
            return self._drawn(index, width)[line - self._starts[index]]
        following = bisect_right(self._starts, line)
        if following < len(self._starts) and line == self._starts[following] - 1:
            return self._to_strips(self._heading(self._days[following]), width)[0]
        if not self._names and self._instead and width:
            said = self._instead.wrap(max(8, width - 2 * GUTTER))
            if line < len(said):
                return self._to_strips(Content.assemble(NO_MARK, said[line]), width)[0]
        return Strip.blank(width, self.rich_style)

    def on_resize(self) -> None:
        """Draw anew."""
        self._strips.clear()
        self._lay_out()
        self._reveal()

    def _lay_out(self) -> None:
        """Find where each stands: under its day, with a blank line between days."""
        starts, line, before = [], 0, ""
        for day in self._days:
            if day != before:
                line += 2 if before else 1
                before = day
            starts.append(line)
            line += HEIGHT
        self._starts = starts
        self.virtual_size = Size(self.scrollable_content_region.width, line)

    def _at(self, line: int) -> int | None:
        index = bisect_right(self._starts, line) - 1
        return index if index >= 0 and line < self._starts[index] + HEIGHT else None

    def _row(self, index: int) -> Row:
        if index not in self._rows:
            if len(self._rows) > HELD:
                self._forget()
            first = max(0, index - BLOCK // 2)
            names = self._names[first : first + BLOCK]
            found = self._read(names)
            # What is gone meanwhile is blank until the list is shown anew.
            self._rows |= {first + number: found.get(name, Row(name, Content(""))) for number, name in enumerate(names)}
        return self._rows[index]

    def _forget(self) -> None:
        self._rows.clear()
        self._strips.clear()

    def _height(self, index: int) -> int:  # noqa: ARG002 - all are alike
        return HEIGHT

    def _is_choice(self, index: int) -> bool:  # noqa: ARG002 - all are
        return True

    def _body(self, index: int, width: int, mark: Content) -> list[Content]:
        row = self._row(index)
        return assembled(row, _fitted(row, width), width, mark)

    def _go_to(self, index: int) -> None:
        if self._names:
            self.cursor = min(max(index, 0), len(self._names) - 1)

    def _reveal(self) -> None:
        if 0 <= self.cursor < len(self._starts):
            top = self._starts[self.cursor]
            above = int(not self.cursor or self._days[self.cursor] != self._days[self.cursor - 1])
            region = Region(0, top - above, 1, HEIGHT + above)
            self.scroll_to_region(region, animate=False, force=True, immediate=True)


def _fitted(row: Row, width: int) -> list[Content]:
    """The lines of a row: its first one wrapped, as far as there is room, then the others, each cut to its line."""
    first, *others = row.body.split(allow_blank=True)
    body = wrapped(row._replace(body=first, lines=row.lines or HEIGHT), width)
    room = max(8, width - GUTTER - row.lead.cell_length)
    body += [line.truncate(room, ellipsis=True) for line in others]
    return [*body, *[Content("")] * HEIGHT][:HEIGHT]
