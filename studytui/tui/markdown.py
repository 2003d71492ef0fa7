"""Markdown laid out into lines, by Rich, in our colours.

HTML is off, so that it shows as text. Importing this takes 60 ms (Rich's Markdown, its parser, the highlighter), so it
is done when a topic is first read, or in the background before that.
"""

from functools import cache
from typing import ClassVar

from markdown_it import MarkdownIt
from rich import box
from rich.color import Color
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Markdown, MarkdownElement, TableElement
from rich.segment import Segment
from rich.style import Style
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text
from rich.theme import Theme


class _Code(CodeBlock):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = str(self.text).rstrip()
        if self.lexer_name == "text":
            yield Text(code, style="markdown.diagram", no_wrap=True, overflow="fold")
            return
        paper = console.get_style("markdown.code_block").bgcolor or Color.default()
        if paper.is_default:
            # The terminal's own colours; only on a dark background are the bright ones to be read.
            number = (console.get_style("markdown.h2").color or Color.default()).number or 0
            hues = "ansi_dark" if number > 7 else "ansi_light"
        else:
            hues = "friendly" if sum(paper.get_truecolor()) > 3 * 128 else "one-dark"
        yield Syntax(code, self.lexer_name, theme=hues, word_wrap=True, padding=(0, 1), background_color=paper.name)


class _Table(TableElement):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, style="markdown.table.border")
        if self.header is not None and self.header.row is not None:
            for cell in self.header.row.cells:
                heading = cell.content.copy()
                heading.stylize("markdown.table.header")
                table.add_column(heading, justify=cell.justify)
        if self.body is not None:
            for row in self.body.rows:
                table.add_row(*(cell.content for cell in row.cells))
        yield table


class _Markdown(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "fence": _Code,
        "code_block": _Code,
        "table_open": _Table,
    }

    def __init__(self, markup: str) -> None:
        super().__init__("")
        self.parsed = _parser().parse(markup)


@cache
def _parser() -> MarkdownIt:
    # To make one costs as much as to parse a section.
    return MarkdownIt().enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])


def theme(primary: Color, accent: Color, secondary: Color, surface: Color, panel: Color) -> Theme:
    """The styles of Markdown in the colours of the app."""
    return Theme(
        {
            "markdown.h2": Style(color=primary, bold=True),
            "markdown.h3": Style(color=primary),
            "markdown.code": Style(color=accent),
            "markdown.code_block": Style(bgcolor=surface),
            "markdown.diagram": Style(color=secondary),
            "markdown.block_quote": Style(color=secondary),
            "markdown.list": Style(),
            "markdown.item.bullet": Style(color=primary),
            "markdown.item.number": Style(color=primary),
            "markdown.link": Style(color=primary, underline=True),
            "markdown.link_url": Style(color=primary, underline=True),
            "markdown.table.border": Style(color=panel),
            "markdown.table.header": Style(color=primary),
        }
    )


def laid_out(console: Console, markup: str) -> list[list[Segment]]:
    """The lines of a piece of Markdown at the console's width, without blank lines around it."""
    lines = console.render_lines(_Markdown(markup), pad=False)
    while lines and not "".join(segment.text for segment in lines[-1]).strip():
        lines.pop()
    while lines and not "".join(segment.text for segment in lines[0]).strip():
        lines.pop(0)
    return lines
