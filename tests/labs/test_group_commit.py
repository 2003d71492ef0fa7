"""Group commit: fewer flushes carry more rows, until the work of each row shows."""

import pytest

from tests.labs.running import run_lab


@pytest.mark.clock
def test_a_hundred_rows_a_commit_are_tens_of_times_faster_and_less_than_a_hundred() -> None:
    assert 30 < run_lab("group-commit")["speedup-model-disk"] < 100


def test_rows_that_share_a_commit_share_the_pages_of_the_log() -> None:
    ran = run_lab("group-commit")
    assert ran["wal-bytes-per-row-1"] > 4096
    assert 15 < ran["wal-bytes-ratio"] < 22


def test_the_log_is_the_same_in_every_run() -> None:
    one, other = (run_lab("group-commit", seed=seed, rows=500) for seed in (1, 2))
    assert one["wal-bytes-per-row-batch"] == other["wal-bytes-per-row-batch"]


@pytest.mark.clock
def test_the_slower_the_flush_the_more_a_batch_is_worth() -> None:
    fast, slow = (run_lab("group-commit", rows=5000, flush_us=flush)["speedup-model-disk"] for flush in (10, 8000))
    assert fast < slow <= 101


@pytest.mark.clock
def test_the_larger_the_batch_the_more_rows_a_second_but_ever_less_than_its_size() -> None:
    ten, thousand = (run_lab("group-commit", rows=5000, batch=batch)["speedup-model-disk"] for batch in (10, 1000))
    assert 5 < ten < 10.5
    assert ten < thousand < 900


@pytest.mark.clock
def test_with_one_row_a_commit_nothing_is_gained() -> None:
    assert run_lab("group-commit", rows=2000, batch=1)["speedup-model-disk"] == pytest.approx(1, rel=0.2)
