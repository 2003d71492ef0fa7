"""Something drawn to the width there is, and anew when that changes."""

from collections.abc import Callable

from textual.content import Content
from textual.widget import Widget


class Fitted(Widget):
    """As many lines as are drawn."""

    DEFAULT_CSS = "Fitted { height: auto; }"

    def __init__(self, draw: Callable[[int], Content], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._draw = draw
        self._drawn = (0, Content(""))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002 - Textual's
        """Also those that a narrow screen breaks."""
        return len(self._at(width).wrap(max(1, width)))

    def render(self) -> Content:
        """Draw."""
        return self._at(self.content_size.width)

    def _at(self, width: int) -> Content:
        if width != self._drawn[0]:
            self._drawn = (width, self._draw(width))
        return self._drawn[1]
