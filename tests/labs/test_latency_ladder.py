"""The latency ladder: the steps come in the order of what they cross, by factors and not by per cent."""

from itertools import pairwise

import pytest

from tests.labs.running import Ran, run_lab

pytestmark = pytest.mark.clock


@pytest.fixture(scope="module")
def ran() -> Ran:
    return run_lab("latency-ladder", repeats=9)


def test_each_step_costs_at_least_three_of_the_one_below(ran: Ran) -> None:
    ladder = [
        ran["function-call"],
        ran["syscall"],
        ran["sqlite-query"] * 1_000,
        ran["loopback-roundtrip"] * 1_000,
        ran["process-start"] * 1_000_000,
    ]
    for lower, upper in pairwise(ladder):
        assert upper > 3 * lower


def test_a_round_trip_costs_hundreds_of_look_ups_and_a_start_hundreds_of_thousands(ran: Ran) -> None:
    assert 50 < ran["lookups-per-roundtrip"] < 5_000
    assert 30_000 < ran["lookups-per-spawn"] < 5_000_000


def test_a_look_up_in_what_no_cache_can_hold_costs_several_times_as_much(ran: Ran) -> None:
    large = run_lab("latency-ladder", repeats=5, entries=500_000)
    assert large["dict-lookup"] > 2 * ran["dict-lookup"]


def test_a_message_of_a_megabyte_comes_back_whole_and_later(ran: Ran) -> None:
    large = run_lab("latency-ladder", repeats=5, message_bytes=1_000_000)
    assert large["loopback-roundtrip"] > 5 * ran["loopback-roundtrip"]
