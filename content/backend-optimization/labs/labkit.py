"""What the labs share: arguments, events, a scratch folder, a seeded generator, and a look at how busy the machine is.

A lab is one file with a `SPEC` that says what can be set and what is measured, a `cost` that says how long it will
take, and a `run` that does the work. It needs Python's standard library only, so it also runs by hand:

    python n_plus_one.py --rtt-ms 2

With `--format jsonl` it speaks JSON Lines: one object a line, `t` says what it is. `SPEC` is written as a literal:
whoever wants to know what a lab takes reads it without running the lab.
"""

import argparse
import contextlib
import json
import math
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, MutableSequence, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, Literal, NoReturn, NotRequired, TextIO, TypedDict, TypeVar

PROTOCOL = 1
FAILED, USAGE, UNSUPPORTED = 1, 2, 69
BUDGET = 5.0
"""Seconds that a lab may take on two slow cores."""

Value = int | float | str
Item = TypeVar("Item")


class Parameter(TypedDict):
    """Something that can be set: a number from `min` to `max`, or one of `choices`."""

    default: Value
    min: NotRequired[float]
    max: NotRequired[float]
    choices: NotRequired[list[str]]
    unit: NotRequired[str]
    help: str


class Measure(TypedDict):
    """Something that comes out.

    `scale` says how far apart two values are: `ratio` by their quotient, `share` (per cent) by their odds, `count` by
    the quotient of what may be zero, `exact` equal or not, `points` by their difference in units of `spread`.
    """

    unit: str
    scale: Literal["ratio", "share", "count", "exact", "points"]
    help: str
    primary: NotRequired[bool]
    spread: NotRequired[float]


class Spec(TypedDict):
    """What a lab is. Raise `revision` when its figures are no longer comparable with those of before.

    `robustness`: A is deterministic for a seed, B counts real processes or sockets, C is wall clock but holds on a busy
    machine, D depends on machine and moment. `reads` are the kinds of events of the learner's history that it needs.
    """

    lab: str
    revision: int
    robustness: Literal["A", "B", "C", "D"]
    parameters: dict[str, Parameter]
    measures: dict[str, Measure]
    reads: NotRequired[list[str]]


class Rng:
    """Random values for a seed, the same on every Python: `random()` is all whose sequence is promised to stay."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed).random

    def exponential(self, mean: float) -> float:
        """A time between events that come independently of each other."""
        return -mean * math.log(1.0 - self.random())

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int(self.random() * limit)

    def choice(self, items: Sequence[Item]) -> Item:
        """One of them."""
        return items[self.below(len(items))]

    def shuffle(self, items: MutableSequence[Any]) -> None:
        """Put them into another order, in place."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]


class Zipf:
    """Keys 0, 1, 2, …, of which the one at rank r is asked for in proportion to 1 / r^alpha."""

    def __init__(self, rng: Rng, keys: int, alpha: float) -> None:
        self.rng = rng
        self.cumulative = list(accumulate((rank + 1) ** -alpha for rank in range(keys)))
        self.total = self.cumulative[-1]

    def draw(self) -> int:
        """The next key."""
        return bisect(self.cumulative, self.rng.random() * self.total)

    def head(self, keys: int) -> float:
        """The share of requests that the `keys` most popular ones get."""
        return self.cumulative[keys - 1] / self.total if keys else 0.0


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of the values that at least `percent` per cent of them do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


