"""Real processes: every way in and out of the program, and what a command loads."""

import contextlib
import os
import pty
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run

needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks which files another process has open")


def test_the_version_is_told(run: Run) -> None:
    told = run("--version")
    assert (told.returncode, told.stdout) == (0, "studytui 0.1.0\n")


def test_without_a_terminal_the_app_names_the_commands_and_never_loads(
    process_environ: dict[str, str], tmp_path: Path
) -> None:
    code = (
        "import sys\nsys.argv = ['studytui']\nfrom studytui.__main__ import main\n"
        "try:\n    main()\nfinally:\n    assert 'textual' not in sys.modules, 'textual'"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env=process_environ, cwd=tmp_path, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (2, "")
    (line,) = ran.stderr.splitlines()
    assert "studytui --help" in line


def test_streams_that_are_closed_are_no_terminal_either(process_environ: dict[str, str], tmp_path: Path) -> None:
    command = f'exec "{sys.executable}" -m studytui <&- >&-'
    ran = subprocess.run(
        ["sh", "-c", command], env=process_environ, cwd=tmp_path, stderr=subprocess.PIPE, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 2, ran.stderr


@pytest.mark.parametrize("words", [["rodmap"], ["done"], ["roadmap", "--jason"], ["journal", "--last", "0"]])
def test_slips_of_usage_are_exit_2(run: Run, words: list[str]) -> None:
    slip = run(*words)
    assert (slip.returncode, slip.stdout) == (2, "")
    assert "Traceback" not in slip.stderr


def test_a_command_mistyped_names_the_nearest(run: Run) -> None:
    assert "roadmap" in run("rodmap").stderr


def test_faults_are_a_line_and_a_hint(run: Run) -> None:
    assert run("done", "w01-m7").stderr.splitlines()[0] == "studytui: no milestone 'w01-m7'"
    assert run("done", "w01-m7").stderr.splitlines()[1].startswith("  did you mean")


def test_a_history_that_can_not_be_written_is_exit_4(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    for words in (("log", "a line"), ("done", "w01-m1")):
        assert run(*words).returncode == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_can_not_be_written_is_exit_4(run: Run) -> None:
    with Path("/dev/full").open("w") as full:
        ran = run("roadmap", stdout=full)
    assert ran.returncode == 4
    assert "Exception ignored" not in ran.stderr


def test_a_reader_that_goes_away_ends_it_quietly(run: Run, process_environ: dict[str, str], tmp_path: Path) -> None:
    for _ in range(3):
        run("log", "-", input="many words " * 10_000)
    command = f"'{sys.executable}' -m studytui journal; echo $? >&2"
    ran = subprocess.run(
        ["sh", "-c", f"({command}) | head -c 1"], env=process_environ, cwd=tmp_path, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert ran.stderr == "141\n"


def test_a_locale_that_knows_no_arrows_is_no_fault(run: Run, process_environ: dict[str, str]) -> None:
    assert run("log", "-", input="37× →\n").returncode == 0
    assert run("journal", env=process_environ | {"LC_ALL": "C"}).returncode == 0
    western = process_environ | {"PYTHONIOENCODING": "iso-8859-1"}
    shown = run("journal", env=western, encoding="iso-8859-1")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "37× ?" in shown.stdout
    assert r"37\u00d7 \u2192" in run("journal", "--json", env=western).stdout


BUG = """
import sys
from studytui.desk import Desk
def tick(self, *_):
    secret = self.entries()[0].text
    raise RuntimeError(secret)
Desk.tick = tick
sys.argv = ["studytui", "--track", sys.argv[1], "done", "w01-m1"]
from studytui.__main__ import main
sys.exit(main())
"""


def test_a_bug_is_reported_without_the_learners_text(
    run: Run, process_environ: dict[str, str], track_folder: Path, tmp_path: Path
) -> None:
    run("log", "dear diary")
    command = [sys.executable, "-c", BUG, str(track_folder)]
    ran = subprocess.run(command, env=process_environ, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (70, "")
    (report,) = (tmp_path / "state" / "crashes").iterdir()
    assert str(report) in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    said = report.read_text()
    assert "RuntimeError" in said
    assert re.search(r"studytui/cli/milestone\.py:\d+ in _tick", said)
    assert "studytui 0.1.0" in said
    assert "Python 3." in said
    assert "diary" not in said + ran.stderr
    assert str(ROOT.parent) not in said


def test_a_bug_with_nowhere_to_report_it_is_still_exit_70(
    run: Run, process_environ: dict[str, str], track_folder: Path, tmp_path: Path
) -> None:
    run("log", "dear diary")
    crashes = tmp_path / "state" / "crashes"
    crashes.write_text("in the way")
    command = [sys.executable, "-c", BUG, str(track_folder)]
    ran = subprocess.run(command, env=process_environ, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 70
    assert f"{tmp_path}/tmp/studytui-crash-" in ran.stderr


def hearing_interrupts() -> None:
    """What a shell starts in the background ignores them, and so would all it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@needs_proc
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)], ids=str
)
def test_a_signal_ends_it_with_its_number_and_keeps_the_text(
    process_environ: dict[str, str], track_folder: Path, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    import fcntl

    (tmp_path / "state").mkdir(exist_ok=True)
    # While another program holds the lock, the text is written nowhere yet.
    with (tmp_path / "state" / "history.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        process = subprocess.Popen(
            [sys.executable, "-m", "studytui", "--track", str(track_folder), "log", "a thought"], env=process_environ,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=hearing_interrupts,
        )  # fmt: skip
        # It opens the lock's file only when all is set up.
        wait_until(lambda: opened(process.pid, "history.lock"))
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=30)
    assert (process.returncode, stdout) == (status, "")
    assert "Traceback" not in stderr
    kept = re.search(r"your text is in (\S+)", stderr)
    assert kept is not None
    assert Path(kept[1]).read_text() == "a thought"


def test_a_signal_while_the_editor_is_open_leaves_the_editor_and_its_text(
    process_environ: dict[str, str], track_folder: Path, tmp_path: Path
) -> None:
    script = tmp_path / "editor"
    script.write_text(f'#!/bin/sh\necho half >> "$1"\necho $$ > "{tmp_path}/pid"\nsleep 2\necho whole >> "$1"\n')
    script.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-m", "studytui", "--track", str(track_folder), "log"],
        env=process_environ | {"EDITOR": str(script)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_until((tmp_path / "pid").exists)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 143
    assert process.stderr is not None
    kept = re.search(r"your text is in (\S+)", process.stderr.readline())
    process.stderr.close()
    assert kept is not None
    wait_until(lambda: "whole" in Path(kept[1]).read_text())


def test_in_a_terminal_lines_are_wrapped_and_headings_bold_but_never_coloured(
    run: Run, process_environ: dict[str, str], track_folder: Path
) -> None:
    run("log", "-", input="a line that is longer than forty columns, so that it must be wrapped")
    controller, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 40))
    command = [sys.executable, "-m", "studytui", "--track", str(track_folder), "journal"]
    subprocess.run(command, env=process_environ, stdin=terminal, stdout=terminal, timeout=60, check=True)
    os.close(terminal)
    shown = os.read(controller, 65536).decode().replace("\r\n", "\n")
    os.close(controller)
    assert set(re.findall(r"\x1b\[[\d;]*m", shown)) == {"\x1b[1m", "\x1b[0m"}
    lines = re.sub(r"\x1b\[[\d;]*m", "", shown).splitlines()
    assert len(lines) == 4
    assert max(map(len, lines)) < 40


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "unloaded"),
    [
        (["--help"], {"sqlite3", "tinydb"}),
        (["log", "a line"], {"sqlite3"}),
        (["done", "w01-m1"], set()),
        (["roadmap", "--json"], set()),
        (["journal", "--last", "1"], set()),
        (["topic", "napkin-math"], {"sqlite3", "tinydb"}),
        (["find", "cache"], set()),
        (["undo"], set()),
        (["track", "list"], {"sqlite3", "tinydb"}),
    ],
    ids=lambda each: each[0] if isinstance(each, list) else "",
)
def test_a_command_loads_no_more_than_it_needs(
    run: Run, process_environ: dict[str, str], track_folder: Path, words: list[str], unloaded: set[str]
) -> None:
    run("track", "list")  # compiles both tracks, which may load what checking needs
    run("roadmap")
    run("log", "something to undo and to show")
    code = (
        "import sys\nfrom studytui.__main__ import main\n"
        "try:\n    main()\nfinally:\n    print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "--track", str(track_folder), *words]
    ran = subprocess.run(command, env=process_environ, capture_output=True, text=True, timeout=60, check=True)
    loaded = set(ran.stderr.splitlines()[-1].split())
    heavy = {"textual", "rich", "yaml", "pydantic", "asyncio", "platformdirs", "difflib", "tempfile", "subprocess"}
    assert not (heavy | unloaded) & loaded


def opened(pid: int, name: str) -> bool:
    links = Path(f"/proc/{pid}/fd")
    with contextlib.suppress(FileNotFoundError):
        return any(link.readlink().name == name for link in links.iterdir())
    return False


def wait_until(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_the_app_is_given_the_desk_and_its_exit_status_is_the_programs(
    process_environ: dict[str, str], track_folder: Path
) -> None:
    code = (
        "import sys, types\nfrom studytui import paths\nfrom studytui.__main__ import main\n"
        "paths.is_terminal = lambda: True\napp = types.ModuleType('studytui.tui.app')\n"
        "app.run = lambda desk, places, watch, bench: print(desk.track.id) or 7\n"
        "sys.modules['studytui.tui.app'] = app\nmain()"
    )
    command = [sys.executable, "-c", code, "--track", str(track_folder)]
    ran = subprocess.run(command, env=process_environ, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (7, "small\n"), ran.stderr
