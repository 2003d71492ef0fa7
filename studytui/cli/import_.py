"""What other programs hold, taken over: what would come of it first, then as one step that undo takes back."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from studytui.cli.asking import agreed, yes_option
from studytui.cli.context import desk_of
from studytui.cli.output import note, say
from studytui.cli.study import Study
from studytui.exchange import foreign
from studytui.exchange.foreign import Reading
from studytui.history.events import local_time
from studytui.history.facts import Carded, Fact, Studied, Wrote
from studytui.paths import now
from studytui.text import counted, one_line

if TYPE_CHECKING:
    from studytui.desk.transfer import Arrivals, Transfer
    from studytui.exchange.forms import Found

SHOWN = 10
"""Facts, and faults that were skipped, that are named; the others are counted."""
WIDEST = 76
"""Characters of each."""
_NOUNS = {
    foreign.JRNL: ("entry", "entries"),
    foreign.ANKI: ("card", "cards"),
    foreign.SESSIONS: ("session", "sessions"),
}


class How(NamedTuple):
    """How a file is to be taken over."""

    topic: str | None = None
    day_first: bool | None = None
    skip_bad: bool = False
    dry_run: bool = False
    yes: bool = False


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "form", type=click.Choice(foreign.FORMS), help="What it is, where that can't be told.")
@click.option("--topic", metavar="ID", help="The topic of the cards, where their tags name none.")
@click.option("--day-first/--month-first", default=None, help="How 3/4/2026 is to be read.")
@click.option("--skip-bad", is_flag=True, help="Leave out what can't be read, instead of refusing the file.")
@click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
@yes_option
@click.pass_context
def import_command(
    context: click.Context,
    file: Path,
    form: str | None,
    topic: str | None,
    day_first: bool | None,
    skip_bad: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    """Take over what a file holds: a journal of jrnl's, a deck of Anki's, a time tracker's table, a whole history.

    A checklist in Markdown or todo.txt becomes a track. Says first what would come of it; what is here already is known
    again, and studytui undo takes the rest back.

    \b
    studytui import journal.json --dry-run
    studytui import deck.txt --topic lazy-loading
    studytui import study.json
    """
    from studytui.exchange import forms

    study = context.find_object(Study)
    assert study is not None
    found = forms.found_in(file, form or "")
    if found.form != foreign.CHECKLIST:
        take(study, file, found, How(topic, day_first, skip_bad, dry_run, yes))
        return
    from studytui.cli.importing import import_command as track_import

    context.invoke(track_import, file=file, skip_bad=skip_bad, dry_run=dry_run, yes=yes)


def take(study: Study, file: Path, found: "Found", how: How) -> None:
    """Say what of a file is new, and take it over once the learner agrees."""
    from studytui.desk.transfer import Transfer

    if found.form == foreign.ALL:
        _merge(study, file, found.plain, how)
        return
    transfer = Transfer(desk_of(study))
    reading = _reading(study, transfer, found, how)
    facts = foreign.sound(reading, how.skip_bad)
    arrivals = transfer.arrivals(facts)
    nouns = _NOUNS[found.form]
    say(*_described(arrivals, reading, nouns))
    if _is_wanted(arrivals.new, how):
        transfer.take_over(file.name, arrivals.new)
        say(f"imported {counted(len(arrivals.new), *nouns)}; studytui undo takes that back")


def _reading(study: Study, transfer: "Transfer", found: "Found", how: How) -> Reading:
    from studytui.exchange import anki, jrnl, time_csv

    if found.form == foreign.JRNL:
        return jrnl.read_json(found.plain, now()) if found.plain else jrnl.read_text(found.text, now())
    if found.form == foreign.SESSIONS:
        return time_csv.read(found.text, now(), transfer.topics(), how.day_first)
    topic = study.desk.topic(how.topic).id if how.topic else None
    return anki.imported(found.text, transfer.topics(), topic, transfer.cards())


def _merge(study: Study, file: Path, plain: Any, how: How) -> None:
    """Take over the events of another history under their own ids, as restoring an archive does."""
    from studytui.desk.summary import said_of
    from studytui.exchange import everything
    from studytui.history import backup

    desk = desk_of(study)
    held = everything.read(plain, {event.id for event in everything.events_of(desk.history)})
    foreign.sound(Reading((), held.faults), how.skip_bad)
    count = len(held.events)
    say(f"{counted(count + held.known, 'event')}, {held.known:,} of them here already.", *_skipped(held.faults))
    lines = (f"{local_time(each.at, each.offset):%Y-%m-%d %H:%M}  {said_of(each, study.track)}" for each in held.events)
    if count:
        say(*_first(lines, count))
    if _is_wanted(held.events, how):
        backup.restore(
            desk.history, backup.Plan(file, held.lines, held.events, held.known + count), now(), desk.index.latest()
        )
        say(f"imported {counted(count, 'event')}; studytui undo takes that back")


def _described(arrivals: "Arrivals", reading: Reading, nouns: tuple[str, str]) -> Iterable[str]:
    reworded = f"; reworded: {arrivals.reworded:,}" if arrivals.reworded else ""
    known = f"; here already: {arrivals.known:,}" if arrivals.known else ""
    yield f"{counted(len(arrivals.new), *nouns)} to import{reworded}{known}."
    yield from _skipped(reading.faults)
    yield from _first(map(_line, arrivals.new), len(arrivals.new))


def _skipped(faults: Sequence[foreign.Fault]) -> Iterable[str]:
    yield from (f"  skipped: {one_line(str(each))}" for each in faults[:SHOWN])
    if len(faults) > SHOWN:
        yield f"  and {len(faults) - SHOWN:,} more skipped"


def _first(lines: Iterable[str], count: int) -> Iterable[str]:
    yield from (f"  {_short(each)}" for each in islice(lines, SHOWN))
    if count > SHOWN:
        yield f"  and {count - SHOWN:,} more"


def _line(fact: Fact) -> str:
    """A fact in a line."""
    from studytui.study.timing import spent

    offset = int((now().utcoffset() or timedelta()).total_seconds()) // 60
    match fact:
        case Wrote(text=text, when=int(when)):
            return f"{local_time(when, offset):%Y-%m-%d %H:%M}  {text}"
        case Studied(activity=activity, minutes=minutes, began=began, note=note):
            return f"{local_time(began, offset):%Y-%m-%d %H:%M}  {spent(minutes, activity)}  {note or ''}"
        case Carded(topic=topic, front=front, card=card):
            return f"{topic}  {'reworded: ' if card else ''}{front}"
    raise AssertionError(fact)


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) < WIDEST else f"{line[: WIDEST - 1]}…"


def _is_wanted(new: Sequence[object], how: How) -> bool:
    """Whether what is new is to be taken over."""
    if not new:
        note("nothing is new: all of it is here")
        return False
    return agreed("Import it?", dry_run=how.dry_run, yes=how.yes)
