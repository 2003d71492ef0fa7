"""Pauses: days on which nothing is planned, so that nothing is missed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import json_option, note, say, say_json, wrapped
from studytui.cli.study import Study
from studytui.errors import NOTHING_MATCHED, StudyError
from studytui.text import counted, one_line

if TYPE_CHECKING:
    from studytui.desk import Desk
    from studytui.study.plan import Pause

_END = "end"


@click.command("pause")
@click.argument("days", required=False, metavar="[FROM[..TO]|end]")
@click.option("--because", metavar="TEXT", default="", help="What for, in your words.")
@json_option
@pass_study
def pause_command(study: Study, days: str | None, because: str, as_json: bool) -> None:
    """Pause on some days: dates move, and rhythm stays as it is.

    Without days, all pauses. `end` ends the one that is over today, or calls off the next.

    \b
    studytui pause 2026-12-24..2027-01-02 --because "the holidays"
    studytui pause 2026-12-24
    studytui pause end
    """
    desk = desk_of(study)
    if days is None and because:
        raise StudyError("which days?", "write FROM..TO, as in 2026-12-24..2027-01-02")
    if days == _END:
        shown = desk.practice.resume()
        lines = [f"no longer paused: {_said(pause)}" for pause in shown]
    elif days:
        first, _, last = days.partition("..")
        shown = [desk.practice.pause(first.strip(), last.strip() or first.strip(), because)]
        lines = [f"paused: {_said(pause)}" for pause in shown]
    else:
        _list(desk, as_json)
        return
    if as_json:
        say_json([_plain(desk, pause) for pause in shown])
    else:
        say(*lines, f"the last week ends on {desk.practice.schedule().ends}")


def _list(desk: "Desk", as_json: bool) -> None:
    pauses = desk.practice.pauses()
    if as_json:
        say_json([_plain(desk, pause) for pause in pauses])
    elif pauses:
        say(*(line for pause in pauses for line in wrapped(_said(pause), "  ", "")))
    if not pauses:
        note("no pauses: studytui pause 2026-12-24..2027-01-02 makes one")
        click.get_current_context().exit(NOTHING_MATCHED)


def _said(pause: "Pause") -> str:
    days = pause.first if pause.days == 1 else f"{pause.first}..{pause.last}"
    return f"{days}, {counted(pause.days, 'day')}" + (f": {one_line(pause.because)}" if pause.because else "")


def _plain(desk: "Desk", pause: "Pause") -> Mapping[str, object]:
    return {"id": pause.first, **pause._asdict(), "running": pause.holds(desk.today())}
