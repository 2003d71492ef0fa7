"""Code in the bundled topics: what is marked to run prints what it says, and the rest is at least code."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

TOPICS = sorted((Path(__file__).parents[2] / "content" / "backend-optimization" / "topics").glob("*.md"))
_FENCE = re.compile(r"^```([a-z]+)( run)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def fences(language: str, runs: bool) -> list[ParameterSet]:
    found = []
    for path in TOPICS:
        text = path.read_text(encoding="utf-8")
        for match in _FENCE.finditer(text):
            if match[1] == language and bool(match[2]) == runs:
                line = text[: match.start()].count("\n") + 1
                found.append(pytest.param(match[3], id=f"{path.stem}:{line}"))
    return found


@pytest.mark.parametrize("code", fences("python", True))
def test_what_is_marked_to_run_prints_what_it_says(code: str) -> None:
    printed = io.StringIO()
    with redirect_stdout(printed):
        # Our own content, reviewed like any code of the project.
        exec(compile(code, "fence", "exec"), {"__name__": "fence"})
    said = [line.removeprefix("# -> ") for line in code.splitlines() if line.startswith("# -> ")]
    assert said
    assert printed.getvalue().splitlines() == said


@pytest.mark.parametrize("code", fences("python", False))
def test_the_other_python_compiles(code: str) -> None:
    compile(code, "fence", "exec")


def test_there_is_something_to_run() -> None:
    assert len(fences("python", True)) >= 20
