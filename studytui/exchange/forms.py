"""What a file of another program is, by what stands in it and, where that may be several things, by its name."""

from pathlib import Path
from typing import Any, NamedTuple

from studytui.errors import StudyError
from studytui.exchange import anki, everything, jrnl, time_csv
from studytui.exchange.foreign import ALL, ANKI, CHECKLIST, FORMS, JRNL, SESSIONS, text_of
from studytui.text import one_line


class Found(NamedTuple):
    """A file that can be imported."""

    form: str
    text: str
    plain: Any = None
    """What its JSON says, where it is JSON."""


def found_in(path: Path, form: str = "") -> Found:
    """What a file is, unless `form` says so. Raises StudyError where that can't be told, or it is something else."""
    text = text_of(path)
    plain = _plain(text) if form in ("", JRNL, ALL) else None
    told = form if plain is None and form != ALL else _of_plain(plain)
    told = told or _of_text(text, path.suffix.lower())
    if not told or form not in ("", told):
        what = f"{one_line(str(path))} is nothing that can be imported{f' as {form}' if form else ''}"
        raise StudyError(what, f"--as {'|'.join(FORMS)} says what it is")
    return Found(told, text, plain)


def _plain(text: str) -> object:
    """The data of a JSON file; None for another."""
    return jrnl.parsed(text) if text.lstrip()[:1] in ("{", "[") and not jrnl.is_text(text) else None


def _of_plain(plain: object) -> str:
    return ALL if everything.is_one(plain) else JRNL if jrnl.is_json(plain) else ""


def _of_text(text: str, suffix: str) -> str:
    first = text.lstrip().partition("\n")[0]
    # A deck of two fields needs no headers.
    if anki.is_deck(text) or (suffix in (".txt", ".tsv") and "\t" in first and not time_csv.is_table(text)):
        return ANKI
    if jrnl.is_text(text):
        return JRNL
    if suffix == ".csv" or time_csv.is_table(text):
        return SESSIONS
    return CHECKLIST if suffix in (".md", ".markdown", ".txt") else ""
