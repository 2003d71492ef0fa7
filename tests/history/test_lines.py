"""The line format: whatever the bytes, what is whole is read and what is not is named."""

import json
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.history.events import Event
from studytui.history.facts import Ticked, Wrote
from studytui.history.lines import FORMAT, header, read, transaction
from studytui.history.plain import from_plain, to_plain
from tests.samples import AT, HERE, HOSTILE, event, events

ONE, TWO, THREE = (event(Wrote(f"entry {number}"), AT + number) for number in range(3))


def line(value: object) -> bytes:
    """A line with a checksum that fits, as another version may write it."""
    text = json.dumps(value).encode()
    return b"%08x %s\n" % (crc32(text), text)


def a_file(*transactions: list[Event]) -> bytes:
    return header(HERE) + b"".join(transaction(events) for events in transactions)


@given(st.lists(events()))
def test_a_transaction_comes_back_as_it_was_written(written: list[Event]) -> None:
    data = transaction(written)
    reading = read(data)
    assert reading.events == tuple(written)
    assert reading.damages == ()
    assert reading.whole == len(data)
    assert data.count(b"\n") == 1


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_odd_text_stays_on_its_line(text: str) -> None:
    data = a_file([event(Wrote(text, got=text))], [TWO])
    assert data.count(b"\n") == 3
    assert [each.fact.text for each in read(data).events if isinstance(each.fact, Wrote)] == [text, "entry 1"]


@given(st.binary())
def test_no_bytes_whatever_raise(data: bytes) -> None:
    reading = read(data)
    assert reading.events == ()
    assert 0 <= reading.whole <= len(data)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists) | st.binary())
def test_nothing_under_a_fitting_checksum_raises(value: object) -> None:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    read(b"%08x %s\n" % (crc32(text), text))


@pytest.mark.parametrize(
    "text",
    [b"[" * 100_000, b"[{}]", b"[1]", b"7", b'"text"', b"nul", b"\xff\xfe[]", b"9" * 5000, b'[{"kind":[]}]',
     b'[{"kind":"wrote","text":"\\ud800"}]', b'["\xed\xa0\x80"]'],
)  # fmt: skip
def test_what_no_version_writes_is_damage_even_with_its_checksum(text: bytes) -> None:
    reading = read(b"%08x %s\n" % (crc32(text), text) + transaction([ONE]))
    assert reading.events == (ONE,)
    assert [damage.line for damage in reading.damages] == [1]


