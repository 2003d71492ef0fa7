"""The pages that are written by a program are current, and each example of the command line does what it shows."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from studytui.cli import upkeep
from studytui.tui.command import key_name
from studytui.tui.commands import GROUPS
from tests.docs.conftest import Reader, commands
from tests.docs.pages import ROOT, Block, blocks
from tools import reference

EXAMPLES = [each for each in blocks(ROOT / "docs" / "cli.md") if each.language == "sh" and "not run" not in each.told]
EARLIER, NOW = "2026-11-22T18:50+00:00", "2026-11-22T19:12+00:00"
FILES = {
    "plan.md": "# Plan\n\n- [x] Read the first chapter\n" + "".join(f"- [ ] Did exercise {n}\n" for n in range(12)),
    "journal.json": '{"entries": [{"title": "Met trees", "body": "", "date": "2026-11-01", "time": "21:00"}]}',
    "deck.txt": "#separator:tab\nWhat is a token?\tThe smallest part that means something.\n",
}
BEFORE = (
    'studytui log "Counted round trips. #decision" --topic query-caching',
    'studytui card add napkin-math "500 queries over 0.5 ms?" "= 250 ms"',
    "studytui session add reading 25m --at 08:00",
    "studytui backup studytui-2026-11-22.zip",
    "studytui backup /media/stick/study.zip",
    "git init -q . && git -c user.name=me -c user.email=me@here commit -q --allow-empty -m 'Removed the N+1'",
)
"""What a reader did before they look into the reference."""
FIRST = {
    "session stop": "studytui session start",
    "track check": "studytui track new ~/tracks/compilers",
    "import": "studytui export all -o study.json",
    # What a copied home did was done elsewhere.
    "undo": "studytui done w01-m1",
    "doctor": "studytui backup",
}
"""What must be there for some examples."""


@pytest.mark.parametrize("name", ["keys.md", "cli.md"])
def test_a_page_says_what_the_program_says_now(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == reference.pages()[name], "python -m tools.reference writes it"


def test_the_keys_in_the_readme_are_keys() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## A few keys")[2].partition("The mouse")[0]
    named = {key for row in table.splitlines() for cell in row.split("|")[1::2] for key in re.findall(r"`(.+?)`", cell)}
    known = {key_name(key) for group in GROUPS for each in group.commands for key in each.keys.split(",")}
    assert named
    assert named <= known


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The home of a reader with something in it; each test takes a copy."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(upkeep, "begin", lambda places: None)
        patch.chdir(folder)
        reader = Reader(Path(folder))
        reader.environ["STUDYTUI_NOW"] = EARLIER
        for name, text in FILES.items():
            (reader.home / name).write_text(text, encoding="utf-8")
        for line in BEFORE:
            reader.type(line, "before")
        yield reader.home


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: block.text.splitlines()[0])
def test_an_example_works(block: Block, home: Path, reader: Reader) -> None:
    shutil.copytree(home, reader.home, dirs_exist_ok=True, symlinks=True)
    reader.environ["STUDYTUI_NOW"] = EARLIER
    for name, first in FIRST.items():
        if block.text.startswith(f"studytui {name}"):
            reader.type(first, block.place)
    reader.environ["STUDYTUI_NOW"] = NOW
    for line in commands(block.text):
        reader.type(line, block.place)
