"""`studytui sync`: what it says, to people and to programs."""

import json
from pathlib import Path

import pytest

from studytui.cli.commands import main
from tests.cli.conftest import Learner, Run


@pytest.fixture(autouse=True)
def _own_home(environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner who has never used git, on a machine whose own settings have no influence."""
    (tmp_path / "home").mkdir()
    for name, value in {"HOME": str(tmp_path / "home"), "GIT_CONFIG_NOSYSTEM": "1"}.items():
        environ[name] = value
        monkeypatch.setenv(name, value)


@pytest.fixture
def other(environ: dict[str, str], track_folder: Path, tmp_path: Path) -> Learner:
    """The program on the learner's other machine."""
    kinds = ("DATA", "CONFIG", "STATE", "CACHE")
    folders = {f"STUDYTUI_{kind}_DIR": str(tmp_path / "other" / kind.lower()) for kind in kinds}
    return Learner(environ | folders, track_folder)


def test_both_machines_know_what_either_wrote(studytui: Learner, other: Learner, tmp_path: Path) -> None:
    remote = str(tmp_path / "disk.git")
    studytui("log", "from here")
    studytui("done", "w01-m1")
    other("log", "from there")
    first = studytui("sync", remote)
    assert (first.exit_code, first.stdout) == (0, "sent 2 events, received 0: 1 device is in step\n")
    assert first.stderr == f"studytui: made a repository at {remote}; name it on your other machines too\n"
    second = other("sync", remote)
    assert (second.stdout, second.stderr) == ("sent 1 event, received 2: 2 devices are in step\n", "")
    assert studytui("sync").stdout == "sent 0 events, received 1: 2 devices are in step\n"
    assert studytui("sync").stdout == "nothing new: 2 devices are in step\n"
    for each in (studytui, other):
        assert {entry["text"] for entry in json.loads(each("journal", "--json").stdout)} == {"from here", "from there"}
        assert "[x] w01-m1" in each("roadmap").stdout


def test_a_program_is_told_in_json(studytui: Learner, tmp_path: Path) -> None:
    studytui("log", "one")
    remote = str(tmp_path / "disk.git")
    synced = json.loads(studytui("sync", remote, "--json").stdout)
    assert synced == {"received": 0, "sent": 1, "devices": 1, "made": remote}


def test_before_anything_is_written_there_is_nothing_to_carry(studytui: Learner, tmp_path: Path) -> None:
    synced = studytui("sync", str(tmp_path / "disk.git"))
    assert (synced.exit_code, synced.stdout) == (0, "nothing to carry yet: no device has written anything\n")


def test_without_a_place_it_says_what_to_give(studytui: Learner) -> None:
    told = studytui("sync")
    assert (told.exit_code, told.stdout) == (2, "")
    what, hint = told.stderr.splitlines()
    assert what == "studytui: there is no place to sync with yet"
    assert hint.startswith("  give a folder")


def test_out_of_reach_is_two_lines_and_exit_4(studytui: Learner) -> None:
    studytui("log", "one")
    told = studytui("sync", "file:///nowhere")
    assert (told.exit_code, told.stdout) == (4, "")
    assert len(told.stderr.splitlines()) == 2


def test_an_address_that_looks_like_an_option_is_refused(studytui: Learner, tmp_path: Path) -> None:
    for words in (("--upload-pack=touch pwned",), ("--", "--upload-pack=touch pwned"), ("--", "-u")):
        told = studytui("sync", *words)
        assert told.exit_code == 2
        assert "Traceback" not in told.stderr
    assert not list(tmp_path.rglob("*pwned*"))


def test_the_help_has_examples_and_says_that_nothing_is_encrypted(studytui: Learner) -> None:
    shown = studytui("sync", "--help").stdout
    assert "studytui sync /media/stick/study.git" in shown
    assert "unencrypted" in shown
    assert "sync" in main.list_commands(None)  # type: ignore[arg-type]  # it looks at no context


@pytest.mark.slow
def test_a_git_that_stops_listening_does_not_end_the_program_silently(
    run: Run, process_environ: dict[str, str], tmp_path: Path
) -> None:
    real = tmp_path / "tools" / "git"
    real.parent.mkdir()
    real.write_text('#!/bin/sh\ncase "$*" in *fast-import*) exit 3;; *) PATH="$OLD" exec git "$@";; esac\n')
    real.chmod(0o755)
    process_environ["OLD"] = process_environ["PATH"]
    for _ in range(3):
        run("log", "-", input="x" * 200_000)
    process_environ["PATH"] = f"{real.parent}:{process_environ['PATH']}"
    told = run("sync", str(tmp_path / "disk.git"))
    assert (told.returncode, told.stdout) == (4, "")
    assert "git can't work in" in told.stderr
    process_environ["PATH"] = process_environ["OLD"]
    assert run("sync", str(tmp_path / "disk.git")).stdout == "sent 3 events, received 0: 1 device is in step\n"
