"""What there is to look back on, as rows, by pure functions."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from studytui.desk.lookback import View
from studytui.history.standing import TAG
from studytui.study.lookback import Decision, Echo
from studytui.study.reflection import Period
from studytui.text import one_line, visible
from studytui.track.model import Track
from studytui.tui.listing import HEADING, MUTED, day_name, heading_row, journal_rows, plain, text_row
from studytui.tui.widgets.row import Row

if TYPE_CHECKING:
    from studytui.study.then_and_now import Question

DECISION_LINES = 4
"""What a decision shows of its text."""


def view_rows(view: View, track: Track, today: str) -> Iterator[Row]:
    """Everything: what is over, a question of long ago, what was written, what was decided."""
    groups = [
        list(offer_rows(view.offers)),
        list(question_rows(view.question, today)),
        list(echo_rows(view.echoes, track, today)),
        list(decision_rows(view.decisions, today)),
    ]
    shown = [rows for rows in groups if rows]
    for number, rows in enumerate(shown):
        if number:
            yield text_row(f"gap-{number}")
        yield from rows
    if not shown:
        said = "Nothing to look back on yet. What you write today comes back in a week, in a month and in a year."
        yield text_row("none", Content.styled(said, MUTED))


def offer_rows(offers: Iterable[Period]) -> Iterator[Row]:
    """What is over and waits for a word."""
    for number, period in enumerate(offers):
        if not number:
            yield heading_row(period.said)
        yield Row(f"period:{period.span}:{period.first}", plain(period.title), tail=_muted("a few lines"), lines=1)


def question_rows(question: "Question | None", today: str) -> Iterator[Row]:
    """What was answered long ago, without the answer."""
    if question is None:
        return
    yield heading_row("Then and now")
    asked = f"{one_line(question.title)}, answered {day_name(question.day, today)}"
    ask = plain(question.ask.partition("\n")[0])
    body = Content.assemble(ask, "\n", (asked, MUTED), "\n", ("What would you say now?", "$accent"))
    yield Row(f"question:{question.id}", body)


def echo_rows(echoes: Iterable[Echo], track: Track, today: str) -> Iterator[Row]:
    """What was written a week, a month and a year ago: also for the journal of the desk."""
    for number, echo in enumerate(echoes):
        if number:
            yield text_row(f"gap-{echo.span}")
        heading = Content.assemble((echo.said, HEADING), (f" · {day_name(echo.day, today)}", MUTED))
        yield Row(f"heading:{echo.span}", heading, selectable=False, lines=1)
        for row in journal_rows(track, echo.entries, today):
            if row.selectable:
                # An entry may be listed as a decision too.
                yield row._replace(id=f"{echo.span}:{row.id}")


def decision_rows(decisions: Iterable[Decision], today: str) -> Iterator[Row]:
    """What was decided, and what came of it; where that is not said, the question."""
    found = list(decisions)
    width = max((len(day_name(each.entry.day, today)) for each in found), default=0) + 2
    for number, decision in enumerate(found):
        if not number:
            yield heading_row("Decisions")
        entry = decision.entry
        came: tuple[str, str] = (f"→ {visible(entry.got or '')}", "$text-success")
        if not entry.got:
            came = (f"what came of it? asked from {day_name(decision.ripe_on, today)}", MUTED)
        if decision.asks:
            came = ("What came of it?", "$accent")
        text = Content(visible(entry.text)).highlight_regex(TAG, style="$accent")
        day = _muted(f"{day_name(entry.day, today):<{width}}")
        yield Row(f"decision:{entry.id}", Content.assemble(text, "\n", came), lead=day, lines=DECISION_LINES)


def then_and_now(question: "Question", now: str, today: str) -> Content:
    """Both answers and what is right, one under the other."""
    lines = [
        (f"{day_name(question.day, today)}", question.said, question.judged_then()),
        ("Now", now, question.judged(now)),
        ("Measured" if question.lab else "It is", question.right, ""),
    ]
    width = max(len(label) for label, _, _ in lines) + 2
    parts: list[str | tuple[str, str]] = []
    for number, (label, said, judged) in enumerate(lines):
        style = "bold" if number == 2 else ""
        parts += ["\n" if number else "", (f"{label:<{width}}", MUTED), (visible(said), style)]
        parts.append((f"  {judged}" if judged else "", MUTED))
        if not number and question.because:
            parts.append((f"\n{'':<{width}}because {one_line(question.because)}", MUTED))
    return Content.assemble(*parts)


def _muted(text: str) -> Content:
    return Content.styled(text, MUTED)
