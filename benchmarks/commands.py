"""Ordinary commands against `python -c pass`, with small and large histories.

Run `make benchmark`. Every round starts each command once, so that a busy moment hits all of them.
"""

import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.figures import HEADER, Figure
from benchmarks.installed import ROOT, environment, install

ROUNDS = 15
SIZES = {100: 1, 1_000: 12, 10_000: 60, 50_000: 120}
"""Entries, and the months they are spread over."""


def main() -> None:
    """Install, seed, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        programs = install(Path(folder))
        runs: dict[str, tuple[list[str], dict[str, str]]] = {
            "python -c pass": ([str(programs / "python"), "-c", "pass"], environment(Path(folder)))
        }
        for entries, months in SIZES.items():
            environ = environment(Path(folder), str(entries))
            history = Path(environ["STUDYTUI_DATA_DIR"]) / "history"
            seeding = ["-m", "benchmarks.seed", str(history), str(entries), str(months)]
            subprocess.run([programs / "python", *seeding], check=True, cwd=ROOT)
            studytui = str(programs / "studytui")
            runs[f"log, {entries:,} entries"] = ([studytui, "log", "a line", "--got", "2×"], environ)
            runs[f"done, {entries:,} entries"] = ([studytui, "done", "w01-m1"], environ)
            runs[f"roadmap, {entries:,} entries"] = ([studytui, "roadmap"], environ)
            runs[f"journal --last 10, {entries:,} entries"] = ([studytui, "journal", "--last", "10"], environ)
        figures = measure(runs)
        print(HEADER)
        bare = figures.pop("python -c pass")
        print(bare.row())
        for name, figure in sorted(figures.items()):
            print(figure.row(bare, "≤ 8×" if name.startswith(("log", "done")) else ""))


def measure(runs: dict[str, tuple[list[str], dict[str, str]]]) -> dict[str, Figure]:
    """Milliseconds of each command, in rounds; the first round warms the caches and is not counted."""
    values: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(ROUNDS + 1):
        for name, (command, environ) in runs.items():
            if command[1] == "done":
                command = [command[0], "done" if number % 2 else "undone", *command[2:]]
            started = time.perf_counter()
            subprocess.run(command, env=environ, check=True, capture_output=True)
            if number:
                values[name].append((time.perf_counter() - started) * 1000)
    return {name: Figure(name, tuple(found)) for name, found in values.items()}


if __name__ == "__main__":
    main()
