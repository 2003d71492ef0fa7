"""The learner's own git, its settings and its repositories, are neither heard nor touched."""

import shutil
from pathlib import Path

import pytest

from studytui import paths
from studytui.history import git as git_module
from tests.history.sync.machines import MONTH, Machine, git
from tests.samples import HERE


def test_variables_of_another_repository_are_not_heard(
    here: Machine, there: Machine, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    git(tmp_path, "init", "--quiet", str(project))
    for name, value in {
        "GIT_DIR": project / ".git", "GIT_WORK_TREE": project, "GIT_INDEX_FILE": project / ".git" / "index",
        "GIT_NAMESPACE": "elsewhere", "GIT_OBJECT_DIRECTORY": tmp_path / "objects", "GIT_CONFIG_COUNT": "x",
        "GIT_COMMON_DIR": project, "GIT_DEFAULT_HASH": "sha256", "GIT_TEMPLATE_DIR": tmp_path,
        "GIT_CEILING_DIRECTORIES": tmp_path, "GIT_ALLOW_PROTOCOL": "none", "LC_ALL": "xx_XX", "GIT_TRACE": "1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))
    before = sorted(project.rglob("*"))
    here.writes()
    here.syncs(remote)
    assert there.syncs(remote).received == 1
    assert sorted(project.rglob("*")) == before
    assert not (tmp_path / "objects").exists()


def test_a_repository_further_up_is_not_touched(tmp_path: Path, here: Machine, there: Machine, remote: Path) -> None:
    git(tmp_path, "init", "--quiet", ".")
    (tmp_path / "dotfile").touch()
    git(tmp_path, "add", "dotfile")
    before = {path: path.read_bytes() for path in (tmp_path / ".git").rglob("*") if path.is_file()}
    here.writes()
    here.syncs(remote)
    there.syncs(remote)
    assert {path: path.read_bytes() for path in (tmp_path / ".git").rglob("*") if path.is_file()} == before


HABITS = """
[core]
    hooksPath = {hooks}
    attributesFile = {hooks}/attributes
    autocrlf = true
    fsmonitor = true
[init]
    templateDir = {hooks}
    defaultBranch = trunk
[user]
    useConfigOnly = true
[commit]
    gpgSign = true
[gpg]
    program = false
[push]
    gpgSign = true
    default = nothing
    followTags = true
[fetch]
    prune = true
[merge]
    ff = only
[remote]
    pushDefault = elsewhere
[remote "origin"]
    fetch = +refs/pull/*:refs/pull/*
[filter "zip"]
    clean = gzip
    smudge = gunzip
    required = true
"""


def test_the_learners_habits_with_git_change_nothing(
    here: Machine, there: Machine, remote: Path, home: Path, tmp_path: Path
) -> None:
    hooks = tmp_path / "hooks"
    own = here.git_folder / "hooks"
    hooks.mkdir()
    (hooks / "attributes").write_text("* text=auto filter=zip\n")
    (home / ".gitconfig").write_text(HABITS.format(hooks=hooks))
    for name in ("pre-commit", "post-commit", "pre-push", "post-merge", "post-checkout", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{tmp_path}/hooked'\nexit 1\n")
        (hooks / name).chmod(0o755)
    there.writes()
    there.syncs(remote)
    here.syncs(remote)
    git(here.folder, "tag", "--annotate", "--message", "mine", "mine", "studytui")
    shutil.copytree(hooks, own)
    shutil.copy(hooks / "pre-commit", own / "reference-transaction")
    here.writes()
    here.syncs()
    there.syncs()
    assert here.files() == there.files()
    assert git(remote, "show", f"studytui:{HERE}/{MONTH}") + "\n" == here.file(HERE).read_text()
    assert not (tmp_path / "hooked").exists()
    assert not (remote / "attributes").exists()
    assert git(remote, "tag") == ""


def test_a_learner_without_any_home_can_sync(
    here: Machine, there: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOME")
    here.writes()
    here.syncs(remote)
    assert there.syncs(remote).received == 1


def test_a_repository_that_the_learner_made_is_used_beside_their_branch(
    here: Machine, there: Machine, remote: Path
) -> None:
    here.writes()
    git(here.folder, "init", "--quiet")
    git(here.folder, "add", "--all")
    git(here.folder, "commit", "--quiet", "--message", "mine")
    before = git(here.folder, "rev-parse", "main")
    here.syncs(remote)
    assert there.syncs(remote).received == 1
    assert git(here.folder, "rev-parse", "main") == before
    assert git(here.folder, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert git(remote, "branch", "--list", "--format=%(refname:short)") == "studytui"


def test_a_prompt_is_only_for_a_person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert git_module.Git(tmp_path)._environment["GIT_TERMINAL_PROMPT"] == "0"
    monkeypatch.setattr(paths, "is_terminal", lambda: True)
    assert git_module.Git(tmp_path)._environment["GIT_TERMINAL_PROMPT"] == "1"
