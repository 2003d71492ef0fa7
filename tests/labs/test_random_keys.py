"""Random keys: a commit writes each page that it changed, and random keys change more of them."""

from tests.labs.running import run_lab


def test_random_keys_write_many_times_more_pages() -> None:
    assert 5 < run_lab("random-keys")["write-amplification"] < 15


def test_with_one_row_a_commit_it_hardly_matters() -> None:
    assert 1 < run_lab("random-keys", rows=5000, per_commit=1)["write-amplification"] < 1.5


def test_no_commit_writes_more_pages_than_there_are() -> None:
    some, huge = (run_lab("random-keys", rows=10000, per_commit=rows)["write-amplification"] for rows in (50, 5000))
    assert huge < some / 2


def test_indexes_on_random_values_leave_less_to_gain() -> None:
    ratios = [run_lab("random-keys", rows=5000, indexes=indexes)["write-amplification"] for indexes in (0, 1, 3)]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[-1] < 2


def test_the_file_grows_no_larger() -> None:
    assert 0.9 < run_lab("random-keys")["file-size-ratio"] < 1.1


def test_ordered_keys_leave_nothing_to_chance() -> None:
    one, other = (run_lab("random-keys", rows=2000, seed=seed) for seed in (1, 2))
    assert one["pages-written-ordered"] == other["pages-written-ordered"]
    assert one["pages-written-random"] != other["pages-written-random"]
