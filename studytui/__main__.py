"""The way in and out: every end of the program has its exit status and at most two lines."""

import gc
import os
import signal
import sys
from types import FrameType

from studytui.errors import BUG, StudyError


def main() -> None:
    """Run the command line, or open the app."""
    # A command ends before there is anything to collect, and looking costs it 5 ms of 70; the app begins to collect
    # after its first paint.
    gc.disable()
    for name in ("SIGTERM", "SIGHUP"):
        # nohup ignores SIGHUP on purpose.
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is signal.SIG_DFL:
            signal.signal(getattr(signal, name), _end)
    if hasattr(signal, "SIGPIPE"):
        # As with any command: when nobody reads any more, end without a word. The app takes it back.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    status = _run()
    # A stream that was closed from the start is None.
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):
            # Whoever read is gone. Python would stumble over it once more and make the exit status 120.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(status)


def _run() -> int:
    for stream in (sys.stdout, sys.stderr):
        # LANG=C must not turn an arrow in somebody's journal into a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        return _command() if sys.argv[1:] or _is_completing() else _app()
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as error:  # noqa: BLE001 - whatever else comes up here is a bug, and is reported as one
        return _report(error)


def _is_completing() -> bool:
    from studytui import paths

    # A shell that completes a line says so in the environment, and gives no arguments.
    return paths.is_completing()


def _app() -> int:
    from studytui import paths
    from studytui.cli.study import Study, tell

    try:
        return Study(paths.places()).open_app()
    except StudyError as error:
        tell(error)
        return error.exit_code


def _command() -> int:
    import click

    from studytui.cli.commands import main as command

    try:
        result = command(prog_name="studytui", standalone_mode=False)
    except click.Abort:
        return 128 + signal.SIGINT
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return result if isinstance(result, int) else 0


def _report(error: Exception) -> int:
    from studytui import crash, paths

    report = crash.report(error, paths.places().state) or "could not be written"
    print(f"studytui: a bug, sorry ({type(error).__name__}). Nothing saved was lost. Report: {report}", file=sys.stderr)  # noqa: T201
    return BUG


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
