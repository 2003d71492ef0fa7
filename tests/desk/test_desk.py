"""The desk: every verb is one event, and every one can be taken back, also after a restart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from studytui.desk import Desk
from studytui.errors import NOTHING_MATCHED, USAGE, StudyError
from studytui.history import lines
from studytui.history.events import Event
from studytui.history.facts import Fact, Ticked, Undid, Wrote
from studytui.history.history import History
from studytui.paths import Places
from studytui.track.model import Track
from tests.conftest import Clock
from tests.samples import THERE

MakeDesk = Callable[[], Desk]


def events_of(desk: Desk) -> list[Event]:
    return [each for file in desk.history.files() for each in lines.read(Path(file.path).read_bytes()).events]


def elsewhere(places: Places, clock: Clock, *facts: Fact, days: float = 0) -> None:
    """Another device does something, its clock that many days ahead."""
    History(places.history, places.state, THERE).append(*facts, now=clock() + timedelta(days=days))


def said(desk: Desk) -> list[str]:
    return [entry.text for entry in desk.entries()]


def is_done(desk: Desk, milestone_id: str = "w01-m1") -> bool:
    return desk.progress().is_done(desk.milestone(milestone_id))


# Each verb is one event


@pytest.mark.parametrize(
    "verb",
    [
        lambda desk: desk.tick("w01-m2"),
        lambda desk: desk.tick("w01-m1", False),
        lambda desk: desk.write("more", "came of it", topic="lazy-loading", lab="ladder"),
        lambda desk: desk.edit(desk.entries()[0].id, "better"),
        lambda desk: desk.star(desk.entries()[0].id),
        lambda desk: desk.delete(desk.entries()[0].id),
    ],
    ids=["tick", "untick", "write", "edit", "star", "delete"],
)
@pytest.mark.parametrize("restarted", [False, True])
def test_every_verb_is_one_event_and_undo_takes_it_back(
    desk: Desk, make_desk: MakeDesk, clock: Clock, verb: Callable[[Desk], object], restarted: bool
) -> None:
    desk.tick("w01-m1")
    desk.write("first")
    before = (desk.index.ticks(), desk.entries())
    clock.go(minutes=1)
    verb(desk)
    assert len(events_of(desk)) == 3
    assert (desk.index.ticks(), desk.entries()) != before
    if restarted:
        desk = make_desk()
    undone = desk.undo()
    assert undone is not None
    assert events_of(desk)[-1].fact == Undid(undone.event.id)
    assert (desk.index.ticks(), desk.entries()) == before


def test_undo_walks_back_to_the_beginning_and_then_says_so(desk: Desk) -> None:
    desk.tick("w01-m1")
    entry = desk.write("first")
    desk.edit(entry.id, "second")
    desk.star(entry.id)
    desk.delete(entry.id)
    told = []
    while undone := desk.undo():
        told.append(undone.summary.partition(":")[0])
    assert told == ["deleted", "edited", "edited", "wrote", "ticked"]
    assert (said(desk), is_done(desk)) == ([], False)


def test_what_was_undone_can_be_done_anew_and_undone_again(desk: Desk) -> None:
    for _ in range(2):
        assert desk.tick("w01-m1")
        desk.undo()
    assert not is_done(desk)
    assert desk.undo() is None


def test_an_undo_tells_what_it_took_back_on_one_safe_line(desk: Desk) -> None:
    desk.tick("w01-m1")
    desk.tick("w01-m1", False)
    desk.write("one\ntwo \x1b[31m")
    summaries = [undone.summary for undone in iter(desk.undo, None)]
    assert summaries == [
        "wrote: one two ␛[31m",
        "unticked: Ran the ladder and recorded three ratios.",
        "ticked: Ran the ladder and recorded three ratios.",
    ]


def test_an_undo_names_a_milestone_that_is_gone_by_its_id(desk: Desk) -> None:
    desk.history.append(Ticked("long-gone", True), now=desk.clock())
    undone = desk.undo()
    assert undone is not None
    assert undone.summary == "ticked: long-gone"


# Other devices and programs


def test_undo_never_touches_what_another_device_did(desk: Desk, places: Places, clock: Clock) -> None:
    desk.write("mine")
    elsewhere(places, clock, Ticked("w01-m1", True), Wrote("theirs"))
    assert desk.undo() is not None
    assert said(desk) == ["theirs"]
    assert desk.undo() is None
    assert is_done(desk)


def test_a_clock_a_year_ahead_does_not_win_over_what_is_done_here_later(
    desk: Desk, places: Places, clock: Clock
) -> None:
    elsewhere(places, clock, Ticked("w01-m1", True), days=365)
    desk.refresh()
    clock.go(minutes=1)
    assert desk.tick("w01-m1", False)
    assert not is_done(desk)
    assert events_of(desk)[0].day == "2026-11-22"


def test_a_verb_sees_what_was_done_elsewhere_a_moment_ago(desk: Desk, places: Places, clock: Clock) -> None:
    entry = desk.write("first")
    clock.go(minutes=1)
    elsewhere(places, clock, Ticked("w01-m1", True))
    assert not desk.tick("w01-m1")
    elsewhere(places, clock, Wrote("second", entry=entry.id))
    clock.go(minutes=1)
    starred = desk.star(entry.id)
    assert (starred.text, starred.starred) == ("second", True)
    clock.go(minutes=1)
    elsewhere(places, clock, Wrote("second", entry=entry.id, deleted=True))
    with pytest.raises(StudyError, match="deleted"):
        desk.delete(entry.id)


def test_another_device_may_edit_what_was_written_here(desk: Desk, places: Places, clock: Clock) -> None:
    entry = desk.write("first")
    clock.go(minutes=1)
    elsewhere(places, clock, Wrote("second", entry=entry.id, parent=entry.revision))
    desk.refresh()
    (edited,) = desk.entries()
    assert (edited.id, edited.text, edited.at) == (entry.id, "second", entry.at)


# Ticking


def test_ticking_what_is_ticked_changes_nothing(desk: Desk) -> None:
    assert desk.tick("w01-m1")
    assert not desk.tick("w01-m1")
    assert not desk.tick("w01-m2", False)
    assert len(events_of(desk)) == 1


def test_an_unticked_milestone_keeps_its_history(desk: Desk) -> None:
    desk.tick("w01-m1")
    desk.tick("w01-m1", False)
    assert [each.fact for each in events_of(desk)] == [Ticked("w01-m1", True), Ticked("w01-m1", False)]
    assert desk.index.ticks()["w01-m1"].done is False


# Names


def test_an_unknown_id_names_the_nearest(desk: Desk) -> None:
    for verb, nearest in (
        (lambda: desk.tick("w01-m9"), "w01-m1"),
        (lambda: desk.write("text", topic="lazy-loadng"), "lazy-loading"),
        (lambda: desk.write("text", lab="n-plus-two"), "n-plus-one"),
    ):
        with pytest.raises(StudyError, match=nearest) as caught:
            verb()
        assert caught.value.exit_code == NOTHING_MATCHED
    assert events_of(desk) == []


def test_an_id_like_nothing_says_where_ids_are_listed(desk: Desk) -> None:
    with pytest.raises(StudyError, match="--json"):
        desk.topic("\x1b\udcff")


@pytest.mark.parametrize("verb", ["edit", "star", "delete"])
def test_an_entry_that_is_not_there_is_named(desk: Desk, verb: str) -> None:
    entry = desk.write("text")
    desk.delete(entry.id)
    with pytest.raises(StudyError, match=entry.id) as caught:
        desk.edit(entry.id, "x") if verb == "edit" else getattr(desk, verb)(entry.id)
    assert caught.value.exit_code == NOTHING_MATCHED


# Writing


@pytest.mark.parametrize("text", ["", " \n\t ", "\r\n"])
def test_an_empty_text_is_refused(desk: Desk, text: str) -> None:
    with pytest.raises(StudyError, match="nothing to write") as caught:
        desk.write(text, "but something came of it")
    assert caught.value.exit_code == USAGE
    entry = desk.write("full")
    with pytest.raises(StudyError):
        desk.edit(entry.id, text)


def test_what_is_written_is_kept_but_for_its_edges_and_what_utf_8_can_not_hold(desk: Desk) -> None:
    entry = desk.write("  a\r\nb \udcff\0 ", " \n")
    assert (entry.text, entry.got) == ("a\nb �\0", None)


def test_an_edit_keeps_star_topic_lab_and_beginning(desk: Desk, clock: Clock) -> None:
    wrote = desk.write("first", "got", topic="lazy-loading", lab="n-plus-one")
    desk.star(wrote.id)
    clock.go(days=3)
    edited = desk.edit(wrote.id, "second")
    assert (edited.text, edited.got) == ("second", None)
    assert (edited.starred, edited.topic, edited.lab) == (True, "lazy-loading", "n-plus-one")
    assert (edited.id, edited.at, edited.day) == (wrote.id, wrote.at, wrote.day)


def test_a_revision_names_what_it_revises(desk: Desk) -> None:
    wrote = desk.write("first")
    edited = desk.edit(wrote.id, "second")
    starred = desk.star(wrote.id)
    facts = [each.fact for each in events_of(desk)]
    assert [fact.parent for fact in facts if isinstance(fact, Wrote)] == [None, wrote.id, edited.revision]
    assert starred.revision == events_of(desk)[-1].id


def test_an_edit_that_changes_nothing_is_no_event(desk: Desk) -> None:
    entry = desk.write("same", "got")
    desk.edit(entry.id, " same ", "got\n")
    desk.star(entry.id, False)
    assert len(events_of(desk)) == 1


def test_a_deleted_entry_comes_back_with_its_star(desk: Desk) -> None:
    entry = desk.write("kept")
    desk.star(entry.id)
    desk.delete(entry.id)
    assert desk.entries("kept") == []
    desk.undo()
    (back,) = desk.entries("kept")
    assert back.starred


# Where it stands


def test_damage_is_told(desk: Desk, places: Places) -> None:
    desk.write("one")
    (path,) = places.history.glob("*/*.jsonl")
    with path.open("ab") as file:
        file.write(b"junk\n")
    desk.refresh()
    assert [(damage.path, damage.line) for damage in desk.index.damages()] == [(str(path), 3)]
    desk.write("two")
    assert said(desk) == ["two", "one"]


def test_a_day_goes_on_until_four_in_the_morning(desk: Desk, clock: Clock) -> None:
    assert desk.today() == "2026-11-22"
    clock.go(hours=18)
    assert desk.today() == "2026-11-22"


def test_a_renamed_topic_stays_read(desk: Desk, track: Track) -> None:
    desk.mark_read("napkin-math")
    renamed = {name: topic for name, topic in track.topics.items() if name != "napkin-math"}
    renamed["numbers"] = replace(track.topics["napkin-math"], id="numbers", was=("napkin-math",))
    desk.track = replace(track, topics=renamed)
    assert desk.read() == {"numbers"}
    desk.mark_read("numbers", False)
    assert desk.read() == frozenset()


def test_a_topic_that_was_marked_twice_stands_as_it_was_marked_last(desk: Desk) -> None:
    assert desk.mark_read("napkin-math")
    assert not desk.mark_read("napkin-math")
    assert desk.mark_read("napkin-math", False)
    assert desk.read() == frozenset()
    undone = desk.undo()
    assert undone is not None
    assert undone.summary == "marked as unread: Napkin math"
    assert desk.read() == {"napkin-math"}
