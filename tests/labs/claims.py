"""Whether the labs still say what topics and cards say they do.

Figures of deterministic labs and of counted ones are checked by `make check`; those of the clock need a quiet machine:

    python -m tests.labs.claims        (make labs) every lab three times, a table, and every figure that is off
"""

import statistics
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from studytui.study.amounts import amount, number
from studytui.track.check import check
from studytui.track.model import Claim, Lab, Track
from tests.labs.running import LABS, Ran, run_lab

ROUNDED = 0.005
"""Figures in prose are rounded to two or three digits."""
GATING = ("A", "B")
SEEDS = (1, 2, 3)


class Group(NamedTuple):
    """Claims of one lab that one run answers."""

    lab: str
    parameters: tuple[tuple[str, str], ...]
    claims: tuple[Claim, ...]

    def __str__(self) -> str:
        return " ".join([self.lab, *(f"{name}={value}" for name, value in self.parameters)])


@cache
def bundled() -> Track:
    """The bundled track."""
    track, faults = check(LABS.parent)
    assert track is not None, faults
    return track


def groups(robustness: Iterable[str]) -> Iterator[Group]:
    """All claims of labs of these classes, those with the same parameters together."""
    for lab in bundled().labs.values():
        if lab.experiment is None or lab.experiment.robustness not in robustness:
            continue
        found: dict[tuple[tuple[str, str], ...], list[Claim]] = {}
        for claim in lab.claims:
            found.setdefault(_setting(lab, claim.parameters), []).append(claim)
        yield from (Group(lab.id, setting, tuple(claims)) for setting, claims in found.items())


def _setting(lab: Lab, parameters: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What differs from the defaults; claims that name a default are answered by the same run."""
    known = lab.experiment.parameters if lab.experiment else {}
    changed = {name: value for name, value in parameters.items() if value != known[name].default}
    return tuple(sorted(changed.items()))


def off(group: Group, runs: Iterable[Ran]) -> list[str]:
    """The claims of a group whose figure is not found again, in words; of several runs the median counts."""
    runs = list(runs)
    unfinished = [ran.stderr or str(ran.events[-1:]) for ran in runs if not ran.finished]
    if unfinished:
        return [f"{group}: not finished: {unfinished[0]}"]
    found = []
    for claim in group.claims:
        value = statistics.median(ran.measures[claim.measure] for ran in runs)
        room = ROUNDED * max(abs(claim.low), abs(claim.high))
        if not claim.low - room <= value <= claim.high + room:
            claimed = f"{number(claim.low)} to {amount(claim.high, claim.unit)}"
            found.append(f"{group}: {claim.measure} is {number(value)}, claimed {claimed}: {claim.said}")
    return found


def main() -> int:
    """Every lab with its defaults, then every claim of the labs that measure time."""
    wrong = []
    print("lab                   class  measure                         seeds 1, 2, 3              expected")  # noqa: T201
    for lab in bundled().labs.values():
        if lab.experiment is None or lab.experiment.reads:
            continue
        runs = [run_lab(lab.id, seed=seed) for seed in SEEDS]
        name = lab.experiment.primary
        values = ", ".join(number(ran.measures[name]) if ran.finished else "-" for ran in runs)
        unit = lab.experiment.measures[name].unit
        expected = f"{number(lab.expected.low)}–{amount(lab.expected.high, unit)}" if lab.expected else ""
        print(f"{lab.id:<22}{lab.experiment.robustness:<7}{name:<32}{values:<27}{expected}", flush=True)  # noqa: T201
    for group in groups(("A", "B", "C", "D")):
        wrong += off(group, (run_lab(group.lab, seed=seed, **dict[str, Any](group.parameters)) for seed in SEEDS))
    print(*(wrong or ["every figure in the topics and cards was found again"]), sep="\n")  # noqa: T201
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
