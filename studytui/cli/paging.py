"""Output that is longer than the screen, through the learner's pager."""

import shlex
import signal
import subprocess
from contextlib import suppress
from shutil import which

from studytui import paths
from studytui.cli.output import note

NONE = ("", "cat")
"""Pagers that show everything at once."""


def shown(text: str, wanted: str) -> bool:
    """Show a text in the pager that is set, that the shell names, or in less; False where there is none."""
    said = wanted or paths.pager()
    if said is None:
        said = "less" if which("less") else ""
    if said.strip() in NONE:
        return False
    try:
        command = shlex.split(said)
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=paths.pager_environment())  # noqa: S603 - the learner's own choice
    except (OSError, ValueError) as error:
        note(f"the pager {said} can't be started: {getattr(error, 'strerror', None) or error}")
        return False
    # Ctrl-C belongs to the pager while it is open, and so does leaving it before the end of the text.
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in (signal.SIGINT, signal.SIGPIPE)]
    try:
        with suppress(BrokenPipeError):
            process.communicate(text.encode(errors="replace") + b"\n")
        process.wait()
    finally:
        for number, handler in before:
            signal.signal(number, handler)
    return True
