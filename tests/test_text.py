"""Text made safe: to store, and to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.text import one_line, storable, stripped, visible

BIDIRECTIONAL = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
any_text = st.text(alphabet=st.characters(exclude_categories=[])) | st.text(
    alphabet="\0\t\n\r\x1b\x7f\x85\x9b\u061c\u200e\u200f\u2028\u2029\u202e\u2066\u2069\ud800\udfffaé"
)


def is_unsafe(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(character) in BIDIRECTIONAL
        or character in "\u061c\u200e\u200f"
    )


@given(any_text)
def test_what_is_visible_has_no_control_but_the_newline(text: str) -> None:
    shown = visible(text)
    assert [character for character in shown if is_unsafe(character) and character != "\n"] == []
    assert visible(shown) == shown
    shown.encode()


@given(any_text)
def test_what_is_storable_fits_utf_8_and_keeps_the_rest(text: str) -> None:
    stored = storable(text)
    stored.encode()
    assert "\r" not in stored
    assert storable(stored) == stored
    assert len(stored) >= len(text) - text.count("\r\n")


@given(any_text)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


@given(any_text)
def test_what_is_stripped_is_safe(text: str) -> None:
    assert not any(is_unsafe(character) for character in stripped(text).replace("\n", ""))


@pytest.mark.parametrize("text", ["", "plain", "two\nlines", "5× é 学习 👩‍👩‍👧‍👦 e\u0301", "עברית العربية"])
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert visible(text) is text
    assert stripped(text) is text
    assert storable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x7f\x9b", "␡�"),
        ("a\tb", "a    b"),
        ("\u202eevil", "�evil"),
        ("one\u2028two", "one\ntwo"),
        ("\ud800", "�"),
        ("bar\rfoo", "bar␍foo"),
    ],
)
def test_what_would_act_on_a_terminal_is_drawn(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_line_ends_become_one_kind() -> None:
    assert storable("a\r\nb\rc\n") == "a\nb\nc\n"
