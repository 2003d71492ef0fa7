"""`studytui today`."""

import json

from tests.cli.conftest import Learner


def test_today_shows_what_to_do_and_how(studytui: Learner) -> None:
    shown = studytui("today")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.splitlines() == [
        "Today · 25 min",
        "  [ ] Napkin math   1 min   studytui topic napkin-math",
        "  [ ] a line        3 min   studytui log",
        "week 1 of 2, on plan",
    ]


def test_what_was_done_is_ticked_and_then_nothing_else_is_offered(studytui: Learner) -> None:
    studytui("topic", "napkin-math", "--read")
    studytui("log", "Read it.")
    shown = studytui("today").stdout.splitlines()
    assert "Done for today." in shown
    assert shown[-1] == "week 1 of 2, on plan; rhythm 100"
    assert studytui("today", "--oneline").stdout == "Done for today.\n"


def test_oneline_is_one_line_of_what_is_left(studytui: Learner) -> None:
    assert studytui("today", "--oneline").stdout == "Napkin math 1 min → a line 3 min\n"
    studytui("log", "A line.")
    assert studytui("today", "--oneline").stdout == "Napkin math 1 min\n"


def test_short_fits_into_five_minutes(studytui: Learner) -> None:
    assert studytui("today", "--short", "--oneline").stdout == "a line 1 min\n"


def test_a_pause_is_told_in_the_one_line(studytui: Learner) -> None:
    studytui("pause", "2026-11-20..2026-11-30")
    assert studytui("today", "--oneline").stdout == "Paused until 30 Nov.\n"
    assert studytui("today").stdout.splitlines()[-1] == "week 1 of 2, begins on 1 Dec"


def test_a_comeback_and_what_moved_are_said(studytui: Learner) -> None:
    studytui("log", "A line.")
    studytui.environ["STUDYTUI_NOW"] = "2026-12-06T09:12:00+00:00"
    studytui("log", "Back.")
    lines = studytui("today").stdout.splitlines()
    assert "Back after 13 days away. That is the one that counts." in lines
    assert lines[-1] == "Week 1 is open since 22 Nov: week 2 moved by 8 days, to the end on 13 Dec."


def test_the_cue_of_the_plan_stands_above(studytui: Learner) -> None:
    studytui("config", "set", "cue", "after coffee")
    assert studytui("today").stdout.splitlines()[0] == "Today · 25 min · after coffee"


def test_today_as_json_has_this_shape(studytui: Learner) -> None:
    studytui("log", "A line.")
    assert json.loads(studytui("today", "--json").stdout) == {
        "day": "2026-11-22",
        "minutes": 25,
        "done": False,
        "parts": [
            {"kind": "reading", "id": "napkin-math", "title": "Napkin math", "minutes": 1, "done": False},
            {"kind": "line", "id": "line", "title": "a line", "minutes": 3, "done": True},
        ],
        "paused_until": None,
        "week": 1,
        "slack": 0,
        "moved": 0,
        "ends": "2026-12-05",
        "rhythm": 100,
        "reserves": 2,
        "said": ["week 1 of 2, on plan"],
    }
