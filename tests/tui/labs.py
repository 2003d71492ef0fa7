"""A track with a lab that tests can run: its program says what its name says, at once."""

from dataclasses import replace
from pathlib import Path

from studytui.desk import Desk
from studytui.labs.bench import Bench
from studytui.paths import Places
from studytui.track.model import Expected, Experiment, Lab, Measure, Parameter, Rung, Track
from studytui.tui.app import StudyApp

SPEC = Experiment(
    "n-plus-one",
    1,
    "C",
    {
        "slowdown": Measure("x", "ratio", "time of lazy / time of select-in", primary=True),
        "queries": Measure("queries", "exact", "how many were sent [b]lazily[/b]"),
    },
    {
        "authors": Parameter("100", "authors on the page", 1, 500),
        "rtt_ms": Parameter("0.5", "one round trip", 0, 50, unit="ms"),
    },
)
LAB = Lab(
    "n-plus-one",
    "N+1 queries",
    "lazy-loading",
    "100 authors over a 0.5 ms link: how many times slower is lazy loading than select-in?",
    Expected(34, 38),
    (
        Rung("And over a 2 ms link?", {"rtt_ms": "2"}, expected=Expected(40, 48)),
        Rung("With how many authors is it only 10×?", vary="authors", goal=10),
    ),
    "Lazy loading makes **101 trips**, one after the other; select-in makes 2.\n\n"
    "The [topic](topic:lazy-loading) tells the rest.",
)
# It answers as the real one does: 37 times at 0.5 ms, 45 at 2 ms, a tenth of the authors beyond that.
PROGRAM = """\
import json, sys, time
given = dict(part[2:].split("=") for part in sys.argv[1:] if "=" in part)
def say(**event):
    print(json.dumps(event), flush=True)
say(t="hello", v=1, lab="n-plus-one", python="3.11.7", os="linux", cores=2)
if given["authors"] == "7":
    sys.exit("authors can't be [b]7[/b]")
if given["authors"] == "13":
    say(t="progress", done=1, total=4, label="waiting")
    time.sleep(600)
for n in range(20):
    say(t="point", series="lazy", x=n, y=n * n)
slowdown = {"0.5": 37.2, "2": 45.1}[given["rtt-ms"]] if given["authors"] == "100" else int(given["authors"]) / 10
say(t="measure", id="slowdown", value=slowdown, unit="x", lo=slowdown * 0.95, hi=slowdown * 1.02, n=3)
say(t="measure", id="queries", value=int(given["authors"]) + 1, unit="queries", n=1)
say(t="note", text="The link [b]slept[/b].")
say(t="quality", canary=0.5 if given["authors"] == "50" else 0.99)
say(t="done", elapsed=0.1)
"""


def with_lab(track: Track) -> Track:
    """The sample track, with a program for one of its labs."""
    return replace(track, labs={**track.labs, "n-plus-one": replace(LAB, experiment=SPEC)})


def bench_in(folder: Path, places: Places, allowed: bool = True) -> Bench:
    """A bench on a track folder with the program, which may run if it is allowed."""
    (folder / "labs").mkdir(parents=True)
    (folder / "labs" / "n_plus_one.py").write_text(PROGRAM)
    bench = Bench(folder, places.state, places.cache)
    if allowed:
        bench.consent(bench.digest())
    return bench


def lab_app(desk: Desk, places: Places, bench: Bench) -> StudyApp:
    """The app on a desk whose track has the lab."""
    desk.track = with_lab(desk.track)
    return StudyApp(desk, places, bench=bench)
