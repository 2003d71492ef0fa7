"""Numbers with their units in words, as a person would say them: three digits, no exponents."""

from studytui.history.facts import Measured, Predicted
from studytui.study.predict import Attempt
from studytui.track.model import Lab


def guessed(predicted: Predicted, unit: str) -> str:
    """A prediction in words: `2–12×, best 5×`."""
    if predicted.best is None:
        return "no idea"
    if predicted.low is None or predicted.high is None:
        return amount(predicted.best, unit)
    low, high = number(predicted.low), amount(predicted.high, unit)
    return f"{low}–{high}, best {amount(predicted.best, unit)}"


def amount_of(measured: Measured, unit: str) -> str:
    """A result in words: `37× (34–37×)`."""
    middle = amount(measured.value, unit)
    if measured.low == measured.high:
        return middle
    return f"{middle} ({number(measured.low)}–{amount(measured.high, unit)})"


def amount(value: float, unit: str) -> str:
    """A number with its unit: `37×`, `40 %`, `12 ms`."""
    return f"{number(value)}×" if unit == "x" else f"{number(value)} {unit}".rstrip()


def number(value: float) -> str:
    """A number to three digits, without false precision and without exponents."""
    if value == 0 or not 1e-4 <= abs(value) < 1e15:
        return f"{value:.3g}"
    if abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def missed(attempt: Attempt) -> str:
    """How far the guess was off, as short as it can be told: `7.4×`, `12 points`, `right`."""
    verdict = attempt.verdict
    if verdict is None:
        return "no idea" if attempt.measured else "not run"
    if attempt.predicted.scale == "exact":
        return "right" if not verdict.distance else "wrong"
    if attempt.predicted.scale in ("ratio", "count"):
        return f"{verdict.off:.2g}×" if verdict.off < 100 else f"{verdict.off:,.0f}×"
    return f"{verdict.off:.2g} points"


def came_close(lab: Lab, attempt: Attempt | None) -> str:
    """What was said and measured, as short as it can be told."""
    if lab.experiment is None:
        return "no program yet"
    if attempt is None or attempt.measured is None:
        return "not run yet"
    measure = lab.experiment.measures.get(attempt.predicted.measure)
    unit = measure.unit if measure else ""
    # A word is said once.
    sign = unit if unit in ("x", "%") else ""
    guess = "no idea" if attempt.predicted.best is None else f"said {amount(attempt.predicted.best, sign)}"
    return f"{guess}, measured {amount(attempt.measured.value, unit)}"
