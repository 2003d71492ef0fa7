"""Two machines, a place for their repository, and nobody else's git settings."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.history.sync.machines import Machine, git
from tests.samples import HERE, THERE


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner who has never used git, on a machine whose own settings have no influence."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_"))]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return folder


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """Where the repository is to be; nothing is there yet."""
    return tmp_path / "disk.git"


@pytest.fixture
def machine(tmp_path: Path) -> Callable[[str], Machine]:
    """Makes machines."""
    return lambda device: Machine(tmp_path / f"machine {device}", device)


@pytest.fixture
def here(machine: Callable[[str], Machine]) -> Machine:
    """This machine."""
    return machine(HERE)


@pytest.fixture
def there(machine: Callable[[str], Machine]) -> Machine:
    """Another one."""
    return machine(THERE)


@pytest.fixture
def by_hand(tmp_path: Path, remote: Path) -> Callable[..., Path]:
    """Lets somebody change the repository with a clone of their own."""

    def change(edit: Callable[[Path], object]) -> Path:
        clone = tmp_path / "by hand"
        if not clone.exists():
            git(tmp_path, "clone", "--quiet", "--branch", "studytui", str(remote), str(clone))
        git(clone, "pull", "--quiet")
        edit(clone)
        git(clone, "add", "--all")
        git(clone, "commit", "--quiet", "--message", "by hand")
        git(clone, "push", "--quiet", "origin", "HEAD:studytui")
        return clone

    return change
