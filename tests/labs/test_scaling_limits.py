"""Scaling limits: in step Amdahl holds, a lock does better, and crosstalk turns the curve down."""

import pytest

from tests.labs.running import run_lab


def test_in_step_the_speed_up_is_amdahls() -> None:
    ran = run_lab("scaling-limits")
    assert ran["speedup-phases"] == pytest.approx(ran["amdahl-formula"], rel=0.02)
    # When no round is short of jobs, nothing is left of the difference.
    full = run_lab("scaling-limits", workers=20, serial_percent=10)
    assert full["speedup-phases"] == pytest.approx(20 / (1 + 0.1 * 19))


def test_a_lock_does_better_than_amdahl_and_no_better_than_its_own_limit() -> None:
    ran = run_lab("scaling-limits")
    for jobs in ("constant", "random"):
        assert ran["amdahl-formula"] < ran[f"speedup-lock-{jobs}"] < 1 / 0.05
    assert ran["speedup-crosstalk"] == pytest.approx(1 / (0.05 + 31 * 0.002), rel=0.02)


def test_one_worker_is_as_fast_as_one_worker() -> None:
    ran = run_lab("scaling-limits", workers=1)
    for way in ("phases", "lock-constant", "lock-random", "crosstalk"):
        assert ran[f"speedup-{way}"] == pytest.approx(1)


def test_with_crosstalk_the_curve_has_its_peak_before_the_law_says() -> None:
    ran = run_lab("scaling-limits")
    assert 10 <= ran["best-workers"] < ran["usl-best"]
    curve = [each["y"] for each in ran.events if each["t"] == "point" and each["series"] == "crosstalk"]
    assert curve[-1] < 0.7 * max(curve)


def test_the_more_is_serial_or_talked_the_less_workers_help() -> None:
    serial = [run_lab("scaling-limits", serial_percent=percent, jobs=1000) for percent in (1, 5, 20)]
    for measure in ("speedup-phases", "speedup-lock-random", "best-workers"):
        values = [ran[measure] for ran in serial]
        assert values == sorted(values, reverse=True)
    talk = [run_lab("scaling-limits", crosstalk_percent=percent, jobs=1000) for percent in (0.02, 0.2, 2)]
    best = [ran["best-workers"] for ran in talk]
    assert best == sorted(best, reverse=True)
    assert best[0] > best[-1]
