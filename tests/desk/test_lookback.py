"""The desk's verbs about looking back, on a learner with a year behind them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from studytui.desk import Desk
from studytui.history.facts import Reviewed, Wrote
from studytui.history.history import History
from studytui.paths import Places
from studytui.study.predict import Guess
from studytui.study.reflection import Period, Reflection
from tests.conftest import Clock
from tests.tui.cards import with_cards
from tests.tui.lookback import a_year_in, predict_and_run

WEEK = Period("week", "2026-11-16", "2026-11-22")


@pytest.fixture
def year_in(desk: Desk, clock: Clock) -> Desk:
    return a_year_in(desk, clock)


def test_a_newcomer_has_nothing_to_look_back_on(desk: Desk) -> None:
    assert not any(desk.lookback.view())
    assert desk.lookback.offer() is None


def test_what_was_written_comes_back_with_the_day_on_which_it_was(year_in: Desk) -> None:
    assert [(each.said, each.day, len(each.entries)) for each in year_in.lookback.on_this_day()] == [
        ("A week ago", "2026-11-15", 2),
        ("About a month ago", "2026-10-20", 1),
        ("A year ago", "2025-11-22", 1),
    ]


def test_after_midnight_it_is_still_the_evening_before(year_in: Desk, clock: Clock) -> None:
    before = year_in.lookback.on_this_day()
    clock.now = datetime.fromisoformat("2026-11-23T03:59:00+00:00")
    assert year_in.lookback.on_this_day() == before


def test_an_entry_of_the_far_east_comes_back_by_its_own_study_day(desk: Desk, clock: Clock) -> None:
    clock.now = datetime.fromisoformat("2026-11-15T05:00:00+14:00")
    desk.write("Early on the other side of the world.")
    clock.now = datetime.fromisoformat("2026-11-23T03:00:00-12:00")
    assert desk.today() == "2026-11-22"
    assert [each.day for each in desk.lookback.on_this_day()] == ["2026-11-15"]


def test_a_deleted_entry_does_not_come_back(year_in: Desk) -> None:
    for entry in year_in.entries():
        year_in.delete(entry.id)
    assert year_in.lookback.on_this_day() == []
    assert year_in.lookback.decisions() == []
    year_in.undo()
    assert len(year_in.lookback.on_this_day()) == 1


def test_what_came_of_a_decision_is_a_revision_of_its_entry(year_in: Desk) -> None:
    (asking,) = (each.entry for each in year_in.lookback.decisions() if each.asks)
    after = year_in.lookback.came_of(asking.id, " The page took 0.4 s without one. ", asking.seen)
    assert (after.id, after.text, after.got) == (asking.id, asking.text, "The page took 0.4 s without one.")
    assert not any(each.asks for each in year_in.lookback.decisions())
    year_in.undo()
    assert year_in.entry(asking.id).got is None


def test_what_another_device_wrote_of_it_meanwhile_stands_beside(year_in: Desk, places: Places, clock: Clock) -> None:
    (asking,) = (each.entry for each in year_in.lookback.decisions() if each.asks)
    other = History(places.history, places.state / "other", "f0e1d2c3")
    theirs = Wrote(asking.text, entry=asking.id, got="Nothing yet.", parent=asking.revision)
    other.append(theirs, now=clock(), after=year_in.index.latest())
    after = year_in.lookback.came_of(asking.id, "0.4 s", asking.seen)
    assert {after.got, *(each.got for each in after.others)} == {"0.4 s", "Nothing yet."}


def test_old_answers_are_asked_for_again_oldest_first_until_both_are_written_down(year_in: Desk) -> None:
    first = year_in.lookback.question()
    assert first is not None
    assert (first.lab, first.said) == ("n-plus-one", "2–12×, best 5×")
    second = year_in.lookback.question(passed=(first.id,))
    assert second is not None
    assert (second.lab, second.said, second.right) == (None, "2 s", "250 ms, all of it waiting.")
    entry = year_in.lookback.answer(first, "30×", "Trips wait in line.")
    assert (entry.topic, entry.lab, entry.got) == ("lazy-loading", "n-plus-one", "37.2× (34.2–37.2×)")
    assert year_in.lookback.question() == second
    year_in.lookback.answer(second, "250 ms", "Half a second was far off.")
    assert year_in.lookback.question() is None


def test_a_renamed_card_is_asked_by_its_present_name(desk: Desk, clock: Clock) -> None:
    desk.track = with_cards(desk.track)
    (cloze,) = (each for each in desk.track.cards if each.kind == "cloze")
    desk.add(Reviewed(cloze.id, 2, 9, answer="two digits"))
    clock.go(days=28)
    renamed = replace(cloze, id="n-new", was=(cloze.id,))
    cards = tuple(renamed if each is cloze else each for each in desk.track.cards)
    desk.track = replace(desk.track, cards=cards)
    question = desk.lookback.question()
    assert question is not None
    assert (question.card, question.said) == (renamed, "two digits")


def test_the_week_is_filled_in_from_the_history(year_in: Desk) -> None:
    assert year_in.lookback.offer() == WEEK
    said = year_in.lookback.begin(WEEK)
    assert said.done.splitlines() == [
        "Estimated one page of yours, then measured it.",
        "Found one N+1, removed it, and recorded queries and time.",
    ]
    assert said.slipped.splitlines() == [
        "Added a test that fails when the queries of that path grow.",
        "Started the four-week time log.",
    ]
    assert said.measured == "N+1 queries: said 40×, measured 45.1×, off by 1.1×"


def test_a_review_becomes_one_entry_and_is_not_offered_again(year_in: Desk, clock: Clock) -> None:
    said = year_in.lookback.begin(WEEK)._replace(keep="Mornings.", cue="it is 8", deed="I open one lab")
    entry = year_in.lookback.reflect(WEEK, said)
    assert entry.tags == ("week-review",)
    assert entry.got == "N+1 queries: said 40×, measured 45.1×, off by 1.1×"
    assert year_in.lookback.offer() is None
    clock.go(days=7)
    assert year_in.lookback.offers() == []
    year_in.tick("w02-m2")
    (after,) = year_in.lookback.offers()
    assert after.title == "Week of 23 November 2026"
    assert year_in.lookback.last_plan(after) == "If it is 8, then I open one lab."
    year_in.delete(entry.id)
    assert year_in.lookback.last_plan(after) == ""


def test_an_undone_review_is_offered_again(year_in: Desk) -> None:
    year_in.lookback.reflect(WEEK, Reflection())
    year_in.undo()
    assert year_in.lookback.offer() == WEEK


def test_what_was_begun_is_kept_over_a_restart_and_offered_until_it_is_saved(
    desk: Desk, clock: Clock, make_desk: Callable[[], Desk]
) -> None:
    year_in = a_year_in(desk, clock)
    begun = year_in.lookback.begin(WEEK)._replace(drop="Late \ud800 evenings.")
    year_in.lookback.keep(WEEK, begun)
    clock.go(days=3)
    year_in.write("Studied since.")
    again = make_desk()
    again.track = year_in.track
    assert again.lookback.offers() == [WEEK]
    assert again.lookback.begin(WEEK).drop == "Late \N{REPLACEMENT CHARACTER} evenings."
    again.lookback.reflect(WEEK, again.lookback.begin(WEEK))
    assert again.lookback.offers() == []
    assert make_desk().lookback.offers() == []


@pytest.mark.parametrize(
    "kept", ["", "[", "{}", "[1]", '[["week","2026-13-01"]]', '[["day","2026-11-16"]]', '["week"]']
)
def test_a_damaged_draft_is_no_draft(desk: Desk, places: Places, kept: str) -> None:
    folder = places.state / "look-back"
    folder.mkdir(parents=True)
    (folder / "draft.json").write_text(json.dumps({"text": kept}))
    assert desk.lookback.offers() == []


def test_a_week_of_cards_alone_or_labs_alone_was_studied_too(desk: Desk, clock: Clock) -> None:
    a_year_in(desk, clock)
    clock.go(days=-280)
    assert desk.lookback.offer() is None
    start = clock.now
    clock.now = start - timedelta(days=clock.now.weekday() + 3)
    desk.add(Reviewed("n-2", 3, 5))
    clock.now = start
    assert desk.lookback.offer() is not None
    desk.undo()
    assert desk.lookback.offer() is None
    predict_and_run(desk, Guess(best=3), "", 9.0)
    clock.go(days=6 - clock.now.weekday())
    assert desk.lookback.offer() is not None
