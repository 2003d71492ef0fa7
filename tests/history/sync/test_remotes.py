"""Where a history may be carried to, and what is told where it can not be."""

import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest

from studytui.errors import CANNOT_WRITE, USAGE
from studytui.history import git as git_module
from studytui.history import lines
from studytui.history.sync import Synced
from tests.history.sync.machines import THIRD, Machine, git, refused
from tests.samples import HERE


def test_the_first_time_a_place_must_be_given(here: Machine) -> None:
    told = refused(here)
    assert told.exit_code == USAGE
    assert "studytui sync /" in told.hint
    assert not here.git_folder.exists()


def test_the_place_is_remembered_and_can_be_changed(here: Machine, tmp_path: Path, remote: Path) -> None:
    here.writes()
    here.syncs(remote)
    other = tmp_path / "other"
    assert here.syncs(other) == Synced(received=0, sent=1, devices=1, made=str(other))
    here.writes("more", 5)
    assert here.syncs("origin").sent == 1
    assert git(other, "rev-list", "--count", "studytui") == "2"
    assert git(remote, "rev-list", "--count", "studytui") == "1"


def test_a_place_that_does_not_work_is_not_remembered(here: Machine, tmp_path: Path, remote: Path) -> None:
    here.writes()
    here.syncs(remote)
    refused(here, tmp_path / "no" / "such" / "folder")
    refused(here, "file:///nowhere")
    here.writes("more", 5)
    assert here.syncs().sent == 1


