"""What a lab's steps say: questions, comparisons and what was measured turned into lines, by pure functions."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from studytui.history.facts import Measured
from studytui.labs.runner import Outcome
from studytui.study.amounts import amount, amount_of, came_close, guessed
from studytui.study.predict import BUSY, CONFIDENCE, Attempt, said
from studytui.text import one_line, visible
from studytui.track.model import Rung
from studytui.tui.trial import Trial
from studytui.tui.widgets.prose import Section, fenced
from studytui.tui.widgets.ruler import Mark, ruler

MUTED = "$foreground 60%"
LAST_LINES = 6
AFTER_FAILURE = "r runs it again for the same prediction · enter asks the question anew"


def asked(trial: Trial) -> Content:
    """The question, and below it what is set; what differs from the default stands out."""
    parts: list[Content | str | tuple[str, str]] = [(one_line(trial.question.question), "bold"), "\n"]
    for number, (name, value) in enumerate(trial.parameters.items()):
        known = trial.experiment.parameters[name]
        style = MUTED if known.default == value else "$text-accent"
        parts += [(" · ", MUTED) if number else "", (f"{name} {one_line(value)} {known.unit}".rstrip(), style)]
    return Content.assemble(*parts)


def compared(trial: Trial, notes: Sequence[str], width: int) -> Content:
    """The ruler, the verdict in words, and what else there is to know of the run."""
    measured, outcome, attempt = trial.measured, trial.outcome, trial.attempt
    if measured is None or outcome is None:
        return Content("")
    unit = trial.measure.unit
    lines = [*ruler(_marks(trial.question, attempt, measured, unit), trial.measure.scale, unit, width), Content("")]
    lines += _verdict(trial.question, attempt, outcome, amount_of(measured, unit))
    lines += [Content.styled(visible(note), MUTED) for note in notes]
    return Content("\n").join(lines)


def _verdict(question: Rung, attempt: Attempt | None, outcome: Outcome, result: str) -> Iterable[Content]:
    is_busy = outcome.canary is not None and outcome.canary < BUSY
    if attempt and attempt.verdict and attempt.measured:
        verdict = attempt.verdict
        sure = f" You were {100 * CONFIDENCE:.0f} % sure." if verdict.inside is False else ""
        style = "bold $text-warning" if verdict.surprised else "bold $text-success"
        words = said(attempt.predicted, attempt.measured, verdict)
        if question.goal is not None:
            words = f"You aimed at {amount(question.goal, '')}, and got {result}: {verdict.band}."
        yield Content.assemble((words, style), sure)
        if not attempt.counts and not is_busy:
            yield Content.styled("You had seen the answer, so this one does not count.", MUTED)
    elif attempt:
        yield Content(f"You had no idea. It is {result}.")
    if is_busy:
        share = f"{100 * (outcome.canary or 0):.0f} %"
        yield Content.styled(f"The machine was busy ({share} of a core): this is shown, not scored.", "$text-warning")


def _marks(question: Rung, attempt: Attempt | None, measured: Measured, unit: str) -> list[Mark]:
    marks = []
    predicted = attempt.predicted if attempt else None
    if predicted and predicted.best is not None:
        low = predicted.best if predicted.low is None else predicted.low
        high = predicted.best if predicted.high is None else predicted.high
        label = "goal" if question.goal is not None else "you"
        marks.append(Mark(label, low, predicted.best, high, guessed(predicted, unit), "$primary"))
    marks.append(Mark("run", measured.low, measured.value, measured.high, amount_of(measured, unit), "$accent", "◆"))
    if question.expected:
        low, high = question.expected.low, question.expected.high
        band = amount(low, unit) if low == high else f"{amount(low, '')}–{amount(high, unit)}"
        marks.append(Mark("author", low, None, high, band, MUTED))
    return marks


def sections(trial: Trial, attempts: Sequence[Attempt]) -> list[Section]:
    """What is read after the run: the explanation, everything that was measured, and the attempts so far."""
    found = [Section("Why", trial.lab.explanation or "The author has not written this yet.")]
    if trial.why:
        found.append(Section("Your explanation", fenced(visible(trial.why))))
    if trial.outcome:
        known = trial.experiment.measures
        # What a later question asks is not told before it.
        later = {each.measure for each in trial.lab.questions[trial.rung + 1 :]} - {trial.question.measure}
        rows = [(amount_of(each, known[name].unit), known[name].help)
                for name, each in trial.outcome.measures.items() if name in known and name not in later]  # fmt: skip
        width = max((len(value) for value, _ in rows), default=0)
        table = "\n".join(f"{value:>{width}}  {meaning}" for value, meaning in rows)
        found.append(Section("Everything measured", fenced(visible(table))))
    lines = "\n".join(f"{each.event.day}  {came_close(trial.lab, each)}" for each in attempts)
    if lines:
        found.append(Section("So far", fenced(visible(lines))))
    return found


def after(trial: Trial, is_draft_waiting: bool) -> str:
    """What can be done once all is told."""
    ways = ["j finishes your journal entry"] if is_draft_waiting else []
    is_last = trial.rung + 1 >= len(trial.lab.questions)
    ways.append("m asks a question of your own" if is_last else "m asks the next question")
    return " · ".join([*ways, "esc goes back"])


def last_lines(stderr: str) -> str:
    """The end of what a program wrote before it failed."""
    return visible("\n".join(stderr.strip().splitlines()[-LAST_LINES:]))
