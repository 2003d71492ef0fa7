"""Then and now: what the learner answered long ago, asked again before that answer is shown.

A prediction of a lab that was run, or the typed answer to a card; the oldest first, each until a journal entry says
that it was asked again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.history.facts import Measured, Predicted, Reviewed
from studytui.history.standing import Entry
from studytui.study import answers, predict
from studytui.study.amounts import amount_of, guessed
from studytui.study.lookback import RIPE
from studytui.study.predict import Attempt
from studytui.text import one_line
from studytui.track.model import Card, Lab

TAG = "then-and-now"


class Question(NamedTuple):
    """Something to be asked again."""

    id: str
    """Of the prediction or the review."""
    day: str
    """When it was answered."""
    title: str
    """Of the lab, or of the card's topic."""
    ask: str
    said: str
    """The old answer."""
    because: str
    right: str
    """What was measured, or what is right."""
    topic: str
    attempt: Attempt | None = None
    card: Card | None = None

    @property
    def lab(self) -> str | None:
        """The lab that was predicted, if it was one."""
        return self.attempt.predicted.lab if self.attempt else None

    def judged_then(self) -> str:
        """How near the old answer came, in words; empty where that can't be told."""
        attempt = self.attempt
        if attempt is None:
            return self.judged(self.said)
        return _said(attempt.predicted, attempt.measured)

    def judged(self, answer: str) -> str:
        """How near an answer comes, in words; empty where that can't be told."""
        if self.card:
            found = answers.judge(self.card, answer)
            return found.said if found else ""
        if self.attempt is None:
            return ""
        predicted, measured = self.attempt.predicted, self.attempt.measured
        try:
            guess = predict.parse(answer, predicted.scale)
        except StudyError:
            return ""
        return _said(replace(predicted, low=guess.low, best=guess.best, high=guess.high), measured)


def _said(predicted: Predicted, measured: Measured | None) -> str:
    verdict = predict.judge(predicted, measured) if measured else None
    if measured is None or verdict is None:
        return ""
    said = predict.said(predicted, measured, verdict).rstrip(".")
    return said[0].lower() + said[1:]


def ripe_on(today: str) -> str:
    """The latest day of which an answer is old enough."""
    return (date.fromisoformat(today) - timedelta(RIPE)).isoformat()


def of_labs(attempts: Iterable[Attempt], labs: Mapping[str, Lab], today: str) -> list[Question]:
    """First predictions of labs that were run and still ask the same, oldest first."""
    until, found = ripe_on(today), dict[tuple[str, int], Question]()
    for attempt in attempts:
        question = _of_attempt(attempt, labs.get(attempt.predicted.lab)) if attempt.event.day <= until else None
        if question:
            found.setdefault((attempt.predicted.lab, attempt.predicted.rung), question)
    return list(found.values())


def _of_attempt(attempt: Attempt, lab: Lab | None) -> Question | None:
    predicted = attempt.predicted
    if lab is None or lab.experiment is None or not attempt.verdict or attempt.measured is None:
        return None
    if predicted.revision != lab.experiment.revision or predicted.rung >= len(lab.questions):
        return None
    rung = lab.questions[predicted.rung]
    usual = {name: parameter.default for name, parameter in lab.experiment.parameters.items()}
    measure = rung.measure or lab.experiment.primary
    # A question of the learner's own, or one whose answer is a parameter, can't be asked in the track's words.
    if rung.vary or predicted.parameters != usual | rung.parameters or predicted.measure != measure:
        return None
    unit = lab.experiment.measures[measure].unit
    ask = f"{lab.question} {rung.question}" if predicted.rung else lab.question
    return Question(
        attempt.event.id, attempt.event.day, lab.title, ask, guessed(predicted, unit), predicted.because or "",
        amount_of(attempt.measured, unit), lab.topic, attempt=attempt,
    )  # fmt: skip


def of_card(card: Card, title: str, reviews: Iterable[Event], today: str) -> Question | None:
    """The oldest typed answer to a card; None when none is old enough."""
    until = ripe_on(today)
    for event in reviews:
        if isinstance(event.fact, Reviewed) and event.fact.answer and event.day <= until:
            ask, right = answers.front(card), answers.back(card)
            if card.choices:
                ask = "\n".join((ask, *(f"{number}  {each}" for number, each in enumerate(card.choices, 1))))
            if card.code:
                ask = f"{ask}\n{card.code}"
            return Question(event.id, event.day, title, ask, event.fact.answer, "", right, card.topic, card=card)
    return None


def was_asked(question: Question, entries: Iterable[Entry]) -> bool:
    """Whether an entry says that it was asked again."""
    return any(TAG in entry.tags and one_line(question.ask) in one_line(entry.text) for entry in entries)


def written(question: Question, now: str, line: str) -> str:
    """The text of an entry about both answers."""
    then = date.fromisoformat(question.day)
    because = f", because {one_line(question.because)}" if question.because else ""
    return "\n".join(
        (
            f"{one_line(question.ask)} #{TAG}",
            f"Then ({then.day} {then:%B} {then.year}): {one_line(question.said)}{because}",
            f"Now: {one_line(now)}",
            line.strip(),
        )
    )
