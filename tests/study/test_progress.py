"""Progress: shares of weeks, phases and the track, through renames and retirements."""

from dataclasses import replace

import pytest

from studytui.history.standing import Tick
from studytui.study.progress import Share, progress
from studytui.track.model import Milestone, Track
from tests.samples import AT, track_of

DONE, OPEN = Tick(True, AT, 0), Tick(False, AT, 0)
A, B, C = (Milestone(name, name) for name in "abc")


@pytest.mark.parametrize(
    ("done", "total", "percent", "complete"),
    [
        (0, 0, 0, False),
        (0, 3, 0, False),
        (1, 3, 33, False),
        (2, 3, 66, False),
        (199, 200, 99, False),
        (3, 3, 100, True),
    ],
)
def test_a_share_is_rounded_down_and_full_only_when_all_is_done(
    done: int, total: int, percent: int, complete: bool
) -> None:
    share = Share(done, total)
    assert (share.percent, share.complete, share.left) == (percent, complete, total - done)


def test_ticks_add_up_by_week_phase_and_track(track: Track) -> None:
    now = progress(track, {"w01-m1": DONE, "w01-m2": OPEN, "w03-m1": DONE})
    assert [now.of_week(week) for week in track.weeks] == [Share(1, 2), Share(0, 3), Share(1, 1)]
    assert [now.of_phase(phase) for phase in track.phases] == [Share(1, 5), Share(1, 1)]
    assert now.of_track() == Share(2, 6)


def test_a_renamed_milestone_keeps_its_tick() -> None:
    track = track_of((replace(A, was=("older", "old")), B))
    for former in ("a", "old", "older"):
        assert progress(track, {former: DONE}).is_done(A)


def test_of_two_ticks_under_two_names_the_later_counts() -> None:
    track = track_of((replace(A, was=("old",)),))
    later = Tick(False, AT + 1, 0)
    for ticks in ({"old": DONE, "a": later}, {"a": later, "old": DONE}):
        assert not progress(track, ticks).is_done(A)


def test_a_milestone_that_the_track_no_longer_has_is_retired_and_counts_nowhere() -> None:
    now = progress(track_of((A,)), {"zz": DONE, "gone": OPEN, "a": DONE})
    assert now.retired == ("gone", "zz")
    assert now.of_track() == Share(1, 1)


def test_the_current_week_is_the_first_with_something_left() -> None:
    track = track_of((A,), (B,), (C,))
    for done, week in (("", 1), ("a", 2), ("b", 1), ("ab", 3), ("abc", 3)):
        assert progress(track, dict.fromkeys(done, DONE)).current_week().number == week


def test_a_week_without_milestones_holds_nobody_up() -> None:
    track = track_of((A,), (), (B,))
    assert progress(track, {"a": DONE}).current_week().number == 3
    assert progress(track, {"a": DONE, "b": DONE}).current_week().number == 3
