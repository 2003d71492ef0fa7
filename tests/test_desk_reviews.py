"""Reviews at the desk: graded, taken back, lost and folded anew, on two devices, and through a sitting."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studytui import cache
from studytui.desk import Desk
from studytui.desk.reviews import BURIED, FLAGGED, SUSPENDED, Kept, _folded_by
from studytui.desk.sitting import Sitting
from studytui.errors import NOTHING_MATCHED, StudyError
from studytui.history.events import Event, milliseconds
from studytui.history.facts import Paused, Reviewed, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places
from studytui.study.deck import NEW_A_DAY
from studytui.study.review import AGAIN, DAY, EASY, GOOD, GRADES, HARD, Memory, Review, fold
from studytui.track.model import Card, Milestone, Phase, Topic, Track, Week
from tests.conftest import DEVICE, NOON, Clock
from tests.samples import THERE

MakeDesk = Callable[[], Desk]
IDS = tuple(f"card-{number}" for number in range(8))
ONE, TWO, THREE, *_ = IDS


@pytest.fixture
def track() -> Track:
    """Eight cards of two topics, in the only week."""
    cards = tuple(Card(name, "recall", f"{name}?", "Yes.", "ab"[number % 2]) for number, name in enumerate(IDS))
    topics = {name: Topic(name, name.upper(), "", ()) for name in "ab"}
    week = Week(1, "one", "One", "", ("a", "b"), milestones=(Milestone("m1", "Done."),))
    return Track("cards", "Cards", "", 5, (Phase("only", "Only", "", (week,)),), topics, {}, cards)


def known(desk: Desk) -> dict[str, Memory]:
    """What is remembered, as it is now."""
    return dict(desk.reviews.memories())


def anew(desk: Desk) -> dict[str, Memory]:
    """The same, folded from the history alone."""
    found: dict[str, list[Review]] = {}
    for each in desk.index.reviews():
        if not each.drill:
            found.setdefault(each.card, []).append(Review(each.at, each.grade, each.seconds))
    memories = {card: fold(card, reviews) for card, reviews in found.items()}
    return {card: memory for card, memory in memories.items() if memory}


def study(desk: Desk, clock: Clock, days: int = 6) -> None:
    """Some days of all cards, some of them forgotten."""
    for day in range(days):
        for number, name in enumerate(IDS):
            desk.reviews.grade(name, GRADES[(day + number) % 4], 5)
            clock.go(seconds=20)
        clock.go(days=1 + day)


def cached(places: Places) -> Path:
    (path,) = places.cache.glob("*-memories.bin")
    return path


def graded(desk: Desk) -> list[Event]:
    return desk.index.events("reviewed")


# Grading


def test_a_grade_is_one_event_with_its_time_and_answer(desk: Desk) -> None:
    event = desk.reviews.grade(ONE, GOOD, 7.4, answer=" 250 ms\0 ")
    assert event.fact == Reviewed(ONE, GOOD, 7, answer="250 ms\0")
    assert graded(desk) == [event]


def test_what_is_remembered_after_a_grade_is_what_its_reviews_fold_to(desk: Desk, clock: Clock) -> None:
    study(desk, clock)
    assert set(known(desk)) == set(IDS)
    assert known(desk) == anew(desk)


@pytest.mark.parametrize("grade", [0, 5, -1])
def test_what_is_no_grade_is_refused(desk: Desk, grade: int) -> None:
    with pytest.raises(StudyError, match="no grade"):
        desk.reviews.grade(ONE, grade, 5)
    assert graded(desk) == []


def test_an_unknown_card_names_the_nearest(desk: Desk) -> None:
    with pytest.raises(StudyError, match="card-") as caught:
        desk.reviews.grade("card-x", GOOD, 5)
    assert caught.value.exit_code == NOTHING_MATCHED


def test_what_each_grade_would_mean_is_what_comes_of_it(desk: Desk, clock: Clock) -> None:
    study(desk, clock)
    told = desk.reviews.intervals(ONE)
    desk.reviews.grade(ONE, HARD, 5)
    assert known(desk)[ONE].due - milliseconds(clock()) == told[HARD]


def test_a_drill_is_kept_and_leaves_the_schedule_as_it_is(desk: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    study(desk, clock)
    before, today = known(desk), desk.reviews.today()
    desk.reviews.grade(ONE, AGAIN, 5, drill=True)
    assert known(desk) == before == known(make_desk())
    assert desk.reviews.today() == today
    assert graded(desk)[-1].fact == Reviewed(ONE, AGAIN, 5, drill=True)


def test_a_card_that_was_only_drilled_is_new(desk: Desk) -> None:
    desk.reviews.grade(ONE, EASY, 5, drill=True)
    assert known(desk) == {}
    assert ONE in desk.reviews.queue().new


def test_a_grade_that_only_a_later_version_knows_is_passed_over(desk: Desk, clock: Clock) -> None:
    desk.reviews.grade(ONE, GOOD, 5)
    before = known(desk)
    desk.history.append(Reviewed(ONE, 9, 5), Reviewed(TWO, 0, 5), now=clock() + timedelta(hours=1))
    desk.refresh()
    assert known(desk) == before


# Restarts and lost caches


def test_a_restart_remembers_what_was_remembered(desk: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    study(desk, clock)
    assert known(make_desk()) == known(desk)
    assert make_desk().reviews.queue() == desk.reviews.queue()


def test_a_restart_folds_only_what_the_cache_lacks(
    desk: Desk, clock: Clock, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    study(desk, clock)
    known(make_desk())
    desk.reviews.grade(TWO, GOOD, 5)
    folded = []

    def noting(card: str, reviews: Iterator[Review]) -> Memory | None:
        folded.append(card)
        return fold(card, reviews)

    monkeypatch.setattr("studytui.desk.reviews.fold", noting)
    assert known(make_desk()) == known(desk)
    assert [card for card in folded if card] == [TWO]


def lost(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def junk(path: Path) -> None:
    path.write_bytes(b"\x80\x05junk" + bytes(range(256)))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def another_shape(path: Path) -> None:
    cache.store(path, _folded_by(), {ONE: 7, TWO: Kept(0, "no memory"), THREE: None})  # type: ignore[arg-type]


def no_dictionary(path: Path) -> None:
    cache.store(path, _folded_by(), [1, 2])


def of_another_version(path: Path) -> None:
    cache.store(path, "another", {ONE: Kept(0, None)})


DAMAGES = (lost, cut, junk, empty, another_shape, no_dictionary, of_another_version)


@pytest.mark.parametrize("damage", DAMAGES, ids=[each.__name__ for each in DAMAGES])
def test_a_lost_or_damaged_cache_changes_nothing(
    desk: Desk, clock: Clock, places: Places, make_desk: MakeDesk, damage: Callable[[Path], None]
) -> None:
    study(desk, clock)
    known(make_desk())
    damage(cached(places))
    assert known(make_desk()) == known(desk)
    assert known(make_desk()) == known(desk)


def test_a_lost_index_changes_nothing(desk: Desk, clock: Clock, places: Places, make_desk: MakeDesk) -> None:
    study(desk, clock)
    before = known(desk)
    desk.close()
    shutil.rmtree(places.cache)
    assert known(make_desk()) == before


def test_a_cache_that_cannot_be_written_is_no_fault(desk: Desk, clock: Clock, places: Places) -> None:
    places.cache.mkdir(exist_ok=True)
    (places.cache / f"{desk.index.name}-memories.bin").mkdir()
    study(desk, clock, 2)
    assert known(desk) == anew(desk)


def test_who_has_only_just_come_has_nothing_remembered(desk: Desk) -> None:
    assert not desk.reviews.is_ready
    assert known(desk) == {}
    assert desk.reviews.is_ready


# Taking back


def test_taking_a_grade_back_restores_the_exact_state(desk: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    study(desk, clock)
    before = known(desk)
    event = desk.reviews.grade(ONE, AGAIN, 5)
    assert known(desk) != before
    desk.reviews.take_back(event)
    assert known(desk) == before == known(make_desk())


def test_a_card_whose_only_grade_was_taken_back_is_new_again(desk: Desk) -> None:
    desk.reviews.take_back(desk.reviews.grade(ONE, GOOD, 5))
    assert known(desk) == {}
    assert ONE in desk.reviews.queue().new


def test_a_grade_from_long_ago_can_be_taken_back(desk: Desk, clock: Clock) -> None:
    study(desk, clock)
    desk.reviews.take_back(graded(desk)[3])
    assert known(desk) == anew(desk)
    assert known(desk)[IDS[3]].reviews == 5


def test_the_desks_own_undo_takes_a_grade_back_too(desk: Desk, clock: Clock) -> None:
    study(desk, clock)
    before = known(desk)
    desk.reviews.grade(ONE, AGAIN, 5)
    desk.undo()
    assert known(desk) == before


verbs = st.lists(
    st.one_of(
        st.tuples(st.just("grade"), st.sampled_from(IDS[:4]), st.sampled_from(GRADES)),
        st.tuples(st.just("drill"), st.sampled_from(IDS[:4]), st.sampled_from(GRADES)),
        st.tuples(st.just("take back"), st.integers(0, 30), st.just(0)),
        st.tuples(st.just("wait"), st.integers(0, 40), st.just(0)),
        st.tuples(st.just("write"), st.just(0), st.just(0)),
        st.tuples(st.just("restart"), st.just(0), st.just(0)),
    ),
    max_size=25,
)


class Learner:
    """A desk in a folder of its own."""

    def __init__(self, root: Path, track: Track, device: str = DEVICE) -> None:
        self.places = Places(*(root / name for name in ("data", "config", "state", "cache")))
        self.track = track
        self.device = device
        self.clock = Clock()
        self.done: list[Event] = []
        self.start()

    def start(self) -> None:
        history = History(self.places.history, self.places.state, self.device)
        self.desk = Desk(self.track, history, Index(history, self.places.cache), self.clock)

    def do(self, verb: str, what: str | int, grade: int) -> None:
        reviews = self.desk.reviews
        match verb:
            case "grade" | "drill":
                self.done.append(reviews.grade(str(what), grade, 5, drill=verb == "drill"))
            case "take back":
                if self.done:
                    reviews.take_back(self.done[int(what) % len(self.done)])
            case "wait":
                self.clock.go(hours=int(what) ** 2)
            case "write":
                self.desk.write("meanwhile")
            case "restart":
                self.desk.close()
                self.start()


@pytest.fixture
def folder() -> Iterator[Path]:
    """On the fastest disk there is."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as path:
        yield Path(path)


