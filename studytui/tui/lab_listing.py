"""What the lists of labs say, by pure functions; apart from the other lists, which the first paint needs."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from studytui.study.amounts import came_close, missed
from studytui.study.predict import Attempt
from studytui.text import one_line
from studytui.track.model import Lab, Topic, Track
from studytui.tui.listing import MUTED, heading_row, plain, text_row
from studytui.tui.widgets.row import Row


def lab_rows(track: Track, attempts: Sequence[Attempt]) -> Iterator[Row]:
    """All labs under their weeks, each with how close the latest guess came."""
    latest = {each.predicted.lab: each for each in attempts if each.measured}
    listed: set[str] = set()
    for week in track.weeks:
        names = [name for name in week.labs if name not in listed]
        listed.update(names)
        if names:
            yield heading_row(f"Week {week.number} · {one_line(week.title)}")
        for name in names:
            yield _lab_row(track.labs[name], latest.get(name))
    others = [name for name in track.labs if name not in listed]
    if others:
        yield heading_row("In no week")
        yield from (_lab_row(track.labs[name], latest.get(name)) for name in others)


def _lab_row(lab: Lab, attempt: Attempt | None) -> Row:
    lead = Content.styled("✓ ", "$success") if attempt else Content("  ")
    return Row(lab.id, plain(lab.title), lead, Content.styled(came_close(lab, attempt), MUTED), lines=1)


def about_lab_rows(lab: Lab, topic: Topic, attempts: Sequence[Attempt]) -> Iterator[Row]:
    """What a lab asks, question by question, and what was said to each."""
    counted = [each for each in attempts if each.counts]
    if len(counted) > 1:
        errors = " → ".join(missed(each) for each in counted)
        yield text_row("errors", Content.assemble(("You were off by ", MUTED), (errors, "bold")))
        yield text_row("gap-0")
    yield Row("question:0", plain(lab.question, "bold"), Content("1. "))
    yield from _answers(lab, 0, attempts)
    for number, rung in enumerate(lab.rungs, 1):
        yield text_row(f"gap-{number}")
        yield Row(f"question:{number}", plain(rung.question), Content(f"{number + 1}. "))
        yield from _answers(lab, number, attempts)
    yield text_row("gap-topic")
    yield Row(f"topic:{topic.id}", Content.assemble("Topic: ", plain(topic.title)), lines=1)


def _answers(lab: Lab, rung: int, attempts: Sequence[Attempt]) -> Iterator[Row]:
    for attempt in attempts:
        if attempt.predicted.rung == rung:
            off = f", off by {missed(attempt)}" if attempt.verdict else ""
            said = f"{attempt.event.day}  {came_close(lab, attempt)}{off}"
            yield Row(f"text:{attempt.event.id}", Content.styled(said, MUTED), Content("   "), selectable=False)
