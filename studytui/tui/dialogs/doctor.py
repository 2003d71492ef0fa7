"""What state the history is in, on screen; the same that `studytui doctor` says."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.worker import Worker

from studytui.errors import StudyError
from studytui.text import counted, one_line
from studytui.tui.listing import HEADING, MUTED, plain
from studytui.tui.widgets.row import Row
from studytui.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from studytui.history.doctor import Examination


class Doctor(ModalScreen[None]):
    """Devices, copies, and what is not as it should be; `f` mends it."""

    CSS = """
    Doctor { align: center middle; }
    Doctor > Rows {
        width: 96; max-width: 96%; height: 80%; border: round $primary; padding: 0 1; background: $surface;
        border-title-color: $primary; border-subtitle-color: $text-muted;
    }
    """
    BINDINGS = [
        Binding("escape,exclamation_mark,q", "app.back", "close"),
        Binding("f", "mend", "mend"),
    ]

    def __init__(self, examine: Callable[[], "Examination"], mend: Callable[[], list[str]]) -> None:
        super().__init__()
        self._examine = examine
        self._mend = mend
        self._done: list[str] = []

    def compose(self) -> ComposeResult:
        """One list."""
        rows = Rows("Your history")
        rows.border_subtitle = Content("f mends, after a backup · esc closes")
        yield rows

    def on_mount(self) -> None:
        """Look; reading every copy may take a moment."""
        self.query_one(Rows).show([Row("wait", Content.styled("Looking at every copy…", MUTED), selectable=False)])
        self._look()

    def action_mend(self) -> None:
        """Mend what can be mended."""
        self.run_worker(self._mended, thread=True, exclusive=True)

    def _look(self) -> Worker[None]:
        return self.run_worker(self._looked, thread=True, exclusive=True)

    def _looked(self) -> None:
        found = self._examine()
        self.app.call_from_thread(self._show, found)

    def _mended(self) -> None:
        try:
            self._done = self._mend()
        except StudyError as error:
            self._done = [str(error)]
        self._looked()

    def _show(self, found: "Examination") -> None:
        if self.is_attached:
            self.query_one(Rows).show(list(rows(found, self._done)))


def rows(found: "Examination", done: list[str]) -> Iterator[Row]:
    """An examination as a list."""
    for number, each in enumerate(done):
        yield Row(f"done {number}", Content.styled(one_line(each), "$text-success"), selectable=False)
    if done:
        yield _gap("done")
    yield _heading("What is not as it should be" if found.findings else "All is well")
    for number, finding in enumerate(found.findings):
        body = Content.assemble(plain(finding.where), ": ", plain(finding.what, "bold"))
        hint = Content.assemble("\n", plain(finding.hint, MUTED)) if finding.hint else Content("")
        yield Row(f"finding {number}", Content.assemble(body, hint))
    if found.contested:
        text = f"{counted(found.contested, 'entry', 'entries')} with two versions: enter on it in the journal"
        yield _line("contested", "to settle", text)
    yield _gap("history")
    yield _heading("The history")
    size = f"{counted(found.events, 'event')} in {counted(found.files, 'file')}, {max(1, found.size // 1024):,} KB"
    yield _line("folder", "folder", str(found.folder))
    yield _line("size", "size", size)
    for device in found.devices:
        latest = datetime.fromtimestamp(device.latest / 1000).astimezone()
        text = f"{counted(device.events, 'event')}, the last {latest:%Y-%m-%d %H:%M}"
        yield _line(f"device {device.id}", f"device {device.id}", text + (" · this one" if device.here else ""))
    for copy in found.copies:
        yield _line(f"copy {copy}", "conflict copy", copy)
    yield _gap("copies")
    yield _heading("Its copies")
    yield _line("mirror", "mirror", str(found.mirror))
    if found.archives:
        last = found.archives[0]
        text = f"{counted(len(found.archives), 'archive')}, the last of {last.day} with {counted(last.events, 'event')}"
        yield _line("archives", "backups", f"{text}, in {last.path.parent}")
    else:
        yield _line("archives", "backups", "none yet")


def _line(name: str, label: str, text: str) -> Row:
    return Row(name, plain(text), Content.styled(f"{one_line(label):<17}", MUTED))


def _gap(name: str) -> Row:
    return Row(f"gap {name}", Content(""), selectable=False)


def _heading(title: str) -> Row:
    return Row(f"heading {title}", Content.styled(title, HEADING), selectable=False)
