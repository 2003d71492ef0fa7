"""Completion of commands, options and ids, by what click has for each shell."""

import click

from studytui.cli.output import note, say, width

SHELLS = {
    "bash": 'add to ~/.bashrc:  eval "$(studytui completion bash)"',
    "zsh": 'add to ~/.zshrc, after compinit:  eval "$(studytui completion zsh)"',
    "fish": "keep it as a file:  studytui completion fish > ~/.config/fish/completions/studytui.fish",
}
"""Each shell that can, and how it takes the script."""


@click.command("completion")
@click.argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print what makes a shell complete studytui's commands, options and ids.

    \b
    eval "$(studytui completion bash)"    # in ~/.bashrc
    eval "$(studytui completion zsh)"     # in ~/.zshrc, after compinit
    studytui completion fish > ~/.config/fish/completions/studytui.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    script = found(context.find_root().command, {}, "studytui", "_STUDYTUI_COMPLETE")
    # Not `source()`: it starts a bash to ask for its version.
    source = (script.source_template % script.source_vars()).rstrip()
    # Click's for fish cuts a description at its first comma.
    say(source.replace('string split ","', 'string split -m 1 ","'))
    if width():
        # Told to a person; a shell that starts with this would tell it each time.
        note(SHELLS[shell])
