"""What study time brought, in the shell."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from studytui.paths import content
from studytui.track.load import load
from tests.cli.conftest import NOW, Learner
from tests.months import keep, months


def test_a_newcomer_reads_what_there_will_be(studytui: Learner) -> None:
    said = studytui("insights")
    assert said.exit_code == 0
    for part in ("Rhythm", "Impact", "Too little to say: 0 of 8 sessions", "No weak spot is known.", "Recall"):
        assert part in said.stdout


@pytest.mark.parametrize("span", ["4w", "quarter", "year", "all"])
def test_every_figure_is_data_for_programs(studytui: Learner, span: str) -> None:
    studytui("session", "add", "reading", "25m", "--at", "08:05", "--topic", "napkin-math")
    found = json.loads(studytui("insights", "--range", span, "--json").stdout)
    assert found["range"] == span
    assert found["impact"]["sessions"] == 1
    assert found["impact"]["activities"][0]["id"] == "reading"
    assert found["rhythm"]["score"] == 100
    assert len(found["rhythm"]["days"]) == 182
    assert {each["id"] for each in found["weak_spots"]} == {"napkin-math", "lazy-loading"}
    assert not any(each["weak"] or each["known"] for each in found["weak_spots"])
    assert len(found["recall"]["forecast"]) == 30
    for view in ("impact", "calibration", "recall"):
        assert found[view]["said"].startswith("Too little to say")


def test_what_was_expected_stands_beside_what_was_recalled(studytui: Learner) -> None:
    environ = studytui.environ
    track = load(content() / "backend-optimization", Path(environ["STUDYTUI_CACHE_DIR"]))
    keep(months(track, datetime.fromisoformat(NOW), 60), Path(environ["STUDYTUI_DATA_DIR"]) / "history")
    groups = json.loads(studytui.bare("insights", "--json").stdout)["recall"]["by_chance"]
    ids = [group["id"] for group in groups]
    assert ids == sorted(set(ids), key=float)
    assert len(ids) > 1
    said = studytui.bare("insights").stdout
    assert said.count("  expected ") == len(ids)
    assert "Most of what moved" in said
