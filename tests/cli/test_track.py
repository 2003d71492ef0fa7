"""Tracks from the shell: checking them, and making one's own."""

import json
from pathlib import Path

from tests.cli.conftest import Learner


def test_check_as_json_has_this_shape(studytui: Learner) -> None:
    lab = Path(studytui.track, "labs", "ladder.yaml")
    lab.write_text(lab.read_text() + "  \n")
    (found,) = json.loads(studytui.bare("track", "check", studytui.track, "--json").stdout)
    assert found == {
        "path": str(lab), "line": 2, "column": 1, "message": "blanks that nobody sees",
        "hint": "studytui track check --fix takes them out", "rule": "blanks", "is_warning": True,
    }  # fmt: skip


def test_strict_counts_warnings_as_faults_and_fix_mends_them(studytui: Learner) -> None:
    lab = Path(studytui.track, "labs", "ladder.yaml")
    lab.write_text(lab.read_text() + "  \n")
    assert studytui.bare("track", "check", studytui.track).exit_code == 0
    assert studytui.bare("track", "check", studytui.track, "--strict").exit_code == 1
    fixed = studytui.bare("track", "check", studytui.track, "--fix")
    assert (fixed.exit_code, fixed.stdout) == (0, "")
    assert f"tidied {lab}" in fixed.stderr


def test_rules_are_listed_with_what_they_ask_for(studytui: Learner) -> None:
    listed = studytui.bare("track", "check", "--rules").stdout
    assert "links        Links in the prose lead to topics and labs that exist" in listed


def test_a_new_track_is_made_in_its_place_and_can_be_studied(studytui: Learner, environ: dict[str, str]) -> None:
    made = studytui.bare("track", "new", "compilers")
    folder = Path(environ["STUDYTUI_DATA_DIR"], "tracks", "compilers")
    assert (made.exit_code, made.stdout) == (0, f"{folder}\n")
    assert studytui.bare("--track", "compilers", "done", "first-experiment").exit_code == 0
    assert "Compilers" in studytui.bare("track", "list").stdout


def test_a_new_track_goes_where_its_path_says(studytui: Learner, tmp_path: Path) -> None:
    assert studytui.bare("track", "new", f"{tmp_path}/mine/compilers").exit_code == 0
    assert studytui.bare("--track", f"{tmp_path}/mine/compilers", "roadmap").exit_code == 0


def test_a_new_track_never_overwrites_and_needs_a_name_that_can_be_an_id(studytui: Learner, tmp_path: Path) -> None:
    studytui.bare("track", "new", "compilers")
    again = studytui.bare("track", "new", "compilers")
    assert (again.exit_code, "is there already" in again.stderr) == (2, True)
    for name in ("Compilers", "a b", "-", "..", f"{tmp_path}/x/..", "x" * 65):
        refused = studytui.bare("track", "new", "--", name)
        assert (refused.exit_code, "can't be the id" in refused.stderr) == (2, True), name
