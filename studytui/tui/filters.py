"""The last line of defence: nothing that reaches the terminal is an escape sequence or turns text around.

Screens show outside text as Content, which is never markup. Inputs and text areas draw what was typed or pasted as it
is, so everything drawn passes here too.
"""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from studytui.text import stripped


class SafeText(LineFilter):
    """Drops control and bidirectional characters, which take no cell, so that nothing shifts."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same segments, with without characters that a terminal would obey."""
        return [
            Segment(safe, segment.style, segment.control)
            if (safe := stripped(segment.text)) is not segment.text
            else segment
            for segment in segments
        ]
