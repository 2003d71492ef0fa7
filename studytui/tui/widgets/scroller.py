"""What is longer than the screen, read with the keys of a topic."""

from textual.containers import VerticalScroll

from studytui.tui.command import bindings
from studytui.tui.commands import SCROLLER


class Scroller(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Scrolls what is in it, line by line and page by page."""

    BINDINGS = bindings(SCROLLER)

    def action_lines(self, lines: int) -> None:
        """Up or down some lines."""
        self.scroll_relative(y=lines, animate=False)

    def action_pages(self, pages: float) -> None:
        """Up or down a part of a page."""
        self.scroll_relative(y=round(pages * self.size.height), animate=False)
