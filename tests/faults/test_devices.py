"""Devices: three and a clone, wrong clocks, and a careless sync tool; in the end all have everything, and agree."""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from unittest import mock
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from studytui.desk import Desk
from studytui.errors import StudyError
from studytui.history.events import Event, Fact, Ticked, Undid, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.history.standing import Entry, Tick
from studytui.paths import Places
from studytui.track.model import Milestone
from tests.samples import NOW, track_of

Thing = TypeVar("Thing")

SOAK = os.environ.get("STUDYTUI_SOAK") == "1"
HISTORIES = int(os.environ.get("N", 10_000 if SOAK else 1_000))
"""Histories of devices."""
STEPS = 20
MILESTONES = ("m1", "m2")
TRACK = track_of(tuple(Milestone(name, name) for name in MILESTONES))
COPIES = ("{}.sync-conflict-20261122-120000-ABCDEFG{}", "{} (conflicted copy){}", "{} 2{}")
"""How sync tools name the loser of a conflict."""
JUMPS = (
    timedelta(), timedelta(milliseconds=1), timedelta(seconds=5), timedelta(hours=30), timedelta(days=40),
    timedelta(milliseconds=-1), timedelta(hours=-2), timedelta(days=-1500), timedelta(days=1500),
)  # fmt: skip


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
        self.now = NOW
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


WHO = st.integers(0, 3)
WHICH = st.integers(0, 2)


