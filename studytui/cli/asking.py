"""Asking before something is done that was shown first."""

import click

from studytui import paths
from studytui.cli.output import note

yes_option = click.option("--yes", is_flag=True, help="Do it without asking.")


def agreed(question: str, *, dry_run: bool, yes: bool) -> bool:
    """Whether to go on: the learner is asked on a terminal, and elsewhere only --yes does it. Raises click.Abort."""
    if dry_run:
        return False
    if not yes:
        if not paths.is_terminal():
            note("nothing was changed; --yes does it")
            return False
        click.confirm(question, abort=True, err=True)
    return True
