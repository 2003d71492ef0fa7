"""Entries that were edited on several devices: nothing anybody wrote is lost, and all devices see the same."""

import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from studytui.history.events import Event
from studytui.history.facts import Undid, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.history.lines import header, transaction
from studytui.history.plain import to_plain
from studytui.history.revisions import settled
from tests.samples import AT, HERE, THERE, event

THIRD = "11112222"
START = event(Wrote("start", got="1"), AT)


def edit(text: str, *seen: Event, at: int, device: str = HERE, **fields: Any) -> Event:
    """A revision of START by somebody who saw those."""
    fields = {"got": "1"} | fields
    return event(
        Wrote(text, entry=START.id, parent=seen[0].id, merged=tuple(each.id for each in seen[1:]), **fields),
        AT + at,
        device,
    )


def stands(*revisions: Event, undone: tuple[Event, ...] = ()) -> dict[str, Any] | None:
    ordered = sorted(revisions, key=lambda each: each.id)
    return settled([to_plain(each) for each in ordered], {each.id for each in undone})


def said(entry: dict[str, Any] | None) -> tuple[str, list[str]]:
    """The text that is shown, and those beside it."""
    assert entry is not None
    return entry["text"], [other["text"] for other in entry["others"]]


def test_edits_in_a_row_leave_the_last_one() -> None:
    one = edit("one", START, at=1)
    two = edit("two", one, at=2)
    assert said(stands(START, one, two)) == ("two", [])


def test_edits_that_did_not_know_of_each_other_are_both_kept_and_the_later_is_shown() -> None:
    mine, theirs = edit("mine", START, at=1), edit("theirs", START, at=2, device=THERE)
    assert said(stands(START, mine, theirs)) == ("theirs", ["mine"])
    assert said(stands(START, edit("mine", START, at=3), theirs)) == ("mine", ["theirs"])


def test_a_longer_chain_does_not_win_over_a_later_edit() -> None:
    one = edit("one", START, at=1)
    two = edit("two", one, at=2)
    theirs = edit("theirs", START, at=3, device=THERE)
    assert said(stands(START, one, two, theirs)) == ("theirs", ["two"])


def test_fields_that_only_one_side_changed_go_together() -> None:
    text = edit("new text", START, at=1)
    got = edit("start", START, at=2, device=THERE, got="2", starred=True)
    entry = stands(START, text, got)
    assert entry is not None
    assert (entry["text"], entry["got"], entry["starred"], entry["others"]) == ("new text", "2", True, [])
    assert (entry["revision"], entry["merged"]) == (got.id, [text.id])


def test_an_edit_of_what_went_together_has_seen_both() -> None:
    text = edit("new text", START, at=1)
    got = edit("start", START, at=2, device=THERE, got="2")
    after = edit("newer text", got, text, at=3, got="2")
    assert said(stands(START, text, got, after)) == ("newer text", [])


def test_the_same_edit_on_two_devices_is_no_contradiction() -> None:
    assert said(stands(START, edit("same", START, at=1), edit("same", START, at=2, device=THERE))) == ("same", [])


def test_three_devices_leave_three_versions() -> None:
    edits = [edit(name, START, at=at, device=name) for at, name in enumerate((HERE, THERE, THIRD), 1)]
    text, others = said(stands(START, *edits))
    assert (text, sorted(others)) == (THIRD, sorted((HERE, THERE)))


def test_a_revision_that_saw_all_versions_settles_them() -> None:
    mine, theirs = edit("mine", START, at=1), edit("theirs", START, at=2, device=THERE)
    assert said(stands(START, mine, theirs, edit("both", theirs, mine, at=3))) == ("both", [])


def test_a_star_settles_nothing() -> None:
    mine, theirs = edit("mine", START, at=1), edit("theirs", START, at=2, device=THERE)
    star = edit("theirs", theirs, at=3, starred=True)
    entry = stands(START, mine, theirs, star)
    assert entry is not None
    assert entry["starred"]
    assert said(entry) == ("theirs", ["mine"])


def test_a_settlement_and_an_edit_that_did_not_know_of_it_stand_beside_each_other() -> None:
    mine, theirs = edit("mine", START, at=1), edit("theirs", START, at=2, device=THERE)
    settlement, further = edit("both", theirs, mine, at=3), edit("theirs, further", theirs, at=4, device=THERE)
    assert said(stands(START, mine, theirs, settlement, further)) == ("theirs, further", ["both"])