def each_time(folder: Path) -> Path:
    """A folder below that nobody has used."""
    return Path(tempfile.mkdtemp(dir=folder))


def many(examples: int) -> settings:
    """So many examples, the folder shared by all of them."""
    return settings(max_examples=examples, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many(60)
@given(steps=verbs)
def test_whatever_was_done_what_is_remembered_is_what_the_history_folds_to(
    folder: Path, track: Track, steps: list[tuple[str, str | int, int]]
) -> None:
    learner = Learner(each_time(folder), track)
    for step in steps:
        learner.do(*step)
        assert known(learner.desk) == anew(learner.desk)
    learner.desk.close()


@many(40)
@given(before=verbs, after=verbs)
def test_taking_back_all_that_was_done_since_restores_the_exact_state(
    folder: Path, track: Track, before: list[tuple[str, str | int, int]], after: list[tuple[str, str | int, int]]
) -> None:
    learner = Learner(each_time(folder), track)
    for step in before:
        learner.do(*step)
    state, learner.done = known(learner.desk), []
    for step in after:
        learner.do(*step)
    for event in reversed(learner.done):
        learner.desk.reviews.take_back(event)
    assert known(learner.desk) == state
    learner.start()
    assert known(learner.desk) == state
    learner.desk.close()


# Setting aside


def test_a_buried_card_is_back_on_the_next_study_day(desk: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    desk.reviews.mark(ONE, BURIED)
    assert ONE not in desk.reviews.queue().cards
    clock.now = NOON.replace(hour=3) + timedelta(days=1)
    assert ONE not in make_desk().reviews.queue().cards
    clock.go(hours=1)
    assert ONE in make_desk().reviews.queue().cards


def test_a_suspended_card_stays_away_until_that_is_taken_back(desk: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    desk.reviews.mark(ONE, SUSPENDED)
    clock.go(days=400)
    assert ONE not in make_desk().reviews.queue().cards
    desk.reviews.mark(ONE, SUSPENDED, on=False)
    assert ONE in desk.reviews.queue().cards


def test_a_flagged_card_is_asked_all_the_same(desk: Desk) -> None:
    desk.reviews.mark(ONE, FLAGGED)
    assert desk.reviews.marks() == {BURIED: set(), SUSPENDED: set(), FLAGGED: {ONE}}
    assert ONE in desk.reviews.queue().cards


@pytest.mark.parametrize("mark", [BURIED, SUSPENDED, FLAGGED])
def test_every_mark_can_be_taken_back(desk: Desk, mark: str) -> None:
    before = desk.reviews.queue()
    desk.reviews.take_back(desk.reviews.mark(ONE, mark))
    assert desk.reviews.marks()[mark] == set()
    assert desk.reviews.queue() == before


def test_a_mark_leaves_the_schedule_as_it_is(desk: Desk, clock: Clock) -> None:
    study(desk, clock)
    before = known(desk)
    desk.reviews.mark(ONE, SUSPENDED)
    assert known(desk) == before


# A card that is called otherwise


def test_a_renamed_card_keeps_its_reviews_and_marks(
    desk: Desk, track: Track, clock: Clock, make_desk: MakeDesk
) -> None:
    study(desk, clock)
    desk.reviews.mark(ONE, FLAGGED)
    before = known(desk)
    renamed = replace(track.cards[0], id="new-name", was=(ONE,))
    for each in (desk, make_desk()):
        each.track = replace(track, cards=(renamed, *track.cards[1:]))
        assert known(each)["new-name"].reviews == before[ONE].reviews
        assert known(each)["new-name"].stability == before[ONE].stability
        assert ONE not in known(each)
        assert each.reviews.marks()[FLAGGED] == {"new-name"}
        assert "new-name" not in each.reviews.queue().new


def test_a_renamed_card_goes_on_where_it_was(desk: Desk, track: Track, clock: Clock, make_desk: MakeDesk) -> None:
    study(desk, clock)
    desk.track = replace(track, cards=(replace(track.cards[0], id="new-name", was=(ONE,)), *track.cards[1:]))
    assert desk.reviews.intervals(ONE) == desk.reviews.intervals("new-name")
    event = desk.reviews.grade(ONE, GOOD, 5)
    assert event.fact == Reviewed("new-name", GOOD, 5)
    assert known(desk)["new-name"].reviews == 7
    again = make_desk()
    again.track = desk.track
    assert known(again) == known(desk)
    desk.reviews.take_back(event)
    assert known(desk)["new-name"].reviews == 6


# Devices


def give(one: Learner, other: Learner) -> None:
    """Carry the files of a device to another, as any sync tool does."""
    for path in one.places.history.glob("*/*.jsonl"):
        if path.parent.name == one.device:
            target = other.places.history / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            scratch = target.with_name(".coming")
            shutil.copy2(path, scratch)
            scratch.replace(target)


@pytest.fixture
def two(folder: Path, track: Track) -> Iterator[tuple[Learner, Learner]]:
    """Two devices of one learner."""
    here, there = (Learner(folder / name, track, name) for name in (DEVICE, THERE))
    yield here, there
    here.desk.close()
    there.desk.close()


def test_devices_that_reviewed_apart_agree_to_the_digit(two: tuple[Learner, Learner]) -> None:
    here, there = two
    there.clock.go(hours=3)
    for learner in two:
        study(learner.desk, learner.clock)
    assert known(here.desk) != known(there.desk)
    give(here, there)
    give(there, here)
    for learner in two:
        learner.desk.refresh()
        learner.clock.now = NOON + timedelta(days=60)
    assert known(here.desk) == known(there.desk) == anew(here.desk)
    assert here.desk.reviews.queue() == there.desk.reviews.queue()


@pytest.mark.parametrize("days", [0, 40], ids=["in the same file", "in the next month's"])
def test_a_grade_that_arrives_while_one_grades_here_is_not_passed_over(two: tuple[Learner, Learner], days: int) -> None:
    here, there = two
    here.desk.reviews.grade(ONE, GOOD, 5)
    there.desk.reviews.grade(TWO, GOOD, 5)
    give(there, here)
    here.clock.go(days=days)
    here.desk.reviews.grade(ONE, GOOD, 5)
    here.desk.refresh()
    assert set(known(here.desk)) == {ONE, TWO}
    assert known(here.desk) == anew(here.desk)


def test_an_undo_that_arrives_changes_what_is_remembered_here(two: tuple[Learner, Learner]) -> None:
    here, there = two
    event = here.desk.reviews.grade(ONE, AGAIN, 5)
    give(here, there)
    there.desk.refresh()
    there.desk.reviews.take_back(event)
    give(there, here)
    here.desk.refresh()
    assert known(here.desk) == known(there.desk) == {}


def test_what_another_program_graded_and_folded_is_seen_here(desk: Desk, make_desk: MakeDesk) -> None:
    desk.reviews.grade(ONE, GOOD, 5)
    other = make_desk()
    other.reviews.grade(TWO, GOOD, 5)
    desk.refresh()
    assert known(desk) == known(other) == anew(desk)
    other.reviews.grade(TWO, GOOD, 5)
    desk.reviews.grade(ONE, GOOD, 5)
    desk.refresh()
    assert known(desk) == anew(desk)


def test_a_file_that_is_gone_takes_what_was_remembered_of_it(two: tuple[Learner, Learner]) -> None:
    here, there = two
    here.desk.write("The first event makes the file.")
    there.desk.reviews.grade(TWO, GOOD, 5)
    give(there, here)
    here.desk.refresh()
    assert set(known(here.desk)) == {TWO}
    shutil.rmtree(here.places.history / THERE)
    # In a new file, so that all is looked at in the moment of the grade.
    here.clock.go(days=40)
    here.desk.reviews.grade(ONE, GOOD, 5)
    assert set(known(here.desk)) == {ONE}


def test_when_all_reviews_are_gone_nothing_is_remembered(two: tuple[Learner, Learner]) -> None:
    here, there = two
    there.desk.reviews.grade(TWO, GOOD, 5)
    give(there, here)
    here.desk.refresh()
    assert set(known(here.desk)) == {TWO}
    shutil.rmtree(here.places.history / THERE)
    here.desk.refresh()
    assert known(here.desk) == {}


@many(40)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 1), st.one_of(st.just(("give", 0, 0)), verbs.filter(bool).map(lambda each: each[0]))),
        max_size=30,
    )
)
def test_the_order_in_which_reviews_arrive_does_not_matter(
    folder: Path, track: Track, steps: list[tuple[int, tuple[str, str | int, int]]]
) -> None:
    root = each_time(folder)
    devices = [Learner(root / name, track, name) for name in (DEVICE, THERE)]
    for who, step in steps:
        learner = devices[who]
        if step[0] == "give":
            give(learner, devices[1 - who])
            devices[1 - who].desk.refresh()
        else:
            learner.do(*step)
    for learner, other in (devices, reversed(devices)):
        give(learner, other)
    states = []
    for learner in devices:
        learner.desk.refresh()
        states.append(known(learner.desk))
        assert states[-1] == anew(learner.desk)
        learner.start()
        states.append(known(learner.desk))
        learner.desk.close()
    assert all(state == states[0] for state in states)


