"""Devices: three and a clone, wrong clocks, and a careless sync tool; in the end all have everything, and agree."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TypeVar
from unittest import mock
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.history.facts import Wrote
from studytui.history.index import Index
from tests.faults.conftest import SOAK
from tests.faults.devices import MILESTONES, Device, Revisions, ticked
from tests.samples import NOW

Thing = TypeVar("Thing")

HISTORIES = 10_000 if SOAK else 1_000
"""Histories of devices."""
STEPS = 20
COPIES = (
    "{0}/{1}.sync-conflict-20261122-120000-ABCDEFG.jsonl", "{0}/{1} (conflicted copy).jsonl", "{0}/{1} 2.jsonl",
    "{0}.sync-conflict-20261122-120000-ABCDEFG/{1}.jsonl", "{0} (conflicted copy)/{1}.jsonl",
)  # fmt: skip
"""How sync tools name the loser of a conflict."""
JUMPS = (
    timedelta(), timedelta(milliseconds=1), timedelta(seconds=5), timedelta(hours=30), timedelta(days=40),
    timedelta(milliseconds=-1), timedelta(hours=-2), timedelta(days=-1500), timedelta(days=1500),
)  # fmt: skip


WHO = st.integers(0, 3)
WHICH = st.integers(0, 2)


class Devices(RuleBasedStateMachine):
    """Three devices, later perhaps a clone of one of them."""

    figures: Counter[str] = Counter()

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

    @rule(who=WHO)
    def mend(self, who: int) -> None:
        """Take out what is damaged, and bring back what any archive has."""
        device = self.device(who)
        device.desk.refresh()
        device.desk.care.mend()
        device.desk.refresh()
        assert [damage for damage in device.desk.index.damages() if damage.line] == []

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
        self.figures.update({"histories": 1, "appends acknowledged": len(self.noted)})

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
                        self.put(device, _copy(path, f"{{0}}/{{1}} in the end {number}.jsonl"), data)

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
    return name.format(*path.removesuffix(".jsonl").split("/"))


@pytest.mark.slow
def test_devices_that_were_kept_apart_agree_in_the_end_and_nothing_is_lost(figures: Counter[str]) -> None:
    Devices.figures = figures
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
