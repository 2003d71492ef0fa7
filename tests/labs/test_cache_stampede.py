"""Cache stampede: everybody who misses rebuilds, unless somebody sees to it."""

import pytest

from tests.labs.running import Ran, run_lab


@pytest.fixture(scope="module")
def ran() -> Ran:
    return run_lab("cache-stampede")


def test_without_protection_as_many_rebuild_as_arrive_during_a_rebuild(ran: Ran) -> None:
    assert 0.7 * ran["little"] < ran["calls-per-expiry-naive"] < 1.05 * ran["little"]


def test_one_flight_is_one_rebuild_and_half_of_the_passengers_wait_long(ran: Ran) -> None:
    assert ran["calls-per-expiry-single"] == 1
    assert ran["slow-requests-single"] == pytest.approx(ran["little"] / 2, rel=0.2)


def test_dice_before_the_expiry_let_nobody_wait(ran: Ran) -> None:
    assert ran["calls-per-expiry-xfetch"] < ran["calls-per-expiry-naive"] / 5
    assert ran["slow-requests-xfetch"] == ran["slow-requests-xfetch-sf"] == 0


def test_the_old_answer_costs_one_rebuild_and_is_served_meanwhile(ran: Ran) -> None:
    assert (ran["calls-per-expiry-swr"], ran["slow-requests-swr"]) == (1, 0)
    assert ran["stale-served-swr"] == pytest.approx(ran["little"], rel=0.2)


def test_an_earlier_start_means_fewer_volunteers() -> None:
    late, early = (run_lab("cache-stampede", beta=beta)["calls-per-expiry-xfetch"] for beta in (0.3, 3))
    assert early < late


def test_a_rebuild_as_long_as_the_value_lasts_never_ends_and_says_so() -> None:
    ran = run_lab("cache-stampede", recompute_ms=1000, rps=200, expiries=5)
    assert ran.finished
    assert ran["calls-per-expiry-xfetch"] > 1000
