"""What the commands share: the learner's folders, and the track and the desk once one of them asks."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studytui import paths
from studytui.paths import Places

if TYPE_CHECKING:
    from studytui.desk import Desk
    from studytui.track.model import Track


@dataclass
class Study:
    """One invocation: where the learner's things are, and which track was asked for."""

    places: Places
    named: str | None = None

    @property
    def roots(self) -> tuple[Path, Path]:
        """Where tracks are found: the bundled ones, then the learner's own."""
        return paths.content(), self.places.tracks

    @cached_property
    def track_folder(self) -> Path:
        """The folder of the track to study: the one named, the one last chosen, or the first there is."""
        from studytui import choices
        from studytui.track import load

        return load.find(self.named or choices.load(self.places.state).track or "backend-optimization", self.roots)

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
            from studytui.cli.output import note

            note(f"a line of the history can't be read and was set aside: {first.path}:{first.line}{more}")
        return desk


pass_study = click.make_pass_decorator(Study)
