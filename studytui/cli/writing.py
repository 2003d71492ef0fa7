"""Text on its way into the journal: written in the learner's editor, and in a file until it is saved."""

from contextlib import suppress
from pathlib import Path

from studytui.cli.output import note
from studytui.errors import CANNOT_WRITE, StudyError
from studytui.text import storable

EXPLANATION = (
    "# What did you do, and what came of it? Write below, save and close; #tags are welcome.",
    "# These two lines are left out; an empty text writes nothing.",
)


class Written:
    """What the learner wrote, and the file that holds it, where there is one."""

    def __init__(self, text: str, file: Path | None = None) -> None:
        self.text = text
        self.file = file

    def keep(self) -> Path | None:
        """The file that holds the text from now on; None if none can be written."""
        if self.file is None:
            from studytui.editor import private_file

            with suppress(OSError):
                file = private_file()
                file.write_text(storable(self.text), encoding="utf-8")
                self.file = file
        return self.file

    def forget(self) -> None:
        """Take the file away: what it held is saved."""
        if self.file is not None:
            from shutil import rmtree

            # The whole folder: editors leave backups and swap files beside a file.
            rmtree(self.file.parent, ignore_errors=True)


def in_editor(editor: str) -> Written:
    """What the learner's editor returns. Raises StudyError where there is none or it failed, the text kept."""
    if not editor.strip():
        raise StudyError("there is nothing to write", "give a text, - for stdin, or set EDITOR")
    from studytui.editor import commanded, edit, private_file

    command = commanded(editor)
    try:
        file = private_file()
        file.write_text("\n".join((*EXPLANATION, "", "")), encoding="utf-8")
    except OSError as error:
        raise StudyError(f"no file to write in: {error.strerror}", "say it in the command", CANNOT_WRITE) from None
    try:
        edit(command, file, "nothing was written")
        return Written(_without_explanation(_read(file)), file)
    except BaseException:
        if _without_explanation(_read(file)):
            note(f"your text is in {file}")
        else:
            Written("", file).forget()
        raise


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return ""


def _without_explanation(text: str) -> str:
    """The text without our own lines; a heading or a #tag of the learner's stays, at the top too."""
    lines = text.splitlines()
    while lines and (not lines[0].strip() or lines[0].strip() in EXPLANATION):
        del lines[0]
    return "\n".join(lines).strip()
