"""An entry in the learner's own editor: text and result in one file, and the terminal is the editor's meanwhile.

The file stays until what it holds is in the journal, so that whatever fails costs nothing.
"""

from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree, which
from typing import Any, NamedTuple

from textual.app import App, SuspendNotSupported

from studytui import editor, paths
from studytui.errors import CANNOT_WRITE, StudyError
from studytui.text import storable

RESULT = "# What came of it? Say it below; this line is left out."
"""Stands between the text and its result."""
PLAIN = ("vi", "nano")
"""Tried where no editor is set; one of them is nearly everywhere."""


class Edited(NamedTuple):
    """What came back, and the file that holds it."""

    text: str
    got: str
    file: Path

    def forget(self) -> None:
        """Take the file away: what it held is saved."""
        # The whole folder: editors leave backups and swap files beside a file.
        rmtree(self.file.parent, ignore_errors=True)


def edited(app: App[Any], said: str, text: str, got: str) -> Edited:
    """What the learner made of a text and its result. Raises StudyError; what was written then stays in the file.

    `said` is the editor that is set, if one is.
    """
    command = program(said)
    try:
        file = editor.private_file()
        file.write_text(storable(f"{text}\n\n{RESULT}\n{got}\n"), encoding="utf-8")
    except OSError as error:
        raise StudyError(f"no file to write in: {error.strerror}", "e edits here", CANNOT_WRITE) from None
    before = file.read_bytes()
    refused = _handed_over(app, command, file)
    back = Edited(*_parted(_read(file)), file)
    if refused is None:
        return back
    if _read(file) == before:
        back.forget()
        raise refused
    raise StudyError(refused.message, f"what you wrote is in {file}", refused.exit_code)


def program(said: str) -> list[str]:
    """The editor with its arguments: the one set, the environment's, or a plain one. Raises StudyError."""
    return editor.commanded(said.strip() or paths.editor().strip() or next(filter(which, PLAIN), ""))


def _handed_over(app: App[Any], command: Sequence[str], file: Path) -> StudyError | None:
    """Let a program have the terminal until it ends; what went wrong, if anything did."""
    try:
        with app.suspend():
            # Raised out of here, an error would leave the terminal as the program had it.
            try:
                editor.edit(command, file, "the entry is as it was")
            except StudyError as error:
                return error
    except SuspendNotSupported:
        return StudyError("this terminal can't be handed to an editor", "e edits here")
    return None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _parted(data: bytes) -> tuple[str, str]:
    """The text and its result; without the line between them all is text."""
    said = storable(data.decode("utf-8-sig", "replace"))
    lines = said.split("\n")
    if RESULT not in lines:
        return said.strip(), ""
    at = len(lines) - 1 - lines[::-1].index(RESULT)
    return "\n".join(lines[:at]).strip(), "\n".join(lines[at + 1 :]).strip()
