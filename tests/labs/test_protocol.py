"""What a lab says is read without trust."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.history.events import Measured
from studytui.labs.protocol import MAX_EVENTS, MAX_LINE, Note, Point, Progress, Reading, Result, Said, lines


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


def test_a_line_that_is_no_json_is_kept_as_text() -> None:
    reading, _ = heard("hello there \x1b[31m", *["again"] * 100)
    assert reading.log[0] == "hello there ␛[31m"
    assert len(reading.log) == 20


def test_after_a_flood_results_are_still_read() -> None:
    point = {"t": "point", "series": "s", "x": 1, "y": 1}
    reading, told = heard(*[point] * (MAX_EVENTS + 100), {"t": "measure", "id": "m", "value": 1}, {"t": "done"})
    assert sum(isinstance(each, Point) for each in told) == MAX_EVENTS
    assert (list(reading.measures), reading.is_done) == (["m"], True)


def test_an_error_says_what_and_whether_it_is_the_machines() -> None:
    assert heard({"t": "error", "kind": "unsupported", "message": "no fork"})[0].unsupported
    failed = heard({"t": "error", "kind": "failed", "message": "it\nbroke"})[0]
    assert (failed.trouble, failed.unsupported) == ("it broke", False)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_fault(raw: bytes) -> None:
    reading = Reading(lambda said: None)
    for line in lines([raw], bytearray()):
        reading.line(line)


@given(st.lists(st.binary(max_size=20).filter(lambda each: b"\n" not in each), max_size=10), st.data())
def test_lines_may_arrive_in_any_pieces(whole: list[bytes], data: st.DataObject) -> None:
    text = b"".join(each + b"\n" for each in whole)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert list(lines(pieces, bytearray())) == whole
