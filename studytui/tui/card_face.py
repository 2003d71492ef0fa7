"""How a card looks: where it is answered, what each grade would mean, how sure one is, and what waits behind it."""

from collections.abc import Mapping
from datetime import date, timedelta

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from studytui.study import answers
from studytui.study.deck import Queue
from studytui.study.review import AGAIN, EASY, GOOD, HARD
from studytui.text import counted, one_line
from studytui.track.model import Card
from studytui.tui import listing
from studytui.tui.widgets.prose import Explanation, Section, fenced

GRADES = {AGAIN: "forgotten", HARD: "hard", GOOD: "good", EASY: "easy"}
KEY = "bold $footer-key-foreground"
_WIDE = 72
"""Columns from which on the grades have room beside each other."""


def room_to_answer(card: Card) -> list[Widget]:
    """What stands between a question and its answer: code, choices, a line to type on."""
    found: list[Widget] = []
    if card.code:
        code = Explanation(id="code")
        code.styles.display = "block"
        code.styles.height = len(card.code.splitlines()) + 1
        found.append(code)
        code.call_after_refresh(code.show, [Section("", fenced(card.code, "python"))])
    if card.kind == "choice":
        lines = [f"{number}  {one_line(choice)}" for number, choice in enumerate(card.choices, 1)]
        found.append(Static(Content("\n".join(lines)), classes="choices"))
    if card.kind in answers.TYPED:
        hint = "the number of your choice" if card.kind == "choice" else "your answer; enter shows what is right"
        found.append(Input(placeholder=hint, id="typed"))
    else:
        found.append(Static("say it to yourself; space shows what is right", id="thought"))
    return found


def grades(intervals: Mapping[int, int], suggested: int, width: int) -> Content:
    """The four grades, when the card would come back after each, and the one that the typed answer suggests."""
    parts: list[str | tuple[str, str]] = []
    for grade, word in GRADES.items():
        interval = f" {spell(intervals[grade])}" if grade in intervals else ""
        # Two lines of two, where one would break within a grade.
        gap = "\n" if grade == HARD and width < _WIDE else "     "
        style = "bold $primary" if grade == suggested else ""
        parts += [(str(grade), KEY), (f" {word}", style), (f"{interval}{gap}", listing.MUTED)]
    return Content.assemble(*parts)


def how_sure(card: Card) -> Content:
    """The question that follows a choice, and its keys."""
    parts: list[str | tuple[str, str]] = ["How sure are you?   "]
    for number, sure in answers.sureness(card).items():
        parts += [(str(number), KEY), f" {sure} %" if number > 1 else " a guess", "   "]
    return Content.assemble(*parts, ("enter", KEY), (" not saying", listing.MUTED))


def plan_said(queue: Queue, today: str, key: str) -> str:
    """What is done about a backlog, and the key that takes it back; empty without one."""
    if not queue.waiting:
        return ""
    due = len(queue.due)
    clear = date.fromisoformat(today) + timedelta(days=max(0, queue.days - 1))
    said = f"{due + queue.waiting} due: {due} today, clear by {clear.day} {clear:%B}. New cards wait. "
    return f"{said}{key} asks all today."


def end_said(done: int, queue: Queue, tomorrow: int, is_drill: bool) -> str:
    """What there is to say when no card is left."""
    if is_drill:
        return f"{counted(done, 'card')} drilled. The schedule is as it was."
    said = f"That is all for today: {counted(done, 'card')} done." if done else "Nothing is due."
    if queue.waiting:
        return f"{said} {queue.waiting} wait for the days to come."
    if tomorrow:
        return f"{said} Tomorrow {counted(tomorrow, 'card')}."
    return said if done else f"{said} New cards come as their week begins."


def spell(milliseconds: int) -> str:
    """An interval in the unit one would say it in: `10 min`, `3 d`, `2.1 mo`."""
    minutes = milliseconds / 60_000
    if minutes < 60:
        return f"{max(1, round(minutes))} min"
    days = minutes / 1440
    if days < 1:
        return f"{round(minutes / 60)} h"
    if days < 30:
        return f"{round(days)} d"
    return f"{days / 30.4:.1f} mo" if days < 365 else f"{days / 365:.1f} y"
