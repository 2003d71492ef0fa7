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
    """From key to paint, and doing nothing; the bare app's own palette and idling beside it."""
    environ = environment(folder, "year")
    bare = Terminal([str(programs / "python"), str(ROOT / "benchmarks" / "bare.py")], environ)
    ours = Terminal([str(programs / "studytui")], environ)
    try:
        bare.wait_for("bare-and-ready")
        ours.wait_for(MARKER)
        # What is imported in the background after the first paint is not what is measured here.
        ours.watch(3.0)
        moved = _keys("cursor move", ours, lambda number: _next(ours, "\x1b[B" if number % 2 else "\x1b[A"))
        print(moved.row(None, "≤ 5, p95 ≤ 16 ms"))
        # To the first milestone, whose topic is opened below.
        ours.press("\x1b[H")
        ours.settle()
        print(_keys("tick until saved", ours, lambda _: _until(ours, " ", "saved")).row(None, "≤ 20 ms"))
        ours.watch(2.5)
        palette = _keys("palette, bare", bare, lambda _: _opened(bare, "\x10", "Search for commands"))
        print(palette.row())
        print(_keys("palette", ours, lambda _: _opened(ours, "\x10", "Search for commands")).row(palette, "≤ 60 ms"))
        print(_keys("topic from the desk", ours, lambda _: _opened(ours, "\r", HERE)).row(None, "≤ 50 ms"))
        ours.press("\r")
        ours.wait_for(HERE)
        ours.settle()
        print(_keys("another topic in the reader", ours, lambda _: _followed(ours)).row(None, "≤ 50 ms"))
        ours.press("\x1b")
        ours.watch(2.0)
        idling = _idle("idle, bare", bare)
        print(idling.row())
        print(_idle("idle", ours).row(idling, "≤ 0.15 %"))
        print(Figure("drawn while idle, in 5 s", (float(ours.watch(5.0)[1]),), "B").row(None, "0"))
    finally:
        bare.stop()
        ours.stop()


def _idle(name: str, terminal: Terminal) -> Figure:
    return Figure(f"{name}, CPU", tuple(terminal.watch(5.0)[0] / 5.0 * 100 for _ in range(3)), "%")


def _keys(name: str, terminal: Terminal, one: Callable[[int], float]) -> Figure:
    values = []
    for number in range(KEYS):
        values.append(one(number) * 1000)
        terminal.settle()
    ordered = sorted(values)
    return Figure(f"{name} (p95 {ordered[int(len(ordered) * 0.95)]:.0f} ms)", tuple(values))


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
