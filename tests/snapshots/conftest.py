"""Pictures are taken of what stands after all that follows from a change."""

import pytest
from textual.widgets import Input, TextArea

from studytui.tui import today


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows from a change is looked up without waiting for the next one."""
    monkeypatch.setattr(today, "LOOK_AFTER", 0.0)


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """No cursor blinks: whether it is seen would depend on the moment."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _: None)
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda _: None)
