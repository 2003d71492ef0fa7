"""Eight cards, a day when all are due, and two devices."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from studytui.desk import Desk
from studytui.study.review import GOOD
from studytui.track.model import Card, Milestone, Phase, Topic, Track, Week
from tests.conftest import DEVICE, Clock
from tests.desk.reviews.learner import IDS, Learner
from tests.samples import THERE


@pytest.fixture
def track() -> Track:
    """Eight cards of two topics, in the only week."""
    cards = tuple(Card(name, "recall", f"{name}?", "Yes.", "ab"[number % 2]) for number, name in enumerate(IDS))
    topics = {name: Topic(name, name.upper(), "", ()) for name in "ab"}
    week = Week(1, "one", "One", "", ("a", "b"), milestones=(Milestone("m1", "Done."),))
    return Track("cards", "Cards", "", 5, (Phase("only", "Only", "", (week,)),), topics, {}, cards)


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


@pytest.fixture
def folder() -> Iterator[Path]:
    """On the fastest disk there is."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as path:
        yield Path(path)


@pytest.fixture
def two(folder: Path, track: Track) -> Iterator[tuple[Learner, Learner]]:
    """Two devices of one learner."""
    here, there = (Learner(folder / name, track, name) for name in (DEVICE, THERE))
    yield here, there
    here.desk.close()
    there.desk.close()
