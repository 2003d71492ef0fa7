"""Tracks: which there are, which one is studied, and whether one is right."""

import os
import re
import shlex
from dataclasses import asdict
from pathlib import Path

import click

from studytui import choices
from studytui.cli import offers
from studytui.cli.context import pass_study
from studytui.cli.importing import import_command
from studytui.cli.output import json_option, note, say, say_json
from studytui.cli.study import Study
from studytui.errors import CANNOT_WRITE, NOTHING_MATCHED, StudyError
from studytui.text import counted, one_line
from studytui.track import load

_ID = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(-[a-z0-9]+)*")


@click.group("track")
def track_command() -> None:
    """List the tracks, choose one, check one.

    \b
    studytui track list
    studytui track use backend-optimization
    """


track_command.add_command(import_command)


@track_command.command("list")
@json_option
@pass_study
def list_command(study: Study, as_json: bool) -> None:
    """List the tracks; the one in use is marked.

    \b
    studytui track list
    """
    entries = load.available(study.roots, study.places.cache)
    in_use = _in_use(study)
    if as_json:
        say_json(
            [
                {"id": each.id, "title": each.title, "folder": str(each.folder), "in_use": each.folder == in_use}
                for each in entries
            ]
        )
        return
    for each in entries:
        sign = "*" if each.folder == in_use else " "
        say(f"{sign} {one_line(each.id):<24} {one_line(each.title)}  {one_line(str(each.folder))}")


def _in_use(study: Study) -> Path | None:
    """The folder of the track in use; the list is also for whoever has chosen one that is gone."""
    try:
        return study.track_folder
    except StudyError as error:
        note(str(error))
        return None


@track_command.command("use")
@click.argument("name", metavar="ID|PATH", shell_complete=offers.tracks)
@pass_study
def use_command(study: Study, name: str) -> None:
    """Study this track from now on.

    \b
    studytui track use backend-optimization
    """
    folder = load.find(name, study.roots)
    track = load.load(folder, study.places.cache)
    chosen = name if folder.parent in study.roots else str(folder)
    try:
        choices.choose(study.places.state, track=chosen)
    except OSError as error:
        raise StudyError(f"the choice can't be kept: {error.strerror}", "check the folder", CANNOT_WRITE) from error
    say(f"studying {one_line(track.title)}")


@track_command.command("new")
@click.argument("name", metavar="ID|PATH")
@pass_study
def new_command(study: Study, name: str) -> None:
    """Make a small track of your own, complete and with its explanation in it.

    \b
    studytui track new compilers
    studytui track new ~/tracks/compilers
    """
    folder = Path(name).expanduser().absolute() if os.sep in name else study.places.tracks / name
    if not _ID.fullmatch(folder.name):
        message = f"{one_line(folder.name)!r} can't be the id of a track"
        raise StudyError(message, "use a-z, 0-9 and single hyphens, at most 64")
    from studytui.track import example

    try:
        example.make(folder.name, folder)
    except FileExistsError:
        raise StudyError(f"{one_line(str(folder))} is there already", "choose another id, or remove it") from None
    except OSError as error:
        raise StudyError(f"{error.filename or folder} can't be written: {error.strerror}", "", CANNOT_WRITE) from error
    shown = shlex.quote(str(folder))
    say(one_line(str(folder)))
    note(f"open it with studytui --track {shown} and edit the files beside it")


@track_command.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Count warnings as faults, as the bundled track does.")
@click.option("--fix", is_flag=True, help="First take out blanks that nobody sees.")
@click.option("--rules", is_flag=True, help="Say what is checked, and nothing else.")
@json_option
@pass_study
def check_command(study: Study, path: Path | None, strict: bool, fix: bool, rules: bool, as_json: bool) -> None:
    """Say everything that is wrong with a track, or could be better, with file, line and column.

    \b
    studytui track check ~/tracks/compilers
    studytui track check --rules
    """
    # Only here: pydantic and yaml take 60 ms to import.
    from studytui.track import check, style

    if rules:
        say(*(f"{name:<12} {what}" for name, what in check.documented()))
        return
    folder = path or study.track_folder
    if not folder.is_dir():
        raise StudyError(f"{one_line(str(folder))} is no folder", "name the folder that holds track.yaml")
    if fix:
        _fix(folder)
    track, faults = check.check(folder, style.STRICT if strict else style.SOFT)
    if as_json:
        say_json([asdict(fault) for fault in faults])
    elif faults:
        say(*(f"{fault} [{fault.rule}]" for fault in faults))
    warnings = sum(fault.is_warning for fault in faults)
    counts = f"{counted(len(faults) - warnings, 'fault')}, {counted(warnings, 'warning')}"
    if track is not None:
        size = f"{counted(len(track.weeks), 'week')}, {counted(len(track.topics), 'topic')}"
        note(f"{one_line(track.title)}: {size}, {counts}")
    else:
        note(counts)
    if track is None or (strict and faults):
        click.get_current_context().exit(NOTHING_MATCHED)


def _fix(folder: Path) -> None:
    from studytui.track import check

    try:
        for path in check.tidied(folder):
            note(f"tidied {path}")
    except OSError as error:
        place = error.filename or folder
        message = f"{place} can't be written: {error.strerror}"
        raise StudyError(message, "check its permissions", CANNOT_WRITE) from error
