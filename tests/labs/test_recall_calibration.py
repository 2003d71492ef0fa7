"""Recall calibration: the share of due cards that were still known."""

import json
from pathlib import Path

from tests.labs.running import Ran, run_lab

Review = tuple[str, int, int]
"""A card, the day of November, the grade."""


def recall(folder: Path, done: list[Review], reviews: int = 40) -> Ran:
    events = [
        {"kind": "reviewed", "card": card, "day": f"2026-11-{day:02}", "grade": grade, "seconds": 3 * grade}
        for card, day, grade in done
    ]
    path = folder / "history.jsonl"
    path.write_text("".join(f"{json.dumps(event)}\n" for event in events), encoding="utf-8")
    return run_lab("recall-calibration", history=path, reviews=reviews)


def learnt(count: int) -> list[Review]:
    return [(f"card-{number}", 1, 1) for number in range(count)]


def test_hard_is_recalled_and_again_is_not(tmp_path: Path) -> None:
    grades = [1] * 5 + [2] * 5 + [3] * 5 + [4] * 5
    ran = recall(tmp_path, [*learnt(20), *((f"card-{number}", 2, grade) for number, grade in enumerate(grades))])
    assert (ran["recalled"], ran["reviews-counted"]) == (75, 20)
    assert ran["seconds"] == 9


def test_only_the_last_reviews_count(tmp_path: Path) -> None:
    bad = [(f"card-{number}", 2, 1) for number in range(40)]
    good = [(f"card-{number}", 3, 3) for number in range(40)]
    assert recall(tmp_path, [*learnt(40), *bad, *good])["recalled"] == 100
    assert recall(tmp_path, [*learnt(40), *bad, *good], reviews=80)["recalled"] == 50


def test_new_cards_and_second_looks_on_a_day_test_no_memory(tmp_path: Path) -> None:
    due = [(f"card-{number}", 2, 1 if number < 10 else 3) for number in range(20)]
    again = [(f"card-{number}", 2, 3) for number in range(10)]
    ran = recall(tmp_path, [*learnt(30), *due, *again])
    assert (ran["recalled"], ran["reviews-counted"]) == (50, 20)


def test_cards_that_were_forgotten_are_shown_apart(tmp_path: Path) -> None:
    lapse = [(f"card-{number}", 2, 1 if number < 5 else 3) for number in range(20)]
    later = [(f"card-{number}", 9, 1 if number < 2 else 3) for number in range(20)]
    ran = recall(tmp_path, [*learnt(20), *lapse, *later], reviews=20)
    assert ran["recalled"] == 90
    assert (ran["recalled-after-lapse"], ran["reviews-after-lapse"]) == (60, 5)


def test_a_short_history_is_told_what_is_missing(tmp_path: Path) -> None:
    due = [(f"card-{number}", 2, 3) for number in range(19)]
    for done in ([], learnt(40), [*learnt(19), *due]):
        ran = recall(tmp_path, done)
        assert ran.status == 69
        assert "20 reviews" in ran.events[-1]["message"]
