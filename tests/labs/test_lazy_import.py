"""Lazy imports: what is not imported is not run, until it is used."""

import pytest

from tests.labs.running import run_lab


def test_what_is_deferred_is_not_loaded() -> None:
    all_of_it, one = (run_lab("lazy-import", heavy=heavy, repeats=3) for heavy in (8, 1))
    assert all_of_it["modules-eager"] > all_of_it["modules-lazy"] + 80
    assert one["modules-lazy"] == all_of_it["modules-lazy"]
    assert one["modules-lazy"] < one["modules-eager"] < all_of_it["modules-eager"]


@pytest.mark.clock
def test_it_starts_faster_and_works_as_long() -> None:
    ran = run_lab("lazy-import", repeats=10)
    assert ran["startup-ratio"] > 1.4
    assert 0.7 < ran["first-use-ratio"] < 1.4


@pytest.mark.clock
def test_the_more_it_imports_the_more_there_is_to_save() -> None:
    few, many = (run_lab("lazy-import", heavy=heavy)["startup-ratio"] for heavy in (1, 8))
    assert few < many
