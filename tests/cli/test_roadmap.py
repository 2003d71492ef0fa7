"""`studytui roadmap`, `done`, `undone` and `undo`."""

import json
from pathlib import Path

from tests.cli.conftest import Learner


def test_the_roadmap_shows_the_milestones_of_the_current_week_only(studytui: Learner) -> None:
    shown = studytui("roadmap")
    assert shown.exit_code == 0
    assert "[ ] w01-m1  Ran the ladder." in shown.stdout
    assert "w02-m1" not in shown.stdout
    assert shown.stderr == ""


def test_all_shows_the_milestones_of_every_week(studytui: Learner) -> None:
    assert "[ ] w02-m1  Removed one N+1." in studytui("roadmap", "--all").stdout


def test_the_roadmap_counts_by_phase_and_week_and_moves_on(studytui: Learner) -> None:
    studytui("done", "w01-m1", "w01-m2")
    lines = studytui("roadmap").stdout.splitlines()
    assert lines[0] == "Fundamentals  2/2"
    assert lines[1] == "   1  22 Nov  Numbers first 2/2 ✓"
    assert lines[3] == "   2  29 Nov  Round trips   0/1 ◀"
    assert lines[4] == "        [ ] w02-m1  Removed one N+1."


def test_the_roadmap_as_json_has_this_shape(studytui: Learner) -> None:
    studytui("done", "w01-m1")
    assert json.loads(studytui("roadmap", "--json").stdout) == {
        "track": "small",
        "phases": [
            {
                "id": "fundamentals",
                "title": "Fundamentals",
                "weeks": [
                    {
                        "number": 1,
                        "id": "numbers-first",
                        "title": "Numbers first",
                        "starts": "2026-11-22",
                        "done": 1,
                        "total": 2,
                        "milestones": [
                            {
                                "id": "w01-m1",
                                "text": "Ran the ladder.",
                                "done": True,
                                "done_at": "2026-11-22T09:12:00+00:00",
                            },
                            {"id": "w01-m2", "text": "Estimated one page.", "done": False, "done_at": None},
                        ],
                        "topics": ["napkin-math"],
                        "labs": ["ladder"],
                    }
                ],
            },
            {
                "id": "apply-small",
                "title": "Apply small",
                "weeks": [
                    {
                        "number": 2,
                        "id": "round-trips",
                        "title": "Round trips",
                        "starts": "2026-11-29",
                        "done": 0,
                        "total": 1,
                        "milestones": [{"id": "w02-m1", "text": "Removed one N+1.", "done": False, "done_at": None}],
                        "topics": ["lazy-loading"],
                        "labs": [],
                    }
                ],
            },
        ],
    }


def test_the_roadmap_says_where_one_is_and_what_a_week_that_is_open_has_moved(studytui: Learner) -> None:
    studytui("done", "w01-m1")
    assert studytui("roadmap").stdout.splitlines()[-1] == (
        "week 1 of 2, on plan, 3 days of slack; the last week ends on 2026-12-05"
    )
    studytui.environ["STUDYTUI_NOW"] = "2026-12-01T09:12:00+00:00"
    assert studytui("roadmap").stdout.splitlines()[-2:] == [
        "week 1 of 2, later weeks moved by 3 days; the last week ends on 2026-12-08",
        "Week 1 is open since 22 Nov: week 2 moved by 3 days, to the end on 8 Dec.",
    ]


def test_done_says_what_was_done_and_how_far_the_week_is(studytui: Learner) -> None:
    ticked = studytui("done", "w01-m2")
    assert (ticked.exit_code, ticked.stdout) == (0, "done: Estimated one page.  (week 1: 1/2)\n")


def test_done_again_is_success_and_adds_nothing(studytui: Learner, tmp_path: Path) -> None:
    studytui("done", "w01-m1")
    before = history(tmp_path)
    again = studytui("done", "w01-m1")
    assert (again.exit_code, again.stdout) == (0, "already done: Ran the ladder.  (week 1: 1/2)\n")
    assert history(tmp_path) == before


def test_undone_takes_the_tick_back(studytui: Learner) -> None:
    studytui("done", "w01-m1")
    assert studytui("undone", "w01-m1").stdout == "undone: Ran the ladder.  (week 1: 0/2)\n"
    assert "[ ] w01-m1" in studytui("roadmap").stdout
    assert studytui("undone", "w01-m1").exit_code == 0


def test_a_slip_in_the_last_id_ticks_nothing_and_names_the_nearest(studytui: Learner, tmp_path: Path) -> None:
    slip = studytui("done", "w01-m1", "w01-m9")
    assert slip.exit_code == 1
    assert "no milestone 'w01-m9'" in slip.stderr
    assert "w01-m2" in slip.stderr
    assert slip.stdout == ""
    assert history(tmp_path) == b""


def test_a_milestone_answers_to_the_id_it_had_before(studytui: Learner) -> None:
    assert studytui("done", "w02-old").stdout == "done: Removed one N+1.  (week 2: 1/1)\n"


def test_a_tick_that_the_track_no_longer_knows_is_still_named(studytui: Learner, track_folder: Path) -> None:
    studytui("done", "w01-m2")
    file = track_folder / "track.yaml"
    file.write_text(file.read_text().replace("          - {id: w01-m2, text: Estimated one page.}\n", ""))
    assert "not in this track: w01-m2" in studytui("roadmap").stdout


def test_undo_goes_back_one_step_at_a_time_until_nothing_is_left(studytui: Learner) -> None:
    studytui("done", "w01-m1")
    studytui("log", "measured it")
    assert studytui("undo").stdout == "undid: wrote: measured it\n"
    assert studytui("undo").stdout == "undid: ticked: Ran the ladder.\n"
    nothing = studytui("undo")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert nothing.stderr.strip() == "studytui: nothing to undo"


def history(tmp_path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted((tmp_path / "data").rglob("*.jsonl")))
