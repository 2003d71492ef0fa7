"""Whatever a lab does, its run ends, and nothing of it is left."""

import asyncio
import errno
import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from studytui.errors import CANNOT_WRITE, StudyError
from studytui.labs import runner
from studytui.labs.protocol import Said
from studytui.labs.runner import Outcome
from tests.labs.running import LABS

SAY = "import json, sys\ndef say(**event):\n    print(json.dumps(event), flush=True)\n"
DONE = "say(t='measure', id='m', value=1)\nsay(t='done')\n"
Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a program made of these lines."""

    def start(code: str, history: list[str] | None = None, limit: float = 20) -> Outcome:
        program = tmp_path / "lab.py"
        program.write_text(SAY + code)
        return asyncio.run(runner.run(program, {"size": "3"}, 7, tmp_path / "runs", lambda said: None, history, limit))

    return start


def left(tmp_path: Path) -> list[str]:
    return [each.name for each in (tmp_path / "runs").iterdir()]


def is_alive(pid: int) -> bool:
    # Reaped by init at last; a zombie is dead.
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


def gone(pid: int) -> bool:
    until = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_alive(pid)


def test_a_run_that_says_done_is_finished(run: Run, tmp_path: Path) -> None:
    outcome = run(DONE)
    assert (outcome.finished, list(outcome.measures), outcome.why) == (True, ["m"], "")
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("pass", "it ended without saying that it was done"),
        (DONE + "sys.exit(1)", "it ended with exit status 1"),
        ("import os\nos.kill(os.getpid(), 9)", "it ended with signal 9"),
        ("print('lab.py: size = 3 would take about 60 s', file=sys.stderr)\nsys.exit(2)",
         "size = 3 would take about 60 s"),
        ("say(t='error', kind='unsupported', message='no fork here')\nsys.exit(69)", "no fork here"),
        ("1 / 0", "it ended with exit status 1"),
        ("sys.exit(2)", "it ended with exit status 2"),
        (DONE + "sys.exit(130)", "it ended with exit status 130"),
        ("sys.exit(69)", "it ended with exit status 69"),
        ("say(t='error', kind='failed', message='it broke')\n" + DONE, "it broke"),
    ],
)  # fmt: skip
def test_a_run_that_ends_otherwise_says_why(run: Run, code: str, why: str) -> None:
    outcome = run(code)
    assert (outcome.finished, outcome.why) == (False, why)


def test_the_end_of_what_a_failed_run_wrote_is_kept(run: Run) -> None:
    outcome = run("for n in range(100_000): print('line', n, file=sys.stderr)\nraise SystemExit(1)")
    assert outcome.stderr.splitlines()[-1] == "line 99999"
    assert len(outcome.stderr) <= runner.STDERR_KEPT


def test_one_that_hangs_is_stopped(run: Run, tmp_path: Path) -> None:
    outcome = run("import time\ntime.sleep(600)", limit=0.3)
    assert (outcome.finished, outcome.why) == (False, "it took longer than 0.3 s and was stopped")
    assert left(tmp_path) == []


def test_one_that_will_not_stop_is_killed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "GRACE", 0.3)
    ignoring = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(600)"
    assert not run(ignoring, limit=1).finished


def test_one_that_was_done_but_had_to_be_stopped_is_not_finished(run: Run) -> None:
    polite = "import signal, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n"
    outcome = run(polite + DONE + "time.sleep(600)", limit=1)
    assert (outcome.finished, outcome.why) == (False, "it took longer than 1 s and was stopped")


def test_what_is_no_text_is_read_all_the_same(run: Run) -> None:
    raw = "sys.stdout.buffer.write(b'\\xff\\x00{{\\n')\nsys.stderr.buffer.write(b'\\xfe\\x1b[31m')\n"
    assert run(raw + DONE).finished
    assert run(raw + "sys.exit(1)").stderr == "\ufffd\x1b[31m"


@needs_proc
@pytest.mark.parametrize("code", ["sys.exit(1)", "import os\nos.kill(os.getpid(), 9)", DONE])
def test_what_left_its_group_and_holds_its_output_open_does_not_hold_it_up(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(runner, "GRACE", 0.2)
    note = tmp_path / "child"
    leaving = (
        "import subprocess\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)\n"
        f"open({str(note)!r}, 'w').write(str(child.pid))\n"
    )
    outcome = run(leaving + code)
    os.kill(int(note.read_text()), signal.SIGKILL)
    assert outcome.finished is (code == DONE)
    assert left(tmp_path) == []


@needs_proc
def test_what_it_started_is_gone_with_it_and_does_not_hold_it_up(run: Run, tmp_path: Path) -> None:
    note = tmp_path / "child"
    code = (
        "import subprocess\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(note)!r}, 'w').write(str(child.pid))\n"
    )
    assert run(code + DONE).finished
    assert gone(int(note.read_text()))


def test_a_flood_of_output_neither_fills_the_memory_nor_hides_the_results(run: Run) -> None:
    outcome = run("for _ in range(300): sys.stdout.write('x' * 100_000)\nprint()\n" + DONE)
    assert outcome.finished
    points = "for n in range(20_000): say(t='point', series='s', x=n, y=n)\n"
    assert run(points + DONE).finished


def test_it_sees_little_of_the_environment_and_writes_into_its_own_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    outcome = run(
        "import os, tempfile\n"
        "assert 'SECRET_TOKEN' not in os.environ\n"
        "assert 'PATH' in os.environ and os.environ['PYTHONHASHSEED'] == '0'\n"
        f"assert os.getcwd().startswith({str(tmp_path / 'runs')!r})\n"
        "assert tempfile.gettempdir() == os.getcwd() == os.environ['STUDYTUI_LAB_TMP']\n"
        "assert 'STUDYTUI_LAB_HISTORY' not in os.environ\n"
        "assert sys.argv[1:] == ['--format', 'jsonl', '--seed=7', '--budget=5', '--size=3'], sys.argv\n"
        "assert sys.stdin.read() == ''\n" + DONE
    )
    assert outcome.finished, outcome.stderr


def test_it_knows_where_home_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/learner")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("STUDYTUI_LAB_HISTORY", "/of/another/run")
    code = (
        "import os\nassert os.environ['HOME'] == '/home/learner'\n"
        "assert not {'PYTHONPATH', 'STUDYTUI_LAB_HISTORY'} & os.environ.keys()\n"
    )
    outcome = run(code + DONE)
    assert outcome.finished, outcome.stderr


def test_what_it_says_is_told_while_it_runs(tmp_path: Path) -> None:
    program, heard = tmp_path / "lab.py", tmp_path / "heard"
    program.write_text(
        f"{SAY}import os, time\nsay(t='note', text='now')\n"
        f"while not os.path.exists({str(heard)!r}): time.sleep(0.01)\n{DONE}"
    )

    def tell(said: Said) -> None:
        heard.touch()

    assert asyncio.run(runner.run(program, {}, 1, tmp_path / "runs", tell)).finished


def test_two_runs_at_once_have_a_folder_each(tmp_path: Path) -> None:
    program, meeting_place = tmp_path / "lab.py", tmp_path / "met"
    meeting_place.mkdir()
    meeting = (
        f"import os, time\nopen('mine', 'x').close()\nopen({str(meeting_place)!r} + '/' + sys.argv[3], 'x').close()\n"
        f"while len(os.listdir({str(meeting_place)!r})) < 2: time.sleep(0.01)\nassert os.listdir() == ['mine']\n"
    )
    program.write_text(SAY + meeting + DONE)

    async def both() -> list[Outcome]:
        runs = (runner.run(program, {}, seed, tmp_path / "runs", lambda said: None) for seed in (1, 2))
        return await asyncio.gather(*runs)

    assert [each.finished for each in asyncio.run(both())] == [True, True]
    assert left(tmp_path) == []


def test_folders_of_the_dead_are_cleared_and_those_of_the_living_kept(run: Run, tmp_path: Path) -> None:
    died = subprocess.Popen([sys.executable, "-c", ""])
    died.wait()
    living = [f"run-{os.getpid()}-mine", "run-1-of-init", "other"]
    for name in (*living, f"run-{died.pid}-dead", "run-", "run-nobody-x", "run--5-x", f"run-{10**30}-x"):
        (tmp_path / "runs" / name / "deep").mkdir(parents=True)
    assert run(DONE).finished
    assert sorted(left(tmp_path)) == sorted(living)


def test_a_link_that_looks_like_a_folder_of_the_dead_leads_to_no_harm(run: Run, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").touch()
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "run-nobody-x").symlink_to(tmp_path / "precious")
    assert run(DONE).finished
    assert (tmp_path / "precious" / "file").exists()


def test_it_gets_the_history_it_reads(run: Run) -> None:
    outcome = run(
        "import os\nassert open(os.environ['STUDYTUI_LAB_HISTORY']).read() == 'one\\ntwo\\n'\n" + DONE, ["one", "two"]
    )
    assert outcome.finished, outcome.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="limits are set from outside on Linux")
def test_what_it_may_use_is_bounded(run: Run) -> None:
    code = "import resource, time\ntime.sleep(0.2)\nassert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0\n"
    assert run(code + "assert resource.getrlimit(resource.RLIMIT_CPU)[0] == 60\n" + DONE).finished


@needs_proc
def test_stopping_it_ends_everything_at_once(tmp_path: Path) -> None:
    program, note = tmp_path / "lab.py", tmp_path / "pids"
    program.write_text(
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(600)\n"
    )

    complaints = list[object]()

    async def stop_it() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, said: complaints.append(said))
        task = asyncio.create_task(runner.run(program, {}, 1, tmp_path / "runs", lambda said: None))
        while not (note.exists() and len(note.read_text().split()) == 2):
            assert not task.done(), task
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0)
        gc.collect()

    asyncio.run(stop_it())
    assert complaints == []
    assert left(tmp_path) == []
    assert all(gone(int(pid)) for pid in note.read_text().split())


@needs_proc
def test_after_it_was_stopped_nothing_is_told_any_more(tmp_path: Path) -> None:
    program, told = tmp_path / "lab.py", list[Said]()
    program.write_text(
        f"{SAY}import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "while True:\n    say(t='note', text='x')\n    say(t='measure', id='m', value=1)\n"
    )

    async def stop_it() -> int:
        task = asyncio.create_task(runner.run(program, {}, 1, tmp_path / "runs", told.append))
        while not told:
            assert not task.done(), task
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        heard = len(told)
        await asyncio.sleep(0.1)
        return heard

    assert asyncio.run(stop_it()) == len(told)
    assert left(tmp_path) == []


@needs_proc
@pytest.mark.slow
def test_when_the_program_is_killed_what_its_lab_started_ends_too(tmp_path: Path) -> None:
    shutil.copy(LABS / "labkit.py", tmp_path)
    note = tmp_path / "pids"
    (tmp_path / "parent.py").write_text(
        "import os, subprocess, sys, time\nfrom labkit import main\n"
        "SPEC = dict(lab='parent', revision=1, robustness='B', parameters={}, measures={'m': {'unit': 'x'}})\n"
        "def run(lab):\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"    open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "    lab.note('going')\n    time.sleep(600)\n"
        "main(SPEC, run, lambda: 1)\n"
    )
    code = (
        "import asyncio\nfrom pathlib import Path\nfrom studytui.labs import runner\n"
        f"asyncio.run(runner.run(Path({str(tmp_path / 'parent.py')!r}), {{}}, 1, Path({str(tmp_path / 'runs')!r}), "
        "lambda said: print('going', flush=True)))"
    )
    app = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=LABS.parents[2])
    assert app.stdout is not None
    app.stdout.readline()
    app.send_signal(signal.SIGKILL)
    app.wait()
    app.stdout.close()
    pids = [int(pid) for pid in note.read_text().split()]
    assert [gone(pid) for pid in pids] == [True, True]


@needs_proc
@pytest.mark.slow
def test_when_the_program_is_killed_its_lab_ends_and_the_next_run_clears_its_folder(run: Run, tmp_path: Path) -> None:
    code = (
        "import asyncio\nfrom pathlib import Path\nfrom studytui.labs import runner\n"
        f"asyncio.run(runner.run(Path({str(LABS / 'n_plus_one.py')!r}), {{'rtt_ms': '10'}}, 1, "
        f"Path({str(tmp_path / 'runs')!r}), lambda said: print('going', flush=True)))"
    )
    app = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "."})
    assert app.stdout is not None
    app.stdout.readline()
    (lab,) = (int(pid) for pid in Path(f"/proc/{app.pid}/task/{app.pid}/children").read_text().split())
    app.send_signal(signal.SIGKILL)
    app.wait()
    app.stdout.close()
    assert gone(lab)
    assert len(left(tmp_path)) == 1
    assert run(DONE).finished
    assert left(tmp_path) == []


def test_without_python_it_says_so(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere"))
    with pytest.raises(StudyError, match="Python can't be started"):
        run(DONE)


def test_without_room_for_its_folder_it_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("in the way")
    with pytest.raises(StudyError, match="no folder for the run") as refused:
        run(DONE)
    assert refused.value.exit_code == CANNOT_WRITE


def test_on_a_full_disk_it_says_so_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(StudyError, match="no room for the run: No space left"):
        asyncio.run(runner.run(tmp_path / "lab.py", {}, 1, tmp_path / "runs", lambda said: None, ["one"]))
    assert left(tmp_path) == []
    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.raises(StudyError, match="no folder for the run: No space left"):
        asyncio.run(runner.run(tmp_path / "lab.py", {}, 1, tmp_path / "runs", lambda said: None))
