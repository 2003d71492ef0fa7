"""Labs in the shell: what is due, a prediction that is stored first, and a run."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Learner

SPEC = """\
import json, sys
SPEC = {
    "lab": "ladder", "revision": 1, "robustness": "A",
    "parameters": {"size": {"default": 3, "min": 1, "max": 9, "unit": "rows", "help": "how large"}},
    "measures": {"ratio": {"unit": "x", "scale": "ratio", "primary": True, "help": "this / that"}},
}
given = dict(part[2:].split("=") for part in sys.argv[1:] if "=" in part)
if given["size"] == "9":
    sys.exit("no room")
def say(**event):
    print(json.dumps(event), flush=True)
say(t="measure", id="ratio", value=10 * int(given["size"]), lo=9, hi=90, n=3)
say(t="note", text="it ran")
say(t="done")
"""
LAB = """\
title: The ladder
topic: napkin-math
question: How many look-ups fit?
expected: {low: 25, high: 35}
explanation: Because of the gaps.
"""


@pytest.fixture
def labs(track_folder: Path) -> Path:
    """The small track, with a program for its lab."""
    (track_folder / "labs").mkdir(exist_ok=True)
    (track_folder / "labs" / "ladder.yaml").write_text(LAB)
    (track_folder / "labs" / "ladder.py").write_text(SPEC)
    return track_folder / "labs"


def test_a_lab_from_elsewhere_is_named_and_does_not_run_unasked(studytui: Learner, labs: Path) -> None:
    refused = studytui("lab", "run", "ladder", "--predict", "2..12")
    assert refused.exit_code == 2
    assert "not been allowed to run" in refused.stderr
    assert str(labs / "ladder.py") in refused.stderr
    assert json.loads(studytui("lab", "show", "ladder", "--json").stdout)["attempts"] == []


def test_a_run_is_compared_with_what_was_said(studytui: Learner, labs: Path) -> None:
    ran = studytui("lab", "run", "ladder", "--predict", "2..12", "--because", "a hunch", "--yes")
    assert ran.exit_code == 0
    assert "30× (9–90×)" in ran.stdout
    assert "You said 2–12×, best 4.9×. Outside your range, 6.1× low." in ran.stdout
    assert "Because of the gaps." in ran.stdout
    assert "it ran" in ran.stderr


def test_consent_once_given_lasts_until_a_byte_changes(studytui: Learner, labs: Path) -> None:
    assert studytui("lab", "run", "ladder", "--yes").exit_code == 0
    assert studytui("lab", "run", "ladder").exit_code == 0
    (labs / "ladder.py").write_text(SPEC + "# more\n")
    assert studytui("lab", "run", "ladder").exit_code == 2


def test_as_json_it_is_data_for_programs(studytui: Learner, labs: Path) -> None:
    ran = studytui("lab", "run", "ladder", "--predict", "30", "--set", "size=4", "--seed", "7", "--yes", "--json")
    said = json.loads(ran.stdout)
    assert (said["lab"], said["params"], said["seed"], said["finished"]) == ("ladder", {"size": "4"}, 7, True)
    assert said["measures"] == {"ratio": {"value": 40.0, "unit": "x", "low": 9.0, "high": 90.0, "n": 3}}
    assert said["prediction"]["best"] == 30
    assert (said["score"]["band"], said["score"]["counts"]) == ("bull's-eye", True)


def test_the_list_and_the_page_tell_what_came_of_it(studytui: Learner, labs: Path) -> None:
    assert "not run yet" in studytui("lab", "list").stdout
    assert "Because of the gaps." not in studytui("lab", "show", "ladder").stdout
    studytui("lab", "run", "ladder", "--predict", "5", "--yes")
    assert "said 5×, measured 30× (9–90×)" in studytui("lab", "list").stdout
    page = studytui("lab", "show", "ladder").stdout
    assert "size = 3 rows: how large (1 to 9)" in page
    assert "Because of the gaps." in page
    (row,) = json.loads(studytui("lab", "list", "--json").stdout)
    assert (row["id"], row["week"], row["measured"]["value"]) == ("ladder", 1, 30)


def test_the_seed_counts_up_so_that_runs_are_independent(studytui: Learner, labs: Path) -> None:
    seeds = [json.loads(studytui("lab", "run", "ladder", "--yes", "--json").stdout)["seed"] for _ in range(3)]
    assert seeds == [1, 2, 3]


def test_a_prediction_is_kept_when_the_run_fails_and_the_question_stays_open(studytui: Learner, labs: Path) -> None:
    failed = studytui("lab", "run", "ladder", "--predict", "5", "--set", "size=9", "--yes")
    assert failed.exit_code == 1
    assert "not finished: it ended with exit status 1" in failed.stdout
    assert "its last words: no room" in failed.stderr
    (attempt,) = json.loads(studytui("lab", "show", "ladder", "--json").stdout)["attempts"]
    assert (attempt["prediction"]["best"], attempt["measured"], attempt["score"]) == (5, None, None)


def test_undo_takes_back_neither_a_prediction_nor_a_run(studytui: Learner, labs: Path) -> None:
    studytui("log", "before")
    studytui("lab", "run", "ladder", "--predict", "5", "--yes")
    assert "wrote: before" in studytui("undo").stdout
    assert len(json.loads(studytui("lab", "show", "ladder", "--json").stdout)["attempts"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "size=90"), "write a whole number from 1 to 9 rows"),
        (("--set", "width=1"), "no parameter 'width'"),
        (("--set", "size"), "write it as --set name=value"),
        (("--predict", "lots"), "is no number or range"),
        (("--predict", "12..2"), "do not rise"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(
    studytui: Learner, labs: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = studytui("lab", "run", "ladder", "--yes", *arguments)
    assert refused.exit_code in (1, 2)
    assert said in refused.stderr
    assert json.loads(studytui("lab", "show", "ladder", "--json").stdout)["attempts"] == []


def test_a_lab_that_nobody_knows_names_the_nearest(studytui: Learner, labs: Path) -> None:
    refused = studytui("lab", "run", "lader")
    assert refused.exit_code == 1
    assert "did you mean ladder?" in refused.stderr


def test_a_lab_without_a_program_says_so(studytui: Learner, labs: Path) -> None:
    (labs / "ladder.py").unlink()
    assert "has no program yet" in studytui("lab", "show", "ladder").stderr
