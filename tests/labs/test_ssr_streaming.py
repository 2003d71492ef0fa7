"""Streaming server-side rendering: what stands before the content, and what before the first click."""

import pytest

from tests.labs.running import Ran, run_lab

pytestmark = pytest.mark.clock


@pytest.fixture(scope="module")
def at_default() -> Ran:
    return run_lab("ssr-streaming")


def test_content_comes_sooner_from_the_server(at_default: Ran) -> None:
    assert 2.6 < at_default["csr-over-ssr-content"] < 4.2


def test_a_stream_shows_something_sooner_and_its_content_no_later(at_default: Ran) -> None:
    assert at_default["stream-first-paint"] < at_default["ssr-first-paint"]
    assert at_default["stream-content"] < 1.3 * at_default["ssr-content"]


def test_the_page_shows_before_it_reacts(at_default: Ran) -> None:
    assert at_default["gap-seen-but-dead-ssr"] > 400


def test_a_larger_script_holds_up_only_what_the_client_renders(at_default: Ran) -> None:
    large = run_lab("ssr-streaming", js_kb=500)
    assert large["csr-content"] > at_default["csr-content"] + 500
    assert large["ssr-content"] < at_default["ssr-content"] + 150


def test_when_the_script_goes_first_streamed_content_waits_behind_it(at_default: Ran) -> None:
    assert run_lab("ssr-streaming", priority="fifo")["stream-content"] > at_default["stream-content"] + 200