def test_paths_may_be_relative_or_begin_at_home(
    here: Machine, there: Machine, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.writes()
    monkeypatch.chdir(tmp_path)
    assert here.syncs("study place").made == str(tmp_path / "study place")
    monkeypatch.chdir(home)
    assert here.syncs().made == ""
    assert here.syncs("~/study").made == str(home / "study")
    assert there.syncs("~/study").received == 1


def test_an_empty_folder_becomes_a_repository_and_one_with_other_things_does_not(here: Machine, tmp_path: Path) -> None:
    here.writes()
    empty, full, file = tmp_path / "empty", tmp_path / "full", tmp_path / "file"
    empty.mkdir()
    full.mkdir()
    (full / "letter.txt").write_text("mine")
    file.write_text("mine")
    assert here.syncs(empty).made == str(empty)
    for place in (full, file):
        told = refused(here, place)
        assert told.exit_code == USAGE
        assert "something else" in told.message
    assert [each.name for each in full.iterdir()] == ["letter.txt"]


def test_a_disk_that_is_not_there_is_not_made_up(here: Machine, there: Machine, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for place in (stick / "study.git", stick):
        here.writes()
        there.writes()
        if place == stick:
            shutil.rmtree(stick)
            stick.mkdir()
        here.syncs(place)
        shutil.rmtree(stick)
        stick.mkdir()
        told = refused(here)
        assert told.exit_code == CANNOT_WRITE
        assert "next sync" in told.hint
        assert list(stick.iterdir()) == []


def test_a_repository_that_is_no_bare_one_takes_the_branch_too(here: Machine, there: Machine, tmp_path: Path) -> None:
    project = tmp_path / "project"
    git(tmp_path, "init", "--quiet", str(project))
    (project / "code.py").write_text("print()\n")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "code")
    before = git(project, "rev-parse", "main")
    here.writes()
    here.syncs(project)
    assert there.syncs(project).received == 1
    assert git(project, "rev-parse", "main") == before
    assert not there.file("code.py").exists()
    assert git(project, "status", "--porcelain") == ""


def test_a_branch_that_holds_something_else_is_refused(here: Machine, tmp_path: Path, remote: Path) -> None:
    here.writes()
    here.syncs(remote)
    for number, path in enumerate(("README.md", "src/data.json", "a/b/c.jsonl", ".hidden/x.jsonl", "x.jsonl")):
        project = tmp_path / f"project {number}"
        git(tmp_path, "init", "--quiet", "--initial-branch=studytui", str(project))
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text("theirs\n")
        git(project, "add", "--all")
        git(project, "commit", "--quiet", "--message", "theirs")
        before = here.files()
        told = refused(here, project)
        assert told.exit_code == USAGE
        assert path in told.message
        assert git(project, "rev-list", "--count", "studytui") == "1"
        assert here.files() == before
        assert not (here.folder / path).exists()
    assert here.syncs() == Synced(0, 0, 1)


def test_a_link_or_a_repository_inside_the_remote_makes_none_here(
    here: Machine, there: Machine, remote: Path, by_hand: Callable[..., Path], tmp_path: Path
) -> None:
    here.writes()
    here.syncs(remote)
    target = tmp_path / "target.jsonl"
    target.write_bytes(lines.header(THIRD))
    by_hand(lambda clone: (clone / HERE / "2026-12.jsonl").symlink_to(target))
    mine = there.writes()
    there.syncs(remote)
    assert not there.file(HERE, "2026-12.jsonl").is_symlink()
    assert target.read_bytes() == lines.header(THIRD)
    here.syncs()
    assert mine.id in here.events()
    head = git(remote, "rev-parse", "studytui")
    (inner,) = git(remote, "mktree", given=f"160000 commit {head}\tsub.jsonl\n").splitlines()
    outer = git(remote, "mktree", given=f"040000 tree {inner}\t{HERE}\n")
    git(remote, "update-ref", "refs/heads/studytui", git(remote, "commit-tree", outer, "-p", "studytui", "-m", "sub"))
    assert "sub.jsonl" in refused(here).message


def test_a_tree_that_leads_out_of_the_folder_is_refused(here: Machine, remote: Path, tmp_path: Path) -> None:
    here.writes()
    here.syncs(remote)
    blob = git(remote, "hash-object", "-w", "--stdin", given=lines.header(THIRD).decode())
    inner = git(remote, "mktree", given=f"100644 blob {blob}\tescaped.jsonl\n")
    for folder in ("..", ".git", "."):
        outer = git(remote, "mktree", given=f"040000 tree {inner}\t{folder}\n")
        commit = git(remote, "commit-tree", outer, "-p", "studytui", "-m", "out")
        head = git(remote, "rev-parse", "studytui")
        git(remote, "update-ref", "refs/heads/studytui", commit)
        refused(here)
        git(remote, "update-ref", "refs/heads/studytui", head)
    assert not list(tmp_path.rglob("escaped.jsonl"))
    here.syncs()


@pytest.mark.parametrize(
    "name",
    ["", " ", "-u", "--upload-pack=touch pwned", "ext::touch pwned", "ext::sh -c touch% pwned", "fd::7", "::x",
     "two\nlines", "nul\0", "\x1b]0;x\x07", "ssh://-oProxyCommand=touch pwned/x", "-oProxyCommand=x:y"],
)  # fmt: skip
def test_a_hostile_address_runs_nothing(
    here: Machine, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    (home / ".gitconfig").write_text('[protocol "ext"]\n\tallow = always\n')
    monkeypatch.chdir(tmp_path)
    here.writes()
    refused(here, name)
    assert not list(tmp_path.rglob("*pwned*"))


def test_an_address_that_git_itself_would_turn_into_a_program_runs_nothing(
    here: Machine, tmp_path: Path, home: Path
) -> None:
    pwned = tmp_path / "pwned"
    (home / ".gitconfig").write_text(
        f'[protocol "ext"]\n\tallow = always\n[url "ext::touch {pwned} "]\n\tinsteadOf = "study:"\n'
    )
    assert "not allowed" in refused(here, "study:x").message
    assert "run a program" in refused(here, f"ext::touch {pwned}").message
    assert not pwned.exists()


def test_the_history_is_no_place_to_sync_itself_with(here: Machine) -> None:
    here.writes()
    for place in (here.folder, here.folder / "disk.git", here.git_folder):
        assert "history itself" in refused(here, place).message
    assert not (here.folder / "disk.git").exists()


@pytest.mark.parametrize("address", ["file:///nowhere", "ssh://127.0.0.1:1/study.git", "git://127.0.0.1:1/study.git"])
def test_out_of_reach_is_told_and_what_is_new_is_committed(here: Machine, address: str) -> None:
    here.writes()
    told = refused(here, address)
    assert told.exit_code == CANNOT_WRITE
    assert f"{address} can't be reached" in told.message
    assert "correct access rights" not in told.message
    assert "next sync" in told.hint
    assert git(here.folder, "rev-list", "--count", "studytui") == "1"


def test_a_password_in_an_address_is_not_shown(here: Machine) -> None:
    told = refused(here, "http://me:secret@127.0.0.1:1/study.git")
    assert "secret" not in str(told)
    assert "127.0.0.1" in told.message


def test_what_was_written_out_of_reach_goes_with_the_next_sync(here: Machine, there: Machine, remote: Path) -> None:
    here.syncs(remote)
    remote.rename(remote.with_name("away"))
    here.writes()
    assert "not there" in refused(here).message
    remote.with_name("away").rename(remote)
    assert here.syncs().sent == 1
    assert there.syncs(remote).received == 1


def test_a_hook_that_refuses_is_quoted(here: Machine, remote: Path) -> None:
    here.syncs(remote)
    hook = remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'only on \033[31mSundays' >&2\nexit 1\n")
    hook.chmod(0o755)
    here.writes()
    told = refused(here)
    assert told.exit_code == CANNOT_WRITE
    assert "does not take it: only on ␛[31mSundays" in told.message
    hook.unlink()
    assert here.syncs().sent == 1


def test_a_branch_that_is_checked_out_elsewhere_is_told(here: Machine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    git(tmp_path, "init", "--quiet", "--initial-branch=studytui", str(elsewhere))
    (elsewhere / ".gitattributes").touch()
    git(elsewhere, "add", "--all")
    git(elsewhere, "commit", "--quiet", "--message", "empty")
    here.writes()
    assert "checked out" in refused(here, elsewhere).message


def test_a_repository_of_another_user_is_told_with_what_to_do(
    here: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.writes()
    here.syncs(remote)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setattr(git_module, "_KEPT", re.compile(".*"))
    told = refused(here)
    assert "another user" in told.message
    assert f"safe.directory {remote}" in told.hint


def test_a_full_disk_is_told(here: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here.syncs(remote)
    here.writes()
    full = b"error: unable to write file: No space left on device\nfatal: Could not read from remote repository.\n"

    for error in (git_module.GitError(full, b""), OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))):
        with monkeypatch.context() as patch:
            patch.setattr(git_module.Git, "_run", Mock(side_effect=error))
            told = refused(here, remote)
        assert (told.message, told.exit_code) == ("the disk is full", CANNOT_WRITE)
    assert here.syncs().sent == 1


def test_without_git_a_sync_says_what_else_works(
    here: Machine, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = refused(here, remote)
    assert told.exit_code == USAGE
    assert told.message == "git is not installed"
    assert str(here.folder) in told.hint
