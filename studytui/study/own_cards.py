"""Cards of the learner's own: laid over the track's, and how they are written as two texts.

A question holds its choices as lines that begin with `- `, code between lines of three backticks, and a gap in double
braces. An answer's first line, where it begins with `= `, is what a typed answer is compared with. What kind of card it
is follows from what is written.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, get_args

from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.history.facts import Carded
from studytui.text import storable
from studytui.track.model import Card, CardKind

_KINDS: tuple[CardKind, ...] = get_args(CardKind)
_FENCED = re.compile(r"^```\w*\n(.*?)\n?^```[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_CHOICE = re.compile(r"^- +(.+)$\n?", re.MULTILINE)
_EXACTLY = re.compile(r"= *(.+)(?:\n|$)")
_GAP = re.compile(r"\{\{.+?\}\}")


class Written(NamedTuple):
    """A card as it is written: two texts."""

    question: str
    answer: str


def laid_over(cards: Sequence[Card], events: Iterable[Event], topics: Iterable[str]) -> tuple[Card, ...]:
    """The track's cards with the learner's own over them; what is about a topic of another track is passed over."""
    latest: dict[str, Carded] = {}
    gone: set[str] = set()
    for event in events:
        if isinstance(event.fact, Carded):
            latest[event.thing] = event.fact
            if event.fact.replaces:
                gone.add(event.fact.replaces)
    known = set(topics)
    of_track = {card.id: card for card in cards}
    former = {old: card.id for card in cards for old in card.was}
    gone = {former.get(name, name) for name in gone}
    for name, fact in latest.items():
        present = former.get(name, name)
        if fact.deleted:
            gone.add(present)
        elif fact.topic in known:
            of_track[present] = _as_card(present, fact, of_track.get(present))
    return tuple(card for name, card in of_track.items() if name not in gone)


def written(card: Card) -> Written:
    """The two texts that make this card."""
    question = [card.front]
    if card.code:
        question.append(f"```\n{card.code.rstrip()}\n```")
    question += [f"- {choice}" for choice in card.choices]
    answer = f"= {card.answer}\n{card.back}" if card.answer else card.back
    return Written("\n".join(question), answer)


def read(card: Card, texts: Written) -> Card:
    """The card with what is written. Raises StudyError for what is no card."""
    question, answer = storable(texts.question).strip(), storable(texts.answer).strip()
    code = _FENCED.search(question)
    question = _FENCED.sub("", question, count=1)
    choices = tuple(each.strip() for each in _CHOICE.findall(question))
    front = _CHOICE.sub("", question).strip()
    exactly = _EXACTLY.match(answer)
    back = answer[exactly.end() :].strip() if exactly else answer
    if not front:
        raise StudyError("there is no question", "write one above the answer")
    if exactly and not back:
        back = exactly[1].strip()
    if not back:
        raise StudyError("there is no answer", "write it below the question")
    if choices and not any(back.startswith(choice) for choice in choices):
        raise StudyError("the answer is none of the choices", "begin it with the words of the right one")
    if len(choices) == 1:
        raise StudyError("one choice is none", "add a line that begins with '- '")
    return replace(
        card,
        kind=_kind(card, front, choices, bool(code), bool(exactly)),
        front=front,
        back=back,
        choices=choices,
        answer=exactly[1].strip() if exactly else None,
        code=code[1] if code and code[1].strip() else None,
    )


def _kind(card: Card, front: str, choices: tuple[str, ...], has_code: bool, is_exact: bool) -> CardKind:
    if choices:
        return "choice"
    if _GAP.search(front):
        return "cloze"
    if has_code and not card.code:
        return "output"
    if is_exact and not card.answer:
        return "estimate"
    lost = {"choice": True, "cloze": True, "output": not has_code, "estimate": not is_exact}
    return "recall" if lost.get(card.kind) else card.kind


def _as_card(name: str, fact: Carded, before: Card | None) -> Card:
    kind: CardKind = next((each for each in _KINDS if each == fact.form), "recall")
    return Card(
        name, kind, fact.front, fact.back, fact.topic, answer=fact.answer, lab=fact.lab, choices=fact.choices,
        code=fact.code, was=before.was if before else (),
    )  # fmt: skip
