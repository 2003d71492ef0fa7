"""The screens against a bare Textual app: first paint, keys, memory, idling.

Run `make benchmark`. Starts alternate between the bare app and ours, so that a busy moment hits both.
"""

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import HEADER, Figure
from benchmarks.installed import ROOT, environment, install
from benchmarks.terminal import Terminal

PAIRS = 9
KEYS = 25
MARKER = "Started the four-week"
"""The milestone under the cursor once weeks 1 and 2 and two of week 3 are ticked."""
TICKED = [f"w{week:02}-m{number}" for week in (1, 2) for number in range(1, 5)] + ["w03-m1", "w03-m2"]
HERE, THERE = "Lazy loading trades", "A B-tree turns"
"""What the topic of the week's first milestone, and the first topic that it links to, begin with."""
HISTORIES = {"empty": (0, 1), "year": (500, 12), "ten-years": (40_000, 120)}


def main() -> None:
    """Install, seed, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        programs = install(Path(folder))
        for name, (entries, months) in HISTORIES.items():
            history = Path(environment(Path(folder), name)["STUDYTUI_DATA_DIR"]) / "history"
            seeding = ["-m", "benchmarks.seed", str(history), str(entries), str(months), *TICKED]
            subprocess.run([programs / "python", *seeding], check=True, cwd=ROOT)
        print(HEADER)
        starts(programs, Path(folder))
        while_open(programs, Path(folder))


def starts(programs: Path, folder: Path) -> None:
    """Time from exec to the first milestone, and what is held and used then."""
    ours = {name: [str(programs / "studytui")] for name in HISTORIES}
    bare = [str(programs / "python"), str(ROOT / "benchmarks" / "bare.py")]
    for name, command in ours.items():
        _start(command, environment(folder, name), MARKER)
    paints: dict[str, list[float]] = {name: [] for name in ("bare", *HISTORIES)}
    memory: dict[str, list[float]] = {"bare": [], "year": []}
    for _ in range(PAIRS):
        for name in paints:
            command, text = (bare, "bare-and-ready") if name == "bare" else (ours[name], MARKER)
            at, held = _start(command, environment(folder, name), text)
            paints[name].append(at * 1000)
            if name in memory:
                memory[name].append(held)
    figures = {name: Figure(f"first paint, {name}", tuple(values)) for name, values in paints.items()}
    print(figures["bare"].row())
    print(figures["year"].row(figures["bare"], "≤ 1.5× bare"))
    print(figures["ten-years"].row(figures["empty"], "≤ 1.15× empty"))
    print(figures["empty"].row(figures["bare"]))
    held_bare = Figure("memory, bare", tuple(memory["bare"]), "MB")
    print(held_bare.row())
    print(Figure("memory, year", tuple(memory["year"]), "MB").row(held_bare, "≤ 1.3× bare"))


def _start(command: list[str], environ: dict[str, str], text: str) -> tuple[float, float]:
    terminal = Terminal(command, environ)
    try:
        at = terminal.wait_for(text)
        terminal.settle()
        return at, terminal.memory()
    finally:
        terminal.stop()


def while_open(programs: Path, folder: Path) -> None:
    """From key to paint, and doing nothing."""
    terminal = Terminal([str(programs / "studytui")], environment(folder, "year"))
    try:
        terminal.wait_for(MARKER)
        # What is imported in the background after the first paint is not what is measured here.
        terminal.watch(3.0)
        print(_keys("cursor move", terminal, lambda number: _next(terminal, "\x1b[B" if number % 2 else "\x1b[A"),
                    "median ≤ 5, p95 ≤ 16 ms"))  # fmt: skip
        # To the first milestone, whose topic is opened below.
        terminal.press("\x1b[H")
        terminal.settle()
        print(_keys("tick until saved", terminal, lambda _: _until(terminal, " ", "saved"), "≤ 20 ms"))
        terminal.watch(2.5)
        print(_keys("palette", terminal, lambda _: _opened(terminal, "\x10", "Search for commands"), "≤ 60 ms"))
        print(_keys("topic from the desk", terminal, lambda _: _opened(terminal, "\r", HERE), "≤ 50 ms"))
        terminal.press("\r")
        terminal.wait_for(HERE)
        terminal.settle()
        print(_keys("another topic in the reader", terminal, lambda _: _followed(terminal), "≤ 50 ms"))
        terminal.press("\x1b")
        terminal.watch(2.0)
        cpu, written = zip(*(terminal.watch(5.0) for _ in range(3)), strict=True)
        print(Figure("idle, CPU", tuple(used / 5.0 * 100 for used in cpu), "%").row(None, "≤ 0.15 %"))
        print(Figure("idle, bytes drawn in 5 s", tuple(map(float, written)), "B").row(None, "0"))
    finally:
        terminal.stop()


def _keys(name: str, terminal: Terminal, one: Callable[[int], float], goal: str) -> str:
    values = []
    for number in range(KEYS):
        values.append(one(number) * 1000)
        terminal.settle()
    ordered = sorted(values)
    figure = Figure(f"{name} (p95 {ordered[int(len(ordered) * 0.95)]:.0f} ms)", tuple(values))
    return figure.row(None, goal)


def _next(terminal: Terminal, key: str) -> float:
    return -terminal.press(key) + terminal.wait_for_output()


def _until(terminal: Terminal, key: str, text: str) -> float:
    return -terminal.press(key) + terminal.wait_for(text)


def _opened(terminal: Terminal, key: str, text: str) -> float:
    taken = _until(terminal, key, text)
    terminal.settle()
    terminal.press("\x1b")
    terminal.settle(0.3)
    return taken


def _followed(terminal: Terminal) -> float:
    """From one topic to another, by the third of its links, and back."""
    terminal.press("nnn")
    terminal.settle()
    taken = _until(terminal, "\r", THERE)
    terminal.settle()
    terminal.press("\x1b")
    terminal.wait_for(HERE)
    terminal.settle()
    return taken


if __name__ == "__main__":
    main()
