"""Predictions: what was typed as a guess, how far it was off, and how well one knows what one knows.

A guess is compared on the scale of its measure: quotients for what is positive, odds for shares, quotients of what may
be zero, equality for counts that can be known exactly, differences for points. On that scale `distance` is a number,
which for quotients is ln(predicted / measured); a range is an 80 % interval and is scored with the interval score of
Gneiting and Raftery, "Strictly proper scoring rules" (2007), section 6.2: its width, and ten times any miss.
"""

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.history.facts import Measured, Predicted, Ran

CONFIDENCE = 0.8
MISS = 2 / (1 - CONFIDENCE)
"""What a miss weighs against width, for the score to be best when the range is an honest 80 %."""
BUSY = 0.9
"""The share of a core under which a timing says more about the neighbours than about the experiment."""
ENOUGH = 10
"""Ranges from which on a calibration is worth a figure."""

BULLS_EYE, CLOSE, RIGHT_ORDER, OFF = "bull's-eye", "close", "right order", "off"
_BANDS = ((1.25, BULLS_EYE), (2.0, CLOSE), (5.0, RIGHT_ORDER))

LONGEST = 200
"""Characters of a guess; nobody types as many."""
LARGEST = 1e300

# Commas stand between thousands: 2,5 is neither 25 nor two and a half.
_NUMBER = r"[-−+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-−+]?\d+)?"
# A k that more letters follow is the unit's: of kills, or of kB.
_ONE = re.compile(rf"\s*({_NUMBER})\s*(?:([kKM])(?=\W|x\b|$)\s*)?([^\d\s.,–-][^\d.,–]*)?")
_BETWEEN = re.compile(r"\.\.\.?|–|(?<=[\w×%])(?<![\d.][eE])\s*-\s*(?=[\d.])|\s+to\s+")
_DIFFERS = 1e-9
"""On the scale of what can be known exactly: the least that is not equal."""
_FARTHEST = 700.0
"""e to that is the largest factor that a number can be."""
_OTHERS = {True: ("x", "×"), False: ("%",)}
"""Units that can't be meant, by whether percent can: 40 % is not forty times."""
_NO_IDEA = ("n", "no", "no idea", "?")
EXAMPLES = {
    "ratio": "5, 2..12 or 2..5..12",
    "share": "40 % or 20..60",
    "count": "7 or 0..20",
    "exact": "3",
    "points": "10 or 5..15",
}


class Guess(NamedTuple):
    """A number, a range that holds the truth four times in five, or (all None) no idea."""

    low: float | None = None
    best: float | None = None
    high: float | None = None


class Verdict(NamedTuple):
    """What came of a guess."""

    distance: float
    """On the scale of the measure, without its sign."""
    off: float
    """How far the best guess was off in the measure's own terms: a factor, or a difference for shares and points."""
    band: str
    inside: bool | None
    """Whether the range held the measured value; None without a range."""
    score: float | None
    """Of the range; lower is better."""

    @property
    def surprised(self) -> bool:
        """Whether there is something to explain."""
        return self.inside is False or (self.inside is None and self.band in (RIGHT_ORDER, OFF))


class Attempt(NamedTuple):
    """A prediction, the run it was made for, and what came of it."""

    predicted: Predicted
    event: Event
    ran: Ran | None = None
    verdict: Verdict | None = None
    counts: bool = False
    """Whether it counts: the first prediction of these parameters, run to its end on a machine that was not busy."""

    @property
    def measured(self) -> Measured | None:
        """What the run brought for the measure that was predicted."""
        return self.ran.measures.get(self.predicted.measure) if self.ran and self.ran.finished else None


class Calibration(NamedTuple):
    """How often ranges held the truth, which should be four times in five."""

    ranges: int
    held: int
    low: float
    """Of the 95 % interval of the share, after Wilson (1927)."""
    high: float

    @property
    def share(self) -> float:
        """Of ranges that held the truth."""
        return self.held / self.ranges if self.ranges else 0.0


