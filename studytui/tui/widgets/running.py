"""A run while it goes on: how far it is, how long it has taken, and a curve as it grows.

Drawn at most four times a second: whoever measures time on this machine must not be disturbed by the one who watches.
"""

from textual.content import Content
from textual.widget import Widget

from studytui.labs.protocol import Note, Point, Progress, Result, Said
from studytui.text import visible
from studytui.tui.widgets.plot import plot

MUTED = "$foreground 60%"
EVERY = 0.25
MOST_POINTS = 2_000
PLOT_HEIGHT = 12


class Running(Widget):
    """What a lab says, as it says it."""

    DEFAULT_CSS = "Running { height: auto; margin-top: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.series: dict[str, list[tuple[float, float]]] = {}
        self.notes: list[str] = []
        self._share, self._label = 0.0, ""
        self._results = self._points = 0
        self._seconds = 0.0

    def on_mount(self) -> None:
        """Look at what has come in, now and then."""
        self.set_interval(EVERY, self._look)

    def hear(self, said: Said) -> None:
        """Take in what the lab says; shown at the next look."""
        match said:
            case Progress(share=share, label=label):
                self._share, self._label = share, label
            case Point(series=series, x=x, y=y) if self._points < MOST_POINTS:
                self._points += 1
                self.series.setdefault(series, []).append((x, y))
            case Note(text=text):
                self.notes.append(text)
            case Result():
                self._results += 1

    def render(self) -> Content:
        """The bar, the curve, and what stops it."""
        width = max(20, min(self.content_size.width, 90))
        full = int(self._share * (width - 24))
        bar = Content.assemble(
            ("━" * full, "$primary"), ("─" * (width - 24 - full), MUTED), f" {100 * self._share:3.0f} % ",
            (f"{self._seconds:4.1f} s", MUTED),
        )  # fmt: skip
        lines = [bar, Content.styled(visible(self._label) or "at work", MUTED)]
        curve = plot(self.series, width, PLOT_HEIGHT)
        if curve:
            lines += [Content(""), *curve]
        return Content("\n").join([*lines, Content(""), Content.styled("esc stops it at once", MUTED)])

    def _look(self) -> None:
        self._seconds += EVERY
        self.refresh(layout=True)
