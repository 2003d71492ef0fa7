"""One of a few things: a list, enter and esc."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from studytui.tui.widgets.row import Row
from studytui.tui.widgets.rows import Rows


class Choose(ModalScreen[str | None]):
    """Which row it is to be; None where the learner thinks better of it."""

    CSS = """
    Choose { align: center middle; }
    Choose > Vertical {
        width: 66; max-width: 94%; height: auto; max-height: 80%; border: round $primary; padding: 0 1;
        background: $surface; border-title-color: $primary; border-subtitle-color: $text-muted;
    }
    Choose Rows { background: $surface; height: auto; min-height: 1; scrollbar-size-horizontal: 0; }
    """
    BINDINGS = [Binding("escape", "app.back", "close")]

    def __init__(self, title: str, rows: Sequence[Row], at: str | None = None) -> None:
        super().__init__()
        self._title = title
        self._rows = rows
        self._at = at

    def compose(self) -> ComposeResult:
        """The list in a box."""
        with Vertical() as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content("enter takes it · esc closes")
            yield Rows()

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one(Rows).show(self._rows, self._at)

    @on(Rows.Chosen)
    def _take(self, event: Rows.Chosen) -> None:
        self.dismiss(event.row.id)
