"""Averaged percentiles: the average is off in either direction, and what histograms say is not."""

import pytest

from tests.labs.running import run_lab

FEWER = 100_000


def test_the_average_shows_less_than_half_of_the_true_p99() -> None:
    ran = run_lab("averaged-percentiles")
    assert 0.35 < ran["ratio-avg-to-true"] < 0.55
    assert ran["ratio-weighted-to-true"] < ran["ratio-avg-to-true"]
    assert ran["true-p99"] == pytest.approx(200, rel=0.03)


def test_the_less_traffic_the_ill_host_gets_the_higher_the_average_stands_beside_the_truth() -> None:
    ratios = [
        run_lab("averaged-percentiles", sick_traffic=percent, requests=FEWER)["ratio-avg-to-true"]
        for percent in (50, 10, 2, 0.5)
    ]
    assert ratios == sorted(ratios)
    assert ratios[0] < 0.5 < 2 < ratios[-1]


def test_when_no_host_is_ill_the_average_is_nearly_right() -> None:
    ran = run_lab("averaged-percentiles", sick_slowdown=1, sick_traffic=10, requests=FEWER)
    assert ran["ratio-avg-to-true"] == pytest.approx(1, rel=0.05)


@pytest.mark.parametrize(("traffic", "slowdown"), [(2, 20), (0.5, 20), (30, 5), (1, 100)])
def test_merged_histograms_are_never_off_by_more_than_half_a_bucket(traffic: float, slowdown: float) -> None:
    ran = run_lab("averaged-percentiles", sick_traffic=traffic, sick_slowdown=slowdown, requests=FEWER)
    assert ran["histogram-error"] < 2.45


def test_the_mean_is_slower_than_four_fifths_of_all_requests() -> None:
    assert run_lab("averaged-percentiles", requests=FEWER)["mean-percentile-rank"] == pytest.approx(80.4, abs=1)
