"""What the labs share: arguments, seeds, folders, and an orderly end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.labs.running import LABS, run_lab

LAB = """
from labkit import Lab, Rng, Spec, Zipf, main, percentile

SPEC: Spec = {
    "lab": "tiny", "revision": 1, "robustness": "A",
    "parameters": {"size": {"default": 3, "min": 1, "max": 9, "help": "how large"},
                   "way": {"default": "a", "choices": ["a", "b"], "help": "which"}},
    "measures": {"m": {"unit": "x", "scale": "ratio", "primary": True, "help": "what comes out"}},
}

def run(lab: Lab, size: int, way: str) -> None:
    (lab.workdir / "file").write_text("x")
    BODY

def cost(size: int, way: str) -> float:
    return size

main(SPEC, run, cost)
"""


def lab(tmp_path: Path, body: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = tmp_path / "tiny.py"
    program.write_text(LAB.replace("BODY", body))
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(LABS), "TMPDIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, program, *arguments], env=environ, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--size", "0"), "0 is not from 1 to 9"),
        (("--size", "ten"), "'ten' is not a whole number"),
        (("--size", "2.5"), "'2.5' is not a whole number"),
        (("--way", "c"), "invalid choice: 'c'"),
        (("--nothing",), "unrecognized arguments"),
        (("--size", "8"), "size = 8 would take about 8 s, and 5 s is the budget"),
    ],
)
def test_what_it_cannot_take_is_refused_in_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = lab(tmp_path, "lab.measure('m', 1)", *arguments)
    assert ran.returncode == 2
    assert said in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr


def test_a_larger_budget_allows_more(tmp_path: Path) -> None:
    assert lab(tmp_path, "lab.measure('m', 1)", "--size", "8", "--budget", "9").returncode == 0


def test_repeats_become_a_median_and_its_spread(tmp_path: Path) -> None:
    said = lab(tmp_path, "lab.measure('m', 5, 1, 3)", "--format", "jsonl").stdout
    assert '{"t": "measure", "id": "m", "value": 3, "unit": "x", "lo": 1, "hi": 5, "n": 3}' in said


def test_by_hand_it_reads_well(tmp_path: Path) -> None:
    said = lab(tmp_path, "lab.measure('m', 5, 1, 3); lab.note('so it is')").stdout
    assert "  size = 3" in said
    assert "* m  3 x (1 to 5)" in said
    assert "what comes out" in said
    assert "so it is" in said


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("lab.measure('m', 1)", 0),
        ("pass", 1),
        ("lab.unsupported('no such thing here')", 69),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", 143),
        ("import os, signal; os.kill(os.getpid(), signal.SIGINT)", 130),
        ("lab.measure('other', 1)", 1),
        ("lab.measure('m', float('nan'))", 1),
    ],
)
def test_every_end_has_its_status_and_leaves_no_folder(tmp_path: Path, body: str, status: int) -> None:
    assert lab(tmp_path, body, "--format", "jsonl").returncode == status
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("studytui")] == []


def test_when_nobody_reads_any_more_it_ends_quietly() -> None:
    command = (
        f"{sys.executable} {LABS / 'zipf_cache.py'} --format jsonl | head -c 1 > /dev/null; echo ${{PIPESTATUS[0]}}"
    )
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert (ran.stdout.strip(), ran.stderr) == ("141", "")


def test_random_values_are_the_same_on_every_python(tmp_path: Path) -> None:
    body = (
        "r = Rng(7); print(round(r.random(), 6), round(r.exponential(2), 6), r.below(100), r.choice('abc')); "
        "x = list(range(6)); r.shuffle(x); print(x); "
        "z = Zipf(r, 100, 1.0); print([z.draw() for _ in range(5)], round(z.head(10), 4)); "
        "print(percentile([5, 1, 3, 2, 4], 50), percentile([1, 2], 99), percentile([7], 0)); lab.measure('m', 1)"
    )
    said = lab(tmp_path, body).stdout
    assert "0.323833 0.327037 65 a" in said
    assert "0.5646" in said
    assert "3 2 7" in said


def test_time_that_is_simulated_costs_none(tmp_path: Path) -> None:
    body = (
        "import asyncio, virtual_time; loops = []\n"
        "    async def sleep(): await asyncio.sleep(3600); loops.append(asyncio.get_running_loop().time())\n"
        "    virtual_time.run(sleep()); lab.measure('m', loops[0])"
    )
    assert '"value": 3600.0' in lab(tmp_path, body, "--format", "jsonl").stdout


def test_a_lab_of_time_says_how_busy_the_machine_was() -> None:
    events = run_lab("n-plus-one", authors=2, rtt_ms=0).events
    assert [each["canary"] > 0 for each in events if each["t"] == "quality"] == [True]
