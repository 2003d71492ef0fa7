"""Whether a track is right: every fault at once, each with its place and what to do.

Files are read without trust, pydantic says whether they have the shape of the model, and what remains are the things
only the whole shows: ids that nothing has, topics in no week, circles. A file that is broken keeps its ids, so that
one fault does not make a hundred.
"""

import os
from dataclasses import fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from studytui.text import storable
from studytui.track.model import Card, Lab, Topic, Track
from studytui.track.reader import Data, Document, Fault, Place, read_markdown, read_yaml
from studytui.track.rules import RULES, Files

MAX_FILES = 2_000
_PLAIN = {
    "missing": "is missing",
    "string_type": "must be text",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dataclass_type": "must have keys of its own",
    "dict_type": "must have keys of its own",
}

Model = TypeVar("Model")
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {model: TypeAdapter(model) for model in (Track, Topic, Lab, Card)}


def files_of(folder: Path) -> list[Path]:
    """The files that make up a track, in order."""
    found = [folder / "track.yaml"]
    for place, ending in (("topics", ".md"), ("cards", ".yaml"), ("labs", ".yaml")):
        try:
            names = sorted(entry.name for entry in os.scandir(folder / place) if entry.name.endswith(ending))
        except OSError:
            continue
        found += [folder / place / name for name in names]
    return found


def check(folder: Path) -> tuple[Track | None, list[Fault]]:
    """The track in `folder`, or everything that keeps it from being one."""
    files = Files(folder)
    paths = files_of(folder)
    if len(paths) > MAX_FILES:
        return None, [Fault(_shown(folder), 1, 1, f"{len(paths):,} files", f"at most {MAX_FILES:,} are read")]
    for path in paths:
        _read(files, path)
    for rule in RULES:
        rule(files)
    faults = sorted({fault for document in files.documents for fault in document.faults})
    if faults or files.track is None:
        return None, faults
    topics = {name: topic for name, topic in files.topics.items() if topic}
    labs = {name: lab for name, lab in files.labs.items() if lab}
    return replace(files.track, topics=topics, labs=labs, cards=tuple(card for _, _, card in files.cards)), []


# Reading one file


def _read(files: Files, path: Path) -> None:
    shown = _shown(path)
    name = storable(path.name.rpartition(".")[0])
    kind = path.parent.name if path.parent != files.folder else ""
    document = read_markdown(path, shown) if kind == "topics" else read_yaml(path, shown)
    files.documents.append(document)
    whole = not document.faults
    match kind:
        case "topics":
            files.by_topic[name] = document
            extra = {"id": name, "prose": document.prose}
            files.topics[name] = _shaped(document, Topic, extra) if whole else None
        case "labs":
            files.by_lab[name] = document
            files.labs[name] = _shaped(document, Lab, {"id": name}) if whole else None
        case "cards":
            if whole:
                _read_cards(files, document, name)
        case _:
            files.outline = document
            if whole:
                _number_weeks(document.data)
                files.track = _shaped(document, Track, {})


def _read_cards(files: Files, document: Document, topic: str) -> None:
    if not isinstance(document.data, list):
        document.fault(document.mark(()), "cards must be a list", "begin each card with - id:")
        return
    for number, item in enumerate(document.data):
        card = _shaped(document, Card, {"topic": topic}, item, (number,))
        if card:
            files.cards.append((document, number, card))


def _number_weeks(data: Data) -> None:
    """Weeks are counted through all phases; nobody writes their numbers."""
    number = 0
    phases = data.get("phases") if isinstance(data, dict) else None
    for phase in phases if isinstance(phases, list) else ():
        weeks = phase.get("weeks") if isinstance(phase, dict) else None
        for week in weeks if isinstance(weeks, list) else ():
            number += 1
            if isinstance(week, dict) and "number" not in week:
                week["number"] = str(number)


def _shaped(
    document: Document, model: type[Model], extra: dict[str, str], data: Data | None = None, place: Place = ()
) -> Model | None:
    """The data as a model, or None with its faults noted."""
    data = document.data if data is None else data
    if not isinstance(data, dict):
        document.fault(document.mark(place), "this must have keys", "write key: value lines")
        return None
    for key in extra:
        if key in data:
            document.fault(document.mark((*place, key)), f"unknown key {key!r}", "take it out: the file's name tells")
    faults = len(document.faults)
    try:
        shaped: Model = _ADAPTERS[model].validate_python({**data, **extra})
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            _note(document, model, place, one)
        return None
    _check_texts(document, data, place)
    return shaped if len(document.faults) == faults else None


def _note(document: Document, model: type[Any], place: Place, error: Any) -> None:
    loc: Place = tuple(error["loc"])
    name = str(loc[-1]) if loc else "this"
    mark = document.mark((*place, *loc))
    if error["type"] == "unexpected_keyword_argument":
        known = [each.name for each in fields(model)] if len(loc) == 1 else []
        known = [key for key in known if key not in ("id", "prose", "topics", "labs", "cards") or model is Track]
        nearest = get_close_matches(name, known, 1)
        hint = f"did you mean {nearest[0]}?" if nearest else "take it out"
        document.fault(mark, f"unknown key {name!r}", hint)
        return
    what = f"item {name}" if isinstance(loc[-1] if loc else "", int) else name
    plain = _PLAIN.get(error["type"]) or str(error["msg"]).replace("Input should be ", "must be ")
    hint = "add it" if error["type"] == "missing" else "correct it"
    document.fault(mark, f"{what} {plain}", hint)


def _check_texts(document: Document, data: Data, place: Place) -> None:
    """No empty text, and no line breaks but in code."""
    if isinstance(data, dict):
        for key, value in data.items():
            _check_texts(document, value, (*place, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            _check_texts(document, value, (*place, number))
    elif not data.strip():
        document.fault(document.mark(place), f"{_called(place)} is empty", "fill it or take it out")
    elif "\n" in data.strip() and place and place[-1] not in ("code", "front", "back"):
        document.fault(document.mark(place), f"{_called(place)} has more than one line", "keep it to one")


def _called(place: Place) -> str:
    return str(next((part for part in reversed(place) if isinstance(part, str)), "this"))


def _shown(path: Path) -> str:
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(path)
