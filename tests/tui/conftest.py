"""The app on the sample desk."""

from collections.abc import Callable

import pytest

from studytui.desk import Desk
from studytui.history.history import History
from studytui.paths import Places
from studytui.tui import today
from studytui.tui.app import StudyApp


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows from a change is looked up without waiting for the next one."""
    monkeypatch.setattr(today, "LOOK_AFTER", 0.0)


@pytest.fixture
def app(month_in: Desk, places: Places) -> StudyApp:
    """The app a month in."""
    return StudyApp(month_in, places)


@pytest.fixture
def fresh_app(desk: Desk, places: Places) -> StudyApp:
    """The app on the first day."""
    return StudyApp(desk, places)


@pytest.fixture
def open_app(make_desk: Callable[[], Desk], places: Places) -> Callable[[], StudyApp]:
    """Starts the app as often as a test likes, on the same folders."""
    return lambda: StudyApp(make_desk(), places)


@pytest.fixture
def make_other(places: Places) -> Callable[[], History]:
    """The history as another device writes it, its files carried here at once."""
    return lambda: History(places.history, places.state / "other", "f0e1d2c3")
