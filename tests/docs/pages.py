"""The pages of the documentation as a test reads them: fenced blocks with what stands before them, and links.

What a reader does not see steers a test. A comment before a block says something about it, or about all that follow:

    <!-- not run: opens the app -->          the next block is left out, and why
    <!-- exits: 1 -->                        its last command ends so
    <!-- shows: a folder -->                 a block of text that nothing printed
    <!-- clock: 2026-11-23T19:00 -->         from here on it is then

A block of ```text after one of ```sh is what its last command prints; `…` stands for anything. A block whose first line
of information ends in `save=NAME` is kept under that name.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
COMMENT = re.compile(r"<!-- ([a-z ]+): (.*?) -->")


class Block(NamedTuple):
    """A fenced block."""

    language: str
    text: str
    page: Path
    line: int
    told: dict[str, str]
    """What the comments right before it say."""
    save: str = ""
    clock: str = ""

    @property
    def place(self) -> str:
        """Where it stands, as a person finds it."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def named(page: Path) -> str:
    """A page as a test calls it."""
    return str(page.relative_to(ROOT))


def tokens(page: Path) -> list[Token]:
    """What Markdown makes of a page."""
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def blocks(page: Path) -> Iterator[Block]:
    """Every fenced block of a page, in order."""
    told: dict[str, str] = {}
    clock = ""
    for token in tokens(page):
        if token.type == "html_block":
            said = dict(COMMENT.findall(token.content))
            clock = said.pop("clock", clock)
            told |= said
        elif token.type == "fence":
            language, _, more = token.info.strip().partition(" ")
            save = more.removeprefix("save=") if more.startswith("save=") else ""
            yield Block(language, token.content, page, (token.map or [0])[0] + 1, told, save, clock)
            told = {}
        elif token.nesting == 0:
            told = {}


def headings(page: Path) -> set[str]:
    """The places within a page that a link can lead to, as code hosts name them."""
    titles = (after.content for each, after in pairwise(tokens(page)) if each.tag[:1] == "h")
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles if title}


def links(page: Path) -> Iterator[str]:
    """Where the links and pictures of a page lead."""
    for token in tokens(page):
        for child in token.children or ():
            for name in ("href", "src"):
                if isinstance(to := child.attrGet(name), str):
                    yield to
