"""What the lists say: values of the desk turned into rows, by pure functions.

All text from outside becomes Content here, after it was made visible; none of it is ever parsed as markup.
"""

from collections.abc import Iterable, Iterator, Set
from datetime import date, timedelta

from textual.content import Content

from studytui.find import Hit
from studytui.history.events import local_time
from studytui.history.standing import TAG, Entry
from studytui.study.progress import Progress, Share
from studytui.text import one_line, visible
from studytui.track.model import Milestone, Phase, Track, Week
from studytui.tui.widgets.row import Row

MUTED = "$foreground 60%"
HEADING = "bold $primary"
ENTRY_LINES = 8
"""What an entry shows of itself in the journal's pane."""


def plain(text: str, style: str = "") -> Content:
    """Outside text on one line, as data."""
    return Content.styled(one_line(text), style) if style else Content(one_line(text))


def roadmap_rows(progress: Progress, collapsed: Set[str]) -> list[Row]:
    """Phases and their weeks, with what is done of each; the current week is marked."""
    rows = []
    current = progress.current_week()
    for phase in progress.track.phases:
        closed = phase_row_id(phase) in collapsed
        rows.append(_phase_row(progress, phase, closed))
        if not closed:
            rows.extend(_week_row(progress, week, week == current) for week in phase.weeks)
    return rows


def phase_row_id(phase: Phase) -> str:
    """The id of a phase's row, apart from those of the weeks."""
    return f"phase:{phase.id}"


def week_rows(progress: Progress, week: Week, saved: str = "") -> list[Row]:
    """One week: its aim, milestones, topics and labs. `saved` is the milestone whose tick was just saved."""
    track = progress.track
    phase = next(phase for phase in track.phases if week in phase.weeks)
    advice = Content.assemble(plain(phase.title), ": ", plain(phase.advice))
    rows = [_text("aim", plain(week.aim)), _text("advice", advice.stylize(MUTED)), _text("gap-1")]
    rows.append(_heading("Milestones", progress.of_week(week)))
    rows += [_milestone_row(progress, milestone, milestone.id == saved) for milestone in week.milestones]
    rows += [_text("gap-2"), _heading("Topics")]
    rows += [topic_row(track, topic) for topic in week.topics]
    rows += [topic_row(track, topic, "again: ") for topic in week.revisit]
    if week.labs:
        rows += [_text("gap-3"), _heading("Labs")]
        for lab in week.labs:
            title, question = plain(track.labs[lab].title), plain(track.labs[lab].question, MUTED)
            rows.append(Row(f"lab:{lab}", Content.assemble(title, "\n", question)))
    return rows


def topic_row(track: Track, topic_id: str, before: str = "") -> Row:
    """A topic with the time it takes to read."""
    topic = track.topics[topic_id]
    tail = f"{topic.minutes} min" if topic.minutes else "essentials"
    body = Content.assemble((before, MUTED), plain(topic.title)) if before else plain(topic.title)
    return Row(f"{'again' if before else 'topic'}:{topic_id}", body, tail=Content.styled(tail, MUTED), lines=1)


def journal_rows(track: Track, entries: Iterable[Entry], today: str) -> Iterator[Row]:
    """Entries, newest first, under their days."""
    day = ""
    for entry in entries:
        if entry.day != day:
            if day:
                yield _text(f"gap-{entry.day}")
            day = entry.day
            yield Row(f"day:{day}", Content.styled(day_name(day, today), HEADING), selectable=False)
        yield Row(entry.id, _entry_body(track, entry), lines=ENTRY_LINES)
    if not day:
        yield _text(
            "empty", Content.styled("Nothing yet. After a session, write what you did and what came of it.", MUTED)
        )


def day_name(day: str, today: str) -> str:
    """A study day as one says it."""
    that, this = date.fromisoformat(day), date.fromisoformat(today)
    if that == this:
        return "Today"
    if that == this - timedelta(days=1):
        return "Yesterday"
    return f"{that:%a} {that.day} {that:%b}" + (f" {that.year}" if that.year != this.year else "")


