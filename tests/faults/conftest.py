"""How much is tried: enough for every change, or with STUDYTUI_SOAK=1 for a night, and then the figures are told."""

import os
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

SOAK = os.environ.get("STUDYTUI_SOAK") == "1"
HISTORIES = 10_000 if SOAK else 2_000
"""Simulated histories."""
KILLS = 1_000 if SOAK else 100
"""Processes that are killed."""


@pytest.fixture
def figures(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Iterator[Counter[str]]:
    """What a test counts; the sums of each group are told at the end of a soak."""
    counted: Counter[str] = Counter()
    yield counted
    record_property("figures", (request.module.__doc__.partition(":")[0], dict(counted)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what a soak came to, a line a group, to be pasted into a table."""
    if not SOAK:
        return
    groups: dict[str, Counter[str]] = {}
    # Of the three reports of a test, the last has all.
    ends = [report for report in terminalreporter.stats.get("", ()) if report.when == "teardown"]
    for name, value in [each for report in ends for each in report.user_properties]:
        if name == "figures":
            groups.setdefault(value[0], Counter()).update(value[1])
        else:
            terminalreporter.write_line(f"A {name} that {value}")
    for group, counted in groups.items():
        terminalreporter.write_line(f"{group}: {', '.join(f'{count:,} {name}' for name, count in counted.items())}")
