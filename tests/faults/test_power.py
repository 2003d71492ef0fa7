"""Simulated histories: whatever befalls a machine, what was acknowledged is there and every file can be read."""

from collections import Counter

import pytest

from tests.faults.climates import CLIMATES
from tests.faults.conftest import HISTORIES
from tests.faults.machine import replay
from tests.faults.record import ViolationError

BATCHES = 10
SIZE = HISTORIES // (BATCHES * len(CLIMATES))


@pytest.mark.parametrize("batch", [0, *(pytest.param(number, marks=pytest.mark.slow) for number in range(1, BATCHES))])
@pytest.mark.parametrize("climate", CLIMATES)
def test_no_promise_is_broken_in_any_history_of(climate: str, batch: int, figures: Counter[str]) -> None:
    broken = []
    for seed in range(batch * SIZE, (batch + 1) * SIZE):
        try:
            figures.update(replay(seed, climate))
        except ViolationError as error:
            broken.append(str(error))
    figures["promises broken"] += len(broken)
    assert not broken, "\n".join(broken[:3])
