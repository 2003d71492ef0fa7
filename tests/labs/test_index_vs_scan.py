"""Index against scan: a look-up's work is counted, and a large share of the rows turns the tables."""

import pytest

from tests.labs.running import run_lab


def test_a_scan_takes_three_steps_for_each_row_and_the_index_the_same_few_for_any() -> None:
    small, large = (run_lab("index-vs-scan", rows=rows, pad=0) for rows in (500, 2500))
    assert large["steps-scan"] - small["steps-scan"] == 3 * 2000
    assert small["steps-index"] == large["steps-index"] < 20
    assert large["work-ratio-point"] == pytest.approx(large["steps-scan"] / large["steps-index"])


def test_one_address_is_thousands_of_times_more_work_to_scan_for() -> None:
    ran = run_lab("index-vs-scan")
    assert ran["work-ratio-point"] > 1000
    assert 20 < ran["time-ratio-point"] < ran["work-ratio-point"]


@pytest.mark.clock
def test_for_a_large_share_of_the_rows_the_index_loses() -> None:
    assert 0.5 < run_lab("index-vs-scan")["crossover-percent"] < 60


@pytest.mark.clock
def test_the_wider_the_rows_the_longer_the_index_reads_less() -> None:
    narrow, wide = (run_lab("index-vs-scan", rows=6000, pad=pad) for pad in (20, 1000))
    if "crossover-bytes-percent" not in narrow.measures:
        pytest.skip("this system does not say what a process reads")
    assert narrow["crossover-bytes-percent"] <= 3
    assert wide["crossover-bytes-percent"] >= 30
