"""Tracks: which there are, which one is studied, and whether one is right."""

from pathlib import Path

import click

from studytui import choices
from studytui.cli.context import pass_study
from studytui.cli.output import json_option, note, say, say_json
from studytui.cli.study import Study
from studytui.errors import CANNOT_WRITE, NOTHING_MATCHED, StudyError
from studytui.text import one_line
from studytui.track import load


@click.group("track")
def track_command() -> None:
    """List the tracks, choose one, check one."""


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
@click.argument("name", metavar="ID|PATH")
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


@track_command.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@pass_study
def check_command(study: Study, path: Path | None) -> None:
    """Say everything that is wrong with a track, with file, line and column.

    \b
    studytui track check content/backend-optimization
    """
    folder = path or study.track_folder
    if not folder.is_dir():
        raise StudyError(f"{one_line(str(folder))} is no folder", "name the folder that holds track.yaml")
    # Only here: pydantic and yaml take 60 ms to import.
    from studytui.track.check import check

    track, faults = check(folder)
    if faults:
        say(*map(str, faults))
        note(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}")
        click.get_current_context().exit(NOTHING_MATCHED)
    if track is not None:
        note(f"{one_line(track.title)}: {len(track.weeks)} weeks, {len(track.topics)} topics, no fault")
