"""Guesses: what can be typed, how far off they are, and which of them count."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.history.facts import Measured, Predicted, Ran
from studytui.study.amounts import amount_of, guessed, number
from studytui.study.predict import Guess, Verdict, attempts, calibration, judge, middle, parse, said, wilson
from tests.samples import AT, HOSTILE, event

SCALES = ("ratio", "share", "count", "exact", "points")
positive = st.floats(1e-6, 1e6)
numbers_ = st.floats(-1e300, 1e300)


def predicted(scale: str = "ratio", **guess: float) -> Predicted:
    return Predicted("lab", 1, {"n": "1"}, "m", scale, spread=2.0, **guess)  # type: ignore[arg-type]


def exactly(value: float) -> Measured:
    return Measured(value, value, value)


def judged(scale: str, truth: float, **guess: float) -> Verdict:
    found = judge(predicted(scale, **guess), exactly(truth))
    assert found is not None
    return found


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
        ("?", "points", Guess()),
        ("5k×", "ratio", Guess(best=5_000)),
        ("3 M requests", "count", Guess(best=3_000_000)),
        ("4 kills", "exact", Guess(best=4)),
        ("40 MB/s", "ratio", Guess(best=40)),
        ("5..8 kB", "ratio", Guess(5, math.sqrt(40), 8)),
        ("7 look-ups", "count", Guess(best=7)),
        ("1,234,567.5 B", "ratio", Guess(best=1_234_567.5)),
        ("10_000", "count", Guess(best=10_000)),
        ("1e-5", "ratio", Guess(best=1e-5)),
        ("1e-5 - 2.5E-3 s", "ratio", Guess(1e-5, math.sqrt(2.5e-8), 2.5e-3)),
        (".5 ... 1.", "ratio", Guess(0.5, math.sqrt(0.5), 1)),
        ("−5", "points", Guess(best=-5)),
        ("+5..+5", "ratio", Guess(5, 5, 5)),
        ("20-60%", "share", Guess(20, 100 / (1 + math.sqrt(4 * 2 / 3)), 60)),
        ("0..0.05", "share", Guess(0, 0.05, 0.05)),
        ("0..100", "share", Guess(0, 50, 100)),
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
        ("40%", "ratio", "no number"),
        ("20..40 %", "count", "no number"),
        ("2x..12x", "share", "no number"),
        ("12..2", "ratio", "do not rise"),
        ("0", "ratio", "above 0"),
        ("120 %", "share", "from 0 to 100"),
        ("-1", "count", "0 or more"),
        ("1..2..3..4", "ratio", "no number"),
        ("1..3", "exact", "known exactly"),
        ("2,5", "ratio", "no number"),
        ("1,2345", "ratio", "no number"),
        ("5 7", "ratio", "no number"),
        ("2..", "ratio", "no number"),
        ("..2", "ratio", "no number"),
        ("nan", "ratio", "no number"),
        ("inf", "points", "no number"),
        ("1e999", "ratio", "no number"),
        ("1e308M", "ratio", "no number"),
        ("-1e301", "points", "no number"),
        ("1" * 100_000 + "!1", "ratio", "no number"),
        ("-5", "ratio", "above 0"),
        ("-1..5", "share", "from 0 to 100"),
        ("-1", "exact", "0 or more"),
    ],
)
def test_what_is_no_guess_is_refused_with_an_example(text: str, scale: str, why: str) -> None:
    with pytest.raises(StudyError, match=why) as refused:
        parse(text, scale)
    assert refused.value.hint


@given(st.sampled_from(SCALES), st.lists(st.floats(1e-6, 99), min_size=1, max_size=3), st.sampled_from(["..", " to "]))
def test_what_a_program_would_write_is_read_as_it_was_meant(scale: str, numbers: list[float], sign: str) -> None:
    numbers = sorted(numbers)[: 1 if scale == "exact" else 3]
    guess = parse(sign.join(repr(each) for each in numbers), scale)
    if len(numbers) == 1:
        assert guess == Guess(best=numbers[0])
    else:
        assert (guess.low, guess.high) == (numbers[0], numbers[-1])
        assert guess.low is not None and guess.best is not None and guess.high is not None
        assert guess.low <= guess.best <= guess.high
        assert len(numbers) == 2 or guess.best == numbers[1]


@given(st.text("0123456789.,-−–+_eEkKM×% xto\n", max_size=30) | st.sampled_from(HOSTILE), st.sampled_from(SCALES))
def test_what_looks_like_a_guess_is_one_in_order_or_refused(text: str, scale: str) -> None:
    try:
        guess = parse(text, scale)
    except StudyError:
        return
    given_ = [each for each in guess if each is not None]
    assert given_ == sorted(given_)
    # Whatever was stored must be scored for ever after.
    for truth in (0.0, 1e-300, 50.0, 1e299, -1e299):
        judge(predicted(scale, **{k: v for k, v in guess._asdict().items() if v is not None}), exactly(truth))


@given(st.text(), st.sampled_from(SCALES))
def test_whatever_is_typed_is_a_guess_or_refused(text: str, scale: str) -> None:
    try:
        guess = parse(text, scale)
    except StudyError:
        return
    assert all(each is None or math.isfinite(each) for each in guess)


@given(st.sampled_from(SCALES), st.floats(0.2, 99.8), st.floats(0.2, 99.8))
def test_a_guess_is_as_far_from_the_truth_as_the_truth_from_the_guess(scale: str, one: float, other: float) -> None:
    there, back = judged(scale, one, best=other), judged(scale, other, best=one)
    assert there.distance == pytest.approx(back.distance)
    assert there.off == pytest.approx(back.off)
    assert there.band == back.band


@given(st.sampled_from(SCALES), st.floats(0.2, 99.8))
def test_the_truth_itself_is_no_distance_from_it(scale: str, truth: float) -> None:
    found = judged(scale, truth, best=truth)
    assert (found.distance, found.band) == (0, "bull's-eye")
    assert found.off == (1 if scale in ("ratio", "count") else 0)


@given(
    st.sampled_from([scale for scale in SCALES if scale != "exact"]),
    st.lists(st.floats(0.2, 99.8), min_size=3, max_size=3),
)
def test_who_is_further_away_is_never_nearer(scale: str, three: list[float]) -> None:
    for truth, near, far in (sorted(three), sorted(three, reverse=True)):
        assert judged(scale, truth, best=near).distance <= judged(scale, truth, best=far).distance


@given(st.sampled_from(SCALES), numbers_, numbers_, st.tuples(numbers_, numbers_).map(sorted), numbers_)
def test_whatever_a_history_holds_is_judged_without_a_fault(
    scale: str, truth: float, best: float, ends: list[float], spread: float
) -> None:
    one = Predicted("lab", 1, {}, "m", scale, spread=spread, low=ends[0], best=best, high=ends[1])
    found = judge(one, Measured(truth, min(truth, ends[0]), max(truth, ends[1])))
    assert found is not None
    assert found.band in ("bull's-eye", "close", "right order", "off")
    assert said(one, exactly(truth), found)


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


@pytest.mark.parametrize(("guess", "truth"), [(-3, -5), (2e9, 2e9 + 1), (0, 1e-12), (5, 5.5)])
def test_what_is_exact_is_right_or_wrong_however_near(guess: float, truth: float) -> None:
    found = judged("exact", truth, best=guess)
    assert found.band == "off"
    assert said(predicted("exact", best=guess), exactly(truth), found) == "Not quite: it is exact, and it differs."
    assert judged("exact", truth, best=truth).distance == 0


def test_a_share_is_clamped_where_odds_have_no_end() -> None:
    assert judged("share", 0, best=0.1).distance == judged("share", 100, best=99.9).distance == 0
    assert judged("share", 100, best=0).distance == pytest.approx(2 * math.log(999))
    assert judged("share", 60, best=45).off == pytest.approx(15)


def test_points_are_counted_in_spreads() -> None:
    assert [judged("points", 10, best=10 + off).distance for off in (2, -6)] == [1, 3]
    assert judge(Predicted("lab", 1, {}, "m", "points", spread=0.0, best=3), exactly(1)) is not None


def test_a_zero_where_only_quotients_make_sense_is_off_and_no_fault() -> None:
    found = judged("ratio", 0, best=1e300)
    assert found.band == "off"
    assert math.isfinite(found.off)


@given(st.floats(0.1, 99), st.floats(0, 2), st.floats(0, 4), st.sampled_from(["ratio", "count", "share", "points"]))
def test_never_finer_than_the_noise_of_the_repeats(truth: float, noise: float, off: float, scale: str) -> None:
    low, high = max(0.1, truth - noise), min(99.5, truth + noise)
    best = min(99.0, truth + off)
    noisy, quiet = judge(predicted(scale, best=best), Measured(truth, low, high)), judged(scale, truth, best=best)
    spread = judged(scale, low, best=high).distance / 2
    assert noisy is not None
    assert noisy.band == ("bull's-eye" if noisy.distance <= spread else quiet.band)
    assert noisy.distance == quiet.distance


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


@pytest.mark.parametrize("scale", ["ratio", "share", "count", "points"])
@pytest.mark.parametrize(("truth", "inside"), [(20, True), (30, True), (40, True), (19.99, False), (40.01, False)])
def test_a_range_holds_its_ends(scale: str, truth: float, inside: bool) -> None:
    found = judged(scale, truth, low=20, best=30, high=40)
    assert found.inside is inside
    assert found.score is not None
    narrow = judged(scale, 30, low=20, best=30, high=40).score
    assert narrow is not None
    assert found.score >= narrow


@given(st.lists(st.floats(1, 99), min_size=4, max_size=4).map(sorted), st.sampled_from(["ratio", "share", "points"]))
def test_of_two_ranges_that_hold_the_truth_the_narrower_scores_better(ends: list[float], scale: str) -> None:
    wide, narrow = (
        judged(scale, ends[1], low=low, best=ends[1], high=high) for low, high in ((ends[0], ends[3]), ends[1:3])
    )
    assert wide.score is not None
    assert narrow.score is not None
    assert narrow.score <= wide.score


@pytest.mark.parametrize(
    ("truth", "guess", "surprised"),
    [(10, {"best": 11}, False), (10, {"best": 19}, False), (10, {"best": 30}, True),
     (10, {"low": 5, "best": 50, "high": 60}, False), (10, {"low": 9.1, "best": 9.2, "high": 9.3}, True)],
)  # fmt: skip
def test_who_missed_has_something_to_explain(truth: float, guess: dict[str, float], surprised: bool) -> None:
    assert judged("ratio", truth, **guess).surprised is surprised


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


@given(st.floats(0, 100), st.floats(0, 100), st.sampled_from(SCALES))
def test_the_middle_lies_between(one: float, other: float, scale: str) -> None:
    low, high = sorted((one, other))
    assert low <= middle(low, high, scale) <= high


@given(st.floats(0.2, 99.8), st.floats(0.2, 99.8), st.sampled_from(["ratio", "share", "count", "points"]))
def test_the_middle_is_as_far_from_one_end_as_from_the_other(one: float, other: float, scale: str) -> None:
    low, high = sorted((one, other))
    between = middle(low, high, scale)
    ends = [judged(scale, end, best=between).distance for end in (low, high)]
    assert ends[0] == pytest.approx(ends[1], abs=1e-9)


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
    assert verdict(5, best=37) == "7.4× high: off."
    assert verdict(37, low=20, best=37, high=40) == "Inside your range. A bull's-eye."
    assert verdict(996, best=10) == "100× low: off."
    assert verdict(12_345, best=1) == "12,345× low: off."
    assert said(predicted("points", best=1), exactly(12_345), judged("points", 12_345, best=1)) == (
        "12,344 points low: off."
    )
    assert said(predicted("share", best=20), exactly(62.5), judged("share", 62.5, best=20)) == ("42.5 points low: off.")
    assert said(predicted("exact", best=3), exactly(3), judged("exact", 3, best=3)) == "Right."


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
            given = {"measures": {"m": Measured(10, 10, 10)}, "finished": True, "prediction": events[of].id, **more}
            ran = Ran("lab", 1, {"n": "1"}, 1, **given)  # type: ignore[arg-type]
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


@pytest.mark.parametrize(
    ("successes", "trials", "interval"),
    [
        # Brown, Cai and DasGupta (2001), Newcombe (1998), and by hand.
        (10, 10, (0.7225, 1.0)),
        (8, 10, (0.4902, 0.9433)),
        (5, 10, (0.2366, 0.7634)),
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_the_interval_of_a_share_is_wilsons(successes: int, trials: int, interval: tuple[float, float]) -> None:
    assert wilson(successes, trials) == pytest.approx(interval, abs=1e-4)


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_the_share_and_the_other_side_mirrors_it(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1
    assert wilson(trials - successes, trials) == pytest.approx((1 - high, 1 - low))


def test_a_run_belongs_to_its_prediction_only() -> None:
    one, two = predicted(best=5), Predicted("lab", 1, {"n": "2"}, "m", "ratio", best=6)
    second_first = story(one, two, (1, {"measures": {"m": exactly(20)}}))
    assert [each.measured for each in attempts(second_first)] == [None, exactly(20)]
    both = [*second_first, *story(one, two, (0, {}), (0, {}), (0, {}))[-1:]]
    assert [each.measured for each in attempts(both)] == [exactly(10), exactly(20)]


def test_a_prediction_of_another_measure_is_another_question() -> None:
    other = Predicted("lab", 1, {"n": "1"}, "k", "ratio", best=5)
    both: dict[str, object] = {"measures": {"m": exactly(10), "k": exactly(10)}}
    assert counts(predicted(best=5), (0, both), other, (2, both)) == [True, True]


def test_a_run_that_did_not_measure_what_was_predicted_answers_nothing() -> None:
    elsewhere: dict[str, object] = {"measures": {"k": exactly(1)}}
    assert counts(predicted(best=5), (0, elsewhere), predicted(best=6), (2, {})) == [False, True]


def test_whoever_had_no_idea_has_seen_the_answer() -> None:
    assert counts(predicted(), (0, {}), predicted(best=10), (2, {})) == [False, False]


def test_whoever_ran_it_without_a_guess_has_seen_the_answer() -> None:
    looked: dict[str, object] = {"prediction": None}
    assert counts(predicted(best=5), (0, looked), predicted(best=10), (2, {})) == [False, False]
    assert counts(predicted(best=5), (0, {}), (0, looked)) == [True]
    assert counts(predicted(best=5), (0, {**looked, "finished": False}), predicted(best=10), (2, {})) == [False, True]
    elsewhere = Predicted("lab", 1, {"n": "2"}, "m", "ratio", best=10)
    assert counts(predicted(best=5), (0, looked), elsewhere, (2, {})) == [False, True]


def test_two_guesses_before_the_first_run_do_not_both_count() -> None:
    assert counts(predicted(best=5), predicted(best=10), (0, {}), (1, {})) == [True, False]


@pytest.mark.parametrize(
    ("canary", "counted"), [(None, True), (0.9, True), (1.01, True), (0.899, False), (-1.0, False)]
)
def test_only_a_machine_known_to_be_busy_is_not_scored(canary: float | None, counted: bool) -> None:
    assert counts(predicted(best=5), (0, {"canary": canary})) == [counted]


def test_a_busy_machine_still_says_how_far_off_it_was() -> None:
    (attempt,) = attempts(story(predicted(best=5), (0, {"canary": 0.5})))
    assert attempt.verdict is not None
    assert attempt.verdict.off == pytest.approx(2)


def test_the_order_of_parameters_makes_no_other_question() -> None:
    one = Predicted("lab", 1, {"n": "1", "m": "2"}, "m", "ratio", best=5)
    other = Predicted("lab", 1, {"m": "2", "n": "1"}, "m", "ratio", best=6)
    assert counts(one, (0, {}), other, (2, {})) == [True, False]


def test_a_run_of_a_prediction_that_is_not_here_yet_harms_nothing() -> None:
    lost = event(Ran("lab", 1, {"n": "1"}, 1, {"m": exactly(10)}, prediction="0" * 11 + "-elsewhere", finished=True))
    assert attempts([lost]) == []


def test_only_ranges_that_count_are_calibrated() -> None:
    ranged = predicted(low=2, best=5, high=20)
    point = Predicted("lab", 1, {"n": "2"}, "m", "ratio", best=5)
    busy = Predicted("lab", 1, {"n": "3"}, "m", "ratio", low=2, best=5, high=20)
    found = calibration(attempts(story(ranged, (0, {}), ranged, (2, {}), point, (4, {}), busy, (6, {"canary": 0.1}))))
    assert (found.ranges, found.held, found.share) == (1, 1, 1.0)
    assert calibration([]).share == 0.0
