"""Sessions: a clock for a stretch of study, and the sessions that were."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from studytui import paths
from studytui.cli import offers
from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import heading, json_option, note, say, say_json
from studytui.cli.study import Study
from studytui.errors import NOTHING_MATCHED, StudyError
from studytui.text import counted, one_line

if TYPE_CHECKING:
    from studytui.desk import Desk
    from studytui.study.timing import Session

KEEP, TRIM, DISCARD = "keep", "trim", "discard"
topic_option = click.option("--topic", metavar="ID", shell_complete=offers.topics, help="The topic it is about.")
note_option = click.option("--note", metavar="TEXT", help="A line about it.")
impact_option = click.option(
    "--impact", type=click.IntRange(1, 5), metavar="1-5", help="How much it moved: 1 nothing, 5 a lot."
)
at_option = click.option("--at", metavar="14:05", help="When it began.")
on_option = click.option("--on", metavar="DATE", help="The study day it began on, which ends at 04:00.")


def _ending(command: Callable[..., Any]) -> Callable[..., Any]:
    flags = (
        (KEEP, "Count all of the time."),
        (TRIM, "Count it up to the last sign of life."),
        (DISCARD, "Record nothing."),
    )
    for name, text in reversed(flags):
        command = click.option(f"--{name}", "time", flag_value=name, help=text)(command)
    return command


@click.group("session", invoke_without_command=True)
@click.pass_context
def session_command(ctx: click.Context) -> None:
    """Keep the time of a stretch of study, or record one afterwards.

    \b
    studytui session start reading --topic query-caching
    studytui session stop --impact 4
    studytui session add reading 25m --at 14:05
    studytui session list --since 7d
    """
    if ctx.invoked_subcommand is None:
        study = ctx.find_object(Study)
        assert study is not None
        desk = desk_of(study)
        _trim_what_was_left(desk)
        running = desk.sessions.running
        say(_running(desk) if running else "no session runs")


@session_command.command("start")
@click.argument("activity", required=False, default="other", metavar="[ACTIVITY]")
@topic_option
@pass_study
def start_command(study: Study, activity: str, topic: str | None) -> None:
    """Begin a session: cards, lab, reading, writing, coding or other.

    \b
    studytui session start reading --topic lazy-loading
    """
    desk = desk_of(study)
    _trim_what_was_left(desk)
    running = desk.sessions.start(activity, topic)
    say(f"began: {running.doing.activity}")


@session_command.command("stop")
@_ending
@click.option("--duration", metavar="DURATION", help="Count so much from its beginning: 25m, 1h30, 1:30.")
@impact_option
@note_option
@pass_study
def stop_command(
    study: Study, time: str | None, duration: str | None, impact: int | None, note: str | None
) -> None:  # fmt: skip
    """End the session and record it; a long one asks what of it was study.

    \b
    studytui session stop --impact 4
    """
    from studytui.desk.sessions import Change
    from studytui.study.timing import MINUTE
    from studytui.study.timing import duration as minutes_of

    desk = desk_of(study)
    sessions = desk.sessions
    running = sessions.running
    if running is None:
        raise StudyError("no session runs", "studytui session start begins one", NOTHING_MATCHED)
    time = duration or time or (_asked(desk) if sessions.is_long else KEEP)
    if time == DISCARD:
        sessions.discard()
        say("discarded")
        return
    until = {KEEP: sessions.now, TRIM: running.trimmed}.get(time)
    if until is None:
        until = min(running.began + minutes_of(time) * MINUTE, sessions.now)
    session = sessions.end(until, Change(impact=impact, note=note))
    say(_recorded(session))


@session_command.command("add")
@click.argument("activity", metavar="ACTIVITY")
@click.argument("duration", metavar="DURATION")
@at_option
@on_option
@topic_option
@impact_option
@note_option
@pass_study
def add_command(study: Study, /, activity: str, duration: str, **said: Any) -> None:
    """Record a session that no clock ran for; without --at it ended now.

    \b
    studytui session add reading 25m --at 14:05
    studytui session add coding 1h30 --at 20:00 --on 2026-11-20 --topic napkin-math
    """
    from studytui.desk.sessions import Change
    from studytui.study.timing import duration as minutes_of

    desk = desk_of(study)
    _trim_what_was_left(desk)
    change = Change(activity, minutes_of(duration), **_on_a_day(desk, said))
    say(_recorded(desk.sessions.add(change)))


@session_command.command("edit")
@click.argument("session_id", metavar="ID|last")
@click.option("--activity", metavar="ACTIVITY", help="What it was.")
@click.option("--duration", metavar="DURATION", help="How long it was: 25m, 1h30, 1:30.")
@at_option
@on_option
@topic_option
@impact_option
@note_option
@pass_study
def edit_command(study: Study, /, session_id: str, duration: str | None, **said: Any) -> None:
    """Change a session; an empty --topic or --note takes it away.

    \b
    studytui session edit last --impact 4
    """
    from studytui.desk.sessions import Change
    from studytui.study.timing import duration as minutes_of

    desk = desk_of(study)
    _trim_what_was_left(desk)
    change = Change(minutes=None if duration is None else minutes_of(duration), **_on_a_day(desk, said))
    session = desk.sessions.edit(session_id, change)
    say(f"now {_when(session)}: {_said(session)}")


@session_command.command("delete")
@click.argument("session_id", metavar="ID|last")
@pass_study
def delete_command(study: Study, session_id: str) -> None:
    """Take a session out; undo brings it back.

    \b
    studytui session delete last
    """
    desk = desk_of(study)
    _trim_what_was_left(desk)
    say(f"deleted: {_said(desk.sessions.delete(session_id))}")


@session_command.command("list")
@click.option("--since", metavar="DATE|7d", help="Sessions from this study day on, or of the last days.")
@json_option
@pass_study
def list_command(study: Study, since: str | None, as_json: bool) -> None:
    """List the sessions, the latest at the bottom.

    \b
    studytui session list
    """
    from studytui.cli.days import day_named

    desk = desk_of(study)
    _trim_what_was_left(desk)
    sessions = desk.sessions.sessions(day_named(since, desk.today()) if since else "")
    if as_json:
        say_json([_plain(session) for session in sessions])
    elif sessions:
        say(*_lines(sessions))
    if not sessions:
        note("no sessions yet: studytui session start begins one" if not since else "no sessions since then")
        click.get_current_context().exit(NOTHING_MATCHED)


def _trim_what_was_left(desk: "Desk") -> None:
    """A clock that was forgotten in the app ends where somebody was last there; one of the shell's is only told of."""
    sessions = desk.sessions
    if not sessions.is_away:
        return
    if sessions.running and not sessions.running.watched:
        note(f"{_running(desk)}: studytui session stop --keep, --trim or --discard ends it")
        return
    session = sessions.trim()
    note(f"a session was left running; {_recorded(session)}" + (", up to its last sign of life" if session else ""))


