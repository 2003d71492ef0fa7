"""Outbox: every order of two writes fails somewhere, one transaction and a relay nowhere, at the price of a repeat."""

import pytest

from tests.labs.running import run_lab


def test_no_order_of_the_two_writes_is_safe() -> None:
    ran = run_lab("outbox")
    assert (ran["disagree-db-first"], ran["crash-points-db-first"]) == (1, 5)
    assert (ran["disagree-publish-first"], ran["crash-points-publish-first"]) == (3, 5)
    assert ran["duplicates-db-first"] == ran["duplicates-publish-first"] == 0


def test_the_outbox_agrees_at_every_point_and_repeats_at_one() -> None:
    ran = run_lab("outbox")
    assert (ran["disagree-outbox"], ran["duplicates-outbox"], ran["crash-points-outbox"]) == (0, 1, 8)


def test_each_further_event_is_one_more_gap() -> None:
    for events in (2, 5):
        ran = run_lab("outbox", events=events)
        assert ran["disagree-db-first"] == ran["duplicates-outbox"] == events
        assert ran["disagree-publish-first"] == events + 2
        assert ran["disagree-outbox"] == 0


@pytest.mark.parametrize("events", [1, 4])
def test_a_consumer_with_keys_absorbs_the_repeats_and_closes_no_gap(events: int) -> None:
    plain, keyed = (run_lab("outbox", events=events, consumer=consumer) for consumer in ("plain", "keyed"))
    assert (plain["duplicates-outbox"], keyed["duplicates-outbox"]) == (events, 0)
    for way in ("db-first", "publish-first", "outbox"):
        assert plain[f"disagree-{way}"] == keyed[f"disagree-{way}"]
