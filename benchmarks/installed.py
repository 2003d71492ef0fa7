"""The product as a learner has it: the built wheel in an environment of its own, compiled.

Uncompiled files start four times slower, so a checkout says nothing about speed.
"""

import os
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent


def install(folder: Path) -> Path:
    """Build the wheel, install it under `folder`, and return the folder of its programs."""
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / "bin"
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for arguments in (
        ["wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)],
        ["install", "--quiet", "--constraint", str(ROOT / "constraints.txt"), "--find-links", str(folder), "studytui"],
    ):
        subprocess.run([programs / "python", "-m", "pip", *arguments], check=True, env=environ)
    subprocess.run([programs / "python", "-m", "compileall", "-q", folder / "env" / "lib"], check=False, env=environ)
    return programs


def environment(folder: Path, seeded: str = "") -> dict[str, str]:
    """A learner's environment with all folders under `folder`."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
        environ[f"STUDYTUI_{kind}_DIR"] = str(folder / (seeded or "empty") / kind.lower())
    return environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
