"""Handing a file to the learner's editor, and waiting until that is left."""

import shlex
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from studytui.errors import NOTHING_MATCHED, StudyError
from studytui.text import one_line

HINT = "set EDITOR, or studytui config set editor nano"


def commanded(editor: str) -> list[str]:
    """The program that an editor's setting names, with its arguments. Raises StudyError where it names none."""
    try:
        command = shlex.split(editor)
    except ValueError as error:
        raise StudyError(f"the editor {one_line(editor)} can't be read: {error}", "check its quotes") from None
    if not command:
        raise StudyError("no editor is set", HINT)
    return command


def private_file() -> Path:
    """A file's path in a new folder that nobody else can look into, where editors may leave theirs. Raises OSError."""
    return Path(tempfile.mkdtemp(prefix="studytui-")) / "entry.md"


def edit(command: Sequence[str], file: Path, failed: str) -> None:
    """Let a program edit a file. Raises StudyError, where it failed with the hint `failed`."""
    name = one_line(command[0])
    # Ctrl-C belongs to the editor while it is open; a handler, since it would inherit an ignored signal.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        # Not subprocess.run: it kills the editor, and all that is unsaved in it, when a signal ends this program.
        status = subprocess.Popen([*command, str(file)]).wait()  # noqa: S603 - the learner's own choice
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise StudyError(f"the editor {name} can't be started: {why}", HINT) from None
    finally:
        signal.signal(signal.SIGINT, before)
    if status:
        how = f"exit {status}" if status > 0 else f"signal {-status}"
        raise StudyError(f"the editor {name} failed: {how}", failed, NOTHING_MATCHED)
