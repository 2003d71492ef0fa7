"""What a lab's program says of itself: `SPEC`, a literal in its source, read without running anything.

Opening, checking or browsing a track must run nothing, and what can be set and is measured has one home: the program.
So its source is parsed, and of it only the literal is looked at.
"""

import ast
import warnings
from pathlib import Path

from studytui.track.reader import MAX_DEPTH, Data, Document, Mark, Place, read_text

NAME = "SPEC"
MAX_NUMBER = 1e300
LONG_LINE = 4096


def read_spec(path: Path, shown: str) -> Document:
    """The `SPEC` of a program as plain data, each value with its place; `shown` is how faults name the file."""
    document = Document(shown)
    text = read_text(path, document)
    if text is None:
        return document
    try:
        with warnings.catch_warnings():
            # Of somebody's escape sequences, onto the learner's screen.
            warnings.simplefilter("ignore")
            module = ast.parse(text)
    except SyntaxError as error:
        mark = Mark(error.lineno or 1, error.offset or 1)
        document.fault(mark, f"this is not Python: {error.msg}", "mend it")
        return document
    except (ValueError, RecursionError, MemoryError):
        document.fault(Mark(1, 1), "this is nested too deep for Python", "flatten it")
        return document
    value = next((found for each in module.body if (found := _assigned(each))), None)
    if value is None:
        document.fault(Mark(1, 1), f"there is no {NAME}", f"write {NAME} = {{...}} at the top level")
    else:
        _count_characters(value, text)
        document.whole = _take(value, (), document)
    return document


def _assigned(statement: ast.stmt) -> ast.expr | None:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == NAME:
            return value
        case ast.AnnAssign(target=ast.Name(id=name), value=value) if name == NAME:
            return value
    return None


def _count_characters(value: ast.expr, text: str) -> None:
    """Give everything in a literal its column in characters; Python counts bytes."""
    if text.isascii():
        return
    lines = text.encode().split(b"\n")
    for node in ast.walk(value):
        # Nobody reads columns of a line of thousands, and for thousands of values in it this would take minutes.
        if isinstance(node, ast.expr) and len(lines[node.lineno - 1]) < LONG_LINE:
            node.col_offset = len(lines[node.lineno - 1][: node.col_offset].decode("utf-8", "replace"))


def _take(node: ast.expr, place: Place, document: Document) -> bool:
    """Put the data behind a literal where it belongs; False, with its fault noted, if it is none."""
    found = _plain(node, place, document)
    if found is None:
        return False
    document.data = found
    return True


def _plain(node: ast.expr, place: Place, document: Document) -> Data | None:
    mark = document.marks[place] = Mark(node.lineno, node.col_offset + 1)
    match node:
        case ast.Constant(value=str() as value):
            return value
        case ast.Constant(value=bool() | int() | float() as value) if _is_modest(value):
            return str(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)) if _is_modest(value):
            return str(-value)
        case ast.List(elts=items) | ast.Tuple(elts=items) if len(place) < MAX_DEPTH:
            values = [_plain(item, (*place, number), document) for number, item in enumerate(items)]
            return [each for each in values if each is not None] if None not in values else None
        case ast.Dict() if len(place) < MAX_DEPTH:
            return _mapping(node, place, document)
    document.fault(mark, f"{NAME} holds more than plain values", "write numbers, texts, lists and dicts as literals")
    return None


def _is_modest(value: float) -> bool:
    """Whether it is a number that text can hold: in hexadecimal a whole one may have any number of digits."""
    return abs(value) < MAX_NUMBER


def _mapping(node: ast.Dict, place: Place, document: Document) -> Data | None:
    found: dict[str, Data] = {}
    for key, item in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            document.fault(document.mark(place), "a key that is not text", "write each key as a text")
            return None
        document.keys[*place, key.value] = Mark(key.lineno, key.col_offset + 1)
        value = _plain(item, (*place, key.value), document)
        if value is None:
            return None
        found[key.value] = value
    return found
