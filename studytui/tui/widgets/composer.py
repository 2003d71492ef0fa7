"""Where a journal entry is written: what was done, and what came of it."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from studytui.draft import Draft
from studytui.tui.command import bindings
from studytui.tui.commands import COMPOSER


class Composer(Vertical):
    """A text, a result, and the topic in hand."""

    DEFAULT_CSS = """
    Composer {
        height: 10; padding: 0 1; border: round $primary; border-title-color: $primary;
        border-subtitle-color: $text-muted;
        & > TextArea, & > TextArea:focus { height: 1fr; border: none; padding: 0; background: $background; }
        & > Input, & > Input:focus { border: none; height: 1; padding: 0; background: $background; }
        & > Static { height: 1; color: $text-muted; }
    }
    """
    BINDINGS = bindings(COMPOSER)

    @dataclass
    class Changed(Message):
        """Something was typed."""

        draft: Draft

    @dataclass
    class Saved(Message):
        """The learner wants the draft in the journal."""

        draft: Draft

    @dataclass
    class Left(Message):
        """The learner put the pen down."""

        draft: Draft

    def __init__(self, draft: Draft, about: str = "") -> None:
        super().__init__()
        self._entry = draft.entry
        self._topic = draft.topic
        self._seen = draft.seen
        self._lab = draft.lab
        self._start = draft
        self.border_title = Content("Edit" if draft.entry else "What did you do?")
        self.border_subtitle = Content(about)

    @property
    def draft(self) -> Draft:
        """What stands here now."""
        text, got = self.query_one(TextArea).text, self.query_one(Input).value
        return Draft(text, got, self._topic, self._entry, self._seen, self._lab)

    def compose(self) -> ComposeResult:
        """The text above, the result below."""
        yield TextArea(
            self._start.text, soft_wrap=True, show_line_numbers=False, tab_behavior="focus", highlight_cursor_line=False
        )
        yield Static("What came of it?", markup=False)
        yield Input(self._start.got, placeholder="a number, if you can: 101 queries → 2", select_on_focus=False)

    def on_mount(self) -> None:
        """Write on at the end."""
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _tell(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed(self.draft))

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Ask for the draft to be saved."""
        self.post_message(self.Saved(self.draft))

    def action_other(self) -> None:
        """From the text to the result, and back."""
        field, other = self.query_one(TextArea), self.query_one(Input)
        # At once: keys typed right after belong to the other field already.
        self.screen.set_focus(other if self.screen.focused is field else field)

    def action_leave(self) -> None:
        """Stop writing for now."""
        self.post_message(self.Left(self.draft))
