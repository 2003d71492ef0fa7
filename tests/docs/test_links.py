"""Links lead somewhere, and the index leads to every page."""

from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, headings, links, named

ALL = [*PAGES, *sorted((ROOT / ".github").rglob("*.md"))]


@pytest.mark.parametrize("page", ALL, ids=named)
def test_a_link_leads_to_what_is_there(page: Path) -> None:
    for link in links(page):
        to, _, place = link.partition("#")
        if to.startswith("https://"):
            continue
        there = (page.parent / to).resolve() if to else page
        assert there.is_relative_to(ROOT), link
        assert there.exists(), link
        assert not place or place in headings(there), link


def test_the_index_leads_to_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    found = {(index.parent / link).resolve() for link in links(index)}
    assert set((ROOT / "docs").glob("*.md")) - {index} <= found