def test_two_devices_that_settled_a_contradiction_differently_contradict_each_other_again() -> None:
    mine, theirs = edit("mine", START, at=1), edit("theirs", START, at=2, device=THERE)
    picked = edit("theirs", theirs, mine, at=3, device=THERE), edit("mine", theirs, mine, at=4)
    assert said(stands(START, mine, theirs, *picked)) == ("mine", ["theirs"])
    same = edit("mine", theirs, mine, at=3, device=THERE), edit("mine", theirs, mine, at=4)
    assert said(stands(START, mine, theirs, *same)) == ("mine", [])


def test_a_version_that_contradicts_lends_nothing_to_the_one_that_is_shown() -> None:
    mine = edit("mine", START, at=1, got="2", starred=True)
    entry = stands(START, mine, edit("theirs", START, at=2, device=THERE))
    assert entry is not None
    assert (entry["text"], entry["got"], entry.get("starred")) == ("theirs", "1", None)
    assert [(other["text"], other["got"]) for other in entry["others"]] == [("mine", "2")]


def test_a_mark_can_be_taken_off_though_another_version_has_it() -> None:
    mine, theirs = edit("mine", START, at=1, starred=True), edit("theirs", START, at=2, device=THERE)
    on = edit("theirs", theirs, at=3, starred=True)
    off = edit("theirs", on, at=4)
    for revisions, starred in (((mine, theirs, on), True), ((mine, theirs, on, off), None)):
        entry = stands(START, *revisions)
        assert entry is not None
        assert (entry.get("starred"), said(entry)) == (starred, ("theirs", ["mine"]))


def test_what_went_together_may_come_from_more_than_two() -> None:
    text = edit("new text", START, at=1)
    got = edit("start", START, at=2, device=THERE, got="2")
    star = edit("start", START, at=3, device=THIRD, starred=True)
    entry = stands(START, text, got, star)
    assert entry is not None
    assert (entry["text"], entry["got"], entry["starred"], entry["others"]) == ("new text", "2", True, [])
    assert (entry["revision"], entry["merged"]) == (star.id, [text.id, got.id])


def test_an_answer_taken_away_here_does_not_come_back_with_an_edit_elsewhere() -> None:
    without = edit("start", START, at=1, got=None)
    entry = stands(START, without, edit("new text", START, at=2, device=THERE))
    assert entry is not None
    assert (entry["text"], entry.get("got"), entry["others"]) == ("new text", None, [])
    # Whose beginning was undone is still what both go back to.
    entry = stands(START, without, edit("new text", START, at=2, device=THERE), undone=(START,))
    assert entry is not None
    assert (entry["text"], entry.get("got"), entry["others"]) == ("new text", None, [])


def test_a_text_is_never_lost_to_a_deletion_that_had_not_seen_it() -> None:
    for first, second in ((1, 2), (2, 1)):
        text = edit("mine", START, at=first)
        gone = edit("start", START, at=second, device=THERE, deleted=True)
        entry = stands(START, text, gone)
        assert entry is not None
        assert (entry["text"], [other["deleted"] for other in entry["others"]]) == ("mine", [True])


def test_a_deletion_that_had_seen_everything_deletes() -> None:
    mine, theirs = edit("mine", START, at=1), edit("theirs", START, at=2, device=THERE)
    assert stands(START, mine, theirs, edit("theirs", theirs, mine, at=3, deleted=True)) is None
    assert (
        stands(START, *(edit("x", START, at=at, device=d, deleted=True) for at, d in ((1, HERE), (2, THERE)))) is None
    )


def test_undoing_a_version_leaves_the_other() -> None:
    mine, theirs = edit("mine", START, at=1), edit("theirs", START, at=2, device=THERE)
    assert said(stands(START, mine, theirs, undone=(theirs,))) == ("mine", [])
    settlement = edit("both", theirs, mine, at=3)
    assert said(stands(START, mine, theirs, settlement, undone=(settlement,))) == ("theirs", ["mine"])


