"""Archives of the history: making one, listing them, and bringing back what is missing."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studytui.cli.asking import agreed, yes_option
from studytui.cli.context import pass_study
from studytui.cli.output import json_option, note, say, say_json
from studytui.cli.study import Study
from studytui.errors import NOTHING_MATCHED
from studytui.paths import now
from studytui.text import counted, one_line

if TYPE_CHECKING:
    from studytui.history.backup import Archive, Plan

SHOWN = 10
"""Events of a plan that are named; the others are counted."""


@click.command("backup")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--list", "is_list", is_flag=True, help="List the archives instead of making one.")
@json_option
@pass_study
def backup_command(study: Study, file: Path | None, is_list: bool, as_json: bool) -> None:
    """Write the whole history into an archive, read it back and compare it.

    One is made each day by itself; the latest of 7 days, 4 weeks and 12 months are kept.

    \b
    studytui backup
    studytui backup /media/stick/study.zip
    studytui backup --list
    """
    from studytui.history import backup

    if not is_list:
        made = backup.back_up(study.history, now(), file)
        if as_json:
            say_json(_plain(made))
        else:
            say(f"backed up {counted(made.events, 'event')}: {one_line(str(made.path))} ({_kilobytes(made.size)})")
        return
    archives = backup.archives(study.history)
    if as_json:
        say_json([_plain(archive) for archive in archives])
    elif archives:
        say(*(f"{each.day}  {counted(each.events, 'event'):>14}  {_kilobytes(each.size):>10}  "
              f"{one_line(str(each.path))}" for each in archives))  # fmt: skip
    if not archives:
        note("no archives yet: studytui backup makes one")
        click.get_current_context().exit(NOTHING_MATCHED)


@click.command("restore")
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would come back.")
@yes_option
@pass_study
def restore_command(study: Study, archive: Path, dry_run: bool, yes: bool) -> None:
    """Bring back what an archive has and the history lacks; nothing that is here goes.

    Says first what that would be. studytui undo takes it back.

    \b
    studytui restore studytui-2026-11-22.zip --dry-run
    studytui restore /media/stick/study.zip
    """
    from studytui.history import backup

    found = archive if archive.exists() else backup.folder(study.history) / archive.name
    plan = backup.plan(study.history, found if found.exists() else archive)
    if not plan.lines:
        note(f"nothing is missing: all {counted(plan.held, 'event')} of the archive are here")
        return
    say(*_described(plan))
    if not agreed("Bring them back?", dry_run=dry_run, yes=yes):
        return
    study.index.refresh()
    backup.restore(study.history, plan, now(), study.index.latest())
    say(f"restored {counted(len(plan.events), 'event')}; studytui undo takes that back")


def _described(plan: "Plan") -> Iterable[str]:
    from studytui.history.events import local_time
    from studytui.history.facts import Read, Ticked, Wrote

    yield f"Missing here: {counted(len(plan.events), 'event')}, of {plan.held:,} in the archive."
    for event in plan.events[-SHOWN:]:
        match event.fact:
            case Ticked(milestone=milestone, done=done):
                what = f"{'ticked' if done else 'unticked'} {milestone}"
            case Read(topic=topic):
                what = f"read {topic}"
            case Wrote(text=text, deleted=deleted):
                what = f"{'deleted' if deleted else 'wrote'} {text}"
            case _:
                what = event.kind
        line = one_line(what)
        yield f"  {local_time(event.at, event.offset):%Y-%m-%d %H:%M}  {line if len(line) < 60 else line[:59] + '…'}"
    if len(plan.events) > SHOWN:
        yield f"  and {len(plan.events) - SHOWN} before these"


def _plain(archive: "Archive") -> dict[str, object]:
    return {
        "id": archive.path.name,
        "path": str(archive.path),
        "day": archive.day,
        "events": archive.events,
        "bytes": archive.size,
    }


def _kilobytes(size: int) -> str:
    return f"{max(1, round(size / 1024)):,} KB"
