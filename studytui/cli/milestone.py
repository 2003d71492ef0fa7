"""Ticking milestones off, and taking ticks back."""

import click

from studytui.cli import offers
from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import say
from studytui.cli.study import Study
from studytui.text import one_line


@click.command("done")
@click.argument("ids", nargs=-1, required=True, metavar="ID...", shell_complete=offers.milestones)
@pass_study
def done_command(study: Study, ids: tuple[str, ...]) -> None:
    """Tick milestones off.

    \b
    studytui done w01-m1 w01-m2
    """
    _tick(study, ids, True)


@click.command("undone")
@click.argument("ids", nargs=-1, required=True, metavar="ID...", shell_complete=offers.milestones)
@pass_study
def undone_command(study: Study, ids: tuple[str, ...]) -> None:
    """Take ticks back.

    \b
    studytui undone w01-m1
    """
    _tick(study, ids, False)


def _tick(study: Study, ids: tuple[str, ...], done: bool) -> None:
    desk = desk_of(study)
    # All are looked up before any is ticked: a slip in the last id leaves nothing half done.
    milestones = [desk.milestone(each) for each in ids]
    for milestone in milestones:
        changed = desk.tick(milestone.id, done)
        progress = desk.progress()
        week = next(week for week in desk.track.weeks if milestone in week.milestones)
        share = progress.of_week(week)
        word = ("done" if done else "undone") if changed else ("already done" if done else "not done anyway")
        say(f"{word}: {one_line(milestone.text)}  (week {week.number}: {share.done}/{share.total})")