def test_what_was_built_on_an_undone_revision_still_had_seen_what_that_had_seen() -> None:
    one = edit("one", START, at=1)
    two = edit("two", one, at=2)
    assert said(stands(START, one, two, undone=(one,))) == ("two", [])


def test_a_revision_whose_parent_has_not_arrived_is_no_contradiction() -> None:
    one = edit("one", START, at=1)
    two = edit("two", one, at=2)
    assert said(stands(START, two)) == ("two", [])


def test_revisions_that_name_no_parent_had_seen_all_before() -> None:
    old = [event(Wrote(f"v{at}", entry=START.id), AT + at) for at in (1, 2)]
    assert said(stands(START, *old)) == ("v2", [])


def test_nothing_stands_when_everything_is_undone() -> None:
    assert stands(START, undone=(START,)) is None
    assert settled([], ()) is None


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Revisions of one entry, each by somebody who had seen some of those before."""
    told = [START]
    for at in range(1, draw(st.integers(2, 9))):
        wrote = [each for each in told if isinstance(each.fact, Wrote)]
        seen = draw(st.lists(st.sampled_from(wrote), min_size=1, max_size=3, unique_by=lambda each: each.id))
        device = draw(st.sampled_from([HERE, THERE, THIRD]))
        text, got = draw(st.sampled_from(["a", "b", "c"])), draw(st.sampled_from(["1", "2", None]))
        fields = {"got": got, "starred": draw(st.booleans()), "deleted": draw(st.sampled_from([False] * 4 + [True]))}
        told.append(edit(text, *seen, at=at, device=device, **fields))
        if draw(st.sampled_from([False] * 4 + [True])):
            told.append(event(Undid(draw(st.sampled_from(told)).id), AT + at, "99998888"))
    return told


def heads(told: list[Event]) -> list[Wrote]:
    """What nobody who still stands had seen, told as plainly as it can be."""
    undone = {each.fact.event for each in told if isinstance(each.fact, Undid)}
    wrote = {each.id: each.fact for each in told if isinstance(each.fact, Wrote)}

    def seen_by(fact: Wrote) -> set[str]:
        named = [name for name in (fact.parent, *fact.merged) if name]
        return {name for each in named for name in (each, *seen_by(wrote[each]))}

    standing = {name: fact for name, fact in wrote.items() if name not in undone}
    seen = {name for fact in standing.values() for name in seen_by(fact)}
    return [fact for name, fact in standing.items() if name not in seen]


@settings(max_examples=60)
@given(histories(), st.randoms(use_true_random=False))
def test_every_head_is_shown_merged_or_kept_beside_it_whatever_the_order_of_arrival(
    told: list[Event], order: random.Random
) -> None:
    root = Path(tempfile.mkdtemp())
    history = History(root / "history", root / "state", HERE)
    arrived = list(told)
    order.shuffle(arrived)
    opened: list[Index] = []
    try:
        for number, each in enumerate(arrived):
            path = root / "history" / each.device / "2026-11.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.write((b"" if file.tell() else header(each.device)) + transaction([each]))
            if number == len(arrived) // 2:
                opened.append(Index(history, root / "cache"))
                opened[0].refresh()
        opened.append(Index(history, root / "empty"))
        first, second = opened
        first.refresh()
        second.refresh()
        entry = first.entry(START.id)
        assert entry == second.entry(START.id)
        kept = [fact for fact in heads(told) if not fact.deleted]
        assert (entry is None) == (not kept)
        if entry:
            versions = [(entry.text, entry.got), *((other.text, other.got) for other in entry.others)]
            assert {fact.text for fact in kept} <= {text for text, _ in versions} | {"start", *_bases(told)}
            assert any(other.deleted for other in entry.others) == any(fact.deleted for fact in heads(told))
            assert len(entry.versions) == len(set(entry.versions))
            assert len(entry.versions) == len(heads(told))
    finally:
        for index in opened:
            index.close()
        shutil.rmtree(root)


def _bases(told: list[Event]) -> set[str]:
    """Texts that some head may have left as they were, while another changed them."""
    parents = {name for each in told if isinstance(each.fact, Wrote) for name in (each.fact.parent, *each.fact.merged)}
    return {each.fact.text for each in told if each.id in parents and isinstance(each.fact, Wrote)}
