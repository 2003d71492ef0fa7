"""What the commands share: the invocation they belong to, and the desk with its damages said."""

from typing import TYPE_CHECKING

import click

from studytui.cli.output import note
from studytui.cli.study import Study

if TYPE_CHECKING:
    from studytui.desk import Desk

pass_study = click.make_pass_decorator(Study)


def desk_of(study: Study) -> "Desk":
    """The learner's desk; damage to the history is said on stderr."""
    damages = study.desk.damages()
    if damages:
        first = damages[0]
        more = f", and {len(damages) - 1} more" if len(damages) > 1 else ""
        note(f"a line of the history can't be read and was set aside: {first.path}:{first.line}{more}")
    return study.desk
