"""What a lab says is read without trust."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.history.facts import Measured
from studytui.labs.protocol import (
    MAX_BYTES,
    MAX_EVENTS,
    MAX_LINE,
    MAX_MEASURES,
    Note,
    Point,
    Progress,
    Reading,
    Result,
    Said,
    lines,
)


def heard(*said: object) -> tuple[Reading, list[Said]]:
    """What comes of lines; what is no text is written as JSON."""
    told: list[Said] = []
    reading = Reading(told.append)
    for each in said:
        reading.line((each if isinstance(each, str) else json.dumps(each)).encode())
    return reading, told


def test_every_kind_is_told_or_kept() -> None:
    reading, told = heard(
        {"t": "hello", "v": 1, "python": "3.11.7", "os": "linux", "cores": 2, "more": [1]},
        {"t": "progress", "done": 1, "total": 4, "label": "lazy"},
        {"t": "point", "series": "s", "x": 1, "y": 2.5},
        {"t": "note", "text": "seen"},
        {"t": "measure", "id": "m", "value": 5, "unit": "x", "lo": 4, "hi": 6, "n": 3},
        {"t": "quality", "canary": 0.97},
        {"t": "done", "elapsed": 0.1},
    )
    measured = Measured(5, 4, 6, 3)
    assert told == [Progress(0.25, "lazy"), Point("s", 1, 2.5), Note("seen"), Result("m", measured)]
    assert reading.measures == {"m": measured}
    assert reading.environment == {"python": "3.11.7", "os": "linux", "cores": "2"}
    assert (reading.canary, reading.is_done) == (0.97, True)


@pytest.mark.parametrize(
    "line",
    [
        '{"t": "measure", "id": "m", "value": NaN, "unit": "x"}',
        '{"t": "measure", "id": "m", "value": Infinity}',
        '{"t": "measure", "id": "m", "value": 1e999}',
        '{"t": "measure", "id": "m", "value": true}',
        '{"t": "measure", "id": "m", "value": "5"}',
        '{"t": "measure", "id": 5, "value": 5}',
        '{"t": "measure", "id": "m", "value": 5, "lo": 6, "hi": 7}',
        '{"t": "measure", "id": "m", "value": 5, "n": 0}',
        '{"t": "measure", "id": "m"}',
        '{"t": "measure", "id": "m", "value": 1' + "0" * 400 + "}",
        '{"t": "measure", "id": "m", "value": [5]}',
        '{"t": "measure", "id": "m", "value": null}',
        '{"t": "measure", "id": "m", "value": 5, "lo": true}',
        '{"t": "measure", "id": "m", "value": 5, "hi": "6"}',
        '{"t": "measure", "id": "m", "value": 5, "n": 2.5}',
        '{"t": "measure", "id": "m", "value": 5, "n": true}',
        '{"t": "point", "series": "s", "x": NaN, "y": 1}',
        '{"t": "point", "series": ["s"], "x": 1, "y": 1}',
        '{"t": "point", "series": "s", "x": 1}',
        '{"t": "progress", "done": 1, "total": 0}',
        '{"t": "progress", "done": 1' + "0" * 400 + ', "total": 5}',
        '{"t": "progress", "done": true, "total": 5}',
        '{"t": "note", "text": 5}',
        '{"t": ["measure"], "id": "m", "value": 5}',
        '{"id": "m", "value": 5}',
        '{"t": "note", "text": ' + "[" * 20_000 + "]" * 20_000 + "}",
        '{"t": "surprise", "id": "m", "value": 5}',
        '["measure", "m", 5]',
        "5",
        "null",
        "[" * 100_000,
        " " * (MAX_LINE + 1) + '{"t": "done"}',
        "",
    ],
)
def test_what_is_no_result_is_none(line: str) -> None:
    reading, told = heard(line)
    assert (reading.measures, told, reading.is_done) == ({}, [], False)


def test_fields_that_nobody_knows_yet_are_passed_over() -> None:
    reading, _ = heard({"t": "measure", "id": "m", "value": 5, "colour": {"deep": [1, {}]}, "p99": "NaN"})
    assert reading.measures == {"m": Measured(5, 5, 5)}


def test_a_measure_told_again_replaces_the_one_before() -> None:
    reading, told = heard({"t": "measure", "id": "m", "value": 1}, {"t": "measure", "id": "m", "value": 2})
    assert reading.measures == {"m": Measured(2, 2, 2)}
    assert len(told) == 2


@pytest.mark.parametrize(("done", "share"), [(-5, 0.0), (3, 0.75), (9, 1.0), (1e299, 1.0)])
def test_progress_stays_between_nothing_and_everything(done: float, share: float) -> None:
    assert heard({"t": "progress", "done": done, "total": 4})[1] == [Progress(share, "")]


def test_more_measures_than_anyone_needs_are_not_kept() -> None:
    reading, _ = heard(*({"t": "measure", "id": f"m{number}", "value": 1} for number in range(MAX_MEASURES + 50)))
    assert len(reading.measures) == MAX_MEASURES
    reading, _ = heard(*({"t": "measure", "id": "m", "value": number} for number in range(MAX_MEASURES + 50)))
    assert reading.measures["m"].value == MAX_MEASURES + 49


def test_more_notes_than_anyone_reads_are_not_told() -> None:
    assert len(heard(*[{"t": "note", "text": "again"}] * 100)[1]) == 20


ODD = "a\x1b[31m\u202eb\ud800\nc [bold]d[/]"
PLAIN = "a␛[31m�b� c [bold]d[/]"


def test_whatever_stands_in_a_text_is_made_visible_on_one_line() -> None:
    reading, told = heard(
        {"t": "hello", "python": ODD, "os": ODD, "cores": [ODD]},
        {"t": "progress", "done": 1, "total": 2, "label": ODD},
        {"t": "point", "series": ODD, "x": 1, "y": 1},
        {"t": "note", "text": ODD},
        {"t": "measure", "id": ODD, "value": 1},
        {"t": "error", "message": ODD},
    )
    assert told == [Progress(0.5, PLAIN), Point(PLAIN, 1, 1), Note(PLAIN), Result(PLAIN, Measured(1, 1, 1))]
    assert (reading.environment["python"], reading.environment["os"]) == (PLAIN, PLAIN)
    assert (list(reading.measures), reading.trouble) == ([PLAIN], PLAIN)


def test_a_text_as_long_as_a_book_is_cut() -> None:
    book = "x" * 50_000
    reading, told = heard({"t": "hello", "os": book}, {"t": "note", "text": book}, {"t": "error", "message": book})
    assert [len(str(each)) < 500 for each in (reading.environment, told, reading.trouble)] == [True, True, True]


def test_a_huge_list_is_no_more_than_a_line() -> None:
    reading, told = heard("[" + ",".join("1" * 20_000) + "]", {"t": "done", "elapsed": [0] * 20_000})
    assert (told, reading.log, reading.is_done) == ([], [], True)


def test_a_line_that_is_no_json_is_kept_as_text() -> None:
    reading, _ = heard("hello there \x1b[31m", *["again"] * 100)
    assert reading.log[0] == "hello there ␛[31m"
    assert len(reading.log) == 20


def test_after_a_flood_results_are_still_read() -> None:
    point = {"t": "point", "series": "s", "x": 1, "y": 1}
    reading, told = heard(*[point] * (MAX_EVENTS + 100), {"t": "measure", "id": "m", "value": 1}, {"t": "done"})
    assert sum(isinstance(each, Point) for each in told) == MAX_EVENTS
    assert (list(reading.measures), reading.is_done) == (["m"], True)


def test_after_a_megabyte_results_are_still_read() -> None:
    note = {"t": "progress", "done": 1, "total": 2, "label": "x" * 60_000}
    reading, told = heard(*[note] * 30, {"t": "measure", "id": "m", "value": 1}, {"t": "done"})
    assert sum(isinstance(each, Progress) for each in told) == MAX_BYTES // len(json.dumps(note))
    assert (list(reading.measures), reading.is_done) == (["m"], True)


def test_what_only_mentions_a_result_is_no_way_round_the_flood() -> None:
    note: dict[str, object] = {"t": "note", "text": '"t": "measure"', "more": {"t": "measure"}}
    reading, told = heard(*["flood"] * MAX_EVENTS, note)
    assert (told, len(reading.log)) == ([], 20)


def test_an_error_says_what_and_whether_it_is_the_machines() -> None:
    assert heard({"t": "error", "kind": "unsupported", "message": "no fork"})[0].unsupported
    failed = heard({"t": "error", "kind": "failed", "message": "it\nbroke"})[0]
    assert (failed.trouble, failed.unsupported) == ("it broke", False)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_fault(raw: bytes) -> None:
    reading = Reading(lambda said: None)
    for line in lines([raw], bytearray()):
        reading.line(line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ("id", "value", "lo", "hi", "n", "done", "total", "label", "series", "x", "y", "text", "canary", "message",
          "python", "os", "cores")  # fmt: skip
KINDS = ("hello", "progress", "point", "note", "measure", "quality", "done", "error")


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6))
def test_any_value_in_any_field_is_read_without_a_fault_and_finite(kind: str, fields: dict[str, object]) -> None:
    reading, told = heard({"t": kind, **fields})
    numbers = [part for each in (*told, *reading.measures.values()) for part in each if isinstance(part, float)]
    assert all(math.isfinite(number) for number in (*numbers, reading.canary or 0.0))


@given(st.lists(st.binary(max_size=20).filter(lambda each: b"\n" not in each), max_size=10), st.data())
def test_lines_may_arrive_in_any_pieces(whole: list[bytes], data: st.DataObject) -> None:
    text = b"".join(each + b"\n" for each in whole)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert list(lines(pieces, bytearray())) == whole


def test_a_line_without_an_end_takes_no_more_room_than_a_line() -> None:
    rest = bytearray()
    for _ in range(100):
        assert list(lines([b"x" * 100_000], rest)) == []
        assert len(rest) <= MAX_LINE + 1
    long, after = lines([b"\nshort\n"], rest)
    reading = Reading(lambda said: None)
    reading.line(long)
    assert (after, reading.log) == (b"short", [])
