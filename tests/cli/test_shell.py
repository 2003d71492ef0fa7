"""At home in a shell: help with examples, a pager where there is a screen, and terminals that can do little."""

import os
import pty
import re
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from studytui.cli.commands import main
from tests.cli.conftest import Run


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, f"{path} {name}")


def test_every_help_page_says_what_it_is_and_shows_an_example() -> None:
    without = []
    for path, command in commands(main, "studytui"):
        page = command.get_help(click.Context(command, info_name=path)).partition("\n")[2]
        example = re.search(rf"^ +(.*\| |eval .*)?{path}", page, re.MULTILINE)
        if not command.hidden and not (example and command.get_short_help_str()):
            without.append(path)
    assert not without


Shown = Callable[..., str]


@pytest.fixture
def shown(process_environ: dict[str, str], track_folder: Path) -> Shown:
    """What a terminal of 24 lines gets to see of a command."""

    def show(*words: str, columns: int = 80, **environ: str) -> str:
        controller, terminal = pty.openpty()
        termios.tcsetwinsize(terminal, (24, columns))
        command = [sys.executable, "-m", "studytui", "--track", str(track_folder), *words]
        around = {"LANG": "C.UTF-8", "LC_ALL": "", "TERM": "xterm-256color"}
        process = subprocess.Popen(
            command, env=process_environ | around | environ, stdin=terminal, stdout=terminal, stderr=subprocess.PIPE
        )
        os.close(terminal)
        said = b""
        try:
            while piece := os.read(controller, 65536):
                said += piece
        except OSError:
            # Linux says so when the last one who could write is gone.
            pass
        os.close(controller)
        _, narrated = process.communicate(timeout=60)
        assert process.returncode == 0, narrated
        show.narrated = narrated.decode()  # type: ignore[attr-defined]
        return said.decode().replace("\r\n", "\n")

    return show


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that says that it was there, and what it was told."""
    script = tmp_path / "pager"
    script.write_text('#!/bin/sh\necho "paged $LESS $*"; cat\n')
    script.chmod(0o755)
    return script


@pytest.fixture
def long(run: Run) -> None:
    run("log", "-", input="\n".join(f"line {number}" for number in range(40)))


@pytest.mark.usefixtures("long")
def test_what_is_longer_than_the_screen_goes_through_the_pager(shown: Shown, pager: Path) -> None:
    text = shown("journal", PAGER=f"{pager} -x")
    assert text.startswith("paged FRX -x\n")
    assert text.endswith("line 39\n")


@pytest.mark.usefixtures("long")
def test_the_pager_that_is_set_wins_and_all_can_be_had_without(shown: Shown, pager: Path, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(f'pager = "{pager} mine"')
    assert shown("journal", PAGER="false").startswith("paged FRX mine\n")
    assert "paged" not in shown("--no-pager", "journal")
    assert "paged" not in shown("journal", TERM="dumb")
    assert "paged" not in shown("roadmap")


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize("none", ["", "cat", "/no/such/pager", "unbalanced '"])
def test_without_a_pager_everything_is_printed(shown: Shown, none: str) -> None:
    assert shown("journal", PAGER=none).endswith("line 39\n")
    assert ("can't be started" in shown.narrated) is (none not in ("", "cat"))  # type: ignore[attr-defined]


def test_a_pager_that_is_left_early_ends_it_quietly(run: Run, shown: Shown) -> None:
    run("log", "-", input="many words\n" * 20_000)
    shown("journal", PAGER="head -n 1")
    assert shown.narrated == ""  # type: ignore[attr-defined]


@pytest.mark.usefixtures("long")
def test_what_other_programs_read_is_never_paged(run: Run, process_environ: dict[str, str], pager: Path) -> None:
    read = run("journal", env=process_environ | {"PAGER": str(pager)})
    assert "paged" not in read.stdout
    assert "line 39" in read.stdout


def test_a_dumb_terminal_gets_lines_and_no_sequences(run: Run, shown: Shown) -> None:
    run("log", "a line")
    assert "\x1b" not in shown("journal", TERM="dumb")
    assert "\x1b[1m" in shown("journal")
    assert not re.search(r"\x1b\[[34]\d", shown("journal", NO_COLOR="1"))


def test_a_locale_without_signs_gets_them_in_ascii_on_a_terminal(run: Run, shown: Shown, tmp_path: Path) -> None:
    run("log", "-", input="naïve: 37× → less")
    assert "37× → less" in shown("journal")
    assert "naïve: 37x > less" in shown("journal", LANG="C")
    assert "naïve: 37x > less" in shown("journal", LC_ALL="C")
    assert "0/2 <\n" in shown("roadmap", LANG="C")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('glyphs = "unicode"')
    assert "37× → less" in shown("journal", LANG="C")


def test_faults_of_the_settings_are_narrated_and_stop_nothing(run: Run, shown: Shown, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("glyphs = 1\ncolour = 1\n")
    run("log", "→")
    assert "→" in shown("journal")
    assert len(shown.narrated.splitlines()) == 2  # type: ignore[attr-defined]


def test_a_command_without_a_settings_file_does_not_read_one(
    run: Run, process_environ: dict[str, str], track_folder: Path
) -> None:
    run("roadmap")
    code = (
        "import sys\nfrom studytui.__main__ import main\n"
        "try:\n    main()\nfinally:\n    print('tomllib' in sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "--track", str(track_folder), "roadmap"]
    ran = subprocess.run(command, env=process_environ, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stderr == "False\n"


def test_the_app_asks_for_more_than_a_dumb_terminal(process_environ: dict[str, str]) -> None:
    controller, terminal = pty.openpty()
    ran = subprocess.run(
        [sys.executable, "-m", "studytui"], env=process_environ | {"TERM": "dumb"}, stdin=terminal, stdout=terminal,
        stderr=terminal, timeout=60, check=False,
    )  # fmt: skip
    said = os.read(controller, 65536).decode()
    os.close(terminal)
    os.close(controller)
    assert ran.returncode == 2
    assert "studytui --help" in said
    assert "\x1b" not in said
