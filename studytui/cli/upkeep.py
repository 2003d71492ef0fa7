"""The daily care of the history, in a process of its own that no command waits for."""

import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from studytui.cli.context import pass_study
from studytui.cli.output import note
from studytui.cli.study import Study
from studytui.errors import CANNOT_WRITE
from studytui.paths import now

if TYPE_CHECKING:
    from studytui.paths import Places


@click.command("upkeep", hidden=True)
@pass_study
def upkeep_command(study: Study) -> None:
    """Let the mirror and the history heal each other, and make the backup of the day."""
    from studytui.history.doctor import look_after
    from studytui.history.mirror import SETTLED

    upkeep = look_after(study.history, now())
    if upkeep.kept.waits:
        time.sleep(SETTLED)
        upkeep = look_after(study.history, now())
    for trouble in upkeep.trouble:
        note(trouble)
    if upkeep.trouble:
        click.get_current_context().exit(CANNOT_WRITE)


def begin(places: "Places") -> None:
    """Start it beside this process, which ends without waiting; where that can't be done, the app does it."""
    if not hasattr(os, "posix_spawn"):
        return
    program = [sys.executable, "-P", "-m", "studytui", "--data-dir", str(places.data), "upkeep"]
    nothing = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in range(3)]
    with suppress(OSError, NotImplementedError):
        # Its own session: a closed terminal does not end it. `subprocess` takes 8 ms of a command's 60 to import.
        os.posix_spawn(sys.executable, program, os.environ, file_actions=nothing, setsid=True)
