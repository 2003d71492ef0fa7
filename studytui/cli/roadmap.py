"""The roadmap: phases, weeks, and what is done of each."""

from collections.abc import Mapping

import click

from studytui.cli.context import Study, pass_study
from studytui.cli.output import heading, say, say_json
from studytui.history.events import local_time
from studytui.study.progress import Progress
from studytui.track.model import Milestone, Phase, Week


@click.command("roadmap")
@click.option("--all", "every", is_flag=True, help="Show the milestones of every week.")
@click.option("--json", "as_json", is_flag=True, help="Print data for programs.")
@pass_study
def roadmap_command(study: Study, every: bool, as_json: bool) -> None:
    """Show the weeks, and the milestones of the current one.

    \b
    studytui roadmap
    studytui roadmap --json | jq '.phases[].weeks[] | {number, done, total}'
    """
    progress = study.desk().progress()
    if as_json:
        say_json({"track": progress.track.id, "phases": [_phase(progress, phase) for phase in progress.track.phases]})
        return
    current = progress.current_week()
    for phase in progress.track.phases:
        share = progress.of_phase(phase)
        heading(f"{phase.title}  {share.done}/{share.total}")
        for week in phase.weeks:
            share = progress.of_week(week)
            mark = "✓" if share.complete else "◀" if week == current else " "
            say(f"  {week.number:>2}  {week.title:<36} {share.done}/{share.total} {mark}")
            if every or week == current:
                for milestone in week.milestones:
                    box = "x" if progress.is_done(milestone) else " "
                    say(f"        [{box}] {milestone.id}  {milestone.text}")


def _phase(progress: Progress, phase: Phase) -> Mapping[str, object]:
    return {"id": phase.id, "title": phase.title, "weeks": [_week(progress, week) for week in phase.weeks]}


def _week(progress: Progress, week: Week) -> Mapping[str, object]:
    share = progress.of_week(week)
    return {
        "number": week.number,
        "id": week.id,
        "title": week.title,
        "done": share.done,
        "total": share.total,
        "milestones": [_milestone(progress, milestone) for milestone in week.milestones],
        "topics": list(week.topics),
        "labs": list(week.labs),
    }


def _milestone(progress: Progress, milestone: Milestone) -> Mapping[str, object]:
    tick = progress.ticks.get(milestone.id)
    done = progress.is_done(milestone)
    at = local_time(tick.at, tick.offset).isoformat(timespec="seconds") if done and tick else None
    return {"id": milestone.id, "text": milestone.text, "done": done, "done_at": at}
