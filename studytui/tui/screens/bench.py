"""A screen that runs a lab's program, once the learner lets it."""

from collections.abc import Callable

from studytui.desk import Desk
from studytui.draft import DraftFile
from studytui.errors import StudyError
from studytui.labs.bench import Bench
from studytui.text import one_line
from studytui.track.model import Lab
from studytui.tui.screens.base import StudyScreen
from studytui.tui.writer import Writer


class BenchScreen(StudyScreen):
    """Shows a program, and asks before one from elsewhere runs."""

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer, bench: Bench, lab: Lab) -> None:
        super().__init__(desk, drafts, writer)
        self.bench = bench
        self.lab = lab

    def when_allowed(self, then: Callable[[], None]) -> None:
        """Do something that runs the lab, once the learner lets it."""
        try:
            digest = "" if self.bench.may_run() else self.bench.digest()
        except (StudyError, OSError) as error:
            self._say_trouble(error)
            return
        if not digest:
            then()
            return
        self.show_source(digest, lambda: self.attempt(lambda: self.bench.consent(digest), lambda _: then()))

    def show_source(self, digest: str = "", then: Callable[[], None] | None = None) -> None:
        """Show the program; with a digest, ask whether it may run."""
        from studytui.tui.dialogs.source import Source

        try:
            path, source = str(self.bench.program(self.lab)), self.bench.source(self.lab)
        except (StudyError, OSError) as error:
            self._say_trouble(error)
            return
        self.app.push_screen(Source(path, source, digest), lambda yes: then() if yes and then else None)

    def _say_trouble(self, error: Exception) -> None:
        self.notify(one_line(str(error)), severity="error", markup=False)
