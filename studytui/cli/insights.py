"""What study time brought, in plain sections: rhythm, impact, calibration, weak spots, recall."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import heading, json_option, say, say_json, wrapped
from studytui.cli.study import Study
from studytui.text import one_line

if TYPE_CHECKING:
    from studytui.desk import Desk
    from studytui.desk.insights import Range
    from studytui.study.impact import Row
    from studytui.study.recall import Rate

_SPANS = ("4w", "quarter", "year", "all")


@click.command("insights")
@click.option(
    "--range", "span", type=click.Choice(_SPANS), default="quarter", show_default=True, help="Of which stretch of time."
)
@json_option
@pass_study
def insights_command(study: Study, span: str, as_json: bool) -> None:
    """Say what your time brought: rhythm, impact, calibration, weak spots, recall.

    \b
    studytui insights
    studytui insights --range year --json
    """
    from studytui.desk.insights import RANGES

    desk, spanned = desk_of(study), RANGES[_SPANS.index(span)]
    if as_json:
        say_json(_plain(desk, spanned))
    else:
        say(*_lines(desk, spanned))


def _lines(desk: "Desk", spanned: "Range") -> Iterator[str]:
    insights, rhythm = desk.insights, desk.practice.rhythm()
    yield heading("Rhythm")
    score = "begins with the first day on which you do anything" if rhythm.score is None else f"{rhythm.score} of 100"
    yield f"  {score}"
    if rhythm.said:
        yield from wrapped(rhythm.said, "  ")
    impact = insights.impact(spanned)
    yield from ("", heading("Impact"), *wrapped(impact.said, "  "))
    for row in impact.activities if impact.is_enough else ():
        yield f"  {_row(row)}"
    practised = insights.practised(spanned)
    yield from ("", heading("Calibration"), *wrapped(practised.said, "  "))
    for month, off, n in practised.months:
        yield f"  {month}: {off:.2g}× off, n {n}"
    yield from ("", heading("Weak spots"))
    weak = [spot for spot in insights.spots() if spot.is_weak]
    for spot in weak:
        yield f"  {one_line(desk.track.topics[spot.topic].title)}"
        yield from wrapped(spot.said, "    ")
    if not weak:
        yield "  No weak spot is known."
    recalled = insights.recalled(spanned)
    yield from ("", heading("Recall"), *wrapped(recalled.said, "  "))
    for rate in recalled.by_chance:
        yield f"  expected {100 * rate.expected:.0f} %: {_recalled(rate)}"


def _recalled(rate: "Rate") -> str:
    if not rate.is_enough:
        return f"too little to say, n {rate.tests}"
    low, high = rate.interval
    return f"recalled {100 * rate.share:.0f} % (between {100 * low:.0f} and {100 * high:.0f} %), n {rate.tests}"


def _row(row: "Row") -> str:
    if not row.is_enough:
        return f"{row.name}: too little to say, {row.sessions} sessions"
    return f"{row.name}: {100 * row.moved:.0f} % of what moved, {100 * row.time:.0f} % of the time, n {row.sessions}"


def _plain(desk: "Desk", spanned: "Range") -> dict[str, object]:
    from studytui.study.recall import BUCKETS, bucket

    insights, rhythm = desk.insights, desk.practice.rhythm()
    impact, practised, recalled = insights.impact(spanned), insights.practised(spanned), insights.recalled(spanned)
    held, rate = practised.calibration, recalled.rate
    return {
        "range": spanned.id,
        "rhythm": {
            "score": rhythm.score,
            "reserves": rhythm.reserves,
            "days": [{"id": day.day, "state": day.state} for week in rhythm.weeks for day in week],
        },
        "impact": {
            "sessions": impact.sessions,
            "minutes": impact.minutes,
            "enough": impact.is_enough,
            "said": impact.said,
            "activities": [_share(row) for row in impact.activities],
            "topics": [_share(row) for row in impact.topics],
        },
        "calibration": {
            "ranges": held.ranges,
            "held": held.held,
            "low": held.low,
            "high": held.high,
            "months": [{"id": month, "off": off, "n": n} for month, off, n in practised.months],
            "said": practised.said,
        },
        "weak_spots": [
            {"id": spot.topic, "score": spot.score, "weak": spot.is_weak, "known": spot.is_known, "because": spot.said}
            for spot in insights.spots()
        ],
        "recall": {
            "tests": rate.tests,
            "recalled": rate.recalled,
            "expected": rate.expected,
            "low": rate.interval[0],
            "high": rate.interval[1],
            "said": recalled.said,
            "by_chance": [
                {
                    "id": f"{100 * BUCKETS[bucket(each.expected)]:.0f}",
                    "expected": each.expected,
                    "recalled": each.recalled,
                    "tests": each.tests,
                    "low": each.interval[0],
                    "high": each.interval[1],
                    "enough": each.is_enough,
                }
                for each in recalled.by_chance
            ],
            "forecast": list(recalled.forecast),
            "topics": [{"id": topic, "recall": chance, "cards": n} for topic, chance, n in recalled.topics],
        },
    }


def _share(row: "Row") -> dict[str, object]:
    return {
        "id": row.name, "sessions": row.sessions, "minutes": row.minutes, "enough": row.is_enough,
        "time": row.time, "moved": row.moved, "time_so_far": row.time_so_far, "moved_so_far": row.moved_so_far,
        "milestones": row.milestones, "recalled": row.recalled, "rating": row.rating,
    }  # fmt: skip