def parse(text: str, scale: str) -> Guess:
    """What was typed as a guess. Raises StudyError with an example where it is none."""
    if text.strip().lower() in _NO_IDEA:
        return Guess()
    if len(text) > LONGEST:
        raise _unclear(text, scale)
    parts = _BETWEEN.split(text)
    numbers = [_number(part, text, scale) for part in parts]
    if len(numbers) > 3:
        raise _unclear(text, scale)
    if numbers != sorted(numbers):
        raise StudyError(
            f"{text.strip()}: the numbers do not rise", f"write the lower one first, as in {EXAMPLES[scale]}"
        )
    if scale == "exact" and len(numbers) > 1:
        raise StudyError(f"{text.strip()}: this can be known exactly", "write one number, or n for no idea")
    if any(not _possible(each, scale) for each in numbers):
        wanted = {"share": "from 0 to 100", "ratio": "above 0", "count": "0 or more", "exact": "0 or more"}[scale]
        raise StudyError(f"{text.strip()}: it can only be {wanted}", f"write something like {EXAMPLES[scale]}")
    if len(numbers) == 1:
        return Guess(best=numbers[0])
    low, high = numbers[0], numbers[-1]
    return Guess(low, numbers[1] if len(numbers) == 3 else middle(low, high, scale), high)


def middle(low: float, high: float, scale: str) -> float:
    """The point between two values on the scale: for quotients the geometric mean."""
    return min(max(_back((_on_scale(low, scale) + _on_scale(high, scale)) / 2, scale), low), high)


def judge(predicted: Predicted, measured: Measured) -> Verdict | None:
    """What came of a prediction; None where there was no idea. Never finer than the noise of the repeats."""
    best, scale = predicted.best, predicted.scale
    if best is None:
        return None

    def on_scale(value: float) -> float:
        return _on_scale(value, scale, predicted.spread)

    truth = on_scale(measured.value)
    distance = abs(on_scale(best) - truth)
    if scale == "exact" and best != measured.value:
        distance = max(distance, _DIFFERS)
    noise = abs(on_scale(measured.high) - on_scale(measured.low)) / 2
    band = BULLS_EYE if distance <= noise else _band(distance, scale)
    inside = score = None
    if predicted.low is not None and predicted.high is not None:
        low, high = on_scale(predicted.low), on_scale(predicted.high)
        miss = max(0.0, low - truth, truth - high)
        inside, score = miss <= 0, high - low + MISS * miss
    is_factor = scale in ("ratio", "count")
    off = math.exp(min(distance, _FARTHEST)) if is_factor else abs(best - measured.value)
    return Verdict(distance, off, band, inside, score)


def said(predicted: Predicted, measured: Measured, verdict: Verdict) -> str:
    """The verdict in words: `Outside your range, 7.4× low.`"""
    direction = "low" if (predicted.best or 0.0) < measured.value else "high"
    if predicted.scale == "exact":
        return "Right." if not verdict.distance else "Not quite: it is exact, and it differs."
    if verdict.band == BULLS_EYE:
        amount = "A bull's-eye"
    elif predicted.scale in ("ratio", "count"):
        amount = f"{_digits(verdict.off, 2)}× {direction}"
    else:
        amount = f"{_digits(verdict.off, 3)} points {direction}"
    if verdict.inside is None:
        return f"{amount}." if verdict.band == BULLS_EYE else f"{amount}: {verdict.band}."
    where = "Inside your range" if verdict.inside else "Outside your range"
    return f"{where}. {amount}." if verdict.band == BULLS_EYE else f"{where}, {amount}."


def _digits(value: float, digits: int) -> str:
    """To so many digits, all of them before the point if need be, and without an exponent."""
    return f"{value:,.0f}" if 10**digits - 0.5 <= value < 1e15 else f"{value:.{digits}g}"


