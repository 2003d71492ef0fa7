"""Completion: commands, options and ids, as the shells ask for them; never a word about what is wrong."""

import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest
from click.shell_completion import ShellComplete

from studytui.cli import completion
from studytui.cli.commands import main
from tests.cli.conftest import Learner, Run


@pytest.fixture
def offered(studytui: Learner, monkeypatch: pytest.MonkeyPatch) -> "Offered":
    for name, value in studytui.environ.items():
        monkeypatch.setenv(name, value)
    return Offered(studytui.track)


class Offered:
    """What is offered after some words for the last, unfinished one."""

    def __init__(self, track: str) -> None:
        self.track = track

    def __call__(self, *words: str) -> list[str]:
        return self.bare("--track", self.track, *words)

    def bare(self, *words: str) -> list[str]:
        *before, last = words
        shell = ShellComplete(main, {}, "studytui", "_STUDYTUI_COMPLETE")
        return [item.value for item in shell.get_completions(before, last)]


def test_commands_and_options_are_offered(offered: Offered) -> None:
    assert {"roadmap", "restore"} <= {*offered.bare("ro"), *offered.bare("res")}
    assert "upkeep" not in offered.bare("")
    assert offered.bare("journal", "--las") == ["--last"]
    assert offered.bare("completion", "") == ["bash", "zsh", "fish"]
    assert offered.bare("config", "set", "m") == ["minutes"]


def test_ids_of_the_track_are_offered(studytui: Learner, offered: Offered) -> None:
    studytui("roadmap")
    assert offered("done", "w01") == ["w01-m1", "w01-m2"]
    assert offered("done", "w01-m1", "w02") == ["w02-m1"]
    assert offered("undone", "w02") == ["w02-m1"]
    assert offered("topic", "") == ["lazy-loading", "napkin-math"]
    assert offered("journal", "--topic", "la") == ["lazy-loading"]
    assert offered("log", "--topic", "n") == ["napkin-math"]
    assert offered("lab", "run", "") == ["ladder"]
    assert offered("lab", "show", "x") == []


def test_tracks_are_offered(offered: Offered) -> None:
    assert offered.bare("track", "use", "back") == ["backend-optimization"]
    assert offered.bare("--track", "b") == ["backend-optimization"]


def test_what_is_not_in_the_cache_is_not_waited_for(offered: Offered) -> None:
    assert offered("done", "w01") == []


@pytest.mark.parametrize("words", [("--track", "/no/such", "done", ""), ("rodmap", "x"), ("done", "--nothing", "")])
def test_a_line_that_makes_no_sense_offers_nothing_and_says_nothing(
    offered: Offered, words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    offered.bare(*words)
    assert capfd.readouterr() == ("", "")


def test_a_damaged_cache_offers_nothing(studytui: Learner, offered: Offered, tmp_path: Path) -> None:
    studytui("roadmap")
    for file in (tmp_path / "cache" / "tracks").iterdir():
        file.write_bytes(b"junk")
    assert offered("done", "w01") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_data_and_only_a_person_is_told_what_to_do_with_it(
    studytui: Learner, shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = studytui.bare("completion", shell)
    assert printed.exit_code == 0
    assert f"_STUDYTUI_COMPLETE={shell}_complete" in printed.stdout
    # A shell reads it at each start.
    assert printed.stderr == ""
    monkeypatch.setattr(completion, "width", lambda: 80)
    assert f"studytui completion {shell}" in studytui.bare("completion", shell).stderr


@pytest.fixture
def shell_environ(process_environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment of a shell that finds studytui on its path."""
    program = tmp_path / "bin" / "studytui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m studytui "$@"\n')
    program.chmod(0o755)
    return process_environ | {"PATH": f"{program.parent}:{process_environ['PATH']}"}


def test_bash_itself_completes_an_id(
    run: Run, shell_environ: dict[str, str], tmp_path: Path, track_folder: Path
) -> None:
    run("roadmap")
    script = run("completion", "bash").stdout
    asks = (
        f"\nCOMP_WORDS=(studytui --track {track_folder} done w01); COMP_CWORD=4; _studytui_completion studytui\n"
        'echo "${COMPREPLY[@]}"'
    )
    told = subprocess.run(
        ["bash", "-c", script + asks], env=shell_environ, cwd=tmp_path, capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    assert (told.stdout, told.stderr) == ("w01-m1 w01-m2\n", "")


@pytest.mark.skipif(which("fish") is None, reason="fish is not installed")
def test_fish_itself_completes_an_id_with_its_whole_title(
    run: Run, shell_environ: dict[str, str], tmp_path: Path, track_folder: Path
) -> None:
    file = track_folder / "track.yaml"
    file.write_text(file.read_text().replace("Removed one N+1.", "'Found one, removed it.'"))
    run("roadmap")
    script = run("completion", "fish").stdout
    asks = f"\ncomplete -C 'studytui --track {track_folder} done w02'\n"
    told = subprocess.run(
        ["fish", "--no-config", "-c", script + asks], env=shell_environ, cwd=tmp_path, capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    assert told.stdout == "w02-m1\tFound one, removed it.\n"
