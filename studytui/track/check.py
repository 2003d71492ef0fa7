"""Whether a track is right: every fault at once, each with its place and what to do.

Files are read without trust, pydantic says whether they have the shape of the model, and what remains are the rules
that only the whole can break. A file that is broken keeps its id, so that one fault does not make a hundred.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from itertools import count
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from studytui.text import storable, visible
from studytui.track.experiment import read_spec
from studytui.track.model import CLASSES, Card, Experiment, Lab, Topic, Track, Week, program_of
from studytui.track.reader import Data, Document, Fault, Mark, Place, read_markdown, read_text, read_yaml
from studytui.track.rules import ANY, RULES, WEEK, Files, nearest, values
from studytui.track.style import SOFT, STRICT, tidy

MAX_FILES = 2_000

DERIVED: dict[type[Any], tuple[str, ...]] = {
    Track: ("topics", "labs", "cards"),
    Week: ("number",),
    Topic: ("id", "prose"),
    Lab: ("id", "experiment"),
    Card: ("topic",),
    Experiment: (),
}
"""Fields that no file writes: they follow from where a thing stands."""

_NUMBERS = {each.name for model in CLASSES for each in fields(model) if each.type is int}
_MANY_LINES = ("front", "back", "code", "explanation")
_PLAIN = {
    "missing": ("is missing", "add it"),
    "string_type": ("must be text", "write it on one line, in quotes if need be"),
    "int_parsing": ("must be a whole number", "write digits only"),
    "int_parsing_size": ("must be a whole number", "write digits only"),
    "float_parsing": ("must be a number", "write digits only"),
    "float_type": ("must be a number", "write digits only"),
    "dict_type": ("must have keys of its own", "write key: value lines"),
    "bool_parsing": ("must be True or False", "write one of them"),
    "int_type": ("must be a whole number", "write digits only"),
    "tuple_type": ("must be a list", "begin each item with a hyphen"),
    "dataclass_type": ("must have keys of its own", "write key: value lines"),
}

Model = TypeVar("Model")
Rule = Callable[[Files], None]
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {
    model: TypeAdapter(model) for model in (Track, Topic, Lab, Card, Experiment)
}


def files_of(folder: Path) -> list[Path]:
    """The files that make up a track, in order; hidden ones are editors' and file managers' own."""
    found = [folder / "track.yaml"]
    for place, ending in (("topics", ".md"), ("cards", ".yaml"), ("labs", ".yaml")):
        try:
            with os.scandir(folder / place) as entries:
                names = sorted(each.name for each in entries if each.name.endswith(ending) and each.name[0] != ".")
        except OSError:
            continue
        found += [folder / place / name for name in names]
    return found


def check(folder: Path, style: Iterable[Rule] = ()) -> tuple[Track | None, list[Fault]]:
    """The track in `folder`, or everything that keeps it from being one; by rules of `style` what could be better."""
    paths = files_of(folder)
    if len(paths) > MAX_FILES:
        return None, [Fault(_shown(folder), 1, 1, f"{len(paths):,} files", f"at most {MAX_FILES:,} are read")]
    files = _read(folder, paths)
    track = _track(files)
    for rule in (*RULES, *style):
        for document in files.all():
            document.rule = called(rule)
        rule(files)
    faults = sorted(fault for document in files.all() for fault in document.faults)
    return (track if all(fault.is_warning for fault in faults) else None), faults


def documented() -> list[tuple[str, str]]:
    """Every rule with what it asks for; what is only a warning says so."""
    shape = ("shape", "Files can be read, and have the keys and values of a track; unknown keys are refused.")
    plain = [(called(rule), str(rule.__doc__)) for rule in RULES]
    return [shape, *plain, *((called(rule), f"{rule.__doc__} ({_profile(rule)})") for rule in STRICT)]


def tidied(folder: Path) -> list[str]:
    """Take the blanks that nobody sees out of a track's files, and say which had any. Raises OSError."""
    changed = []
    for path in files_of(folder):
        document = Document(_shown(path))
        # Never through a link: it may lead out of the track.
        if path.is_symlink() or read_text(path, document) is None:
            continue
        better = tidy(document.text, path.suffix == ".md")
        if better != document.text:
            scratch = path.with_name(f".{path.name}.new")
            scratch.write_text(better, encoding="utf-8", newline="")
            shutil.copymode(path, scratch)
            scratch.replace(path)
            changed.append(document.path)
    return changed


def _profile(rule: Rule) -> str:
    return "warning" if rule in SOFT else "warning, with --strict only"


def called(rule: Rule) -> str:
    """The name under which a rule is documented and cited."""
    return rule.__name__.removeprefix("_")


def _read(folder: Path, paths: list[Path]) -> Files:
    files = Files(_document(folder, paths[0], read_yaml))
    for path in paths[1:]:
        kind, name = path.parent.name, storable(path.name.rpartition(".")[0])
        group: dict[str, Document] = getattr(files, kind)
        group[name] = _document(folder, path, read_markdown if kind == "topics" else read_yaml)
        program = folder / "labs" / program_of(name)
        if kind == "labs" and program.exists():
            files.experiments[name] = _document(folder, program, read_spec)
    return files


def _document(folder: Path, path: Path, read: Callable[[Path, str], Document]) -> Document:
    """A file of the track, and nothing that a link in it leads to elsewhere."""
    with suppress(OSError, RuntimeError):
        if not path.resolve().is_relative_to(folder.resolve()):
            document = Document(_shown(path))
            document.fault(Mark(1, 1), "this leads out of the track", "put the file itself here")
            return document
    return read(path, _shown(path))


