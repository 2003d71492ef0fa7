"""Small values that tests are made of: events, stamped plainly, and text as odd as learners and files can be."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from studytui.history.events import Event, stamp
from studytui.history.facts import (
    Carded,
    Fact,
    Imported,
    Marked,
    Measured,
    Paused,
    Planned,
    Predicted,
    Ran,
    Read,
    Restored,
    Reviewed,
    Spread,
    Studied,
    Ticked,
    Undid,
    Wrote,
)
from studytui.text import storable
from studytui.track.model import Milestone, Phase, Track, Week

NOW = datetime(2026, 11, 22, 9, 12, tzinfo=UTC)
AT = int(NOW.timestamp() * 1000)
HERE, THERE = "0a1b2c3d", "f0e1d2c3"

HOSTILE = (
    "nul\0 in the middle",
    "two\nlines\r\nand \x0b\x0c\x1c\x85 more",
    "line\u2028and paragraph\u2029separators",
    "👩‍👩‍👧‍👦 and 学习 and e\u0301",
    "\x1b]52;c;aGk=\x07 \u202eoverride\u2066",
    '{"json": [1, 2]}',
    "half a pair \ud800",
)


def event(fact: Fact, at: int = AT, device: str = HERE) -> Event:
    """A fact of a device at a time."""
    return stamp(fact, at, datetime.fromtimestamp(at / 1000, UTC), device)


def after(**delta: float) -> datetime:
    """A moment later than NOW."""
    return NOW + timedelta(**delta)


def texts() -> st.SearchStrategy[str]:
    """Any text that can be stored."""
    return st.one_of(st.text(), st.text(alphabet="ab\0\n\u2028🎉 "), st.sampled_from(HOSTILE)).map(storable)


def numbers() -> st.SearchStrategy[float]:
    """Any number that JSON has."""
    return st.floats(allow_nan=False, allow_infinity=False)


def facts() -> st.SearchStrategy[Fact]:
    """Any fact that can be stored."""
    maybe = st.none() | texts()
    maybe_number = st.none() | numbers()
    return st.one_of(
        st.builds(Ticked, texts(), st.booleans()),
        st.builds(Read, texts(), st.booleans()),
        st.builds(Restored, texts(), st.lists(texts()).map(tuple)),
        st.builds(Imported, texts(), st.lists(texts()).map(tuple)),
        st.builds(
            Predicted, texts(), st.integers(), st.dictionaries(texts(), texts(), max_size=3), texts(), texts(),
            spread=numbers(), rung=st.integers(), low=maybe_number, best=maybe_number, high=maybe_number, because=maybe,
        ),
        st.builds(
            Ran, texts(), st.integers(), st.dictionaries(texts(), texts(), max_size=3), st.integers(),
            st.dictionaries(texts(), st.builds(Measured, numbers(), numbers(), numbers(), st.integers()), max_size=3),
            finished=st.booleans(), prediction=maybe, canary=maybe_number,
            environment=st.dictionaries(texts(), texts(), max_size=3),
        ),
        st.builds(
            Reviewed, texts(), st.integers(), st.integers(), drill=st.booleans(), answer=maybe,
            sure=st.none() | st.integers(),
        ),
        st.builds(Marked, texts(), texts(), st.booleans()),
        st.builds(Spread, st.integers()),
        st.builds(
            Carded, texts(), texts(), texts(), texts(), card=maybe, replaces=maybe,
            choices=st.lists(texts()).map(tuple), answer=maybe, code=maybe, lab=maybe, deleted=st.booleans(),
            origin=maybe,
        ),
        st.builds(
            Studied, texts(), st.integers(), st.integers(), session=maybe, topic=maybe,
            impact=st.none() | st.integers(), note=maybe, deleted=st.booleans(),
        ),
        st.builds(
            Planned, start=maybe, days=st.none() | st.integers(), minutes=st.none() | st.integers(),
            pace=st.none() | st.integers(), cue=maybe,
        ),
        st.builds(Paused, texts(), texts(), maybe),
        st.builds(
            Wrote, texts(), entry=maybe, got=maybe, topic=maybe, lab=maybe,
            starred=st.booleans(), deleted=st.booleans(), parent=maybe, merged=st.lists(texts()).map(tuple),
            when=st.none() | st.integers(),
        ),
        st.builds(Undid, texts()),
    )  # fmt: skip


def events() -> st.SearchStrategy[Event]:
    """Any event of one device."""
    return st.builds(event, facts(), st.integers(0, 2**43))


def track_of(*weeks: tuple[Milestone, ...]) -> Track:
    """A track of one phase, its weeks having these milestones."""
    return Track(
        "small",
        "Small",
        "",
        5,
        (
            Phase(
                "only",
                "Only",
                "",
                tuple(
                    Week(number, f"week-{number}", f"Week {number}", "", milestones=milestones)
                    for number, milestones in enumerate(weeks, 1)
                ),
            ),
        ),
    )
