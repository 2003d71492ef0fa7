"""Fan-out: the rare slow call is in most pages, and a second copy of the late ones takes it out again."""

import pytest

from tests.labs.running import run_lab


@pytest.mark.parametrize(("fanout", "slow_percent"), [(1, 1), (10, 1), (100, 1), (100, 0.1), (400, 0.5)])
def test_a_page_is_fast_only_if_all_its_calls_are(fanout: int, slow_percent: float) -> None:
    ran = run_lab("fan-out", fanout=fanout, slow_percent=slow_percent, pages=5000)
    assert ran["slow-pages-theory"] == pytest.approx(100 * (1 - (1 - slow_percent / 100) ** fanout))
    assert ran["slow-pages-plain"] == pytest.approx(ran["slow-pages-theory"], abs=3)


def test_a_hedge_after_the_p95_removes_most_slow_pages_for_five_per_cent_more_calls() -> None:
    ran = run_lab("fan-out")
    assert ran["slow-pages-hedged"] < 4
    assert 4 < ran["extra-load-hedged"] < 6
    assert ran["page-p50-hedged"] < 100 < 1000 < ran["page-p50-plain"]


def test_a_hedge_that_leaves_when_the_page_is_late_gains_nothing() -> None:
    ran = run_lab("fan-out", slow_percent=2, hedge_at=99)
    assert ran["hedge-after"] > 1000
    assert ran["slow-pages-hedged"] == ran["slow-pages-plain"] > 80


def test_the_more_calls_a_page_makes_the_more_pages_are_slow() -> None:
    runs = [run_lab("fan-out", fanout=fanout, pages=2000) for fanout in (1, 10, 100, 500)]
    for way in ("plain", "hedged"):
        shares = [ran[f"slow-pages-{way}"] for ran in runs]
        assert shares == sorted(shares)
        assert shares[0] < shares[-1]


def test_the_earlier_the_copy_leaves_the_more_calls_it_costs() -> None:
    runs = [run_lab("fan-out", hedge_at=percent, pages=2000) for percent in (50, 80, 95)]
    assert [ran["extra-load-hedged"] for ran in runs] == pytest.approx([50, 20, 5], abs=1)
    assert [ran["hedge-after"] for ran in runs] == sorted(ran["hedge-after"] for ran in runs)
