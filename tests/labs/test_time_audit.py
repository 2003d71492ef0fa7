"""Time audit: minutes and impact by activity, and what an hour of each brought."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.labs.running import Ran, run_lab

MONTH = [
    *[{"activity": "reviewing", "minutes": 20, "impact": 4}] * 6,
    *[{"activity": "labs", "minutes": 40, "impact": 4}] * 3,
    *[{"activity": "reading", "minutes": 80, "impact": 2}] * 6,
]


def audit(folder: Path, sessions: list[dict[str, Any]], days: int = 28) -> Ran:
    events = [{"kind": "studied", "day": "2026-11-22", **session} for session in sessions]
    path = folder / "history.jsonl"
    path.write_text("".join(f"{json.dumps(event)}\n" for event in events), encoding="utf-8")
    return run_lab("time-audit", history=path, days=days)


def notes(ran: Ran) -> str:
    return " ".join(event["text"] for event in ran.events if event["t"] == "note")


def test_most_minutes_need_not_bring_most_impact(tmp_path: Path) -> None:
    ran = audit(tmp_path, MONTH)
    assert ran["top-minutes-share"] == pytest.approx(100 * 480 / 720)
    assert ran["top-impact-share"] == pytest.approx(100 * 12 / 48)
    assert (ran["sessions"], ran["hours"], ran["activities"]) == (15, 12, 3)


def test_the_activities_are_ranked_by_impact_per_hour(tmp_path: Path) -> None:
    ran = audit(tmp_path, MONTH)
    assert "reviewing 12.0 (6 sessions), labs 6.0 (3 sessions), reading 1.5 (6 sessions)" in notes(ran)
    assert ran["best-per-hour"] == pytest.approx(12 / (48 / 12))
    assert ran["worst-per-hour"] == pytest.approx(1.5 / (48 / 12))


def test_a_lucky_session_or_two_rank_nothing(tmp_path: Path) -> None:
    ran = audit(tmp_path, [*MONTH, *[{"activity": "talks", "minutes": 5, "impact": 5}] * 2])
    assert "talks" not in notes(ran)


def test_sessions_without_a_rating_count_for_minutes_only(tmp_path: Path) -> None:
    unrated = [{"activity": "reading", "minutes": 80}] * 3
    ran, before = audit(tmp_path, [*MONTH, *unrated]), audit(tmp_path, MONTH)
    assert ran["top-minutes-share"] > before["top-minutes-share"]
    assert ran["best-per-hour"] == before["best-per-hour"]
    nothing_rated = audit(tmp_path, unrated * 3)
    assert nothing_rated.finished
    assert "top-impact-share" not in nothing_rated.measures


def test_older_sessions_are_left_out(tmp_path: Path) -> None:
    old = [{"activity": "meetings", "minutes": 600, "day": "2026-10-25"}] * 8
    assert audit(tmp_path, [*old, *MONTH], days=28)["activities"] == 3
    assert audit(tmp_path, [*old, *MONTH], days=29)["activities"] == 4


def test_a_short_log_is_told_what_is_missing(tmp_path: Path) -> None:
    for sessions in ([], MONTH[:7]):
        ran = audit(tmp_path, sessions)
        assert ran.status == 69
        assert "8 sessions" in ran.events[-1]["message"]
