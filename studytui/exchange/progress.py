"""The milestones and what is done of them: as a table, as data, or as a checklist that `track import` reads too."""

import csv
import io
from collections.abc import Iterator, Mapping

from studytui.history.events import local_time
from studytui.study.progress import Progress
from studytui.text import one_line

COLUMNS = ("id", "phase", "week", "week_title", "text", "topic", "done", "done_at")


def rows(progress: Progress) -> Iterator[Mapping[str, object]]:
    """Each milestone with its week, and when it was done."""
    for phase in progress.track.phases:
        for week in phase.weeks:
            for each in week.milestones:
                tick, done = progress.ticks.get(each.id), progress.is_done(each)
                at = local_time(tick.at, tick.offset).isoformat(timespec="seconds") if done and tick else None
                row = (each.id, phase.id, week.number, week.title, each.text, each.topic, done, at)
                yield dict(zip(COLUMNS, row, strict=True))


def table(progress: Progress) -> str:
    """The same as CSV, a line each below a heading."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "done": "yes" if row["done"] else "no"} for row in rows(progress))
    return text.getvalue()


def checklist(progress: Progress) -> str:
    """The same as Markdown, a box each."""
    track, share = progress.track, progress.of_track()
    lines = [f"# {one_line(track.title)}", "", f"{share.done} of {share.total} milestones."]
    for phase in track.phases:
        lines += ["", f"## {one_line(phase.title)}"]
        for week in phase.weeks:
            lines += ["", f"### Week {week.number} · {one_line(week.title)}", ""]
            lines += (f"- [{'x' if progress.is_done(each) else ' '}] {one_line(each.text)}" for each in week.milestones)
    return "\n".join(lines) + "\n"
