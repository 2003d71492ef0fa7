"""Searching the journal: words are data, and every page of an answer goes on where the last one ended."""

import pytest

from studytui.history.facts import Wrote
from studytui.history.history import History
from studytui.history.index import Index
from tests.samples import HOSTILE, after

TEXTS = (
    "Indexes are free.",
    "Said 5×, measured 37×: C++ parser",
    "Le résumé d'un café",
    "NFD: re\u0301sume\u0301",
    "我在学习数据库",
    'He said "near" AND NOT far* -well: 50% a_b',
    "🎉 done\nGrößenordnung",
)


@pytest.fixture
def journal(history: History, index: Index) -> Index:
    """Seven entries, an hour apart, the oldest first in TEXTS; the topic of the first two is `sql`."""
    for number, text in enumerate(TEXTS):
        history.append(Wrote(text, topic="sql" if number < 2 else None), now=after(hours=number * 12))
    index.refresh()
    return index


def found(journal: Index, search: str) -> list[int]:
    return [TEXTS.index(entry.text) for entry in journal.entries(search)]


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        ("indexes", [0]),
        ("FREE indexes", [0]),
        ("index", [0]),
        ("are free", [0]),
        ("free nothing", []),
        ("sql", [1, 0]),
        ("resume", [3, 2]),
        ("résumé", [3, 2]),
        ("re\u0301sum", [3, 2]),
        ("cafe", [2]),
        ("37", [1]),
        ("C++", [1]),
        ("学习", [4]),
        ("数据库", [4]),
        ("学习 我", [4]),
        ("学习 done", []),
        ("🎉", [6]),
        ("ordnung", [6]),
        ('"near"', [5]),
        ("AND NOT", [5]),
        ("50%", [5]),
        ("a_b", [5]),
        ("-well:", [5]),
        ("far*", [5]),
        ("%", [5]),
        ("zebra", []),
    ],
)
def test_a_search_finds_what_holds_all_its_words(journal: Index, search: str, numbers: list[int]) -> None:
    assert found(journal, search) == numbers


@pytest.mark.parametrize("search", ["", "  ", "\n"])
def test_no_words_are_no_condition(journal: Index, search: str) -> None:
    assert len(journal.entries(search)) == len(TEXTS)


@pytest.mark.parametrize(
    "search",
    ['"', '""', '"""', "*", "a*b*", "NEAR", "NEAR(a b)", "NEAR/3", "-", "-a", "a -b", ":", "text:a", "{text}:a", "^",
     "^a", "(", ")", "()", "a OR", "AND", "NOT", "OR OR", "+", "a + b", "'", "';--", "\\", "\0", "a\0b", "%", "_",
     "\ud800", "\u0301", "\u200d", "a" * 20_000, "a " * 5000, "🎉 " * 5000, *HOSTILE],
)  # fmt: skip
def test_no_search_raises(journal: Index, search: str) -> None:
    journal.entries(search, limit=5)
    assert journal.count() == len(TEXTS)


def test_an_edited_entry_is_found_by_its_new_words_only(journal: Index, history: History) -> None:
    first = journal.entries()[-1]
    history.append(Wrote("Keys cost", entry=first.id), now=after(days=5))
    journal.refresh()
    assert journal.entries("indexes") == []
    assert [entry.id for entry in journal.entries("keys")] == [first.id]


def test_limit_topic_since_and_before_join(journal: Index) -> None:
    every = journal.entries()
    assert journal.entries(limit=2) == every[:2]
    assert journal.entries(limit=0) == []
    assert journal.entries(before=every[1].id, limit=3) == every[2:5]
    assert journal.entries(topic="sql") == every[-2:]
    assert journal.entries(topic="sql", search="free") == every[-1:]
    assert journal.entries(since="2026-11-24") == [entry for entry in every if entry.day >= "2026-11-24"]
    assert journal.entries(since="2026-11-23", before=every[0].id, limit=1) == every[1:2]
    assert journal.entries("sql", limit=1, before=every[-2].id) == every[-1:]


def test_the_last_page_of_an_answer_is_not_another_answer(journal: Index, history: History) -> None:
    history.append(Wrote("reindexes"), now=after(days=-1))
    journal.refresh()
    (only,) = journal.entries("indexes")
    assert journal.entries("indexes", before=only.id) == []


def test_an_unknown_entry_is_none(journal: Index) -> None:
    assert journal.entry("nothing") is None
    assert journal.entry("\ud800") is None
