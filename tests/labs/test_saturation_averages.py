"""What averages hide: a queue remembers a burst that the average of a minute forgets."""

import pytest

from tests.labs.running import run_lab


def test_the_average_is_low_and_the_slowest_wait_is_not() -> None:
    ran = run_lab("saturation-averages")
    assert ran["average-util"] == pytest.approx(36.25, abs=1)
    assert ran["p99-ratio"] > 25
    assert 10 < ran["seconds-saturated"] < 18


def test_spread_evenly_it_is_what_theory_says_of_one_random_queue() -> None:
    # M/M/1: the response is exponential with mean service / (1 - utilisation), its p99 is ln 100 times that.
    assert run_lab("saturation-averages", minutes=120)["p99-smooth"] == pytest.approx(4.605 * 10 / 0.6375, rel=0.05)


def test_longer_bursts_hurt_more() -> None:
    short, middle, long = (run_lab("saturation-averages", burst_s=each)["p99-ratio"] for each in (0.3, 1.5, 4))
    assert short < middle < long


def test_without_bursts_there_is_nothing_to_hide() -> None:
    assert run_lab("saturation-averages", burst_s=0)["p99-ratio"] == pytest.approx(1, rel=0.15)
