"""Real processes in a real pseudo-terminal: however it ends, the draft is kept and the terminal is as it was."""

import contextlib
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studytui import choices
from studytui.draft import DraftFile

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


class Session:
    """The app as a child on a pseudo-terminal whose settings the test can read."""

    def __init__(self, tmp_path: Path, code: str = "from studytui.__main__ import main; main()") -> None:
        self.state = tmp_path / "state"
        # The lab that welcomes a newcomer has tests of its own.
        choices.choose(self.state, welcomed="2026-11-22")
        self.master, self.slave = os.openpty()
        termios.tcsetwinsize(self.slave, (40, 120))
        self.before = termios.tcgetattr(self.slave)
        folders = {
            f"STUDYTUI_{kind.upper()}_DIR": str(tmp_path / kind) for kind in ("data", "config", "state", "cache")
        }
        environ = os.environ | folders | {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=self.slave, stdout=self.slave, stderr=self.slave, env=environ,
            start_new_session=True,
        )  # fmt: skip
        os.set_blocking(self.master, False)
        self.output = b""

    def wait_for(self, text: str) -> None:
        until = time.monotonic() + 30
        while text.encode() not in self.output:
            assert time.monotonic() < until, self.output[-2000:]
            self._read()
            time.sleep(0.02)

    def type(self, keys: str) -> None:
        for key in keys:
            os.write(self.master, key.encode())
            time.sleep(0.02)

    def end(self) -> int:
        until = time.monotonic() + 20
        while self.process.poll() is None:
            assert time.monotonic() < until
            self._read()
            time.sleep(0.02)
        self._read()
        return self.process.returncode

    def is_restored(self) -> bool:
        now = termios.tcgetattr(self.slave)
        return now == self.before and b"\x1b[?1049l" in self.output and b"\x1b[?25h" in self.output

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.slave)
        os.close(self.master)

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self.output += os.read(self.master, 1 << 16)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    started = Session(tmp_path)
    yield started
    started.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_draft_restores_the_terminal_and_tells_its_number(
    session: Session, number: signal.Signals
) -> None:
    session.wait_for("Roadmap")
    session.type("jhalf a thought")
    session.wait_for("thought")
    session.process.send_signal(number)
    assert session.end() == 128 + number
    assert session.is_restored()
    assert DraftFile(session.state).draft.text == "half a thought"


def test_sigkill_loses_at_most_a_second_of_the_draft(session: Session) -> None:
    session.wait_for("Roadmap")
    session.type("jkept")
    session.wait_for("kept")
    time.sleep(1.5)
    session.process.kill()
    session.end()
    assert DraftFile(session.state).draft.text == "kept"


def test_quitting_ends_well(session: Session) -> None:
    session.wait_for("Roadmap")
    session.type("\x11")
    assert session.end() == 0
    assert session.is_restored()


@pytest.mark.parametrize(
    "bug",
    [
        "def bug(self): secret = 'my diary'; raise RuntimeError(secret)",
        "async def bug(self):\n  self.run_worker(worker())\nasync def worker(): raise RuntimeError('my diary')",
        "def bug(self): self.call_later(lambda: 1 / 0)",
    ],
    ids=["action", "worker", "callback"],
)
def test_a_bug_keeps_the_draft_reports_without_the_learners_text_and_exits_70(tmp_path: Path, bug: str) -> None:
    code = (
        f"from studytui.tui.app import StudyApp\n{bug}\n"
        "StudyApp.action_keys = bug\nfrom studytui.__main__ import main; main()"
    )
    session = Session(tmp_path, code)
    try:
        session.wait_for("Roadmap")
        session.type("jmy diary")
        session.wait_for("diary")
        session.type("\x1b")
        time.sleep(0.5)
        session.type("?")
        assert session.end() == 70
        assert session.is_restored()
        assert DraftFile(session.state).draft.text == "my diary"
        said = session.output.rpartition(b"\x1b[?1049l")[2].decode()
        report = next((session.state / "crashes").iterdir())
        assert str(report) in said.replace("\r\n", "")
        assert "Traceback" not in said
        assert "diary" not in report.read_text() + said
        assert "studytui 0" in report.read_text()
        assert "Error" in report.read_text()
    finally:
        session.close()


def test_a_terminal_that_is_closed_ends_the_app_with_the_draft_kept(tmp_path: Path) -> None:
    code = """
import os, pty, sys, time
pid, master = pty.fork()
if pid == 0:
    os.execv(sys.executable, [sys.executable, "-m", "studytui"])
import fcntl, struct, termios
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
def read(until):
    seen = b""
    while until not in seen:
        seen += os.read(master, 65536)
read(b"Roadmap")
for key in b"jclosed":
    os.write(master, bytes([key])); time.sleep(0.02)
read(b"closed"[-1:])
time.sleep(0.5)
os.close(master)
_, status = os.waitpid(pid, 0)
print(os.waitstatus_to_exitcode(status))
"""
    choices.choose(tmp_path / "state", welcomed="2026-11-22")
    folders = {f"STUDYTUI_{kind.upper()}_DIR": str(tmp_path / kind) for kind in ("data", "config", "state", "cache")}
    environ = os.environ | folders | {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.strip() == str(128 + signal.SIGHUP), ran.stderr
    assert DraftFile(tmp_path / "state").draft.text == "closed"


BUSY = """
from studytui.tui.app import StudyApp
from studytui.__main__ import main
end = StudyApp._end
def busy(self, number):
    for _ in range(1_000):
        self._driver.write("more than the queue of a writer takes")
    return end(self, number)
StudyApp._end = busy
main()
"""


def test_a_terminal_that_is_closed_keeps_nobody_waiting(tmp_path: Path) -> None:
    session = Session(tmp_path, BUSY)
    session.wait_for("Roadmap")
    os.close(session.slave)
    os.close(session.master)
    session.process.send_signal(signal.SIGHUP)
    try:
        assert session.process.wait(20) == 128 + signal.SIGHUP
    finally:
        session.process.kill()


COUNTED = """
import sys
from pathlib import Path
from textual.drivers._writer_thread import WriterThread
from studytui.__main__ import main
start = WriterThread.start
def counted(self):
    with Path({file!r}).open("a") as file:
        file.write("started\\n")
    start(self)
WriterThread.start = counted
main()
"""


def test_a_program_that_is_told_to_go_on_without_having_stopped_starts_nothing_twice(tmp_path: Path) -> None:
    started = tmp_path / "writers"
    session = Session(tmp_path, COUNTED.format(file=str(started)))
    session.wait_for("Roadmap")
    session.process.send_signal(signal.SIGCONT)
    session.type("jstill here")
    session.wait_for("here")
    session.process.terminate()
    session.end()
    session.close()
    assert started.read_text() == "started\n"
