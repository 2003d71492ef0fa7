"""Long text to read: Markdown drawn line by line, with links that the keys can walk.

Rich lays a section out (7 ms a kilobyte), Textual draws only the lines in view. A Markdown widget mounts a widget a
block, which took 8 times as long to the first screenful. The first screenful is laid out at once, the rest after it.
No link opens by itself: following one posts a message.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from studytui.text import visible
from studytui.tui.command import bindings
from studytui.tui.commands import EXPLANATION, READER

BREATH = 0.01
"""Seconds between two sections, in which keys and paint have their turn."""
MEASURE = 78
"""Columns beyond which a line gets hard to read."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of text under a heading."""

    title: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link stands, and where it leads."""

    href: str
    spans: tuple[tuple[int, int, int], ...]
    """Line, first and last cell; more than one when the link is wrapped."""


class Prose(ScrollView, can_focus=True):
    """Sections of Markdown."""

    DEFAULT_CSS = "Prose { height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; overflow-x: hidden; }"
    BINDINGS = bindings(READER)

    link: var[int] = var(-1)
    """Which link is in hand; -1 for none."""

    @dataclass
    class Followed(Message):
        """The learner wants to go where a link leads."""

        href: str

    @dataclass
    class SectionReached(Message):
        """Another section stands at the top of the view."""

        number: int

    @dataclass
    class ContentsAsked(Message):
        """The learner wants to choose a section."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._sections: tuple[Section, ...] = ()
        self._laid_out = 0
        self._lines: list[list[Segment]] = []
        self._starts: list[int] = []
        self._links: list[Link] = []
        self._width = 0
        self._section = -1
        self._theme = ""
        self._base = Style.null()

    def show(self, sections: Sequence[Section]) -> None:
        """Show `sections` from the top."""
        self._sections = tuple(sections)
        self.link = -1
        self.scroll_home(animate=False)
        self._lay_out()

    def go_to(self, number: int) -> None:
        """Put a section at the top of the view."""
        # All of it: the last sections can only reach the top when what follows them has its height.
        self._lay_out_until(len(self._sections))
        if number < len(self._starts):
            self.scroll_to(y=self._starts[number], animate=False, immediate=True, force=True)

    # Keys

    def action_scroll_by(self, lines: int) -> None:
        """Scroll by lines."""
        self.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, keeping a line in view."""
        self.scroll_relative(y=pages * max(1, self.size.height - 1), animate=False)

    def action_link(self, step: int) -> None:
        """Take the next link in hand, beginning with what is in view."""
        self._lay_out_until(len(self._sections))
        if not self._links:
            return
        top = int(self.scroll_y)
        if self.link < 0:
            ahead = [number for number, link in enumerate(self._links) if link.spans[0][0] >= top]
            self.link = ahead[0] if ahead and step > 0 else len(self._links) - 1
        else:
            self.link = (self.link + step) % len(self._links)
        self.scroll_to_region(
            Region(0, self._links[self.link].spans[0][0], 1, 1), animate=False, immediate=True, force=True
        )
        self.refresh()

    def action_follow(self) -> None:
        """Go where the link in hand leads."""
        if 0 <= self.link < len(self._links):
            self.post_message(self.Followed(self._links[self.link].href))

    def action_contents(self) -> None:
        """Ask for the contents."""
        self.post_message(self.ContentsAsked())

    def on_click(self, event: events.Click) -> None:
        """Follow the link under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line = offset.y + int(self.scroll_y)
        for link in self._links:
            if any(at == line and start <= offset.x < end for at, start, end in link.spans):
                self.post_message(self.Followed(link.href))

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the view, in a style that is looked up once for all: it is as dear as a line."""
        self._base = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the view."""
        width = self.scrollable_content_region.width
        line = y + int(self.scroll_y)
        base = self._base
        if not 0 <= line < len(self._lines):
            return Strip.blank(width, base)
        strip = Strip(Segment.apply_style(self._lines[line], base)).adjust_cell_length(width, base)
        if 0 <= self.link < len(self._links):
            for at, start, end in self._links[self.link].spans:
                if at == line:
                    strip = _reversed(strip, start, end)
        return strip

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say which section is being read."""
        super().watch_scroll_y(old_value, new_value)
        top = new_value + 2
        number = max((index for index, start in enumerate(self._starts) if start <= top), default=0)
        if number != self._section:
            self._section = number
            self.post_message(self.SectionReached(number))

    def on_resize(self) -> None:
        """Lay out anew where the width has changed."""
        if self.scrollable_content_region.width != self._width:
            section, self._width = self._section, self.scrollable_content_region.width
            self._lay_out()
            if section > 0:
                self.go_to(section)

    def notify_style_update(self) -> None:
        """Lay out anew in the colours of another theme; the focus changes styles too, and must not cost that."""
        super().notify_style_update()
        if self._width and self.app.theme != self._theme:
            section = self._section
            self._lay_out()
            if section > 0:
                self.go_to(section)

    def _lay_out(self) -> None:
        self._width, self._theme = self.scrollable_content_region.width, self.app.theme
        self._laid_out, self._lines, self._starts, self._links = 0, [], [], []
        if self._width:
            self._paper = _console(min(self._width, MEASURE), self.app.theme_variables)
            while self._laid_out < len(self._sections) and len(self._lines) < self.size.height:
                self._lay_out_next()
            self.call_after_refresh(self._lay_out_rest)
        self.refresh()

    def _lay_out_rest(self) -> None:
        """One section, then whatever else wants to happen, then the next."""
        if self._laid_out < len(self._sections):
            self._lay_out_next()
            self.set_timer(BREATH, self._lay_out_rest)

    def _lay_out_until(self, count: int) -> None:
        while self._width and self._laid_out < min(count, len(self._sections)):
            self._lay_out_next()

    def _lay_out_next(self) -> None:
        section = self._sections[self._laid_out]
        self._laid_out += 1
        self._starts.append(len(self._lines))
        from studytui.tui.markdown import laid_out

        markdown = f"## {section.title}\n\n{section.markdown}" if section.title else section.markdown
        for segments in laid_out(self._paper, visible(markdown)):
            self._lines.append(self._unlinked(segments, len(self._lines)))
        self._lines.append([])
        self.virtual_size = Size(self._width, len(self._lines))

    def _unlinked(self, segments: list[Segment], line: int) -> list[Segment]:
        """The segments without the sequences that make a terminal open a link; where the links stand is noted."""
        plain, x = [], 0
        for segment in segments:
            style, end = segment.style, x + segment.cell_length
            if style is not None and style.link is not None:
                self._note_link(style.link, line, x, end)
                style = style.update_link(None)
            plain.append(Segment(segment.text, style))
            x = end
        return plain

    def _note_link(self, href: str, line: int, start: int, end: int) -> None:
        last = self._links[-1] if self._links else None
        if last is not None and last.href == href:
            at, first, until = last.spans[-1]
            if (at, until) == (line, start):
                self._links[-1] = Link(href, (*last.spans[:-1], (line, first, end)))
                return
            if at == line - 1:
                # Wrapped: the link goes on where the next line begins.
                self._links[-1] = Link(href, (*last.spans, (line, start, end)))
                return
        self._links.append(Link(href, ((line, start, end),)))


class Explanation(Prose, inherit_bindings=False):
    """Prose beside which other keys mean something: it has no contents, and is not marked as read."""

    BINDINGS = bindings(EXPLANATION)


def fenced(text: str, language: str = "text") -> str:
    """Text as a block of code that nothing in it can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}\n"


def _reversed(strip: Strip, start: int, end: int) -> Strip:
    before, link, after = strip.divide([start, end, strip.cell_length])
    return Strip.join([before, link.apply_style(Style(reverse=True)), after])


def _console(width: int, variables: dict[str, str]) -> Console:
    from studytui.tui.markdown import theme

    colours = {
        name: Color.parse(variables[name]).rich_color for name in ("primary", "accent", "secondary", "surface", "panel")
    }
    return Console(
        width=width, theme=theme(**colours), color_system="truecolor", force_terminal=True, legacy_windows=False,
        file=StringIO(), _environ={},
    )  # fmt: skip