# A sitting


def in_hand(sitting: Sitting) -> str | None:
    return sitting.card.id if sitting.card else None


@pytest.fixture
def due(desk: Desk, clock: Clock) -> Desk:
    """A desk on a day when all cards are due."""
    for name in IDS:
        desk.reviews.grade(name, GOOD, 5)
        clock.go(minutes=10)
    for name in IDS:
        desk.reviews.grade(name, GOOD, 5)
    clock.go(days=10)
    return desk


def test_a_sitting_asks_the_queue_in_its_order_and_ends(due: Desk) -> None:
    sitting, asked = Sitting(due.reviews), []
    while card := sitting.card:
        asked.append(card.id)
        sitting.grade(GOOD, 5)
    assert tuple(asked) == sitting.queue.due
    assert sorted(asked) == sorted(IDS)
    assert (sitting.done, sitting.left, sitting.minutes) == (8, 0, 0)
    with pytest.raises(StudyError, match="no card is left"):
        sitting.grade(GOOD, 5)


def test_a_sitting_has_the_days_new_cards_last(desk: Desk) -> None:
    sitting = Sitting(desk.reviews)
    assert sitting.queue.new == (IDS[0], IDS[1], IDS[2], IDS[3], IDS[4])
    assert sitting.left == NEW_A_DAY
    assert sitting.minutes == pytest.approx(NEW_A_DAY * 20 / 60)


