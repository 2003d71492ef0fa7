"""The desk's verbs about labs: predict, record a run, and what came of both.

A prediction is an event of its own, stored before anything runs, and nothing edits it or takes it back. Which of them
count follows from the events alone, so a changed lab rescores nothing.
"""

from typing import TYPE_CHECKING

from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.history.facts import Predicted, Ran, Wrote
from studytui.study import predict
from studytui.study.amounts import amount_of, guessed, number
from studytui.study.predict import Attempt, Calibration, Guess
from studytui.text import one_line, storable
from studytui.track.model import Experiment, Lab, Rung

if TYPE_CHECKING:
    from studytui.desk.desk import Desk
    from studytui.labs.runner import Outcome


class Experiments:
    """What the learner expected of labs, and what they got."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    def lab(self, lab_id: str) -> Lab:
        """The lab of that id, or of that former id. Raises StudyError with the nearest ids."""
        from studytui.desk.desk import unknown

        labs = self._desk.track.labs
        found = labs.get(lab_id) or next((lab for lab in labs.values() if lab_id in lab.was), None)
        if found is None:
            raise unknown("lab", lab_id, labs)
        return found

    def experiment(self, lab: Lab) -> Experiment:
        """What the lab's program says of itself. Raises StudyError when there is no program."""
        if lab.experiment is None:
            raise StudyError(f"{one_line(lab.title)} has no program yet", "the other labs have: studytui lab list")
        return lab.experiment

    def parameters(self, lab: Lab, rung: Rung, chosen: str = "") -> dict[str, str]:
        """All parameters of a run: the rung's own, what the learner chose to vary, and defaults for the rest."""
        defaults = {name: parameter.default for name, parameter in self.experiment(lab).parameters.items()}
        return {**defaults, **rung.parameters, **({rung.vary: chosen} if rung.vary and chosen else {})}

    def fitting(self, lab: Lab, name: str, text: str) -> str:
        """What was typed for a parameter, as its program takes it. Raises StudyError when it does not fit."""
        parameters = self.experiment(lab).parameters
        if name not in parameters:
            from studytui.desk.desk import unknown

            raise unknown("parameter", name, parameters)
        parameter, text = parameters[name], text.strip()
        if parameter.choices:
            if text in parameter.choices:
                return text
            raise StudyError(f"{one_line(text)!r} is no {name}", f"choose {' or '.join(parameter.choices)}")
        try:
            value = int(text) if parameter.is_whole else float(text)
            if (parameter.min or 0) <= value <= (parameter.max or 0):
                return text
        except (ValueError, OverflowError):
            pass
        kind = "a whole number" if parameter.is_whole else "a number"
        bounds = f"{number(parameter.min or 0)} to {number(parameter.max or 0)} {parameter.unit}".rstrip()
        raise StudyError(f"{name} can't be {one_line(text)!r}", f"write {kind} from {bounds}")

    def predict(self, lab: Lab, parameters: dict[str, str], guess: Guess, because: str = "", rung: int = 0) -> Event:
        """Lock a prediction; the run comes after it."""
        question, experiment = lab.questions[rung], self.experiment(lab)
        name = question.measure or experiment.primary
        measure = experiment.measures[name]
        if question.goal is not None:
            guess = Guess(best=question.goal)
        return self._desk.add(
            Predicted(
                lab.id, experiment.revision, parameters, name, measure.scale, rung=rung, spread=measure.spread,
                low=guess.low, best=guess.best, high=guess.high, because=storable(because).strip() or None,
            )
        )  # fmt: skip

    def is_answered(self, lab: Lab, parameters: dict[str, str], rung: int = 0) -> bool:
        """Whether the learner has seen the answer to this very question, so that another guess counts for nothing."""
        experiment = self.experiment(lab)
        asked = (experiment.revision, lab.questions[rung].measure or experiment.primary, parameters)
        return any(
            each.measured and (each.predicted.revision, each.predicted.measure, each.predicted.parameters) == asked
            for each in self.attempts(lab.id)
        )

    def seed(self, lab: Lab) -> int:
        """The seed of the next run: the n-th of a learner has n, so that each is independent and can be repeated."""
        return len(self._desk.index.events("ran", thing=lab.id)) + 1

    def record(
        self, lab: Lab, parameters: dict[str, str], seed: int, outcome: "Outcome", prediction: Event | None = None
    ) -> Event:
        """Keep a run, finished or not."""
        return self._desk.add(
            Ran(
                lab.id, self.experiment(lab).revision, parameters, seed, dict(outcome.measures),
                finished=outcome.finished, prediction=prediction.id if prediction else None, canary=outcome.canary,
                environment=dict(outcome.environment),
            )
        )  # fmt: skip

    def attempts(self, lab_id: str | None = None) -> list[Attempt]:
        """Every prediction, oldest first, with what came of it."""
        return predict.attempts(self._desk.index.events("predicted", "ran", thing=lab_id))

    def runs(self, lab_id: str) -> list[Event]:
        """Every run of a lab, oldest first."""
        return self._desk.index.events("ran", thing=lab_id)

    def read_by(self, lab: Lab) -> list[Event]:
        """The events of the history that a lab asks for."""
        reads = self.experiment(lab).reads
        return self._desk.index.events(*reads) if reads else []

    def calibration(self) -> Calibration:
        """How often the learner's ranges held the truth."""
        return predict.calibration(self.attempts())

    def entry(self, lab: Lab, attempt: Attempt, why: str) -> Wrote:
        """The draft of a journal entry: what was said and why, what came of it, and what explains it."""
        experiment = self.experiment(lab)
        unit = experiment.measures[attempt.predicted.measure].unit
        given = attempt.predicted.parameters.items()
        changed = ", ".join(f"{name} {value}" for name, value in given if experiment.parameters[name].default != value)
        about = f"{lab.title} ({changed})" if changed else lab.title
        said = "had no idea" if attempt.predicted.best is None else f"said {guessed(attempt.predicted, unit)}"
        text = [f"{about}: {said}."]
        if attempt.predicted.because:
            text.append(f"Because: {attempt.predicted.because}")
        if why.strip():
            text.append(f"Why it came out so: {why.strip()}")
        got = amount_of(attempt.measured, unit) if attempt.measured else None
        return Wrote("\n".join(text), got=got, topic=lab.topic, lab=lab.id)
