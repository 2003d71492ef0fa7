"""What the pages tell a reader to type is typed, and prints what they say it prints."""

import re
from pathlib import Path

import pytest

from tests.docs.conftest import Reader
from tests.docs.pages import PAGES, Block, blocks, named
from tests.track import test_fences

ALL = [block for page in PAGES for block in blocks(page)]
LEFT_OUT = [block for block in ALL if "not run" in block.told]
WITH_COMMANDS = [
    page for page in PAGES if page.name != "cli.md" and any(each.language in ("sh", "python") for each in blocks(page))
]
"""Each example of the reference stands alone: see test_reference.py."""


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=named)
def test_a_page_can_be_followed_from_its_first_line_to_its_last(page: Path, reader: Reader) -> None:
    printed = None
    for block in blocks(page):
        if "not run" in block.told:
            printed = None
        elif block.save:
            reader.save(block)
            _check_examples(block)
        elif block.language == "sh":
            printed = reader.follow(block)
        elif block.language == "text" and printed is not None and "shows" not in block.told:
            assert _says(block.text, printed), f"{block.place}: it printed\n{printed}"
            printed = None
        elif block.language == "python":
            exec(compile(block.text, block.place, "exec"), {"__name__": block.place})


@pytest.mark.parametrize("block", LEFT_OUT, ids=lambda block: block.place)
def test_what_is_left_out_says_why(block: Block) -> None:
    assert block.told["not run"].strip()
    pytest.skip(f"{block.place} is not run: {block.told['not run']}")


@pytest.mark.parametrize("block", ALL, ids=lambda block: block.place)
def test_a_block_says_what_it_is(block: Block) -> None:
    assert block.language in ("sh", "text", "python", "yaml", "markdown", "toml", "json", "make"), block.place


def _check_examples(block: Block) -> None:
    for marked in test_fences._FENCE.finditer(block.text) if block.language == "markdown" else ():
        test_fences.test_what_is_marked_to_run_prints_what_it_says(marked[3])


def _says(expected: str, printed: str) -> bool:
    """Whether what was printed holds these lines, one after the other, blanks at their ends aside."""
    lines = "\n".join(line.rstrip() for line in printed.splitlines())
    pattern = re.escape("\n".join(line.rstrip() for line in expected.splitlines())).replace("…", ".*?")
    return re.search(rf"^{pattern}$", lines, re.DOTALL | re.MULTILINE) is not None