def _asked(desk: "Desk") -> str:
    """What a long session was."""
    from studytui.study.timing import lasted

    running = desk.sessions.running
    assert running is not None
    if not paths.is_terminal():
        raise StudyError(
            f"{_running(desk)}: was all of that study?", "say --keep, --trim, --discard or --duration 1h30"
        )
    note(f"{_running(desk)}; up to the last sign of life {lasted(running.minutes(running.trimmed))}")
    said: str = click.prompt("what of it counts: keep, trim, discard, or how long", err=True)
    return said.strip().lower()


def _on_a_day(desk: "Desk", said: dict[str, Any]) -> dict[str, Any]:
    from studytui.cli.days import day_named

    return said | {"on": day_named(said["on"], desk.today())} if said["on"] else said


def _running(desk: "Desk") -> str:
    from studytui.study.timing import spent

    running, now = desk.sessions.running, desk.sessions.now
    assert running is not None
    about = f" on {one_line(running.doing.topic)}" if running.doing.topic else ""
    return f"{spent(running.minutes(now), running.doing.activity)}{about} so far"


def _recorded(session: "Session | None") -> str:
    from studytui.study.timing import SHORTEST

    if session is None:
        return f"nothing was recorded: it was under {SHORTEST} minutes"
    return f"recorded {session.id}: {_said(session)}"


def _said(session: "Session") -> str:
    from studytui.study.timing import spent

    return spent(session.minutes, session.activity)


def _when(session: "Session") -> str:
    from studytui.history.events import local_time

    return f"{session.day} {local_time(session.began, session.offset):%H:%M}"


def _lines(sessions: list["Session"]) -> Iterable[str]:
    from studytui.study.timing import lasted

    for day, of_day in groupby(sessions, lambda session: session.day):
        yield heading(f"{date.fromisoformat(day):%A} {day}")
        yield from map(_line, of_day)
    total = lasted(sum(session.minutes for session in sessions))
    yield f"{counted(len(sessions), 'session')}, {total}"


def _line(session: "Session") -> str:
    from studytui.history.events import local_time
    from studytui.study.timing import lasted

    parts = [
        f"{local_time(session.began, session.offset):%H:%M}  {lasted(session.minutes):>10}",
        f"{one_line(session.activity):<8}",
        one_line(session.topic or ""),
        f"moved {session.impact}" if session.impact else "",
        one_line(session.note or ""),
        f"({one_line(session.id)})",
    ]
    return "  ".join(part for part in parts if part)


def _plain(session: "Session") -> dict[str, object]:
    from studytui.history.events import local_time

    began = local_time(session.began, session.offset).isoformat(timespec="seconds")
    names = ("id", "day", "activity", "topic", "minutes", "impact", "note")
    return {**{name: getattr(session, name) for name in names}, "began": began}