def test_a_card_that_is_being_learnt_comes_back_when_its_time_has_come(due: Desk, clock: Clock) -> None:
    sitting = Sitting(due.reviews)
    first = in_hand(sitting)
    sitting.grade(AGAIN, 5)
    clock.go(minutes=9)
    assert in_hand(sitting) != first
    sitting.grade(GOOD, 5)
    clock.go(minutes=1)
    assert in_hand(sitting) == first
    sitting.grade(GOOD, 5)
    assert sitting.left == 6


def test_a_card_that_is_being_learnt_comes_before_its_time_when_nothing_else_is_left(due: Desk) -> None:
    sitting = Sitting(due.reviews)
    first = in_hand(sitting)
    sitting.grade(AGAIN, 5)
    for _ in range(7):
        sitting.grade(EASY, 5)
    assert (in_hand(sitting), sitting.left) == (first, 1)
    sitting.grade(GOOD, 5)
    assert sitting.card is None


def test_the_card_in_hand_stays_there_while_the_learner_thinks(due: Desk, clock: Clock) -> None:
    sitting = Sitting(due.reviews)
    sitting.grade(AGAIN, 5)
    card = in_hand(sitting)
    clock.go(minutes=30)
    assert in_hand(sitting) == card
    sitting.grade(GOOD, 5)
    assert [event.thing for event in graded(due)][-1] == card


