"""YAML and Markdown from strangers, read without trust.

PyYAML's loaders follow aliases, merge keys and deep nesting until memory or the stack ends, drop duplicate keys, and
turn `22:30` into 1350 and `no` into False. So only its events are used: depth, size and number of values are bounded,
everything but plain mappings, lists and text is refused, scalars keep their text, and each value keeps its place.
"""

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from studytui.text import one_line

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 32
MAX_VALUES = 100_000
MAX_MESSAGE = 200

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""What no editor shows as a character, the line ends that only some programs count as such among them."""

Place = tuple[str | int, ...]
"""The way to a value from the top: keys and positions."""
Data = str | list["Data"] | dict[str, "Data"]


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One thing that is wrong in a file, where, and what to do about it."""

    path: str
    line: int
    column: int
    message: str
    hint: str
    rule: str = "shape"
    """The rule that says so; `shape` is whether the files can be read and have the keys and values of a track."""
    is_warning: bool = False

    def __str__(self) -> str:
        sign = "warning: " if self.is_warning else ""
        where = f"{one_line(self.path)}:{self.line}:{self.column}"
        return f"{where} {sign}{one_line(self.message)} ({one_line(self.hint)})"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a value stands, from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Document:
    """What a file says, where each value stands, and what is wrong with it."""

    path: str
    data: Data = ""
    text: str = ""
    """The file as it is."""
    prose: str = ""
    """What follows the front matter of a Markdown file."""
    prose_line: int = 1
    whole: bool = False
    """Whether it was read to its end; otherwise `data` says nothing."""
    marks: dict[Place, Mark] = field(default_factory=dict)
    keys: dict[Place, Mark] = field(default_factory=dict)
    """Where the key of a value stands."""
    faults: list[Fault] = field(default_factory=list)
    rule: str = "shape"
    """The rule that looks at it now."""
    _told: set[Mark] = field(default_factory=set)

    def fault(self, mark: Mark, message: str, hint: str) -> None:
        """Note that something is wrong at `mark`."""
        self._told.add(mark)
        self._note(mark, message, hint, False)

    def warn(self, mark: Mark, message: str, hint: str) -> None:
        """Note that something could be better at `mark`."""
        self._note(mark, message, hint, True)

    def _note(self, mark: Mark, message: str, hint: str, is_warning: bool) -> None:
        message = message if len(message) <= MAX_MESSAGE else message[:MAX_MESSAGE] + "…"
        self.faults.append(Fault(self.path, mark.line, mark.column, message, hint, self.rule, is_warning))

    def fault_once(self, mark: Mark, message: str, hint: str) -> None:
        """Note that a text or key is wrong, unless something there is: what follows from a fault is none."""
        if mark not in self._told:
            self.fault(mark, message, hint)

    def mark(self, place: Place) -> Mark:
        """Where a value stands, or the nearest thing around it that stands somewhere."""
        while place and place not in self.marks:
            place = place[:-1]
        return self.marks.get(place, Mark(1, 1))

    def key_mark(self, place: Place) -> Mark:
        """Where the key of a value stands."""
        return self.keys.get(place) or self.mark(place)


class _StopReading(Exception):  # noqa: N818 - not an error: what was wrong is noted
    """Nothing after this point would make sense."""


def read_yaml(path: Path, shown: str) -> Document:
    """A YAML file as plain data; `shown` is how faults name it."""
    document = Document(shown)
    text = read_text(path, document)
    if text is not None:
        _parse(text, document, 0)
    return document


def read_markdown(path: Path, shown: str) -> Document:
    """A Markdown file: its front matter as plain data, and its prose."""
    document = Document(shown)
    text = read_text(path, document)
    if text is None:
        return document
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        document.fault(Mark(1, 1), "the front matter is missing", "begin the file with a line ---")
        return document
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        document.fault(Mark(1, 1), "the front matter does not end", "close it with a line ---")
        return document
    document.prose = "".join(lines[end + 1 :]).strip("\n")
    document.prose_line = end + 2 + next((n for n, line in enumerate(lines[end + 1 :]) if line.strip()), 0)
    _parse("".join(lines[1:end]), document, 1)
    return document


def read_text(path: Path, document: Document) -> str | None:
    """What a file says, its line ends as newlines; None, with its fault noted, if that can't be read."""
    start = Mark(1, 1)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            document.fault(start, "this is no ordinary file", "put a text file here")
            return None
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            document.fault(start, f"the file has more than {MAX_BYTES:,} bytes", "split it")
            return None
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        document.fault(_end_of(before), "this is not UTF-8", "save the file as UTF-8")
        return None
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        document.fault(start, f"the file can't be read: {why}", "check its name and permissions")
        return None
    document.text = text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    control = _CONTROL.search(text)
    if control:
        mark = _end_of(text[: control.start()])
        document.fault(mark, f"control character U+{ord(control[0]):04X}", "take it out")
        return None
    return text


def _end_of(text: str) -> Mark:
    """The place of what comes after `text`."""
    return Mark(text.count("\n") + 1, len(text) - text.rfind("\n"))


