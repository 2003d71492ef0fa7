"""Planning, pausing and keeping at it at the desk: from the history, through undo, restarts and two devices."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from studytui.desk import Desk
from studytui.errors import NOTHING_MATCHED, StudyError
from studytui.history.events import milliseconds
from studytui.history.facts import Measured, Ran, Studied
from studytui.history.history import History
from studytui.paths import Places
from studytui.study.plan import Pause, Plan
from studytui.study.review import GOOD
from studytui.study.rhythm import MISSED, STUDIED
from studytui.study.today import CARDS, LAB, LINE, READING
from studytui.track.model import Experiment, Track
from tests.conftest import NOON, Clock
from tests.samples import THERE

MakeDesk = Callable[[], Desk]


@pytest.fixture
def track(track: Track) -> Track:
    """The sample track, with programs for its labs."""
    program = Experiment("", 1, "A", {})
    return replace(track, labs={name: replace(lab, experiment=program) for name, lab in track.labs.items()})


def run(desk: Desk, lab: str, finished: bool = True) -> None:
    desk.add(Ran(lab, 1, {}, 1, {"slowdown": Measured(3, 3, 3)}, finished=finished))


def kinds(desk: Desk, short: bool = False) -> list[tuple[str, bool]]:
    return [(part.kind, part.done) for part in desk.practice.today(short).parts]


def state(desk: Desk, day: str) -> str:
    return next(each.state for week in desk.practice.rhythm().weeks for each in week if each.day == day)


# The plan


def test_a_plan_is_said_part_by_part_and_taken_back_by_undo(desk: Desk, make_desk: MakeDesk) -> None:
    assert desk.practice.plan() == Plan()
    desk.practice.change_plan(days=3, cue="after coffee")
    assert desk.practice.change_plan(minutes=40) == Plan(days=3, minutes=40, cue="after coffee")
    assert make_desk().practice.cue == "after coffee"
    desk.undo()
    assert desk.practice.plan() == Plan(days=3, cue="after coffee")


def test_saying_the_same_again_adds_nothing(desk: Desk) -> None:
    desk.practice.change_plan(days=3)
    desk.practice.change_plan(days=3, minutes=25)
    desk.practice.change_plan()
    assert len(desk.index.events("planned")) == 1


def test_what_can_not_be_meant_is_refused_and_changes_nothing(desk: Desk) -> None:
    with pytest.raises(StudyError, match="no number of days"):
        desk.practice.change_plan(days=9, minutes=40)
    assert desk.practice.plan() == Plan()


# Pauses


def test_a_pause_that_is_over_today_can_be_ended_and_today_counts_again(desk: Desk, clock: Clock) -> None:
    desk.practice.pause("2026-11-20", "2026-11-30", "a journey")
    assert desk.practice.today().paused == "2026-11-30"
    assert desk.practice.resume() == [Pause("2026-11-20", "2026-11-30", "a journey")]
    assert desk.practice.pauses() == (Pause("2026-11-20", "2026-11-21", "a journey"),)
    assert desk.practice.today().paused is None


def test_a_pause_that_began_today_or_is_to_come_is_called_off(desk: Desk) -> None:
    desk.practice.pause("2026-11-22", "2026-11-25")
    desk.practice.pause("2026-12-24", "2027-01-02")
    desk.practice.pause("2027-03-01", "2027-03-02")
    assert [pause.first for pause in desk.practice.resume()] == ["2026-11-22"]
    assert [pause.first for pause in desk.practice.resume()] == ["2026-12-24"]
    assert [pause.first for pause in desk.practice.pauses()] == ["2027-03-01"]


def test_without_a_pause_there_is_none_to_end(desk: Desk) -> None:
    desk.practice.pause("2026-11-01", "2026-11-21")
    with pytest.raises(StudyError) as caught:
        desk.practice.resume()
    assert caught.value.exit_code == NOTHING_MATCHED


def test_a_pause_said_twice_is_one_event_and_undo_takes_it_back(desk: Desk) -> None:
    for _ in range(2):
        desk.practice.pause("2026-12-24", "2027-01-02")
    assert len(desk.index.events("paused")) == 1
    desk.undo()
    assert desk.practice.pauses() == ()


# The schedule


def test_the_track_starts_on_the_day_of_the_first_event_of_any_kind(desk: Desk, clock: Clock) -> None:
    assert desk.practice.schedule().begins == "2026-11-22"
    clock.go(days=3)
    desk.practice.change_plan(days=4)
    desk.practice.pause("2027-01-01", "2027-01-02")
    assert desk.practice.schedule().begins == "2026-11-25"
    desk.reviews.grade("napkin-math-1", GOOD, 5)
    clock.go(days=2)
    desk.write("A line.")
    clock.go(days=2)
    desk.tick("w01-m1")
    assert desk.practice.schedule().begins == "2026-11-25"
    desk.practice.change_plan(start="2026-11-28")
    assert desk.practice.schedule().begins == "2026-11-28"


def test_the_start_follows_when_the_first_event_is_undone(desk: Desk, clock: Clock) -> None:
    desk.write("A line.")
    assert desk.practice.schedule().begins == "2026-11-22"
    desk.undo()
    clock.go(days=5)
    desk.mark_read("napkin-math")
    assert desk.practice.schedule().begins == "2026-11-27"


def test_the_schedule_knows_where_one_is(month_in: Desk) -> None:
    found = month_in.practice.schedule()
    assert found.begins == "2026-10-22"
    # Week 1 was done on its 23rd day, and two days more than its seven were spent on week 2.
    assert [week.first for week in found.weeks] == ["2026-10-22", "2026-11-14", "2026-11-23"]
    assert found.moved_said == "Week 2 is open since 14 Nov: week 3 moved by 2 days, to the end on 29 Nov."


# Rhythm


def test_any_event_makes_its_day_count(desk: Desk, clock: Clock) -> None:
    deeds: list[Callable[[], object]] = [
        lambda: desk.tick("w01-m1"),
        lambda: desk.tick("w01-m1", False),
        lambda: desk.mark_read("napkin-math"),
        lambda: desk.write("A line."),
        lambda: desk.reviews.grade("napkin-math-1", GOOD, 5),
        lambda: desk.reviews.grade("napkin-math-1", GOOD, 5, drill=True),
        lambda: desk.reviews.mark("napkin-math-1", "flagged"),
        lambda: run(desk, "ladder", False),
        lambda: desk.add(Studied("reading", 5, milliseconds(clock()))),
    ]
    desk.practice.change_plan(days=7)
    for deed in deeds:
        deed()
        assert state(desk, desk.today()) == STUDIED
        clock.go(days=1)
    assert desk.practice.rhythm().score == 100


def test_a_plan_or_a_pause_is_no_study(desk: Desk) -> None:
    desk.practice.change_plan(days=7)
    desk.practice.pause("2027-01-01", "2027-01-02")
    assert desk.practice.rhythm().score is None


def test_a_session_that_is_added_later_makes_its_own_day_count(desk: Desk, clock: Clock) -> None:
    yesterday = clock.now - timedelta(days=1)
    desk.add(Studied("reading", 60, milliseconds(yesterday)))
    shown = {each.day: each for week in desk.practice.rhythm().weeks for each in week}
    assert (shown["2026-11-21"].state, shown["2026-11-21"].intensity) == (STUDIED, 3)


def test_what_another_device_did_is_seen_at_once(desk: Desk, places: Places, clock: Clock) -> None:
    desk.practice.change_plan(days=7)
    desk.write("A line.")
    clock.go(days=5)
    assert desk.practice.rhythm().score == 91
    for days in range(1, 5):
        moment = NOON + timedelta(days=days)
        History(places.history, places.state, THERE).append(
            Studied("reading", 5, milliseconds(moment)), now=moment, after=desk.index.latest()
        )
    desk.refresh()
    assert desk.practice.rhythm().score == 100


def test_rhythm_falls_as_days_go_by_without_anything_being_written(desk: Desk, clock: Clock) -> None:
    desk.write("A line.")
    seen = []
    for _ in range(12):
        seen.append(desk.practice.rhythm().score or 0)
        clock.go(days=1)
    assert seen[0] == 100 > seen[-1]
    assert seen == sorted(seen, reverse=True)


def test_years_away_are_told_as_such_and_not_as_a_first_day(desk: Desk, clock: Clock) -> None:
    desk.write("A line.")
    clock.go(days=900)
    assert desk.practice.rhythm().score == 0
    desk.write("Another.")
    assert desk.practice.rhythm().score == 5
    assert desk.practice.rhythm().said == "Back after a long time away. That is the one that counts."


# Today


def test_a_first_day(desk: Desk, clock: Clock) -> None:
    assert desk.practice.today().oneline == "1 card 1 min → The latency ladder 9 min → a line 3 min"
    desk.reviews.grade("napkin-math-1", GOOD, 5)
    clock.go(minutes=20)
    desk.reviews.grade("napkin-math-1", GOOD, 5)
    assert kinds(desk) == [(CARDS, True), (LAB, False), (LINE, False)]
    run(desk, "ladder", finished=False)
    assert kinds(desk)[1] == (LAB, False)
    run(desk, "ladder")
    desk.write("Said 10, measured 40.")
    assert desk.practice.today().oneline == "Done for today."
    clock.go(days=1)
    assert kinds(desk)[-2:] == [(READING, False), (LINE, False)]


def test_a_bad_day_one_card_counts(desk: Desk, clock: Clock) -> None:
    desk.write("A line.")
    clock.go(days=1)
    assert kinds(desk, short=True) == [(CARDS, False), (LINE, False)]
    desk.reviews.grade("napkin-math-1", GOOD, 5)
    assert state(desk, desk.today()) == STUDIED
    assert desk.practice.rhythm().score == 100


def test_a_fortnight_away_and_back(desk: Desk, clock: Clock) -> None:
    for _ in range(5):
        desk.write("A line.")
        clock.go(days=1)
    clock.go(days=14)
    before = desk.practice.rhythm()
    assert (before.said, before.score is not None and before.score < 80) == ("", True)
    # Nothing is heaped up: it is a day like any other.
    assert [part.kind for part in desk.practice.today().parts] == [CARDS, LAB, LINE]
    assert desk.practice.schedule().moved_said.startswith("Week 1 is open since 22 Nov: weeks 2 to 3 moved by 13 days")
    desk.write("Back.")
    assert desk.practice.rhythm().said == "Back after 14 days away. That is the one that counts."


def test_the_day_ends_at_four_and_the_plan_with_it(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 3, 59, tzinfo=NOON.tzinfo)
    desk.write("Late.")
    assert (desk.practice.today().day, kinds(desk)[-1]) == ("2026-11-22", (LINE, True))
    clock.go(minutes=1)
    assert (desk.practice.today().day, kinds(desk)[-1]) == ("2026-11-23", (LINE, False))
    assert state(desk, "2026-11-22") == STUDIED


def test_a_clock_that_moves_between_two_evenings_takes_no_day(desk: Desk, clock: Clock) -> None:
    desk.practice.change_plan(days=7)
    summer, winter = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
    for day, zone in ((23, summer), (24, summer), (25, winter), (26, winter)):
        clock.now = datetime(2026, 10, day, 23, 30, tzinfo=zone)
        desk.write("A line.")
    assert desk.practice.rhythm().score == 100
    assert MISSED not in {each.state for week in desk.practice.rhythm().weeks for each in week}


def test_reading_that_was_done_today_is_ticked_and_one_that_was_renamed_too(desk: Desk, clock: Clock) -> None:
    run(desk, "ladder")
    clock.go(days=1)
    topics = {**desk.track.topics, "napkin-math": replace(desk.track.topics["napkin-math"], was=("old-math",))}
    desk.track = replace(desk.track, topics=topics)
    desk.mark_read("old-math")
    part = desk.practice.today().parts[1]
    assert (part.kind, part.id, part.done) == (READING, "napkin-math", True)


def test_reading_that_was_taken_back_is_offered_again(desk: Desk) -> None:
    desk.mark_read("napkin-math")
    desk.mark_read("napkin-math", False)
    assert (READING, True) not in kinds(desk)


def test_a_drill_is_not_the_cards_of_the_day(desk: Desk) -> None:
    desk.reviews.grade("napkin-math-1", GOOD, 600, drill=True)
    assert kinds(desk)[0] == (CARDS, False)
    desk.reviews.mark("napkin-math-1", "buried")
    assert CARDS not in dict(kinds(desk))


def test_a_lab_that_was_run_under_its_former_name_is_not_offered_again(desk: Desk, clock: Clock) -> None:
    run(desk, "old-ladder")
    clock.go(days=1)
    labs = {**desk.track.labs, "ladder": replace(desk.track.labs["ladder"], was=("old-ladder",))}
    desk.track = replace(desk.track, labs=labs)
    assert desk.practice.today().parts[1].id == "napkin-math"


def test_a_card_that_is_set_aside_is_not_counted(desk: Desk) -> None:
    desk.reviews.mark("napkin-math-1", "suspended")
    assert CARDS not in dict(kinds(desk))


def test_the_minutes_are_those_of_the_plan(desk: Desk) -> None:
    desk.practice.change_plan(minutes=60)
    assert desk.practice.today().minutes == 60
    assert desk.practice.today(short=True).minutes == 5


def test_who_has_never_reviewed_a_card_does_not_wait_for_fsrs(places: Places) -> None:
    code = (
        "import sys, datetime\n"
        "from pathlib import Path\n"
        "from studytui.desk import Desk\n"
        "from studytui.history.history import History\n"
        "from studytui.history.index import Index\n"
        "from tests.samples import track_of, Milestone\n"
        f"history = History(Path({str(places.history)!r}), Path({str(places.state)!r}), '0a1b2c3d')\n"
        f"index = Index(history, Path({str(places.cache)!r}))\n"
        "now = lambda: datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)\n"
        "desk = Desk(track_of((Milestone('a', 'A.'),)), history, index, now)\n"
        "desk.write('A line.')\n"
        "assert desk.practice.today().oneline == 'Done for today.'\n"
        "desk.practice.schedule(), desk.practice.rhythm()\n"
        "assert 'fsrs' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
