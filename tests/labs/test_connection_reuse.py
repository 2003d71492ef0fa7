"""Connection reuse: round trips before the request are what a new connection costs."""

import pytest

from tests.labs.running import run_lab


def test_a_connection_is_opened_for_each_call_once_or_once_a_member_of_the_pool() -> None:
    ran = run_lab("connection-reuse", requests=7, rtt_ms=1, pool=3)
    assert (ran["connects-fresh"], ran["connects-keepalive"], ran["connects-pool"]) == (7, 1, 3)


def test_a_pool_opens_no_more_connections_than_there_are_calls() -> None:
    assert run_lab("connection-reuse", requests=2, rtt_ms=1, pool=20)["connects-pool"] == 2


@pytest.mark.clock
@pytest.mark.parametrize("tls_rtts", [0, 1, 2])
def test_the_slow_down_is_the_ratio_of_round_trips(tls_rtts: int) -> None:
    ran = run_lab("connection-reuse", requests=10, rtt_ms=40, tls_rtts=tls_rtts)
    assert ran["slowdown-new-connection"] == pytest.approx(ran["theory"], rel=0.15)


@pytest.mark.clock
def test_connections_side_by_side_are_sooner_done() -> None:
    one, six = (run_lab("connection-reuse", pool=pool)["speedup-pool"] for pool in (1, 6))
    assert one < 1.5 < 2.5 < six