@given(st.data())
def test_a_flipped_bit_loses_at_most_the_lines_it_touches_and_names_them(data: st.DataObject) -> None:
    whole = a_file([ONE], [TWO], [THREE])
    place = data.draw(st.integers(0, len(whole) * 8 - 1))
    flipped = bytearray(whole)
    flipped[place // 8] ^= 1 << place % 8
    reading = read(bytes(flipped))
    number = whole[: place // 8].count(b"\n")
    was_newline = whole[place // 8] == ord("\n")
    # A newline belongs to both lines that it parts.
    touched = {number, number + 1} if was_newline else {number}
    for at, each in enumerate((ONE, TWO, THREE), 1):
        assert each in reading.events or at in touched
    torn = was_newline and number == 3
    assert torn or reading.damages or read(bytes(flipped)).events == (ONE, TWO, THREE)
    if not torn and number > 0:
        assert number + 1 in {damage.line for damage in reading.damages}


@pytest.mark.parametrize("cut", range(0, len(a_file([ONE], [TWO], [THREE])) + 1, 7))
def test_a_truncated_file_keeps_every_line_before_the_cut(cut: int) -> None:
    reading = read(a_file([ONE], [TWO], [THREE])[:cut])
    # A line without its newline is whole.
    ends = [len(a_file(*([each] for each in (ONE, TWO, THREE)[:count]))) - 1 for count in (1, 2, 3)]
    kept = sum(end <= cut for end in ends)
    assert reading.events == (ONE, TWO, THREE)[:kept]
    assert reading.damages == ()


def test_a_torn_tail_is_not_read_until_it_is_whole() -> None:
    start, tail = a_file([ONE]), transaction([TWO])
    torn = read(start + tail[:-10])
    assert (torn.events, torn.damages, torn.whole) == ((ONE,), (), len(start))
    assert read((start + tail)[torn.whole :]).events == (TWO,)


def test_a_sealed_torn_tail_is_named_and_what_follows_is_read() -> None:
    reading = read(a_file([ONE]) + transaction([TWO])[:-10] + b"\n" + transaction([THREE]))
    assert reading.events == (ONE, THREE)
    assert [(damage.line, damage.raw) for damage in reading.damages] == [(3, transaction([TWO])[:-10])]


def test_a_whole_line_that_only_lacks_its_newline_counts() -> None:
    data = a_file([ONE], [TWO])[:-1]
    assert read(data).events == (ONE, TWO)
    assert read(data).whole == len(data)


def test_a_transaction_is_there_whole_or_not_at_all() -> None:
    data = transaction([ONE, TWO])
    half = data.replace(b"entry 1", b"entry 7")
    assert read(half).events == ()


def test_line_ends_that_a_tool_made_crlf_lose_nothing() -> None:
    reading = read(a_file([ONE], [TWO]).replace(b"\n", b"\r\n"))
    assert (reading.events, reading.damages) == ((ONE, TWO), ())


@pytest.mark.parametrize("junk", [b"\xef\xbb\xbf", b"<html>\n<p>\n", b"<<<<<<< HEAD\n", b"\0" * 4096 + b"\n"])
def test_junk_at_the_start_costs_no_event(junk: bytes) -> None:
    reading = read(junk + a_file([ONE], [TWO]))
    assert reading.events == (ONE, TWO)
    assert reading.damages


def test_blank_lines_are_no_damage() -> None:
    assert read(b"\n \n" + transaction([ONE]) + b"\n\n").damages == ()


def test_a_header_of_a_newer_format_is_reported() -> None:
    assert read(line({"format": FORMAT + 1})).newer == FORMAT + 1
    assert read(header(HERE)).newer is None


def test_an_unknown_kind_is_passed_over_and_its_neighbours_read() -> None:
    later = to_plain(TWO) | {"kind": "pondered", "depth": 3}
    reading = read(line([to_plain(ONE), later]))
    assert (reading.events, reading.damages) == ((ONE,), ())


def test_an_unknown_field_is_passed_over() -> None:
    assert from_plain(to_plain(ONE) | {"weather": "rain"}) == ONE


@pytest.mark.parametrize(
    "wrong",
    [{"at": -1}, {"at": True}, {"at": 16**11}, {"id": "x"}, {"id": f"{AT:011x}-ffffffff"}, {"offset": 1440},
     {"day": "yesterday"}, {"device": None}, {"text": 7}, {"starred": "yes"}],
)  # fmt: skip
def test_a_field_that_can_not_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_plain(to_plain(ONE) | wrong)


def test_half_a_surrogate_pair_in_an_otherwise_sound_event_is_damage() -> None:
    reading = read(line([to_plain(TWO) | {"text": "\ud800"}]) + transaction([ONE]))
    assert reading.events == (ONE,)
    assert [damage.line for damage in reading.damages] == [1]
    assert read(line([to_plain(TWO) | {"text": "\U0001f389"}])).damages == ()


def test_a_missing_field_is_refused() -> None:
    plain = to_plain(event(Ticked("m", True)))
    del plain["done"]
    with pytest.raises(ValueError, match="done"):
        from_plain(plain)


def test_a_line_is_plain_enough_for_grep() -> None:
    assert transaction([event(Wrote("Said 5×, measured 37×."))]) == (
        b'cf0bb244 [{"id":"1a20286d300-0a1b2c3d","at":1795338720000,"offset":0,"day":"2026-11-22",'
        b'"device":"0a1b2c3d","kind":"wrote","text":"Said 5\xc3\x97, measured 37\xc3\x97."}]\n'
    )