def test_steps_are_taken_back_one_by_one_to_the_beginning(due: Desk, clock: Clock) -> None:
    sitting = Sitting(due.reviews)
    states = []
    for grade in (GOOD, AGAIN, GOOD, EASY, HARD):
        states.append((in_hand(sitting), sitting.left, sitting.done, known(due)))
        sitting.grade(grade, 5)
        clock.go(minutes=6)
    sitting.set_aside(BURIED)
    assert sitting.undo()
    for state in reversed(states):
        assert sitting.undo()
        assert (in_hand(sitting), sitting.left, sitting.done, known(due)) == state
    assert not sitting.undo()


def test_a_step_that_was_taken_back_can_be_done_anew(due: Desk) -> None:
    sitting = Sitting(due.reviews)
    first = in_hand(sitting)
    sitting.grade(AGAIN, 5)
    sitting.undo()
    sitting.grade(GOOD, 5)
    assert known(due)[str(first)].lapses == 0
    assert (sitting.done, sitting.left) == (1, 7)


def test_who_stops_has_everything_kept_and_goes_on_later(due: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    sitting = Sitting(due.reviews)
    asked = {in_hand(sitting)}
    sitting.grade(GOOD, 5)
    asked.add(in_hand(sitting))
    sitting.grade(GOOD, 5)
    again = make_desk()
    assert known(again) == known(due)
    assert set(Sitting(again.reviews).queue.due) == set(IDS) - asked


def test_what_was_written_meanwhile_is_not_taken_back(due: Desk) -> None:
    sitting = Sitting(due.reviews)
    before = known(due)
    sitting.grade(AGAIN, 5)
    due.write("A thought between two cards.")
    assert sitting.undo()
    assert [entry.text for entry in due.entries()] == ["A thought between two cards."]
    assert known(due) == before


def test_a_grade_that_the_desk_took_back_meanwhile_leaves_the_sitting_whole(desk: Desk) -> None:
    sitting = Sitting(desk.reviews)
    sitting.grade(AGAIN, 5)
    desk.undo()
    assert in_hand(sitting) == ONE
    sitting.grade(GOOD, 5)
    assert known(desk)[ONE].reviews == 1


@pytest.mark.parametrize("mark", [BURIED, SUSPENDED])
def test_who_sets_a_card_aside_has_the_next_in_hand(due: Desk, mark: str) -> None:
    sitting = Sitting(due.reviews)
    first, second, *_ = sitting.queue.due
    sitting.set_aside(mark)
    assert (in_hand(sitting), sitting.left, sitting.done) == (second, 7, 0)
    assert sitting.undo()
    assert (in_hand(sitting), sitting.left) == (first, 8)
    assert due.reviews.marks()[mark] == set()


def test_who_flags_a_card_keeps_it_in_hand(due: Desk) -> None:
    sitting = Sitting(due.reviews)
    first = in_hand(sitting)
    sitting.set_aside(FLAGGED)
    assert (in_hand(sitting), sitting.left) == (first, 8)
    assert sitting.undo()
    assert due.reviews.marks()[FLAGGED] == set()


def test_a_drill_asks_its_cards_once_each_and_changes_no_schedule(due: Desk) -> None:
    before = known(due)
    sitting = Sitting(due.reviews, drill=[TWO, ONE])
    asked = []
    while card := sitting.card:
        asked.append(card.id)
        sitting.grade(AGAIN, 5)
    assert asked == [TWO, ONE]
    assert known(due) == before
    assert sitting.undo() and sitting.undo()
    assert in_hand(sitting) == TWO


def test_a_drill_takes_cards_by_their_former_ids(due: Desk, track: Track) -> None:
    due.track = replace(track, cards=(replace(track.cards[0], id="new-name", was=(ONE,)), *track.cards[1:]))
    sitting = Sitting(due.reviews, drill=[ONE])
    assert in_hand(sitting) == "new-name"
    sitting.grade(GOOD, 5)
    assert sitting.card is None


def test_a_refused_grade_leaves_the_sitting_as_it_was(due: Desk) -> None:
    sitting = Sitting(due.reviews)
    first = in_hand(sitting)
    with pytest.raises(StudyError):
        sitting.grade(7, 5)
    assert (in_hand(sitting), sitting.left, sitting.done) == (first, 8, 0)
    assert not sitting.undo()


# Backlogs


def test_undoing_the_spreading_of_a_backlog_makes_all_of_it_due_until_tomorrow(due: Desk, clock: Clock) -> None:
    assert (len(due.reviews.queue(1).due), due.reviews.queue(1).waiting) == (3, 5)
    due.reviews.spread(8)
    assert len(due.reviews.queue(1).due) == 3
    due.undo()
    assert (len(due.reviews.queue(1).due), due.reviews.queue(1).waiting) == (8, 0)
    clock.go(days=1)
    assert len(due.reviews.queue(1).due) == 3


def test_the_pace_is_that_of_the_latest_reviews(due: Desk, clock: Clock) -> None:
    assert due.reviews.queue().seconds == 20
    for number in range(20):
        due.reviews.grade(IDS[number % 8], GOOD, 40, drill=True)
    assert due.reviews.queue().seconds == 40


# Days


def test_new_cards_of_the_small_hours_belong_to_the_evening_before(desk: Desk, clock: Clock) -> None:
    clock.now = NOON.replace(hour=23)
    for name in IDS[:3]:
        desk.reviews.grade(name, GOOD, 5)
    clock.now = NOON.replace(hour=3, minute=59) + timedelta(days=1)
    assert (desk.reviews.today().met, desk.reviews.today().reviewed) == (3, 3)
    assert len(desk.reviews.queue().new) == 2
    clock.go(minutes=1)
    assert (desk.reviews.today().met, desk.reviews.today().reviewed) == (0, 0)
    assert len(desk.reviews.queue().new) == 5


def test_a_card_that_falls_due_at_night_is_asked_the_day_before_but_not_after_four(desk: Desk, clock: Clock) -> None:
    desk.reviews.grade(ONE, EASY, 5)
    due = datetime.fromtimestamp(known(desk)[ONE].due / 1000, NOON.tzinfo)
    clock.now = due.replace(hour=4, minute=0, second=0)
    assert ONE in desk.reviews.queue().due
    clock.go(seconds=-1)
    assert ONE not in desk.reviews.queue().due


@pytest.mark.parametrize(("changes", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)], ids=["to summer", "to winter"])
def test_the_night_in_which_clocks_change_ends_at_four_all_the_same(
    desk: Desk, clock: Clock, changes: str, hours: int
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    four = datetime.fromisoformat(f"{changes}T04:00").replace(tzinfo=zone)
    evening = (four - timedelta(days=1)).replace(hour=20)
    clock.now = evening
    today = desk.reviews.today()
    assert today.ends == milliseconds(four)
    clock.now = datetime.fromtimestamp(four.timestamp(), zone)
    following = desk.reviews.today()
    assert following.ends - today.ends == DAY
    assert today.ends - milliseconds((four - timedelta(days=1)).replace(hour=4)) == hours * DAY // 24


@pytest.mark.parametrize("changes", ["2026-03-29", "2026-10-25"])
def test_reviews_of_a_night_in_which_clocks_change_count_for_one_day_only(
    desk: Desk, clock: Clock, changes: str
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    four = datetime.fromisoformat(f"{changes}T04:00").replace(tzinfo=zone).timestamp()
    counted = []
    for hours, name in zip((-6, -3, -1.5, -0.5, 0, 3), IDS, strict=False):
        moment = datetime.fromtimestamp(four + hours * 3600, zone)
        # As the system's clock tells it: with the offset of the moment, and no zone.
        clock.now = moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))
        desk.reviews.grade(name, GOOD, 5)
        counted.append((desk.reviews.today().reviewed, desk.reviews.today().met))
    assert counted == [(1, 1), (2, 2), (3, 3), (4, 4), (1, 1), (2, 2)]