class Devices(RuleBasedStateMachine):
    """Three devices, later perhaps a clone of one of them."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        # Names of devices decide who is later in the same millisecond.
        self._random = mock.patch.object(os, "urandom", Random(0).randbytes)
        self._random.start()
        self.noted: dict[str, Event] = {}
        self.writers: dict[str, Device] = {}
        self.devices = [Device(self.root / str(number), self.noted) for number in range(3)]
        self.told = 0

    def teardown(self) -> None:
        try:
            self.come_together()
        finally:
            self._random.stop()
            for device in self.devices:
                device.desk.close()
            shutil.rmtree(self.root)

    @initialize(contested=st.booleans())
    def begin(self, contested: bool) -> None:
        """One entry that all have, and all have on screen; perhaps two have edited it already."""
        self.write(0, "1")
        self.share()
        for number in range(2 * contested):
            self.edit(number, 0, str(number), kept=False)
        self.share()

    def share(self) -> None:
        self.put_everything_everywhere()
        for number in range(3):
            self.look(number)

    # What learners do

    def do(self, who: int, verb: Callable[[Device], None]) -> None:
        """Let a device do something, which must be later than all that can be seen there."""
        device = self.device(who)
        device.desk.refresh()
        latest, before = device.desk.index.latest(), len(self.noted)
        try:
            verb(device)
        except StudyError as error:
            assert "no journal entry" in error.message, error  # noqa: PT017 - any other refusal is a fault
        for event in list(self.noted.values())[before:]:
            assert event.at > latest
            assert self.writers.setdefault(event.device, device) is device, "two machines write under one name"
            latest = event.at

    @rule(who=WHO, milestone=st.sampled_from(MILESTONES), done=st.booleans())
    def tick(self, who: int, milestone: str, done: bool) -> None:
        def verb(device: Device) -> None:
            device.desk.tick(milestone, done)
            assert device.desk.progress().is_done(device.desk.milestone(milestone)) == done

        self.do(who, verb)

    @rule(who=WHO, got=st.sampled_from(["", "1"]))
    def write(self, who: int, got: str) -> None:
        self.told += 1
        self.do(who, lambda device: device.screen.update({(new := device.desk.write(f"w{self.told}", got)).id: new}))

    @rule(who=WHO, which=WHICH, got=st.sampled_from(["", "1", "2"]), kept=st.booleans())
    def edit(self, who: int, which: int, got: str, kept: bool) -> None:
        """Edit what was on screen, perhaps long after it changed."""

        def verb(device: Device) -> None:
            if entry := chosen(list(device.screen.values()), which):
                text = entry.text if kept else f"e{self.told}"
                edited = device.desk.edit(entry.id, text, got, entry.seen)
                assert kept or edited.text == text

        self.told += 1
        self.do(who, verb)

    @rule(who=WHO, which=WHICH, starred=st.booleans())
    def star(self, who: int, which: int, starred: bool) -> None:
        def verb(device: Device) -> None:
            if entry := chosen(device.desk.entries(), which):
                assert device.desk.star(entry.id, starred).starred == starred

        self.do(who, verb)

    @rule(who=WHO, which=WHICH)
    def delete(self, who: int, which: int) -> None:
        def verb(device: Device) -> None:
            if entry := chosen(device.desk.entries(), which):
                device.desk.delete(entry.id)
                assert device.desk.index.entry(entry.id) is None

        self.do(who, verb)

    @rule(who=WHO, which=WHICH)
    def settle(self, who: int, which: int) -> None:
        """Pick one of the versions of an entry."""

        def verb(device: Device) -> None:
            if entry := chosen(device.desk.index.contested(), 0):
                said = chosen([(entry.text, entry.got), *((each.text, each.got) for each in entry.others)], which)
                assert said
                settled = device.desk.edit(entry.id, said[0], said[1] or "", entry.versions)
                assert (settled.text, settled.got, settled.others) == (*said, ())

        self.do(who, verb)

    @rule(who=WHO)
    def undo(self, who: int) -> None:
        self.do(who, lambda device: device.desk.undo() and None)

    @rule(who=WHO)
    def look(self, who: int) -> None:
        device = self.device(who)
        device.desk.refresh()
        device.screen = {entry.id: entry for entry in device.desk.entries()}

    # What happens to their machines

    @rule(who=WHO, jump=st.sampled_from(JUMPS))
    def turn_clock(self, who: int, jump: timedelta) -> None:
        device = self.device(who)
        device.now = max(min(device.now + jump, NOW + timedelta(days=4000)), NOW - timedelta(days=4000))

    @rule(who=WHO, cache_lost=st.booleans())
    def restart(self, who: int, cache_lost: bool) -> None:
        device = self.device(who)
        device.desk.close()
        if cache_lost:
            shutil.rmtree(device.places.cache)
        device.start()

    @rule(who=WHO, part=st.floats(0, 1))
    def crash(self, who: int, part: float) -> None:
        """Lose the end of what it wrote, and start again."""
        device = self.device(who)
        for path, data in device.files().items():
            if path.startswith(f"{device.history.device}/"):
                self.put(device, path, data[: int(len(data) * part)])
        self.restart(who, cache_lost=False)

    @rule(who=WHO, at_once=st.booleans())
    def heal(self, who: int, at_once: bool) -> None:
        device = self.device(who)
        device.history.mirror.heal(device.history, device.now, at_once=at_once)

    @precondition(lambda self: len(self.devices) == 3)
    @rule(who=WHO)
    def clone(self, who: int) -> None:
        """Copy a machine as it is; the copy sees its folders under the same paths."""
        device = self.device(who)
        root = self.root / "3"
        shutil.copytree(device.root, root)
        copy = Device(root, self.noted)
        if device.mirror.exists():
            place = root / "state" / "mirror"
            (place / f"{crc32(str(device.places.history).encode()):08x}").rename(copy.mirror)
        copy.now, copy.screen = device.now, dict(device.screen)
        self.devices.append(copy)

    # What the sync tool does

    @rule(there=WHO, here=WHO, which=st.integers(0, 63), how=st.sampled_from(["whole", "half", "older", "copy"]),
          part=st.floats(0, 1), name=st.sampled_from(COPIES))  # fmt: skip
    def sync(self, there: int, here: int, which: int, how: str, part: float, name: str) -> None:
        source, target = self.device(there), self.device(here)
        files = target.files()
        for number, (path, data) in enumerate(source.files().items()):
            if not which >> number % 6 & 1:
                continue
            cut = data[: int(len(data) * part)]
            if how == "copy":
                self.put(target, _copy(path, name), cut)
            elif how == "older":
                self.put(target, path, cut[: cut.rfind(b"\n") + 1])
            elif data.startswith(files.get(path, b"")):
                self.put(target, path, cut if how == "half" else data)
            elif not files[path].startswith(data):
                self.put(target, _copy(path, name), data)

    @rule(who=WHO)
    def tidy(self, who: int) -> None:
        """Take conflict copies away, as careful learners do."""
        device = self.device(who)
        for path in device.files():
            if "conflict" in path or " 2" in path:
                (device.places.history / path).unlink()

    def device(self, number: int) -> Device:
        return self.devices[number % len(self.devices)]

    def put(self, device: Device, path: str, data: bytes) -> None:
        self.told += 1
        device.put(path, data, int(NOW.timestamp() * 1e9) + self.told * 1_000_000)

    # In the end

    def come_together(self) -> None:
        for device in self.devices:
            device.history.mirror.heal(device.history, device.now, at_once=True)
        self.put_everything_everywhere()
        for device in self.devices:
            device.desk.refresh()
            assert device.history.mirror.heal(device.history, device.now, at_once=True).healed == 0
            for name, event in self.noted.items():
                assert device.desk.index.event(name) == event, f"{name} is lost: {event}"
            self.check(device.desk.index)
        first = state(self.devices[0].desk.index)
        assert all(state(device.desk.index) == first for device in self.devices)

    def put_everything_everywhere(self) -> None:
        held: dict[str, dict[bytes, None]] = {}
        for device in self.devices:
            for path, data in device.files().items():
                held.setdefault(path, {})[data] = None
        for path, versions in held.items():
            longest = max(versions, key=len)
            for device in self.devices:
                self.put(device, path, longest)
                for number, data in enumerate(versions):
                    if not longest.startswith(data):
                        self.put(device, _copy(path, f"{{}} in the end {number}{{}}"), data)

    def check(self, index: Index) -> None:
        assert index.ticks() == ticked(self.noted)
        entries = {event.thing for event in self.noted.values() if isinstance(event.fact, Wrote)}
        for entry in entries:
            Revisions(entry, self.noted).check(index.entry(entry))
        assert index.contested() == [entry for entry in index.entries() if entry.others]


def chosen(among: Sequence[Thing], which: int) -> Thing | None:
    return among[which % len(among)] if among else None


def state(index: Index) -> object:
    return index.ticks(), index.entries(), index.contested(), index.devices()


def _copy(path: str, name: str) -> str:
    """The name of a conflict copy of a file."""
    return name.format(path.removesuffix(".jsonl"), ".jsonl")


@pytest.mark.slow
def test_devices_that_were_kept_apart_agree_in_the_end_and_nothing_is_lost() -> None:
    run_state_machine_as_test(
        Devices,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
