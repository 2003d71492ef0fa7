"""Mutants: a storage with a fault put into it on purpose is found out, on machines where the sound one passes."""

from collections import Counter
from collections.abc import Callable

import pytest

from studytui import paths
from tests.faults.climates import Climate
from tests.faults.machine import replay
from tests.faults.mutants import MUTANTS, Mutant
from tests.faults.record import ViolationError


def broken_promise(mutant: Mutant, seed: int) -> str:
    """How a promise is broken on the machine of a seed; empty where all are kept."""
    try:
        if isinstance(mutant.luck, Climate):
            replay(seed, mutant.luck, mutant.block)
        else:
            mutant.luck(seed)
    except ViolationError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "mutant",
    [
        pytest.param(mutant, id=f"that {mutant.name}", marks=[pytest.mark.slow] if len(mutant.seeds) >= 100 else [])
        for mutant in MUTANTS
    ],
)
def test_a_storage_is_found_out(
    mutant: Mutant,
    monkeypatch: pytest.MonkeyPatch,
    figures: Counter[str],
    record_property: Callable[[str, object], None],
) -> None:
    monkeypatch.setattr(paths, "machine", lambda: "one")
    assert not any(broken_promise(mutant, seed) for seed in mutant.seeds)
    mutant.install(monkeypatch)
    found = next(filter(None, (broken_promise(mutant, seed) for seed in mutant.seeds)), "")
    figures.update({"mutants": 1, "found out": bool(found)})
    record_property("mutant", f"{mutant.name}: {found[:100]}")
    assert found
