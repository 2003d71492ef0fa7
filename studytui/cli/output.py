"""Printing: stdout is data, stderr is narration, and outside text is made visible first."""

import json
from textwrap import wrap

import click

from studytui.text import visible


def say(text: str = "") -> None:
    """One line of data."""
    click.echo(visible(text))


def note(text: str) -> None:
    """One line of narration."""
    click.echo(f"studytui: {visible(text)}", err=True)


def say_json(value: object) -> None:
    """Data for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def heading(text: str) -> None:
    """A line that stands out where there is a terminal."""
    click.secho(visible(text), bold=True)


def say_wrapped(text: str, indent: str = "") -> None:
    """Paragraphs, wrapped to the terminal."""
    for line in visible(text).split("\n"):
        say("\n".join(wrap(line, width() - 1, initial_indent=indent, subsequent_indent=indent) or [""]))


def width() -> int:
    """Columns to write on: the terminal's, at most 88."""
    from shutil import get_terminal_size

    return max(30, min(88, get_terminal_size().columns))
