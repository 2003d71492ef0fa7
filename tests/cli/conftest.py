"""The command line on a small track of its own, in folders of its own, at a pinned moment."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from studytui.cli.commands import main
from studytui.history import backup
from studytui.history.history import History

ROOT = Path(__file__).parents[2]
NOW = "2026-11-22T09:12:00+00:00"

TRACK = """\
id: small
title: Small Track
summary: Two weeks.
hours_per_week: 5
phases:
  - id: fundamentals
    title: Fundamentals
    advice: Get the basics down.
    weeks:
      - id: numbers-first
        title: Numbers first
        aim: Know your numbers.
        topics: [napkin-math]
        labs: [ladder]
        milestones:
          - {id: w01-m1, text: Ran the ladder., topic: napkin-math}
          - {id: w01-m2, text: Estimated one page.}
  - id: apply-small
    title: Apply small
    advice: One idea at a time.
    weeks:
      - id: round-trips
        title: Round trips
        aim: Find work that waits in line.
        topics: [lazy-loading]
        milestones:
          - {id: w02-m1, text: Removed one N+1., was: [w02-old]}
"""
NAPKIN = """\
---
title: Napkin math
why: A dozen costs reject most bad designs.
essentials: [Keep the units.]
feeds_into:
  - {topic: lazy-loading, because: a round trip is the unit}
misconceptions:
  - {claim: Memory is free., correction: A miss costs 100 ns.}
references:
  - {author: Jeff Dean, title: Numbers, year: 2010, where: slide 13, url: "https://example.org/n"}
---
## Costs

A cache miss takes a hundred nanoseconds.
"""
LAZY = """\
---
title: Lazy loading
why: Deferring multiplies.
essentials: [Late loading costs round trips.]
references:
  - {author: Martin Fowler, title: Patterns, year: 2002, where: chapter 11}
---
"""


@pytest.fixture
def track_folder(tmp_path: Path) -> Path:
    """Two weeks, two topics (one without prose), a lab, and a milestone that was renamed."""
    folder = tmp_path / "tracks" / "small"
    texts = {
        "track.yaml": TRACK,
        "topics/napkin-math.md": NAPKIN,
        "topics/lazy-loading.md": LAZY,
        "labs/ladder.yaml": "{title: The ladder, topic: napkin-math, question: How many look-ups in a round trip?}\n",
    }
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A learner's environment: own folders, a pinned clock, UTC, no editor."""
    (tmp_path / "tmp").mkdir()
    # Texts that could not be saved are kept there; the module remembers its first answer.
    monkeypatch.setattr(tempfile, "tempdir", None)
    folders = {f"STUDYTUI_{kind}_DIR": str(tmp_path / kind.lower()) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
    # The backup of the day seems made, so that no command starts the upkeep beside a test.
    made = backup.folder(History(tmp_path / "data" / "history", tmp_path / "state")) / "studytui-2026-11-22.zip"
    made.parent.mkdir(parents=True)
    made.touch()
    return folders | {"STUDYTUI_NOW": NOW, "TZ": "UTC", "VISUAL": "", "EDITOR": "", "TMPDIR": str(tmp_path / "tmp")}


class Learner:
    """Types commands about the small track; each one is a new start of the program."""

    def __init__(self, environ: dict[str, str], track_folder: Path) -> None:
        self.environ = environ
        self.track = str(track_folder)

    def __call__(self, *words: str, says: str | None = None) -> Result:
        """Run a command; `says` is what comes on standard input."""
        return self.bare("--track", self.track, *words, says=says)

    def bare(self, *words: str, says: str | None = None) -> Result:
        """Run a command without naming the track."""
        return CliRunner(catch_exceptions=False).invoke(
            main, list(words), input=says, env=self.environ, prog_name="studytui"
        )


@pytest.fixture
def studytui(environ: dict[str, str], track_folder: Path) -> Learner:
    """The program, as a learner types it."""
    return Learner(environ, track_folder)


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def process_environ(environ: dict[str, str]) -> dict[str, str]:
    """The environment of a real process."""
    # Buffered, as a learner's Python is: what is still held back at the end can fail too.
    around = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return around | environ | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
def run(process_environ: dict[str, str], track_folder: Path, tmp_path: Path) -> Run:
    """The program as a real process."""

    def start(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "studytui", "--track", str(track_folder), *words]
        settings: dict[str, object] = {
            "env": process_environ, "cwd": tmp_path, "text": True, "timeout": 60, "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
        }  # fmt: skip
        if "input" in options:
            del settings["stdin"]
        return subprocess.run(command, **(settings | options))  # type: ignore[call-overload, no-any-return]

    return start
