"""An entry in the learner's own editor: text and result in one file, and the terminal is the editor's meanwhile.

The file stays until what it holds is in the journal, so that whatever fails costs nothing.
"""

import shlex
import signal
import subprocess
import tempfile
from pathlib import Path
from shutil import rmtree, which
from typing import Any, NamedTuple

from textual.app import App, SuspendNotSupported

from studytui import paths
from studytui.errors import CANNOT_WRITE, NOTHING_MATCHED, StudyError
from studytui.text import one_line, storable

RESULT = "# What came of it? Say it below; this line is left out."
"""Stands between the text and its result."""
PLAIN = ("vi", "nano")
"""Tried where no editor is set; one of them is nearly everywhere."""
HINT = "set EDITOR, or studytui config set editor nano; e edits here"


class Edited(NamedTuple):
    """What came back, and the file that holds it."""

    text: str
    got: str
    file: Path

    def forget(self) -> None:
        """Take the file away: what it held is saved."""
        # The whole folder: editors leave backups and swap files beside a file.
        rmtree(self.file.parent, ignore_errors=True)


def edited(app: App[Any], editor: str, text: str, got: str) -> Edited:
    """What the learner made of a text and its result. Raises StudyError; what was written then stays in the file."""
    command = commanded(editor)
    try:
        file = Path(tempfile.mkdtemp(prefix="studytui-")) / "entry.md"
        file.write_text(storable(f"{text}\n\n{RESULT}\n{got}\n"), encoding="utf-8")
    except OSError as error:
        raise StudyError(f"no file to write in: {error.strerror}", "e edits here", CANNOT_WRITE) from None
    before = file.read_bytes()
    refused = _handed_over(app, [*command, str(file)])
    back = Edited(*_parted(_read(file)), file)
    if refused is None:
        return back
    if _read(file) == before:
        back.forget()
        raise refused
    raise StudyError(refused.message, f"what you wrote is in {file}", refused.exit_code)


def commanded(editor: str) -> list[str]:
    """The program that an editor's setting names, with its arguments. Raises StudyError where there is none."""
    said = editor.strip() or paths.editor().strip() or next(filter(which, PLAIN), "")
    try:
        command = shlex.split(said)
    except ValueError as error:
        raise StudyError(f"the editor {one_line(said)} can't be read: {error}", "check its quotes") from None
    if not command:
        raise StudyError("no editor is set", HINT)
    return command


def _handed_over(app: App[Any], command: list[str]) -> StudyError | None:
    """Let a program have the terminal until it ends; what went wrong, if anything did."""
    try:
        with app.suspend():
            # Raised in here, an error would leave the terminal as the program had it.
            return _run(command)
    except SuspendNotSupported:
        return StudyError("this terminal can't be handed to an editor", "e edits here")


def _run(command: list[str]) -> StudyError | None:
    name = one_line(command[0])
    # Ctrl-C belongs to the editor while it is open; a handler, since it would inherit an ignored signal.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        # Not subprocess.run: it kills the editor, and all that is unsaved in it, when a signal ends this program.
        status = subprocess.Popen(command).wait()  # noqa: S603 - the learner's own choice
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return StudyError(f"the editor {name} can't be started: {why}", HINT)
    finally:
        signal.signal(signal.SIGINT, before)
    if status:
        how = f"exit {status}" if status > 0 else f"signal {-status}"
        return StudyError(f"the editor {name} failed: {how}", "the entry is as it was", NOTHING_MATCHED)
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
