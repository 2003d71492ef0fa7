"""Before a link leads out of the program: the whole address, and a question."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from studytui.text import one_line


class Leave(ModalScreen[bool]):
    """Whether to hand an address to the browser."""

    CSS = """
    Leave { align: center middle; }
    Leave > Vertical {
        width: 70; max-width: 94%; height: auto; border: round $warning; padding: 1 2; background: $surface;
    }
    Leave Static { height: auto; margin-bottom: 1; }
    """
    BINDINGS = [Binding("y,enter", "answer(True)", "open"), Binding("n,escape", "answer(False)", "stay")]

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def compose(self) -> ComposeResult:
        """The address whole, as data."""
        with Vertical():
            yield Static("This link leads out of studytui, to the browser:", markup=False)
            yield Static(Content.styled(one_line(self._address), "bold"))
            yield Static("y opens it · n stays here", markup=False)

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes)
