"""What each page of the insights shows: a sentence that says it, then a chart, then the figures.

Nothing is told by a chart alone, nor by colour.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from math import log
from textwrap import wrap
from typing import NamedTuple

from textual.content import Content

from studytui.desk import Desk
from studytui.desk.insights import RANGES, Range
from studytui.study.impact import ENOUGH, Impact, Row
from studytui.text import counted, one_line
from studytui.tui import charts
from studytui.tui.listing import HEADING, MUTED

__all__ = ["PAGES", "RANGES", "Page"]

Lines = Iterator[Content]
BAR = 16
"""Columns of the longest bar."""
_GAP = Content("")


class Page(NamedTuple):
    """One page: a name, and what it shows of a desk for a range, in so many columns."""

    title: str
    shown: Callable[[Desk, Range, int], Lines]

    def lines(self, desk: Desk, spanned: Range, width: int) -> list[Content]:
        """The page, worked out."""
        return list(self.shown(desk, spanned, width))


def rhythm(desk: Desk, _: Range, __: int) -> Lines:
    """The map of half a year, and how steadily the planned days were kept."""
    found = desk.practice.rhythm()
    studied = sum(day.state == "studied" for week in found.weeks for day in week)
    if found.score is None:
        yield Content("The rhythm begins with the first day on which you do anything.")
    else:
        days = desk.practice.plan().days
        yield Content.assemble(
            ("Rhythm ", ""), (f"{found.score}", "bold $primary"), " of 100: ",
            f"how many of your {days} planned days a week you kept, the latest counting most.",
        )  # fmt: skip
        left = counted(found.reserves, "reserve day")
        said = f"{counted(studied, 'day')} of study in half a year; {left} left this month."
        yield Content.styled(said, MUTED)
        if found.said:
            yield Content.styled(found.said, "$success")
    yield _GAP
    first = date.fromisoformat(found.weeks[0][0].day)
    weeks = [[(day.state, day.intensity) for day in week] for week in found.weeks]
    yield from charts.day_map(first, weeks, date.fromisoformat(desk.today()))
    yield charts.map_key()
    yield _GAP
    yield Content.styled("One card makes a day count. A missed day takes a reserve day first.", MUTED)


def impact(desk: Desk, spanned: Range, width: int) -> Lines:
    """Minutes against what moved, in Pareto's order."""
    found = desk.insights.impact(spanned)
    yield Content(found.said)
    if not found.is_enough:
        yield Content.styled("Sessions begin with what you do, and end with one question: what moved?", MUTED)
        return
    yield Content.styled(_on_impact(found), MUTED)
    titles = {topic.id: topic.title for topic in desk.track.topics.values()}
    for heading, rows in (("By activity", found.activities), ("By topic", found.topics)):
        if rows:
            yield _GAP
            yield Content.styled(heading, HEADING)
            yield from _pareto(rows, titles, width)


def _on_impact(found: Impact) -> str:
    return (
        f"{counted(found.sessions, 'session')}, {found.minutes / 60:.0f} h. What moved: milestones, recall a month on, "
        "closer predictions and your own rating, each an equal part."
    )


def _pareto(rows: tuple[Row, ...], titles: dict[str, str], width: int) -> Lines:
    told = [row for row in rows if row.is_enough][:12]
    most = max((row.moved for row in told), default=0.0) or 1.0
    cells: list[list[str | Content]] = [
        ["", Content.styled("what moved", MUTED), *_muted("", "so far", "time", "so far", "rating", "n")]
    ]
    for row in told:
        name = one_line(titles.get(row.name, row.name))
        room = max(12, min(34, width - 60))
        cells.append(
            [
                name if len(name) <= room else f"{name[: room - 1]}…", charts.bar(row.moved, most, BAR),
                f"{100 * row.moved:.0f} %", f"{100 * row.moved_so_far:.0f} %", f"{100 * row.time:.0f} %",
                f"{100 * row.time_so_far:.0f} %", f"{row.rating:.1f}" if row.rating is not None else "",
                f"{row.sessions}",
            ]
        )  # fmt: skip
    if told:
        yield from charts.table(cells, right=(2, 3, 4, 5, 6, 7))
    if len(rows) > len(told):
        few = f"{len(rows) - len(told)} with fewer than {ENOUGH} sessions: too little to say."
        yield Content.styled(f"and {few}" if told else few, MUTED)


