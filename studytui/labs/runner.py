"""Runs a lab's program as a process of its own: in its own session, folder and environment, and for a limited time.

Whatever happens to the run, its whole process group is gone afterwards, and its folder too. This keeps a careless lab
from harm; it is no sandbox against a malicious one, which is why a lab from elsewhere asks first (`consent.py`).
"""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from studytui import paths
from studytui.errors import CANNOT_WRITE, StudyError
from studytui.history.facts import Measured
from studytui.labs.protocol import Reading, Said, lines
from studytui.text import one_line

BUDGET = 5.0
"""Seconds a lab is given for its work."""
TIME_LIMIT = 3 * BUDGET
"""Seconds after which it is asked to stop: a slow machine is allowed three times the budget."""
GRACE = 2.0
"""Seconds between being asked to stop and being stopped."""
STDERR_KEPT = 4096
_CHUNK = 64 * 1024
_LOOK = 0.02
"""Seconds between two looks at whether it has ended."""
_LIMITS = {"RLIMIT_CPU": 60, "RLIMIT_FSIZE": 1 << 30, "RLIMIT_AS": 8 << 30, "RLIMIT_CORE": 0}
"""What a run may use at most: seconds, and bytes."""


class Outcome(NamedTuple):
    """How a run ended, and what it brought."""

    finished: bool
    measures: dict[str, Measured]
    canary: float | None = None
    environment: Mapping[str, str] = {}
    why: str = ""
    """Why it did not finish, in a line."""
    stderr: str = ""
    """The end of what it wrote there, when it failed."""


async def run(
    program: Path,
    parameters: Mapping[str, str],
    seed: int,
    scratch: Path,
    tell: Callable[[Said], None],
    history: Iterable[str] | None = None,
    limit: float = TIME_LIMIT,
) -> Outcome:
    """Run a lab to its end, telling what it says on the way; `scratch` is where its folder is made.

    When the awaiting task is cancelled, everything the lab started is stopped at once. Raises StudyError when it can't
    even begin.
    """
    with _workdir(scratch) as workdir:
        environment = paths.plain_environment() | {
            "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8",
            "TMPDIR": str(workdir), "TEMP": str(workdir), "STUDYTUI_LAB_TMP": str(workdir),
        }  # fmt: skip
        if history is not None:
            environment["STUDYTUI_LAB_HISTORY"] = str(_written(history, workdir / "history.jsonl"))
        given = [f"--{name.replace('_', '-')}={value}" for name, value in parameters.items()]
        command = [
            "-X",
            "utf8",
            "-u",
            str(program),
            "--format",
            "jsonl",
            f"--seed={seed}",
            f"--budget={BUDGET:g}",
            *given,
        ]
        reading = Reading(tell)
        async with _process(command, workdir, environment) as process:
            return await _followed(process, reading, limit)


async def _followed(process: asyncio.subprocess.Process, reading: Reading, limit: float) -> Outcome:
    assert process.stdout is not None
    assert process.stderr is not None
    tail = bytearray()
    streams = asyncio.gather(_read(process.stdout, reading), _keep_end(process.stderr, tail))
    timed_out = False
    try:
        try:
            async with asyncio.timeout(limit):
                await _end(process)
        except TimeoutError:
            timed_out = True
            await _stop(process)
        # What it started may hold its streams open.
        _kill_group(process)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await streams
    finally:
        # After a cancelled run nothing is told any more. Not awaited, asyncio would complain that nobody asked.
        streams.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await streams
    return _outcome(process.returncode, reading, tail.decode("utf-8", "replace"), timed_out, limit)


def _outcome(status: int | None, reading: Reading, stderr: str, timed_out: bool, limit: float) -> Outcome:
    finished = status == 0 and reading.is_done and not reading.trouble and not timed_out
    why = ""
    last = next((line for line in reversed(stderr.splitlines()) if line.strip()), "")
    if timed_out:
        why = f"it took longer than {limit:g} s and was stopped"
    elif reading.trouble:
        why = reading.trouble
    elif status == 2 and last:
        why = one_line(last.partition(": ")[2] or last)
    elif not finished:
        end = f"signal {-status}" if status is not None and status < 0 else f"exit status {status}"
        why = f"it ended with {end}" if status else "it ended without saying that it was done"
    return Outcome(finished, reading.measures, reading.canary, reading.environment, why, "" if finished else stderr)


@contextlib.asynccontextmanager
async def _process(
    command: list[str], workdir: Path, environment: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=workdir, env=environment, start_new_session=True,
            stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe,
        )  # fmt: skip
    except OSError as error:
        raise StudyError(f"Python can't be started: {error.strerror}", f"check {sys.executable}") from error
    _limit(process.pid)
    try:
        yield process
    finally:
        _kill_group(process)
        # Reaped even when this task is being cancelled: a killed process ends at once.
        await asyncio.shield(_end(process))
        # What left the group with these pipes in hand keeps them open, and asyncio has no other way to let go of them.
        process._transport.close()  # type: ignore[attr-defined]


def _limit(pid: int) -> None:
    """Bound what a run may use, where the system allows that from outside."""
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        for name, value in _LIMITS.items():
            number = getattr(resource, name)
            hard = resource.prlimit(pid, number)[1]
            most = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.prlimit(pid, number, (most, most))


async def _end(process: asyncio.subprocess.Process) -> None:
    """Wait for the process itself: before 3.12.4 its `wait` also waits for all that hold its streams open."""
    while process.returncode is None:
        await asyncio.sleep(_LOOK)


async def _stop(process: asyncio.subprocess.Process) -> None:
    _signal_group(process, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GRACE):
            await _end(process)
            return
    _kill_group(process)
    await _end(process)


def _kill_group(process: asyncio.subprocess.Process) -> None:
    _signal_group(process, signal.SIGKILL)


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    # The group is named like the process that began it, and stays as long as anything in it lives.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


async def _read(stream: asyncio.StreamReader, reading: Reading) -> None:
    rest = bytearray()
    while chunk := await stream.read(_CHUNK):
        for line in lines([chunk], rest):
            reading.line(line)
    reading.line(bytes(rest))


async def _keep_end(stream: asyncio.StreamReader, tail: bytearray) -> None:
    while chunk := await stream.read(_CHUNK):
        tail += chunk
        del tail[:-STDERR_KEPT]


@contextlib.contextmanager
def _workdir(scratch: Path) -> Iterator[Path]:
    """A folder for one run; those of programs that were killed are cleared away."""
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        for left in scratch.glob("run-*"):
            if not _is_alive(left.name.split("-")[1]):
                shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=f"run-{os.getpid()}-", dir=scratch))
    except OSError as error:
        raise StudyError(f"no folder for the run: {error.strerror}", f"make room in {scratch}", CANNOT_WRITE) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _written(lines: Iterable[str], path: Path) -> Path:
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise StudyError(f"no room for the run: {error.strerror}", f"make room for {path}", CANNOT_WRITE) from error
    return path


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
