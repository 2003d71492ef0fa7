"""Find: every kind of thing, words as data, and a cache that may be anything."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from studytui.desk import Desk
from studytui.find import Finder, snippet
from studytui.history.index import Index
from studytui.paths import Places
from studytui.track.model import Track
from tests.samples import HOSTILE


@pytest.fixture
def finder(desk: Desk, track: Track, places: Places) -> Finder:
    """Finds in the sample track and an empty journal."""
    return Finder(track, desk.index, places.cache)


def found(finder: Finder, query: str) -> list[tuple[str, str]]:
    return [(hit.kind, hit.id) for hit in finder.find(query)]


@pytest.mark.parametrize(
    ("query", "kind", "name"),
    [
        ("know your machine's", "week", "numbers-first"),
        ("deferring work", "topic", "lazy-loading"),
        ("innocent loop", "topic", "lazy-loading"),
        ("fowler enterprise", "topic", "lazy-loading"),
        ("cartesian", "", ""),
        ("returns their product", "topic", "lazy-loading"),
        ("four-week log", "milestone", "w02-m3"),
        ("ladder look-ups", "lab", "ladder"),
        ("100 authors queries 101", "card", "lazy-loading-1"),
        ("estimating", "milestone", "w01-m2"),
        ("estim", "milestone", "w01-m2"),
    ],
)
def test_each_kind_of_thing_is_found(finder: Finder, query: str, kind: str, name: str) -> None:
    hits = found(finder, query)
    assert ((kind, name) in hits) if kind else hits == []


def test_entries_are_found_newest_first_after_the_track(desk: Desk, finder: Finder) -> None:
    first, second = desk.write("machine one"), desk.write("machine two")
    assert found(finder, "machine")[-2:] == [("entry", second.id), ("entry", first.id)]
    assert found(finder, "machine")[0] == ("week", "numbers-first")


def test_what_is_called_so_comes_before_what_mentions_it(track: Track, desk: Desk, places: Places) -> None:
    labs = {
        name: replace(lab, title="A ladder of costs") if name == "ladder" else lab for name, lab in track.labs.items()
    }
    topics = {name: replace(topic, prose="Climb the ladder of costs.") for name, topic in track.topics.items()}
    finder = Finder(replace(track, labs=labs, topics=topics), desk.index, places.cache)
    kinds = [hit.kind for hit in finder.find("ladder cost")]
    assert kinds[:2] == ["lab", "topic"]


def test_the_journal_keeps_its_share_of_a_short_answer(desk: Desk, finder: Finder) -> None:
    for number in range(5):
        desk.write(f"queries {number}")
    kinds = [hit.kind for hit in finder.find("queries", limit=4)]
    assert len(kinds) == 4
    assert kinds.count("entry") == 2


def test_a_script_without_spaces_is_found_by_any_part(desk: Desk, track: Track, places: Places) -> None:
    entry = desk.write("我在学习数据库")
    chinese = replace(track, labs={"ladder": replace(track.labs["ladder"], question="延迟阶梯是什么")})
    finder = Finder(chinese, desk.index, places.cache)
    assert found(finder, "阶梯") == [("lab", "ladder")]
    assert found(finder, "学习") == [("entry", entry.id)]


@pytest.mark.parametrize("query", ["", "  ", '"', "*", "NEAR(a b)", "a OR", "-", "-a", "title:loading", "{", "^a", "'",
                                   "\0", "\ud800", "AND", "%", "a" * 20_000, "a " * 5000,
                                   "🎉 " * 5000, *HOSTILE])  # fmt: skip
def test_no_query_raises(desk: Desk, finder: Finder, query: str) -> None:
    finder.find(query)
    assert found(finder, "innocent") == [("topic", "lazy-loading")]


def test_markup_is_not_text(finder: Finder) -> None:
    assert found(finder, "topic:query-caching") == []
    (hit,) = finder.find("round trip faster 37×") or finder.find("round trip 37×")
    assert "|" not in hit.snippet


def test_hostile_content_is_found(desk: Desk, track: Track, places: Places) -> None:
    topics = {
        name: replace(track.topics["napkin-math"], id=name, title=text, prose=f"findme {text}")
        for name, text in zip("abcdefg", HOSTILE, strict=True)
    }
    finder = Finder(replace(track, topics=topics, cards=()), desk.index, places.cache)
    assert len(found(finder, "findme")) == len(HOSTILE)


# The cache


def test_a_changed_track_is_found_by_its_new_words(desk: Desk, track: Track, places: Places) -> None:
    old = Finder(track, desk.index, places.cache)
    assert found(old, "innocent") == [("topic", "lazy-loading")]
    lazy = replace(track.topics["lazy-loading"], prose="A guilty loop.")
    new = Finder(replace(track, topics=track.topics | {lazy.id: lazy}), desk.index, places.cache)
    assert (found(new, "innocent"), found(new, "guilty")) == ([], [("topic", "lazy-loading")])
    # Both programs run: each finds what its own track says.
    assert (found(old, "innocent"), found(old, "guilty")) == ([("topic", "lazy-loading")], [])


def test_an_unchanged_track_is_not_indexed_again(desk: Desk, track: Track, places: Places, finder: Finder) -> None:
    found(finder, "innocent")
    (path,) = places.cache.glob("find-*")
    before = path.read_bytes()
    assert found(Finder(track, desk.index, places.cache), "innocent") == [("topic", "lazy-loading")]
    assert path.read_bytes() == before


def test_a_broken_cache_is_made_anew(desk: Desk, track: Track, places: Places, finder: Finder) -> None:
    found(finder, "innocent")
    (path,) = places.cache.glob("find-*")
    sound = path.read_bytes()
    broken = [b"", b"junk", random.Random(1).randbytes(9000)]
    broken += [
        sound[:start] + random.Random(start).randbytes(4096) + sound[start + 4096 :]
        for start in range(0, len(sound), 4096)
    ]
    for data in broken:
        path.write_bytes(data)
        for _ in range(2):
            assert found(Finder(track, desk.index, places.cache), "innocent") == [("topic", "lazy-loading")]


def test_a_cache_that_can_not_be_is_done_without(desk: Desk, track: Track, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert found(Finder(track, desk.index, tmp_path / "file"), "innocent") == [("topic", "lazy-loading")]
    (tmp_path / "folder" / "find-sample.sqlite").mkdir(parents=True)
    assert found(Finder(track, desk.index, tmp_path / "folder"), "innocent") == [("topic", "lazy-loading")]


def test_the_journal_may_have_no_cache_at_all(desk: Desk, track: Track, tmp_path: Path) -> None:
    index = Index(desk.history, tmp_path / "none" / "of" / "it")
    assert found(Finder(track, index, tmp_path / "none"), "innocent") == [("topic", "lazy-loading")]
    index.close()


# Snippets


def test_a_short_text_is_its_own_snippet_on_one_line() -> None:
    assert snippet("one\n two\tthree", ["two"]) == "one two three"


def test_a_long_text_is_cut_around_the_first_word_found() -> None:
    text = "word " * 100 + "Needle in it " + "tail " * 100
    cut = snippet(text, ["needle"])
    assert len(cut) <= 100
    assert "Needle" in cut
    assert cut[0] == cut[-1] == "…"
    assert cut.startswith("…word ")


@pytest.mark.parametrize("words", [[], ["absent"], ["word"]])
def test_a_text_without_the_word_is_cut_at_its_end(words: list[str]) -> None:
    cut = snippet("word " * 100, words)
    assert len(cut) == 100
    assert cut.startswith("word")
    assert cut.endswith("…")


def test_the_word_is_in_the_snippet_even_where_nothing_parts_words() -> None:
    assert "数据库" in snippet("学" * 500 + "数据库" + "习" * 500, ["数据库"])
    assert "needle" in snippet("x" * 500 + " needle", ["needle"])
