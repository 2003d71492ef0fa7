"""Hot replacement: a module of a running program is edited, and either its importers run again or the whole program.

The program is a process of its own that imports real files, a tree of modules and one that all of them share. Running a
module takes a set time, which is a sleep. Only the root of the tree accepts updates.
"""

import importlib
import inspect
import json
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import TypedDict

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "hmr-graph",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "modules": {"default": 120, "min": 1, "max": 500, "help": "modules in the tree, beside the shared one"},
        "fan": {"default": 3, "min": 1, "max": 100, "help": "modules that each of them imports"},
        "work_us": {"default": 1500, "min": 0, "max": 20000, "unit": "us", "help": "what running a module takes"},
        "edit": {"default": "leaf", "choices": ["leaf", "shared"], "help": "what is edited"},
    },
    "measures": {
        "modules-rerun-hmr": {
            "unit": "modules",
            "scale": "exact",
            "primary": True,
            "help": "run again by hot replacement",
        },
        "modules-rerun-restart": {"unit": "modules", "scale": "exact", "help": "run again by a restart"},
        "speedup": {"unit": "x", "scale": "ratio", "primary": True, "help": "time of a restart / of a replacement"},
        "ms-hmr": {"unit": "ms", "scale": "ratio", "help": "from the edit to the page, by hot replacement"},
        "ms-restart": {"unit": "ms", "scale": "ratio", "help": "from the edit to the page, by a restart"},
        "state-kept-hmr": {"unit": "clicks", "scale": "exact", "help": "clicks of 42 that survive a replacement"},
        "state-kept-restart": {"unit": "clicks", "scale": "exact", "help": "clicks of 42 that survive a restart"},
    },
}
REPEATS = 3
CLICKS = 42
MOST_NAMES = 12
START, LOAD, OVERSLEPT = 0.05, 0.0003, 0.0002
"""Seconds: a bare interpreter starts, a module is read and compiled, a sleep lasts too long."""


class Program:
    """The running program. Its process gets this class as source, and so starts as fast as Python does."""

    def __init__(self, folder: str, work: float) -> None:
        self.folder = folder
        self.work = work
        self.order: list[str] = []
        self.ran: list[str] = []

    def running(self, name: str) -> None:
        """Do what a module does when it runs; each calls this in its last line."""
        time.sleep(self.work)
        self.ran.append(name)

    def importers(self) -> dict[str, list[str]]:
        """For each module those that hold it: the imports, read backwards."""
        found: dict[str, list[str]] = {name: [] for name in self.order}
        for name in self.order:
            for value in vars(sys.modules[name]).values():
                if isinstance(value, ModuleType) and value.__name__ in found:
                    found[value.__name__].append(name)
        return found

    def replace(self, edited: str) -> None:
        """Run the edited module again, and its importers up to the root, each after what it imports."""
        importers = self.importers()
        stale, unseen = {edited}, [edited]
        while unseen:
            new = set(importers[unseen.pop()]) - stale
            stale |= new
            unseen += sorted(new)
        for name in self.order:
            if name in stale:
                importlib.reload(sys.modules[name])

    def show(self) -> None:
        """Say what ran since the last time, and what the root holds now."""
        root = sys.modules["m0"]
        print(json.dumps({"ran": self.ran, "clicks": root.clicks, "total": root.total}), flush=True)
        self.ran = []

    def serve(self) -> None:
        """Import everything, then do as told, a line at a time."""
        sys.path.insert(0, self.folder)
        # A chain of imports is a chain of calls, several for each module.
        sys.setrecursionlimit(50_000)
        importlib.import_module("m0")
        self.order = self.ran
        self.show()
        for line in sys.stdin:
            verb, _, argument = line.strip().partition(" ")
            if verb == "click":
                vars(sys.modules["m0"])["clicks"] += int(argument)
            else:
                self.replace(argument)
            self.show()


class Page(TypedDict):
    """What the program says of itself."""

    ran: list[str]
    """The modules that ran since the page before."""
    clicks: int
    total: int
    """The sum of a number in every module: an old one anywhere shows."""


