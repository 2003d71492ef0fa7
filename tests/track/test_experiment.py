"""What a program says of itself is read, and the program is not run."""

from pathlib import Path

import pytest

from studytui.track.check import check
from studytui.track.example import files
from studytui.track.experiment import read_spec
from tests.labs.running import LABS

SPEC = """\
SPEC = {
    "lab": "one", "revision": 1, "robustness": "A",
    "parameters": {"size": {"default": 3, "min": 1, "max": 9, "help": "how large"},
                   "way": {"default": "a", "choices": ["a", "b"], "help": "which"}},
    "measures": {"m": {"unit": "x", "scale": "ratio", "primary": True, "help": "what comes out"}},
}
"""
LAB = """\
title: One
topic: small-experiments
question: How many?
"""


def faults(tmp_path: Path, program: str, lab: str = LAB) -> list[str]:
    """What a track with this lab is told."""
    folder = tmp_path / "own"
    for name, text in files("own", "Own", folder).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "labs").mkdir(exist_ok=True)
    (folder / "labs" / "one.yaml").write_text(lab)
    (folder / "labs" / "one.py").write_text(program)
    _, found = check(folder)
    return [f"{Path(each.path).name}:{each.line}:{each.column} {each.message}" for each in found]


def test_reading_it_runs_nothing(tmp_path: Path) -> None:
    assert faults(tmp_path, f"open({str(tmp_path / 'ran')!r}, 'w')\n{SPEC}1 / 0\n") == []
    assert not (tmp_path / "ran").exists()


def test_bundled_programs_are_read() -> None:
    for path in sorted(LABS.glob("*.py")):
        if path.name not in ("labkit.py", "virtual_time.py"):
            assert read_spec(path, path.name).faults == []


@pytest.mark.parametrize(
    ("program", "fault"),
    [
        ("", "one.py:1:1 there is no SPEC"),
        ("def\n", "one.py:1:4 this is not Python: invalid syntax"),
        ("SPEC = dict()\n", "one.py:1:8 SPEC holds more than plain values"),
        ('SPEC = {"lab": open("x")}\n', "one.py:1:16 SPEC holds more than plain values"),
        ("SPEC = {1: 2}\n", "one.py:1:8 a key that is not text"),
        (SPEC.replace('"one"', '"two"'), "one.py:2:12 this is not the lab 'one'"),
        (SPEC.replace('"ratio"', '"odds"'), "one.py:5:46 scale must be ratio, share, count, exact or points"),
        (SPEC.replace('"min": 1, ', ""), "one.py:3:20 size has no range"),
        (SPEC.replace('"default": 3', '"default": 30'), "one.py:3:40 30 is out of range"),
        (SPEC.replace('"default": "a"', '"default": "c"'), "one.py:4:39 'c' is no choice"),
        ("SPEC = " + "[" * 90 + "]" * 90 + "\n", "one.py:1:40 SPEC holds more than plain values"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(tmp_path: Path, program: str, fault: str) -> None:
    assert fault in faults(tmp_path, program)


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("rungs:\n  - question: More?\n    measure: n\n", "one.yaml:6:14 there is no measure 'n'"),
        ("rungs:\n  - question: More?\n    vary: height\n", "one.yaml:6:11 there is no parameter 'height'"),
        ('rungs:\n  - question: More?\n    parameters:\n      size: "12"\n', "one.yaml:7:13 12 is out of range"),
        ("claims:\n  - measure: n\n    unit: x\n    low: 1\n    high: 2\n    said: here\n",
         "one.yaml:5:14 there is no measure 'n'"),
    ],
)  # fmt: skip
def test_a_lab_asks_only_what_its_program_has(tmp_path: Path, more: str, fault: str) -> None:
    assert faults(tmp_path, SPEC, LAB + more) == [fault]
