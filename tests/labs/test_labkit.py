"""What the labs share: arguments, seeds, folders, and an orderly end."""

import ast
import json
import math
import os
import signal
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.track.experiment import read_spec
from tests.labs.running import LABS, run_lab

LAB = """
from labkit import Lab, Rng, Spec, Zipf, main, percentile

SPEC: Spec = {
    "lab": "tiny", "revision": 1, "robustness": "A",
    "parameters": {"size": {"default": 3, "min": 1, "max": 9, "help": "how large"},
                   "way": {"default": "a", "choices": ["a", "b"], "help": "which 100 %"},
                   "rate": {"default": 0.0, "min": 0.0, "max": 1.0, "unit": "%", "help": "which share, in %"}},
    "measures": {"m": {"unit": "x", "scale": "ratio", "primary": True, "help": "what comes out"}},
}

def run(lab: Lab, size: int, way: str, rate: float) -> None:
    (lab.workdir / "file").write_text("x")
    BODY

def cost(size: int, way: str, rate: float) -> float:
    return size + 1.5 * rate

main(SPEC, run, cost)
"""


def written(tmp_path: Path, body: str) -> tuple[list[str], dict[str, str]]:
    """A lab that does this, as a command and its environment."""
    program = tmp_path / "tiny.py"
    program.write_text(LAB.replace("BODY", body))
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(LABS), "TMPDIR": str(tmp_path)}
    return [sys.executable, "-X", "utf8", str(program)], environ


