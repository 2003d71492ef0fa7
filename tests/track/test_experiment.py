"""What a program says of itself is read, and the program is not run."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from warnings import catch_warnings, simplefilter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.track.check import check
from studytui.track.example import files
from studytui.track.experiment import read_spec
from studytui.track.reader import Document, Mark
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


def spec_of(tmp_path: Path, program: str) -> Document:
    """What is read of a program."""
    (tmp_path / "one.py").write_bytes(program.encode())
    return read_spec(tmp_path / "one.py", "one.py")


def test_reading_it_runs_nothing(tmp_path: Path) -> None:
    assert faults(tmp_path, f"open({str(tmp_path / 'ran')!r}, 'w')\n{SPEC}1 / 0\n") == []
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "effect",
    [
        "raise SystemExit(3)",
        "while True: pass",
        "import os; os._exit(9)",
        "import nothing_that_exists",
        "X = [0] * 10 ** 12",
        "def __getattr__(name): raise KeyboardInterrupt",
    ],
)
def test_a_program_that_would_do_harm_when_imported_does_none(tmp_path: Path, effect: str) -> None:
    assert faults(tmp_path, f"{effect}\n{SPEC}") == []
    assert faults(tmp_path, f"{SPEC}{effect}\n") == []


def test_what_is_not_called_spec_at_the_top_is_not_looked_at(tmp_path: Path) -> None:
    other = "OTHER = print()\nspec = 1\ndef f():\n    SPEC = 2\nclass C:\n    SPEC = 3\n"
    assert faults(tmp_path, other + SPEC.replace("SPEC =", "SPEC: Spec =") + "SPEC = None\n") == []


@pytest.mark.parametrize(
    ("literal", "data"),
    [
        ("{}", {}),
        ('{"a": 1, "b": -2.5, "c": True, "d": "e" "f"}', {"a": "1", "b": "-2.5", "c": "True", "d": "ef"}),
        ('{"a": [1, ("b", [])]}', {"a": ["1", ["b", []]]}),
        ('{"a": 0x10, "b": 1_000, "c": 1e3, "d": -0}', {"a": "16", "b": "1000", "c": "1000.0", "d": "0"}),
        ('{"a": 1, "a": 2}', {"a": "2"}),
        ("{'a': r'\\d', 'b': \"\"\"two\nlines\"\"\"}", {"a": "\\d", "b": "two\nlines"}),
        ('{"a": "\\d"}', {"a": "\\d"}),
    ],
)
def test_plain_literals_are_read_as_they_are_written(tmp_path: Path, literal: str, data: object) -> None:
    document = spec_of(tmp_path, f"SPEC = {literal}\n")
    assert (document.data, document.faults, document.whole) == (data, [], True)


@given(
    st.recursive(
        st.text(st.characters(codec="utf-8"), max_size=9) | st.integers() | st.floats(-1e9, 1e9) | st.booleans(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
        max_leaves=9,
    )
)
def test_any_plain_value_comes_back_as_texts(value: object) -> None:
    def texts(value: object) -> object:
        match value:
            case dict():
                return {name: texts(each) for name, each in value.items()}
            case list():
                return [texts(each) for each in value]
        return str(value)

    with TemporaryDirectory() as folder:
        assert spec_of(Path(folder), f"SPEC = {value!a}\n").data == texts(value)


@given(st.text("SPEC ={}[]():,.'\"\\\n\t#01ae-+*@é", max_size=60))
def test_any_text_is_a_spec_or_has_a_fault(text: str) -> None:
    with TemporaryDirectory() as folder:
        document = spec_of(Path(folder), f"SPEC = {text}")
    assert document.whole is (document.faults == [])


@pytest.mark.parametrize(
    "deep",
    [
        "x = " + "(" * 10_000 + ")" * 10_000,
        "SPEC = " + "[" * 10_000 + "]" * 10_000,
        "SPEC = " + '{"a": ' * 99 + "1" + "}" * 99,
        "SPEC = " + "-" * 100_000 + "1",
        "x = a" + ".b" * 100_000,
        "x = " + " + ".join("1" * 100_000),
        "x = f" + "()" * 100_000,
        "x = " + "1 if 1 else " * 20_000 + "1",
        "if x: pass\n" + "elif y: pass\n" * 20_000,
        "SPEC = [" * 1000,
        "SPEC = {" + "**" * 1000 + "}",
        "x = 1\n" * 300_000 + "SPEC = (",
    ],
    ids=range(12),
)
def test_what_is_nested_too_deep_is_a_fault_and_no_crash(tmp_path: Path, deep: str) -> None:
    (fault,) = spec_of(tmp_path, deep).faults
    assert fault.hint
    assert len(str(fault)) < 500


def test_a_list_as_long_as_the_file_may_be_is_read(tmp_path: Path) -> None:
    assert len(spec_of(tmp_path, 'SPEC = ["é",' + "1," * 100_000 + "]\n").data) == 100_001


def test_a_file_that_is_too_large_or_no_file_is_not_read(tmp_path: Path) -> None:
    assert "has more than" in spec_of(tmp_path, "#" * 3_000_000).faults[0].message
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe"):
        assert [each.message for each in read_spec(tmp_path / name, name).faults] == ["this is no ordinary file"]
    assert "can't be read" in read_spec(tmp_path / "nowhere", "nowhere").faults[0].message


def test_what_python_would_warn_of_is_not_told(tmp_path: Path) -> None:
    with catch_warnings(record=True) as told:
        simplefilter("always")
        assert spec_of(tmp_path, "A = '\\d' if 1else 0\nSPEC = {'a': '\\d'}\n").faults == []
    assert told == []


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_columns_are_counted_in_characters_whatever_ends_a_line(tmp_path: Path, ends: str) -> None:
    document = spec_of(tmp_path, ends.join(["# ä", 'SPEC = {"ä€😀": "ü",', '  "ß": [1, x]}', ""]))
    assert [str(each).split(" ")[0] for each in document.faults] == ["one.py:3:12"]
    assert (document.mark(("ä€😀",)), document.key_mark(("ß",))) == (Mark(2, 16), Mark(3, 3))


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
        ("SPEC = {**OTHER}\n", "one.py:1:8 a key that is not text"),
        ("x = 1\nSPEC = {'a': [1,\n  x]}\n", "one.py:3:3 SPEC holds more than plain values"),
        ("SPEC = {'a': f'{1}'}\n", "one.py:1:14 SPEC holds more than plain values"),
        ("SPEC = {'a': 1 + 1}\n", "one.py:1:14 SPEC holds more than plain values"),
        ("SPEC = {'a': None}\n", "one.py:1:14 SPEC holds more than plain values"),
        ("SPEC = {'a': b'x'}\n", "one.py:1:14 SPEC holds more than plain values"),
        ("SPEC = {'a': {1, 2}}\n", "one.py:1:14 SPEC holds more than plain values"),
        ("SPEC = {'a': 1j}\n", "one.py:1:14 SPEC holds more than plain values"),
        ("SPEC = {'a': [x for x in ()]}\n", "one.py:1:14 SPEC holds more than plain values"),
        ("SPEC = {'a': 1e999}\n", "one.py:1:14 SPEC holds more than plain values"),
        ("SPEC = {'a': 0x" + "f" * 5000 + "}\n", "one.py:1:14 SPEC holds more than plain values"),
        ("SPEC = OTHER = {}\n", "one.py:1:1 there is no SPEC"),
        ("SPEC: dict\n", "one.py:1:1 there is no SPEC"),
        ("SPEC |= {}\n", "one.py:1:1 there is no SPEC"),
        ("SPEC = {\n  'a': 1,,\n}\n", "one.py:2:10 this is not Python: invalid syntax"),
        ("if x:\n\ty\n        z\n", "one.py:3:1 this is not Python: inconsistent use of tabs"),
        ("SPEC = {'a': 'b\x07'}\n", "one.py:1:16 control character U+0007"),
        ("SPEC = []\n", "one.py:1:8 this must have keys"),
        (SPEC.replace('"revision": 1', '"revision": "x"'), "one.py:2:31 revision must be a whole number"),
        (SPEC.replace('"revision": 1, ', ""), "one.py:1:8 revision is missing"),
        (SPEC.replace('"lab"', '"reeds": ["ticked"], "lab"'), "one.py:2:5 unknown key 'reeds'"),
        (SPEC.replace('"min": 1', '"least": 1, "min": 1'), "one.py:3:43 unknown key 'least'"),
        (SPEC.replace('"unit": "x"', '"units": "x"'), "one.py:5:24 unknown key 'units'"),
        (SPEC.replace('"unit": "x", ', ""), "one.py:5:23 unit is missing"),
        (SPEC.replace('"which"', '""'), "one.py:4:75 help is empty"),
        (SPEC.replace('"primary": True', '"primary": "often"'), "one.py:5:66 primary must be True or False"),
        (SPEC.replace('"max": 9', '"max": "many"'), "one.py:3:60 max must be a number"),
        (SPEC.replace('"one"', '"two"'), "one.py:2:12 this is not the lab 'one'"),
        (SPEC.replace('"ratio"', '"odds"'), "one.py:5:46 scale must be ratio, share, count, exact or points"),
        (SPEC.replace('"min": 1, ', ""), "one.py:3:20 size has no range"),
        (SPEC.replace('"default": 3', '"default": 30'), "one.py:3:40 30 is out of range"),
        (SPEC.replace('"default": "a"', '"default": "c"'), "one.py:4:39 'c' is no choice"),
        ("SPEC = " + "[" * 90 + "]" * 90 + "\n", "one.py:1:40 SPEC holds more than plain values"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(tmp_path: Path, program: str, fault: str) -> None:
    assert any(each.startswith(fault) for each in faults(tmp_path, program)), faults(tmp_path, program)


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("rungs:\n  - question: More?\n    measure: n\n", "one.yaml:6:14 there is no measure 'n'"),
        ("expected:\n  low: 1\n  high: 2\n  mean: 1\n", "one.yaml:7:3 unknown key 'mean'"),
        ("rungs:\n  - question: More?\n    vary: height\n", "one.yaml:6:11 there is no parameter 'height'"),
        ('rungs:\n  - question: More?\n    parameters:\n      size: "12"\n', "one.yaml:7:13 12 is out of range"),
        ('rungs:\n  - question: More?\n    parameters:\n      height: "1"\n',
         "one.yaml:7:7 there is no parameter 'height'"),
        ('rungs:\n  - question: More?\n    parameters:\n      way: "c"\n', "one.yaml:7:12 'c' is no choice"),
        ("claims:\n  - measure: m\n    unit: x\n    low: 1\n    high: 2\n    said: here\n    parameters:\n"
         '      size: "0.5"\n', "one.yaml:11:13 0.5 is out of range"),
        ("claims:\n  - measure: m\n    unit: x\n    low: 3\n    high: 2\n    said: here\n",
         "one.yaml:7:10 low is above high"),
        ("claims:\n  - measure: n\n    unit: x\n    low: 1\n    high: 2\n    said: here\n",
         "one.yaml:5:14 there is no measure 'n'"),
    ],
)  # fmt: skip
def test_a_lab_asks_only_what_its_program_has(tmp_path: Path, more: str, fault: str) -> None:
    assert faults(tmp_path, SPEC, LAB + more) == [fault]