class Process:
    """The program in a process of its own."""

    def __init__(self, folder: Path, work: float) -> None:
        source = (
            "import importlib, json, sys, time\n"
            "from types import ModuleType\n"
            f"{inspect.getsource(Program)}\n"
            f"program = Program({str(folder)!r}, {work!r})\n"
            "program.serve()\n"
        )
        # No compiled files: Python takes them for fresh when a file is edited twice within a second.
        command = [sys.executable, "-I", "-S", "-B", "-c", source]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(self) -> Page:
        """Wait for its next page."""
        assert self.process.stdout is not None
        page: Page = json.loads(self.process.stdout.readline())
        return page

    def ask(self, command: str) -> Page:
        """Have something done, and wait for the page after it."""
        assert self.process.stdin is not None
        print(command, file=self.process.stdin, flush=True)
        return self.read()

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()


class Sources:
    """The files: m0 imports m1 to m3 and so on down, as many as `fan` says, and all of them import shared."""

    def __init__(self, folder: Path, modules: int, fan: int) -> None:
        self.folder = folder
        self.modules = modules
        self.fan = fan
        for name in ("shared", *(f"m{number}" for number in range(modules))):
            self.write(name, own=1)

    def imports(self, name: str) -> list[str]:
        """What a module imports."""
        if name == "shared":
            return []
        first = int(name[1:]) * self.fan + 1
        return ["shared", *(f"m{number}" for number in range(first, min(first + self.fan, self.modules)))]

    def write(self, name: str, own: int) -> None:
        """Write a module with a number of its own, which everything above it adds up."""
        imports = self.imports(name)
        lines = [
            "from __main__ import program",
            *(f"import {each}" for each in imports),
            f"total = {' + '.join([str(own), *(f'{each}.total' for each in imports)])}",
            # The state: running again in the same namespace, a module finds what it left there.
            "clicks = globals().get('clicks', 0)",
            "program.running(__name__)",
        ]
        (self.folder / f"{name}.py").write_text("\n".join(lines), encoding="utf-8")


def compare(lab: Lab, sources: Sources, edited: str, work: float) -> None:
    """Edit, replace, restart, several times over; after an edit both ways must show the same."""
    times: dict[str, list[float]] = {"hmr": [], "restart": []}
    process = Process(sources.folder, work)
    try:
        process.read()
        for turn in range(REPEATS):
            lab.progress(turn, REPEATS, "edits")
            process.ask(f"click {CLICKS}")
            began = time.perf_counter()
            sources.write(edited, own=turn + 2)
            replaced = process.ask(f"replace {edited}")
            times["hmr"].append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            sources.write(edited, own=turn + 2)
            process.close()
            process = Process(sources.folder, work)
            restarted = process.read()
            times["restart"].append((time.perf_counter() - began) * 1000)
            if replaced["total"] != restarted["total"]:
                raise RuntimeError("an old module is left after the replacement")
    finally:
        process.close()
    for name, page in (("hmr", replaced), ("restart", restarted)):
        lab.measure(f"modules-rerun-{name}", len(page["ran"]))
        lab.measure(f"ms-{name}", *times[name])
        lab.measure(f"state-kept-{name}", page["clicks"])
    lab.measure("speedup", *(slow / fast for slow, fast in zip(times["restart"], times["hmr"], strict=True)))
    if len(replaced["ran"]) <= MOST_NAMES:
        lab.note(f"An edit of {edited} ran again: {', '.join(replaced['ran'])}.")


def run(lab: Lab, modules: int, fan: int, work_us: int, edit: str) -> None:
    """Write the program, and edit the last leaf of the tree or what all share."""
    sources = Sources(lab.workdir, modules, fan)
    compare(lab, sources, "shared" if edit == "shared" else f"m{modules - 1}", work_us / 1_000_000)


def cost(modules: int, fan: int, work_us: int, edit: str) -> float:
    """Seconds: all modules in each restart, and in each replacement those from the edit to the root."""
    again, number = 1, modules - 1
    while number:
        again, number = again + 1, (number - 1) // fan
    replaced = REPEATS * (modules + 1 if edit == "shared" else again)
    restarted = (REPEATS + 1) * (modules + 1)
    return 0.1 + START * (REPEATS + 1) + (replaced + restarted) * (LOAD + (OVERSLEPT + work_us / 1e6 if work_us else 0))


if __name__ == "__main__":
    main(SPEC, run, cost)
