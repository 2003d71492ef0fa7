"""Machines that sync with real git, and the git of somebody who works by hand."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studytui.errors import StudyError
from studytui.history import lines
from studytui.history.events import Event
from studytui.history.facts import Wrote
from studytui.history.history import History
from studytui.history.sync import Synced, sync
from tests.samples import after

THIRD = "33333333"
MONTH = "2026-11.jsonl"


class Machine:
    """One of the learner's machines."""

    def __init__(self, folder: Path, device: str) -> None:
        self.history = History(folder / "history", folder / "state", device)
        self.folder = self.history.folder
        self.git_folder = self.folder / ".git"

    def writes(self, text: str = "a line", minutes: float = 0) -> Event:
        (only,) = self.history.append(Wrote(text), now=after(minutes=minutes))
        return only

    def syncs(self, remote: Path | str | None = None) -> Synced:
        return sync(self.history, None if remote is None else str(remote), now=datetime.now(UTC))

    def file(self, device: str, name: str = MONTH) -> Path:
        return self.folder / device / name

    def files(self) -> dict[str, bytes]:
        found = [Path(file.path) for file in self.history.files()]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}

    def events(self) -> list[str]:
        return [each.id for data in self.files().values() for each in lines.read(data).events]

    def damages(self) -> list[bytes]:
        return [each.raw for data in self.files().values() for each in lines.read(data).damages]


def git(folder: Path, *words: str, given: str | None = None) -> str:
    """Git, as somebody uses it by hand."""
    identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "init.defaultBranch=main"]
    ran = subprocess.run(
        ["git", "-C", str(folder), *identity, *words], input=given, capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def carried(remote: Path) -> list[str]:
    return git(remote, "ls-tree", "-r", "--name-only", "studytui").splitlines()


def refused(machine: Machine, remote: Path | str | None = None) -> StudyError:
    with pytest.raises(StudyError) as caught:
        machine.syncs(remote)
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    return caught.value
