"""Which item is which: the same after a move or a small edit, another when it says another thing."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.exchange.identity import Known, matched, named


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("Write a hash table", "Write a hash table from scratch", True),
        ("Read about graphs", "Read about grpahs", True),
        ("Explain the CAP theorem", "Explain CAP theorem", True),
        ("Profile one slow page of the shop under load", "Profile one slow part of the shop under load", True),
        ("Implement insert", "Implement delete", False),
        ("Read chapter 1", "Read chapter 2", False),
        ("Breadth-first search", "Depth-first search", False),
        ("Learn C", "Learn C++", False),
        ("Encode a frame", "Decode a frame", False),
    ],
)
def test_a_little_edit_keeps_an_item_what_it_is_and_another_thing_is_new(old: str, new: str, is_same: bool) -> None:
    (found,) = matched([Known("a", old, "s")], [Known("", new, "s")])
    assert (found is not None) == is_same


def test_of_equal_texts_the_one_in_the_same_place_is_the_same() -> None:
    known = [Known(f"{section}{group}", "Do it", section, group) for section in "ab" for group in "xy"]
    seen = [each._replace(id="") for each in reversed(known)]
    assert [each and each.id for each in matched(known, seen)] == ["by", "bx", "ay", "ax"]


def test_two_thousand_items_that_all_changed_find_themselves_again() -> None:
    source = random.Random(4)
    words = ["".join(source.choices(string.ascii_lowercase, k=6)) for _ in range(300)]
    texts = [" ".join(source.sample(words, 6)) for _ in range(2_000)]
    known = [Known(f"i{number}", text, "s") for number, text in enumerate(texts)]
    found = matched(known, [Known("", f"{text} too", "s") for text in reversed(texts)])
    assert [each and each.id for each in found] == [each.id for each in reversed(known)]


items = st.lists(st.sampled_from(["Sort", "Sort it", "Search", "Hash a name", "Hash the names", "Walk", "Ü", "学习"]))


@given(st.lists(items, min_size=2, max_size=6))
def test_through_any_edits_no_two_items_ever_share_an_id(versions: list[list[str]]) -> None:
    known: tuple[Known, ...] = ()
    owner: dict[str, set[str]] = {}
    for version in versions:
        seen = [Known("", text, "s") for text in version]
        was = matched(known, seen)
        ids = [each._replace(id=old.id if old else "") for each, old in zip(seen, was, strict=True)]
        now = named(ids, "p", 24, [each.id for each in known])
        here = [each.id for each in now]
        assert len(set(here)) == len(here)
        for each, old in zip(now, was, strict=True):
            assert old is not None or each.id not in owner
            owner.setdefault(each.id, set()).add(each.text)
        known = (*now, *(each._replace(gone=True) for each in known if each.id not in here))
