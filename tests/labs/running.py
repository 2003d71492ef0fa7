"""Runs a lab as its own process, and reads what it says."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LABS = Path(__file__).parents[2] / "content" / "backend-optimization" / "labs"


@dataclass
class Ran:
    """What a run said, and how it ended."""

    status: int
    stderr: str
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def measures(self) -> dict[str, float]:
        """Every measure's value."""
        return {each["id"]: each["value"] for each in self.events if each["t"] == "measure"}

    @property
    def finished(self) -> bool:
        """Whether it came to its end."""
        return self.status == 0 and any(each["t"] == "done" for each in self.events)

    def __getitem__(self, measure: str) -> float:
        assert self.finished, (self.status, self.stderr, self.events[-1:])
        return self.measures[measure]


def run_lab(
    lab: str,
    *,
    seed: int = 1,
    hash_seed: str = "0",
    budget: float = 5,
    history: Path | None = None,
    **parameters: object,
) -> Ran:
    """Run a lab of the bundled track by its id, parameters by name."""
    given = [part for name, value in parameters.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    more = {"STUDYTUI_LAB_HISTORY": str(history)} if history else {}
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", LABS / f"{lab.replace('-', '_')}.py", "--format", "jsonl", "--seed", str(seed),
         "--budget", str(budget), *given],
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": hash_seed, **more},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return Ran(ran.returncode, ran.stderr, [json.loads(line) for line in ran.stdout.splitlines()])
