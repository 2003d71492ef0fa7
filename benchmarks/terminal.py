"""A program in a pseudo-terminal that answers what a terminal answers, with a clock on its output."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[\]P].*?(?:\x07|\x1b\\)|\x1b.")
_ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[?u": b"\x1b[?0u",
}


class Terminal:
    """One run of a program; times are seconds since it was started."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], columns: int = 120, lines: int = 40) -> None:
        self.started = time.perf_counter()
        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), dict(environ))
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, size)
        self.received = 0
        self._read_at = self.started
        self._tail = b""

    def wait_for(self, text: str, timeout: float = 20.0) -> float:
        """When `text` was drawn, spaces apart; raises TimeoutError if it was not."""
        wanted = text.replace(" ", "").encode()
        until = time.perf_counter() + timeout
        while time.perf_counter() < until:
            # Looking takes milliseconds: first take all there is, and tell when it came.
            while self._read(0.0):
                pass
            if wanted in _ESCAPES.sub(b"", self._tail).replace(b" ", b""):
                return self._read_at - self.started
            self._read(0.05)
        raise TimeoutError(f"{text!r} was not drawn within {timeout} s: {self._tail[-400:]!r}")

    def press(self, keys: str) -> float:
        """Send keys to the program and forget what was drawn before; when it was sent."""
        self._tail = b""
        at = time.perf_counter() - self.started
        os.write(self._descriptor, keys.encode())
        return at

    def wait_for_output(self, timeout: float = 5.0) -> float:
        """When the next bytes came."""
        before = self.received
        until = time.perf_counter() + timeout
        while time.perf_counter() < until:
            self._read(0.05)
            if self.received > before:
                return self._read_at - self.started
        raise TimeoutError("nothing was drawn")

    def settle(self, quiet: float = 0.15, timeout: float = 10.0) -> None:
        """Read until nothing comes for a while."""
        until = time.perf_counter() + timeout
        while time.perf_counter() < until and self._read(quiet):
            pass

    def watch(self, seconds: float) -> tuple[float, int]:
        """Leave the program alone: CPU seconds it used, and bytes it wrote."""
        cpu, received = self.cpu(), self.received
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self._read(0.1)
        return self.cpu() - cpu, self.received - received

    def cpu(self) -> float:
        """CPU seconds of all threads so far, by the scheduler's count: clock ticks of 10 ms would be too coarse."""
        threads = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9

    def memory(self) -> float:
        """Megabytes that are this process's own share."""
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        return int(found.group(1)) / 1024 if found else 0.0

    def stop(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._descriptor)

    def _read(self, timeout: float) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], timeout)
        if not ready:
            return False
        try:
            data = os.read(self._descriptor, 1 << 16)
        except OSError:
            return False
        self._read_at = time.perf_counter()
        self.received += len(data)
        self._tail = (self._tail + data)[-400_000:]
        for question, answer in _ANSWERS.items():
            if question in data:
                os.write(self._descriptor, answer)
        return bool(data)
