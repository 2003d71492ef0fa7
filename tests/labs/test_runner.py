"""Whatever a lab does, its run ends, and nothing of it is left."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from studytui.errors import StudyError
from studytui.labs import runner
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

    async def stop_it() -> None:
        task = asyncio.create_task(runner.run(program, {}, 1, tmp_path / "runs", lambda said: None))
        while not (note.exists() and len(note.read_text().split()) == 2):
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stop_it())
    assert left(tmp_path) == []
    assert all(gone(int(pid)) for pid in note.read_text().split())


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
    with pytest.raises(StudyError, match="no folder for the run"):
        run(DONE)
