"""Thundering herd: backoff alone keeps the herd in step, chance spreads it."""

from tests.labs.running import run_lab


def test_backoff_alone_takes_many_times_as_long_as_with_jitter() -> None:
    ran = run_lab("thundering-herd")
    assert ran["time-ratio"] > 5
    assert ran["peak-ratio"] > 2.5
    assert ran["calls-ratio"] > 1.5


def test_a_herd_in_step_comes_in_waves_that_can_be_counted() -> None:
    # At 0 the queue takes 50; at 50 ms it has room for 25; from then on it is empty at each wave and takes 50: with
    # 1,000 clients the last 25 call in wave 21, after delays of 50, 100, …, 3,200 ms and thirteen times the cap.
    ran = run_lab("thundering-herd", clients=1000, service_ms=2, backlog=50, base_ms=50, cap_ms=5000)
    assert ran["calls-per-client-backoff"] == (50 * 1 + 25 * 2 + 50 * sum(range(3, 21)) + 25 * 21) / 1000
    assert ran["finish-backoff"] == (50 * (2**7 - 1) + 13 * 5000 + 25 * 2) / 2000
    assert ran["peak-backoff"] == 950


def test_a_fixed_delay_keeps_the_service_busy_at_the_price_of_calls() -> None:
    ran = run_lab("thundering-herd")
    assert ran["finish-none"] == ran["finish-fixed"] == 1
    assert ran["calls-per-client-none"] > ran["calls-per-client-fixed"] > 3 * ran["calls-per-client-full-jitter"]


def test_the_longer_the_queue_the_less_jitter_gains() -> None:
    ratios = [run_lab("thundering-herd", backlog=backlog)["time-ratio"] for backlog in (25, 100, 1000)]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[-1] == 1


def test_the_shorter_the_cap_the_less_a_wave_waits() -> None:
    ratios = [run_lab("thundering-herd", cap_ms=cap)["time-ratio"] for cap in (500, 10000)]
    assert ratios == sorted(ratios)
