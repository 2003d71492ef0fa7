"""A card is written or reworded: its question, its answer, and what kind of card that makes."""

import contextlib
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static, TextArea

from studytui.draft import Draft, DraftFile
from studytui.errors import StudyError
from studytui.study.own_cards import Written, read
from studytui.text import one_line
from studytui.track.model import Card
from studytui.tui.command import bindings
from studytui.tui.commands import CARD

SAVE_EVERY = 1.0
"""Seconds from a change until the draft is on disk."""
GRAMMAR = "- choices, {{a gap}}, ``` code; = 250 ms begins an answer to be typed"
KINDS = {
    "recall": "you think, then look",
    "tradeoff": "you think, then look",
    "predict": "you think, then look; its lab is one key away",
    "estimate": "you type a number, and see how far off it is",
    "choice": "you type the number of a choice",
    "cloze": "you fill the gap",
    "output": "you type what the code prints",
}
"""What each kind asks of the learner."""


class Wanted(NamedTuple):
    """What is to become of the card."""

    texts: Written
    as_new: bool = False
    """Whether it is another card, of which nothing is remembered."""


class CardForm(ModalScreen[Wanted | None]):
    """Two texts, and what they make."""

    CSS = """
    CardForm { align: center middle; }
    CardForm > Vertical {
        width: 90; max-width: 96%; height: auto; max-height: 96%; border: round $primary; padding: 0 1;
        background: $surface; border-title-color: $primary; border-subtitle-color: $text-muted;
    }
    CardForm Static { height: auto; color: $text-muted; }
    CardForm #kind { color: $text; margin-top: 1; }
    CardForm TextArea, CardForm TextArea:focus {
        height: 7; border: round $border-blurred; padding: 0 1; background: $surface;
    }
    CardForm #answer { height: 6; }
    CardForm TextArea:focus { border: round $primary; }
    """
    BINDINGS = bindings(CARD)

    def __init__(self, card: Card, draft: Draft, drafts: DraftFile, about: str) -> None:
        super().__init__()
        self._card = card
        self._start = draft
        self._drafts = drafts
        self._about = about
        self._saving: Timer | None = None

    @property
    def texts(self) -> Written:
        """What stands here now."""
        question, answer = self.query(TextArea)
        return Written(question.text, answer.text)

    def compose(self) -> ComposeResult:
        """The question above, the answer below."""
        with Vertical() as panel:
            panel.border_title = Content("Edit the card" if self._card.id else "New card")
            panel.border_subtitle = Content(one_line(self._about))
            yield Static("Question", markup=False)
            yield TextArea(self._start.text, id="question", tab_behavior="focus", highlight_cursor_line=False)
            yield Static("Answer", markup=False)
            yield TextArea(self._start.got, id="answer", tab_behavior="focus", highlight_cursor_line=False)
            yield Static("", id="kind", markup=False)
            yield Static(GRAMMAR, markup=False)
            as_new = "   ^n save as a new one" if self._card.id else ""
            keys = f"^s save{as_new}   tab to the other   esc later"
            yield Static(keys, markup=False)

    def on_mount(self) -> None:
        """Write on at the end of the question."""
        question = self.query_one("#question", TextArea)
        question.move_cursor(question.document.end)
        question.focus()
        self._tell()

    @on(TextArea.Changed)
    def _changed(self) -> None:
        question, answer = self.texts
        self._drafts.draft = self._start._replace(text=question, got=answer)
        if self._saving is None:
            self._saving = self.set_timer(SAVE_EVERY, self._save)
        self._tell()

    def _save(self) -> None:
        self._saving = None
        # Tried again at the next change.
        with contextlib.suppress(OSError):
            self._drafts.save()

    def _tell(self) -> None:
        """What the texts make, or what they lack."""
        try:
            kind = read(self._card, self.texts).kind
            said = Content.assemble((kind, "bold"), f": {KINDS[kind]}")
        except StudyError as error:
            said = Content.styled(one_line(str(error)), "$text-warning" if any(self.texts) else "$text-muted")
        self.query_one("#kind", Static).update(said)

    def action_other(self) -> None:
        """From the question to the answer, and back."""
        question, answer = self.query(TextArea)
        self.set_focus(answer if self.focused is question else question)

    def action_save(self, as_new: bool = False) -> None:
        """Close with the card, once it is one."""
        with contextlib.suppress(StudyError):
            read(self._card, self.texts)
            self.dismiss(Wanted(self.texts, as_new and bool(self._card.id)))

    def action_leave(self) -> None:
        """Put the pen down; the draft is kept."""
        self._save()
        self.dismiss(None)
