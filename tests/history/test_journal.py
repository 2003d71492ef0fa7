"""The journal by its filters: each narrows, all of them join, and a list is what the entries are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.history.facts import Undid, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.history.journal import Filter, Journal
from studytui.history.standing import Entry
from tests.samples import after, event

WROTE = (
    Wrote("Indexes are free. #opinion", topic="sql"),
    Wrote("Ran it.\n#index and #opinion", lab="n-plus-one", topic="sql"),
    Wrote("No cache yet. #decision", topic="caching"),
    Wrote("Pool of ten.", got="held #decision", starred=True),
    Wrote("#decisions are no decision, nor is a#decision"),
    Wrote("Sized it.", starred=True, lab="pool", topic="caching"),
)
EVERY = range(len(WROTE) - 1, -1, -1)


@pytest.fixture
def journal(history: History, index: Index) -> Journal:
    """Six entries, half a day apart, the oldest first in WROTE."""
    for number, wrote in enumerate(WROTE):
        history.append(wrote, now=after(hours=number * 12))
    index.refresh()
    return index.journal


def found(journal: Journal, wanted: Filter) -> list[int]:
    texts = [wrote.text for wrote in WROTE]
    return [texts.index(entry.text) for entry in journal.entries(wanted)]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(), list(EVERY)),
        (Filter(lab="pool"), [5]),
        (Filter(topic="sql"), [1, 0]),
        (Filter(tag="opinion"), [1, 0]),
        (Filter(tag="index"), [1]),
        (Filter(tag="decision"), [3, 2]),
        (Filter(tag="nothing"), []),
        (Filter(starred=True), [5, 3]),
        (Filter(decision="decision"), [5, 3, 2]),
        (Filter(decision="decision", starred=True), [5, 3]),
        (Filter(decision="decision", topic="caching"), [5, 2]),
        (Filter("ran", tag="opinion", lab="n-plus-one", topic="sql"), [1]),
        (Filter("free", lab="n-plus-one"), []),
    ],
)
def test_each_filter_narrows_and_all_of_them_join(journal: Journal, wanted: Filter, numbers: list[int]) -> None:
    assert found(journal, wanted) == numbers


@pytest.mark.parametrize("wanted", [Filter(), Filter(topic="sql"), Filter(decision="decision"), Filter("cache")])
def test_a_list_holds_the_ids_and_days_of_the_entries(journal: Journal, wanted: Filter) -> None:
    entries = journal.entries(wanted)
    assert journal.listed(wanted) == [(entry.id, entry.day) for entry in entries]
    assert journal.read([name for name, _ in journal.listed(wanted)]) == {entry.id: entry for entry in entries}


@pytest.mark.parametrize("wanted", [Filter(), Filter(decision="decision")])
def test_pages_go_on_where_the_last_one_ended(journal: Journal, wanted: Filter) -> None:
    every, read, before = journal.entries(wanted), list[Entry](), None
    while page := journal.entries(wanted, limit=2, before=before):
        assert len(page) <= 2
        read, before = read + page, page[-1].id
    assert read == every


def test_what_is_gone_is_not_read(journal: Journal, history: History, index: Index) -> None:
    last, *others = [entry.id for entry in journal.entries()]
    history.append(Undid(last), now=after(days=9))
    index.refresh()
    assert set(journal.read([last, "nothing", "\ud800", *others])) == set(others)
    assert journal.read([]) == {}


def test_what_there_is_to_filter_by_is_counted(journal: Journal) -> None:
    assert journal.topics() == {"caching": 2, "sql": 2}
    assert journal.labs() == {"n-plus-one": 1, "pool": 1}
    assert list(journal.tags().items()) == [("decision", 2), ("opinion", 2), ("decisions", 1), ("index", 1)]


def test_more_ids_than_a_statement_takes_are_read(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studytui.history.journal.AT_ONCE", 2)
    assert len(journal.read([name for name, _ in journal.listed()])) == len(WROTE)


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_tag_is_found_exactly_where_an_entry_has_it(text: str, tag: str) -> None:
    wrote = event(Wrote(text))
    entry = Entry(wrote.id, wrote.at, wrote.offset, wrote.day, text)
    assert Filter(tag=tag).has_tags(entry) == (tag in entry.tags)
    assert Filter(decision=tag).has_tags(entry) == (tag in entry.tags)
    assert Filter(decision=tag).has_tags(entry._replace(starred=True))