def attempts(events: Iterable[Event]) -> list[Attempt]:
    """Every prediction in order, with the first run that was made for it."""
    runs: dict[str, Ran] = {}
    predictions = []
    shown: set[tuple[object, ...]] = set()
    """Questions that a run answered for which nothing was predicted."""
    for event in events:
        match event.fact:
            case Predicted() as predicted:
                predictions.append((event, predicted, key(predicted) in shown))
            case Ran(finished=True, prediction=None) as ran:
                shown.update(_key(ran, measure) for measure in ran.measures)
            case Ran(finished=True, prediction=str(prediction)) as ran:
                runs.setdefault(prediction, ran)
    seen = set()
    found = []
    for event, predicted, was_shown in predictions:
        question = key(predicted)
        if was_shown:
            seen.add(question)
        made = runs.get(event.id)
        measured = made.measures.get(predicted.measure) if made else None
        verdict = judge(predicted, measured) if measured else None
        quiet = made is not None and (made.canary is None or made.canary >= BUSY)
        found.append(Attempt(predicted, event, made, verdict, verdict is not None and quiet and question not in seen))
        # Whoever has seen the answer, busy machine or not, guesses no more.
        if measured:
            seen.add(question)
    return found


def key(predicted: Predicted) -> tuple[object, ...]:
    """What makes two predictions the same question."""
    return _key(predicted, predicted.measure)


def _key(about: Predicted | Ran, measure: str) -> tuple[object, ...]:
    return about.lab, about.revision, measure, tuple(sorted(about.parameters.items()))


def calibration(attempts: Iterable[Attempt]) -> Calibration:
    """How often the ranges that count held the truth."""
    held = [
        each.verdict.inside for each in attempts if each.counts and each.verdict and each.verdict.inside is not None
    ]
    return Calibration(len(held), sum(held), *wilson(sum(held), len(held)))


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); all of 0 to 1 when nothing was tried."""
    if not trials:
        return 0.0, 1.0
    z, share = 1.959964, successes / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    whole = 1 + z * z / trials
    return max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole)


def _number(part: str, whole: str, scale: str) -> float:
    found = _ONE.fullmatch(part)
    if not found:
        raise _unclear(whole, scale)
    value = float(found[1].replace("−", "-").replace(",", "").replace("_", ""))
    value *= {None: 1, "k": 1e3, "K": 1e3, "M": 1e6}[found[2]]
    unit = (found[3] or "").strip()
    if abs(value) > LARGEST or unit in _OTHERS[scale in ("share", "points")]:
        raise _unclear(whole, scale)
    return value


def _unclear(text: str, scale: str) -> StudyError:
    return StudyError(f"{text.strip()[:40]!r} is no number or range", f"write {EXAMPLES[scale]}, or n for no idea")


def _possible(value: float, scale: str) -> bool:
    match scale:
        case "share":
            return 0 <= value <= 100
        case "ratio":
            return value > 0
        case "points":
            return True
    return value >= 0


def _on_scale(value: float, scale: str, spread: float = 1.0) -> float:
    match scale:
        case "ratio":
            # A measured 0 where only quotients make sense is as far off as can be, not a bug.
            return math.log(max(value, 1e-12))
        case "share":
            share = min(max(value, 0.1), 99.9) / 100
            return math.log(share / (1 - share))
        case "points":
            return value / (abs(spread) or 1.0)
    return math.log(max(value, 0.0) + 1)


def _back(value: float, scale: str) -> float:
    match scale:
        case "ratio":
            return math.exp(value)
        case "share":
            return 100 / (1 + math.exp(-value))
        case "points":
            return value
    return math.exp(value) - 1


def _band(distance: float, scale: str) -> str:
    if scale == "exact":
        return BULLS_EYE if distance < _DIFFERS else OFF
    # Points have no quotient: one spread apart is what a quotient of e is elsewhere.
    return next((band for factor, band in _BANDS if distance <= math.log(factor) + 1e-12), OFF)
