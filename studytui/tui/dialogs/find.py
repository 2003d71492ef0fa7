"""Find anything: type words, pick what you meant."""

import re
from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from studytui.find import Hit
from studytui.tui import listing
from studytui.tui.widgets.row import Row
from studytui.tui.widgets.rows import Rows


class Find(ModalScreen[Hit | None]):
    """A line to type in, and what it finds; the keys move in the list while one types."""

    CSS = """
    Find { align: center top; }
    Find > Vertical {
        width: 92; max-width: 96%; height: 80%; margin-top: 2; border: round $primary; background: $surface;
        border-title-color: $primary; border-subtitle-color: $text-muted; padding: 0 1;
    }
    Find Input, Find Input:focus { border: none; height: 1; padding: 0 1; background: $surface; margin-bottom: 1; }
    Find Rows { background: $surface; }
    """
    BINDINGS = [
        Binding("escape", "app.back", "close"),
        Binding("down,ctrl+n,ctrl+j", "move(1)", "down", priority=True),
        Binding("up,ctrl+p,ctrl+k", "move(-1)", "up", priority=True),
        Binding("pagedown", "move(8)", "page down", priority=True),
        Binding("pageup", "move(-8)", "page up", priority=True),
    ]

    def __init__(self, find: Callable[[str], list[Hit]]) -> None:
        super().__init__()
        self._find = find
        self._hits: dict[str, Hit] = {}

    def compose(self) -> ComposeResult:
        """The line above, the list below."""
        with Vertical() as box:
            box.border_title = Content("Find")
            box.border_subtitle = Content("enter opens · esc closes")
            yield Input(placeholder="topics, milestones, labs, cards, your journal")
            yield Rows()

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Input).focus()
        self.query_one(Rows).can_focus = False

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        words = re.findall(r"\w+", event.value)
        hits = self._find(event.value)
        rows = listing.hit_rows(hits, words)
        self._hits = dict(zip((row.id for row in rows), hits, strict=True))
        if words and not rows:
            rows = [Row("none", Content.styled("Nothing has all of these words.", listing.MUTED), selectable=False)]
        results = self.query_one(Rows)
        results.show(rows, rows[0].id if rows else None)
        results.scroll_home(animate=False)

    def action_move(self, steps: int) -> None:
        """Move in the list while the line keeps the keys."""
        self.query_one(Rows).action_move(steps)

    @on(Input.Submitted)
    def _choose(self) -> None:
        row = self.query_one(Rows).current
        if row and row.id in self._hits:
            self.dismiss(self._hits[row.id])

    @on(Rows.Chosen)
    def _choose_by_mouse(self, event: Rows.Chosen) -> None:
        self.dismiss(self._hits[event.row.id])
