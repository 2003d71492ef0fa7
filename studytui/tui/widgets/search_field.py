"""Where one types what to search for: it asks once the keys rest for a moment."""

from dataclasses import dataclass

from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

SOON = 0.12
"""Seconds without a key: a fast typist's next one comes within them."""


class SearchField(Input):
    """A line of words; the arrows move in what they find."""

    DEFAULT_CSS = """
    SearchField, SearchField:focus {
        height: 3; border: round $primary; padding: 0 1; background: $background; border-title-color: $primary;
        border-subtitle-color: $text-muted;
    }
    """
    BINDINGS = [Binding("down", "move(1)", show=False), Binding("up", "move(-1)", show=False)]

    @dataclass
    class Asked(Message):
        """What was typed is to be searched for."""

        words: str

    @dataclass
    class Moved(Message):
        """Another of what was found is to be in hand."""

        steps: int

    _soon: Timer | None = None

    @on(Input.Changed)
    def _wait(self) -> None:
        if self._soon:
            self._soon.stop()
        self._soon = self.set_timer(SOON, self._ask)

    @on(Input.Submitted)
    def _ask(self) -> None:
        if self._soon:
            self._soon.stop()
            self._soon = None
            self.post_message(self.Asked(self.value.strip()))

    def action_move(self, steps: int) -> None:
        """Ask for another of what was found."""
        self._ask()
        self.post_message(self.Moved(steps))

    def empty(self) -> None:
        """Forget what was typed, without asking for anything."""
        if self._soon:
            self._soon.stop()
            self._soon = None
        with self.prevent(Input.Changed):
            self.value = ""
