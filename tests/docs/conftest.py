"""A reader who types what a page says, in folders of their own, at the moment that the page is about."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from studytui.cli import upkeep
from tests.cli.conftest import Learner
from tests.docs.pages import ROOT, Block

NOW = "2026-11-22T09:12+00:00"
PLACES = {"/media/stick": "{home}/stick", "content/backend-optimization": "{root}/content/backend-optimization"}
"""What the pages name, and where it is in a test."""
ELSEWHERE = "example.org"
"""Nobody answers there: a command that names it is not typed."""
NOT_FOUND = 127
"""What a shell ends with when there is no such program."""
STUDYTUI = """\
#!{python}
import sys
from studytui.cli import upkeep
upkeep.begin = lambda places: None
from studytui.__main__ import main
sys.exit(main())
"""
PYTHON = """\
#!/bin/sh
exec {python} "$@"
"""
_SHELL_SIGNS = re.compile(r"[|<>;&$`*]")


class Reader:
    """Types the commands of one page, one after the other; what the page says about them must hold."""

    def __init__(self, home: Path) -> None:
        self.home = home
        folders = {f"STUDYTUI_{kind}_DIR": str(home / kind.lower()) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
        self.environ = folders | {
            "HOME": str(home), "TZ": "UTC", "VISUAL": "", "EDITOR": "true", "STUDYTUI_NOW": NOW, "PAGER": "cat",
            "GIT_CONFIG_GLOBAL": os.devnull, "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self.learner = Learner(self.environ, Path())
        for name in ("tmp", "stick"):
            (home / name).mkdir(exist_ok=True)
        for name, text in (("studytui", STUDYTUI), ("python", PYTHON)):
            program = home / "bin" / name
            program.parent.mkdir(exist_ok=True)
            program.write_text(text.format(python=sys.executable), encoding="utf-8")
            program.chmod(0o755)

    def follow(self, block: Block) -> str:
        """Type the commands of a block, and return what the last one printed."""
        if block.clock:
            self.environ["STUDYTUI_NOW"] = f"{block.clock}+00:00"
        *lines, last = commands(block.text)
        for line in lines:
            self.type(line, block.place)
        return self.type(last, block.place, int(block.told.get("exits", 0)))

    def type(self, line: str, place: str, status: int = 0) -> str:
        """Type a line, answer yes to what it asks, and return what it prints."""
        if ELSEWHERE in line:
            return ""
        for named, place in PLACES.items():
            line = line.replace(named, place.format(home=self.home, root=ROOT))
        words = shlex.split(line, comments=True)
        if words[:1] == ["studytui"] and not _SHELL_SIGNS.search(line):
            at_home = [re.sub(r"^~(?=/|$)", str(self.home), word) for word in words[1:]]
            result = self.learner.bare(*at_home, says="y\n")
            ended, printed, told = result.exit_code, result.stdout, result.stderr or repr(result.exception)
        else:
            ran = subprocess.run(
                ["bash", "-o", "pipefail", "-c", line],
                env=os.environ | self.environ | {"PATH": f"{self.home / 'bin'}:{os.environ['PATH']}"},
                capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
            )  # fmt: skip
            if ran.returncode == NOT_FOUND:
                pytest.skip(f"{place}: {line} needs a program that is not here")
            ended, printed, told = ran.returncode, ran.stdout, ran.stderr
        assert ended == status, f"{place}: {line} ended with {ended}\n{printed}\n{told}"
        return printed

    def save(self, block: Block) -> None:
        """Keep a block under the name that the page gives it."""
        file = self.home / block.save.removeprefix("~/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, encoding="utf-8")


def commands(text: str) -> list[str]:
    """The commands of a block: one a line, unless a line goes on."""
    lines = text.replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Whoever follows a page, in a home of their own."""
    monkeypatch.setattr(upkeep, "begin", lambda places: None)
    # The module remembers its first answer.
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(tmp_path)
    return Reader(tmp_path)
