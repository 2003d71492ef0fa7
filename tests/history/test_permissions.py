"""What may not be read or written: what was folded of it still stands, the rest goes on, and all of it is said."""

import contextlib
import encodings.cp437
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studytui.errors import CANNOT_WRITE, StudyError
from studytui.history import lines, storage
from studytui.history.backup import archives, back_up, plan
from studytui.history.doctor import examine, look_after, mend
from studytui.history.events import Event
from studytui.history.facts import Ticked, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from tests.samples import HERE, NOW, THERE, after

FACT = Ticked("w01-m1", True)
LOADED = (encodings.cp437, zipfile, storage)
"""What is imported late: nobody may read what only root has."""


@pytest.fixture
def history(plain_user: Path) -> History:
    """Two entries of this device, and two of another whose clock is a year ahead."""
    history = History(plain_user / "history", plain_user / "state", HERE)
    other = History(plain_user / "history", plain_user / "other state", THERE)
    for number in range(2):
        history.append(Wrote(f"here {number}"), now=NOW)
        other.append(Wrote(f"there {number}"), now=after(days=365))
    history.mirror.heal(history, NOW)
    return history


@pytest.fixture
def theirs(history: History) -> Iterator[Path]:
    """The other device's file, which can be read again in the end."""
    (path,) = (history.folder / THERE).iterdir()
    yield path
    path.parent.chmod(0o700)
    path.chmod(0o600)


Open = Callable[[], Index]


@pytest.fixture
def start(history: History, plain_user: Path) -> Iterator[Open]:
    """Opens the index as each start of the program does, refreshed."""
    opened = []

    def open_again() -> Index:
        index = Index(History(history.folder, history.state, HERE), plain_user / "cache")
        opened.append(index)
        index.refresh()
        return index

    yield open_again
    for index in opened:
        index.close()


def hide_folder(path: Path) -> Path:
    path.parent.chmod(0)
    return path.parent


def hide_what_is_in_folder(path: Path) -> Path:
    """The names can be listed, and that is all."""
    path.parent.chmod(0o400)
    return path.parent


def hide_file(path: Path) -> Path:
    # A tool that took the right away has touched it, too.
    path.write_bytes(path.read_bytes() + b"\n")
    path.chmod(0)
    return path


HIDING = pytest.mark.parametrize("hide", [hide_folder, hide_what_is_in_folder, hide_file])
Hide = Callable[[Path], Path]


def said(index: Index) -> list[str]:
    return sorted(entry.text for entry in index.entries())


ALL = ["here 0", "here 1", "there 0", "there 1"]


# What can't be read


@HIDING
def test_what_was_folded_before_it_was_hidden_still_stands_and_the_place_is_named(
    theirs: Path, start: Open, hide: Hide
) -> None:
    index, place = start(), hide(theirs)
    index.refresh()
    for each in (index, start()):
        assert said(each) == ALL
        assert [(damage.path, damage.line) for damage in each.damages()] == [(str(place), 0)]


@HIDING
def test_what_is_hidden_is_missed_by_a_start_without_a_cache_and_seen_once_it_is_back(
    theirs: Path, start: Open, hide: Hide
) -> None:
    hide(theirs)
    index = start()
    assert said(index) == ALL[:2]
    theirs.parent.chmod(0o700)
    theirs.chmod(0o600)
    index.refresh()
    # A permission is nothing that a file tells: who is at work learns of it with the next start, or the next change.
    assert said(start()) == said(index) == ALL


@HIDING
def test_what_is_hidden_stands_though_another_file_is_damaged_meanwhile(
    history: History, theirs: Path, start: Open, hide: Hide
) -> None:
    index, own = start(), history.folder / HERE / "2026-11.jsonl"
    hide(theirs)
    index.refresh()
    own.write_bytes(own.read_bytes()[:-20])
    index.refresh()
    for each in (index, start()):
        assert set(ALL[2:]) < set(said(each))
        # Or else what is done here next would be earlier than what was seen of the other device.
        assert each.latest() > after(days=364).timestamp() * 1000
    (event,) = history.append(Wrote("here 2"), now=NOW)
    index.refresh()
    assert index.event(event.id) == event
    theirs.parent.chmod(0o700)
    theirs.chmod(0o600)
    index.refresh()
    assert said(start()) == said(index) == ["here 0", "here 2", "there 0", "there 1"]


@HIDING
def test_the_mirror_does_not_take_what_is_hidden_for_lost(history: History, theirs: Path, hide: Hide) -> None:
    hide(theirs)
    before = {path: path.read_bytes() for path in (history.folder / HERE).iterdir()}
    assert history.mirror.heal(history, NOW, at_once=True).healed == 0
    assert {path: path.read_bytes() for path in (history.folder / HERE).iterdir()} == before
    assert history.mirror.lost(history) == {}


def test_a_file_that_cannot_be_read_is_archived_as_the_mirror_has_it(history: History, theirs: Path) -> None:
    hide_file(theirs)
    made = back_up(history, NOW)
    assert made.events == 4
    assert plan(history, made.path).lines == ()
    assert look_after(history, after(days=1)).trouble == ()


