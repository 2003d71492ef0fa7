"""What the commands share: the invocation they belong to, and the desk with its damages said."""

from typing import TYPE_CHECKING

import click

from studytui.cli.output import note
from studytui.cli.study import Study

if TYPE_CHECKING:
    from studytui.desk import Desk

pass_study = click.make_pass_decorator(Study)


def desk_of(study: Study) -> "Desk":
    """The learner's desk; damage to the history is healed where the mirror can, and said on stderr."""
    desk = study.desk
    if desk.index.shrunk:
        cared = desk.care.look_after()
        if cared.said:
            note(cared.said)
            desk.refresh()
        if cared.kept.waits:
            from studytui.cli import upkeep

            upkeep.begin(study.places)
    damage = desk.care.damage_said()
    if damage:
        note(damage)
    return desk
