"""Cards of the learner's own: what they write becomes a card, and lies over the track's."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.history.facts import Carded
from studytui.paths import content
from studytui.study.own_cards import Written, laid_over, read, written
from studytui.track.load import load
from studytui.track.model import Card
from tests.samples import AT, HOSTILE, event
from tests.tui.cards import CARDS

NEW = Card("", "recall", "", "", "napkin-math")
TOPICS = ("napkin-math", "lazy-loading")


@pytest.mark.parametrize(
    ("question", "answer", "card"),
    [
        ("What first?", "Measure.", replace(NEW, front="What first?", back="Measure.")),
        ("How long?", "= 250 ms\nAll waiting.",
         replace(NEW, kind="estimate", front="How long?", back="All waiting.", answer="250 ms")),
        ("How long?", "= 250 ms", replace(NEW, kind="estimate", front="How long?", back="250 ms", answer="250 ms")),
        ("Round to {{one digit}}.", "The exponent decides.",
         replace(NEW, kind="cloze", front="Round to {{one digit}}.", back="The exponent decides.")),
        ("Which?\n- a pool\n- a cache", "a cache: it holds.",
         replace(NEW, kind="choice", front="Which?", back="a cache: it holds.", choices=("a pool", "a cache"))),
        ("What is printed?\n```python\nprint(- 1)\n- 2\n```", "= -1\nA minus.",
         replace(NEW, kind="output", front="What is printed?", back="A minus.", answer="-1",
                 code="print(- 1)\n- 2")),
        ("two\nlines", "and\n\nmore", replace(NEW, front="two\nlines", back="and\n\nmore")),
    ],
)  # fmt: skip
def test_what_is_written_says_what_kind_of_card_it_is(question: str, answer: str, card: Card) -> None:
    assert read(NEW, Written(question, answer)) == card


@pytest.mark.parametrize(
    ("question", "answer", "why"),
    [
        ("", "x", "no question"),
        ("- a\n- b", "a", "no question"),
        ("x", "  ", "no answer"),
        ("Which?\n- a\n- b", "c", "none of the choices"),
        ("Which?\n- a", "a", "one choice is none"),
    ],
)
def test_what_is_no_card_is_refused_with_what_to_do(question: str, answer: str, why: str) -> None:
    with pytest.raises(StudyError, match=why) as refused:
        read(NEW, Written(question, answer))
    assert refused.value.hint


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.kind)
def test_a_card_that_is_opened_and_saved_is_the_same(card: Card) -> None:
    assert read(card, written(card)) == card


def test_every_card_of_the_bundled_track_can_be_opened_and_saved(tmp_path: Path) -> None:
    bundled = load(content() / "backend-optimization", tmp_path).cards
    assert [read(card, written(card)) for card in bundled] == list(bundled)


SIGNS = st.text() | st.text("-=` {}\nab") | st.sampled_from(HOSTILE)


@given(SIGNS, SIGNS)
def test_any_two_texts_are_a_card_that_stays_as_it_is_or_are_refused(question: str, answer: str) -> None:
    try:
        card = read(NEW, Written(question, answer))
    except StudyError:
        return
    assert card.front and card.back
    assert read(card, written(card)) == card


def carded(name: str, front: str = "own", at: int = AT, deleted: bool = False) -> Event:
    return event(Carded("napkin-math", "recall", front, "back", card=name, deleted=deleted), at)


def fronts(*events: Event) -> dict[str, str]:
    return {card.id: card.front for card in laid_over((CARDS[0], CARDS[1]), events, TOPICS)}


def test_a_new_card_stands_behind_those_of_the_track() -> None:
    made = event(Carded("napkin-math", "recall", "own", "back"))
    assert list(fronts(made)) == ["n-1", "n-2", made.id]


def test_the_latest_wording_of_a_card_is_asked_in_its_place() -> None:
    found = fronts(carded("n-1", "once"), carded("n-1", "twice", AT + 1))
    assert list(found) == ["n-1", "n-2"]
    assert found["n-1"] == "twice"


def test_a_deleted_card_is_gone_and_a_later_wording_brings_it_back() -> None:
    gone = carded("n-1", deleted=True)
    assert "n-1" not in fronts(gone)
    assert fronts(gone, carded("n-1", "back again", AT + 1))["n-1"] == "back again"


def test_a_new_card_takes_the_place_of_the_one_it_replaces() -> None:
    made = event(Carded("napkin-math", "recall", "new", "back", replaces="n-1"))
    assert list(fronts(made)) == ["n-2", made.id]


def test_a_wording_follows_a_card_that_the_track_renamed() -> None:
    renamed = (replace(CARDS[0], id="new-name", was=("n-1",)),)
    (card,) = laid_over(renamed, [carded("n-1", "reworded")], TOPICS)
    assert (card.id, card.front, card.was) == ("new-name", "reworded", ("n-1",))


def test_what_belongs_to_another_track_is_passed_over() -> None:
    assert laid_over(CARDS, [event(Carded("elsewhere", "recall", "own", "back"))], TOPICS) == CARDS


def test_a_kind_that_a_later_version_knows_is_asked_as_recall() -> None:
    (*_, card) = laid_over(CARDS, [event(Carded("napkin-math", "sing", "own", "back"))], TOPICS)
    assert card.kind == "recall"
