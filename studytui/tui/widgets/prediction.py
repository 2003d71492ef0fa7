"""Where a prediction is typed: a range or a number, and why; or a parameter's value, where that is the question."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from studytui.tui.command import bindings
from studytui.tui.commands import PREDICTION

LOCKED = "enter locks it in, and the lab runs"
RANGE = "A range that you are 80 % sure of says most; a number will do; n is no idea."
EXACTLY = "It can be known exactly: one number, or n for no idea."


class PredictionForm(Vertical):
    """One line for the guess, one for the reason, and for what is varied another."""

    DEFAULT_CSS = """
    PredictionForm {
        height: auto;
        & > Static { height: auto; margin-top: 1; }
        & > .hint { margin-top: 0; color: $text-muted; }
        & > Input, & > Input:focus {
            border: round $border-blurred; height: 3; background: $background; background-tint: 0%;
        }
        & > Input:focus { border: round $primary; }
    }
    """
    BINDINGS = bindings(PREDICTION)

    @dataclass
    class Locked(Message):
        """The learner commits to it."""

        guess: str
        because: str
        chosen: str
        settings: str

    @dataclass
    class Given(Message):
        """A guess was typed, and the learner has gone on to the next line."""

        form: "PredictionForm"
        guess: str

    def __init__(
        self, unit: str, example: str, vary: str = "", is_free: bool = False, is_exact: bool = False
    ) -> None:  # fmt: skip
        super().__init__()
        self._hint = EXACTLY if is_exact else RANGE
        self._unit = unit
        self._example = example
        self._vary = vary
        self._is_free = is_free

    def compose(self) -> ComposeResult:
        """The lines, each with what belongs there."""
        if self._is_free:
            yield Static("What do you change?", markup=False)
            yield Input(placeholder="name=value name=value", id="settings")
        if self._vary:
            yield Static(Content.assemble("Your value of ", (self._vary, "bold")))
            yield Input(placeholder=self._example, id="chosen")
        else:
            unit = "×" if self._unit == "x" else self._unit
            yield Static(Content.assemble("What do you expect", ", in " if unit else "", (unit, "bold"), "?"))
            yield Input(placeholder=self._example, id="guess")
            yield Static(self._hint, markup=False, classes="hint", id="about-guess")
        yield Static("Because", markup=False)
        yield Input(placeholder="a word or two, or nothing", id="because")
        yield Static(LOCKED, markup=False, id="lock", classes="hint")

    def on_mount(self) -> None:
        """Begin at the top."""
        self.query(Input).first().focus()

    def refuse(self, why: str, line: str = "Input") -> None:
        """Say what can't be taken, and let the learner mend it."""
        self.query_one("#lock", Static).update(Content.styled(why, "$text-warning") if why else LOCKED)
        self.query(line).first().focus()

    def doubt(self, why: str) -> None:
        """Say below the guess what is wrong with it."""
        self.query_one("#about-guess", Static).update(Content.styled(why, "$text-warning"))

    @on(Input.Blurred, "#guess")
    def _look_at_guess(self, event: Input.Blurred) -> None:
        if event.value.strip():
            self.post_message(self.Given(self, event.value))

    @on(Input.Changed, "#guess")
    def _forget_doubt(self) -> None:
        self.query_one("#about-guess", Static).update(self._hint)

    def action_go_on(self) -> None:
        """To the next line, or commit on the last; an answer is needed, a reason is not."""
        fields = list(self.query(Input))
        # Not has_focus, which a line learns of only when it comes to read its messages.
        at = next((number for number, field in enumerate(fields) if field is self.screen.focused), 0)
        # Keys that are still on their way to the line will be in it.
        if fields[at].id != "because" and not fields[at].value.strip() and not fields[at].message_queue_size:
            return
        if at + 1 < len(fields):
            self.screen.set_focus(fields[at + 1])
        else:
            self.action_lock()

    def action_lock(self) -> None:
        """Commit, once every line has taken in what was typed."""
        self._commit(list(self.query(Input)))

    def _commit(self, unread: list[Input]) -> None:
        if unread:
            unread[0].call_later(self._commit, unread[1:])
            return
        given = {str(each.id): each.value for each in self.query(Input)}
        self.post_message(
            self.Locked(given.get("guess", ""), given["because"], given.get("chosen", ""), given.get("settings", ""))
        )
