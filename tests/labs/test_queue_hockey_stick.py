"""The queue's hockey stick: what theory says of queues is found, and Little's law holds whatever is set."""

import math

import pytest

from tests.labs.running import run_lab


def test_from_half_busy_to_nine_tenths_the_response_grows_about_five_times() -> None:
    ran = run_lab("queue-hockey-stick")
    assert 3.9 < ran["response-ratio"] < 6.2
    assert ran["mean-rho-low"] == pytest.approx(20, rel=0.03)


@pytest.mark.parametrize(
    ("service", "servers", "ratio"),
    [("exp", 1, 5), ("constant", 1, 5.5 / 1.5), ("bursty", 1, 26.875 / 3.875), ("exp", 4, 2.73)],
)
def test_the_ratio_is_what_theory_says(service: str, servers: int, ratio: float) -> None:
    ran = run_lab("queue-hockey-stick", service=service, servers=servers)
    assert ran["theory-ratio"] == pytest.approx(ratio, rel=0.001)
    assert ran["response-ratio"] == pytest.approx(ratio, rel=0.15)


@pytest.mark.parametrize("service", ["exp", "constant", "bursty"])
def test_as_many_are_inside_as_littles_law_says(service: str) -> None:
    ran = run_lab("queue-hockey-stick", service=service, servers=3, jobs=20_000)
    assert ran["little-l"] == pytest.approx(ran["little-lambda-w"], rel=1e-6)
    assert ran["little-relative-difference"] < 1e-6


def test_the_busier_the_longer_and_more_servers_make_it_milder() -> None:
    by_load = [run_lab("queue-hockey-stick", rho_high=rho, jobs=50_000)["response-ratio"] for rho in (50, 70, 90, 97)]
    by_servers = [run_lab("queue-hockey-stick", servers=many, jobs=50_000)["response-ratio"] for many in (1, 2, 8, 32)]
    assert by_load[0] == 1
    assert by_load == sorted(by_load)
    assert by_servers == sorted(by_servers, reverse=True)


def test_of_exponential_responses_one_in_a_hundred_is_above_the_mean_times_the_logarithm_of_100() -> None:
    ran = run_lab("queue-hockey-stick")
    assert ran["p99-rho-low"] / ran["mean-rho-low"] == pytest.approx(math.log(100), rel=0.05)
