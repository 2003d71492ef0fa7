"""Adherence: a rate over the last study days, of which today counts only once something is done."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from tests.labs.running import run_lab

FIRST = date(2026, 9, 1)


def history(folder: Path, days: Iterable[int], asked_on: int) -> Path:
    """A milestone ticked on each of the days, counted from the first, and this lab predicted on another."""
    done = [{"kind": "ticked", "milestone": f"m{day}", "done": True, "day": on(day)} for day in days]
    asked = {"kind": "predicted", "lab": "adherence", "revision": 1, "measure": "adherence", "day": on(asked_on)}
    path = folder / "history.jsonl"
    path.write_text("".join(f"{json.dumps(event)}\n" for event in [*done, asked]), encoding="utf-8")
    return path


def on(day: int) -> str:
    return (FIRST + timedelta(day)).isoformat()


def test_the_rate_is_of_the_last_days_and_the_streak_ends_with_them(tmp_path: Path) -> None:
    # 40 days without a miss, then 11 of 14 with one the day before yesterday.
    days = [*range(40), *(40 + each for each in (0, 1, 2, 3, 4, 6, 7, 8, 10, 12, 13))]
    ran = run_lab("adherence", history=history(tmp_path, days, asked_on=53))
    assert ran["adherence"] == 100 * 11 / 14
    assert (ran["days-done"], ran["days-counted"], ran["streak"]) == (11, 14, 2)


def test_asking_is_nothing_done_and_a_day_that_is_not_over_is_no_miss(tmp_path: Path) -> None:
    before = run_lab("adherence", history=history(tmp_path, range(20), asked_on=20))
    assert (before["adherence"], before["streak"]) == (100, 20)
    later = run_lab("adherence", history=history(tmp_path, range(20), asked_on=27))
    assert (later["days-done"], later["streak"]) == (14 - 7, 0)


def test_one_missed_day_costs_the_rate_little_and_the_streak_everything(tmp_path: Path) -> None:
    ran = run_lab("adherence", history=history(tmp_path, [*range(39)], asked_on=40), days=40)
    assert ran["adherence"] == 97.5
    assert ran["streak"] == 0


def test_who_began_later_is_measured_from_the_first_day(tmp_path: Path) -> None:
    ran = run_lab("adherence", history=history(tmp_path, [0, 2, 4, 6, 8], asked_on=8), days=14)
    assert (ran["days-counted"], ran["days-done"]) == (9, 5)


def test_a_short_history_is_told_what_is_missing(tmp_path: Path) -> None:
    for days in ([], [0], range(6)):
        ran = run_lab("adherence", history=history(tmp_path, days, asked_on=5))
        assert ran.status == 69
        assert "7 days" in ran.events[-1]["message"]
