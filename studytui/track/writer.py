"""A track as the files that its reader reads: the other direction of `reader.py` and `check.py`.

Every text is in double quotes, with JSON's escapes for whatever an editor does not show, so that no text from outside
can be anything but text. What is left at its default is not written; nor are labs and cards.
"""

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Any

from studytui.text import storable
from studytui.track.model import Topic, Track

_ESCAPED = re.compile(r'["\\]|[^ -~]')


def files_of(track: Track, comment: str = "") -> dict[str, str]:
    """The outline and the topics of a track by file name, below a line that says where the outline came from."""
    outline = {name: _plain(getattr(track, name)) for name in ("id", "title", "summary", "hours_per_week", "phases")}
    head = "".join(filter(str.isprintable, comment))
    return {
        "track.yaml": (f"# {head}\n" if head else "") + yaml_of(outline),
        **{f"topics/{topic.id}.md": _topic(topic) for topic in track.topics.values()},
    }


def yaml_of(data: object) -> str:
    """Plain data as YAML: mappings and lists a line each, texts in double quotes, whole numbers without."""
    return "\n".join(_lines(data, "")) + "\n"


def _topic(topic: Topic) -> str:
    front = {name: value for name, value in _plain(topic).items() if name not in ("id", "prose")}
    return f"---\n{yaml_of(front)}---\n\n{topic.prose}".rstrip("\n") + "\n"


def _plain(value: Any) -> Any:
    """A value of the model as mappings, lists, texts and numbers, without what holds its default."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if not hasattr(value, "__dataclass_fields__"):
        return value
    kept = {}
    for each in fields(value):
        found = getattr(value, each.name)
        if each.name != "number" and (each.default is MISSING or found != each.default):
            kept[each.name] = _plain(found)
    return kept


def _lines(data: object, indent: str) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if value and isinstance(value, dict | list):
                yield f"{indent}{key}:"
                yield from _lines(value, indent + "  ")
            else:
                yield f"{indent}{key}: {_scalar(value)}"
    elif isinstance(data, list):
        for value in data:
            if value and isinstance(value, dict | list):
                first, *others = _lines(value, indent + "  ")
                yield f"{indent}- {first[len(indent) + 2 :]}"
                yield from others
            else:
                yield f"{indent}- {_scalar(value)}"


def _scalar(value: object) -> str:
    match value:
        case str():
            return f'"{_ESCAPED.sub(_escape, storable(value))}"'
        case int():
            return str(value)
        case {}:
            return "{}"
        case _:
            return "[]"


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