@HIDING
def test_the_doctor_names_what_is_hidden_and_mends_the_rest(
    history: History, theirs: Path, start: Open, hide: Hide
) -> None:
    back_up(history, NOW)
    place, own = hide(theirs), history.folder / HERE / "2026-11.jsonl"
    own.write_bytes(own.read_bytes() + b"=======\n")
    index = start()
    assert str(place) in [finding.where for finding in examine(history, index, NOW).findings]
    mend(history, index, after(minutes=1))
    assert lines.read(own.read_bytes()).damages == ()
    assert len(archives(history)) == 2


def test_a_link_to_where_nobody_may_go_hides_nothing_else(history: History, theirs: Path, start: Open) -> None:
    forbidden = history.state / "forbidden"
    forbidden.mkdir(mode=0)
    (theirs.parent / "2027-12.jsonl").symlink_to(forbidden / "file")
    index = start()
    assert (said(index), index.damages()) == (ALL, [])


# What can't be written


@pytest.fixture
def read_only(history: History) -> Iterator[History]:
    """A history on a disk that has become read only."""
    places = [history.folder, *history.folder.iterdir()]
    files = [path for folder in places[1:] for path in folder.iterdir()]
    for path in (*places, *files):
        path.chmod(path.stat().st_mode & 0o555)
    yield history
    for path in (*places, *files):
        path.chmod(path.stat().st_mode | 0o200)


def contents(history: History) -> dict[Path, bytes]:
    return {Path(file.path): Path(file.path).read_bytes() for file in history.files()}


def test_a_read_only_history_is_read_and_a_new_event_is_refused_with_words(read_only: History, start: Open) -> None:
    before = contents(read_only)
    assert said(start()) == ALL
    assert not read_only.writable()
    for now in (NOW, after(days=60)):
        with pytest.raises(StudyError, match=r"can't be written .*permissions") as caught:
            read_only.append(FACT, now=now)
        assert caught.value.exit_code == CANNOT_WRITE
    assert contents(read_only) == before


def test_a_read_only_history_is_looked_after_as_far_as_that_goes(read_only: History, start: Open) -> None:
    upkeep = look_after(read_only, NOW)
    assert upkeep.trouble == ()
    assert upkeep.archive is not None
    where = [(finding.where, finding.what) for finding in examine(read_only, start(), NOW).findings]
    assert where == [(str(read_only.folder), "it can't be written"), (THERE, "its clock is ahead of this one")]


def test_what_a_read_only_history_lost_stays_in_the_mirror_until_it_can_come_back(history: History) -> None:
    own = history.folder / HERE / "2026-11.jsonl"
    own.write_bytes(own.read_bytes()[:-20])
    own.chmod(0o400)
    (trouble,) = look_after(history, NOW).trouble
    assert "lost lines can't be brought back" in trouble
    assert len(history.mirror.lost(history)) == 1
    own.chmod(0o600)
    assert look_after(history, NOW).kept.healed == 1


@pytest.mark.parametrize("place", ["mirror", "backups"])
def test_what_of_the_state_folder_cannot_be_written_is_said_and_stops_no_event(history: History, place: str) -> None:
    back_up(history, NOW)
    folder = next((history.state / place).iterdir())
    shut = [folder, *(each for each in folder.iterdir() if each.is_dir())]
    for each in shut:
        each.chmod(0o500)
    events: tuple[Event, ...] = history.append(FACT, now=after(days=30))
    assert events[0].id in Path(history.files()[1].path).read_text()
    trouble = look_after(history, after(days=30)).trouble
    assert any({"mirror": "mirror", "backups": "no backup"}[place] in each for each in trouble)
    for each in shut:
        each.chmod(0o700)
    assert look_after(history, after(days=30)).trouble == ()


def test_a_state_folder_that_cannot_be_written_refuses_with_its_name(history: History, start: Open) -> None:
    assert said(start()) == ALL
    lock = history.state / "history.lock"
    lock.chmod(0o400)
    with pytest.raises(StudyError, match=r"history\.lock can't be written"):
        history.append(FACT, now=NOW)
    lock.chmod(0o600)
    history.append(FACT, now=NOW)


WHERE = ["data", "data/history", f"data/history/{HERE}", "state", "state/mirror", "state/mirror/*", "state/backups",
         "state/backups/*", "state/backups/*/*", "cache"]  # fmt: skip


@pytest.mark.parametrize("mode", [0, 0o100, 0o400, 0o500])
@pytest.mark.parametrize("where", WHERE)
def test_nothing_that_is_forbidden_is_a_traceback(plain_user: Path, where: str, mode: int) -> None:
    def program() -> History:
        return History(plain_user / "data" / "history", plain_user / "state", HERE)

    program().append(FACT, now=NOW)
    look_after(program(), NOW)
    Index(program(), plain_user / "cache").close()
    (place,) = plain_user.glob(where)
    before = place.stat().st_mode
    place.chmod(mode)
    try:
        index = Index(program(), plain_user / "cache")
        index.refresh()
        look_after(program(), after(days=1))
        examine(program(), index, after(days=1))
        for verb in (lambda: program().append(FACT, now=NOW), lambda: mend(program(), index, after(days=1))):
            with contextlib.suppress(StudyError):
                verb()
        index.close()
    finally:
        place.chmod(before)
    index = Index(program(), plain_user / "cache")
    index.refresh()
    assert index.ticks()["w01-m1"].done
    index.close()