def lab(tmp_path: Path, body: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command, environ = written(tmp_path, body)
    return subprocess.run([*command, *arguments], env=environ, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--size", "0"), "0 is not from 1 to 9"),
        (("--size", "ten"), "'ten' is not a whole number"),
        (("--size", "2.5"), "'2.5' is not a whole number"),
        (("--way", "c"), "invalid choice: 'c'"),
        (("--nothing",), "unrecognized arguments"),
        (("--size", "nan"), "'nan' is not a whole number"),
        (("--size", ""), "'' is not a whole number"),
        (("--size", "9" * 5000), "is not a whole number"),
        (("--size", "10"), "10 is not from 1 to 9"),
        (("--size", "-1"), "-1 is not from 1 to 9"),
        (("--rate", "nan"), "nan is not from 0 to 1"),
        (("--rate", "inf"), "inf is not from 0 to 1"),
        (("--rate", "x"), "'x' is not a number"),
        (("--seed", "x"), "--seed"),
        (("--budget", "0"), "0 is not from 0.1 to 3600"),
        (("--format", "xml"), "--format"),
        (("--size",), "expected one argument"),
        (("--size", "8"), "size = 8 would take about 8 s, and 5 s is the budget"),
    ],
)
def test_what_it_cannot_take_is_refused_in_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = lab(tmp_path, "lab.measure('m', 1)", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr


def test_what_would_take_too_long_names_the_parameter_that_saves_most(tmp_path: Path) -> None:
    ran = lab(tmp_path, "lab.measure('m', 1)", "--size", "5", "--rate", "1")
    (line,) = ran.stderr.splitlines()
    assert line.endswith("tiny.py: size = 5 would take about 6 s, and 5 s is the budget: bring it nearer to 3")
    ran = lab(tmp_path, "lab.measure('m', 1)", "--size", "4", "--rate", "1")
    assert "rate = 1.0 would take about 6 s" in ran.stderr


def test_it_describes_itself_without_doing_anything(tmp_path: Path) -> None:
    said = json.loads(lab(tmp_path, "raise SystemExit('it ran')", "--describe").stdout)
    assert said["parameters"][0] == {
        "name": "size",
        "type": "int",
        "default": 3,
        "min": 1,
        "max": 9,
        "help": "how large",
    }
    assert said["measures"] == [{"id": "m", "unit": "x", "scale": "ratio", "primary": True, "help": "what comes out"}]
    assert (said["v"], said["lab"], said["revision"], said["robustness"], said["cost"]) == (1, "tiny", 1, "A", 3)


def test_its_help_tells_every_parameter_per_cent_signs_too(tmp_path: Path) -> None:
    said = lab(tmp_path, "pass", "--help").stdout
    assert "how large (default 3; 1 to 9)" in " ".join(said.split())
    assert "which 100 % (default a)" in " ".join(said.split())
    assert "which share, in % (default 0 %; 0 to 1)" in " ".join(said.split())


def test_a_larger_budget_allows_more(tmp_path: Path) -> None:
    assert lab(tmp_path, "lab.measure('m', 1)", "--size", "8", "--budget", "9").returncode == 0


def test_repeats_become_a_median_and_its_spread(tmp_path: Path) -> None:
    said = lab(tmp_path, "lab.measure('m', 5, 1, 3)", "--format", "jsonl").stdout
    assert '{"t": "measure", "id": "m", "value": 3, "unit": "x", "lo": 1, "hi": 5, "n": 3}' in said


def test_what_it_says_begins_and_ends_as_the_protocol_asks(tmp_path: Path) -> None:
    ran = lab(
        tmp_path, "lab.point('s', 1, 2.5); lab.note('é'); lab.measure('m', 1)", "--format", "jsonl", "--size", "4"
    )
    hello, *between, done = (json.loads(line) for line in ran.stdout.splitlines())
    assert hello["params"] == {"size": 4, "way": "a", "rate": 0.0}
    assert (hello["t"], hello["v"], hello["lab"], hello["seed"], hello["revision"]) == ("hello", 1, "tiny", 1, 1)
    assert between == [
        {"t": "point", "series": "s", "x": 1, "y": 2.5},
        {"t": "note", "text": "é"},
        {"t": "measure", "id": "m", "value": 1, "unit": "x", "n": 1},
    ]
    assert (done["t"], done["elapsed"] >= 0) == ("done", True)


def test_a_loop_that_tells_its_progress_is_no_flood(tmp_path: Path) -> None:
    body = "[lab.progress(n, 100_000, 'on') for n in range(100_001)]; lab.measure('m', 1)"
    said = [json.loads(line) for line in lab(tmp_path, body, "--format", "jsonl").stdout.splitlines()]
    progress = [each for each in said if each["t"] == "progress"]
    assert len(progress) < 1000
    assert progress[-1] == {"t": "progress", "done": 100_000, "total": 100_000, "label": "on"}


@pytest.mark.parametrize("body", ["lab.measure('m', float('nan'))", "lab.point('s', 1, float('inf'))"])
def test_what_is_no_number_never_leaves_it(tmp_path: Path, body: str) -> None:
    ran = lab(tmp_path, body, "--format", "jsonl")
    assert ran.returncode == 1
    assert [json.loads(line)["t"] for line in ran.stdout.splitlines()] == ["hello"]


def test_what_it_promised_and_did_not_measure_is_named(tmp_path: Path) -> None:
    ran = lab(tmp_path, "pass", "--format", "jsonl")
    assert '{"t": "error", "kind": "failed", "message": "did not measure m"}' in ran.stdout
    assert '"done"' not in ran.stdout


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


@pytest.mark.parametrize(
    ("number", "status", "leaves"), [(signal.SIGTERM, 143, 0), (signal.SIGINT, 130, 0), (signal.SIGKILL, -9, 1)]
)
@pytest.mark.parametrize("body", ["time.sleep(600)", "[None for _ in iter(int, 1)]", "threading.Event().wait()"])
def test_stopped_by_hand_it_clears_up_as_far_as_a_program_can(
    tmp_path: Path, body: str, number: signal.Signals, status: int, leaves: int
) -> None:
    command, environ = written(tmp_path, f"import time, threading; lab.note('going'); {body}")
    process = subprocess.Popen(
        [*command, "--format", "jsonl"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    assert b"going" in process.stdout.readline()
    os.killpg(process.pid, number)
    _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (status, b"")
    assert len([each for each in tmp_path.iterdir() if each.name.startswith("studytui-lab-")]) == leaves


def test_the_folder_it_was_given_is_not_its_own_to_remove(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    command, environ = written(tmp_path, "lab.measure('m', 1)")
    subprocess.run(command, env={**environ, "STUDYTUI_LAB_TMP": str(given)}, stdout=subprocess.DEVNULL, check=True)
    assert [each.name for each in given.iterdir()] == ["file"]


def test_a_learners_events_are_read_in_order_and_by_hand_there_are_none(tmp_path: Path) -> None:
    command, environ = written(tmp_path, "lab.measure('m', *[each['n'] for each in lab.history()])")
    (tmp_path / "history").write_text('{"n": 3}\n{"n": 1}\n{"n": 2}\n')
    ran = subprocess.run([*command, "--format", "jsonl"], env=environ, capture_output=True, text=True, check=False)
    assert ran.returncode == 69
    assert '"kind": "unsupported", "message": "this lab reads your history: run it from studytui"' in ran.stdout
    environ["STUDYTUI_LAB_HISTORY"] = str(tmp_path / "history")
    ran = subprocess.run([*command, "--format", "jsonl"], env=environ, capture_output=True, text=True, check=True)
    assert '"value": 2, "unit": "x", "lo": 1, "hi": 3, "n": 3' in ran.stdout


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


# What it computes with


@pytest.fixture(scope="module")
def labkit() -> Any:
    """The module, which no package holds."""
    spec = spec_from_file_location("labkit", LABS / "labkit.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_seed_gives_these_values_for_ever(labkit: Any) -> None:
    rng = labkit.Rng(1)
    assert [rng.random() for _ in range(3)] == [0.13436424411240122, 0.8474337369372327, 0.763774618976614]
    assert [rng.below(1000) for _ in range(5)] == [255, 495, 449, 651, 788]
    items = list("abcdefgh")
    rng.shuffle(items)
    assert "".join(items) == "begdcfha"
    assert [rng.choice("abc") for _ in range(8)] == list("caccaabc")
    zipf = labkit.Zipf(labkit.Rng(1), 1000, 1.0)
    assert [zipf.draw() for _ in range(10)] == [1, 318, 170, 3, 22, 15, 73, 205, 0, 0]


def test_values_stay_in_their_range_at_both_ends_of_chance(labkit: Any) -> None:
    for chance in (0.0, math.nextafter(1.0, 0.0)):
        rng = labkit.Rng(1)
        rng.random = lambda chance=chance: chance
        for limit in (1, 2, 3, 1000, 10**9, 2**53):
            assert 0 <= rng.below(limit) < limit
        assert math.isfinite(rng.exponential(1.0)) and rng.exponential(1.0) >= 0
        for keys, alpha in ((1, 1.0), (3, 0.0), (1000, 0.9), (20_000, 1.2), (64, 0.0)):
            assert 0 <= labkit.Zipf(rng, keys, alpha).draw() < keys


def test_what_waits_exponentially_waits_its_mean(labkit: Any) -> None:
    rng = labkit.Rng(1)
    assert sum(rng.exponential(4.0) for _ in range(20_000)) / 20_000 == pytest.approx(4.0, rel=0.03)


def test_keys_come_as_often_as_their_rank_says(labkit: Any) -> None:
    zipf = labkit.Zipf(labkit.Rng(1), 50, 1.0)
    drawn = Counter(zipf.draw() for _ in range(20_000))
    for rank in range(5):
        assert drawn[rank] / 20_000 == pytest.approx(1 / (rank + 1) / zipf.total, rel=0.1)
    assert (zipf.head(0), zipf.head(50)) == (0.0, 1.0)
    assert sum(drawn[rank] for rank in range(10)) / 20_000 == pytest.approx(zipf.head(10), rel=0.03)


def test_every_order_is_as_likely_as_any_other(labkit: Any) -> None:
    rng, orders = labkit.Rng(1), Counter[str]()
    for _ in range(6000):
        items = list("abc")
        rng.shuffle(items)
        orders["".join(items)] += 1
    assert len(orders) == 6
    assert all(count == pytest.approx(1000, rel=0.12) for count in orders.values())


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=50), st.sampled_from([0, 1, 25, 50, 90, 99, 99.9, 100]))
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(
    labkit: Any, values: list[int], percent: float
) -> None:
    found = labkit.percentile(values, percent)
    enough = Fraction(str(percent)) / 100 * len(values)
    assert found in values
    assert sum(each <= found for each in values) >= enough
    assert all(sum(each <= other for each in values) < enough for other in values if other < found) or percent == 0


# Every lab there is

PROGRAMS = [
    program
    for about in sorted(LABS.glob("*.yaml"))
    if (program := LABS / f"{about.stem.replace('-', '_')}.py").exists()
]
every_lab = pytest.mark.parametrize("program", PROGRAMS, ids=[each.stem for each in PROGRAMS])


def functions(program: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(program.read_text())
    return {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}


@every_lab
def test_run_and_cost_take_what_the_spec_says(program: Path) -> None:
    read = read_spec(program, program.name).data
    assert isinstance(read, dict)
    parameters = read["parameters"]
    assert isinstance(parameters, dict)
    for name, own in (("run", 1), ("cost", 0)):
        arguments = functions(program)[name].args
        named = {each.arg for each in arguments.args[own:]}
        # A cost may pass over what costs nothing.
        passed_over = parameters.keys() if name == "cost" and arguments.kwarg else set()
        assert named <= parameters.keys() <= named | passed_over
        assert not (arguments.defaults or arguments.kwonlyargs or arguments.vararg)
        for each in arguments.args[own:]:
            about = parameters[each.arg]
            assert isinstance(about, dict)
            kind = "str" if "choices" in about else "int" if str(about["default"]).lstrip("-").isdecimal() else "float"
            assert each.annotation is not None
            assert ast.unparse(each.annotation) == kind, each.arg


def plain(value: object) -> object:
    """A value of JSON as the track's reader gives it: texts, lists and mappings."""
    match value:
        case dict():
            return {name: plain(each) for name, each in value.items()}
        case list():
            return [plain(each) for each in value]
    return str(value)


@every_lab
def test_what_is_read_without_running_it_is_what_it_says_of_itself(program: Path) -> None:
    ran = subprocess.run([sys.executable, program, "--describe"], capture_output=True, text=True, check=True)
    said = json.loads(ran.stdout)
    assert said.pop("v") == 1
    assert 0 < said.pop("cost") <= 5
    for named, key in (("parameters", "name"), ("measures", "id")):
        said[named] = {each.pop(key): each for each in said[named]}
    for each in said["parameters"].values():
        assert each.pop("type") in ("int", "float", "str")
    assert plain(said) == read_spec(program, program.name).data


@every_lab
def test_it_calls_main_only_when_it_is_run_itself(program: Path) -> None:
    last = ast.parse(program.read_text()).body[-1]
    assert ast.unparse(last) == "if __name__ == '__main__':\n    main(SPEC, run, cost)"
