"""Writes docs/keys.md and docs/cli.md from what the program says of itself, so that neither goes stale.

    python -m tools.reference

A test asserts that both are current.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from studytui.cli.commands import main as studytui
from studytui.tui.command import Command, Group, key_name
from studytui.tui.commands import GROUPS

DOCS = Path(__file__).parents[1] / "docs"
NOT_RUN = {
    "studytui": "opens the app",
    "serve": "serves until it is stopped",
    "completion": "changes the files of your own shell",
}
"""Commands whose examples no test can type, and why."""

KEYS = """\
# Keys

<!-- Written by python -m tools.reference; what is changed by hand is lost. -->

`?` shows these in the app, and `^p` runs those that have a name there. `^` is the control key. A key means what the
place says where you are; those of *Everywhere* hold in every view that does not use them itself. While you type a text,
letters are letters.

Each command has an id, the last column. `studytui config set keys.list.up up k` gives it other keys;
`studytui config edit` shows all of them as they are now.
"""
CLI = """\
# Commands

<!-- Written by python -m tools.reference; what is changed by hand is lost. -->

What `--help` says after each command. Lines of data go to stdout, what is told about them to stderr. `--json` is there
on commands that read. Ids, commands and options complete by Tab once [your shell knows them](#studytui-completion).

| exit status | means |
| --- | --- |
| 0 | well |
| 1 | nothing matched, or a check found something |
| 2 | not understood, or no terminal for the app |
| 4 | cannot write |
| 65 | bad content |
| 70 | a fault of the program: a report without your text is kept |
| 130, 143, 129 | stopped by ctrl+c, by a request to end, by a closed terminal |
"""


def pages() -> dict[str, str]:
    """Both pages by the names of their files."""
    context = click.Context(studytui, info_name="studytui")
    return {
        "keys.md": "\n".join([KEYS, *map(_group, GROUPS)]),
        "cli.md": "\n".join([CLI, *_command(studytui, context)]),
    }


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


def _group(group: Group) -> str:
    rows = (f"| {_keys(each)} | {_cell(each.help)} | `{each.id}` |" for each in group.commands)
    return "\n".join([f"## {group.title}", "", "| key | does | id |", "| --- | --- | --- |", *rows, ""])


def _keys(command: Command) -> str:
    return " ".join(f"`{_cell(key_name(key))}`" for key in command.keys.split(","))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    """A command and those below it."""
    path = context.command_path
    level = "##" if " " not in path.removeprefix("studytui ") else "###"
    yield f"{level} {path}\n"
    about, examples = _said(command)
    yield f"{about}\n"
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"Usage: `{path} {usage}`\n"
    if examples:
        yield from _examples(examples, context.info_name or "")
    yield from _options(command, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below and not below.hidden:
                yield from _command(below, click.Context(below, parent=context, info_name=name))


def _examples(examples: str, name: str) -> Iterator[str]:
    if name in NOT_RUN:
        yield f"<!-- not run: {NOT_RUN[name]} -->"
    yield f"```sh\n{examples}\n```\n"


def _said(command: click.Command) -> tuple[str, str]:
    """What a command's help says, and its examples: click keeps a paragraph as it is after a line with `\\b`."""
    about, _, examples = inspect.cleandoc(command.help or "").partition("\b\n")
    return about.strip(), examples.strip()


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    records = [each.get_help_record(context) for each in command.params if isinstance(each, click.Option)]
    rows = [f"| `{_cell(names)}` | {_cell(what)} |" for names, what in filter(None, records)]
    if rows:
        yield "\n".join(["| option | does |", "| --- | --- |", *rows, ""])


if __name__ == "__main__":
    main()
