"""Parse at the boundary: what is refused late leaves something behind, what is parsed first leaves nothing."""

import pytest

from tests.labs.running import run_lab


def test_steps_that_check_as_they_go_leave_most_bad_orders_half_done() -> None:
    ran = run_lab("parse-boundary")
    assert 70 < ran["half-done-percent"] < 90
    assert 30 < ran["charged-percent"] < 50


def test_parsing_first_leaves_exactly_none() -> None:
    for seed in (1, 2):
        assert run_lab("parse-boundary", seed=seed, payloads=1000, bad_percent=50)["half-done-parsed"] == 0


def test_three_layers_check_three_times_as_much() -> None:
    ran = run_lab("parse-boundary", payloads=5000)
    assert 2.5 < ran["checks-ratio"] < 3.5
    assert ran["checks-ratio"] == pytest.approx(ran["checks-shotgun"] / ran["checks-parsed"])


def test_each_check_moved_to_the_start_saves_a_fifth_of_the_bad_orders() -> None:
    shares = [
        run_lab("parse-boundary", payloads=10000, lines=1, moved_first=moved)["half-done-percent"] for moved in range(5)
    ]
    assert shares == [pytest.approx(80 - 20 * moved, abs=6) for moved in range(4)] + [0]


def test_an_order_whose_fields_are_all_bad_is_refused_at_once() -> None:
    assert run_lab("parse-boundary", payloads=1000, bad_percent=100)["half-done-percent"] == 0


def test_the_same_seed_brings_the_same_orders() -> None:
    one, same, other = (run_lab("parse-boundary", payloads=2000, seed=seed).measures for seed in (1, 1, 2))
    for measure in ("half-done-percent", "charged-percent", "checks-shotgun", "checks-parsed"):
        assert one[measure] == same[measure]
    assert one["checks-shotgun"] != other["checks-shotgun"]
