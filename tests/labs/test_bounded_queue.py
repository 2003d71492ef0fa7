"""Bounded queue: without a bound the worker serves those who have left, and goes on with it after the overload."""

import pytest

from tests.labs.running import run_lab


def test_overload_makes_an_unbounded_queue_useless_and_a_short_one_does_not_mind() -> None:
    ran = run_lab("bounded-queue")
    assert ran["goodput-unbounded"] < 25
    assert ran["goodput-bounded"] > 95
    assert ran["goodput-unbounded"] < ran["goodput-deadline"] < ran["goodput-lifo"]


def test_half_of_the_capacity_needs_as_long_to_recover_as_the_overload_lasted() -> None:
    ran = run_lab("bounded-queue")
    assert ran["recovery-unbounded"] == pytest.approx((1500 - 100) / 50, rel=0.1)
    assert ran["max-queue-unbounded"] == pytest.approx(1500, rel=0.1)
    assert ran["recovery-bounded"] == ran["recovery-lifo"] == 0


def test_a_bound_is_a_wait() -> None:
    # 51 requests of 10 ms, and what chance adds to them.
    ran = run_lab("bounded-queue", bound=50)
    assert ran["max-queue-bounded"] == 50
    assert 510 < ran["p99-bounded"] < 720
    # When callers wait twice as long, 120 places do no harm.
    impatient, patient = (run_lab("bounded-queue", bound=120, deadline_ms=wait) for wait in (1000, 2000))
    assert impatient["goodput-bounded"] < 30 < 95 < patient["goodput-bounded"]


def test_the_longer_the_queue_may_be_the_less_is_useful() -> None:
    shares = [run_lab("bounded-queue", bound=bound)["goodput-bounded"] for bound in (60, 90, 100, 110, 200)]
    assert shares == sorted(shares, reverse=True)
    nothing_helps = run_lab("bounded-queue", bound=10000)
    assert nothing_helps["goodput-bounded"] == nothing_helps["goodput-unbounded"]


def test_the_more_arrives_the_less_is_useful_without_a_bound() -> None:
    runs = [run_lab("bounded-queue", overload=overload) for overload in (1.1, 1.5, 3)]
    shares, recoveries = ([ran[f"{name}-unbounded"] for ran in runs] for name in ("goodput", "recovery"))
    assert shares == sorted(shares, reverse=True)
    assert recoveries == sorted(recoveries)
