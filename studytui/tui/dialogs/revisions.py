"""What an entry said before: its revisions, the latest first, each with what it changed."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from studytui.history.events import Event, local_time, study_day
from studytui.history.facts import Wrote
from studytui.text import counted, one_line, visible
from studytui.tui.listing import HEADING, MUTED, day_name, text_row
from studytui.tui.widgets.row import Row
from studytui.tui.widgets.rows import Rows

ADDED, TAKEN = "bold underline $text-success", f"strike {MUTED}"
MOST = 4_000_000
"""Pairs of words up to which two texts are compared: half a second."""


class Revisions(ModalScreen[None]):
    """The history of an entry; nothing in it can be changed."""

    CSS = """
    Revisions { align: center middle; }
    Revisions > Vertical {
        width: 88; max-width: 94%; height: auto; max-height: 86%; border: round $primary; padding: 0 1;
        background: $surface; border-title-color: $primary; border-subtitle-color: $text-muted;
    }
    Revisions Rows { background: $surface; height: auto; min-height: 1; scrollbar-size-horizontal: 0; }
    """
    BINDINGS = [Binding("escape,v,q", "app.back", "close")]

    def __init__(self, events: Sequence[Event], today: str) -> None:
        super().__init__()
        self._events = events
        self._today = today

    def compose(self) -> ComposeResult:
        """The list in a box."""
        with Vertical() as box:
            box.border_title = Content(f"History · {counted(len(self._events), 'revision')}")
            box.border_subtitle = Content("esc closes")
            yield Rows()

    def on_mount(self) -> None:
        """Fill it."""
        self.query_one(Rows).show(list(revision_rows(self._events, self._today)))


def revision_rows(events: Sequence[Event], today: str) -> Iterator[Row]:
    """The revisions, the latest first; `events` are in the order in which they were made."""
    by_id = {event.id: event for event in events}
    of_several = len({event.device for event in events}) > 1
    for number in range(len(events) - 1, -1, -1):
        event = events[number]
        fact = event.fact
        assert isinstance(fact, Wrote)
        known = by_id.get(fact.parent or "") or (events[number - 1] if number else None)
        before = known.fact if known else None
        yield text_row(f"when-{event.id}", _when(event, fact, today, number == len(events) - 1 > 0, of_several))
        yield text_row(f"what-{event.id}", changed(before if isinstance(before, Wrote) else None, fact))
        if number:
            yield text_row(f"gap-{event.id}")


def _when(event: Event, fact: Wrote, today: str, is_last: bool, of_several: bool) -> Content:
    moment = local_time(fact.when or event.at, event.offset)
    state = " · as it stands" if is_last else ""
    there = f" · on device {one_line(event.device)}" if of_several else ""
    when = f"{day_name(study_day(moment), today)}, {moment:%H:%M}"
    return Content.assemble((when, HEADING), (f"{state}{there}", MUTED))


def changed(before: Wrote | None, after: Wrote) -> Content:
    """What a revision changed: words taken out struck through, words put in underlined; all of it in the first."""
    if after.deleted:
        return Content.styled("deleted", "italic")
    if before is None or before.deleted:
        return _both(Content(visible(after.text)), Content(visible(after.got or "")))
    lines = [Content.styled(mark, "italic") for mark in _marks(before, after)]
    if (before.text, before.got) != (after.text, after.got):
        lines.append(_both(compared(before.text, after.text), compared(before.got or "", after.got or "")))
    return Content("\n").join(lines) if lines else Content.styled("nothing changed", MUTED)


def _both(text: Content, got: Content) -> Content:
    return Content.assemble(text, "\n→ ", got) if got else text


def _marks(before: Wrote, after: Wrote) -> Iterator[str]:
    if before.starred != after.starred:
        yield "starred" if after.starred else "star taken off"
    for noun, was, now in (("topic", before.topic, after.topic), ("lab", before.lab, after.lab)):
        if was != now:
            yield f"{noun}: {one_line(was or 'none')} → {one_line(now or 'none')}"
    if after.merged:
        yield "settled between versions"


def compared(before: str, after: str) -> Content:
    """The later text, with what was taken out of the earlier one where it stood."""
    was, now = (re.findall(r"\s+|\w+|[^\w\s]+", visible(text)) for text in (before, after))
    if len(was) * len(now) > MOST:
        return Content("".join(now))
    parts: list[str | tuple[str, str]] = []
    for kind, first, last, start, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append("".join(now[start:end]))
            continue
        taken, added = "".join(was[first:last]), "".join(now[start:end])
        apart = " " if taken.strip() and added.strip() else ""
        parts += [(taken, TAKEN), apart, (added, ADDED)]
    return Content.assemble(*parts)
