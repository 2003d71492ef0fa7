"""Pictures are taken of what stands after all that follows from a change."""

import pytest

from studytui.tui import today


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows from a change is looked up without waiting for the next one."""
    monkeypatch.setattr(today, "LOOK_AFTER", 0.0)
