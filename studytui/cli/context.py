"""What the commands share: the learner's folders, and the track and the desk once one of them asks."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studytui import paths
from studytui.cli.output import note
from studytui.errors import StudyError
from studytui.paths import Places

if TYPE_CHECKING:
    from studytui.desk import Desk
    from studytui.track.model import Track


class Study:
    """One invocation: where the learner's things are, and which track was asked for."""

    def __init__(self, places: Places, named: str | None = None) -> None:
        self.places = places
        self.named = named

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

    def desk(self) -> "Desk":
        """The learner's desk; damage to the history is said on stderr."""
        from studytui.desk import open_desk

        desk = open_desk(self.places, self.track, paths.now)
        damages = desk.damages()
        if damages:
            first = damages[0]
            more = f", and {len(damages) - 1} more" if len(damages) > 1 else ""
            note(f"a line of the history can't be read and was set aside: {first.path}:{first.line}{more}")
        return desk


pass_study = click.make_pass_decorator(Study)
