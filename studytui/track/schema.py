"""JSON Schemas of a track's files, for editors: generated from the models, so that they can't differ from them.

`python -m studytui.track.schema FOLDER` writes them; a test compares `content/schema/` with what it would write.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from studytui.track.check import DERIVED
from studytui.track.model import Card, Lab, Topic, Track

_FILES: dict[str, tuple[str, Any]] = {
    "track.json": ("track.yaml: the phases, weeks and milestones", Track),
    "topic.json": ("the front matter of topics/*.md", Topic),
    "cards.json": ("cards/*.yaml: the cards of the topic of the same name", list[Card]),
    "lab.json": ("labs/*.yaml: what a lab asks", Lab),
}


def schemas() -> dict[str, str]:
    """Each file's name with its schema as text."""
    return {name: _schema(title, model) for name, (title, model) in _FILES.items()}


def _schema(title: str, model: Any) -> str:
    schema = TypeAdapter(model).json_schema()
    derived = {each.__name__: names for each, names in DERIVED.items()}
    own = [schema, schema.get("items", {}), *schema.get("$defs", {}).values()]
    for each in own:
        names = derived.get(each.get("title", ""), ())
        each["properties"] = {
            key: _plain(value) for key, value in each.get("properties", {}).items() if key not in names
        }
        each["required"] = [key for key in each.get("required", ()) if key not in names]
    _drop_unused(schema)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}
    return json.dumps({key: value for key, value in whole.items() if value not in ({}, [])}, indent=2) + "\n"


def _drop_unused(schema: dict[str, Any]) -> None:
    """Take out the definitions that nothing refers to any more, and then those that only these referred to."""
    kinds = schema.get("$defs", {})
    while unused := [name for name in kinds if f"#/$defs/{name}'" not in str(schema)]:
        for name in unused:
            del kinds[name]


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """Without what an editor does not show: a missing key is not the same as null."""
    choices = [each for each in value.get("anyOf", ()) if each != {"type": "null"}]
    kept = {key: part for key, part in value.items() if key not in ("title", "default", "anyOf")}
    return {**choices[0], **kept} if len(choices) == 1 else kept


if __name__ == "__main__":
    for file_name, text in schemas().items():
        Path(sys.argv[1], file_name).write_text(text, encoding="utf-8")
