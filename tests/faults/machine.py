"""A machine on which programs come and go, the disk fails and the power is cut, all of it told by one seed."""

import os
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from unittest import mock

from studytui import paths
from studytui.errors import StudyError
from studytui.history import history as histories
from studytui.history.events import Event, stamp
from studytui.history.facts import Fact, Ticked, Wrote
from studytui.history.history import History
from studytui.history.lines import read, transaction
from tests.faults.climates import CLIMATES, Climate
from tests.faults.hand import spoil
from tests.faults.platter import BLOCK
from tests.faults.record import Outcome, Record, ViolationError
from tests.faults.simulated import Killed, SimulatedDisk
from tests.samples import AT, HERE, NOW

DATA, STATE = Path("/data/history"), Path("/state")
KILLS = ("kill", "tear", "stop", "hang")
FURTHEST = timedelta(days=3000)
JUMPS = (
    timedelta(milliseconds=1), timedelta(seconds=20), timedelta(hours=5), timedelta(days=20), timedelta(days=400),
    timedelta(milliseconds=-1), timedelta(seconds=-20), timedelta(days=-40), timedelta(days=-2000),
)  # fmt: skip


class Machine:
    """One history, one disk, one clock."""

    def __init__(self, seed: int, climate: Climate, block: int = BLOCK) -> None:
        self.random = Random(seed)
        self.climate = climate
        self.disk = SimulatedDisk(self.random, block)
        self.record = Record(self.disk, DATA, STATE)
        self.now = NOW
        self.programs: list[History] = []
        self.figures: Counter[str] = Counter()
        self._tried = 0

    def run(self) -> None:
        """Live through one history. Raises ViolationError."""
        with ExitStack() as stack:
            stack.enter_context(mock.patch.object(os, "urandom", self.random.randbytes))
            stack.enter_context(mock.patch.object(paths, "machine", return_value="one"))
            # Files go on in others after a few events, so that a history has several.
            stack.enter_context(mock.patch.object(histories, "ROLL", self.random.choice((400, 1500, 1 << 20))))
            for _ in range(self.random.randint(10, 40)):
                self._step()
            self.disk.calm()
            self._append_with(self._start())
            self._cut_power()
            self._append_with(self._start())
            self.record.check()
        met = self.disk.met
        self.figures["histories"] = 1
        self.figures["kills"] = sum(met[name] for name in KILLS)
        self.figures["I/O errors"] = sum(count for name, count in met.items() if name not in (*KILLS, "short"))
        self.figures["appends acknowledged"] = [*self.record.outcomes.values()].count(Outcome.ACKNOWLEDGED)

    def _step(self) -> None:
        self.disk.clock = int(self.now.timestamp() * 1e9)
        chance = self.random.random()
        if chance < self.climate.cuts:
            self._cut_power()
        elif chance < self.climate.cuts + self.climate.hands:
            self._spoil_and_heal()
        else:
            steps = (self._append, self._look, self._come_or_go, self._turn_clock, self._heal, self._turn_weather)
            (step,) = self.random.choices(steps, (10, 1, 1.5, 2, 1.5, 2))
            step()

    # What programs do

    def _append(self) -> None:
        program = self._program()
        self._maybe_kill_or_interrupt()
        self._append_with(program)
        self.disk.kill_at = self.disk.meanwhile = None

    def _append_with(self, program: History) -> None:
        before = self.record.visible()
        latest = max((event.at for event in before.values()), default=0)
        after = self.random.choice((latest, latest, latest, 0, latest + self.random.choice((1, 10**10))))
        facts = self._facts()
        failed, calm = self._failures(), self._is_calm()
        self.record.begin(facts)
        try:
            events = self._written(program, facts, after)
        except StudyError as error:
            self.figures["appends refused"] += 1
            if calm:
                raise ViolationError(f"an append was refused for no reason: {error}") from error
            self.record.refuse(facts, doubtful=self._failures() > failed)
            self._maybe_recover(program)
        except Killed:
            self._die(program)
        else:
            self.record.acknowledge(facts, events, after, before)
        self._require_all(before, "an append")

    def _written(self, program: History, facts: tuple[Fact, ...], after: int) -> tuple[Event, ...]:
        unopened = self.disk.met["open"]
        try:
            return program.append(*facts, now=self.now, after=after)
        finally:
            if self.disk.met["open"] > unopened:
                # An earlier file that can't be opened can't be flushed either; the learner goes on without.
                self.record.doubt_what_waits()

    def _heal(self) -> None:
        program = self._program()
        self._maybe_kill_or_interrupt()
        self._heal_with(program)
        self.disk.kill_at = self.disk.meanwhile = None

    def _heal_with(self, program: History) -> None:
        before = self.record.visible()
        try:
            program.mirror.heal(program, self.now, at_once=self.random.random() < 0.8)
        except StudyError:
            pass
        except Killed:
            self._die(program)
        self._require_all(before, "healing")

    def _look(self) -> None:
        """Reading never raises, whatever the disk does."""
        self._program().files()

    def _come_or_go(self) -> None:
        if self.programs and self.random.random() < 0.4:
            self.programs.remove(self.random.choice(self.programs))
        else:
            self.programs.append(self._start())

    def _maybe_recover(self, program: History) -> None:
        """End the fault: the very next append has to work, here or in another program."""
        if self.random.random() < 0.5:
            self.disk.calm()
            self._append_with(self.random.choice((program, self._start())))

    # What happens to them

    def _cut_power(self) -> None:
        self.figures["power cuts"] += 1
        self.programs.clear()
        self.record.power_goes()
        self.disk.power_cut()
        self.record.check()
        if self.record.unhealed:
            self._heal_calmly()
            self.record.unhealed.clear()
            self.record.check()

    def _die(self, program: History) -> None:
        if program in self.programs:
            self.programs.remove(program)
        self.record.check()

    def _maybe_kill_or_interrupt(self) -> None:
        if self.random.random() < self.climate.kills:
            self.disk.kill_at = self.disk.calls + self.random.randint(1, 30)
        if self.random.random() < 0.3:
            self.disk.meanwhile = (self.disk.calls + self.random.randint(1, 30), self._interrupt)

    def _interrupt(self) -> None:
        """Another program works between two calls of the one at work, if the lock lets it."""
        kill_at, self.disk.kill_at = self.disk.kill_at, None
        if self.random.random() < 0.3:
            self._heal_with(self._start())
        elif not self.disk.held:
            self._append_with(self._start())
        self.disk.kill_at = kill_at

    def _spoil_and_heal(self) -> None:
        """One side is spoiled while the other is sound; then a program heals it, perhaps not undisturbed."""
        self._heal_calmly()
        side = self.random.choice((DATA, History(DATA, STATE, disk=self.disk).mirror.folder))
        if not (files := self.disk.histories(side)):
            return
        path = self.random.choice(list(files))
        spoil(self.disk, path, self.random)
        self.figures["files spoiled"] += 1
        self.record.forget_lines(path)
        if self.random.random() < 0.5:
            # Somebody who knows nothing of it writes first; who is at work meanwhile would be one too many.
            self.programs.clear()
            self._append_with(self._start())
        program = self._program()
        if program.device != self._start().device:
            # While its name could not be read another was given, and nobody settles what the old one leaves.
            program = self._start()
        self._turn_weather()
        # A copy is all there is of a line until it is back, and a flush that fails without anyone to see is too much.
        self.disk.odds.pop("hang", None)
        if self.random.random() < self.climate.kills:
            self.disk.kill_at = self.disk.calls + self.random.randint(1, 60)
        try:
            program.mirror.heal(program, self.now, at_once=True)
        except StudyError:
            pass
        except Killed:
            self.programs.clear()
        self._heal_calmly()
        self.record.check()

    def _heal_calmly(self) -> None:
        self.disk.calm()
        program = self._start()
        unreadable = self._unreadable()
        program.mirror.heal(program, self.now, at_once=True)
        if self._unreadable() > unreadable:
            raise ViolationError("healing left lines that can't be read")

    def _turn_clock(self) -> None:
        self.now = max(min(self.now + self.random.choice(JUMPS), NOW + FURTHEST), NOW - FURTHEST)

    def _turn_weather(self) -> None:
        self.disk.calm()
        if self.random.random() < 0.6:
            odds = self.random.choice((0.02, 0.1, 0.5, 1.0))
            self.disk.odds = {fault: odds for fault in self.climate.faults if self.random.random() < self.climate.often}
        if self.climate.small and self.random.random() < 0.6:
            self.disk.room[self.random.choice(("/", "/data", "/state"))] = self.random.randrange(1200)

    # What they are

    def _program(self) -> History:
        if not self.programs:
            self.programs.append(self._start())
        return self.random.choice(self.programs)

    def _start(self) -> History:
        program = History(DATA, STATE, disk=self.disk)
        # The app looks for its name at once, a command when it writes.
        assert self.random.random() < 0.5 or len(program.device) in (0, 8)
        return program

    def _facts(self) -> tuple[Fact, ...]:
        self._tried += 1
        name = f"t{self._tried}"
        if self.random.random() < 0.2:
            return (self._up_to_a_border(name),)
        facts: list[Fact] = []
        for number in range(self.random.choice((1, 1, 1, 2, 3))):
            text = f"{name} {number} " + f"ä{name}" * self.random.choice((0, 2, 30, 100))
            facts.append(self.random.choice((Ticked(f"{name} {number}", done=True), Wrote(text))))
        return tuple(facts)

    def _up_to_a_border(self, name: str) -> Fact:
        """A fact with which the newest file would end where a block does."""
        files = list(self.disk.histories(DATA).values())
        fact = Wrote(f"{name} 0 ")
        size = (len(files[-1].seen) if files else 0) + len(transaction([stamp(fact, AT, NOW, HERE)]))
        return replace(fact, text=fact.text + (f"{name}." * BLOCK)[: -size % BLOCK])

    def _require_all(self, before: Mapping[str, object], deed: str) -> None:
        if missing := before.keys() - self.record.visible().keys():
            raise ViolationError(f"{deed} took away {missing}")

    def _unreadable(self) -> int:
        # With an end, so that a torn tail counts before it is sealed too.
        return sum(len(read(bytes(each.seen) + b"\n").damages) for each in self.disk.histories(DATA).values())

    def _is_calm(self) -> bool:
        return not (self.disk.odds or self.disk.room or self.disk.meanwhile)

    def _failures(self) -> int:
        return self.disk.met["flush"] + self.disk.met["cut"]


def replay(seed: int, climate: str | Climate, block: int = BLOCK) -> Counter[str]:
    """Live through the history of one seed, once more if need be; what it came to. Raises ViolationError."""
    machine = Machine(seed, CLIMATES[climate] if isinstance(climate, str) else climate, block)
    try:
        machine.run()
    except Exception as error:
        raise ViolationError(f"{error!r}; to see it again: replay({seed}, {climate!r}, {block})") from error
    return machine.figures