def test_a_journey_counts_every_review_of_the_day_where_one_is(desk: Desk, clock: Clock) -> None:
    clock.now = datetime.fromisoformat("2026-11-22T23:00:00+09:00")
    desk.reviews.grade(ONE, GOOD, 5)
    clock.now = datetime.fromisoformat("2026-11-22T20:00:00-08:00")
    desk.reviews.grade(TWO, GOOD, 5)
    assert desk.reviews.today().reviewed == 2


# The index


def test_the_latest_reviews_are_the_latest_and_oldest_first(desk: Desk, clock: Clock) -> None:
    study(desk, clock, 3)
    every = desk.index.reviews()
    assert [each.id for each in every] == sorted(each.id for each in every)
    assert desk.index.reviews(limit=5) == every[-5:]
    assert desk.index.reviews(limit=500) == every
    assert desk.index.reviews(limit=0) == []
    assert desk.index.reviews(card=ONE, limit=2) == [each for each in every if each.card == ONE][-2:]


def test_reviews_of_a_day_are_found_wherever_on_earth_it_was(desk: Desk, clock: Clock) -> None:
    for offset in ("+14:00", "+00:00", "-12:00"):
        clock.now = datetime.fromisoformat(f"2026-11-23T04:00:00{offset}")
        desk.reviews.grade(ONE, GOOD, 5)
    every = desk.index.reviews()
    assert [each.day for each in every] == ["2026-11-23"] * 3
    assert desk.index.reviews(since="2026-11-23") == every
    assert desk.index.reviews(since="2026-11-24") == []


