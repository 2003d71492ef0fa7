"""Today's plan: it fits into the minutes, stays the same while it is done, and offers nothing once it is."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.history.standing import Tick
from studytui.study import deck, today
from studytui.study.progress import Progress, progress
from studytui.study.today import (
    CARDS,
    LAB,
    LAB_MINUTES,
    LINE,
    READING,
    SHORT,
    Cards,
    Done,
    Part,
    Today,
    shares,
    today_of,
)
from studytui.track.model import Card, Experiment, Lab, Milestone, Topic, Track
from tests.samples import AT, track_of

DAY = "2026-11-22"
NONE, NINE = Cards(0), Cards(9, 5.4)
NOTHING = Done()
NINE_MINUTES = "word " * 1100


def a_track() -> Track:
    """Three weeks: the first with two labs and two topics, the others with one of each."""
    track = track_of(*((Milestone(name, name),) for name in "abc"))
    named = [("lab-1", "lab-2"), ("lab-3",), ("lab-4",)], [("topic-1", "topic-2"), ("topic-3",), ("topic-4",)]
    phase = track.phases[0]
    weeks = (replace(week, labs=labs, topics=topics) for week, labs, topics in zip(phase.weeks, *named, strict=True))
    program = Experiment("", 1, "A", {})
    return replace(
        track,
        phases=(replace(phase, weeks=tuple(weeks)),),
        topics={name: Topic(name, name.title(), "", (), prose=NINE_MINUTES) for each in named[1] for name in each},
        labs={name: Lab(name, name.title(), "topic-1", "?", experiment=program) for each in named[0] for name in each},
        cards=tuple(Card(f"card-{n}", "recall", "?", "!", f"topic-{n % 4 + 1}") for n in range(12)),
    )


TRACK = a_track()
LABS, TOPICS = frozenset(TRACK.labs), frozenset(TRACK.topics)


def done_of(*milestones: str, track: Track = TRACK) -> Progress:
    return progress(track, dict.fromkeys(milestones, Tick(True, AT, 0)))


def plan(
    cards: Cards = NONE, done: Done = NOTHING, minutes: int = 25, now: Progress | None = None, paused: str | None = None
) -> Today:  # fmt: skip
    return today_of(DAY, minutes, now or done_of(), cards, done, paused)


def ids(found: Today) -> list[str]:
    return [part.id for part in found.parts]


# What is in it


def test_first_what_is_due_then_a_lab_then_a_line() -> None:
    assert plan(NINE).parts == (
        Part(CARDS, "cards", "9 cards", 6),
        Part(LAB, "lab-1", "Lab-1", 9),
        Part(LINE, "line", "a line", 3),
    )
    assert plan(NINE).oneline == "9 cards 6 min → Lab-1 9 min → a line 3 min"
    assert plan(Cards(1, 0.3)).oneline.startswith("1 card 1 min → ")


def test_what_was_run_and_read_makes_room_for_the_next_of_the_week_and_then_of_the_weeks_after() -> None:
    found = []
    done = Done()
    for _ in range(9):
        more = plan(NINE, done).parts[1]
        if more.kind == LINE:
            break
        found.append(more.id)
        done = (
            done._replace(ran=done.ran | {more.id}) if more.kind == LAB else done._replace(read=done.read | {more.id})
        )
    assert found == ["lab-1", "lab-2", "topic-1", "topic-2", "lab-3", "topic-3", "lab-4", "topic-4"]


def test_it_begins_with_the_week_in_hand_and_comes_back_to_what_earlier_ones_left() -> None:
    now = done_of("a", "b")
    assert plan(NINE, now=now).parts[1].id == "lab-4"
    rest = Done(ran=frozenset({"lab-4"}), read=frozenset({"topic-4"}))
    assert plan(NINE, rest, now=now).parts[1].id == "lab-1"


def test_reading_goes_first_where_there_is_no_room_for_a_lab() -> None:
    found = plan(NINE, minutes=15)
    assert found.parts[1] == Part(READING, "topic-1", "Topic-1", 6)
    # All of the week is read: then a lab is begun, rather than the reading of another week.
    assert plan(NINE, Done(read=frozenset({"topic-1", "topic-2"})), 15).parts[1].id == "lab-1"


def test_without_cards_their_minutes_go_to_the_rest() -> None:
    assert plan(NONE, minutes=15).parts[0] == Part(LAB, "lab-1", "Lab-1", LAB_MINUTES)
    assert ids(plan(NONE, Done(ran=LABS))) == ["topic-1", "line"]


def test_a_lab_that_can_not_be_run_is_not_offered() -> None:
    labs = {name: replace(lab, experiment=None) for name, lab in TRACK.labs.items()}
    assert ids(plan(NINE, now=done_of(track=replace(TRACK, labs=labs)))) == ["cards", "topic-1", "line"]


def test_a_topic_without_prose_takes_a_moment() -> None:
    topics = {name: replace(topic, prose="") for name, topic in TRACK.topics.items()}
    assert plan(NONE, Done(ran=LABS), now=done_of(track=replace(TRACK, topics=topics))).parts[0].minutes == 2


def test_when_all_was_run_and_read_cards_and_a_line_remain() -> None:
    assert ids(plan(NINE, Done(ran=LABS, read=TOPICS))) == ["cards", "line"]


def test_five_minutes_are_cards_and_a_line() -> None:
    found = plan(Cards(12, 4.0), minutes=SHORT)
    assert found.parts == (Part(CARDS, "cards", "12 cards", 4), Part(LINE, "line", "a line", 1))
    assert ids(plan(NONE, minutes=SHORT)) == ["line"]


def test_it_names_as_many_cards_as_their_minutes_hold() -> None:
    assert plan(Cards(30, 10.0), minutes=SHORT).parts[0] == Part(CARDS, "cards", "12 cards", 4)
    assert plan(Cards(55, 16.5)).parts[0] == Part(CARDS, "cards", "33 cards", 10)
    assert plan(Cards(1, 16.5)).parts[0].title == "1 card"
    assert plan(Cards(0, graded=40, spent=16.5)).parts[0] == Part(CARDS, "cards", "40 cards", 10, True)


# What of it is done


def test_cards_are_done_when_none_is_left_or_their_minutes_are_used() -> None:
    assert not plan(Cards(5, 3.0, graded=4, spent=2.4)).parts[0].done
    assert plan(Cards(5, 3.0, graded=4, spent=2.4)).parts[0].title == "5 cards"
    assert plan(Cards(0, graded=9, spent=5.2)).parts[0] == Part(CARDS, "cards", "9 cards", 6, True)
    assert plan(Cards(40, 20.0, graded=30, spent=10.0)).parts[0] == Part(CARDS, "cards", "30 cards", 10, True)
    assert plan(Cards(40, 20.0, graded=12, spent=4.0), minutes=SHORT).parts[0].done


def test_a_lab_that_was_run_today_is_ticked_and_no_other_is_offered() -> None:
    found = plan(NINE, Done(ran=frozenset({"lab-1"}), today=((LAB, "lab-1"),)))
    assert found.parts[1] == Part(LAB, "lab-1", "Lab-1", 9, True)
    assert found.oneline == "9 cards 6 min → a line 3 min"


def test_what_was_done_first_stays_ticked_whatever_else_is_done() -> None:
    both = ((READING, "topic-4"), (LAB, "lab-1"))
    assert plan(NINE, Done(today=both)).parts[1] == Part(READING, "topic-4", "Topic-4", 9, True)
    assert plan(NINE, Done(today=((LAB, "gone"), *both))).parts[1].id == "topic-4"


def test_when_all_is_done_nothing_is_offered() -> None:
    found = plan(Cards(0, graded=9, spent=5), Done(today=((LAB, "lab-1"),), wrote=True))
    assert (found.is_done, found.next, found.left, found.oneline) == (True, None, 0, "Done for today.")


def test_the_next_part_is_the_first_that_is_not_done() -> None:
    steps = [plan(NINE), plan(Cards(0, graded=9)), plan(Cards(0, graded=9), Done(today=((LAB, "lab-1"),)))]
    assert [each.next and each.next.kind for each in steps] == [CARDS, LAB, LINE]
    assert [each.left for each in steps] == [18, 12, 3]


def test_while_a_pause_is_over_today_nothing_is_pushed_and_the_plan_waits() -> None:
    found = plan(NINE, paused="2026-12-01")
    assert found.oneline == "Paused until 1 Dec."
    assert ids(found) == ["cards", "lab-1", "line"]


def test_titles_are_shown_as_data_on_one_line() -> None:
    labs = {name: replace(lab, title="a\x1b[2J\nb") for name, lab in TRACK.labs.items()}
    assert "a␛[2J b 9 min" in plan(NINE, now=done_of(track=replace(TRACK, labs=labs))).oneline


# New cards, counted without fsrs


@pytest.mark.parametrize("ticked", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("minutes", [1, 4, 10])
def test_fresh_cards_are_as_many_as_the_queue_has(ticked: str, minutes: int) -> None:
    now = done_of(*ticked)
    begun = [week.topics for week in now.begun()]
    queue = deck.queue(TRACK.cards, {}, begun, deck.Today(AT, AT + 1, minutes))
    assert today.fresh(now, minutes) == Cards(len(queue.cards), queue.minutes)
    assert (today.NEW_A_DAY, today.SECONDS_A_CARD) == (deck.NEW_A_DAY, deck.SECONDS_A_CARD)


# Whatever happens

any_cards = st.builds(Cards, st.integers(0, 90), st.floats(0, 60), st.integers(0, 90), st.floats(0, 60))
any_done = st.builds(
    Done,
    st.frozensets(st.sampled_from(sorted(LABS))),
    st.frozensets(st.sampled_from(sorted(TOPICS))),
    st.lists(st.sampled_from([(LAB, "lab-1"), (READING, "topic-3"), (LAB, "gone")]), max_size=2).map(tuple),
    st.booleans(),
)


@given(any_cards, any_done, st.integers(5, 480), st.sets(st.sampled_from("abc")))
def test_it_never_takes_more_than_the_minutes_and_always_has_a_line(
    cards: Cards, done: Done, minutes: int, ticked: set[str]
) -> None:
    found = plan(cards, done, minutes, done_of(*ticked))
    assert sum(part.minutes for part in found.parts) <= minutes
    assert all(part.minutes >= 1 for part in found.parts)
    assert re.fullmatch("(cards )?((lab|reading) )?line", " ".join(part.kind for part in found.parts))


@given(any_cards, any_done, st.integers(5, 480))
def test_grading_cards_changes_nothing_else_of_it(cards: Cards, done: Done, minutes: int) -> None:
    cards = cards._replace(left=cards.left + 1)
    before = [part for part in plan(cards, done, minutes).parts if part.kind != CARDS]
    after = [part for part in plan(Cards(0, graded=9, spent=9), done, minutes).parts if part.kind != CARDS]
    assert before == after


@given(st.integers(5, 480))
def test_the_minutes_are_shared_out_and_no_more(minutes: int) -> None:
    shared = shares(minutes)
    assert sum(shared) <= minutes
    assert min(shared.cards, shared.line) >= 1
    assert shared.more == 0 or shared.more >= today.LEAST
