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
