"""N+1 queries: trips are counted, and what they cost grows with the link."""

import pytest

from tests.labs.running import run_lab


def test_lazy_loading_makes_a_trip_for_each_author() -> None:
    ran = run_lab("n-plus-one", authors=30, books=2, tags=3, rtt_ms=0)
    assert (ran["queries-lazy"], ran["queries-in"], ran["queries-join"]) == (31, 2, 1)
    assert (ran["rows-in"], ran["rows-join"], ran["rows-two-collection-join"]) == (90, 60, 180)


@pytest.mark.clock
def test_the_trips_make_it_many_times_slower() -> None:
    ran = run_lab("n-plus-one")
    assert ran["slowdown-lazy-vs-in"] > 8
    assert ran["slowdown-in-process"] < 10


@pytest.mark.clock
def test_the_longer_the_link_the_more_the_trips_count() -> None:
    near, far = (run_lab("n-plus-one", rtt_ms=rtt)["slowdown-lazy-vs-in"] for rtt in (0.1, 5))
    assert near < far < 50.5
