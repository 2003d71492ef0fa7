"""Retry storm: whether a service recovers follows from clients, timeout and capacity."""

import pytest

from tests.labs.running import run_lab


def test_clients_that_retry_at_once_keep_a_healthy_service_down() -> None:
    ran = run_lab("retry-storm")
    assert ran["useful-none-late"] < 5
    assert ran["useful-fixed-late"] < 5
    for policy in ("budget", "backoff", "full-jitter"):
        assert ran[f"useful-{policy}-late"] > 95


@pytest.mark.parametrize(
    ("clients", "timeout_ms", "capacity", "recovers"),
    [
        (400, 500, 1000, True),  # 800 calls/s against 1,000
        (550, 500, 1000, False),  # 1,100
        (700, 2000, 1000, True),  # 350
        (700, 600, 1000, False),  # 1,167
        (700, 500, 2000, True),  # 1,400 against 2,000
    ],
)
def test_it_recovers_if_the_clients_cannot_call_faster_than_it_answers(
    clients: int, timeout_ms: int, capacity: int, recovers: bool
) -> None:
    ran = run_lab("retry-storm", clients=clients, timeout_ms=timeout_ms, capacity=capacity)
    assert (ran["useful-none-late"] > 95) == recovers
    assert (ran["recovery-none"] < 30) == recovers


def test_without_a_stall_every_way_to_retry_does_well() -> None:
    ran = run_lab("retry-storm", outage_s=0)
    for policy in ("none", "fixed", "budget", "backoff", "full-jitter"):
        assert ran[f"useful-{policy}-late"] == 100
        assert ran[f"recovery-{policy}"] == 0


def test_a_short_queue_holds_no_calls_that_have_gone_stale() -> None:
    ran = run_lab("retry-storm", queue_limit=100)
    assert ran["useful-none-late"] == 100
    assert ran["recovery-none"] <= 100 / 1000


def test_the_longer_the_stall_the_longer_the_recovery() -> None:
    times = [run_lab("retry-storm", clients=400, outage_s=stall)["recovery-none"] for stall in (1, 3, 5)]
    assert times == sorted(set(times))