def _parse(text: str, document: Document, lines_before: int) -> None:
    try:
        document.data = _Builder(document, lines_before).build(text)
        document.whole = True
    except _StopReading:
        pass
    except yaml.MarkedYAMLError as error:
        at: Any = error.problem_mark or error.context_mark
        mark = Mark(at.line + 1 + lines_before, at.column + 1) if at else Mark(1 + lines_before, 1)
        document.fault(mark, *_in_words(str(error.problem or error.context), text, at))
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        document.fault(Mark(1 + lines_before, 1), f"this is not YAML: {error}", "check indents, colons and quotes")


def _in_words(problem: str, text: str, at: Any) -> tuple[str, str]:
    """PyYAML's problem as what a writer did and what to do; the usual slips get words of their own."""
    lines = text.split("\n")
    rest = lines[at.line][at.column :] if at and at.line < len(lines) else ""
    if rest.startswith("\t"):
        return "a tab", "indent with spaces"
    if problem.startswith("mapping values"):
        return "a colon where none can stand", "put the text in quotes, or mend the indent"
    if "cannot start any token" in problem:
        return f"text can't begin with {rest[:1]!r}", "put it in quotes"
    return f"this is not YAML: {problem}", "check indents, colons and quotes"


class _Builder:
    """Plain data from the parser's events, without recursion."""

    def __init__(self, document: Document, lines_before: int) -> None:
        self._document = document
        self._lines_before = lines_before
        self._values = 0
        self._open: list[_Open] = []
        self._root: Data = ""

    def build(self, text: str) -> Data:
        """All of `text`. Raises _StopReading when going on makes no sense, YAMLError where it is not YAML."""
        documents = 0
        for event in _events(text):
            start: Any = event.start_mark
            mark = Mark(start.line + 1 + self._lines_before, start.column + 1)
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self._stop(mark, "a second document begins here", "keep one document a file: take out the ---")
                case yaml.AliasEvent():
                    self._refuse(mark, f"alias *{event.anchor}", "write the value out, or put the text in quotes")
                    self._add("", mark)
                case yaml.ScalarEvent():
                    self._check_node(event, mark)
                    self._add(event.value, mark)
                case yaml.MappingStartEvent():
                    self._enter(event, mark, {})
                case yaml.SequenceStartEvent():
                    self._enter(event, mark, [])
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._leave()
        if documents == 0:
            self._refuse(
                Mark(1 + self._lines_before, 1), "there is nothing in it", "see a bundled track for an example"
            )
        return self._root

    def _enter(self, event: yaml.CollectionStartEvent, mark: Mark, container: Data) -> None:
        self._check_node(event, mark)
        if len(self._open) >= MAX_DEPTH:
            self._stop(mark, f"nested deeper than {MAX_DEPTH} levels", "flatten it")
        place = self._add(container, mark)
        self._open.append(_Open(container, place))

    def _leave(self) -> None:
        self._open.pop()

    def _add(self, value: Data, mark: Mark) -> Place:
        top = self._open[-1] if self._open else None
        if top and isinstance(top.container, dict) and top.key is None:
            return self._take_key(top, value, mark)
        self._values += 1
        if self._values > MAX_VALUES:
            self._stop(mark, f"more than {MAX_VALUES:,} values", "split the file")
        if top is None:
            self._root = value
            return self._note((), mark)
        if isinstance(top.container, list):
            top.container.append(value)
            return self._note((*top.place, len(top.container) - 1), mark)
        key, top.key = top.key, None
        if isinstance(top.container, dict) and key is not None and key not in top.container:
            top.container[key] = value
            return self._note((*top.place, key), mark)
        return top.place

    def _take_key(self, top: "_Open", value: Data, mark: Mark) -> Place:
        if not isinstance(value, str):
            self._refuse(mark, "a key that is not text", "use a plain word as the key, or put the text in quotes")
            value = ""
        elif isinstance(top.container, dict) and value in top.container:
            first = self._document.key_mark((*top.place, value))
            self._refuse(mark, f"the key {value!r} stands twice", f"the first is on line {first.line}: keep one")
        elif value == "<<":
            self._refuse(mark, "a merge key <<", "write the values out")
        self._document.keys.setdefault((*top.place, value), mark)
        top.key = value
        return top.place

    def _check_node(self, event: Any, mark: Mark) -> None:
        if event.anchor is not None:
            self._refuse(mark, f"anchor &{event.anchor}", "take it out, or put the text in quotes")
        if event.tag is not None:
            self._refuse(mark, f"tag {event.tag!r}", "take it out, or put the text in quotes")

    def _note(self, place: Place, mark: Mark) -> Place:
        self._document.marks[place] = mark
        return place

    def _refuse(self, mark: Mark, message: str, hint: str) -> None:
        self._document.fault(mark, message, hint)

    def _stop(self, mark: Mark, message: str, hint: str) -> None:
        self._refuse(mark, message, hint)
        raise _StopReading


@dataclass(slots=True)
class _Open:
    """A mapping or a list that is not closed yet."""

    container: Data
    place: Place
    key: str | None = None


def _events(text: str) -> Iterator[yaml.Event]:
    # libyaml takes 4 ms for 200 KB, the Python parser 57.
    loader = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader
    yield from yaml.parse(text, Loader=loader)
