"""The roadmap: phases, weeks, and what is done of each."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import heading, json_option, say, say_json, wrapped
from studytui.cli.study import Study
from studytui.text import one_line

if TYPE_CHECKING:
    from studytui.study.progress import Progress
    from studytui.study.schedule import Schedule
    from studytui.track.model import Milestone, Phase, Week


FEW = 5
"""Milestones of other tracks that are named."""


@click.command("roadmap")
@click.option("--all", "every", is_flag=True, help="Show the milestones of every week.")
@json_option
@pass_study
def roadmap_command(study: Study, every: bool, as_json: bool) -> None:
    """Show the weeks with the days on which they begin, and the milestones of the current one.

    \b
    studytui roadmap
    studytui roadmap --json | jq '.phases[].weeks[] | {number, done, total}'
    """
    desk = desk_of(study)
    progress, schedule = desk.progress(), desk.practice.schedule()
    if as_json:
        phases = [_phase(progress, schedule, phase) for phase in progress.track.phases]
        say_json({"track": progress.track.id, "phases": phases})
    else:
        say(*_lines(progress, schedule, every))


def _lines(progress: "Progress", schedule: "Schedule", every: bool) -> Iterable[str]:
    from studytui.study.schedule import day_said

    current = progress.current_week()
    widest = max(len(one_line(week.title)) for week in progress.track.weeks)
    for phase in progress.track.phases:
        share = progress.of_phase(phase)
        yield heading(f"{one_line(phase.title)}  {share.done}/{share.total}")
        for week in phase.weeks:
            share = progress.of_week(week)
            mark = "◀" if week == current else "✓" if share.complete else ""
            begins = day_said(schedule.weeks[week.number - 1].first, schedule.today)
            title = f"  {week.number:>2}  {begins:>6}  {one_line(week.title):<{widest}}"
            yield f"{title} {share.done}/{share.total} {mark}".rstrip()
            if every or week == current:
                yield from _milestones(progress, week)
    yield from wrapped(f"{schedule.where_said}; the last week ends on {schedule.ends}")
    yield from wrapped(schedule.moved_said) if schedule.moved_said else ()
    if progress.retired:
        # Those of the learner's other tracks are among them, so only a few are worth naming.
        named = ", ".join(progress.retired[:FEW])
        more = f", and {len(progress.retired) - FEW:,} more" if len(progress.retired) > FEW else ""
        yield from wrapped(f"Ticked, but not in this track: {named}{more}")


def _milestones(progress: "Progress", week: "Week") -> Iterable[str]:
    for milestone in week.milestones:
        box = "x" if progress.is_done(milestone) else " "
        first = f"        [{box}] {one_line(milestone.id)}  "
        yield from wrapped(one_line(milestone.text), " " * len(first), first)


def _phase(progress: "Progress", schedule: "Schedule", phase: "Phase") -> Mapping[str, object]:
    weeks = [_week(progress, schedule, week) for week in phase.weeks]
    return {"id": phase.id, "title": phase.title, "weeks": weeks}


def _week(progress: "Progress", schedule: "Schedule", week: "Week") -> Mapping[str, object]:
    share = progress.of_week(week)
    return {
        "number": week.number,
        "id": week.id,
        "title": week.title,
        "starts": schedule.weeks[week.number - 1].first,
        "done": share.done,
        "total": share.total,
        "milestones": [_milestone(progress, milestone) for milestone in week.milestones],
        "topics": list(week.topics),
        "labs": list(week.labs),
    }


def _milestone(progress: "Progress", milestone: "Milestone") -> Mapping[str, object]:
    from studytui.history.events import local_time

    tick = progress.ticks.get(milestone.id)
    done = progress.is_done(milestone)
    at = local_time(tick.at, tick.offset).isoformat(timespec="seconds") if done and tick else None
    return {"id": milestone.id, "text": milestone.text, "done": done, "done_at": at}