class Lab:
    """One run: what it draws from, where it may write, and what it says."""

    def __init__(self, spec: Spec, seed: int, budget: float, workdir: Path, say: Callable[[dict[str, Any]], None]):
        self.spec = spec
        self.seed = seed
        self.rng = Rng(seed)
        self.workdir = workdir
        self.missing = {name for name, measure in spec["measures"].items() if measure.get("primary")}
        self._say = say
        self._began = time.monotonic()
        self._ends = self._began + budget
        self._progress_at = 0.0

    def left(self) -> float:
        """Seconds of the budget that are left: loops shrink their repetitions by it, never their parameters."""
        return self._ends - time.monotonic()

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    def progress(self, done: float, total: float, label: str = "") -> None:
        """How far it is; said at most ten times a second."""
        now = time.monotonic()
        if now - self._progress_at >= 0.1 or done >= total:
            self._progress_at = now
            self._say({"t": "progress", "done": done, "total": total, "label": label})

    def point(self, series: str, x: float, y: float) -> None:
        """A point of a curve that is worth watching while it grows; a few hundred a run at most."""
        self._say({"t": "point", "series": series, "x": x, "y": y})

    def measure(self, name: str, *values: float) -> float:
        """A result: the median of its repeats, with the lowest, the highest, and how many there were. Returns it."""
        if name not in self.spec["measures"]:
            raise KeyError(f"{name} is not among the measures of SPEC")
        middle = statistics.median(values)
        spread = {"lo": min(values), "hi": max(values)} if len(values) > 1 else {}
        unit = self.spec["measures"][name]["unit"]
        self._say({"t": "measure", "id": name, "value": middle, "unit": unit, **spread, "n": len(values)})
        self.missing.discard(name)
        return middle

    def note(self, text: str) -> None:
        """A sentence on what was seen."""
        self._say({"t": "note", "text": text})

    def unsupported(self, why: str) -> NoReturn:
        """Give up: this machine, or what the learner has so far, does not allow it."""
        self._say({"t": "error", "kind": "unsupported", "message": why})
        raise SystemExit(UNSUPPORTED)

    def history(self) -> list[dict[str, Any]]:
        """The events of the learner's history of the kinds that SPEC reads, oldest first."""
        path = os.environ.get("STUDYTUI_LAB_HISTORY")
        if not path:
            self.unsupported("this lab reads your history: run it from studytui")
        with Path(path).open(encoding="utf-8") as file:
            return [json.loads(line) for line in file]


def main(spec: Spec, run: Callable[..., None], cost: Callable[..., float]) -> None:
    """Run a lab by its command line; `run` gets the Lab and every parameter by name, `cost` the parameters."""
    arguments = vars(_parser(spec, run.__module__).parse_args())
    if arguments.pop("describe"):
        print(json.dumps(describe(spec, cost)))
        return
    is_text = arguments.pop("format") == "text"
    seed, budget = arguments.pop("seed"), arguments.pop("budget")
    say: Callable[[dict[str, Any]], None] = _Text(spec, sys.stdout) if is_text else _say_json
    _refuse_what_takes_too_long(spec, cost, arguments, budget)
    for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
        signal.signal(number, _leave(code))
    _die_with_parent()
    try:
        with _workdir() as workdir:
            _run(Lab(spec, seed, budget, workdir, say), run, arguments)
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader is gone, and the interpreter must not try once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(141) from None


def describe(spec: Spec, cost: Callable[..., float]) -> dict[str, Any]:
    """What a lab takes and gives, and the seconds it needs with its defaults, as JSON data."""
    defaults = {name: parameter["default"] for name, parameter in spec["parameters"].items()}
    return {
        "v": PROTOCOL,
        **spec,
        "parameters": [
            {"name": name, "type": type(parameter["default"]).__name__, **parameter}
            for name, parameter in spec["parameters"].items()
        ],
        "measures": [{"id": name, **measure} for name, measure in spec["measures"].items()],
        "cost": cost(**defaults),
    }


def _run(lab: Lab, run: Callable[..., None], arguments: dict[str, Value]) -> None:
    canaries = []
    is_timed = lab.spec["robustness"] in "CD"
    lab._say(
        {"t": "hello", "v": PROTOCOL, "lab": lab.spec["lab"], "params": arguments, "seed": lab.seed}
        | {"revision": lab.spec["revision"], "python": sys.version.split()[0], "os": sys.platform}
        | {"cores": os.cpu_count()}
    )
    if is_timed:
        canaries.append(canary())
    run(lab, **arguments)
    if is_timed:
        canaries.append(canary())
        lab._say({"t": "quality", "canary": round(min(canaries), 3)})
    if lab.missing:
        lab._say({"t": "error", "kind": "failed", "message": f"did not measure {', '.join(sorted(lab.missing))}"})
        raise SystemExit(FAILED)
    lab._say({"t": "done", "elapsed": round(lab.elapsed(), 3)})


def canary(seconds: float = 0.02) -> float:
    """The share of a core that is to be had now: processor time over wall time of a short spin."""
    wall, used = time.perf_counter(), time.thread_time()
    while time.perf_counter() - wall < seconds:
        pass
    return (time.thread_time() - used) / (time.perf_counter() - wall)


