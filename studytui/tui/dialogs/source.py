"""A lab's program to read; where it comes from elsewhere, also the question whether it may run."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from studytui.text import one_line
from studytui.tui.widgets.prose import Prose, Section, fenced


class Source(ModalScreen[bool]):
    """The program, and with a digest of what would be allowed the question."""

    CSS = """
    Source { align: center middle; }
    Source > Vertical {
        width: 104; max-width: 98%; height: 92%; border: round $primary; padding: 0 1; background: $surface;
        border-title-color: $primary; border-subtitle-color: $text-muted;
    }
    Source.-asks > Vertical { border: round $warning; border-title-color: $warning; }
    Source Static { height: auto; margin-bottom: 1; }
    """
    BINDINGS = [Binding("y", "answer(True)", "let it run"), Binding("n,escape,v,q", "answer(False)", "close")]
    AUTO_FOCUS = "Prose"

    def __init__(self, path: str, source: str, digest: str = "") -> None:
        super().__init__()
        self._path = path
        self._source = source
        self._digest = digest
        self.set_class(bool(digest), "-asks")

    def compose(self) -> ComposeResult:
        """The question above, the program below."""
        with Vertical() as box:
            box.border_title = Content(one_line(self._path))
            box.border_subtitle = Content("y lets it run · n does not" if self._digest else "esc closes")
            if self._digest:
                yield Static(
                    "This lab comes from elsewhere. It is a program, and it can do whatever you can: read your files, "
                    "use the network. Saying yes is consent, it is no sandbox. Read it first.\n"
                    f"You allow exactly these files (SHA-256 {self._digest[:16]}…); a changed byte asks again.",
                    markup=False,
                )
            yield Prose()

    def on_mount(self) -> None:
        """Show the program."""
        self.query_one(Prose).show([Section("", fenced(self._source, "python"))])

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes and bool(self._digest))
