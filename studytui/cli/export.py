"""Everything that can leave: the journal, progress, cards, sessions and the calendar, as other programs read them."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from datetime import time
from pathlib import Path
from typing import Any

import click

from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import note, say, say_exactly
from studytui.cli.study import Study
from studytui.errors import CANNOT_WRITE, NOTHING_MATCHED, StudyError
from studytui.paths import now
from studytui.text import counted, one_line, visible

EVENING = "18:00"
"""When the study hour is, where nobody says."""


@click.group("export")
def export_command() -> None:
    """Write what you have in the formats of other programs; to standard output unless -o names a file.

    \b
    studytui export progress --md
    studytui export all
    """


def _output(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every export: where to, and whether a file may be overwritten."""
    path = click.Path(path_type=Path)
    named = click.option("-o", "--output", "file", metavar="FILE", type=path, help="Write this file; - is stdout.")
    return named(click.option("--yes", is_flag=True, help="Overwrite what is there.")(command))


@export_command.command("journal")
@click.option("--md", "_", is_flag=True, help="As Markdown; it is the only format so far.")
@click.option("--dir", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Write a file a day in here.")
@_output
@pass_study
def journal_command(study: Study, folder: Path | None, file: Path | None, yes: bool, _: bool) -> None:
    """Write the journal as Markdown: in one piece, or in a file a day with front matter, as note apps read it.

    \b
    studytui export journal --md -o journal.md
    studytui export journal --md --dir ~/notes/study
    """
    from studytui.exchange import journal

    if folder and file:
        raise StudyError("--dir and -o exclude each other", "give one of them")
    desk = desk_of(study)
    entries = desk.entries()[::-1]
    if not entries:
        raise StudyError("there are no entries yet", "studytui log writes one", NOTHING_MATCHED)
    if folder:
        _write_each(folder, dict(journal.days(entries, study.track)), yes)
    else:
        _put(journal.whole(entries, study.track), counted(len(entries), "entry", "entries"), file, yes)


@export_command.command("progress")
@click.option("--md", "form", flag_value="md", default="md", help="As a checklist in Markdown; the default.")
@click.option("--csv", "form", flag_value="csv", help="As a table.")
@click.option("--json", "form", flag_value="json", help="As data.")
@_output
@pass_study
def progress_command(study: Study, form: str, file: Path | None, yes: bool) -> None:
    """Write the milestones and which of them are done.

    \b
    studytui export progress --md
    studytui export progress --csv -o progress.csv
    """
    from studytui.exchange import progress

    found = desk_of(study).progress()
    if form == "json":
        text = _json(list(progress.rows(found)))
    else:
        text = progress.table(found) if form == "csv" else progress.checklist(found)
    _put(text, counted(len(study.track.milestones), "milestone"), file, yes)


@export_command.command("cards")
@click.option("--anki", "_", is_flag=True, help="As Anki's text files; it is the only format so far.")
@click.option("--own", is_flag=True, help="Only those that you wrote or reworded.")
@_output
@pass_study
def cards_command(study: Study, own: bool, file: Path | None, yes: bool, _: bool) -> None:
    """Write the cards for Anki (File > Import there); a later export updates the notes of an earlier one.

    \b
    studytui export cards --anki -o cards.txt
    """
    from studytui.desk.transfer import Transfer
    from studytui.exchange import anki

    desk = desk_of(study)
    cards = desk.cards.own() if own else desk.track.cards
    if not cards:
        raise StudyError("there are no cards", "studytui card add writes one", NOTHING_MATCHED)
    _put(anki.exported(cards, desk.track.title, Transfer(desk).guids()), counted(len(cards), "card"), file, yes)


@export_command.command("calendar")
@click.option("--at", "study_at", metavar="HH:MM", help=f"When your study hour is; {EVENING} if you have a cue.")
@_output
@pass_study
def calendar_command(study: Study, study_at: str | None, file: Path | None, yes: bool) -> None:
    """Write a calendar (.ics): the weeks, the milestones to come, and your study hour with an alarm.

    \b
    studytui export calendar --at 07:30 -o study.ics
    """
    # 130 ms to import, and only a calendar needs it.
    from studytui.exchange import calendar

    desk = desk_of(study)
    practice = desk.practice
    plan, schedule = practice.plan(), practice.schedule()
    said = study_at or (EVENING if plan.cue else "")
    text = calendar.exported(
        desk.progress(), schedule, plan, practice.pauses(), _clock(said) if said else None, desk.clock()
    )
    _put(text, counted(len(schedule.weeks), "week"), file, yes)
    if not said:
        note("without a study hour: --at 18:00 puts one in")


@export_command.command("sessions")
@click.option("--csv", "_", is_flag=True, help="As a table; it is the only format so far.")
@_output
@pass_study
def sessions_command(study: Study, file: Path | None, yes: bool, _: bool) -> None:
    """Write the sessions as a table.

    \b
    studytui export sessions --csv -o sessions.csv
    """
    from studytui.exchange import time_csv

    sessions = desk_of(study).sessions.sessions()
    _put(time_csv.written(sessions), counted(len(sessions), "session"), file, yes)


@export_command.command("all")
@_output
@pass_study
def all_command(study: Study, file: Path | None, yes: bool) -> None:
    """Write every event as JSON, which studytui import reads into any history, an empty one too.

    \b
    studytui export all -o study.json
    """
    from studytui.exchange import everything

    desk = desk_of(study)
    events = everything.events_of(desk.history)
    _put(everything.exported(events, desk.track.id, now()), counted(len(events), "event"), file, yes)


# Writing


def _put(text: str, what: str, file: Path | None, yes: bool) -> None:
    """Write to a file, or to standard output as it is; what a terminal would obey is made visible."""
    if file is None or str(file) == "-":
        if sys.stdout is not None and sys.stdout.isatty():
            say(visible(text.replace("\r\n", "\n")).removesuffix("\n"))
        else:
            say_exactly(text)
        return
    _write(file, text, yes)
    note(f"wrote {what} to {file}")


def _write_each(folder: Path, texts: Mapping[str, str], yes: bool) -> None:
    """Write files into a folder; those that hold the same already are left alone."""
    changed = {folder / name: text for name, text in texts.items() if _held(folder / name) != text.encode()}
    there = [path for path in changed if path.exists()]
    if there and not yes:
        more = f" and {counted(len(there) - 1, 'more', 'more')}" if len(there) > 1 else ""
        raise _is_there(f"{one_line(str(there[0]))}{more}")
    for path, text in changed.items():
        _write(path, text, True)
    same = len(texts) - len(changed)
    note(f"wrote {counted(len(changed), 'day')} to {folder}" + (f"; unchanged: {same:,}" if same else ""))


def _held(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write(path: Path, text: str, yes: bool) -> None:
    """Write a file whole or not at all. Raises StudyError."""
    if path.exists() and not yes:
        raise _is_there(one_line(str(path)))
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            scratch.write_bytes(text.encode())
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise StudyError(f"{one_line(str(path))} can't be written: {error.strerror}", "", CANNOT_WRITE) from error


def _is_there(shown: str) -> StudyError:
    return StudyError(f"{shown} is there already", "--yes overwrites it, -o names another file", CANNOT_WRITE)


def _json(value: list[Any]) -> str:
    import json

    return "[" + ",\n ".join(json.dumps(item) for item in value) + "]\n"


def _clock(text: str) -> time:
    found = re.fullmatch(r"(\d{1,2}):(\d\d)", text.strip(), re.ASCII)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise StudyError(f"{one_line(text)!r} is no time", "write --at 07:30")
    return time(int(found[1]), int(found[2]))
