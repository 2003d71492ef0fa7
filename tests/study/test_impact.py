"""Impact: what moved while one studied, and for how much of the time."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.study.impact import ENOUGH, KINDS, MINUTE, Deed, by_month, closing, deeds, impact
from studytui.study.timing import Session
from tests.samples import AT
from tests.study.test_weak import guess

HOUR = 60 * MINUTE
DAY = "2026-11-22"


def session(number: int, activity: str = "lab", minutes: int = 30, impact: int | None = None) -> Session:
    """A session that begins on the hour."""
    return Session(f"s-{number}", DAY, AT + number * HOUR, 0, activity, minutes, "lazy-loading", impact)


SESSIONS = st.lists(
    st.tuples(st.sampled_from(["cards", "lab", "reading"]), st.integers(1, 59), st.none() | st.integers(1, 5)),
    max_size=40,
).map(lambda found: [session(number, *each) for number, each in enumerate(found)])
DEEDS = st.lists(
    st.builds(Deed, st.integers(AT - HOUR, AT + 41 * HOUR), st.sampled_from(KINDS[:3]), st.floats(0.01, 50)),
    max_size=60,
)


@given(SESSIONS, DEEDS)
def test_shares_end_at_a_hundred_per_cent_in_falling_order(sessions: list[Session], moved: list[Deed]) -> None:
    found = impact(sessions, moved)
    for rows in (found.activities, found.topics):
        assert [row.moved for row in rows] == sorted((row.moved for row in rows), reverse=True)
        if rows:
            assert rows[-1].time_so_far == pytest.approx(1)
            assert sum(row.time for row in rows) == pytest.approx(1)
            assert rows[-1].moved_so_far == pytest.approx(1) or all(row.moved == 0 for row in rows)
        for before, after in pairwise(rows):
            assert before.time_so_far <= after.time_so_far
            assert before.moved_so_far <= after.moved_so_far + 1e-9


@given(SESSIONS, DEEDS)
def test_it_never_speaks_below_eight_sessions(sessions: list[Session], moved: list[Deed]) -> None:
    found = impact(sessions, moved)
    assert found.is_enough is (len(sessions) >= ENOUGH)
    if not found.is_enough:
        assert found.said.startswith("Too little to say")
    assert all(row.is_enough is (row.sessions >= ENOUGH) for row in found.activities)
    if not any(row.is_enough for row in found.activities):
        assert "came with" not in found.said


def test_what_happened_while_a_session_ran_is_credited_to_it_and_to_no_other() -> None:
    sessions = [session(0, "cards", 20), session(1, "lab", 20)]
    moved = [Deed(AT + 5 * MINUTE, "milestones", 1.0), Deed(AT + 21 * MINUTE, "milestones", 1.0),
             Deed(AT + 40 * MINUTE, "milestones", 1.0)]  # fmt: skip
    found = {row.name: row.milestones for row in impact(sessions, moved).activities}
    assert found == {"cards": 2, "lab": 0}


def test_each_kind_of_movement_weighs_alike() -> None:
    sessions = [session(number, "cards" if number % 2 else "lab") for number in range(16)]
    moved = [Deed(AT, "milestones", 1.0), *(Deed(AT + HOUR, "recall", 5.0) for _ in range(9))]
    shares = {row.name: row.moved for row in impact(sessions, moved).activities}
    assert shares == {"cards": pytest.approx(0.5), "lab": pytest.approx(0.5)}


def test_ones_own_rating_counts_from_nothing_on() -> None:
    sessions = [session(n, "lab", impact=5) for n in range(8)] + [session(8 + n, "reading", impact=1) for n in range(8)]
    found = impact(sessions, [])
    assert [(row.name, row.moved, row.rating) for row in found.activities] == [("lab", 1.0, 5.0), ("reading", 0.0, 1.0)]
    assert "100 %, came with lab: 50 % of the time, 8 sessions" in found.said
    assert "correlation" in found.said


def test_most_of_what_moved_is_more_than_half_of_it() -> None:
    kinds = enumerate((("cards", 4), ("lab", 3), ("reading", 3), ("coding", 3)))
    sessions = [session(8 * at + n, name, impact=rating) for at, (name, rating) in kinds for n in range(8)]
    said = impact(sessions, []).said
    assert said.startswith("Most of what moved, 56 %, came with cards and coding: 50 % of the time, 16 sessions.")


@given(SESSIONS, DEEDS)
def test_most_is_never_said_of_half_or_less(sessions: list[Session], moved: list[Deed]) -> None:
    found = impact(sessions, moved)
    if found.said.startswith("Most"):
        assert sum(row.moved for row in found.activities if row.is_enough) > 0.5


def test_guesses_that_come_closer_by_chance_are_no_change() -> None:
    factors = (3.0, 9.0, 2.0, 6.0, 3.0, 8.0, 2.0, 5.0, 3.0, 6.0)
    tried = [attempt for number, off in enumerate(factors) for attempt in guess("n-plus-one", off, number)]
    assert closing(tried).said.endswith("no clear change.")
    assert closing(tried[:9]).said == "Whether guesses come closer: too little to say, 9 of 10 guesses."


@pytest.mark.parametrize(("factors", "said"), [((20.0, 1.2), "closer"), ((1.2, 20.0), "further off")])
def test_guesses_that_clearly_changed_are_told_so(factors: tuple[float, float], said: str) -> None:
    off = [factors[number >= 6] * (1 + number % 3 / 9) for number in range(12)]
    tried = [attempt for number, each in enumerate(off) for attempt in guess("n-plus-one", each, number)]
    assert closing(tried).said.endswith(f": {said}.")


def test_a_month_tells_by_how_much_its_guesses_were_off() -> None:
    tried = [attempt for number, off in enumerate((2.0, 8.0)) for attempt in guess("n-plus-one", off, number)]
    ((month, off, guesses),) = by_month(tried)
    assert (month, guesses) == ("2026-11", 2)
    assert off == pytest.approx(4.0)


def test_guesses_that_came_closer_than_before_moved_something() -> None:
    tried = [attempt for number, off in enumerate((10.0, 5.0, 20.0)) for attempt in guess("n-plus-one", off, number)]
    (closer,) = [deed for deed in deeds([], [], tried) if deed.kind == "predictions"]
    assert closer.at == tried[1].event.at


def test_only_what_was_gained_counts_as_recall() -> None:
    assert [deed.amount for deed in deeds([], [(AT, 0.4), (AT, -0.2), (AT, 0.0)], [])] == [0.4]
