"""The two questions about a session: what moved, at its end, and what the time was, after a while without a key.

Each is a word with a key; to go on without an answer costs one key too.
"""

from collections.abc import Iterable
from enum import Enum
from typing import TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Input, Static

from studytui.desk.sessions import Change
from studytui.history.events import local_time
from studytui.study.timing import ACTIVITIES, LONGEST, MINUTE, SHORTEST, Running, lasted, spent
from studytui.text import one_line
from studytui.tui.command import bindings
from studytui.tui.commands import AWAY, ENDED

Answer = TypeVar("Answer")

MUTED = "$foreground 60%"
RATINGS = ("nothing", "a little", "something", "much", "a lot")


class Away(Enum):
    """What the time without a key was."""

    KEEP = "keep"
    TRIM = "trim"
    DISCARD = "discard"


class Question(ModalScreen[Answer]):
    """A box with words that have keys; a click on one is its key."""

    DEFAULT_CSS = """
    Question { align: center middle; }
    Question > Vertical {
        width: 66; max-width: 94%; height: auto; border: round $primary; padding: 1 2; background: $surface;
        border-title-color: $primary; border-subtitle-color: $text-muted;
    }
    Question Static { height: auto; }
    Question .later { margin-top: 1; color: $text-muted; }
    Question Input, Question Input:focus { height: 1; border: none; padding: 0; margin-top: 1; background: $boost; }
    """

    def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        key = event.style.meta.get("key")
        if key:
            self.app.simulate_key("escape" if key == "esc" else key)


class Ended(Question[Change | None]):
    """What moved, from 1 to 5; whoever does not want to say keeps the session all the same.

    Answers None when it has not ended after all.
    """

    BINDINGS = bindings(ENDED)
    AUTO_FOCUS = ""

    def __init__(self, minutes: int, activity: str, about: str = "") -> None:
        super().__init__()
        self._minutes = minutes
        self._activity = activity
        self._about = about

    def compose(self) -> ComposeResult:
        """The question, its answers, and room for a note."""
        with Vertical() as box:
            box.border_subtitle = Content(one_line(self._about))
            yield Static(id="asked")
            yield Static(_keys((str(number), word) for number, word in enumerate(RATINGS, 1)), classes="later")
            note = Input(placeholder="a note: enter, then a number", id="note")
            note.display = False
            yield note
            words = (("n", "a note"), ("a", "another activity"), ("enter", "no rating"), ("esc", "go on"))
            yield Static(_keys(words, style=MUTED), classes="later")

    def on_mount(self) -> None:
        """Say what ended."""
        self._say()

    def action_rate(self, impact: int) -> None:
        """Close with the rating."""
        self._close(impact)

    def action_skip(self) -> None:
        """Close without one."""
        self._close(None)

    def action_back(self) -> None:
        """The session has not ended after all."""
        self.dismiss(None)

    def action_note(self) -> None:
        """Room for a note."""
        note = self.query_one("#note", Input)
        note.display = True
        note.focus()

    def action_activity(self) -> None:
        """The next activity it may have been."""
        self._activity = ACTIVITIES[(ACTIVITIES.index(self._activity) + 1) % len(ACTIVITIES)]
        self._say()

    @on(Input.Submitted)
    def _noted(self, event: Input.Submitted) -> None:
        event.stop()
        self.set_focus(None)

    def _say(self) -> None:
        said = Content.assemble((spent(self._minutes, self._activity), "bold"), ". What moved?")
        self.query_one("#asked", Static).update(said)

    def _close(self, impact: int | None) -> None:
        self.dismiss(Change(activity=self._activity, impact=impact, note=self.query_one("#note", Input).value))


class WhileAway(Question[Away]):
    """Keep the time, trim it, or discard the session: what nobody saw is not recorded unasked."""

    BINDINGS = bindings(AWAY)

    def __init__(self, running: Running, back: int, offset: int) -> None:
        """`back` is when the learner came back."""
        super().__init__()
        self._left = running
        self._back = back
        self._offset = offset

    def compose(self) -> ComposeResult:
        """How long it was, and what can be made of it."""
        running, back = self._left, self._back
        with Vertical() as box:
            box.border_title = Content("You were away")
            gone = lasted(max(0, back - running.seen) // MINUTE)
            so_far = spent(running.minutes(back), running.doing.activity)
            yield Static(Content.assemble(f"No key for {gone}. The session would be ", (so_far, "bold"), "."))
            yield Static(_keys(self._choices(), "\n"), classes="later")

    def _choices(self) -> Iterable[tuple[str, str]]:
        running, total = self._left, self._left.minutes(self._back)
        if total <= LONGEST:
            yield "k", f"keep all of it, {lasted(total)}"
        kept = running.minutes(running.trimmed)
        if kept >= SHORTEST:
            yield "t", f"trim it to {lasted(kept)}, up to {local_time(running.trimmed, self._offset):%H:%M}"
        yield "d", "discard the session"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """More than a session can be is not kept."""
        if action == "keep":
            return self._left.minutes(self._back) <= LONGEST
        return super().check_action(action, parameters)

    def action_keep(self) -> None:
        """All of it."""
        self.dismiss(Away.KEEP)

    def action_trim(self) -> None:
        """Up to the last sign of life."""
        self.dismiss(Away.TRIM)

    def action_discard(self) -> None:
        """Nothing."""
        self.dismiss(Away.DISCARD)


def _keys(words: Iterable[tuple[str, str]], between: str = "   ", style: str = "$text") -> Content:
    parts = (
        Content.assemble((key, "bold $footer-key-foreground"), " ", (word, style)).stylize(
            Style.from_meta({"key": key})
        )
        for key, word in words
    )
    return Content(between).join(parts)
