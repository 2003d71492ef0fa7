"""Carrying the history between machines."""

import click

from studytui import paths
from studytui.cli.context import pass_study
from studytui.cli.output import json_option, note, say, say_json
from studytui.cli.study import Study
from studytui.text import counted


@click.command("sync")
@click.argument("remote", required=False)
@json_option
@pass_study
def sync_command(study: Study, remote: str | None, as_json: bool) -> None:
    """Bring this machine and your others in step through a git repository that you name once.

    REMOTE is a folder, on a stick for instance, or any address that git knows; a folder that is empty or not there
    yet becomes a repository. All you wrote goes there, unencrypted: keep it private.

    \b
    studytui sync /media/stick/study.git
    studytui sync me@example.org:study.git
    studytui sync
    """
    from studytui.history.sync import sync

    synced = sync(study.history, remote, now=paths.now())
    if synced.made:
        note(f"made a repository at {synced.made}; name it on your other machines too")
    if as_json:
        say_json(synced._asdict())
        return
    in_step = f"{counted(synced.devices, 'device is', 'devices are')} in step"
    if synced.sent or synced.received:
        say(f"sent {counted(synced.sent, 'event')}, received {synced.received:,}: {in_step}")
    else:
        say(f"nothing new: {in_step}" if synced.devices else "nothing to carry yet: no device has written anything")
