"""Looking back: what was written on this day, what waits to be asked again, and what came of decisions."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import click

from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import heading, json_option, note, say, say_json, wrapped
from studytui.cli.study import Study
from studytui.errors import NOTHING_MATCHED
from studytui.text import one_line

if TYPE_CHECKING:
    from studytui.desk.lookback import View
    from studytui.history.standing import Entry


@click.command("lookback")
@json_option
@pass_study
def lookback_command(study: Study, as_json: bool) -> None:
    """Look back a week, a month and a year, and on what you decided.

    \b
    studytui lookback
    studytui lookback --json
    """
    view = desk_of(study).lookback.view()
    if as_json:
        say_json(_plain(view))
    elif any(view):
        say(*_lines(view))
    if not any(view):
        note("nothing to look back on yet: studytui log writes an entry")
        click.get_current_context().exit(NOTHING_MATCHED)


def _lines(view: "View") -> Iterable[str]:
    groups = [list(_echoes(view)), list(_question(view)), list(_decisions(view)), list(_over(view))]
    shown = [lines for lines in groups if lines]
    for number, lines in enumerate(shown):
        if number:
            yield ""
        yield from lines


def _echoes(view: "View") -> Iterable[str]:
    for number, echo in enumerate(view.echoes):
        if number:
            yield ""
        yield heading(f"{echo.said}, {date.fromisoformat(echo.day):%A} {echo.day}")
        for entry in echo.entries:
            yield from wrapped(entry.text, "  ")
            if entry.got:
                yield from wrapped(entry.got, "       ", "  got: ")


def _question(view: "View") -> Iterable[str]:
    question = view.question
    if question:
        yield heading(f"Then and now: {one_line(question.title)}, answered on {question.day}")
        yield from wrapped(question.ask, "  ")
        yield "  what would you say now? the app asks it: studytui, then B"


def _decisions(view: "View") -> Iterable[str]:
    for number, decision in enumerate(view.decisions):
        if not number:
            yield heading("Decisions")
        yield from wrapped(decision.entry.text, "            ", f"{decision.entry.day}  ")
        if decision.entry.got:
            yield from wrapped(decision.entry.got, "                 ", "            got: ")
        elif decision.asks:
            yield "            what came of it?"


def _over(view: "View") -> Iterable[str]:
    for period in view.offers:
        yield f"{period.said}: {period.title} can be looked back on in the app: studytui, then B"


def _plain(view: "View") -> Mapping[str, object]:
    question = view.question
    return {
        "on_this_day": [
            {"span": echo.span, "day": echo.day, "entries": [_entry(entry) for entry in echo.entries]}
            for echo in view.echoes
        ],
        "then_and_now": question
        and {
            "id": question.id,
            "day": question.day,
            "title": question.title,
            "question": question.ask,
            "said": question.said,
            "because": question.because or None,
            "right": question.right,
            "topic": question.topic,
            "lab": question.lab,
        },
        "decisions": [{**_entry(each.entry), "asks": each.asks} for each in view.decisions],
        "over": [{**period._asdict(), "title": period.title} for period in view.offers],
    }


def _entry(entry: "Entry") -> Mapping[str, object]:
    return {
        "id": entry.id,
        "day": entry.day,
        "text": entry.text,
        "got": entry.got,
        "topic": entry.topic,
        "lab": entry.lab,
        "starred": entry.starred,
        "tags": list(entry.tags),
    }
