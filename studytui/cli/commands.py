"""The commands: `studytui` itself, and where each of the others is found.

Commands are imported only when they are asked for, so that each pays only for itself.
"""

from importlib import import_module
from typing import Any

import click

from studytui import __version__, paths
from studytui.cli import offers
from studytui.cli.study import Study, tell
from studytui.errors import StudyError

# The module of each command, in the order in which a learner meets them.
_COMMANDS = {
    "today": "today",
    "roadmap": "roadmap",
    "done": "milestone",
    "undone": "milestone",
    "log": "log",
    "journal": "journal",
    "lookback": "lookback",
    "topic": "topic",
    "lab": "lab",
    "review": "review",
    "card": "card",
    "insights": "insights",
    "session": "session",
    "find": "find",
    "pause": "pause",
    "undo": "undo",
    "sync": "sync",
    "track": "track",
    "config": "config",
    "completion": "completion",
    "import": "import_",
    "export": "export",
    "backup": "backup",
    "restore": "backup",
    "doctor": "doctor",
    "serve": "serve",
    "upkeep": "upkeep",
}


class Told(click.ClickException):
    """A StudyError on its way to the learner."""

    def __init__(self, error: StudyError) -> None:
        super().__init__(error.message)
        self.error = error
        self.exit_code = error.exit_code  # type: ignore[misc]  # click reads it from the instance

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """Say it."""
        tell(self.error)


class _Commands(click.Group):
    """Looks a command's module up by name, and names the nearest when there is none."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"studytui.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            from studytui.desk import unknown

            ctx.fail(str(unknown("command", args[0], _COMMANDS)))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StudyError as error:
            raise Told(error) from error


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--data-dir", metavar="DIR", help="Keep the history here instead of in the usual place.")
@click.option(
    "--track", metavar="ID|PATH", shell_complete=offers.tracks, help="Study this track, for this command only."
)
@click.option("--no-pager", is_flag=True, help="Print what is longer than the screen as it is.")
@click.version_option(__version__, message="studytui %(version)s")
@click.pass_context
def main(ctx: click.Context, data_dir: str | None, track: str | None, no_pager: bool) -> None:
    """Study backend engineering in the terminal: a roadmap, a checklist, a journal.

    Without a command the app opens. Everything stays on this machine.

    \b
    studytui                     open the app
    studytui done w01-m1         tick a milestone off
    studytui log "Measured it" --got "37 times slower"
    """
    study = Study(paths.places(data_dir), track, not no_pager)
    ctx.obj = study
    ctx.call_on_close(study.close)
    if ctx.invoked_subcommand not in (None, "upkeep"):
        ctx.call_on_close(study.look_after)
    if ctx.invoked_subcommand is None:
        ctx.exit(study.open_app())
