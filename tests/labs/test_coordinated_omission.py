"""Coordinated omission: who waits for answers does not see the freeze, and its length can be computed."""

import pytest

from tests.labs.running import run_lab


def test_the_waiting_tester_reports_a_p99_hundreds_of_times_too_low() -> None:
    ran = run_lab("coordinated-omission")
    assert (ran["p99-open"], ran["p99-closed"], ran["p99-ratio"]) == (551, 1, 551)
    assert (ran["samples-open"], ran["omitted-samples"]) == (20_000, 396)


def test_back_filling_comes_near_the_truth_and_stays_below_it() -> None:
    ran = run_lab("coordinated-omission", seconds=100)
    assert 0.8 * ran["p99-open"] < ran["p99-corrected"] < ran["p99-open"]


@pytest.mark.parametrize("every_s", [10, 20, 25])
def test_the_p99_is_that_of_the_last_request_of_the_slowest_hundredth(every_s: int) -> None:
    ran = run_lab("coordinated-omission", seconds=100, every_s=every_s)
    due = 1000 * every_s / 100  # ms into the freeze, when 1 % of the period's requests have fallen due
    assert ran["p99-open"] == pytest.approx(1000 - due + due / 10 + 1, abs=1e-6)


def test_the_longer_the_freeze_the_more_is_hidden() -> None:
    ratios = [run_lab("coordinated-omission", seconds=50, stall_ms=stall)["p99-ratio"] for stall in (500, 1000, 3000)]
    assert ratios == sorted(set(ratios))


def test_without_a_freeze_both_testers_agree() -> None:
    ran = run_lab("coordinated-omission", seconds=50, stall_ms=0)
    assert ran["p99-ratio"] == 1
    assert ran["omitted-samples"] == 0
