"""A learner's checklist, and what importing it makes."""

from pathlib import Path

import pytest

from studytui.exchange.importing import Plan, plan
from studytui.track.check import check
from studytui.track.model import Track

PLAN = """\
# Shell plan

## Files

See [inodes](https://example.org/inodes).

- [x] Explain what an inode is
- [ ] Copy a sparse file
- [ ] Exercises

## Pipes

- [ ] Write a small tee
- [ ] Exercises
"""


class Importer:
    """A file of a learner, and the tracks that are made of it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "plan.md"
        self.tracks = folder / "tracks"

    def plan(self, text: str, **how: object) -> Plan:
        """What importing this text would do."""
        self.file.write_text(text, encoding="utf-8", newline="")
        return plan(self.file, self.tracks, **how)  # type: ignore[arg-type]

    def __call__(self, text: str, **how: object) -> Plan:
        """Import this text."""
        found = self.plan(text, **how)
        found.folder.replace(found.files)
        return found

    def ids(self, text: str, **how: object) -> dict[str, str]:
        """Import this text; the id of each milestone, by its text."""
        return {each.text: each.id for each in self(text, **how).track.milestones.values()}

    def track(self, name: str = "shell-plan") -> Track:
        """The track as it is on disk, which must be right."""
        track, faults = check(self.tracks / name)
        assert track is not None, faults
        return track


@pytest.fixture
def imported(tmp_path: Path) -> Importer:
    return Importer(tmp_path)
