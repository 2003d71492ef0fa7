"""How the learner means to study: start, days a week, minutes a day, pace, and what studying follows."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from studytui.errors import StudyError
from studytui.history.facts import Planned
from studytui.study.plan import Plan, checked
from studytui.text import one_line
from studytui.tui.command import bindings
from studytui.tui.commands import PLAN

FIELDS = {
    "start": ("Week 1 begins on", "the day on which you begin"),
    "days": ("Study days a week", "5"),
    "minutes": ("Minutes a study day", "25"),
    "pace": ("Calendar days a week of the track takes", "7"),
    "cue": ("Studying follows", "after coffee"),
}


class PlanForm(ModalScreen[Planned | None]):
    """A line for each part of the plan; what is left as it was is not said again."""

    CSS = """
    PlanForm { align: center middle; }
    PlanForm > Vertical {
        width: 64; max-width: 96%; height: auto; border: round $primary; padding: 0 1; background: $surface;
        border-title-color: $primary; border-subtitle-color: $text-muted;
    }
    PlanForm Static { height: auto; color: $text-muted; }
    PlanForm Input, PlanForm Input:focus { border: none; height: 1; padding: 0; margin-bottom: 1; background: $panel; }
    """
    BINDINGS = bindings(PLAN)

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan

    def compose(self) -> ComposeResult:
        """The plan as it stands."""
        with Vertical() as panel:
            panel.border_title = Content("Your plan")
            panel.border_subtitle = Content("^s saves · esc leaves it as it is")
            for name, (said, hint) in FIELDS.items():
                value = getattr(self._plan, name)
                yield Static(said, markup=False)
                yield Input("" if value is None else str(value), placeholder=hint, id=name, select_on_focus=False)
            yield Static("It can be changed at any time; u takes a change back.", markup=False, id="said")

    def on_mount(self) -> None:
        """Begin with the first line."""
        self.query(Input).first().focus()

    def action_save(self) -> None:
        """Close with what is to be otherwise, once it can be meant."""
        try:
            said = checked(self._said())
        except StudyError as error:
            self.query_one("#said", Static).update(Content.styled(one_line(str(error)), "$text-warning"))
            return
        self.dismiss(said)

    def action_go_on(self) -> None:
        """To the next line; on the last, save."""
        fields = list(self.query(Input))
        at = next((number for number, field in enumerate(fields) if field is self.focused), len(fields) - 1)
        if at + 1 < len(fields):
            self.set_focus(fields[at + 1])
        else:
            self.action_save()

    def action_leave(self) -> None:
        """Leave the plan as it is."""
        self.dismiss(None)

    def _said(self) -> Planned:
        typed = {str(field.id): field.value.strip() for field in self.query(Input)}
        found: dict[str, str | int] = {}
        readers: dict[str, Callable[[str], str | int]] = {"days": _whole, "minutes": _whole, "pace": _whole}
        for name, text in typed.items():
            before = getattr(self._plan, name)
            if text and text != str(before):
                found[name] = readers.get(name, str)(text)
        return Planned(**found)  # type: ignore[arg-type]  # each was read as what its field is


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise StudyError(f"{one_line(text)!r} is no whole number", "write digits only")
    return int(text)
