"""Changing one setting in the file a person wrote: one line of it changes or is added, and nothing else does.

What the file says afterwards is read back and compared, so that a line this does not understand is refused and not
spoilt.
"""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from studytui import settings
from studytui.errors import BAD_CONTENT, CANNOT_WRITE, StudyError
from studytui.settings import KEYS, literal, quoted
from studytui.text import one_line

_TEXT = r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_SET = re.compile(rf"(?P<name>[^=]*=\s*)(?:\[(?:\s*{_TEXT}\s*,?)*\s*\]|{_TEXT}|[^\s#\[\"']+)(?P<rest>\s*(?:#.*)?)$")


def changed(text: str, name: str, value: str | tuple[str, ...]) -> str:
    """The text with one name set to a value. Raises StudyError where that can't be done by changing a line."""
    value = tuple(map(one_line, value)) if isinstance(value, tuple) else one_line(value)
    several = isinstance(value, tuple) and len(value) > 1
    wanted = {**_parsed(text), name: list(value) if several else "".join(value)}
    lines = text.split("\n")
    line = settings.lines(text).get(name)
    if line:
        lines[line - 1] = _SET.sub(lambda found: found["name"] + literal(value) + found["rest"], lines[line - 1])
    else:
        _insert(lines, name, f"{quoted(name.removeprefix(KEYS))} = {literal(value)}")
    return _checked("\n".join(lines), wanted, name)


def without(text: str, name: str) -> str:
    """The text without the line that sets one name. Raises StudyError where that is not on a line of its own."""
    wanted = {each: value for each, value in _parsed(text).items() if each != name}
    lines = text.split("\n")
    if line := settings.lines(text).get(name):
        del lines[line - 1]
    return _checked("\n".join(lines), wanted, name)


def _parsed(text: str) -> dict[str, object]:
    try:
        return settings.parsed(text)
    except ValueError as error:
        fault = settings.read(text, settings.NAME).faults
        raise StudyError(str(fault[0] if fault else error), "studytui config edit", BAD_CONTENT) from None


def _checked(text: str, wanted: dict[str, object], name: str) -> str:
    with suppress(ValueError):
        if settings.parsed(text) == wanted:
            return text
    raise StudyError(f"{name} can't be changed by itself", "studytui config edit opens the file", BAD_CONTENT)


def _insert(lines: list[str], name: str, line: str) -> None:
    """Add a line below its commented default, or else at the end of its table."""
    headers = [(number, each) for number, each in enumerate(lines) if each.lstrip().startswith("[")]
    start, end = 0, headers[0][0] if headers else len(lines)
    if name.startswith(KEYS):
        found = next((number for number, each in headers if re.match(r"\s*\[\s*keys\s*\]", each)), None)
        if found is None:
            lines[len(lines) - (not lines[-1]) :] = ["", "[keys]", line, ""]
            return
        start, end = found + 1, next((number for number, _ in headers if number > found), len(lines))
    bare = re.escape(name.removeprefix(KEYS))
    default = re.compile(rf"""\s*#\s*["']?{bare}["']?\s*=""")
    at = next((number for number in range(start, end) if default.match(lines[number])), None)
    if at is None:
        at = max((number for number in range(start, end) if lines[number].strip()), default=start - 1)
    lines.insert(at + 1, line + ("\r" if any(each.endswith("\r") for each in lines) else ""))


def save(config: Path, text: str) -> Path:
    """Write the file, whole or not at all; a link to elsewhere stays one. Raises StudyError."""
    shown = settings.path(config)
    file = Path(os.path.realpath(shown))
    scratch = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(text.encode())
        with suppress(FileNotFoundError):
            shutil.copymode(file, scratch)
        scratch.replace(file)
    except OSError as error:
        raise StudyError(
            f"{one_line(str(shown))} can't be written: {error.strerror}", "check the folder", CANNOT_WRITE
        ) from error
    return shown
