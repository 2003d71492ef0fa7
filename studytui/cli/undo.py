"""Taking back the last thing done on this device."""

import click

from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import note, say
from studytui.cli.study import Study
from studytui.errors import NOTHING_MATCHED
from studytui.text import one_line


@click.command("undo")
@pass_study
def undo_command(study: Study) -> None:
    """Take back the last thing you did here: a tick, an entry, an edit, a star, a deletion.

    \b
    studytui undo
    """
    undone = desk_of(study).undo()
    if undone is None:
        note("nothing to undo")
        click.get_current_context().exit(NOTHING_MATCHED)
    say(f"undid: {one_line(undone.summary)}")
