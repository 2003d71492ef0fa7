"""What a command of the screens is, and how commands become the bindings of a class."""

from collections.abc import Iterator
from typing import NamedTuple

from textual.binding import Binding, BindingType


class Command(NamedTuple):
    """One thing the learner can ask for."""

    id: str
    """Permanent: keymaps refer to it."""
    keys: str
    """Comma-separated, the first one is shown."""
    action: str
    word: str
    """What the key bar says."""
    help: str
    """One sentence for the help and the palette."""
    shown: bool = False
    """Whether the key bar has room for it."""
    in_palette: bool = False
    priority: bool = False


class Group(NamedTuple):
    """Commands that apply in one place."""

    title: str
    commands: tuple[Command, ...]


def bindings(*groups: Group) -> list[BindingType]:
    """The keys of groups, for a class's BINDINGS."""
    return [
        Binding(
            key,
            command.action,
            command.word,
            show=command.shown and first,
            priority=command.priority,
            id=command.id if first else f"{command.id}.{key}",
        )
        for group in groups
        for command in group.commands
        for first, key in _keys(command)
    ]


def _keys(command: Command) -> Iterator[tuple[bool, str]]:
    for number, key in enumerate(command.keys.split(",")):
        yield number == 0, key


_KEY_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "exclamation_mark": "!",
    "escape": "esc",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "pageup": "page up",
    "pagedown": "page down",
    "delete": "del",
    "number_sign": "#",
}


def key_name(key: str) -> str:
    """A key as a person reads it."""
    return _KEY_NAMES.get(key, key.replace("ctrl+", "^"))
