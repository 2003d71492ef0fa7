"""The JSON Schema of what `export all` writes, made of the classes of the facts, so that it can't differ from them.

`python -m studytui.exchange.schema FOLDER` writes it; a test compares `content/schema/` with what it would write.
"""

import json
import sys
from dataclasses import MISSING, fields
from pathlib import Path

from studytui.exchange.everything import FORMAT
from studytui.history.events import LAST_AT
from studytui.history.facts import KINDS, Fact, Measured

FILE = "export.json"

_Schema = dict[str, object]

_TEXT: _Schema = {"type": "string"}
_NUMBER: _Schema = {"type": "number"}
_WHOLE: _Schema = {"type": "integer"}
_TYPES: dict[object, _Schema] = {
    str: _TEXT,
    bool: {"type": "boolean"},
    int: _WHOLE,
    float: _NUMBER,
    str | None: _TEXT,
    int | None: _WHOLE,
    float | None: _NUMBER,
    tuple[str, ...]: {"type": "array", "items": _TEXT},
    dict[str, str]: {"type": "object", "additionalProperties": _TEXT},
    dict[str, Measured]: {"type": "object", "additionalProperties": {"$ref": "#/$defs/measured"}},
}
_STAMP: dict[str, _Schema] = {
    "id": {"type": "string", "description": "`at` as eleven hexadecimal digits, a hyphen, and the device."},
    "at": {"type": "integer", "minimum": 0, "maximum": LAST_AT, "description": "Milliseconds since 1970, UTC."},
    "offset": {"type": "integer", "description": "Minutes that local time was ahead of UTC."},
    "day": {"type": "string", "description": "The study day, which ends at 04:00 local time: `2026-11-22`."},
    "device": {"type": "string", "description": "The machine that wrote it."},
}


def schema() -> str:
    """The schema as text."""
    top = {
        "format": {"const": FORMAT},
        "program": {"type": "string", "description": "What wrote the file."},
        "exported": {"type": "string", "description": "When that was, with the offset from UTC."},
        "track": {"type": "string", "description": "The id of the track that was studied then."},
        "events": {"type": "array", "items": {"anyOf": [{"$ref": f"#/$defs/{kind}"} for kind in KINDS]}},
    }
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "studytui export all: everything that happened, in order",
        "description": "Fields that are missing hold their default. Fields that nobody knows are to be passed over.",
        "type": "object",
        "properties": top,
        "required": ["format", "events"],
        "$defs": {**{kind: _event(kind, cls) for kind, cls in KINDS.items()}, "measured": _measured()},
    }
    return json.dumps(whole, indent=2) + "\n"


def _event(kind: str, cls: type[Fact]) -> _Schema:
    own = {each.name: _TYPES[each.type] for each in fields(cls)}
    required = [
        each.name
        for each in fields(cls)
        if each.default is MISSING and each.default_factory is MISSING and _TYPES[each.type]["type"] != "object"
    ]
    return {
        "description": cls.__doc__,
        "type": "object",
        "properties": {**_STAMP, "kind": {"const": kind}, **own},
        "required": [*_STAMP, "kind", *required],
    }


def _measured() -> _Schema:
    names = {"value": _NUMBER, "low": _NUMBER, "high": _NUMBER, "n": _WHOLE}
    return {"description": Measured.__doc__, "type": "object", "properties": names, "required": ["value"]}


if __name__ == "__main__":
    Path(sys.argv[1], FILE).write_text(schema(), encoding="utf-8")
