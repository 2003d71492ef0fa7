"""Today's plan: what fits into the learner's minutes, and what of it is done."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import heading, json_option, say, say_json, wrapped
from studytui.cli.study import Study
from studytui.text import one_line

if TYPE_CHECKING:
    from studytui.desk import Desk
    from studytui.study.today import Part, Today

_HOW = {"cards": "studytui review --plain", "lab": "studytui lab run {}", "reading": "studytui topic {}"}
"""How to do a part from the shell."""


@click.command("today")
@click.option("--short", is_flag=True, help="What fits into five minutes.")
@click.option("--oneline", is_flag=True, help="What is left, in a line: for a shell prompt.")
@json_option
@pass_study
def today_command(study: Study, short: bool, oneline: bool, as_json: bool) -> None:
    """Show what to do today.

    \b
    studytui today
    studytui today --short
    studytui today --oneline
    """
    desk = desk_of(study)
    today = desk.practice.today(short)
    if as_json:
        say_json(_plain(desk, today))
    elif oneline:
        say(today.oneline)
    else:
        say(*_lines(desk, today))


def _lines(desk: "Desk", today: "Today") -> Iterable[str]:
    schedule, rhythm, cue = desk.practice.schedule(), desk.practice.rhythm(), desk.practice.cue
    yield heading(f"Today · {today.minutes} min" + (f" · {one_line(cue)}" if cue else ""))
    widest = max(len(one_line(part.title)) for part in today.parts)
    for part in today.parts:
        box, how = "x" if part.done else " ", "" if part.done else f"   {_how(part)}"
        yield f"  [{box}] {one_line(part.title):<{widest}}  {part.minutes:>2} min{how}"
    if today.is_done:
        yield today.oneline
    yield from wrapped(rhythm.said) if rhythm.said else ()
    score = "" if rhythm.score is None else f"; rhythm {rhythm.score}"
    yield f"{schedule.where_said}{score}"
    yield from wrapped(schedule.moved_said) if schedule.moved_said else ()


def _how(part: "Part") -> str:
    return _HOW.get(part.kind, "studytui log").format(part.id)


def _plain(desk: "Desk", today: "Today") -> Mapping[str, object]:
    schedule, rhythm = desk.practice.schedule(), desk.practice.rhythm()
    return {
        "day": today.day,
        "minutes": today.minutes,
        "done": today.is_done,
        "parts": [part._asdict() for part in today.parts],
        "paused_until": today.paused,
        "week": schedule.week,
        "slack": schedule.slack,
        "moved": schedule.moved,
        "ends": schedule.ends,
        "rhythm": rhythm.score,
        "reserves": rhythm.reserves,
        "said": [said for said in (schedule.where_said, schedule.moved_said, rhythm.said) if said],
    }
