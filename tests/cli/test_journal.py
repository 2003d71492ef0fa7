"""`studytui journal`: by day, the newest at the bottom; filters; JSON."""

import json
from pathlib import Path

import pytest

from studytui.history.facts import Wrote
from studytui.history.history import History
from tests.cli.conftest import Learner
from tests.samples import HERE, HOSTILE, NOW


@pytest.fixture
def written(studytui: Learner) -> Learner:
    """Three entries on three days."""
    for moment, *words in (
        ("2026-10-22T21:40:00+02:00", "Indexes are free. #opinion", "--got", "Inserts took 2.1x longer."),
        ("2026-11-15T09:00:00+00:00", "Said 5x, measured 37x.", "--topic", "lazy-loading"),
        ("2026-11-22T02:30:00+00:00", "After midnight."),
    ):
        studytui.environ["STUDYTUI_NOW"] = moment
        assert studytui("log", *words).exit_code == 0
    studytui.environ["STUDYTUI_NOW"] = "2026-11-22T09:12:00+00:00"
    return studytui


@pytest.fixture
def marked(written: Learner, tmp_path: Path) -> Learner:
    """Two entries more: one from a lab, starred; and a decision without a star."""
    History(tmp_path / "data" / "history", tmp_path / "state", HERE).append(
        Wrote("Ran it.", lab="ladder", starred=True), Wrote("No cache yet. #decision"), now=NOW
    )
    return written


def texts(learner: Learner, *options: str) -> list[str]:
    return [each["text"] for each in json.loads(learner("journal", "--json", *options).stdout)]


def test_the_journal_reads_down_to_the_newest_by_study_day(written: Learner) -> None:
    assert written("journal").stdout.splitlines() == [
        "Thursday 2026-10-22",
        "21:40 #opinion",
        "  Indexes are free. #opinion",
        "  got: Inserts took 2.1x longer.",
        "",
        "Sunday 2026-11-15",
        "09:00 · lazy-loading",
        "  Said 5x, measured 37x.",
        "",
        "Saturday 2026-11-21",
        "02:30",
        "  After midnight.",
    ]


def test_the_journal_as_json_has_this_shape(written: Learner) -> None:
    first = json.loads(written("journal", "--json").stdout)[0]
    assert first.pop("id")
    assert first == {
        "at": "2026-10-22T21:40:00+02:00",
        "day": "2026-10-22",
        "text": "Indexes are free. #opinion",
        "got": "Inserts took 2.1x longer.",
        "topic": None,
        "lab": None,
        "starred": False,
        "tags": ["opinion"],
        "versions": [],
    }


def test_last_shows_the_latest_still_in_order(written: Learner) -> None:
    assert texts(written, "--last", "2") == ["Said 5x, measured 37x.", "After midnight."]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--search", "inserts LONGER"], ["Indexes are free. #opinion"]),
        (["--topic", "lazy-loading"], ["Said 5x, measured 37x."]),
        (["--since", "2026-11-15"], ["Said 5x, measured 37x.", "After midnight."]),
        (["--since", "7d"], ["Said 5x, measured 37x.", "After midnight."]),
        (["--since", "6d"], ["After midnight."]),
        (["--since", "yesterday"], ["After midnight."]),
        (["--since", "999999d", "--last", "1"], ["After midnight."]),
    ],
)
def test_filters_narrow_it(written: Learner, options: list[str], found: list[str]) -> None:
    assert texts(written, *options) == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--lab", "ladder"], ["Ran it."]),
        (["--tag", "opinion"], ["Indexes are free. #opinion"]),
        (["--tag", "#decision"], ["No cache yet. #decision"]),
        (["--starred"], ["Ran it."]),
        (["--decisions"], ["Ran it.", "No cache yet. #decision"]),
        (["--decisions", "--limit", "1"], ["No cache yet. #decision"]),
        (["--decisions", "--search", "ran"], ["Ran it."]),
        (["--since", "today", "--limit", "1"], ["No cache yet. #decision"]),
        (["--tag", "opinion", "--since", "7d"], []),
        (["--tag", "opin"], []),
    ],
)
def test_marks_narrow_it_and_join(marked: Learner, options: list[str], found: list[str]) -> None:
    assert texts(marked, *options) == found


def test_an_entry_from_a_lab_names_it(marked: Learner) -> None:
    assert "09:12 · ladder *" in marked("journal", "--starred").stdout


def test_an_unknown_lab_names_the_nearest(marked: Learner) -> None:
    slip = marked("journal", "--lab", "laddr")
    assert slip.exit_code == 1
    assert "did you mean ladder" in slip.stderr


def test_nothing_matched_is_a_line_on_stderr_and_exit_1(written: Learner) -> None:
    nothing = written("journal", "--search", "nowhere")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert nothing.stderr == "studytui: no entries match\n"


def test_nothing_matched_is_still_a_list_in_json(written: Learner) -> None:
    nothing = written("journal", "--search", "nowhere", "--json")
    assert (nothing.exit_code, nothing.stdout) == (1, "[]\n")


def test_an_unknown_topic_names_the_nearest(written: Learner) -> None:
    slip = written("journal", "--topic", "lazy-loadin")
    assert slip.exit_code == 1
    assert "did you mean lazy-loading" in slip.stderr


@pytest.mark.parametrize("since", ["soon", "2026-13-01", "d", "-7d"])
def test_a_day_that_is_none_is_a_slip_of_usage(studytui: Learner, since: str) -> None:
    slip = studytui("journal", f"--since={since}")
    assert slip.exit_code == 2
    assert "7d" in slip.stderr


def test_hostile_text_reaches_a_terminal_only_as_signs(studytui: Learner) -> None:
    for text in HOSTILE:
        assert studytui("log", "-", says=text.encode("utf-8", "replace").decode()).exit_code == 0
    for words in (("journal",), ("journal", "--json"), ("find", "override"), ("undo",)):
        shown = studytui(*words)
        assert shown.exit_code == 0
        for line in (shown.stdout + shown.stderr).splitlines():
            assert not [sign for sign in line if ord(sign) < 0x20 or sign in "\x7f\x85\x9b\u202e\u2066\u2028"]


def test_a_line_that_can_not_be_read_is_told_once_with_its_place(studytui: Learner, tmp_path: Path) -> None:
    studytui("log", "whole")
    (file,) = (tmp_path / "data" / "history").rglob("*.jsonl")
    with file.open("ab") as history:
        history.write(b"00000000 [not what was written]\n")
    studytui("log", "after it")
    shown = studytui("journal")
    assert shown.exit_code == 0
    assert [line for line in shown.stdout.splitlines() if line.startswith("  ")] == ["  whole", "  after it"]
    (told,) = shown.stderr.splitlines()
    assert f"{file}:3" in told
    assert "set aside" in told
