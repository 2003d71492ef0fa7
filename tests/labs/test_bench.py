"""A lab from elsewhere runs once the learner has let it, and then exactly that."""

import asyncio
import shutil
from pathlib import Path

import pytest

from studytui.errors import StudyError
from studytui.history.events import Ticked
from studytui.labs.bench import Bench
from studytui.labs.runner import Outcome
from studytui.track.model import Experiment, Lab, Measure
from tests.labs.running import LABS
from tests.samples import event

PROGRAM = "import json\nprint(json.dumps({'t': 'measure', 'id': 'm', 'value': 1}))\nprint(json.dumps({'t': 'done'}))\n"
MEASURES = {"m": Measure("x", "ratio", "a measure", primary=True)}


def lab(measures: dict[str, Measure] = MEASURES, reads: tuple[str, ...] = ()) -> Lab:
    return Lab("one", "One", "topic", "How many?", experiment=Experiment("one", 1, "A", measures, reads=reads))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    (tmp_path / "track" / "labs").mkdir(parents=True)
    (tmp_path / "track" / "labs" / "one.py").write_text(PROGRAM)
    return Bench(tmp_path / "track", tmp_path / "state", tmp_path / "cache")


def run(bench: Bench, which: Lab | None = None) -> Outcome:
    return asyncio.run(bench.run(which or lab(), {}, 1, lambda said: None, [event(Ticked("w01-m1", True))]))


def test_what_was_not_allowed_does_not_run(bench: Bench) -> None:
    assert not bench.may_run()
    with pytest.raises(StudyError, match="not been allowed"):
        run(bench)


def test_what_was_allowed_runs_from_then_on(bench: Bench) -> None:
    bench.consent(bench.digest())
    assert bench.may_run()
    assert run(bench).finished


@pytest.mark.parametrize("change", ["byte", "new", "renamed", "gone"])
def test_any_change_asks_again(bench: Bench, change: str) -> None:
    (bench.folder / "helper.py").write_text("A = 1\n")
    bench.consent(bench.digest())
    match change:
        case "byte":
            (bench.folder / "helper.py").write_text("A = 2\n")
        case "new":
            (bench.folder / "json.py").write_text("")
        case "renamed":
            (bench.folder / "helper.py").rename(bench.folder / "other.py")
        case "gone":
            (bench.folder / "helper.py").unlink()
    assert not bench.may_run()
    with pytest.raises(StudyError, match="not been allowed"):
        run(bench)


def test_back_as_it_was_it_is_allowed_again(bench: Bench) -> None:
    bench.consent(bench.digest())
    (bench.folder / "one.py").write_text(PROGRAM + "# more\n")
    (bench.folder / "one.py").write_text(PROGRAM)
    assert bench.may_run()


def test_consent_is_this_machines_alone(bench: Bench, tmp_path: Path) -> None:
    bench.consent(bench.digest())
    elsewhere = Bench(bench.folder.parent, tmp_path / "other-state", tmp_path / "cache")
    assert not elsewhere.may_run()


def test_two_tracks_with_the_same_labs_share_it(bench: Bench, tmp_path: Path) -> None:
    bench.consent(bench.digest())
    shutil.copytree(bench.folder.parent, tmp_path / "copy")
    assert Bench(tmp_path / "copy", tmp_path / "state", tmp_path / "cache").may_run()


def test_bundled_labs_need_no_consent(tmp_path: Path) -> None:
    assert Bench(LABS.parent, tmp_path / "state", tmp_path / "cache").may_run()


def test_labs_that_are_too_much_are_refused(bench: Bench) -> None:
    for number in range(501):
        (bench.folder / f"file-{number}").touch()
    with pytest.raises(StudyError, match="more than 500 files"):
        bench.may_run()


def test_a_run_without_all_it_promises_is_not_finished(bench: Bench) -> None:
    bench.consent(bench.digest())
    other = {**MEASURES, "n": Measure("x", "ratio", "another", primary=True)}
    outcome = run(bench, lab(other))
    assert (outcome.finished, outcome.why) == (False, "it did not measure n")
    assert list(outcome.measures) == ["m"]


def test_only_a_lab_that_says_so_gets_the_history(bench: Bench) -> None:
    asks = "import os, sys\nsys.exit(0 if 'STUDYTUI_LAB_HISTORY' in os.environ else 3)\n"
    (bench.folder / "one.py").write_text(asks)
    bench.consent(bench.digest())
    assert run(bench).why == "it ended with exit status 3"
    assert run(bench, lab(reads=("ticked",))).why == "it ended without saying that it was done"


def test_a_lab_without_a_program_says_where_one_belongs(bench: Bench) -> None:
    (bench.folder / "one.py").unlink()
    with pytest.raises(StudyError, match="has no program"):
        bench.program(lab())