def _track(files: Files) -> Track | None:
    """The model of everything; what does not fit is noted where it stands, and left out."""
    topics = {
        name: _shaped(each, Topic, {"id": name, "prose": each.prose}, each.data) for name, each in files.topics.items()
    }
    labs = {name: _lab(files, name) for name in files.labs}
    cards = [card for name, each in files.cards.items() for card in _cards(each, name)]
    _number_weeks(files.outline)
    track = _shaped(files.outline, Track, {}, files.outline.data)
    return track and replace(
        track,
        topics={name: topic for name, topic in topics.items() if topic},
        labs={name: lab for name, lab in labs.items() if lab},
        cards=tuple(cards),
    )


def _lab(files: Files, name: str) -> Lab | None:
    lab = _shaped(files.labs[name], Lab, {"id": name}, files.labs[name].data)
    program = files.experiments.get(name)
    experiment = _shaped(program, Experiment, {}, program.data) if program else None
    return lab and replace(lab, experiment=experiment)


def _cards(document: Document, topic: str) -> Iterator[Card]:
    if document.whole and not isinstance(document.data, list):
        document.fault_once(document.mark(()), "cards must be a list", "begin each card with - id:")
    for place, data in values(document, ANY):
        card = _shaped(document, Card, {"topic": topic}, data, place)
        if card:
            yield card


def _number_weeks(document: Document) -> None:
    """Weeks are counted through all phases; nobody writes their numbers."""
    numbers = count(1)
    for place, week in values(document, *WEEK):
        if isinstance(week, dict):
            _refuse_derived(document, Week, week, place)
            week["number"] = str(next(numbers))


def _refuse_derived(document: Document, model: type[Any], data: dict[str, Data], place: Place) -> None:
    for key in DERIVED[model]:
        if data.pop(key, None) is not None:
            mark = document.key_mark((*place, key))
            document.fault_once(mark, f"unknown key {key!r}", "take it out: it follows from the files")


def _shaped(
    document: Document, model: type[Model], derived: dict[str, str], data: Data, place: Place = ()
) -> Model | None:
    """The data that stands at `place` as a model, or None with its faults noted."""
    if not document.whole:
        return None
    if not isinstance(data, dict):
        document.fault_once(document.mark(place), "this must have keys", "write key: value lines")
        return None
    _refuse_derived(document, model, data, place)
    shaped: Model | None = None
    try:
        shaped = _ADAPTERS[model].validate_python({**data, **derived})
    except ValidationError as error:
        for one in error.errors(include_url=False):
            _note(document, model, place, one)
    _check_texts(document, data, place)
    return shaped


def _note(document: Document, model: type[Any], place: Place, error: Any) -> None:
    """One of pydantic's complaints, in plain words and in its place."""
    loc: Place = tuple(error["loc"])
    at = (*place, *loc)
    if error["type"] == "unexpected_keyword_argument":
        owner = _model_at(model, loc[:-1])
        known = [each.name for each in fields(owner) if each.name not in DERIVED.get(owner, ())]
        hint = nearest(document, str(loc[-1]), known, "take it out")
        document.fault_once(document.key_mark(at), f"unknown key {loc[-1]!r}", hint)
    elif error["type"] == "missing":
        document.fault(document.mark(at), f"{loc[-1]} is missing", "add it")
    elif error["type"] == "literal_error":
        expected = str(error["ctx"]["expected"]).replace("'", "")
        hint = nearest(document, str(error["input"]), expected.replace(" or ", ", ").split(", "), "choose one")
        document.fault_once(document.mark(at), f"{_called(at)} must be {expected}", hint)
    else:
        plain, hint = _PLAIN.get(error["type"], (str(error["msg"]), "correct it"))
        document.fault_once(document.mark(at), f"{_called(at)} {plain}", hint)


def _model_at(model: Any, loc: Place) -> Any:
    """The class of what stands at `loc` in a model: each step goes into a field, a list or a mapping."""
    for part in loc:
        if is_dataclass(model):
            model = next(each.type for each in fields(model) if each.name == part)
        else:
            model = get_args(model)[-1 if get_origin(model) is dict else 0]
        if isinstance(model, UnionType):
            model = get_args(model)[0]
    return model


def _check_texts(document: Document, data: Data, place: Place) -> None:
    """No empty text, no line breaks but where there is room for them, and numbers of digits only."""
    if isinstance(data, dict):
        for key, value in data.items():
            _check_texts(document, value, (*place, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            _check_texts(document, value, (*place, number))
    elif not data.strip():
        document.fault_once(document.mark(place), f"{_called(place)} is empty", "fill it or take it out")
    elif "\n" in visible(data.strip()) and place[-1] not in _MANY_LINES:
        document.fault_once(document.mark(place), f"{_called(place)} has more than one line", "keep it to one")
    elif place[-1] in _NUMBERS and not (data.isascii() and data.isdecimal() and 0 < int(data[:9]) < 10_000):
        document.fault_once(document.mark(place), f"{_called(place)} must be a whole number", "write digits only")


def _called(place: Place) -> str:
    """How a fault names the value at a place: by its key, or by the key of the list it is in."""
    key = next((str(part) for part in reversed(place) if isinstance(part, str)), "this")
    key = key if key.isidentifier() else repr(key)
    return f"an item of {key}" if place and isinstance(place[-1], int) else key


def _shown(path: Path) -> str:
    """The path as a person can click it: from here if it is below, else in full."""
    try:
        here = Path.cwd()
    except OSError:
        return str(path)
    return str(path.absolute().relative_to(here)) if path.absolute().is_relative_to(here) else str(path)
