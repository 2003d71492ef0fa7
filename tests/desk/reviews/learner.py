"""A learner who reviews cards, and what is remembered of them."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from studytui.desk import Desk
from studytui.history.events import Event
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places
from studytui.study.review import GRADES, Memory, Review, fold
from studytui.track.model import Track
from tests.conftest import DEVICE, Clock

MakeDesk = Callable[[], Desk]
IDS = tuple(f"card-{number}" for number in range(8))
ONE, TWO, THREE, *_ = IDS


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


def give(one: Learner, other: Learner) -> None:
    """Carry the files of a device to another, as any sync tool does."""
    for path in one.places.history.glob("*/*.jsonl"):
        if path.parent.name == one.device:
            target = other.places.history / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            scratch = target.with_name(".coming")
            shutil.copy2(path, scratch)
            scratch.replace(target)


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


def each_time(folder: Path) -> Path:
    """A folder below that nobody has used."""
    return Path(tempfile.mkdtemp(dir=folder))


def many(examples: int) -> settings:
    """So many examples, the folder shared by all of them."""
    return settings(max_examples=examples, suppress_health_check=[HealthCheck.function_scoped_fixture])
