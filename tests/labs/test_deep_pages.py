"""Deep pages: what OFFSET skips is counted, and a moving list shows rows twice."""

import pytest

from tests.labs.running import run_lab


def test_a_deep_page_is_tens_of_times_more_work_by_offset() -> None:
    ran = run_lab("deep-pages")
    assert ran["work-ratio"] > 40
    assert ran["time-ratio"] > 3


def test_offset_takes_three_steps_for_each_row_it_skips_and_the_key_takes_none() -> None:
    near, far = (run_lab("deep-pages", rows=4000, page=page) for page in (10, 160))
    assert far["steps-offset"] - near["steps-offset"] == 3 * 150 * 20
    # The key's own steps differ only by the posts that share its second.
    assert far["steps-keyset"] == pytest.approx(near["steps-keyset"], rel=0.15)


@pytest.mark.parametrize(("inserts", "twice"), [(0, 0), (2, 38), (5, 95), (20, 380)])
def test_each_border_between_pages_repeats_what_arrived_meanwhile(inserts: int, twice: int) -> None:
    ran = run_lab("deep-pages", rows=400, page=2, inserts_per_page=inserts)
    assert (ran["duplicates-offset"], ran["duplicates-keyset"]) == (twice, 0)


def test_when_the_list_moves_faster_than_the_reader_fewer_posts_are_seen_twice() -> None:
    counts = [
        run_lab("deep-pages", rows=400, page=2, inserts_per_page=inserts)["duplicates-offset"] for inserts in (30, 40)
    ]
    assert counts == [190, 0]


def test_the_length_of_the_list_does_not_matter() -> None:
    short, long = (run_lab("deep-pages", rows=rows, page=20) for rows in (1000, 20000))
    assert short["steps-offset"] == long["steps-offset"]
