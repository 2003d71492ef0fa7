"""One invocation of the program: where the learner's things are, and the track and the desk once something asks.

Without click, which the app does not need: its import is 3 % of a start.
"""

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from studytui import paths
from studytui.errors import StudyError
from studytui.paths import Places
from studytui.text import one_line

if TYPE_CHECKING:
    from studytui.desk import Desk
    from studytui.history.history import History
    from studytui.history.index import Index
    from studytui.labs.bench import Bench
    from studytui.settings import Settings
    from studytui.track.load import Watch
    from studytui.track.model import Track


class Study:
    """The learner's folders, and which track was asked for."""

    def __init__(self, places: Places, named: str | None = None, paged: bool = True) -> None:
        self.places = places
        self.named = named
        self.paged = paged
        """Whether output that is longer than the screen goes through a pager."""

    @property
    def roots(self) -> tuple[Path, Path]:
        """Where tracks are found: the bundled ones, then the learner's own."""
        return paths.content(), self.places.tracks

    @cached_property
    def track_folder(self) -> Path:
        """The folder of the track to study: the one named, the one last chosen, or the only bundled one."""
        from studytui.track import load

        if self.named:
            return load.find(self.named, self.roots)
        from studytui import choices

        chosen = choices.load(self.places.state).track
        if chosen:
            return load.find(chosen, self.roots)
        bundled = sorted(file.parent for file in paths.content().glob("*/track.yaml"))
        if len(bundled) != 1:
            raise StudyError("no track is chosen", "studytui track list names them, studytui track use chooses one")
        return bundled[0]

    @cached_property
    def track(self) -> "Track":
        """The track to study."""
        from studytui.track import load

        return load.load(self.track_folder, self.places.cache)

    @cached_property
    def history(self) -> "History":
        """What the learner did; it can be looked after whatever state the track is in."""
        from studytui.history.history import History

        return History(self.places.history, self.places.state)

    @cached_property
    def index(self) -> "Index":
        """What the history amounts to."""
        from studytui.history.index import Index

        return Index(self.history, self.places.cache)

    @cached_property
    def desk(self) -> "Desk":
        """The learner's desk."""
        from studytui.desk import Desk

        return Desk(self.track, self.history, self.index, paths.now)

    @cached_property
    def bench(self) -> "Bench":
        """Where the labs of the track are run."""
        # asyncio, for those who run something.
        from studytui.labs.bench import Bench

        return Bench(self.track_folder, self.places.state, self.places.cache)

    @cached_property
    def settings(self) -> "Settings":
        """What the settings file says; its faults are told once, by whoever asks first."""
        from studytui import settings

        found = settings.load(self.places.config)
        for fault in found.faults:
            tell(StudyError(str(fault)))
        return found

    @property
    def editor(self) -> str:
        """The learner's editor: the one set, or what the shell conventions name; empty when there is none."""
        return self.settings.editor or paths.editor()

    def look_after(self) -> None:
        """Begin the daily upkeep beside this process, where it is due."""
        from studytui.history import backup

        if backup.is_due(self.history, paths.now()):
            from studytui.cli import upkeep

            upkeep.begin(self.places)

    def close(self) -> None:
        """Let go of what was opened."""
        if "index" in self.__dict__:
            self.index.close()

    def open_app(self) -> int:
        """Open the app, and return the exit status of the process when it is left."""
        if not paths.is_terminal() or paths.is_dumb():
            raise StudyError("the app needs a terminal to draw on; studytui --help lists the commands that don't")
        from studytui.tui.app import run

        return run(self.desk, self.places, self._watch(), self.bench)

    def _watch(self) -> "Watch | None":
        """The bundled tracks don't change; whoever has one of their own may be writing it."""
        from studytui.track.load import Watch

        is_own = self.track_folder.parent != paths.content()
        return Watch(self.track_folder, self.places.cache) if is_own else None


def tell(error: StudyError) -> None:
    """Say on stderr what is wrong, and below it what to do."""
    print(f"studytui: {one_line(error.message)}", file=sys.stderr)  # noqa: T201
    if error.hint:
        print(f"  {one_line(error.hint)}", file=sys.stderr)  # noqa: T201
