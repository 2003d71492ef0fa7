"""A list of rows with a cursor: the one widget behind the roadmap, the week, the journal, and every listing.

Rows are values; what a key means is told by messages in the words of the list, and the screen decides.
"""

from collections.abc import Mapping, Sequence

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from studytui.tui.widgets.listing import Listing
from studytui.tui.widgets.row import GUTTER, Row, assembled, is_same, wrapped


class Rows(Listing):
    """Rows under a cursor."""

    class Highlighted(Message):
        """The cursor came to rest on a row."""

        def __init__(self, rows: "Rows", row: Row) -> None:
            super().__init__()
            self.rows = rows
            self.row = row

        @property
        def control(self) -> "Rows":
            """The list it happened in."""
            return self.rows

    class Chosen(Highlighted):
        """The learner wants to open the row."""

    class Toggled(Highlighted):
        """The learner wants to tick the row, or take the tick back."""

    class EndReached(Message):
        """The cursor is near the last row; there may be more to load."""

        def __init__(self, rows: "Rows") -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> "Rows":
            """The list it happened in."""
            return self.rows

    def __init__(self, title: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._entitled = ("", "")
        self.entitle(title)
        self._rows: tuple[Row, ...] = ()
        self._lines: list[tuple[int, int]] = []
        self._bodies: list[list[Content]] = []
        self._width = 0

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is listed."""
        return self._rows

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if 0 <= self.cursor < len(self._rows) else None

    def show(self, rows: Sequence[Row], at: str | None = None) -> None:
        """List `rows`, with the cursor on the row `at`, or else where it was, or else on the first."""
        wanted = at or (self.current.id if self.current else None)
        was, old, starts = self.cursor, self._rows, self._starts
        width, strips = self._width, self._strips
        self._rows = tuple(rows)
        self._lay_out({row.id: (row, body) for row, body in zip(old, self._bodies, strict=False)})
        self.set_reactive(Rows.cursor, self._place(wanted, was))
        if self.is_attached:
            self._reveal()
        if starts and starts == self._starts and (was, width) == (self.cursor, self._width):
            # A tick changes two or three rows: only those are drawn anew. Textual asks for all between them, too.
            pairs = enumerate(zip(old, self._rows, strict=True))
            changed = {index for index, (before, row) in pairs if not is_same(before, row)}
            self._strips = {key: drawn for key, drawn in strips.items() if key[0] not in changed}
            for index in changed:
                self._redraw(index)
        else:
            self.refresh()

    def entitle(self, title: str, subtitle: str = "") -> None:
        """Say on the border what is listed; it is drawn anew only when it changes."""
        if self._entitled != (title, subtitle):
            self._entitled = (title, subtitle)
            self.border_title, self.border_subtitle = Content(title), Content(subtitle)

    def move_to(self, row_id: str) -> bool:
        """Put the cursor on a row; False if it is not listed."""
        index = self._index(row_id)
        if index is None:
            return False
        self.cursor = index
        return True

    # Keys

    def action_move(self, steps: int) -> None:
        """Move the cursor by selectable rows."""
        choices = [index for index, row in enumerate(self._rows) if row.selectable]
        if not choices:
            self.scroll_relative(y=steps, animate=False)
            return
        if self.cursor not in choices:
            self.cursor = choices[0]
            return
        target = choices.index(self.cursor) + steps
        if target < 0:
            # Above the first choice there may be a heading worth seeing.
            self.scroll_home(animate=False)
        self.cursor = choices[min(max(target, 0), len(choices) - 1)]
        if target >= len(choices) - 1:
            self.post_message(self.EndReached(self))

    def action_page(self, pages: float) -> None:
        """Move the cursor by pages."""
        lines = max(1, int(self.scrollable_content_region.height * abs(pages)))
        if not self._starts:
            # There is no room to list anything.
            return
        if self.cursor < 0:
            self.scroll_relative(y=lines if pages > 0 else -lines, animate=False)
            return
        goal = self._starts[self.cursor] + (lines if pages > 0 else -lines)
        goal = min(max(goal, 0), len(self._lines) - 1)
        self._move_near(self._lines[goal][0], 1 if pages > 0 else -1)

    def action_end(self, last: bool) -> None:
        """Move the cursor to the first or the last row."""
        self._move_near(len(self._rows) - 1 if last else 0, 1)
        if last and self.cursor < 0:
            self.scroll_end(animate=False)
        elif last:
            self.post_message(self.EndReached(self))
        else:
            self.scroll_home(animate=False)

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        if self.current and self.current.selectable:
            self.post_message(self.Chosen(self, self.current))

    def action_tick(self) -> None:
        """Tick the row under the cursor, or take the tick back."""
        if self.current and self.current.selectable:
            self.post_message(self.Toggled(self, self.current))

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraw the two rows concerned, and say where the cursor is."""
        for index in (old, new):
            self._redraw(index)
        self._reveal()
        if self.current:
            self.post_message(self.Highlighted(self, self.current))

    # Mouse: a click selects, a click on what is selected opens, a click on the lead ticks.

    def on_click(self, event: events.Click) -> None:
        """Select, open or tick what was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        y = offset.y + int(self.scroll_y)
        if not 0 <= y < len(self._lines):
            return
        index = self._lines[y][0]
        row = self._rows[index]
        if not row.selectable:
            return
        was = self.cursor
        self.cursor = index
        if row.lead and GUTTER <= offset.x < GUTTER + row.lead.cell_length:
            self.post_message(self.Toggled(self, row))
        elif was == index or event.chain > 1:
            self.post_message(self.Chosen(self, row))

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the view; the first paint comes before the first resize, and should not be of nothing."""
        self.on_resize()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the view."""
        width = self.scrollable_content_region.width
        line = y + int(self.scroll_y)
        if not 0 <= line < len(self._lines):
            return Strip.blank(width, self.rich_style)
        index, part = self._lines[line]
        return self._drawn(index, width)[part]

    def on_resize(self) -> None:
        """Wrap anew."""
        if self.scrollable_content_region.width != self._width:
            self._lay_out()
            self._reveal()

    def _lay_out(self, known: Mapping[str, tuple[Row, list[Content]]] | None = None) -> None:
        """Wrap the rows; those that are `known` at this width need not be wrapped again."""
        width = self.scrollable_content_region.width
        known = known if known and width == self._width else {}
        self._width = width
        self._strips = {}
        self._bodies = []
        for row in self._rows if width else ():
            before, body = known.get(row.id, (None, []))
            self._bodies.append(body if before and is_same(before, row) else wrapped(row, width))
        self._starts, self._lines = [], []
        for index, body in enumerate(self._bodies):
            self._starts.append(len(self._lines))
            self._lines.extend((index, part) for part in range(len(body)))
        self.virtual_size = Size(width, len(self._lines))

    def _height(self, index: int) -> int:
        return len(self._bodies[index])

    def _is_choice(self, index: int) -> bool:
        return self._rows[index].selectable

    def _body(self, index: int, width: int, mark: Content) -> list[Content]:
        return assembled(self._rows[index], self._bodies[index], width, mark)

    def _reveal(self) -> None:
        if 0 <= self.cursor < len(self._starts):
            room = max(1, self.scrollable_content_region.height)
            top, height = self._starts[self.cursor], min(len(self._bodies[self.cursor]), room)
            if top + height <= room and not any(row.selectable for row in self._rows[: self.cursor]):
                # What stands above the first choice is its heading.
                top, height = 0, top + height
            self.scroll_to_region(Region(0, top, 1, height), animate=False, force=True, immediate=True)

    def _place(self, wanted: str | None, was: int) -> int:
        index = self._index(wanted) if wanted else None
        if index is not None:
            return index
        choices = [index for index, row in enumerate(self._rows) if row.selectable]
        # The row under the cursor is gone: stay near, unless the list is new.
        return min(choices, key=lambda index: abs(index - max(was, 0)), default=-1)

    def _index(self, row_id: str) -> int | None:
        return next((index for index, row in enumerate(self._rows) if row.id == row_id and row.selectable), None)

    def _move_near(self, index: int, step: int) -> None:
        for candidate in (*range(index, len(self._rows) if step > 0 else -1, step), *range(index, -1, -step)):
            if 0 <= candidate < len(self._rows) and self._rows[candidate].selectable:
                self.cursor = candidate
                return
