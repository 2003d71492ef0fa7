"""What holds for every lab: it says what it is, keeps to its budget, and repeats itself for a seed."""

import ast
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from studytui.track.model import Experiment, Parameter
from tests.labs.claims import GATING, bundled
from tests.labs.running import LABS, Ran, run_lab

DRAWS = 20 if "STUDYTUI_SOAK" in os.environ else 1
EXPERIMENTS = {name: lab.experiment for name, lab in bundled().labs.items() if lab.experiment}
RUNNABLE = {name: each for name, each in EXPERIMENTS.items() if not each.reads}
every_lab = pytest.mark.parametrize("lab", EXPERIMENTS)
every_run = pytest.mark.parametrize("lab", RUNNABLE)


def program(lab: str) -> Path:
    return LABS / f"{lab.replace('-', '_')}.py"


def drawn(parameter: Parameter, random: Random) -> str:
    if parameter.choices:
        return random.choice(parameter.choices)
    low, high = parameter.min or 0, parameter.max or 0
    return str(random.randint(int(low), int(high))) if parameter.is_whole else f"{random.uniform(low, high):.3g}"


def written(parameter: Parameter, value: float | None) -> str:
    return str(int(value or 0)) if parameter.is_whole else str(value)


def settings(experiment: Experiment) -> Iterator[dict[str, str]]:
    """All parameters at their lowest, at their highest, and some drawn."""
    named = experiment.parameters.items()
    yield {name: each.choices[0] if each.choices else written(each, each.min) for name, each in named}
    yield {name: each.choices[-1] if each.choices else written(each, each.max) for name, each in named}
    random = Random(f"{experiment.lab} 1")
    for _ in range(DRAWS):
        yield {name: drawn(each, random) for name, each in named}


@every_lab
def test_it_says_of_itself_what_is_read_without_running_it(lab: str) -> None:
    ran = subprocess.run([sys.executable, program(lab), "--describe"], capture_output=True, text=True, check=True)
    said: dict[str, Any] = json.loads(ran.stdout)
    read = EXPERIMENTS[lab]
    assert (said["v"], said["lab"], said["revision"], said["robustness"]) == (1, lab, read.revision, read.robustness)
    assert [each["name"] for each in said["parameters"]] == list(read.parameters)
    assert [str(each["default"]) for each in said["parameters"]] == [each.default for each in read.parameters.values()]
    assert [each["id"] for each in said["measures"]] == list(read.measures)
    assert said["cost"] <= 5


@every_lab
def test_it_needs_the_standard_library_only(lab: str) -> None:
    imported = set()
    for node in ast.walk(ast.parse(program(lab).read_text())):
        if isinstance(node, ast.Import):
            imported |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).split(".")[0])
    assert imported <= sys.stdlib_module_names | {"labkit", "virtual_time"}


@every_lab
def test_it_explains_its_parameters_by_hand(lab: str) -> None:
    ran = subprocess.run([sys.executable, program(lab), "--help"], capture_output=True, text=True, check=True)
    for name, parameter in EXPERIMENTS[lab].parameters.items():
        assert f"--{name.replace('_', '-')}" in ran.stdout
        assert parameter.help.split()[0] in ran.stdout


@pytest.mark.slow
@pytest.mark.parametrize("lab", [name for name, each in RUNNABLE.items() if each.robustness in GATING])
def test_it_repeats_itself_for_a_seed_whatever_strings_hash_to(lab: str) -> None:
    one, other = (run_lab(lab, seed=3, hash_seed=hash_seed) for hash_seed in ("0", "1"))
    assert one.finished
    assert one.measures == other.measures


@pytest.mark.slow
@every_run
def test_at_the_corners_it_finishes_or_says_what_is_too_much(lab: str) -> None:
    for setting in settings(RUNNABLE[lab]):
        ran = run_lab(lab, **dict[str, Any](setting))
        if ran.status == 2:
            assert "would take about" in ran.stderr, (setting, ran.stderr)
            assert any(f"{name} = " in ran.stderr for name in setting)
        else:
            assert ran.finished, (setting, ran.status, ran.stderr)


@pytest.mark.slow
@every_run
def test_stopped_in_mid_run_it_leaves_no_folder(lab: str, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, program(lab), "--format", "jsonl"], env={"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        process.stdout.readline()
        time.sleep(0.05)
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=20)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    # A quick one may have come to its end before, or be past the point where Python gives signals back.
    assert process.returncode in (143, 0, -signal.SIGTERM)
    assert list(tmp_path.iterdir()) == []


def test_a_learners_lab_without_a_history_says_what_is_missing() -> None:
    for lab in EXPERIMENTS.keys() - RUNNABLE.keys():
        ran: Ran = run_lab(lab)
        assert ran.status == 69
        assert ran.events[-1]["kind"] == "unsupported"
