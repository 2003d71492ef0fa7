"""A checklist becomes a track of the learner's own."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studytui.cli.asking import agreed, yes_option
from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import note, say
from studytui.cli.study import Study
from studytui.errors import StudyError
from studytui.paths import content
from studytui.text import counted, one_line

if TYPE_CHECKING:
    from studytui.exchange.importing import Changes, Plan

SHOWN = 12
"""Weeks, and texts of each kind of change, that are named; the others are counted."""
_DECKS = (".txt", ".tsv", ".csv")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "track_id", metavar="ID", default="", help="The id of the track; its title gives one otherwise.")
@click.option("--weeks", metavar="N", type=click.IntRange(1, 520), help="Spread the items over N weeks.")
@click.option("--no-dates", is_flag=True, help="Make each section a week; this is how it begins.")
@click.option("--skip-bad", is_flag=True, help="Leave out lines of a todo.txt or a deck that can't be read.")
@click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
@yes_option
@pass_study
def import_command(
    study: Study, file: Path, track_id: str, weeks: int | None, no_dates: bool, skip_bad: bool, dry_run: bool, yes: bool
) -> None:
    """Make a track of a Markdown checklist or a todo.txt, or bring one up to date; what is ticked is taken as done.

    Says first what would come of it. An item keeps its tick wherever it moved, and when its text changed a little. A
    deck of Anki's becomes cards of the track in use, as with studytui import.

    \b
    studytui track import plan.md --dry-run
    studytui track import plan.md --weeks 12
    """
    if _is_deck(file):
        _take_deck(study, file, skip_bad, dry_run, yes)
        return
    # Only here: the Markdown parser takes 40 ms to import.
    from studytui.exchange import importing

    if no_dates and weeks:
        raise StudyError("--weeks and --no-dates exclude each other", "give one of them")
    plan = importing.plan(file, study.places.tracks, track_id, 0 if no_dates else weeks, skip_bad)
    if (content() / plan.track.id / "track.yaml").exists():
        raise StudyError(f"{plan.track.id} is the id of a bundled track", "choose another with --id")
    study.index.refresh()
    done = {name for name, tick in study.index.ticks().items() if tick.done}
    ticks = [each for each in plan.ticked if each not in done]
    say(*_described(plan, len(ticks)))
    if not plan.does_something and not ticks:
        note("nothing is new: the track is as the file says")
        return
    if agreed("Import it?", dry_run=dry_run, yes=yes):
        _import(study, plan, ticks)


def _is_deck(file: Path) -> bool:
    from studytui.exchange import anki, foreign

    return file.suffix.lower() in _DECKS and anki.is_deck(foreign.text_of(file))


def _take_deck(study: Study, file: Path, skip_bad: bool, dry_run: bool, yes: bool) -> None:
    from studytui.cli import import_
    from studytui.exchange import foreign, forms

    how = import_.How(skip_bad=skip_bad, dry_run=dry_run, yes=yes)
    import_.take(study, file, forms.found_in(file, foreign.ANKI), how)


def _import(study: Study, plan: "Plan", ticks: list[str]) -> None:
    aside = plan.folder.replace(plan.files) if plan.does_something else None
    if aside:
        note(f"the folder as it was is kept in {aside}")
    say(f"imported {counted(len(plan.track.milestones), 'milestone')} into {one_line(str(plan.folder.path))}")
    if ticks:
        # The desk of the track that was just made, whichever is in use.
        study.track = plan.track
        count = desk_of(study).take_over(plan.source, ticks)
        say(f"ticked {counted(count, 'milestone')}; studytui undo takes that back")
    note(f"study it with studytui track use {plan.track.id}")


def _described(plan: "Plan", ticks: int) -> Iterable[str]:
    track = plan.track
    phases, weeks = counted(len(track.phases), "phase"), counted(len(track.weeks), "week")
    topics = counted(len(track.topics), "topic")
    yield f"{track.title}  ({track.id})"
    yield f"  {phases}, {weeks}, {counted(len(track.milestones), 'milestone')}"
    yield f"  {topics} with {counted(plan.links, 'link')}"
    if plan.ticked:
        yield f"  {len(plan.ticked):,} ticked in the file, {ticks:,} of them not done here yet"
    for week in track.weeks[:SHOWN]:
        yield f"  {week.number:>4}  {week.title}  {len(week.milestones)}"
    if len(track.weeks) > SHOWN:
        yield f"        and {counted(len(track.weeks) - SHOWN, 'week')} more"
    if plan.changes:
        yield from _changed(plan.changes)
    if plan.files.edited:
        yield f"  stays as you edited it: {_listed(plan.files.edited)}"
    if plan.files.lost:
        yield f"  your edits can't stay in {_listed(plan.files.lost)}: the folder as it is will be kept aside"
    if plan.other:
        yield f"  the same file was imported as {plan.other} before: --id {plan.other} brings that up to date"


def _changed(changes: "Changes") -> Iterable[str]:
    yield (
        f"Since the last import: {changes.new:,} new, {len(changes.changed):,} changed, "
        f"{len(changes.gone):,} gone, {changes.kept:,} kept."
    )
    changed = [f"{_short(old)} → {_short(new)}" for old, new in changes.changed]
    for word, lines in (("changed", changed), ("gone", [_short(text) for text in changes.gone])):
        yield from (f"  {word:<8} {line}" for line in lines[:SHOWN])
        if len(lines) > SHOWN:
            yield f"           and {len(lines) - SHOWN:,} more"


def _listed(names: Iterable[str]) -> str:
    first, *others = names
    return f"{first} and {len(others)} more" if others else first


def _short(text: str) -> str:
    return text if len(text) < 50 else text[:49] + "…"
