"""At least once: the order of effect and acknowledgement decides whether a crash loses or doubles, a key ends both."""

import pytest

from tests.labs.running import run_lab


def test_acknowledging_first_loses_and_last_doubles() -> None:
    ran = run_lab("at-least-once", messages=80, crash_percent=20)
    assert ran["lost-ack-first"] > 0 == ran["doubled-ack-first"]
    assert ran["doubled-ack-last"] > 0 == ran["lost-ack-last"]


def test_a_key_helps_only_in_the_transaction_of_the_effect() -> None:
    ran = run_lab("at-least-once", messages=80, crash_percent=20)
    assert ran["lost-key-outside"] > 0 == ran["doubled-key-outside"]
    assert ran["crashes-idempotent"] > 0
    assert ran["lost-idempotent"] == ran["doubled-idempotent"] == 0


def test_every_harm_took_a_kill() -> None:
    ran = run_lab("at-least-once", messages=60, crash_percent=15, seed=2)
    assert ran["lost-ack-first"] <= ran["crashes-ack-first"]
    assert ran["doubled-ack-last"] <= ran["crashes-ack-last"]
    assert ran["lost-key-outside"] <= ran["crashes-key-outside"]


def test_without_crashes_every_style_does_each_message_once() -> None:
    ran = run_lab("at-least-once", crash_percent=0)
    assert ran.finished
    assert set(ran.measures.values()) == {0}


@pytest.mark.slow
def test_the_more_attempts_are_killed_the_more_goes_wrong() -> None:
    few, many = (run_lab("at-least-once", messages=40, crash_percent=percent) for percent in (5, 50))
    for style, harm in (("ack-first", "lost"), ("ack-last", "doubled"), ("key-outside", "lost")):
        assert few[f"crashes-{style}"] < many[f"crashes-{style}"]
        assert few[f"{harm}-{style}"] < many[f"{harm}-{style}"]
