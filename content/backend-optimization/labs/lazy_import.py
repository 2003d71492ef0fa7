"""Lazy imports: a command line tool that imports everything for --version, against one that imports when it works.

Both tools are written to files and started as processes of their own, in turns; each prints how much it loaded.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from labkit import Lab, Spec, main

SPEC: Spec = {
    "lab": "lazy-import",
    "revision": 1,
    "robustness": "C",
    "parameters": {
        "heavy": {"default": 8, "min": 1, "max": 8, "help": "how many of eight modules it imports, json the first"},
        "repeats": {"default": 7, "min": 3, "max": 30, "help": "starts of each tool"},
    },
    "measures": {
        "startup-ratio": {
            "unit": "x",
            "scale": "ratio",
            "primary": True,
            "help": "time of --version with imports at the top / with imports at first use",
        },
        "ms-eager": {"unit": "ms", "scale": "ratio", "help": "--version, everything imported at the top"},
        "ms-lazy": {"unit": "ms", "scale": "ratio", "help": "--version, nothing imported before it is used"},
        "modules-eager": {"unit": "modules", "scale": "exact", "help": "loaded by --version, imports at the top"},
        "modules-lazy": {"unit": "modules", "scale": "exact", "help": "loaded by --version, imports at first use"},
        "first-use-ratio": {"unit": "x", "scale": "ratio", "help": "real work: time of the lazy tool / the eager one"},
    },
}
HEAVY = ("json", "sqlite3", "asyncio", "http.client", "urllib.request", "xml.etree.ElementTree", "unittest", "decimal")
_TOOL = """\
import sys
{top}
def work():
{inside}
    return len(sys.modules)

if sys.argv[1] == "--version":
    print(len(sys.modules))
else:
    print(work())
"""


def tool(path: Path, names: tuple[str, ...], is_lazy: bool) -> Path:
    """A command line tool that needs these modules for its work, and none for its version."""
    imports = [f"import {name}" for name in names]
    inside = "\n".join(f"    {line}" for line in imports) if is_lazy else "    pass"
    path.write_text(_TOOL.format(top="" if is_lazy else "\n".join(imports), inside=inside))
    return path


def started(path: Path, argument: str) -> tuple[float, int]:
    """Milliseconds from start to end of a tool, and how many modules it had loaded."""
    began = time.perf_counter()
    # Neither the folder, the environment nor the installed packages of whoever runs this add a module.
    ran = subprocess.run([sys.executable, "-I", "-S", path, argument], capture_output=True, text=True, check=True)
    return (time.perf_counter() - began) * 1000, int(ran.stdout)


def ratios(ones: Sequence[float], others: Sequence[float]) -> list[float]:
    """How many times as long one start took as the other of the same turn."""
    return [one / other for one, other in zip(ones, others, strict=True)]


def run(lab: Lab, heavy: int, repeats: int) -> None:
    """Start both tools in turns, first for the version, then for the work."""
    tools = {
        "eager": tool(lab.workdir / "eager.py", HEAVY[:heavy], is_lazy=False),
        "lazy": tool(lab.workdir / "lazy.py", HEAVY[:heavy], is_lazy=True),
    }
    times: dict[tuple[str, str], list[float]] = {}
    modules: dict[str, int] = {}
    for turn in range(repeats):
        for number, argument in enumerate(("--version", "work")):
            lab.progress(2 * turn + number, 2 * repeats, f"tool {argument}")
            for name, path in tools.items():
                milliseconds, loaded = started(path, argument)
                times.setdefault((name, argument), []).append(milliseconds)
                if argument == "--version":
                    modules[name] = loaded
                    lab.point(name, turn + 1, milliseconds)
    for name in tools:
        lab.measure(f"ms-{name}", *times[name, "--version"])
        lab.measure(f"modules-{name}", modules[name])
    lab.measure("startup-ratio", *ratios(times["eager", "--version"], times["lazy", "--version"]))
    lab.measure("first-use-ratio", *ratios(times["lazy", "work"], times["eager", "work"]))
    if modules["eager"] == modules["lazy"]:
        lab.note("Python itself had loaded all of that already: there was nothing to defer.")


def cost(heavy: int, repeats: int) -> float:
    """Seconds: two starts of each tool a turn, three of which import everything."""
    return repeats * (4 * 0.015 + 3 * 0.0125 * heavy)


if __name__ == "__main__":
    main(SPEC, run, cost)
