"""Printing: stdout is data, a verb's answer included; stderr is narration; outside text is made visible first."""

import os
import sys
from collections.abc import Iterable

import click

from studytui import paths
from studytui.cli.study import Study
from studytui.errors import CANNOT_WRITE, StudyError
from studytui.text import one_line, visible

WIDEST = 88
NARROWEST = 30

json_option = click.option("--json", "as_json", is_flag=True, help="Print data for programs.")


def say(*lines: str) -> None:
    """Lines of data, written at once: one call a line costs a flush each; through a pager where they need one."""
    text = "\n".join(lines)
    screen = _screen()
    try:
        if screen is None or not _shown(text, screen):
            click.echo(text)
    except OSError as error:
        raise _unwritable(error) from error


def say_exactly(text: str) -> None:
    """Text as it is, in UTF-8, for a file or another program: `say` leaves out what would colour a terminal."""
    try:
        click.echo(text.encode(), nl=False)
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: OSError) -> StudyError:
    # What is left in the buffer would fail once more when Python ends, and change the exit status.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return StudyError(f"the output can't be written: {error.strerror}", "nothing was lost", CANNOT_WRITE)


def _shown(text: str, screen: os.terminal_size) -> bool:
    """Show lines on a terminal: signs as it has them, and a pager where they are too long; False for neither."""
    context = click.get_current_context(silent=True)
    study = context.find_object(Study) if context else None
    if study is None:
        return False
    from studytui import glyphs

    if not text.isascii() and glyphs.are_plain(study.settings.glyphs):
        text = glyphs.in_ascii(text)
    if study.paged and not paths.is_dumb() and 0 < screen.lines <= text.count("\n") + 1:
        from studytui.cli import paging

        if paging.shown(text, study.settings.pager):
            return True
    click.echo(text)
    return True


def note(text: str) -> None:
    """One line of narration."""
    click.echo(f"studytui: {one_line(text)}", err=True)


def say_json(value: object) -> None:
    """Data for programs; of a list, an item a line.

    All beyond ASCII is escaped, so that neither a locale nor a terminal does anything to it.
    """
    import json

    if isinstance(value, list):
        items = ",\n ".join(json.dumps(item) for item in value)
        say(f"[{items}]")
    else:
        say(json.dumps(value, indent=2))


def heading(text: str) -> str:
    """A line that stands out where there is a terminal that can do it; bold, and never a colour."""
    return visible(text) if paths.is_dumb() else click.style(visible(text), bold=True)


def wrapped(text: str, indent: str = "", first: str | None = None) -> Iterable[str]:
    """Outside text as lines that fit the terminal, after `indent`; the first after `first`, where given."""
    columns = width()
    start = indent if first is None else first
    for line in visible(text).split("\n"):
        if columns and line.strip():
            # 1 ms to import, and most commands wrap nothing.
            from textwrap import wrap

            yield from wrap(line, columns, initial_indent=start, subsequent_indent=indent)
        else:
            yield (start + line).rstrip()
        start = indent


def wrapped_markdown(source: str) -> Iterable[str]:
    """Markdown as it was written, its paragraphs and items wrapped, its code and tables not."""
    import re

    in_code = False
    for line in visible(source).split("\n"):
        fence = line.lstrip().startswith("```")
        in_code ^= fence
        if in_code or fence or line.startswith(("|", "    ")):
            yield line.rstrip()
            continue
        item = re.match(r" *(?:[-*+]|\d+[.)]) +|> ?", line)
        start = item.group() if item else ""
        yield from wrapped(line[len(start) :], " " * len(start), start)


def width() -> int:
    """Columns to write on; 0 where stdout is no terminal, so that other programs get lines as they were written."""
    screen = _screen()
    return max(NARROWEST, min(WIDEST, screen.columns - 1)) if screen and screen.columns else 0


def _screen() -> os.terminal_size | None:
    """The size of the terminal that stdout is; None where it is something else."""
    try:
        return os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return None
