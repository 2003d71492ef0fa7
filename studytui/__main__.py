"""The way in and out: every end of the program has its exit status and at most two lines."""

import signal
import sys
from types import FrameType

from studytui.errors import BUG, StudyError


def main() -> None:
    """Run the command line, or open the app."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)
    if hasattr(signal, "SIGPIPE"):
        # As with any command: when nobody reads any more, end without a word. The app takes it back.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(_run())


def _run() -> int:
    import click

    for stream in (sys.stdout, sys.stderr):
        # LANG=C must not turn an arrow in somebody's journal into a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    from studytui.cli import main as command

    try:
        result = command(prog_name="studytui", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.UsageError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 128 + signal.SIGINT
    except StudyError as error:
        print(f"studytui: {error.message}", *([f"  {error.hint}"] if error.hint else []), sep="\n", file=sys.stderr)  # noqa: T201
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - whatever else comes up here is a bug, and is reported as one
        return _report(error)


def _report(error: Exception) -> int:
    from studytui import crash, paths

    report = crash.report(error, paths.places().state)
    print(f"studytui: a bug, sorry ({type(error).__name__}). Nothing saved was lost. Report: {report}", file=sys.stderr)  # noqa: T201
    return BUG


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