def calibration(desk: Desk, spanned: Range, width: int) -> Lines:
    """How often ranges held, and whether guesses come closer."""
    found = desk.insights.practised(spanned)
    yield Content(found.said)
    yield _GAP
    held = found.calibration
    if held.ranges:
        yield Content.styled("Ranges that you were 80 % sure of", HEADING)
        room = max(20, min(50, width - 24))
        for name, share in (("claimed", 0.8), ("held", held.share)):
            yield Content.assemble((f"{name:<10}", MUTED), charts.bar(share, 1.0, room), f" {100 * share:.0f} %")
        low, high = round(held.low * room), round(held.high * room)
        between = " " * low + "├" + "─" * max(0, high - low - 1) + "┤"
        yield Content.assemble((f"{'95 %':<10}", MUTED), (between, MUTED), (f" of {held.ranges}", MUTED))
        yield _GAP
    if len(found.months) > 1:
        yield Content.styled("By how much guesses were off, month by month", HEADING)
        # By how much on the scale of factors: no bar is no error.
        most, room = max(log(off) for _, off, _ in found.months), max(20, min(50, width - 30))
        rows: list[list[str | Content]] = [
            [
                Content.styled(f"{date.fromisoformat(f'{month}-01'):%b %Y}", MUTED), charts.bar(log(off), most, room),
                f"{off:.2g}×", Content.styled(f"of {guesses}", MUTED),
            ]
            for month, off, guesses in found.months
        ]  # fmt: skip
        yield from charts.table(rows, right=(2,))
    elif not held.ranges:
        yield Content.styled("Each lab asks for a range before it runs. 3 lists them.", MUTED)


def weak_spots(desk: Desk, _: Range, width: int) -> Lines:
    """Topics that need drill, each with its reasons."""
    found = desk.insights.spots()
    weak = [spot for spot in found if spot.is_weak]
    unknown = sum(not spot.is_known for spot in found)
    steady = len(found) - len(weak) - unknown
    if weak:
        yield Content.assemble(
            f"{counted(len(weak), 'weak spot')}. ", ("d", "bold $accent"), " drills the first three."
        )
    else:
        yield Content("No weak spot is known.")
    parts = [f"{counted(steady, 'topic is', 'topics are')} steady"] if steady else []
    parts += [f"of {counted(unknown, 'topic')} too little is known"] if unknown else []
    yield Content.styled(f"{', '.join(parts)}.".capitalize() if parts else "", MUTED)
    most = max((spot.score for spot in weak), default=1.0)
    for spot in weak[:10]:
        yield _GAP
        title = one_line(desk.track.topics[spot.topic].title)
        yield Content.assemble(charts.bar(spot.score, most, BAR, "$warning"), "  ", (title, "bold"))
        for line in wrap(spot.said, max(20, width - BAR - 4)):
            yield Content.styled(" " * (BAR + 2) + line, MUTED)


def recall(desk: Desk, spanned: Range, width: int) -> Lines:
    """How much is recalled, against what was expected, and what is to come."""
    found = desk.insights.recalled(spanned)
    yield Content(found.said)
    yield _GAP
    yield Content.styled("Cards that fall due, day by day", HEADING)
    most, days = max(found.forecast), found.forecast
    wide = 3 if width >= 100 else 2
    for number, line in enumerate(charts.columns(days, 4, wide)):
        yield Content.assemble((f"{most if not number else '':>4} ", MUTED), line)
    today = date.fromisoformat(desk.today())
    ends = today + timedelta(days=len(days) - 1)
    gap = " " * max(1, wide * len(days) - 5 - len(f"{ends.day} {ends:%b}"))
    yield Content.styled(f"     today{gap}{ends.day} {ends:%b}", MUTED)
    if found.by_chance:
        yield _GAP
        yield Content.styled("Is the schedule right about you?", HEADING)
        rows: list[list[str | Content]] = [[*_muted("expected", "recalled", "", "95 %", "of")]]
        for rate in found.by_chance:
            low, high = rate.interval
            told = (
                (
                    f"{100 * rate.share:.0f} %",
                    charts.bar(rate.share, 1.0, BAR),
                    f"{100 * low:.0f} to {100 * high:.0f} %",
                )
                if rate.is_enough
                else ("", Content.styled("too little to say", MUTED), "")
            )
            rows.append([f"{100 * rate.expected:.0f} %", *told, f"{rate.tests}"])
        yield from charts.table(rows, right=(0, 1, 4))
    if found.topics:
        yield _GAP
        yield Content.styled("The chance of recalling a card now, by topic", HEADING)
        yield from charts.table(
            [
                [charts.bar(chance, 1.0, BAR), f"{100 * chance:.0f} %", one_line(desk.track.topics[topic].title),
                 Content.styled(counted(cards, "card"), MUTED)]
                for topic, chance, cards in found.topics[:12]
            ],
            right=(1,),
        )  # fmt: skip


def _muted(*names: str) -> list[Content]:
    return [Content.styled(name, MUTED) for name in names]


PAGES = (
    Page("Rhythm", rhythm),
    Page("Impact", impact),
    Page("Calibration", calibration),
    Page("Weak spots", weak_spots),
    Page("Recall", recall),
)
