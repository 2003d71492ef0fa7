"""Reviews: how much there is, and a sitting in plain lines, for screen readers and pipes."""

import time
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import json_option, note, say, say_json, wrapped
from studytui.cli.study import Study
from studytui.text import counted, one_line

if TYPE_CHECKING:
    from studytui.desk import Desk
    from studytui.desk.sitting import Sitting
    from studytui.study.deck import Queue
    from studytui.track.model import Card

_LEAVE = ("q", "quit")


@click.command("review")
@click.option("--plain", is_flag=True, help="Review here, line by line: for screen readers and pipes.")
@click.option("--drill", is_flag=True, help="The cards of your weak spots, outside the schedule.")
@click.option("--minutes", type=click.FloatRange(1, 600), default=10.0, metavar="N", help="For cards (default 10).")
@json_option
@pass_study
def review_command(study: Study, plain: bool, drill: bool, minutes: float, as_json: bool) -> None:
    """Say how many cards are due, or review them here.

    \b
    studytui review
    studytui review --plain
    studytui review --plain --drill
    """
    desk = desk_of(study)
    if plain or drill:
        _sit(desk, minutes, desk.insights.drill() if drill else ())
        return
    queue = desk.reviews.queue(minutes)
    if as_json:
        say_json(_plain(desk, queue))
    else:
        say(*_counts(desk, queue))


def _counts(desk: "Desk", queue: "Queue") -> Iterable[str]:
    if not queue.cards:
        yield "nothing is due"
        return
    parts = [counted(len(queue.due) + len(queue.soon), "card") + " due"] if queue.due or queue.soon else []
    if queue.new:
        parts.append(f"{len(queue.new)} new")
    yield f"{', '.join(parts)}, about {max(1, round(queue.minutes))} min"
    if queue.waiting:
        yield f"{queue.waiting} more wait for another day; clear by {_clears(desk, queue)}"


def _clears(desk: "Desk", queue: "Queue") -> str:
    return (date.fromisoformat(desk.today()) + timedelta(days=max(0, queue.days - 1))).isoformat()


def _plain(desk: "Desk", queue: "Queue") -> dict[str, object]:
    return {
        "due": [*queue.due, *queue.soon],
        "new": list(queue.new),
        "minutes": round(queue.minutes, 1),
        "waiting": queue.waiting,
        "clears": _clears(desk, queue) if queue.waiting else None,
    }


def _sit(desk: "Desk", minutes: float, drill: Sequence[str]) -> None:
    from studytui.desk.sitting import Sitting

    sitting = Sitting(desk.reviews, minutes, drill)
    if sitting.queue.waiting:
        due = len(sitting.queue.due)
        more = due + sitting.queue.waiting
        note(f"{more} due: {due} today, clear by {_clears(desk, sitting.queue)}; new cards wait, u asks all today")
    note(f"{counted(sitting.left, 'card')}; an empty line shows the answer, 1 to 4 grades it, u takes back, q stops")
    while (card := sitting.card) is not None:
        try:
            if not _ask(desk, sitting, card):
                break
        except (click.Abort, EOFError):
            break
    say(f"{counted(sitting.done, 'card')} done, {sitting.left} left")


def _ask(desk: "Desk", sitting: "Sitting", card: "Card") -> bool:
    """One card; False when the learner stops."""
    from studytui.study import answers

    topic = one_line(desk.track.topics[card.topic].title)
    code = card.code.splitlines() if card.code else []
    choices = [f"  {number} {one_line(choice)}" for number, choice in enumerate(card.choices, 1)]
    say("", f"{topic}, {card.kind}", *wrapped(answers.front(card)), *(f"    {line}" for line in code), *choices)
    began = time.monotonic()
    typed = _typed("answer")
    if typed in _LEAVE:
        return False
    if typed == "u" and sitting.undo():
        return True
    sure = _sure(card, typed)
    judged = answers.judge(card, typed)
    say(*([judged.said] if judged else []), *wrapped(answers.back(card)))
    seconds = time.monotonic() - began
    while True:
        grade = _typed("1 forgotten, 2 hard, 3 good, 4 easy")
        if grade in _LEAVE:
            return False
        if grade in ("1", "2", "3", "4"):
            sitting.grade(int(grade), seconds, typed, sure)
            return True
        note("write 1, 2, 3 or 4, or q to stop")


def _sure(card: "Card", typed: str) -> int | None:
    from studytui.study import answers

    if answers.choice_of(card, typed) is None:
        return None
    keys = answers.sureness(card)
    said = _typed("how sure? " + ", ".join(f"{key} {sure} %" for key, sure in keys.items()))
    return keys.get(int(said)) if said in ("1", "2", "3", "4") else None


def _typed(prompt: str) -> str:
    said: str = click.prompt(prompt, default="", show_default=False, err=True)
    return said.strip()
