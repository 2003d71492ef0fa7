"""Prediction calibration: it counts what the app counts, and measures it the same way."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from studytui.history.events import event_id
from studytui.history.plain import from_plain
from studytui.study import predict
from tests.labs.running import run_lab

Data = dict[str, Any]


class Past:
    """A history in the making: each prediction is followed by its run, unless told otherwise."""

    def __init__(self) -> None:
        self.events: list[Data] = []

    def add(self, kind: str, **fields: object) -> str:
        at = len(self.events) + 1
        stamp = {"id": event_id(at, "here"), "at": at, "offset": 0, "day": "2026-11-22", "device": "here"}
        self.events.append({**stamp, "kind": kind, **fields})
        return event_id(at, "here")

    def predict(self, question: int, value: float, scale: str = "ratio", **guess: float) -> str:
        about = {"lab": "n-plus-one", "revision": 1, "parameters": {"authors": str(question)}}
        prediction = self.add("predicted", **about, measure="slowdown", scale=scale, **guess)
        self.run(prediction, question, value)
        return prediction

    def run(self, prediction: str, question: int, value: float, **more: object) -> None:
        about = {"lab": "n-plus-one", "revision": 1, "parameters": {"authors": str(question)}, "seed": 1}
        measured = {"slowdown": {"value": value, "low": value, "high": value, "n": 1}}
        self.add("ran", **{**about, "measures": measured, "prediction": prediction, "finished": True, **more})

    def write(self, folder: Path) -> Path:
        path = folder / "history.jsonl"
        path.write_text("".join(f"{json.dumps(event)}\n" for event in self.events), encoding="utf-8")
        return path


def test_a_range_holds_a_value_between_its_ends(tmp_path: Path) -> None:
    past = Past()
    for question in range(12):
        past.predict(question, value=10 if question < 9 else 50, low=5, best=5, high=20)
    ran = run_lab("prediction-calibration", history=past.write(tmp_path))
    assert (ran["ranges-held"], ran["ranges-counted"]) == (75, 12)
    assert ran["best-factor"] == 2
    assert ran["guessed-low"] == 100


def test_it_agrees_with_the_app(tmp_path: Path) -> None:
    rng, past = Random(5), Past()
    for number in range(120):
        scale = rng.choice(["ratio", "share", "count", "points", "exact"])
        best, value = rng.uniform(0.5, 99), rng.uniform(0, 100) or 1
        guess = rng.choice([{}, {"best": best}, {"low": best / 2, "best": best, "high": min(100, best * 1.7)}])
        prediction = past.predict(rng.randrange(80), value, scale, **guess)
        fate = {"canary": rng.choice([0.5, 0.95, 1.0]), "finished": rng.random() < 0.8}
        past.events[-1] = {**past.events[-1], **fate}
        if number % 7 == 0:
            past.run(prediction, number, value * 3)
    events = [from_plain(event) for event in past.events]
    calibration = predict.calibration(predict.attempts(event for event in events if event))
    assert calibration.ranges >= 10
    ran = run_lab("prediction-calibration", history=past.write(tmp_path))
    assert ran["ranges-counted"] == calibration.ranges
    assert ran["ranges-held"] == pytest.approx(100 * calibration.share)


def test_wider_ranges_hold_more(tmp_path: Path) -> None:
    held = []
    for width in (1.2, 2, 10):
        rng, past = Random(1), Past()
        for question in range(20):
            value = rng.lognormvariate(2, 1)
            past.predict(question, value=value, low=8 / width, best=8, high=8 * width)
        held.append(run_lab("prediction-calibration", history=past.write(tmp_path))["ranges-held"])
    assert held == sorted(set(held))


def test_a_second_guess_at_an_answered_question_counts_for_nothing(tmp_path: Path) -> None:
    past = Past()
    for question in [*range(10), *range(10)]:
        past.predict(question, value=10, low=1, best=2, high=3)
    assert run_lab("prediction-calibration", history=past.write(tmp_path))["ranges-counted"] == 10


def test_too_few_ranges_are_said_to_be_too_few(tmp_path: Path) -> None:
    past = Past()
    for question in range(9):
        past.predict(question, value=10, low=5, best=8, high=20)
    for question in range(20, 30):
        past.predict(question, value=10, best=8)
    ran = run_lab("prediction-calibration", history=past.write(tmp_path))
    assert ran.status == 69
    assert "you have 9 so far" in ran.events[-1]["message"]
