"""One writer at a time on this machine, by the operating system's own file locks.

The lock goes with its process, so a crash never leaves it behind. It is held only around refresh and append, for
about a millisecond. `filelock` does the same with more platforms, but importing it costs a quarter of a command.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studytui.errors import CANNOT_WRITE, StudyError

PATIENCE = 10.0
"""Seconds to wait for another program before giving up with nothing written."""
_PAUSE = 0.002

if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock at `path`. Raises StudyError when another program holds it for longer than `PATIENCE`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                _try(descriptor)
                break
            except (BlockingIOError, PermissionError):
                if time.monotonic() > until:
                    raise StudyError(
                        "another studytui has been writing for too long",
                        "close it and try again; nothing was changed",
                        CANNOT_WRITE,
                    ) from None
                time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)