def test_a_review_that_was_taken_back_is_none(desk: Desk) -> None:
    kept = desk.reviews.grade(ONE, GOOD, 5)
    desk.reviews.take_back(desk.reviews.grade(ONE, AGAIN, 5))
    assert [each.id for each in desk.index.reviews()] == [kept.id]
    assert desk.index.reviewed_ids() == {ONE: kept.id} == desk.index.reviewed_ids(ONE)
    assert desk.index.reviewed_ids(TWO) == {}


def test_taking_in_ones_own_event_leaves_those_of_others_to_the_next_refresh(two: tuple[Learner, Learner]) -> None:
    here, there = two
    here.desk.write("first")
    there.desk.write("theirs")
    give(there, here)
    here.desk.add_alone(Wrote("mine"))
    assert [entry.text for entry in here.desk.entries()] == ["mine", "first"]
    assert here.desk.refresh()
    assert {entry.text for entry in here.desk.entries()} == {"first", "mine", "theirs"}
    assert not here.desk.refresh()


def test_what_falls_due_in_a_planned_pause_is_asked_before_it(due: Desk, clock: Clock) -> None:
    names = [card.id for card in due.track.cards]
    for name in names:
        due.reviews.grade(name, EASY, 5)
    clock.go(days=1)
    assert due.reviews.queue().due == ()
    day = date.fromisoformat(due.today())
    due.add(Paused((day + timedelta(days=1)).isoformat(), (day + timedelta(days=300)).isoformat()))
    queue = due.reviews.queue()
    assert set(queue.due) == set(names)
    assert queue.early == len(names)
    due.undo()
    assert due.reviews.queue().due == ()
