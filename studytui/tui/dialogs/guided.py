"""The end of a week or a month, in four short steps; what comes of it is one entry of the journal.

Each step may be left empty, and the whole be put off: what was typed is kept.
"""

from collections.abc import Callable
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from studytui.study.reflection import Reflection
from studytui.text import one_line

KEEP_EVERY = 1.0
"""Seconds from a change until it is kept."""


class Line(NamedTuple):
    """Something to say."""

    field: str
    """Of the reflection."""
    label: str
    hint: str = ""
    is_long: bool = False


STEPS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    (
        "Done and slipped",
        (Line("done", "Done", is_long=True), Line("slipped", "Planned, and still open", is_long=True)),
    ),
    ("Predicted against measured", (Line("measured", "What you said, and what it was", is_long=True),)),
    (
        "Keep, drop, try",
        (
            Line("keep", "Keep", "what worked"),
            Line("drop", "Drop", "what did not"),
            Line("attempt", "Try", "one thing you have not tried"),
        ),
    ),
    (
        "One plan for what comes next",
        (
            Line("cue", "If …", "it is Tuesday and the coffee is made"),
            Line("deed", "then …", "I open one lab"),
        ),
    ),
)


class Guided(ModalScreen[Reflection | None]):
    """Four steps, and an entry."""

    CSS = """
    Guided { align: center middle; }
    Guided > Vertical {
        width: 84; max-width: 96%; height: 20; max-height: 96%; border: round $primary; padding: 0 2;
        background: $surface; border-title-color: $primary; border-subtitle-color: $text-muted;
    }
    Guided #step { height: 1; margin-bottom: 1; text-style: bold; }
    Guided .step { display: none; height: 1fr; }
    Guided .step.-here { display: block; }
    Guided .label { height: 1; color: $text-muted; }
    Guided TextArea, Guided TextArea:focus {
        height: 1fr; border: round $border-blurred; padding: 0 1; background: $surface;
    }
    Guided Input, Guided Input:focus {
        height: 3; border: round $border-blurred; padding: 0 1; background: $surface; background-tint: 0%;
    }
    Guided TextArea:focus, Guided Input:focus { border: round $primary; }
    Guided #last { height: auto; color: $text-muted; margin-top: 1; }
    """
    BINDINGS = [
        Binding("tab", "go(1)", "on", priority=True),
        Binding("shift+tab", "go(-1)", "back", priority=True),
        Binding("ctrl+s", "save", "save", priority=True),
        Binding("escape", "leave", "later", priority=True),
    ]

    def __init__(self, title: str, start: Reflection, last_plan: str, keep: Callable[[Reflection], None]) -> None:
        super().__init__()
        self._title = title
        self._start = start
        self._last_plan = last_plan
        self._keep = keep
        self._kept = start
        self._keeping: Timer | None = None

    @property
    def said(self) -> Reflection:
        """What stands here now."""
        long = {str(area.id): area.text for area in self.query(TextArea)}
        return Reflection(**long, **{str(line.id): line.value for line in self.query(Input)})

    def compose(self) -> ComposeResult:
        """A step at a time."""
        with Vertical() as box:
            box.border_title = Content(one_line(self._title))
            box.border_subtitle = Content("tab goes on · ^s saves · esc later, nothing is lost")
            yield Static(id="step", markup=False)
            for _, lines in STEPS:
                with Vertical(classes="step"):
                    yield from self._fields(lines)

    def _fields(self, lines: tuple[Line, ...]) -> ComposeResult:
        for line in lines:
            yield Static(line.label, markup=False, classes="label")
            text: str = getattr(self._start, line.field)
            if line.is_long:
                yield TextArea(
                    text, id=line.field, soft_wrap=True, show_line_numbers=False, tab_behavior="focus",
                    highlight_cursor_line=False,
                )  # fmt: skip
            else:
                yield Input(text, id=line.field, placeholder=line.hint, select_on_focus=False)
            if line.field == "deed" and self._last_plan:
                yield Static(Content(f"Last time: {one_line(self._last_plan)}"), id="last")

    def on_mount(self) -> None:
        """Begin at the beginning."""
        self._show(0)

    # Steps

    def action_go(self, steps: int) -> None:
        """To the next line, or the one before, and with it to its step."""
        names = [line.field for _, lines in STEPS for line in lines]
        here = names.index(str(self.focused.id)) if self.focused and self.focused.id in names else 0
        self._go_to(names[min(max(here + steps, 0), len(names) - 1)])

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == STEPS[-1][1][-1].field:
            self.action_save()
        else:
            self.action_go(1)

    def _go_to(self, field: str) -> None:
        number = next(at for at, (_, lines) in enumerate(STEPS) if field in {line.field for line in lines})
        self._show(number, field)

    def _show(self, number: int, field: str = "") -> None:
        title, lines = STEPS[number]
        self.query_one("#step", Static).update(f"{number + 1} of {len(STEPS)} · {title}")
        for at, step in enumerate(self.query(".step")):
            step.set_class(at == number, "-here")
        self.set_focus(self.query_one(f"#{field or lines[0].field}"))

    # Keeping

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        if self._keeping is None:
            self._keeping = self.set_timer(KEEP_EVERY, self._keep_now)

    def _keep_now(self) -> None:
        self._keeping = None
        said = self.said
        if said == self._kept:
            return
        self._kept = said
        try:
            self._keep(said)
        except OSError as error:
            self.notify(f"It can't be kept on disk: {error.strerror}", severity="error", markup=False)

    def action_save(self) -> None:
        """Make it an entry."""
        self._keep_now()
        self.dismiss(self.said)

    def action_leave(self) -> None:
        """Put it off."""
        self._keep_now()
        self.dismiss(None)
