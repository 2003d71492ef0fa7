"""The index equals a fold that anyone can read, whatever happened, on which device, in whatever order it arrives."""

import shutil
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studytui.history.events import Event, local_time, study_day
from studytui.history.facts import Ticked, Undid, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.history.lines import header, transaction
from studytui.history.standing import Entry, Tick
from tests.samples import AT, HERE, NOW, THERE, event

State = tuple[dict[str, Tick], list[Entry], str | None]


def folded(events: Iterable[Event]) -> State:
    """What events amount to, told as plainly as it can be."""
    by_id = {each.id: each for each in events}
    undone = {each.fact.event for each in by_id.values() if isinstance(each.fact, Undid)}
    standing = [by_id[name] for name in sorted(by_id) if name not in undone]
    ticks: dict[str, Tick] = {}
    revisions: dict[str, list[Event]] = {}
    undoable = None
    for each in standing:
        match each.fact:
            case Ticked(milestone, done):
                ticks[milestone] = Tick(done, each.at, each.offset)
            case Wrote(entry=entry):
                revisions.setdefault(entry or each.id, []).append(each)
        if each.device == HERE and not isinstance(each.fact, Undid):
            undoable = each.id
    entries = []
    for name, each_of_it in revisions.items():
        first, last = each_of_it[0], each_of_it[-1]
        assert isinstance(last.fact, Wrote)
        if not last.fact.deleted:
            fact = last.fact
            at, offset, day = _written(name, by_id, first)
            entries.append(
                Entry(name, at, offset, day, fact.text, fact.got, fact.topic, fact.lab, fact.starred, last.id)
            )
    return ticks, sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True), undoable


def _written(name: str, by_id: dict[str, Event], first: Event) -> tuple[int, int, str]:
    """When an entry was: as its beginning says, undone or not."""
    about = [each for each in by_id.values() if isinstance(each.fact, Wrote) and each.thing == name]
    beginning = min(about, key=lambda each: each.id)
    assert isinstance(beginning.fact, Wrote)
    when = beginning.fact.when
    if when is None:
        return first.at, first.offset, first.day
    return when, beginning.offset, study_day(local_time(when, beginning.offset))


def seen(index: Index) -> State:
    """The same of an index."""
    last = index.last_done(HERE)
    return index.ticks(), index.entries(), last.id if last else None


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """Up to twelve deeds on two devices, many about the same things, some of them edits or undos of each other."""
    told: list[Event] = []
    for number in range(draw(st.integers(1, 12))):
        earlier = st.sampled_from([each.id for each in told] or ["00000000000-nothing"])
        fact = draw(
            st.one_of(
                st.builds(Ticked, st.sampled_from(["m1", "m2"]), st.booleans()),
                st.builds(Wrote, st.sampled_from(["a", "b c"]), got=st.none() | st.just("d"), topic=st.none()),
                st.builds(Wrote, st.just("long ago"), when=st.sampled_from([0, AT - 3, AT + 3])),
                st.builds(
                    Wrote, st.sampled_from(["e", "f"]), entry=earlier, starred=st.booleans(), deleted=st.booleans()
                ),
                st.builds(Undid, earlier),
            )
        )
        # Two devices may do something in the same millisecond, and one clock may be behind the other.
        at = AT + number if draw(st.booleans()) else AT - number
        made = event(fact, at, draw(st.sampled_from([HERE, THERE])))
        if made.id not in {each.id for each in told}:
            told.append(made)
    return told


@pytest.mark.slow
@settings(max_examples=120)
@given(stories(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_the_index_equals_the_plain_fold_in_any_order_of_arrival(story, random, every) -> None:  # type: ignore[no-untyped-def]
    root = Path(tempfile.mkdtemp())
    history = History(root / "history", root / "state", HERE)
    index = Index(history, root / "cache")
    arrived = list(story)
    random.shuffle(arrived)
    try:
        for number, each in enumerate(arrived, 1):
            path = root / "history" / each.device / "2026-11.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.write((b"" if file.tell() else header(each.device)) + transaction([each]))
            if number % every == 0:
                index.refresh()
                assert seen(index) == folded(arrived[:number])
        index.refresh()
        assert seen(index) == folded(story)
        # What a start finds in the cache, and what it would find without it.
        for cache in ("cache", "empty"):
            again = Index(history, root / cache)
            again.refresh()
            assert seen(again) == folded(story)
            again.close()
    finally:
        index.close()
        shutil.rmtree(root)


def test_the_plain_fold_itself_knows_an_undone_delete() -> None:
    wrote = event(Wrote("kept"), AT)
    deleted = event(Wrote("kept", entry=wrote.id, deleted=True), AT + 1)
    undo = event(Undid(deleted.id), AT + 2)
    assert folded([wrote, deleted])[1] == []
    assert [entry.text for entry in folded([wrote, deleted, undo])[1]] == ["kept"]
    assert NOW.day == 22


def test_days_of_study_are_counted_from_a_day_on_without_what_was_undone(tmp_path: Path) -> None:
    history = History(tmp_path / "history", tmp_path / "state", HERE)
    for days in (0, 0, 3):
        history.append(Ticked(f"m-{days}", True), now=NOW + timedelta(days=days), after=0)
    (undone,) = history.append(Ticked("m-5", True), now=NOW + timedelta(days=5), after=0)
    history.append(Undid(undone.id), now=NOW + timedelta(days=6), after=0)
    index = Index(history, tmp_path / "cache")
    index.refresh()
    assert index.days("2026-11-22", ["ticked"]) == {"2026-11-22": 2, "2026-11-25": 1}
    assert index.days("2026-11-23", ["ticked", "undid"]) == {"2026-11-25": 1, "2026-11-28": 1}
    assert index.days("2026-11-22", ["wrote"]) == {}
    assert index.first(["ticked", "wrote"]) == "2026-11-22"
    assert index.first(["wrote"]) is None
