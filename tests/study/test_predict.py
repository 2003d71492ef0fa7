"""Guesses: what can be typed, how far off they are, and which of them count."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.errors import StudyError
from studytui.history.events import Event, Measured, Predicted, Ran
from studytui.study.amounts import amount_of, guessed, number
from studytui.study.predict import Guess, attempts, calibration, judge, middle, parse, said, wilson
from tests.samples import AT, event

SCALES = ("ratio", "share", "count", "exact", "points")
positive = st.floats(1e-6, 1e6)


def predicted(scale: str = "ratio", **guess: float) -> Predicted:
    return Predicted("lab", 1, {"n": "1"}, "m", scale, spread=2.0, **guess)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "scale", "guess"),
    [
        ("5", "ratio", Guess(best=5)),
        (" 5× ", "ratio", Guess(best=5)),
        ("2x..12x", "ratio", Guess(2, math.sqrt(24), 12)),
        ("2-12", "ratio", Guess(2, math.sqrt(24), 12)),
        ("2 – 12 ms", "ratio", Guess(2, math.sqrt(24), 12)),
        ("2 to 12", "ratio", Guess(2, math.sqrt(24), 12)),
        ("2..5..12", "ratio", Guess(2, 5, 12)),
        ("300k", "ratio", Guess(best=300_000)),
        ("1,200", "ratio", Guess(best=1_200)),
        ("40 %", "share", Guess(best=40)),
        ("0..3", "count", Guess(0, 1, 3)),
        ("-5..3", "points", Guess(-5, -1, 3)),
        ("n", "ratio", Guess()),
        ("No idea", "share", Guess()),
    ],
)
def test_a_guess_is_typed_as_one_would_say_it(text: str, scale: str, guess: Guess) -> None:
    found = parse(text, scale)
    assert [each is None for each in found] == [each is None for each in guess]
    assert [each for each in found if each is not None] == pytest.approx([each for each in guess if each is not None])


@pytest.mark.parametrize(
    ("text", "scale", "why"),
    [
        ("", "ratio", "no number"),
        ("lots", "ratio", "no number"),
        ("12..2", "ratio", "do not rise"),
        ("0", "ratio", "above 0"),
        ("120 %", "share", "from 0 to 100"),
        ("-1", "count", "0 or more"),
        ("1..2..3..4", "ratio", "no number"),
        ("1..3", "exact", "known exactly"),
    ],
)
def test_what_is_no_guess_is_refused_with_an_example(text: str, scale: str, why: str) -> None:
    with pytest.raises(StudyError, match=why) as refused:
        parse(text, scale)
    assert refused.value.hint


@given(st.text(), st.sampled_from(SCALES))
def test_whatever_is_typed_is_a_guess_or_refused(text: str, scale: str) -> None:
    try:
        guess = parse(text, scale)
    except StudyError:
        return
    assert all(each is None or math.isfinite(each) for each in guess)


@given(positive, positive)
def test_a_ratio_is_off_by_its_factor_in_either_direction(guess: float, truth: float) -> None:
    there = judge(predicted(best=guess), Measured(truth, truth, truth))
    back = judge(predicted(best=truth), Measured(guess, guess, guess))
    assert there is not None
    assert back is not None
    assert there.distance == pytest.approx(back.distance)
    assert there.off == pytest.approx(max(guess / truth, truth / guess), rel=1e-6)


@pytest.mark.parametrize(
    ("off", "band"),
    [(1.0, "bull's-eye"), (1.25, "bull's-eye"), (1.3, "close"), (2, "close"), (2.1, "right order"), (5.1, "off")],
)
def test_bands_are_factors(off: float, band: str) -> None:
    verdict = judge(predicted(best=10 * off), Measured(10, 10, 10))
    assert verdict is not None
    assert verdict.band == band


def test_shares_are_compared_by_their_odds() -> None:
    near_half = judge(predicted("share", best=50), Measured(67, 67, 67))
    near_all = judge(predicted("share", best=98), Measured(99, 99, 99))
    assert near_half is not None
    assert near_all is not None
    assert near_half.distance == pytest.approx(near_all.distance, abs=0.02)


def test_counts_may_be_zero_and_exact_ones_are_right_or_wrong() -> None:
    assert judge(predicted("count", best=0), Measured(0, 0, 0)).distance == 0  # type: ignore[union-attr]
    assert judge(predicted("count", best=0), Measured(3, 3, 3)).off == pytest.approx(4)  # type: ignore[union-attr]
    assert judge(predicted("exact", best=6), Measured(6, 6, 6)).band == "bull's-eye"  # type: ignore[union-attr]
    assert judge(predicted("exact", best=6), Measured(7, 7, 7)).band == "off"  # type: ignore[union-attr]


def test_a_guess_within_the_noise_of_the_repeats_is_a_bulls_eye() -> None:
    measured = Measured(10, 5, 20)
    assert judge(predicted(best=19), measured).band == "bull's-eye"  # type: ignore[union-attr]
    assert judge(predicted(best=21), measured).band == "right order"  # type: ignore[union-attr]


def test_the_score_of_a_range_is_its_width_and_ten_times_the_miss() -> None:
    held = judge(predicted(low=2, best=4, high=8), Measured(4, 4, 4))
    missed = judge(predicted(low=2, best=4, high=8), Measured(16, 16, 16))
    assert held is not None
    assert missed is not None
    assert (held.inside, missed.inside) == (True, False)
    assert held.score == pytest.approx(math.log(4))
    assert missed.score == pytest.approx(math.log(4) + 10 * math.log(2))


@given(st.floats(0.05, 3.0))
def test_an_honest_80_percent_range_scores_best(factor: float) -> None:
    # For a truth that is log-normal, by the quantiles of a thousand equally likely values.
    from statistics import NormalDist

    truths = [math.exp(NormalDist().inv_cdf((n + 0.5) / 1000)) for n in range(1000)]

    def mean(width: float) -> float:
        low, high = math.exp(-width), math.exp(width)
        verdicts = (judge(predicted(low=low, best=1, high=high), Measured(t, t, t)) for t in truths)
        return sum(each.score or 0 for each in verdicts if each) / len(truths)

    assert mean(1.2816) <= mean(1.2816 * factor) + 1e-3


@given(positive, positive, st.sampled_from(["ratio", "count", "points"]))
def test_the_middle_lies_between(one: float, other: float, scale: str) -> None:
    low, high = sorted((one, other))
    assert low * (1 - 1e-9) - 1e-6 <= middle(low, high, scale) <= high * (1 + 1e-9) + 1e-6


def test_a_verdict_is_said_plainly() -> None:
    def verdict(truth: float, **guess: float) -> str:
        measured, one = Measured(truth, truth, truth), Predicted("lab", 1, {}, "m", "ratio", **guess)  # type: ignore[arg-type]
        judged = judge(one, measured)
        assert judged is not None
        return said(one, measured, judged)

    assert verdict(37, best=5) == "7.4× low: off."
    assert verdict(37, low=2, best=5, high=12) == "Outside your range, 7.4× low."
    assert verdict(37, low=2, best=5, high=40) == "Inside your range, 7.4× low."
    assert verdict(37, best=36) == "A bull's-eye."


def test_amounts_are_written_as_people_write_them() -> None:
    assert [number(each) for each in (0, 37.04, 1234.6, 0.0317, 12, 1e15)] == [
        "0",
        "37",
        "1,235",
        "0.0317",
        "12",
        "1e+15",
    ]
    assert amount_of(Measured(37.2, 34, 38), "x") == "37.2× (34–38×)"
    assert guessed(predicted(low=2, best=5, high=12), "x") == "2–12×, best 5×"
    assert guessed(predicted(best=40), "%") == "40 %"
    assert guessed(predicted(), "x") == "no idea"


# Which guesses count


def story(*steps: Predicted | tuple[int, dict[str, object]]) -> list[Event]:
    """Predictions, and runs for the n-th event."""
    events: list[Event] = []
    for number_, step in enumerate(steps):
        if isinstance(step, Predicted):
            events.append(event(step, AT + number_))
        else:
            of, more = step
            given = {"measures": {"m": Measured(10, 10, 10)}, "finished": True, **more}
            ran = Ran("lab", 1, {"n": "1"}, 1, prediction=events[of].id, **given)  # type: ignore[arg-type]
            events.append(event(ran, AT + number_))
    return events


def counts(*steps: Predicted | tuple[int, dict[str, object]]) -> list[bool]:
    return [each.counts for each in attempts(story(*steps))]


def test_the_first_guess_counts_and_the_same_question_again_does_not() -> None:
    first, again = predicted(best=5), predicted(best=10)
    assert counts(first, (0, {}), again, (2, {})) == [True, False]


def test_a_guess_that_was_never_run_to_its_end_leaves_the_question_open() -> None:
    assert counts(predicted(best=5), (0, {"finished": False}), predicted(best=6), (2, {})) == [False, True]


def test_a_busy_machine_is_not_scored_and_its_answer_was_seen() -> None:
    assert counts(predicted(best=5), (0, {"canary": 0.5}), predicted(best=6), (2, {})) == [False, False]


def test_other_parameters_and_another_revision_are_other_questions() -> None:
    other = Predicted("lab", 1, {"n": "2"}, "m", "ratio", best=5)
    newer = Predicted("lab", 2, {"n": "1"}, "m", "ratio", best=5)
    assert counts(predicted(best=5), (0, {}), other, (2, {}), newer, (4, {})) == [True, True, True]


def test_a_later_run_of_the_same_prediction_changes_nothing() -> None:
    events = story(predicted(best=5), (0, {}), (0, {"measures": {"m": Measured(99, 99, 99)}}))
    assert [each.measured for each in attempts(events)] == [Measured(10, 10, 10)]


def test_no_idea_is_no_miss() -> None:
    (attempt,) = attempts(story(predicted(), (0, {})))
    assert (attempt.verdict, attempt.counts) == (None, False)


def test_calibration_counts_the_ranges_that_held() -> None:
    steps: list[Predicted | tuple[int, dict[str, object]]] = []
    for n in range(10):
        high = 20.0 if n < 7 else 9.0
        steps += [Predicted("lab", 1, {"n": str(n)}, "m", "ratio", low=2, best=5, high=high), (2 * n, {})]
    found = calibration(attempts(story(*steps)))
    assert (found.ranges, found.held) == (10, 7)
    assert (found.low, found.high) == pytest.approx((0.3968, 0.8922), abs=1e-3)


def test_a_share_of_nothing_may_be_anything() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-3)
