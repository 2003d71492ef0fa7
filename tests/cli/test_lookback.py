"""`studytui lookback`: on this day, then and now, decisions; JSON."""

import json

import pytest

from tests.cli.conftest import Learner
from tests.samples import HOSTILE


@pytest.fixture
def written(studytui: Learner) -> Learner:
    """A year of few words."""
    for moment, *words in (
        ("2025-11-24T09:00:00+00:00", "Indexes are free. #decision", "--got", "Inserts took 2.1x longer."),
        ("2026-10-22T21:40:00+02:00", "No cache before there is a number. #decision"),
        ("2026-11-16T02:30:00+00:00", "Said 5x, measured 37x.", "--topic", "lazy-loading"),
    ):
        studytui.environ["STUDYTUI_NOW"] = moment
        assert studytui("log", *words).exit_code == 0
    studytui.environ["STUDYTUI_NOW"] = "2026-11-22T09:12:00+00:00"
    return studytui


def test_it_reads_from_last_week_to_last_year_and_then_the_decisions(written: Learner) -> None:
    assert written("lookback").stdout.splitlines() == [
        "A week ago, Sunday 2026-11-15",
        "  Said 5x, measured 37x.",
        "",
        "A month ago, Thursday 2026-10-22",
        "  No cache before there is a number. #decision",
        "",
        "About a year ago, Monday 2025-11-24",
        "  Indexes are free. #decision",
        "  got: Inserts took 2.1x longer.",
        "",
        "Decisions",
        "2026-10-22  No cache before there is a number. #decision",
        "            what came of it?",
        "2025-11-24  Indexes are free. #decision",
        "            got: Inserts took 2.1x longer.",
        "",
        "The week is over: Week of 9 November 2026 can be looked back on in the app: studytui, then B",
    ]


def test_as_json_it_has_this_shape(written: Learner) -> None:
    found = json.loads(written("lookback", "--json").stdout)
    assert list(found) == ["on_this_day", "then_and_now", "decisions", "over"]
    assert [(each["span"], each["day"]) for each in found["on_this_day"]] == [
        ("week", "2026-11-15"),
        ("month", "2026-10-22"),
        ("year", "2025-11-24"),
    ]
    assert found["then_and_now"] is None
    assert [each["first"] for each in found["over"]] == ["2026-11-09"]
    first = found["decisions"][0]
    assert first.pop("id")
    assert first == {
        "day": "2026-10-22",
        "text": "No cache before there is a number. #decision",
        "got": None,
        "topic": None,
        "lab": None,
        "starred": False,
        "tags": ["decision"],
        "asks": True,
    }


def test_a_week_that_is_over_is_said(studytui: Learner) -> None:
    assert studytui("done", "w01-m1").exit_code == 0
    assert studytui("lookback").stdout.splitlines() == [
        "The week is over: Week of 16 November 2026 can be looked back on in the app: studytui, then B"
    ]
    (over,) = json.loads(studytui("lookback", "--json").stdout)["over"]
    assert over == {"span": "week", "first": "2026-11-16", "last": "2026-11-22", "title": "Week of 16 November 2026"}


def test_nothing_to_look_back_on_is_a_line_on_stderr_and_exit_1(studytui: Learner) -> None:
    nothing = studytui("lookback")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert nothing.stderr == "studytui: nothing to look back on yet: studytui log writes an entry\n"
    assert json.loads(studytui("lookback", "--json").stdout)["on_this_day"] == []


def test_hostile_text_reaches_a_terminal_only_as_signs(studytui: Learner) -> None:
    studytui.environ["STUDYTUI_NOW"] = "2026-10-22T09:00:00+00:00"
    for text in HOSTILE:
        said = f"{text} #decision".encode("utf-8", "replace").decode()
        assert studytui("log", "-", says=said).exit_code == 0
    studytui.environ["STUDYTUI_NOW"] = "2026-11-22T09:12:00+00:00"
    for words in (("lookback",), ("lookback", "--json")):
        shown = studytui(*words)
        assert shown.exit_code == 0
        for line in (shown.stdout + shown.stderr).splitlines():
            assert not [sign for sign in line if ord(sign) < 0x20 or sign in "\x7f\x85\x9b\u202e\u2066\u2028"]
