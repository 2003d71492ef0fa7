"""The last line of defence: nothing that reaches the terminal is an escape sequence or turns text around.

Screens show outside text as Content, which is never markup. Inputs and text areas draw what was typed or pasted as it
is, so everything drawn passes here too.
"""

from collections.abc import Sequence

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from studytui import glyphs
from studytui.text import stripped


class SafeText(LineFilter):
    """Drops control and bidirectional characters, which take no cell, so that nothing shifts; then does the rest.

    One filter for all: Textual keeps a copy of every drawn line for each filter, 2 MB of them on one screen.
    """

    def __init__(self, then: Sequence[LineFilter] = (), in_ascii: bool = False) -> None:
        super().__init__()
        self.then = tuple(then)
        self.in_ascii = in_ascii
        """Whether our own signs are to be ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, without characters that a terminal would obey, after the other filters."""
        safe = [
            Segment(text, segment.style, segment.control)
            if (text := stripped(segment.text)) is not segment.text
            else segment
            for segment in segments
        ]
        if self.in_ascii:
            safe = [Segment(glyphs.in_ascii(text), style, control) for text, style, control in safe]
        for line_filter in self.then:
            safe = line_filter.apply(safe, background)
        return safe
