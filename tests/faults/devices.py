"""A machine of the learner with all its folders, and what must come out of all that was acknowledged on several."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from studytui.desk import Desk
from studytui.history.events import Event
from studytui.history.facts import Fact, Ticked, Undid, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.history.standing import Entry, Tick
from studytui.paths import Places
from studytui.track.model import Milestone
from tests.samples import NOW, track_of

MILESTONES = ("m1", "m2")
TRACK = track_of(tuple(Milestone(name, name) for name in MILESTONES))


class Noted(History):
    """A history that notes what it acknowledged."""

    noted: dict[str, Event]

    def append(self, *facts: Fact, **named: Any) -> tuple[Event, ...]:
        events = super().append(*facts, **named)
        for event in events:
            assert event.id not in self.noted, f"{event.id} stands for two events"
            self.noted[event.id] = event
        return events


class Device:
    """A machine with folders and a clock of its own, and the program that is open on it."""

    def __init__(self, root: Path, noted: dict[str, Event]) -> None:
        self.root = root
        self.noted = noted
        self.places = Places(*(root / name for name in ("data", "config", "state", "cache")))
        self.now: datetime = NOW
        self.screen: dict[str, Entry] = {}
        """What its learner looked at last, and has not looked at again since."""
        self.start()

    def start(self) -> None:
        """Open the program."""
        self.history = Noted(self.places.history, self.places.state)
        self.history.noted = self.noted
        self.desk = Desk(TRACK, self.history, Index(self.history, self.places.cache), lambda: self.now)

    @property
    def mirror(self) -> Path:
        """Where the copies of its files are."""
        return self.history.mirror.folder

    def files(self) -> dict[str, bytes]:
        """The files of its history by their paths within it."""
        return {str(path.relative_to(self.places.history)): path.read_bytes() for path in self._paths()}

    def _paths(self) -> list[Path]:
        return sorted(self.places.history.glob("*/*.jsonl"))

    def put(self, name: str, data: bytes, moment: int) -> None:
        """Give one of its files a content, as a tool does that brings it from elsewhere."""
        path = self.places.history / name
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f".{path.name}.tmp")
        scratch.write_bytes(data)
        # A kernel's clock is coarse; nothing here hangs on how fast this machine is.
        os.utime(scratch, ns=(moment, moment))
        scratch.replace(path)


# What must come out, told as plainly as it can be


def ticked(events: dict[str, Event]) -> dict[str, Tick]:
    """The milestones as they stand after events."""
    undone = {event.fact.event for event in events.values() if isinstance(event.fact, Undid)}
    standing = [events[name] for name in sorted(events) if name not in undone]
    return {each.fact.milestone: Tick(each.fact.done, each.at, each.offset)
            for each in standing if isinstance(each.fact, Ticked)}  # fmt: skip


class Revisions:
    """The revisions of one entry, and who had seen which."""

    def __init__(self, entry: str, events: dict[str, Event]) -> None:
        undone = {event.fact.event for event in events.values() if isinstance(event.fact, Undid)}
        self.all = {name: event.fact for name, event in sorted(events.items())
                    if isinstance(event.fact, Wrote) and event.thing == entry}  # fmt: skip
        self.standing = {name: fact for name, fact in self.all.items() if name not in undone}
        taken = {name for head in self.standing for name in self.seen(head)}
        self.heads = {name: fact for name, fact in self.standing.items() if name not in taken}
        self.kept = {name: fact for name, fact in self.heads.items() if not fact.deleted}

    def seen(self, name: str) -> set[str]:
        """The revisions before one that its writer had seen."""
        fact = self.all[name]
        named = {each for each in (fact.parent, *fact.merged) if each}
        return named.union(*(self.seen(each) for each in named))

    def common(self) -> list[Wrote]:
        """The latest that all versions go back to; several where two had settled the same contradiction."""
        shared = set.intersection(*map(self.seen, self.kept))
        return [self.all[name] for name in shared if not any(name in self.seen(other) for other in shared)]

    def check(self, entry: Entry | None) -> None:
        """Compare with what is shown: whatever somebody said last is there to be read."""
        assert (entry is None) == (not self.kept)
        if entry is None:
            return
        assert entry.revision == max(self.kept)
        assert set(entry.versions) == self.heads.keys()
        assert len(entry.versions) == len(self.heads)
        shown = [(entry.text, entry.got), *((each.text, each.got) for each in entry.others if not each.deleted)]
        common = self.common() if len(self.kept) > 1 else []
        for name, fact in self.kept.items():
            for number, said in enumerate((fact.text, fact.got)):
                # Who left a sentence as all had it says nothing against those who changed it.
                unsaid = bool(common) and {(each.text, each.got)[number] for each in common} == {said}
                assert unsaid or said in {each[number] for each in shown}, f"{said} of {name} is nowhere to be read"
        assert {each.revision for each in entry.others if each.deleted} == self.heads.keys() - self.kept.keys()
        assert entry.text in {fact.text for fact in self.kept.values()} | {each.text for each in common}