def _parser(spec: Spec, module: str) -> argparse.ArgumentParser:
    about = sys.modules[module].__doc__
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, parameter in spec["parameters"].items():
        default, unit = parameter["default"], f" {parameter['unit']}" if "unit" in parameter else ""
        flag = f"--{name.replace('_', '-')}"
        if "choices" in parameter:
            said = f"{parameter['help']} (default {default})".replace("%", "%%")
            parser.add_argument(flag, default=default, choices=parameter["choices"], help=said)
        else:
            low, high = parameter["min"], parameter["max"]
            said = f"{parameter['help']} (default {default:g}{unit}; {low:g} to {high:g})".replace("%", "%%")
            kind = _number(type(default), low, high)
            parser.add_argument(flag, default=default, type=kind, help=said, metavar="N")
    parser.add_argument("--seed", default=1, type=int, metavar="N", help="what the random values follow (default 1)")
    said = f"seconds it may take (default {BUDGET:g})"
    parser.add_argument("--budget", default=BUDGET, type=_number(float, 0.1, 3600), metavar="S", help=said)
    parser.add_argument("--format", default="text", choices=["text", "jsonl"], help="for people, or one event a line")
    parser.add_argument("--describe", action="store_true", help="print what can be set and is measured, as JSON")
    return parser


def _number(kind: type, low: float, high: float) -> Callable[[str], Value]:
    def parse(text: str) -> Value:
        try:
            value: int | float = kind(text)
        except ValueError:
            wanted = "a whole number" if kind is int else "a number"
            raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}") from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text} is not from {low:g} to {high:g}")
        return value

    return parse


def _refuse_what_takes_too_long(
    spec: Spec, cost: Callable[..., float], arguments: Mapping[str, Value], budget: float
) -> None:
    seconds = cost(**arguments)
    if seconds <= budget:
        return
    defaults = {name: parameter["default"] for name, parameter in spec["parameters"].items()}
    # The parameter that would save most if it went back to its default.
    name = min(arguments, key=lambda each: cost(**{**arguments, each: defaults[each]}))
    message = f"{name} = {arguments[name]} would take about {seconds:.0f} s, and {budget:g} s is the budget"
    print(f"{sys.argv[0]}: {message}: bring it nearer to {defaults[name]}", file=sys.stderr)
    raise SystemExit(USAGE)


@contextlib.contextmanager
def _workdir() -> Iterator[Path]:
    given = os.environ.get("STUDYTUI_LAB_TMP")
    if given:
        yield Path(given)
        return
    with tempfile.TemporaryDirectory(prefix="studytui-lab-") as folder:
        yield Path(folder)


def _leave(code: int) -> Callable[[int, FrameType | None], None]:
    def handler(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(code)

    return handler


def _die_with_parent() -> None:
    """When what started this lab is killed, nobody is left to stop it and what it started."""
    if "STUDYTUI_LAB_TMP" not in os.environ:
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def _say_json(event: dict[str, Any]) -> None:
    print(json.dumps(event, allow_nan=False), flush=True)


class _Text:
    """The events for a person who runs a lab by hand: what was set, what came out, what it means."""

    def __init__(self, spec: Spec, stream: TextIO) -> None:
        self.spec = spec
        self.stream = stream
        self.width = max(len(name) for name in spec["measures"])
        self.live = sys.stderr.isatty()

    def __call__(self, event: dict[str, Any]) -> None:
        match event["t"]:
            case "hello":
                self._line(f"{event['lab']}, seed {event['seed']}")
                for name, value in event["params"].items():
                    unit = self.spec["parameters"][name].get("unit", "")
                    self._line(f"  {name.replace('_', '-')} = {value} {unit}".rstrip())
                self._line("")
            case "progress" if self.live:
                sys.stderr.write(f"\r\033[K{event['label']} {100 * event['done'] / event['total']:.0f} %")
                sys.stderr.flush()
            case "measure":
                measure = self.spec["measures"][event["id"]]
                spread = f" ({event['lo']:.4g} to {event['hi']:.4g})" if "lo" in event else ""
                value = f"{_shown(event['value'])} {measure['unit']}{spread}"
                mark = "*" if measure.get("primary") else " "
                self._line(f"{mark} {event['id']:<{self.width}}  {value:<30} {measure['help']}".rstrip())
            case "note":
                self._line(f"\n{event['text']}")
            case "quality" if event["canary"] < 0.9:
                self._line(f"\nThe machine was busy ({100 * event['canary']:.0f} % of a core): run it again.")
            case "error":
                self._line(f"\n{event['message']}")

    def _line(self, text: str) -> None:
        if self.live:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
        print(text, file=self.stream, flush=True)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 or float(value).is_integer() else f"{value:.4g}"
