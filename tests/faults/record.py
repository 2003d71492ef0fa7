"""What a checker knows of a history: what was tried, what was acknowledged, and what must therefore be in the files."""

from collections.abc import Iterable
from enum import Enum, auto
from pathlib import Path

from studytui.history import lines
from studytui.history.events import Event
from studytui.history.facts import Fact, Ticked, Wrote
from studytui.history.history import History
from tests.faults.platter import Content
from tests.faults.simulated import SimulatedDisk


class ViolationError(AssertionError):
    """The history broke its promise."""


class Outcome(Enum):
    """What a program was told of its append."""

    ACKNOWLEDGED = auto()
    REFUSED = auto()
    """And the disk was in no doubt: it must never be read."""
    DOUBTFUL = auto()
    """It was refused when a flush or a cut failed, or its program was killed: it may be there or not."""


class Record:
    """All that was tried on one history, and whether the files tell of it what they must."""

    def __init__(self, disk: SimulatedDisk, folder: Path, state: Path) -> None:
        self.outcomes: dict[str, Outcome] = {}
        """By the name of the transaction."""
        self.acknowledged: dict[str, Event] = {}
        self.trusted: dict[str, Event] = {}
        """What was in the files, and in no doubt, when something was acknowledged that came after."""
        self._disk = disk
        self._folder = folder
        self._state = state
        self._sizes: dict[str, int] = {}
        self._places: dict[str, tuple[str, int, bytes]] = {}
        self.unhealed: set[str] = set()
        """What may be only in the mirror, until that heals the history again."""
        self._unsettled: dict[str, list[Content]] = {}
        self._parsed: dict[int, tuple[bytes, tuple[Event, ...]]] = {}
        self._latest: dict[str, str] = {}

    def visible(self) -> dict[str, Event]:
        """Every event that a program would read now; only what is new is parsed."""
        files = self._disk.histories(self._folder).items()
        return _united((path, self._events(content)) for path, content in files)

    def begin(self, facts: tuple[Fact, ...]) -> None:
        """Note an append before it is known what becomes of it."""
        self.outcomes[name_of(facts[0])] = Outcome.DOUBTFUL
        self._sizes[name_of(facts[0])] = len(facts)

    def doubt_what_waits(self) -> None:
        """Trust in nothing that is not flushed yet."""
        for content in self._disk.histories(self._folder).values():
            content.doubted |= content.dirty

    def acknowledge(
        self, facts: tuple[Fact, ...], events: tuple[Event, ...], after: int, before: Iterable[str]
    ) -> None:
        """Note an append that returned, and check what its program was told.

        `after` is what it said it had seen, `before` are the ids that anyone could have read.
        """
        self.outcomes[name_of(facts[0])] = Outcome.ACKNOWLEDGED
        device = events[0].device
        own = max((name for name in before if name.endswith(device)), default="")
        for event, fact in zip(events, facts, strict=True):
            _require(event.fact == fact, f"{event.id} says something else than was to be written")
            _require(event.at > after, f"{event.id} is not later than what its writer had seen")
            _require(event.id > own, f"{event.id} is not later than {own}, which its device wrote and anyone can read")
            latest = self._latest.get(device, "")
            _require(event.id > latest, f"{event.id} is not later than {latest}, which its device wrote before")
            self._latest[device] = event.id
            self.acknowledged[event.id] = event
        files = [each for each in self._disk.histories(self._folder).items() if Path(each[0]).parent.name == device]
        self._note_line(events, files)
        for _, content in files:
            if not content.doubted:
                self.trusted |= {event.id: event for event in self._events(content)}

    def refuse(self, facts: tuple[Fact, ...], doubtful: bool) -> None:
        """Note an append that failed."""
        name = name_of(facts[0])
        self.outcomes[name] = Outcome.DOUBTFUL if doubtful else Outcome.REFUSED
        self._unsettled[name] = [each for each in self._disk.histories(self._folder).values() if each.dirty]

    def power_goes(self) -> None:
        """Take for doubtful what was refused and cut, where nobody waited for the cut to be durable.

        And what a hand had spoiled, and what healed it was not flushed, is to be healed once more: it is in the copy.
        """
        for name, contents in self._unsettled.items():
            if any(content.dirty for content in contents):
                self.outcomes[name] = Outcome.DOUBTFUL
        files = self._disk.histories(self._folder).values()
        settled = [content for content in files if not (content.doubted or content.dirty)]
        sure = {event.id for content in settled for event in self._events(content)}
        self.unhealed = (self.acknowledged.keys() - self._places.keys() | self.trusted.keys()) - sure

    def forget_lines(self, path: str) -> None:
        """Ask no more that the lines of a file stay where they are: somebody else spoiled it."""
        self._places = {name: place for name, place in self._places.items() if place[0] != path}

    def check(self) -> None:
        """Read everything as a program that starts now does, and compare. Raises ViolationError."""
        with self._disk.quiet():
            history = History(self._folder, self._state, disk=self._disk)
            files = {file.path: self._disk.read(Path(file.path)) for file in history.files()}
        found = _united((path, lines.read(data).events) for path, data in files.items())
        for kept, why in ((self.acknowledged, "acknowledged"), (self.trusted, "built upon")):
            for name, event in kept.items():
                there = found.get(name, "lost")
                _require(there == event or name in self.unhealed, f"{name} was {why} and is {there}: {event}")
        self._check_outcomes(found)
        for path, start, line in self._places.values():
            data = files.get(path, b"")[start : start + len(line)]
            _require(data == line, f"{path}: an acknowledged line at byte {start} became {data!r}")

    def _check_outcomes(self, found: dict[str, Event]) -> None:
        parts: dict[str, set[str]] = {}
        for event in found.values():
            parts.setdefault(name_of(event.fact), set()).add(event.id)
        for name, ids in parts.items():
            _require(name in self.outcomes, f"nobody ever wrote {name}")
            _require(self.outcomes[name] is not Outcome.REFUSED, f"{name} was refused, and is there: {ids}")
            _require(len(ids) == self._sizes[name], f"of {name} only a part is there: {ids}")

    def _note_line(self, events: tuple[Event, ...], files: list[tuple[str, Content]]) -> None:
        line = lines.transaction(events)
        for path, content in files:
            start = content.seen.rfind(line)
            if start >= 0:
                _require(not content.dirty, f"{path} was not flushed when {events[0].id} was acknowledged")
                self._places |= {event.id: (path, start, line) for event in events}
                return
        raise ViolationError(f"{events[0].id} was acknowledged, and its line is in no file of its device")

    def _events(self, content: Content) -> tuple[Event, ...]:
        data = bytes(content.seen)
        old, events = self._parsed.get(content.number, (b"", ()))
        if data != old:
            if not (data.startswith(old) and old.endswith(b"\n")):
                old, events = b"", ()
            events += lines.read(data[len(old) :]).events
            self._parsed[content.number] = (data, events)
        return events


def name_of(fact: Fact) -> str:
    """The name of the transaction that a fact belongs to; all that is written here begins with it."""
    said = fact.text if isinstance(fact, Wrote) else fact.milestone if isinstance(fact, Ticked) else "?"
    return said.split()[0]


def _united(files: Iterable[tuple[str, Iterable[Event]]]) -> dict[str, Event]:
    found: dict[str, Event] = {}
    for path, events in files:
        for event in events:
            _require(found.setdefault(event.id, event) == event, f"{path}: {event.id} stands for two events")
    return found


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ViolationError(otherwise)
