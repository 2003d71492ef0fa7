"""What the lists say: values of the desk turned into rows, by pure functions.

All text from outside becomes Content here, after it was made visible; none of it is ever parsed as markup.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date, timedelta
from typing import NamedTuple

from textual.content import Content

from studytui.find import Hit
from studytui.history.events import local_time
from studytui.history.standing import TAG, Entry
from studytui.study.amounts import came_close
from studytui.study.predict import Attempt
from studytui.study.progress import Progress, Share
from studytui.study.today import Today
from studytui.text import counted, one_line, visible
from studytui.track.model import Milestone, Phase, Topic, Track, Week
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


def week_rows(
    progress: Progress,
    week: Week,
    saved: str = "",
    read: Set[str] = frozenset(),
    attempts: Sequence[Attempt] = (),
) -> list[Row]:
    """One week: its aim, milestones, topics and labs. `saved` is the milestone whose tick was just saved."""
    track = progress.track
    phase = next(phase for phase in track.phases if week in phase.weeks)
    advice = Content.assemble(plain(phase.title), ": ", plain(phase.advice))
    rows = [text_row("aim", plain(week.aim)), text_row("advice", advice.stylize(MUTED)), text_row("gap-1")]
    rows.append(heading_row("Milestones", progress.of_week(week)))
    rows += [_milestone_row(progress, milestone, milestone.id == saved) for milestone in week.milestones]
    rows += [text_row("gap-2"), heading_row("Topics")]
    rows += [topic_row(track, topic, topic in read) for topic in week.topics]
    rows += [topic_row(track, topic, topic in read, "again: ") for topic in week.revisit]
    if week.labs:
        rows += [text_row("gap-3"), heading_row("Labs")]
        latest = {each.predicted.lab: each for each in attempts if each.measured}
        for name in week.labs:
            state = Content.styled(came_close(track.labs[name], latest.get(name)), MUTED)
            rows.append(Row(f"lab:{name}", plain(track.labs[name].title), tail=state, lines=1))
    return rows


def topic_row(track: Track, topic_id: str, is_read: bool, before: str = "") -> Row:
    """A topic with the time it takes to read, and whether it was."""
    topic = track.topics[topic_id]
    tail = (f"{topic.minutes} min" if topic.minutes else "essentials") + ("  read" if is_read else "")
    body = Content.assemble((before, MUTED), plain(topic.title)) if before else plain(topic.title)
    return Row(f"{'again' if before else 'topic'}:{topic_id}", body, tail=Content.styled(tail, MUTED), lines=1)


def about_rows(track: Track, topic: Topic, notes: Iterable[Entry], today: str, is_read: bool) -> Iterator[Row]:
    """What a topic is about: why, essentials, what belongs to it, and what the learner wrote on it."""
    yield text_row("why", plain(topic.why, "italic"))
    yield text_row("gap-essentials")
    for number, essential in enumerate(topic.essentials, 1):
        yield Row(f"text:essential-{number}", plain(essential), Content.styled(f"{number}. ", MUTED), selectable=False)
    yield text_row("gap-more")
    length = f"{topic.minutes} min" if topic.minutes else "not written yet"
    yield Row("prose:", Content("Read it" if not is_read else "Read it again"), tail=Content.styled(length, MUTED))
    cards = len(track.cards_of(topic.id))
    if cards:
        yield Row("cards:", Content(counted(cards, "card")))
    for lab in track.labs.values():
        if lab.topic == topic.id:
            title = Content.assemble("Lab: ", plain(lab.title), "\n", plain(lab.question, MUTED))
            yield Row(f"lab:{lab.id}", title)
    notes = list(notes)
    if notes:
        yield text_row("gap-notes")
        yield heading_row("What you wrote on it")
        for entry in notes:
            day = Content.styled(f"{day_name(entry.day, today)}  ", MUTED)
            yield Row(f"note:{entry.id}", Content.assemble(day, _said(entry)), lines=ENTRY_LINES)


def journal_rows(track: Track, entries: Iterable[Entry], today: str) -> Iterator[Row]:
    """Entries, newest first, under their days."""
    day = ""
    for entry in entries:
        if entry.day != day:
            if day:
                yield text_row(f"gap-{entry.day}")
            day = entry.day
            yield Row(f"day:{day}", Content.styled(day_name(day, today), HEADING), selectable=False)
        yield Row(entry.id, _entry_body(track, entry), lines=ENTRY_LINES)
    if not day:
        yield text_row(
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
    return Content.assemble(*parts, "\n", _said(entry))


def _said(entry: Entry) -> Content:
    got = (f"\n→ {visible(entry.got)}", "$text-success") if entry.got else ""
    return Content.assemble(visible(entry.text), got).highlight_regex(TAG, style="$accent")


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


def heading_row(title: str, share: Share | None = None) -> Row:
    """What the rows below it are."""
    tail = Content.styled(f"{share.done}/{share.total}", MUTED) if share else Content("")
    return Row(f"heading:{title}", Content.styled(title, HEADING), tail=tail, selectable=False, lines=1)


def text_row(name: str, body: Content | None = None) -> Row:
    """A line between rows, which the cursor passes over."""
    return Row(f"text:{name}", body or Content(""), selectable=False)


class Standing(NamedTuple):
    """Where the learner stands today, which is looked up after the first paint."""

    today: Today
    where: str
    """Which week, and how that agrees with the plan."""
    rhythm: int | None
    said: str
    """A sentence, on the few days that deserve one."""


def plan_said(today: Today) -> Content:
    """The parts of today's plan: what is done is ticked, what comes next stands out."""
    if today.is_done:
        return Content.styled(today.oneline, MUTED)
    if today.paused:
        return Content.assemble((today.oneline, MUTED), "  ", ("g", "bold $accent"), (" studies all the same", MUTED))
    verbs = {"lab": "lab ", "reading": "read "}
    said: list[Content | str | tuple[str, str]] = []
    for part in today.parts:
        title = f"{verbs.get(part.kind, '')}{one_line(part.title)}"
        said.append((" → ", MUTED) if said else "")
        if part.done:
            said.append((f"{title} ✓", MUTED))
        else:
            said += [(title, "bold" if part == today.next else ""), (f" {part.minutes} min", MUTED)]
    return Content.assemble(*said)
