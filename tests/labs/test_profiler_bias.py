"""Profiler bias: a tracer pays for each call, a sampler for none."""

import pytest

from tests.labs.running import run_lab

pytestmark = pytest.mark.clock


def test_a_tracer_blames_the_tiny_calls_and_a_sampler_does_not() -> None:
    ran = run_lab("profiler-bias")
    assert ran["blame-if-half"] > 58
    assert ran["cprofile-slowdown"] > 1.5
    assert ran["sampler-error-points"] < 15


def test_the_bias_goes_with_the_number_of_calls() -> None:
    few, many = (run_lab("profiler-bias", tiny_calls=calls)["blame-if-half"] for calls in (100, 60000))
    assert few < many - 5
