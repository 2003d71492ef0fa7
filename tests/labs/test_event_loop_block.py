"""A blocked event loop: whoever arrives meanwhile waits for its end."""

import pytest

from tests.labs.running import run_lab

pytestmark = pytest.mark.clock


def test_everybody_who_arrives_meanwhile_waits() -> None:
    ran = run_lab("event-loop-block")
    assert 60 < ran["p99-blocking"] < 140
    assert 12 < ran["victims-percent-blocking"] < 30
    assert ran["p99-to-thread"] < ran["p99-blocking"]


def test_a_shorter_block_hurts_less() -> None:
    short, long = (run_lab("event-loop-block", block_ms=block)["p99-blocking"] for block in (20, 200))
    assert short < long


def test_more_of_them_hurt_more() -> None:
    rare, often = (run_lab("event-loop-block", one_in=one)["victims-percent-blocking"] for one in (50, 10))
    assert rare < often
