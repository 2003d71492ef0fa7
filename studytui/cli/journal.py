"""Reading the journal."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

import click

from studytui.cli import offers
from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import heading, json_option, note, say, say_json, wrapped
from studytui.cli.study import Study
from studytui.errors import NOTHING_MATCHED, StudyError
from studytui.text import one_line, storable

if TYPE_CHECKING:
    from studytui.desk import Desk
    from studytui.history.standing import Entry


@click.command("journal")
@click.option("--search", metavar="WORDS", default="", help="Entries that hold all of these words.")
@click.option("--topic", metavar="ID", shell_complete=offers.topics, help="Entries about this topic.")
@click.option("--lab", metavar="ID", shell_complete=offers.labs, help="Entries from this lab.")
@click.option("--tag", metavar="TAG", help="Entries with this tag, with or without its #.")
@click.option("--starred", is_flag=True, help="Starred entries.")
@click.option("--decisions", is_flag=True, help="Decisions: starred entries, and those with #decision.")
@click.option("--since", metavar="DATE|7d", help="Entries from this study day on, or of the last days.")
@click.option("--last", "--limit", "last", type=click.IntRange(1), metavar="N", help="The latest N of them.")
@json_option
@pass_study
def journal_command(
    study: Study, search: str, topic: str | None, lab: str | None, tag: str | None, starred: bool, decisions: bool,
    since: str | None, last: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Read the journal, the latest entry at the bottom; of several options, all have to hold.

    \b
    studytui journal --last 5
    studytui journal --search "round trips" --since 30d
    studytui journal --decisions --topic query-caching
    """
    from studytui.history.journal import EVERYTHING, Filter
    from studytui.study.lookback import DECISION

    desk = desk_of(study)
    day = _day(since, date.fromisoformat(desk.today())) if since else None
    tag = storable(tag).removeprefix("#") if tag is not None else None
    wanted = Filter(search, topic, lab, tag, starred, DECISION if decisions else None, day)
    entries = desk.index.journal.entries(wanted, last or -1)[::-1]
    if not entries:
        _check(desk, topic, lab)
    if as_json:
        say_json([_plain(entry) for entry in entries])
    elif entries:
        say(*_lines(entries))
    if not entries:
        note("no entries match" if wanted != EVERYTHING else "no entries yet: studytui log writes one")
        click.get_current_context().exit(NOTHING_MATCHED)


def _check(desk: "Desk", topic: str | None, lab: str | None) -> None:
    # Entries about a topic that the track has dropped are still found; only a name without any is a slip.
    if topic is not None:
        desk.topic(topic)
    if lab is not None and lab not in desk.track.labs:
        from studytui.desk import unknown

        raise unknown("lab", lab, desk.track.labs)


def _lines(entries: list["Entry"]) -> Iterable[str]:
    first = entries[0].day
    for day, of_day in groupby(entries, lambda entry: entry.day):
        if day != first:
            yield ""
        yield heading(f"{date.fromisoformat(day):%A} {day}")
        for entry in of_day:
            yield from _entry(entry)


def _entry(entry: "Entry") -> Iterable[str]:
    from studytui.history.events import local_time

    about = "".join(f" · {one_line(each)}" for each in (entry.topic, entry.lab) if each)
    tags = "".join(f" #{one_line(tag)}" for tag in entry.tags)
    star = " *" if entry.starred else ""
    yield f"{local_time(entry.at, entry.offset):%H:%M}{about}{tags}{star}"
    yield from wrapped(entry.text, "  ")
    if entry.got:
        yield from wrapped(entry.got, "       ", "  got: ")
    for other in entry.others:
        yield f"  another version, from device {one_line(other.device)}; the app shows both and settles it:"
        yield from wrapped("(deleted)" if other.deleted else other.text, "    ")
        if other.got and not other.deleted:
            yield from wrapped(other.got, "         ", "    got: ")


def _plain(entry: "Entry") -> Mapping[str, object]:
    from studytui.history.events import local_time

    return {
        "id": entry.id,
        "at": local_time(entry.at, entry.offset).isoformat(timespec="seconds"),
        "day": entry.day,
        "text": entry.text,
        "got": entry.got,
        "topic": entry.topic,
        "lab": entry.lab,
        "starred": entry.starred,
        "tags": list(entry.tags),
        "versions": [
            {"device": other.device, "text": other.text, "got": other.got, "deleted": other.deleted}
            for other in entry.others
        ],
    }


def _day(since: str, today: date) -> str:
    """The study day meant by `2026-11-01`, `7d`, `today` or `yesterday`."""
    days = {"today": 0, "yesterday": 1}.get(since)
    found = re.fullmatch(r"(\d{1,6})d", since, re.ASCII)
    if found:
        days = int(found[1])
    if days is not None:
        return (today - min(timedelta(days), today - date.min)).isoformat()
    try:
        return date.fromisoformat(since).isoformat()
    except ValueError:
        raise StudyError(f"{one_line(since)!r} is no day", "write 2026-11-01, 7d, today or yesterday") from None
