"""A lab from elsewhere runs once the learner has let it, and then exactly that."""

import asyncio
import os
import py_compile
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studytui.errors import BAD_CONTENT, CANNOT_WRITE, StudyError
from studytui.history.facts import Ticked
from studytui.labs import runner
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


def test_only_what_is_run_and_read_makes_a_difference(bench: Bench) -> None:
    before = bench.digest()
    (bench.folder / "one.py").chmod(0o755)
    (bench.folder / "empty").mkdir()
    (bench.folder / "__pycache__").mkdir()
    (bench.folder / "__pycache__" / "one.pyc").write_bytes(b"x")
    assert bench.digest() == before
    (bench.folder / "empty" / "file").touch()
    assert bench.digest() != before


def test_bytes_that_moved_from_one_file_to_the_next_make_a_difference(bench: Bench) -> None:
    digests = set()
    for first, second in (("ab", "c"), ("a", "bc"), ("", "abc")):
        (bench.folder / "x.py").write_text(first)
        (bench.folder / "y.py").write_text(second)
        digests.add(bench.digest())
    assert len(digests) == 3


def test_what_was_exchanged_while_it_asked_does_not_run(bench: Bench, tmp_path: Path) -> None:
    looked_at = bench.digest()
    (bench.folder / "one.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    bench.consent(looked_at)
    assert not bench.may_run()
    with pytest.raises(StudyError, match="not been allowed"):
        run(bench)
    assert not (tmp_path / "ran").exists()


def test_what_was_exchanged_after_it_was_let_in_is_not_what_runs(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = runner.run

    async def late(*given: Any) -> Outcome:
        (bench.folder / "one.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
        return await real(*given)

    bench.consent(bench.digest())
    monkeypatch.setattr(runner, "run", late)
    assert run(bench).finished
    assert not (tmp_path / "ran").exists()


def test_a_compiled_module_that_nobody_could_read_is_not_run_in_the_place_of_its_source(
    bench: Bench, tmp_path: Path
) -> None:
    helper = bench.folder / "helper.py"
    helper.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    py_compile.compile(str(helper), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    helper.write_text("")
    (bench.folder / "one.py").write_text("import helper\n" + PROGRAM)
    bench.consent(bench.digest())
    assert run(bench).finished
    assert not (tmp_path / "ran").exists()


def test_a_link_to_a_file_is_what_it_leads_to(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("A = 1\n")
    (bench.folder / "helper.py").symlink_to(tmp_path / "helper.py")
    (bench.folder / "one.py").write_text("from helper import A\nassert A == 1\n" + PROGRAM)
    bench.consent(bench.digest())
    assert run(bench).finished
    (tmp_path / "helper.py").write_text("A = 2\n")
    assert not bench.may_run()


def test_what_a_link_to_a_folder_leads_to_is_neither_looked_at_nor_copied(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "diary").touch()
    (bench.folder / "home").symlink_to(tmp_path / "home")
    (bench.folder / "again").symlink_to(bench.folder)
    (bench.folder / "nowhere").symlink_to(tmp_path / "nowhere")
    (bench.folder / "one.py").write_text(
        "import os\nassert os.listdir(os.path.dirname(os.path.abspath(__file__))) == ['one.py']\n" + PROGRAM
    )
    bench.consent(bench.digest())
    outcome = run(bench)
    assert outcome.finished, outcome.stderr


def test_a_pipe_in_the_folder_holds_nothing_up(bench: Bench) -> None:
    os.mkfifo(bench.folder / "pipe")
    bench.consent(bench.digest())
    assert run(bench).finished


def test_modules_beside_the_program_are_found_and_nothing_is_left(bench: Bench, tmp_path: Path) -> None:
    (bench.folder / "part").mkdir()
    (bench.folder / "part" / "__init__.py").write_text("A = 1\n")
    (bench.folder / "one.py").write_text("from part import A\n" + PROGRAM)
    bench.consent(bench.digest())
    assert run(bench).finished
    assert list((tmp_path / "cache" / "labs").iterdir()) == []
    assert sorted(each.name for each in bench.folder.rglob("*")) == ["__init__.py", "one.py", "part"]


def test_a_copy_that_was_left_when_the_program_was_killed_is_cleared(bench: Bench, tmp_path: Path) -> None:
    code = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom studytui.labs.bench import Bench\n"
        "from tests.labs.test_bench import lab\n"
        f"bench = Bench(*map(Path, {[str(tmp_path / each) for each in ('track', 'state', 'cache')]!r}))\n"
        "def killed(said):\n    import os\n    os.kill(os.getpid(), 9)\n"
        "asyncio.run(bench.run(lab(), {}, 1, killed))\n"
    )
    bench.consent(bench.digest())
    app = subprocess.run([sys.executable, "-c", code], cwd=LABS.parents[2], check=False)
    assert app.returncode == -9
    assert len(list((tmp_path / "cache" / "labs").iterdir())) == 2
    assert run(bench).finished
    assert list((tmp_path / "cache" / "labs").iterdir()) == []


def test_consent_is_kept_with_the_state_and_nowhere_else(bench: Bench, tmp_path: Path) -> None:
    before = sorted(bench.folder.parent.rglob("*"))
    bench.consent(bench.digest())
    assert [each.name for each in (tmp_path / "state" / "consents").iterdir()] == [bench.digest()]
    assert sorted(bench.folder.parent.rglob("*")) == before
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("place", ["state", "cache"])
def test_what_cannot_be_written_is_said(bench: Bench, tmp_path: Path, place: str) -> None:
    if place == "cache":
        bench.consent(bench.digest())
    (tmp_path / place).write_text("in the way")
    with pytest.raises(StudyError) as refused:
        run(bench) if place == "cache" else bench.consent(bench.digest())
    assert refused.value.exit_code == CANNOT_WRITE


def test_labs_that_nobody_may_read_are_named(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def shut(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", shut)
    with pytest.raises(StudyError, match=r"one\.py can't be read: Permission denied"):
        bench.may_run()


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


def test_a_way_round_that_begins_like_the_bundled_track_is_asked_about(bench: Bench, tmp_path: Path) -> None:
    around = os.path.relpath(bench.folder.parent, LABS.parent)
    assert not Bench(LABS.parent / around, tmp_path / "state", tmp_path / "cache").may_run()


def test_labs_of_too_many_bytes_are_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studytui.labs.bench.MAX_BYTES", 1000)
    (bench.folder / "data").write_bytes(b"x" * 1000)
    with pytest.raises(StudyError, match="more than") as refused:
        bench.may_run()
    assert refused.value.exit_code == BAD_CONTENT


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


def test_what_is_not_promised_need_not_be_measured(bench: Bench) -> None:
    bench.consent(bench.digest())
    assert run(bench, lab({**MEASURES, "n": Measure("x", "ratio", "another")})).finished


def test_why_a_run_failed_is_not_hidden_by_what_it_did_not_measure(bench: Bench) -> None:
    (bench.folder / "one.py").write_text("raise SystemExit(3)\n")
    bench.consent(bench.digest())
    assert run(bench).why == "it ended with exit status 3"


def test_its_source_is_shown_whatever_bytes_it_has(bench: Bench) -> None:
    (bench.folder / "one.py").write_bytes(b"# \xff\n")
    assert bench.source(lab()) == "# \ufffd\n"


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
