"""Typed answers: how close they come, whatever is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.study.answers import GAP, TYPED, back, front, judge
from studytui.study.review import AGAIN, EASY, GOOD, GRADES, HARD
from studytui.track.model import Card, CardKind
from tests.samples import HOSTILE

KINDS: tuple[CardKind, ...] = ("recall", "estimate", "predict", "tradeoff", "cloze", "choice", "output")
CHOICES = ("Every hundredth request", "The first hundredth", "The keys", "The keys whose hash is small")


def estimate(answer: str | None) -> Card:
    return Card("e", "estimate", "How long?", "So long.", "topic", answer=answer)


def choice(said: str, choices: tuple[str, ...] = CHOICES) -> Card:
    return Card("c", "choice", "Which?", said, "topic", choices=choices)


def output(said: str, answer: str | None = None) -> Card:
    return Card("o", "output", "What is printed?", said, "topic", answer=answer)


CLOZE = Card("z", "cloze", "A lease hands out {{a token}} on a miss.", "And no more than one.", "topic")


def grade(card: Card, typed: str) -> int:
    judged = judge(card, typed)
    assert judged is not None
    return judged.grade


def said(card: Card, typed: str) -> str:
    judged = judge(card, typed)
    assert judged is not None
    return judged.said


# Estimates


@pytest.mark.parametrize(
    ("typed", "told", "suggested"),
    [
        ("250 ms", "exactly", EASY),
        ("200 ms", "1.2× low: a bull's-eye", EASY),
        ("312.5 ms", "1.2× high: a bull's-eye", EASY),
        ("500 ms", "2× high: close", GOOD),
        ("125 ms", "2× low: close", GOOD),
        ("50 ms", "5× low: the right order", HARD),
        ("1250 ms", "5× high: the right order", HARD),
        ("2500 ms", "10× high: off", AGAIN),
    ],
)
def test_an_estimate_is_scored_by_the_factor_it_is_off(typed: str, told: str, suggested: int) -> None:
    assert judge(estimate("250 ms"), typed) == (told, suggested)


@pytest.mark.parametrize(
    ("answer", "typed"),
    [
        ("250 ms", "0.25 s"),
        ("250 ms", "250000us"),
        ("250 ms", "250000 µs"),
        ("250 ms", "250_000 μs"),
        ("250 ms", ".25 seconds"),
        ("43 minutes", "2580 s"),
        ("18 days", "432 hours"),
        ("11.25 MB", "11250 kB"),
        ("64 KiB", "65536 B"),
        ("523 Mbit/s", "0.523 Gbit/s"),
    ],
)
def test_units_are_converted_where_both_are_known(answer: str, typed: str) -> None:
    assert said(estimate(answer), typed) == "exactly"


@pytest.mark.parametrize("typed", ["250", "~250", "≈ 250", "about 250", "250ms", "2.5e2", "250 milliseconds or so"])
def test_a_number_without_a_known_unit_is_meant_in_that_of_the_answer(typed: str) -> None:
    assert said(estimate("250 ms"), typed) == "exactly"


@pytest.mark.parametrize("typed", ["3300", "3.3k", "3.3 K", "0.0033M", "3,300", "3_300", "3.3k commits/s"])
def test_thousands_and_millions_may_be_short(typed: str) -> None:
    assert said(estimate("3300 commits/s"), typed) == "exactly"


@pytest.mark.parametrize("typed", ["2,5", "1,5 s", "12,34 ms", "1.000,5", "5,s", "2,50"])
def test_a_comma_that_is_not_between_thousands_is_not_passed_over(typed: str) -> None:
    assert judge(estimate("25 s"), typed) == ("that is no number", AGAIN)


def test_a_factor_of_thousands_is_written_out() -> None:
    assert said(estimate("3 s"), "3 ms") == "1,000× low: off"


@pytest.mark.parametrize(("typed", "short"), [("1 MB", "1 MB"), ("1 kB", "1 kB"), ("1 kbit/s", "1 kbit/s")])
def test_the_letter_of_a_unit_is_no_thousand(typed: str, short: str) -> None:
    assert said(estimate(short), typed) == "exactly"


def test_another_kind_of_unit_is_told() -> None:
    assert judge(estimate("250 ms"), "250 MB") == ("another unit: 250 ms", AGAIN)


@pytest.mark.parametrize("typed", ["junk", "-250 ms", "0", "ms 250", "1e-400", "1e400", "–", "½"])
def test_what_is_no_amount_is_told(typed: str) -> None:
    assert judge(estimate("250 ms"), typed) == ("that is no number", AGAIN)


@pytest.mark.parametrize("typed", ["1e-320", "1e-310 s", "1e308", "1e308 days", "9" * 200])
@pytest.mark.parametrize("answer", ["1", "250 ns", "1e300 days", "250 ms"])
def test_an_amount_out_of_all_bounds_is_off(typed: str, answer: str) -> None:
    assert grade(estimate(answer), typed) == AGAIN


@pytest.mark.parametrize("answer", [None, "", "soon", "0 ms", "-1"])
def test_nothing_is_said_of_an_estimate_without_a_right_answer(answer: str | None) -> None:
    assert judge(estimate(answer), "250 ms") is None


@given(st.floats(1e-3, 1e9), st.floats(1.0, 1e6))
def test_as_much_too_low_is_as_bad_as_too_high(right: float, factor: float) -> None:
    card = estimate(f"{right!r} s")
    low, high = grade(card, f"{right / factor!r} s"), grade(card, f"{right * factor!r} s")
    # At the edge of a band the last digit decides.
    assert low == high or any(abs(factor / most - 1) < 1e-6 for most in (1.25, 2, 5))


# Choices


@pytest.mark.parametrize(
    "typed", ["3", " 3 ", "3.", "The keys", "the keys", "The keys.", "THE KEYS"]
)  # fmt: skip
def test_a_choice_is_made_by_its_number_or_its_words(typed: str) -> None:
    assert judge(choice("The keys: all of them."), typed) == ("right", GOOD)


@pytest.mark.parametrize("typed", ["1", "2", "4", "Every hundredth request"])
def test_another_choice_is_not_right(typed: str) -> None:
    assert judge(choice("The keys: all of them."), typed) == ("not that one", AGAIN)


def test_of_two_choices_that_begin_alike_only_the_one_that_is_meant_is_right() -> None:
    card = choice("The keys whose hash is small, with all their requests.")
    assert judge(card, "4") == ("right", GOOD)
    assert judge(card, "3") == ("not that one", AGAIN)


def test_a_number_is_that_of_the_choice_even_where_choices_are_numbers() -> None:
    assert grade(choice("4, of course.", ("2", "4", "8")), "2") == GOOD


@pytest.mark.parametrize("typed", ["0", "5", "-1", "three", "³", "٩", "9" * 5000, *HOSTILE])
def test_what_is_no_choice_is_told(typed: str) -> None:
    assert judge(choice("The keys."), typed) == ("choose a number from 1 to 4", AGAIN)


# Gaps


def test_a_cloze_asks_with_a_gap_and_answers_with_the_whole() -> None:
    assert front(CLOZE) == f"A lease hands out {GAP} on a miss."
    assert back(CLOZE) == "A lease hands out a token on a miss.\n\nAnd no more than one."


@pytest.mark.parametrize("typed", ["a token", "A Token", " a  token. ", "'a token'"])
def test_a_gap_is_filled_whatever_case_spaces_and_signs(typed: str) -> None:
    assert judge(CLOZE, typed) == ("right", GOOD)


def test_more_than_what_belongs_into_the_gap_is_half_right() -> None:
    assert judge(CLOZE, "a token, I think") == ("not the same", HARD)
    assert judge(CLOZE, "tokens") == ("not the same", AGAIN)


def test_a_share_in_a_gap_may_stand_with_or_without_its_space() -> None:
    card = Card("z", "cloze", "Until recall has fallen to {{90 %}}.", "", "topic")
    assert [grade(card, typed) for typed in ("90 %", "90%", "80 %")] == [GOOD, GOOD, AGAIN]


def test_other_kinds_ask_and_answer_as_they_were_written() -> None:
    card = Card("r", "recall", "Why {{this}}?", "Because of {{that}}.", "topic")
    assert (front(card), back(card)) == (card.front, card.back)


# Outputs


@pytest.mark.parametrize("typed", ["19 25", "19  25\n", "19, 25", "(19, 25)"])
def test_an_output_is_right_but_for_spaces_and_brackets(typed: str) -> None:
    assert judge(output("", "19 25\n"), typed) == ("right", GOOD)


@pytest.mark.parametrize(
    ("explained", "typed"),
    [
        ("-2: all three pass the test before any of them continues.", "-2"),
        ("3. The key is made inside the retry loop: each looks new.", "3"),
        ("abab: annotations are not enforced.", "abab"),
        ("19 25: the name keeps the old function.", "19 25"),
        ("SCAN user. The index is sorted by email.", "scan user"),
        ("2.5", "2.5"),
    ],
)
def test_an_output_without_an_answer_of_its_own_is_what_its_explanation_begins_with(explained: str, typed: str) -> None:
    assert judge(output(explained), typed) == ("right", GOOD)


@pytest.mark.parametrize(("right", "typed"), [("1", "10"), ("-2", "2"), ("True", "False"), ("{}", "[]"), ("{}", "?")])
def test_another_output_is_not_the_same(right: str, typed: str) -> None:
    assert judge(output("", right), typed) == ("not the same", AGAIN)


def test_an_output_of_nothing_but_signs_is_compared_by_them() -> None:
    assert judge(output("", "{ }"), "{}") == ("right", GOOD)


# Anything


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("typed", ["", " ", "\n\t"])
def test_nothing_is_said_of_nothing(kind: CardKind, typed: str) -> None:
    assert judge(Card("x", kind, "Front {{gap}}", "Back", "topic", answer="5 s", choices=("a", "b")), typed) is None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in TYPED])
def test_nothing_is_said_of_what_is_only_thought(kind: CardKind) -> None:
    assert judge(Card("x", kind, "Front", "Back", "topic", answer="5 s"), "5 s") is None


anything = st.one_of(
    st.text(),
    st.text("0123456789.,_-+eEkKM %×~{}[]:smB"),
    st.sampled_from(HOSTILE),
    st.floats().map(repr),
    st.integers().map(str),
)


@given(st.sampled_from(KINDS), anything, anything, st.none() | anything, st.lists(anything).map(tuple), anything)
def test_whatever_the_card_and_whatever_is_typed_a_judgement_comes_of_it(
    kind: CardKind, asked: str, right: str, answer: str | None, choices: tuple[str, ...], typed: str
) -> None:
    card = Card("x", kind, asked, right, "topic", answer=answer, choices=choices)
    judged = judge(card, typed)
    assert judged is None or (judged.grade in GRADES and judged.said)
    assert isinstance(front(card), str) and isinstance(back(card), str)


@given(anything)
def test_what_is_right_is_right(right: str) -> None:
    if right.strip():
        assert grade(output("", right), right) == GOOD
