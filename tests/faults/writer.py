"""Writers to be killed: a process that forks one for each line it is sent, so that none has to start from nothing.

A line is how many events to append, the answer is the writer's id; what was acknowledged it tells in a file of its own.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from studytui.history import storage  # noqa: F401 - a writer imports it anyway, and forks have it
from studytui.history.facts import Wrote
from studytui.history.history import History


def main() -> None:
    """Fork a writer for each line on stdin."""
    folder, state, told = map(Path, sys.argv[1:])
    # Nobody waits for the writers: once they are gone, their ids are.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        writer = os.fork()
        if not writer:
            _write(History(folder, state), int(line), told / str(os.getpid()))
            os._exit(0)
        print(writer, flush=True)  # noqa: T201 - this is how the writer's id is told


def _write(history: History, count: int, told: Path) -> None:
    descriptor = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    parent = os.getppid()
    for number in range(count):
        if os.getppid() != parent:
            # The test is over, however it ended.
            return
        name = f"{os.getpid()}-{number}"
        # Now and then one of many pages: a kill may tear a write between two of them.
        text = "x" * (40_000 if number % 4 == 3 else 200)
        (event,) = history.append(Wrote(f"{name} {text}"), now=datetime.now(UTC))
        os.write(descriptor, f"{event.id} {name}\n".encode())


if __name__ == "__main__":
    main()
