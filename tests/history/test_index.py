"""The index: sees what others add, notices what happened to files, and survives anything done to its cache."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from studytui.history import lines, tables
from studytui.history.facts import Ticked, Undid, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.history.standing import Entry
from studytui.paths import Places
from tests.history.conftest import Arrive
from tests.samples import AT, HERE, NOW, THERE, after, event

OpenIndex = Callable[[], Index]


def said(index: Index) -> list[str]:
    return [entry.text for entry in index.entries()]


def cache_file(places: Places) -> Path:
    (path,) = places.cache.glob("*.sqlite")
    return path


# What is added


def test_nothing_new_is_told_from_something_new(history: History, index: Index) -> None:
    assert not index.refresh()
    history.append(Wrote("one"), now=NOW)
    assert index.refresh()
    assert not index.refresh()


def test_another_programs_events_are_seen(places: Places, index: Index) -> None:
    History(places.history, places.state, HERE).append(Wrote("from the command line"), now=NOW)
    index.refresh()
    assert said(index) == ["from the command line"]


def test_two_indexes_share_one_cache(history: History, open_index: OpenIndex) -> None:
    first, second = open_index(), open_index()
    for number in range(4):
        history.append(Wrote(f"{number}"), now=after(minutes=number))
        (first, second)[number % 2].refresh()
    for each in (first, second):
        each.refresh()
        assert said(each) == ["3", "2", "1", "0"]


def test_a_program_that_listed_the_files_a_moment_ago_takes_nothing_away(
    history: History, open_index: OpenIndex, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, early = open_index(), open_index()
    arrive(event(Wrote("old"), AT, THERE))
    stale = history.files()
    arrive(event(Wrote("new"), AT + 1, "11111111"), device="11111111")
    early.refresh()
    fresh = history.files
    # The listing is old until the cache is this program's alone.
    monkeypatch.setattr(history, "files", lambda: fresh() if late._database.in_transaction else stale)
    late.refresh()
    assert said(early) == ["new", "old"]


def test_a_torn_tail_is_folded_once_it_is_whole(history: History, index: Index, arrive: Arrive) -> None:
    tail = lines.transaction([event(Wrote("late"), AT + 1, THERE)])
    path = arrive(event(Wrote("early"), AT, THERE))
    with path.open("ab") as file:
        file.write(tail[:30])
    index.refresh()
    assert (said(index), index.damages()) == (["early"], [])
    with path.open("ab") as file:
        file.write(tail[30:])
    index.refresh()
    assert said(index) == ["late", "early"]


def test_a_line_without_its_newline_counts_and_its_newline_brings_no_damage(index: Index, arrive: Arrive) -> None:
    path = arrive(event(Wrote("one"), AT, THERE))
    path.write_bytes(path.read_bytes()[:-1])
    index.refresh()
    assert said(index) == ["one"]
    with path.open("ab") as file:
        file.write(b"\njunk\n")
    arrive(event(Wrote("two"), AT + 1, THERE))
    index.refresh()
    assert said(index) == ["two", "one"]
    assert [damage.line for damage in index.damages()] == [3]


def test_an_undo_that_arrives_before_what_it_undoes_holds(index: Index, arrive: Arrive) -> None:
    wrote = event(Wrote("taken back"), AT, HERE)
    arrive(event(Undid(wrote.id), AT + 1, THERE))
    index.refresh()
    arrive(wrote, device=HERE)
    index.refresh()
    assert said(index) == []


def test_a_revision_that_arrives_before_the_first_writing_comes_out_right(index: Index, arrive: Arrive) -> None:
    wrote = event(Wrote("first"), AT, HERE)
    arrive(event(Wrote("second", entry=wrote.id), AT + 86_400_000, THERE))
    index.refresh()
    arrive(wrote, device=HERE)
    index.refresh()
    (entry,) = index.entries()
    assert (entry.id, entry.text, entry.at, entry.day) == (wrote.id, "second", AT, wrote.day)


def test_an_event_that_a_conflict_copy_repeats_counts_once(index: Index, arrive: Arrive) -> None:
    one = event(Wrote("one"), AT, THERE)
    arrive(one)
    arrive(one, event(Wrote("two"), AT + 1, THERE), name="2026-11 (conflicted copy).jsonl")
    index.refresh()
    assert said(index) == ["two", "one"]


# What happened to files


def test_a_truncated_file_is_folded_anew(index: Index, arrive: Arrive) -> None:
    path = arrive(event(Wrote("one"), AT, THERE), event(Wrote("two"), AT + 1, THERE))
    index.refresh()
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:2]) + b"\n")
    index.refresh()
    assert said(index) == ["one"]


def test_a_replaced_file_is_folded_anew(index: Index, arrive: Arrive) -> None:
    path = arrive(event(Wrote("one"), AT, THERE))
    arrive(event(Wrote("mine"), AT, HERE), device=HERE)
    index.refresh()
    path.unlink()
    arrive(event(Wrote("entirely different"), AT + 5, THERE), event(Ticked("m", True), AT + 6, THERE))
    index.refresh()
    assert said(index) == ["entirely different", "mine"]


def test_a_removed_file_takes_its_events_with_it(index: Index, arrive: Arrive) -> None:
    arrive(event(Wrote("mine"), AT, HERE), device=HERE)
    path = arrive(event(Wrote("one"), AT + 1, THERE), event(Ticked("m", True), AT + 2, THERE))
    index.refresh()
    path.unlink()
    index.refresh()
    assert said(index) == ["mine"]
    assert (index.ticks(), index.entries("one")) == ({}, [])


def test_a_file_that_can_not_be_read_leaves_the_others_and_is_named(
    index: Index, open_index: OpenIndex, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(event(Wrote("mine"), AT, HERE), device=HERE)
    locked = arrive(event(Wrote("one"), AT + 1, THERE))
    real = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", guarded)
        index.refresh()
        assert said(index) == ["mine"]
        assert [(Path(each.path), each.line) for each in index.damages()] == [(locked, 0)]
    again = open_index()
    assert (said(again), again.damages()) == (["one", "mine"], [])


def test_a_damaged_line_is_listed_by_its_number_and_kept_aside(
    places: Places, index: Index, open_index: OpenIndex, arrive: Arrive
) -> None:
    path = arrive(event(Wrote("one"), AT, THERE))
    with path.open("ab") as file:
        file.write(b"<<<<<<< HEAD\n")
    index.refresh()
    with path.open("ab") as file:
        file.write(b"=======\n")
    arrive(event(Wrote("two"), AT + 1, THERE))
    index.refresh()
    for part in places.cache.iterdir():
        part.unlink()
    for each in (index, open_index()):
        assert said(each) == ["two", "one"]
        # The header is line 1.
        assert [(damage.path, damage.line) for damage in each.damages()] == [(str(path), 3), (str(path), 4)]
    kept = sorted((places.state / "damaged").iterdir())
    assert [copy.read_bytes() for copy in kept] == [b"<<<<<<< HEAD", b"======="]
    assert [copy.name.rpartition("-")[0] for copy in kept] == [f"{THERE}-2026-11-3", f"{THERE}-2026-11-4"]


def test_a_file_of_a_newer_format_is_known_at_every_start(places: Places, index: Index, open_index: OpenIndex) -> None:
    assert index.newer is None
    path = places.history / THERE / "2026-11.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(lines._line({"format": lines.FORMAT + 2}) + lines.transaction([event(Wrote("readable"))]))
    index.refresh()
    assert index.newer == open_index().newer == lines.FORMAT + 2
    assert said(index) == ["readable"]
    with path.open("ab") as file:
        file.write(lines.transaction([event(Wrote("still"), AT + 1)]))
    index.refresh()
    assert index.newer == lines.FORMAT + 2


# What happens to the cache


@pytest.fixture
def written(history: History, open_index: OpenIndex) -> History:
    """Forty entries, folded by a program that has ended."""
    for number in range(40):
        history.append(Wrote(f"entry {number} " + "about indexes " * 20), now=after(minutes=number))
    open_index().close()
    return history


def assert_right(index: Index) -> None:
    assert index.count() == 40
    assert [entry.text.split()[1] for entry in index.entries()] == [str(number) for number in range(39, -1, -1)]
    assert len(index.entries("indexes")) == 40


def test_a_cache_that_was_thrown_away_is_made_again(places: Places, written: History, open_index: OpenIndex) -> None:
    cache_file(places).unlink()
    assert_right(open_index())
    assert cache_file(places).exists()


@pytest.mark.parametrize("size", [0, 7, 100, 5000, 200_000])
def test_a_cache_of_random_bytes_is_made_again(
    places: Places, written: History, open_index: OpenIndex, size: int
) -> None:
    cache_file(places).write_bytes(random.Random(size).randbytes(size))
    assert_right(open_index())
    database = sqlite3.connect(cache_file(places))
    assert database.execute("SELECT count(*) FROM entry").fetchone() == (40,)
    database.close()


def test_a_cache_with_a_damaged_page_anywhere_is_made_again(
    places: Places, written: History, open_index: OpenIndex
) -> None:
    sound = cache_file(places).read_bytes()
    for start in range(0, len(sound), 4096):
        damaged = sound[:start] + random.Random(start).randbytes(4096) + sound[start + 4096 :]
        cache_file(places).write_bytes(damaged)
        index = open_index()
        assert_right(index)
        assert index.ticks() == {}
        assert index.last_done(HERE) is not None
        written.append(Ticked("m", True), now=after(days=1))
        index.refresh()
        assert index.ticks()["m"].done
        index.close()
        written.append(Undid(index_last(written)), now=after(days=1))


def index_last(history: History) -> str:
    events = lines.read(Path(history.files()[-1].path).read_bytes()).events
    return next(each.id for each in reversed(events) if isinstance(each.fact, Ticked))


def test_a_cache_of_another_version_is_left_alone(
    places: Places, written: History, open_index: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cache_file(places).read_bytes()
    old = cache_file(places)
    monkeypatch.setattr(tables, "VERSION", tables.VERSION + 1)
    assert_right(open_index())
    assert old.read_bytes() == before


def test_a_cache_folder_that_can_not_be_is_done_without(written: History, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    index = Index(written, tmp_path / "file" / "cache")
    index.refresh()
    assert_right(index)
    index.close()


def test_a_folder_where_the_cache_should_be_is_done_without(
    places: Places, written: History, open_index: OpenIndex
) -> None:
    path = cache_file(places)
    for part in places.cache.iterdir():
        part.unlink()
    path.mkdir()
    assert_right(open_index())


def test_a_cache_that_another_program_holds_is_not_thrown_away(
    places: Places, written: History, open_index: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **named: connect(*args, **named | {"timeout": 0}))
    other = connect(cache_file(places), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    inode = cache_file(places).stat().st_ino
    assert_right(open_index())
    assert cache_file(places).stat().st_ino == inode
    other.execute("ROLLBACK")
    other.close()


def test_a_cache_that_another_program_is_just_making_is_not_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **named: connect(*args, **named | {"timeout": 0}))
    other = connect(tmp_path / "cache.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    other.execute("CREATE TABLE half (made)")
    tables.opened(tmp_path / "cache.sqlite").close()
    other.execute("COMMIT")
    other.close()
    assert connect(tmp_path / "cache.sqlite").execute("SELECT name FROM sqlite_master").fetchall() == [("half",)]


def test_a_closed_index_says_so_rather_than_starting_over(index: Index) -> None:
    index.close()
    with pytest.raises(sqlite3.ProgrammingError):
        index.count()


# What it answers


def test_every_field_of_an_entry_comes_back(history: History, index: Index) -> None:
    (wrote,) = history.append(
        Wrote("text #one #two", got="got #one #three-b", topic="t", lab="l", starred=True), now=NOW
    )
    index.refresh()
    entry = index.entry(wrote.id)
    assert entry == Entry(
        wrote.id, AT, 0, "2026-11-22", "text #one #two", "got #one #three-b", "t", "l", True, wrote.id
    )
    assert entry.tags == ("one", "two", "three-b")


def test_a_sign_within_a_word_is_no_tag() -> None:
    assert Entry("i", 0, 0, "", "C#net ##no #学习 (#yes)").tags == ("学习", "yes")


def test_the_last_thing_done_is_this_devices_and_stands(history: History, index: Index, arrive: Arrive) -> None:
    assert index.last_done(HERE) is None
    (first,) = history.append(Ticked("m", True), now=NOW)
    (second,) = history.append(Wrote("w"), now=NOW)
    history.append(Undid(second.id), now=NOW)
    arrive(event(Ticked("m", False), AT + 10**6, THERE))
    index.refresh()
    last = index.last_done(HERE)
    assert last == first


def test_the_latest_time_is_any_devices(history: History, index: Index, arrive: Arrive) -> None:
    assert index.latest() == 0
    history.append(Wrote("w"), now=NOW)
    arrive(event(Ticked("m", False), AT + 10**9, THERE))
    index.refresh()
    assert index.latest() == AT + 10**9


def test_a_cache_of_another_folder_is_another_file(places: Places, index: Index, tmp_path: Path) -> None:
    other = Index(History(tmp_path / "elsewhere", places.state), places.cache)
    other.refresh()
    other.close()
    assert len(list(places.cache.glob("*.sqlite"))) == 2
