"""The desk among other devices: edits that cross, what comes back from an archive, and what is said of it."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from studytui.desk import Desk
from studytui.errors import CANNOT_WRITE, StudyError
from studytui.history import lines
from studytui.history.backup import back_up, plan, restore
from studytui.history.events import Event
from studytui.history.facts import Fact, Ticked, Wrote
from studytui.history.history import History
from studytui.history.standing import Entry
from studytui.paths import Places
from tests.conftest import Clock
from tests.samples import THERE

Elsewhere = Callable[..., Event]


@pytest.fixture
def elsewhere(places: Places, clock: Clock) -> Elsewhere:
    """Lets another device do something, which arrives at once."""

    def do(fact: Fact) -> Event:
        clock.go(seconds=1)
        (event,) = History(places.history, places.state, THERE).append(fact, now=clock())
        clock.go(seconds=1)
        return event

    return do


def versions(desk: Desk) -> list[tuple[str, list[str]]]:
    desk.refresh()
    return [(entry.text, [other.text for other in entry.others]) for entry in desk.entries()]


def revised(entry: Entry, text: str, **fields: Any) -> Wrote:
    """What somebody makes of an entry who has it on screen."""
    return Wrote(text, entry=entry.id, parent=entry.revision, merged=entry.merged, **fields)


# Edits that cross


def test_an_edit_of_what_was_on_screen_stands_beside_what_arrived_since(desk: Desk, elsewhere: Elsewhere) -> None:
    entry = desk.write("first")
    elsewhere(revised(entry, "theirs"))
    edited = desk.edit(entry.id, "mine", seen=entry.seen)
    assert (edited.text, [other.text for other in edited.others]) == ("mine", ["theirs"])
    assert desk.care.contested_said() == "1 entry was edited on two devices; both versions are kept"
    assert desk.entries("theirs") == desk.entries("mine") == [edited]


def test_an_edit_of_what_stands_now_contradicts_nobody(desk: Desk, elsewhere: Elsewhere) -> None:
    entry = desk.write("first")
    elsewhere(revised(entry, "theirs"))
    desk.refresh()
    assert desk.edit(entry.id, "mine").others == ()
    assert desk.care.contested_said() == ""


@pytest.mark.parametrize("picked", [0, 1])
def test_who_has_seen_all_versions_settles_them_and_can_take_that_back(
    desk: Desk, elsewhere: Elsewhere, picked: int
) -> None:
    entry = desk.write("first")
    elsewhere(revised(entry, "theirs"))
    contested = desk.edit(entry.id, "mine", seen=entry.seen)
    settled = desk.edit(entry.id, ("mine", "theirs")[picked], seen=contested.versions)
    assert (settled.text, settled.others) == (("mine", "theirs")[picked], ())
    desk.undo()
    assert versions(desk) == [("mine", ["theirs"])]


def test_a_star_on_an_entry_with_two_versions_stays_on_what_is_shown_and_comes_off(
    desk: Desk, places: Places, clock: Clock
) -> None:
    entry = desk.write("first")
    clock.go(minutes=1)
    desk.edit(entry.id, "mine")
    earlier = clock() - timedelta(seconds=30)
    History(places.history, places.state, THERE).append(revised(entry, "theirs", starred=True), now=earlier)
    assert versions(desk) == [("mine", ["theirs"])]
    assert not desk.entry(entry.id).starred
    assert desk.star(entry.id).starred
    assert not desk.star(entry.id, False).starred
    assert versions(desk) == [("mine", ["theirs"])]


def test_what_is_edited_here_while_it_is_deleted_there_is_kept_beside_the_deletion(
    desk: Desk, elsewhere: Elsewhere
) -> None:
    entry = desk.write("first")
    elsewhere(revised(entry, "first", deleted=True))
    desk.refresh()
    assert desk.entries() == []
    edited = desk.edit(entry.id, "mine", seen=entry.seen)
    assert [other.deleted for other in edited.others] == [True]
    desk.delete(entry.id)
    assert desk.entries() == []
    desk.undo()
    assert versions(desk)[0][0] == "mine"


def test_a_deletion_takes_all_versions_and_its_undo_brings_all_back(desk: Desk, elsewhere: Elsewhere) -> None:
    entry = desk.write("first")
    elsewhere(revised(entry, "theirs"))
    desk.edit(entry.id, "mine", seen=entry.seen)
    desk.delete(entry.id)
    assert versions(desk) == []
    desk.undo()
    assert versions(desk) == [("mine", ["theirs"])]


# What comes back


@pytest.fixture
def lost(desk: Desk, clock: Clock, places: Places) -> Desk:
    """Two entries and a tick, archived, then lost with the mirror; and one entry written since."""
    desk.write("one")
    desk.tick("w01-m1")
    desk.write("two")
    back_up(desk.history, clock())
    shutil.rmtree(desk.history.mirror.folder)
    for file in desk.history.files():
        shutil.rmtree(places.history / desk.history.device)
        assert file.size
    desk.refresh()
    clock.go(hours=1)
    desk.write("since")
    return desk


def bring_back(desk: Desk, clock: Clock) -> None:
    (archive,) = desk.care.examine().archives
    restore(desk.history, plan(desk.history, archive.path), clock(), desk.index.latest())
    desk.refresh()


def test_one_undo_takes_a_restore_back_and_the_next_goes_on_before_it(lost: Desk, clock: Clock) -> None:
    assert [entry.text for entry in lost.entries()] == ["since"]
    bring_back(lost, clock)
    assert [entry.text for entry in lost.entries()] == ["since", "two", "one"]
    assert lost.progress().is_done(lost.milestone("w01-m1"))
    undone = lost.undo()
    assert undone is not None
    assert undone.summary.startswith("restored: 3 events of studytui-")
    assert [entry.text for entry in lost.entries()] == ["since"]
    assert not lost.progress().is_done(lost.milestone("w01-m1"))
    undone = lost.undo()
    assert undone is not None
    assert undone.summary == "wrote: since"


def test_what_was_done_to_what_came_back_outlives_the_undo_of_nothing_else(lost: Desk, clock: Clock) -> None:
    bring_back(lost, clock)
    (one,) = lost.entries("one")
    lost.edit(one.id, "one, better")
    undone = lost.undo()
    assert undone is not None
    assert undone.summary == "edited: one, better"
    assert [entry.text for entry in lost.entries()] == ["since", "two", "one"]


def test_mending_brings_back_what_only_an_archive_has(lost: Desk, clock: Clock) -> None:
    clock.go(minutes=1)
    done = lost.care.mend()
    assert done[0].startswith("backed up first: ")
    assert any("3 lost events" in each for each in done)
    lost.refresh()
    assert [entry.text for entry in lost.entries()] == ["since", "two", "one"]
    assert [finding.what for finding in lost.care.examine().findings] == []


# What is said


def test_a_file_of_a_newer_format_elsewhere_is_read_and_said_and_stops_no_writing(
    desk: Desk, places: Places, elsewhere: Elsewhere
) -> None:
    elsewhere(Wrote("from a later version"))
    (path,) = places.history.glob("*/*.jsonl")
    header, _, rest = path.read_bytes().partition(b"\n")
    assert header
    path.write_bytes(lines._line({"format": lines.FORMAT + 1, "device": THERE}) + rest)
    desk.refresh()
    assert desk.care.damage_said() == "a later studytui wrote some of the history (format 2): update this one"
    desk.write("here")
    assert [entry.text for entry in desk.entries()] == ["here", "from a later version"]


def test_a_file_that_cannot_be_read_is_said_with_its_name_and_still_stands(
    desk: Desk, places: Places, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(Wrote("theirs"))
    desk.refresh()
    (path,) = places.history.glob("*/*.jsonl")
    os.utime(path, (0, 0))
    real = Path.read_bytes

    def read_bytes(asked: Path) -> bytes:
        if asked == path:
            raise PermissionError(13, "Permission denied", str(asked))
        return real(asked)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    desk.refresh()
    assert desk.care.damage_said() == f"part of the history can't be read and stands as it was last seen: {path}"
    assert [entry.text for entry in desk.entries()] == ["theirs"]


def test_a_file_of_this_device_in_a_newer_format_is_only_read(desk: Desk, places: Places) -> None:
    desk.write("before the downgrade")
    (path,) = places.history.glob("*/*.jsonl")
    path.write_bytes(lines._line({"format": lines.FORMAT + 1}) + path.read_bytes())
    before = path.read_bytes()
    for verb in (lambda: desk.write("after"), lambda: desk.tick("w01-m1"), desk.undo):
        with pytest.raises(StudyError, match="later studytui") as caught:
            verb()
        assert caught.value.exit_code == CANNOT_WRITE
    assert path.read_bytes() == before
    assert [entry.text for entry in desk.entries()] == ["before the downgrade"]


def test_the_daily_care_heals_what_the_desk_had_missed(desk: Desk, places: Places, clock: Clock) -> None:
    desk.write("kept")
    (path,) = places.history.glob("*/*.jsonl")
    path.write_bytes(b"")
    desk.refresh()
    assert (desk.entries(), desk.index.shrunk) == ([], True)
    clock.now += timedelta(days=1000)
    assert desk.care.look_after().kept.healed == 1
    desk.refresh()
    assert [entry.text for entry in desk.entries()] == ["kept"]


def test_what_others_do_while_their_clock_is_years_ahead_does_not_hide_what_is_done_here_after_it(
    desk: Desk, places: Places, clock: Clock
) -> None:
    ahead = clock() + timedelta(days=4000)
    History(places.history, places.state, THERE).append(Ticked("w01-m1", True), Wrote("ahead"), now=ahead)
    desk.refresh()
    assert desk.tick("w01-m1", False)
    (entry,) = desk.entries()
    assert desk.edit(entry.id, "here").text == "here"
    History(places.history, places.state, THERE).append(Ticked("w01-m2", True), now=clock() - timedelta(days=4000))
    desk.refresh()
    assert desk.tick("w01-m2", False)