def contents_rows(headings: Iterable[str]) -> list[Row]:
    """The sections of a topic."""
    return [Row(str(number), plain(heading), lines=1) for number, heading in enumerate(headings)]


def hit_rows(hits: Iterable[Hit], words: list[str]) -> list[Row]:
    """What was found, each with the stretch of text where the words occur."""
    rows = []
    for hit in hits:
        kind = "journal" if hit.kind == "entry" else hit.kind
        text = visible(hit.snippet)
        body = Content.assemble(plain(hit.title, "bold"), "\n", (text, MUTED))
        for word in words:
            body = _highlighted(body, word)
        rows.append(Row(f"{hit.kind}:{hit.id}", body, Content.styled(f"{kind:<10}", MUTED), lines=3))
    return rows


def _highlighted(body: Content, word: str) -> Content:
    low, start = body.plain.lower(), 0
    # Lower-casing may change a text's length (İ): then positions would not fit, and nothing is highlighted.
    if len(low) != len(body.plain):
        return body
    while (at := low.find(word.lower(), start)) >= 0:
        body = body.stylize("$text-accent underline", at, at + len(word))
        start = at + len(word)
    return body


def _entry_body(track: Track, entry: Entry) -> Content:
    parts: list[str | tuple[str, str]] = [(f"{local_time(entry.at, entry.offset):%H:%M}", MUTED)]
    if entry.topic:
        topic = track.topics.get(entry.topic)
        parts.append((f" · {one_line(topic.title if topic else entry.topic)}", MUTED))
    if entry.starred:
        parts.append((" ★", "$accent"))
    if entry.others:
        parts.append((f" · {len(entry.others) + 1} versions, enter shows them", "$text-warning"))
    parts += ["\n", visible(entry.text)]
    if entry.got:
        parts += ["\n", (f"→ {visible(entry.got)}", "$text-success")]
    return Content.assemble(*parts).highlight_regex(TAG, style="$accent")


def _milestone_row(progress: Progress, milestone: Milestone, is_saved: bool) -> Row:
    done = progress.is_done(milestone)
    tick = progress.ticks.get(milestone.id)
    body = plain(milestone.text, MUTED if done else "")
    if is_saved:
        body = Content.assemble(body, ("  saved", "bold $success"))
    elif done and tick:
        day = local_time(tick.at, tick.offset)
        body = Content.assemble(body, (f"  {day.day} {day:%b}", f"italic {MUTED}"))
    return Row(milestone.id, body, Content.styled("[x] ", "$success") if done else Content("[ ] "))


def _phase_row(progress: Progress, phase: Phase, closed: bool) -> Row:
    share = progress.of_phase(phase)
    return Row(
        phase_row_id(phase),
        plain(phase.title, "bold"),
        Content("▸ " if closed else "▾ "),
        _share(share),
        lines=1,
    )


def _week_row(progress: Progress, week: Week, is_current: bool) -> Row:
    return Row(
        week.id,
        plain(week.title, "bold $text-accent" if is_current else ""),
        Content.styled(f"{week.number:>3} ", "$accent" if is_current else MUTED),
        _share(progress.of_week(week), "◀" if is_current else " "),
        lines=1,
    )


def _share(share: Share, mark: str = " ") -> Content:
    if share.complete:
        return Content.styled(f"{share.done}/{share.total} ✓", "$success")
    return Content.assemble((f"{share.done}/{share.total} ", MUTED), (mark, "$accent"))


def _heading(title: str, share: Share | None = None) -> Row:
    tail = Content.styled(f"{share.done}/{share.total}", MUTED) if share else Content("")
    return Row(f"heading:{title}", Content.styled(title, HEADING), tail=tail, selectable=False, lines=1)


def _text(name: str, body: Content | None = None) -> Row:
    return Row(f"text:{name}", body or Content(""), selectable=False)
