"""What every list with a cursor shares: only lines in view are drawn, each once, and the cursor sleeps without focus.

An OptionList of the same rows takes 7 times a bare app's first paint, a widget a row 10 times.
"""

from textual.content import Content
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from studytui.tui.command import bindings
from studytui.tui.commands import LIST
from studytui.tui.widgets.row import GUTTER

NO_MARK = Content(" " * GUTTER)
_MARK = Content("▸ ")
# Not component classes: Textual would style each of them anew with every change of focus.
_CURSOR = "bold on $block-cursor-blurred-background"
_RESTING = "on $surface"


class Listing(ScrollView, can_focus=True):
    """Things one below the other, one of them under the cursor; what a thing looks like, a subclass says."""

    DEFAULT_CSS = """
    Listing {
        height: 1fr;
        scrollbar-size-vertical: 1; scrollbar-gutter: stable; overflow-x: hidden;
    }
    """
    BINDINGS = bindings(LIST)

    cursor: var[int] = var(-1, always_update=False)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._starts: list[int] = []
        """The line that each thing begins at."""
        self._strips: dict[tuple[int, str], list[Strip]] = {}
        """What was drawn, by the thing and the look of the cursor on it."""

    def _height(self, index: int) -> int:
        """How many lines a thing takes."""
        raise NotImplementedError

    def _is_choice(self, index: int) -> bool:
        """Whether the cursor is seen on a thing."""
        raise NotImplementedError

    def _body(self, index: int, width: int, mark: Content) -> list[Content]:
        """The lines of a thing, behind the mark."""
        raise NotImplementedError

    def on_focus(self) -> None:
        """The cursor looks awake."""
        self._redraw(self.cursor)

    def on_blur(self) -> None:
        """The cursor looks asleep."""
        self._redraw(self.cursor)

    def notify_style_update(self) -> None:
        """Colours changed: what was drawn is stale."""
        super().notify_style_update()
        self._strips.clear()

    def _drawn(self, index: int, width: int) -> list[Strip]:
        is_current = index == self.cursor and self._is_choice(index)
        state = "" if not is_current else _CURSOR if self.has_focus else _RESTING
        found = self._strips.get((index, state))
        if found is None:
            mark = (_MARK if self.has_focus else _MARK.stylize("$foreground 50%")) if is_current else NO_MARK
            lines = Content("\n").join(self._body(index, width, mark))
            found = self._strips[index, state] = self._to_strips(lines, width, state)
        return found

    def _to_strips(self, lines: Content, width: int, state: str = "") -> list[Strip]:
        style = self.visual_style + Style.parse(state, self.app.theme_variables)
        strips = Visual.to_strips(self, lines, width, None, style, apply_selection=False)
        return [strip.adjust_cell_length(width, style.rich_style) for strip in strips]

    def _redraw(self, index: int) -> None:
        if 0 <= index < len(self._starts):
            self.refresh_lines(self._starts[index] - int(self.scroll_y), self._height(index))
