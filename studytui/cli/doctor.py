"""Asking after the history's health."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from studytui.cli.context import pass_study
from studytui.cli.output import heading, json_option, note, say, say_json
from studytui.cli.study import Study
from studytui.errors import NOTHING_MATCHED
from studytui.paths import now
from studytui.text import counted, one_line

if TYPE_CHECKING:
    from studytui.history.doctor import Examination


@click.command("doctor")
@click.option("--fix", is_flag=True, help="Mend what can be mended, after a backup.")
@json_option
@pass_study
def doctor_command(study: Study, fix: bool, as_json: bool) -> None:
    """Say what state the history is in: sizes, devices, copies, and every damage with file and line.

    Exit status 1 when something is not as it should be. Nothing is changed without --fix.

    \b
    studytui doctor
    studytui doctor --fix
    """
    from studytui.history import doctor

    study.index.refresh()
    if fix:
        archive, done = doctor.mend(study.history, study.index, now())
        note(f"backed up first: {archive.path}")
        for each in done or ["there was nothing to mend"]:
            note(each)
    examination = doctor.examine(study.history, study.index, now())
    if as_json:
        say_json(_plain(examination))
    else:
        say(*_lines(examination))
    if examination.findings:
        click.get_current_context().exit(NOTHING_MATCHED)


def _lines(found: "Examination") -> Iterable[str]:
    yield heading("History")
    files = f"{counted(found.events, 'event')} in {counted(found.files, 'file')}, {max(1, found.size // 1024):,} KB"
    yield from (f"  {one_line(str(found.folder))}", f"  {files}")
    for device in found.devices:
        here = "  this one" if device.here else ""
        latest = datetime.fromtimestamp(device.latest / 1000).astimezone()
        yield f"  device {device.id}  {counted(device.events, 'event')}, the last {latest:%Y-%m-%d %H:%M}{here}"
    for copy in found.copies:
        yield f"  conflict copy, read like the others: {one_line(copy)}"
    if found.contested:
        yield f"  {counted(found.contested, 'entry', 'entries')} with two versions: enter on it in the app settles it"
    yield from ("", heading("Copies"), f"  mirror   {one_line(str(found.mirror))}")
    for archive in found.archives[:1]:
        count = counted(len(found.archives), "archive")
        yield f"  backups  {one_line(str(archive.path.parent))}"
        yield f"           {count}, the last of {archive.day} with {counted(archive.events, 'event')}"
    yield from ("", heading("Findings" if found.findings else "All is well"))
    for finding in found.findings:
        yield f"  {one_line(finding.where)}: {one_line(finding.what)}"
        if finding.hint:
            yield f"    {one_line(finding.hint)}"


def _plain(found: "Examination") -> dict[str, object]:
    return {
        "folder": str(found.folder),
        "files": found.files,
        "bytes": found.size,
        "events": found.events,
        "devices": [device._asdict() for device in found.devices],
        "mirror": str(found.mirror),
        "archives": len(found.archives),
        "last_backup": found.archives[0].day if found.archives else None,
        "conflict_copies": list(found.copies),
        "contested": found.contested,
        "findings": [finding._asdict() for finding in found.findings],
    }
