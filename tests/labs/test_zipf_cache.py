"""A small cache on Zipf traffic: what an LRU hits can be computed, and more room or more skew brings more."""

import math

import pytest

from tests.labs.running import run_lab

FEWER = 200_000


def computed(keys: int, alpha: float, slots: int) -> float:
    """The hit ratio of an LRU by Che's approximation: an entry lives until `slots` other keys have been asked for."""
    weights = [math.pow(rank + 1, -alpha) for rank in range(keys)]
    total = sum(weights)
    rates = [weight / total for weight in weights]
    low, high = 0.0, 1000.0 * keys
    for _ in range(60):
        span = (low + high) / 2
        full = sum(1 - math.exp(-rate * span) for rate in rates) > slots
        low, high = (low, span) if full else (span, high)
    return 100 * sum(rate * (1 - math.exp(-rate * span)) for rate in rates)


def test_a_cache_of_one_per_cent_hits_far_more_than_one_per_cent_and_less_than_the_best_keys_would() -> None:
    ran = run_lab("zipf-cache")
    assert 24 < ran["hit-ratio"] < 34
    assert ran["hit-ratio"] < ran["hit-ratio-double-size"] < ran["perfect-lfu"]


@pytest.mark.parametrize(("alpha", "percent"), [(0.6, 10), (0.9, 1), (1.2, 2)])
def test_the_hit_ratio_is_the_one_computed_from_how_long_an_entry_lives(alpha: float, percent: int) -> None:
    ran = run_lab("zipf-cache", keys=5000, alpha=alpha, cache_percent=percent, requests=400_000)
    assert ran["hit-ratio"] == pytest.approx(computed(5000, alpha, 50 * percent), abs=0.5)


def test_without_skew_the_hit_ratio_is_the_share_of_keys_that_fit() -> None:
    ran = run_lab("zipf-cache", keys=2000, alpha=0, cache_percent=10, requests=FEWER)
    assert ran["hit-ratio"] == pytest.approx(10, abs=0.5)
    assert ran["perfect-lfu"] == pytest.approx(10)


def test_more_skew_and_more_room_bring_more_hits() -> None:
    by_skew = [run_lab("zipf-cache", alpha=alpha, requests=FEWER)["hit-ratio"] for alpha in (0.5, 0.9, 1.3)]
    by_room = [run_lab("zipf-cache", cache_percent=room, requests=FEWER)["hit-ratio"] for room in (0.5, 2, 8)]
    assert by_skew == sorted(by_skew)
    assert by_room == sorted(by_room)


def test_the_origin_sees_the_misses() -> None:
    ran = run_lab("zipf-cache", requests=FEWER)
    misses = 1 - ran["hit-ratio"] / 100
    assert ran["origin-load-cut"] == pytest.approx(1 / misses)
    assert ran["mean-ms"] == pytest.approx(0.5 + 20 * misses)
