"""Workers and the GIL: one computes at a time, all wait at once."""

import sys

import pytest

from tests.labs.running import run_lab

pytestmark = pytest.mark.clock

HAS_GIL = getattr(sys, "_is_gil_enabled", lambda: True)()


@pytest.mark.skipif(not HAS_GIL, reason="threads compute side by side here")
def test_computing_threads_share_one_core() -> None:
    assert run_lab("gil-workers", wait_ms=10)["cores-used-threads"] <= 1.15


def test_waiting_threads_and_tasks_wait_at_the_same_time() -> None:
    ran = run_lab("gil-workers", cpu_ms=20)
    assert ran["threads-wait-speedup"] > 2.5
    assert ran["tasks-wait-speedup"] > 2.5


def test_more_waiting_workers_save_more() -> None:
    two, eight = (run_lab("gil-workers", jobs=jobs, cpu_ms=20)["threads-wait-speedup"] for jobs in (2, 8))
    assert two < eight
