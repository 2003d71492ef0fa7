"""What is kept of a bug: where it happened, on what, and nothing of what the learner wrote.

Messages of exceptions and values of variables may quote the journal, so neither is written down.
"""

import os
import platform
import tempfile
import traceback
from pathlib import Path

from studytui import __version__


def report(error: BaseException, state: Path) -> Path | None:
    """Write a report below the state folder, or where temporary files go; None if neither can be written."""
    text = "\n".join(_lines(error)) + "\n"
    for folder in (state / "crashes", Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(".txt", "studytui-crash-", folder)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError:
            continue
        return Path(name)
    return None


def _lines(error: BaseException) -> list[str]:
    lines = [
        f"studytui {__version__}",
        f"Python {platform.python_version()} on {platform.system()} {platform.release()}",
        "",
    ]
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        frames = traceback.extract_tb(cause.__traceback__)
        lines.extend(f"  {_inside(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames)
        cause = cause.__cause__ or cause.__context__
    return lines


def _inside(filename: str) -> str:
    """A file's path from its package on: what stands before may name the learner."""
    parts = Path(filename).parts
    for root in ("site-packages", "lib"):
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    return "/".join(parts[-3:])
