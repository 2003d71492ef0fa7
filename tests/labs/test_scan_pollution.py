"""Scan pollution: an LRU gives its room to the scan, policies with a trial for newcomers don't."""

import math

import pytest

from tests.labs.running import run_lab


def computed(keys: int, alpha: float, slots: int, scan: float) -> float:
    """The hit ratio of an LRU on normal requests, with `scan` new keys for each of them."""
    weights = [math.pow(rank + 1, -alpha) for rank in range(keys)]
    total = sum(weights)
    rates = [weight / total for weight in weights]
    low, high = 0.0, 1000.0 * slots
    for _ in range(60):
        span = (low + high) / 2
        full = sum(1 - math.exp(-rate * span) for rate in rates) + scan * span > slots
        low, high = (low, span) if full else (span, high)
    return 100 * sum(rate * (1 - math.exp(-rate * span)) for rate in rates)


def test_a_scan_costs_the_lru_many_points_and_s3_fifo_none() -> None:
    ran = run_lab("scan-pollution")
    assert 6 < ran["lru-drop-points"] < 16
    assert ran["s3fifo-clean"] - ran["s3fifo-scanned"] < 2
    assert ran["s3fifo-minus-lru-scanned"] > 12


@pytest.mark.parametrize("scan_share", [0.25, 0.75])
def test_the_lru_keeps_what_one_hits_that_shares_its_slots_with_the_scan(scan_share: float) -> None:
    ran = run_lab("scan-pollution", keys=3000, cache=200, scan_share=scan_share)
    assert ran["lru-clean"] == pytest.approx(computed(3000, 0.9, 200, 0), abs=1)
    assert ran["lru-scanned"] == pytest.approx(computed(3000, 0.9, 200, scan_share / (1 - scan_share)), abs=1)


def test_a_second_chance_beats_plain_fifo_and_a_quick_way_out_beats_both() -> None:
    ran = run_lab("scan-pollution")
    for phase in ("clean", "scanned"):
        assert ran[f"fifo-{phase}"] < ran[f"lru-{phase}"] < ran[f"clock-{phase}"]
        assert ran[f"clock-{phase}"] < min(ran[f"sieve-{phase}"], ran[f"s3fifo-{phase}"])


def test_the_more_is_scanned_the_more_the_lru_loses() -> None:
    drops = [run_lab("scan-pollution", scan_share=share)["lru-drop-points"] for share in (0, 0.2, 0.5, 0.8)]
    assert drops == sorted(drops)
    assert abs(drops[0]) < 1


def test_without_skew_no_policy_knows_better() -> None:
    ran = run_lab("scan-pollution", keys=1000, cache=200, alpha=0, scan_share=0)
    for policy in ("lru", "fifo", "clock", "sieve", "s3fifo"):
        assert ran[f"{policy}-clean"] == pytest.approx(20, abs=0.5)
