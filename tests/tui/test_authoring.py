"""Writing a track with the app open beside it: what is saved is shown, what is broken is said."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studytui.desk import Desk
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places
from studytui.track import example
from studytui.track.load import Watch, load
from studytui.tui import app as app_module
from studytui.tui.app import StudyApp
from studytui.tui.screens.desk import DeskScreen
from studytui.tui.screens.topic import TopicScreen
from studytui.tui.widgets.bars import TitleBar
from tests.conftest import DEVICE, Clock
from tests.tui.keyboard import press, settled
from tests.tui.test_desk_screen import pane, text_of

SIZE = (120, 40)
Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example track."""
    folder = tmp_path / "mine"
    example.make("mine", folder)
    return folder


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Changes a file of the track, as an editor saves it."""

    def change(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))

    return change


@pytest.fixture
def app(folder: Path, places: Places, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[StudyApp]:
    """The app on that track."""
    monkeypatch.setattr(app_module, "LOOK_AT_TRACK_EVERY", 0.05)
    history = History(places.history, places.state, DEVICE)
    desk = Desk(load(folder, places.cache), history, Index(history, places.cache), clock)
    yield StudyApp(desk, places, Watch(folder, places.cache))
    desk.close()


async def until(pilot: object, holds: Callable[[], bool]) -> None:
    limit = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < limit
        await pilot.pause(0.05)  # type: ignore[attr-defined]


async def test_a_saved_file_is_shown_with_the_cursor_and_the_progress_where_they_were(
    app: StudyApp, edit: Edit
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "space", "down")
        edit("track.yaml", "Wrote a line in the journal on at least four days.", "Wrote on five days.")
        await until(pilot, lambda: "Wrote on five days" in text_of(app, "week"))
        assert "[x] Ran one experiment" in text_of(app, "week")
        assert pane(app, "week").current.id == "first-week-journal"  # type: ignore[union-attr]


async def test_a_broken_file_keeps_the_last_good_version_and_says_what_is_wrong(app: StudyApp, edit: Edit) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        edit("track.yaml", "title: Begin", "titel: Begin")
        await until(pilot, lambda: any("track.yaml" in note.message for note in app._notifications))
        assert "Begin" in text_of(app, "roadmap")
        (told,) = app._notifications
        assert told.timeout > 3600
        edit("track.yaml", "titel: Begin", "title: Started")
        await until(pilot, lambda: "Started" in text_of(app, "roadmap"))
        assert told not in app._notifications


async def test_the_topic_being_read_is_read_on_in_its_new_text(app: StudyApp, edit: Edit) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *["down"] * 2, "enter")
        assert isinstance(app.screen, TopicScreen)
        edit("topics/small-experiments.md", "title: Small experiments", "title: Evening experiments")
        await until(pilot, lambda: "Evening experiments" in app.screen.query_one(TitleBar).left.plain)


async def test_a_week_that_is_gone_gives_way_to_the_current_one(app: StudyApp, edit: Edit) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "right_square_bracket")
        edit("track.yaml", "id: what-works", "id: what-lasts")
        await until(pilot, lambda: str(pane(app, "week").border_title) == "Week 1 · First steps")
        await press(pilot, "space")
        assert len(app.desk.index.ticks()) == 1


async def test_topics_that_are_gone_leave_the_list_and_the_reader(app: StudyApp, folder: Path, edit: Edit) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await press(pilot, "2", "enter")
        text = (folder / "track.yaml").read_text()
        for line in ("topics: [small-experiments]", "topics: [comparing-fairly]", "revisit: [small-experiments]"):
            text = text.replace(line, "")
        text = "\n".join(line for line in text.split("\n") if "topic:" not in line)
        for place in ("topics", "cards"):
            for file in (folder / place).iterdir():
                file.unlink()
        (folder / "track.yaml").write_text(text)
        await until(pilot, lambda: not app.desk.track.topics)
        assert isinstance(app.screen, DeskScreen)
        await press(pilot, "2")
        assert isinstance(app.screen, DeskScreen)
        assert any("no topics" in note.message for note in app._notifications)
