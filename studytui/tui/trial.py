"""One go at a lab: a question with its parameters, the guess that was locked, and what came of it.

What the lab's screen does at each step, apart from how it looks.
"""

from studytui.desk import Desk
from studytui.draft import Draft
from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.history.facts import Measured
from studytui.labs.runner import Outcome
from studytui.study import predict
from studytui.study.amounts import number
from studytui.study.predict import Attempt, Guess
from studytui.track.model import Lab, Measure, Rung

FREE = Rung("Change what you like, one parameter or several, and predict what comes of it.")


class Trial:
    """From a question to its answer."""

    def __init__(self, desk: Desk, lab: Lab, rung: int) -> None:
        """Raises StudyError when the lab has no program."""
        self._desk = desk
        self.lab = lab
        self.rung = rung
        self.is_free = rung >= len(lab.questions)
        """Whether the learner asks the question."""
        self.question = FREE if self.is_free else lab.questions[rung]
        self.experiment = desk.experiments.experiment(lab)
        self.parameters = desk.experiments.parameters(lab, self.question)
        self.guess = Guess()
        self.because = ""
        self.why = ""
        """The learner's own explanation."""
        self.prediction: Event | None = None
        self.outcome: Outcome | None = None

    @property
    def measure(self) -> Measure:
        """What is predicted."""
        return self.experiment.measures[self._measured_as]

    @property
    def example(self) -> str:
        """What may be typed."""
        varied = self.experiment.parameters.get(self.question.vary or "")
        if varied is None:
            return f"for example {predict.EXAMPLES[self.measure.scale]}"
        return (
            " or ".join(varied.choices)
            or f"from {number(varied.min or 0)} to {number(varied.max or 0)} {varied.unit}".rstrip()
        )

    @property
    def _measured_as(self) -> str:
        return self.question.measure or self.experiment.primary

    @property
    def is_answered(self) -> bool:
        """Whether the learner has seen the answer already."""
        if self.is_free or self.question.vary:
            return False
        return self._desk.experiments.is_answered(self.lab, self.parameters, self.rung)

    def change(self, chosen: str, settings: str) -> None:
        """Take the parameters that were typed. Raises StudyError with what is wrong."""
        changed = {}
        for pair in settings.split():
            name, sign, value = pair.partition("=")
            if not sign:
                raise StudyError(f"{pair!r} sets nothing", "write name=value, with no blanks around the sign")
            changed[name.replace("-", "_")] = value
        if self.question.vary:
            changed[self.question.vary] = chosen
        elif self.is_free and not changed:
            raise StudyError("nothing is changed", f"write {next(iter(self.parameters), 'name')}=value")
        experiments = self._desk.experiments
        fitting = {name: experiments.fitting(self.lab, name, value) for name, value in changed.items()}
        self.parameters = self.parameters | fitting

    def guessed(self, text: str) -> Guess:
        """What was typed as a guess. Raises StudyError with what is wrong."""
        return Guess() if self.question.vary else predict.parse(text, self.measure.scale)

    def commit(self, guess: str, because: str) -> None:
        """Take the guess and its reason. Raises StudyError with what is wrong."""
        self.guess, self.because = self.guessed(guess), because

    def predict(self) -> Event:
        """Lock the prediction in. Raises StudyError."""
        rung = 0 if self.is_free else self.rung
        return self._desk.experiments.predict(self.lab, self.parameters, self.guess, self.because, rung)

    def record(self, seed: int, outcome: Outcome) -> Event:
        """Keep a run. Raises StudyError."""
        return self._desk.experiments.record(self.lab, self.parameters, seed, outcome, self.prediction)

    @property
    def measured(self) -> Measured | None:
        """What the latest run brought."""
        return self.outcome.measures.get(self._measured_as) if self.outcome else None

    @property
    def attempt(self) -> Attempt | None:
        """The prediction with what came of it."""
        attempts = self._desk.experiments.attempts(self.lab.id)
        return next((each for each in attempts if self.prediction and each.event.id == self.prediction.id), None)

    def drafted(self, draft: Draft) -> Draft | None:
        """The draft of a journal entry with this in it; None when another draft is in the way."""
        attempt = self.attempt
        if attempt is None or (draft and (draft.lab != self.lab.id or draft.entry)):
            return None
        entry = self._desk.experiments.entry(self.lab, attempt, self.why)
        text = f"{draft.text}\n\n{entry.text}" if draft else entry.text
        got = " · ".join(part for part in (draft.got, entry.got or "") if part)
        return Draft(text, got, self.lab.topic, lab=self.lab.id)
