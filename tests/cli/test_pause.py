"""`studytui pause`."""

import json

import pytest

from tests.cli.conftest import Learner


def test_a_pause_says_which_days_and_where_the_track_ends_then(studytui: Learner) -> None:
    said = studytui("pause", "2026-11-24..2026-12-03", "--because", "a journey")
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.stdout == "paused: 2026-11-24..2026-12-03, 10 days: a journey\nthe last week ends on 2026-12-15\n"


def test_one_day_is_a_pause_too(studytui: Learner) -> None:
    assert studytui("pause", "2026-12-24").stdout.startswith("paused: 2026-12-24, 1 day\n")


def test_alone_it_lists_all_of_them_oldest_first(studytui: Learner) -> None:
    studytui("pause", "2026-12-24..2027-01-02", "--because", "the \x1b[2Jholidays")
    studytui("pause", "2026-11-22")
    assert studytui("pause").stdout == "2026-11-22, 1 day\n2026-12-24..2027-01-02, 10 days: the ␛[2Jholidays\n"


def test_pauses_as_json_have_this_shape(studytui: Learner) -> None:
    assert json.loads(studytui("pause", "--json").stdout) == []
    made = studytui("pause", "2026-11-22", "--because", "a cold", "--json")
    listed = studytui("pause", "--json")
    expected = [{"id": "2026-11-22", "first": "2026-11-22", "last": "2026-11-22", "because": "a cold", "running": True}]
    assert json.loads(made.stdout) == json.loads(listed.stdout) == expected


def test_without_any_it_says_how_to_make_one(studytui: Learner) -> None:
    none = studytui("pause")
    assert (none.exit_code, none.stdout) == (1, "")
    assert "no pauses" in none.stderr


def test_end_ends_the_one_that_is_over_today_and_then_calls_off_the_next(studytui: Learner) -> None:
    studytui("pause", "2026-11-20..2026-11-30")
    studytui("pause", "2026-12-24..2027-01-02")
    assert studytui("pause", "end").stdout.startswith("no longer paused: 2026-11-20..2026-11-30, 11 days\n")
    assert studytui("pause", "end").stdout.startswith("no longer paused: 2026-12-24..2027-01-02, 10 days\n")
    nothing = studytui("pause", "end")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert studytui("pause").stdout == "2026-11-20..2026-11-21, 2 days\n"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("soon",), "'soon' is no day"),
        (("2026-12-24...2026-12-26",), "is no day"),
        (("..2026-12-26",), "'' is no day"),
        (("2026-12-24..2026-12-23",), "ends before it begins"),
        (("2026-12-24..2036-12-25",), "longer than a year"),
        (("--because", "rest"), "which days?"),
    ],
)
def test_what_is_no_pause_is_refused_with_what_to_write(studytui: Learner, words: tuple[str, ...], why: str) -> None:
    slip = studytui("pause", *words)
    assert (slip.exit_code, slip.stdout) == (2, "")
    assert why in slip.stderr
    assert studytui("pause").exit_code == 1


def test_undo_takes_a_pause_back(studytui: Learner) -> None:
    studytui("pause", "2026-12-24..2027-01-02")
    assert studytui("undo").stdout == "undid: pause: 2026-12-24 to 2027-01-02\n"
    assert studytui("pause").exit_code == 1
