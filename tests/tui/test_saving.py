"""Saving beside the interface: nothing waits for the disk, and nothing is called saved before the disk has it."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.widgets import TextArea

from studytui.history import storage
from studytui.history.disk import Disk
from studytui.history.history import History
from studytui.paths import Places
from studytui.tui import app as app_module
from studytui.tui.app import StudyApp
from studytui.tui.screens import base
from studytui.tui.widgets.bars import TitleBar
from studytui.tui.widgets.composer import Composer
from tests.conftest import Clock
from tests.tui.keyboard import press, settled
from tests.tui.test_desk_screen import pane, text_of

SIZE = (120, 40)


class SlowDisk:
    """A disk whose appends take as long as the test likes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        self.reached = threading.Event()
        real = storage.append

        def append(disk: Disk, path: Path, data: bytes) -> None:
            self.reached.set()
            assert self.go.wait(10)
            real(disk, path, data)

        monkeypatch.setattr(storage, "append", append)
        monkeypatch.setattr(base, "SLOW", 0.02)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    """A disk that waits for `go`."""
    disk = SlowDisk(monkeypatch)
    yield disk
    disk.go.set()


def state_of(app: StudyApp) -> str:
    return app.screen.query_one(TitleBar).right.plain


def told(app: StudyApp) -> str:
    return "\n".join(note.message for note in app._notifications)


async def test_keys_work_while_the_disk_is_busy_and_saved_is_said_only_when_it_is(
    app: StudyApp, slow: SlowDisk
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space")
        assert slow.reached.wait(5)
        await pilot.press("right_square_bracket")
        await pilot.pause(0.05)
        assert str(pane(app, "week").border_title) == "Week 3 · What to keep"
        assert state_of(app) == "saving…"
        await pilot.press("left_square_bracket")
        await pilot.pause()
        assert "[ ] Added a test" in text_of(app, "week")
        slow.go.set()
        await settled(pilot)
        assert "[x] Added a test that fails when the queries of that path grow.  saved" in text_of(app, "week")
        assert state_of(app) == "Sun 22 Nov"


async def test_two_presses_while_the_disk_is_busy_are_a_tick_and_its_undoing(app: StudyApp, slow: SlowDisk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space", "space")
        slow.go.set()
        await settled(pilot)
        assert not app.desk.index.ticks()["w02-m2"].done


async def test_an_entry_being_saved_takes_no_more_keys_and_its_draft_stays_until_then(
    app: StudyApp, slow: SlowDisk
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("j", *"Once", "ctrl+s")
        assert slow.reached.wait(5)
        await pilot.press("x", "y")
        assert app.screen.query_one(Composer).disabled
        assert app.drafts.draft.text == "Once"
        slow.go.set()
        await settled(pilot)
        assert not app.screen.query(Composer)
        assert not app.drafts.draft
        assert app.desk.entries()[0].text == "Once"


async def test_asking_twice_saves_once(app: StudyApp, slow: SlowDisk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", *"Once")
        composer = app.screen.query_one(Composer)
        composer.action_save()
        composer.action_save()
        slow.go.set()
        await settled(pilot)
        assert [entry.text for entry in app.desk.entries(search="Once")] == ["Once"]


async def test_leaving_waits_for_what_is_being_saved(app: StudyApp, slow: SlowDisk) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space")
        assert slow.reached.wait(5)
        threading.Timer(0.1, slow.go.set).start()
        await pilot.press("ctrl+q")
        await pilot.pause(0.3)
    app.desk.refresh()
    assert app.desk.index.ticks()["w02-m2"].done


async def test_a_full_disk_is_said_until_there_is_room_again(app: StudyApp, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async with app.run_test(size=SIZE, notifications=True) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(storage, "append", full)
            await press(pilot, "j", *"Precious", "ctrl+s")
            assert state_of(app) == "not saved: the disk is full"
            assert "make room and try again" in told(app)
            assert app.screen.query_one(TextArea).has_focus
        await press(pilot, "!", "ctrl+s")
        assert app.desk.entries()[0].text == "Precious!"
        assert state_of(app) == "Sun 22 Nov"


async def test_a_mirror_that_cannot_be_written_is_said_and_stops_nothing(app: StudyApp) -> None:
    mirror = app.desk.history.mirror.folder
    async with app.run_test(size=SIZE) as pilot:
        shutil.rmtree(mirror)
        mirror.write_text("no folder")
        await press(pilot, "space")
        assert app.desk.index.ticks()["w02-m2"].done
        assert state_of(app) == "saved, but not mirrored: ! shows more"


# Looking after the history


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a quiet moment happens at once."""
    monkeypatch.setattr(app_module, "PRELOAD_AFTER", 0.01)
    monkeypatch.setattr(app_module, "LOOK_EVERY", 0.05)


async def test_what_a_file_lost_comes_back_from_the_mirror_and_is_said_in_one_line(
    app: StudyApp, places: Places, clock: Clock, at_once: None
) -> None:
    (file,) = places.history.rglob("*-11.jsonl")
    file.write_bytes(b"<!doctype html>\n")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        for _ in range(100):
            await pilot.pause(0.05)
            if "the mirror brought it all back" in told(app) and app.desk.index.count() == 4:
                break
        assert "! shows more" in told(app)
        assert app.desk.index.count() == 4


async def test_the_backup_of_the_day_is_made_after_the_start(app: StudyApp, places: Places, at_once: None) -> None:
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(100):
            await pilot.pause(0.05)
            if list(places.state.rglob("studytui-2026-11-22.zip")):
                return
    pytest.fail("there is no backup")


async def test_the_doctor_names_what_is_wrong_and_mends_it(app: StudyApp, places: Places) -> None:
    (file,) = places.history.rglob("*-11.jsonl")
    whole = file.read_bytes()
    file.write_bytes(whole + b"=======\n")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "exclamation_mark")
        await app.workers.wait_for_complete()
        said = text_of_list(app)
        assert f"{file}:{len(whole.splitlines()) + 1}: this is no line of a history" in said
        await press(pilot, "f")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "All is well" in text_of_list(app)
        assert file.read_bytes() == whole
        await press(pilot, "escape")
        assert app.focused is pane(app, "week")


def text_of_list(app: StudyApp) -> str:
    from studytui.tui.widgets.rows import Rows

    return "\n".join(f"{row.lead.plain}{row.body.plain}" for row in app.screen.query_one(Rows).rows)


async def test_what_another_device_brings_appears(
    app: StudyApp, places: Places, clock: Clock, at_once: None, make_other: Callable[[], History]
) -> None:
    from studytui.history.facts import Ticked

    async with app.run_test(size=SIZE) as pilot:
        make_other().append(Ticked("w02-m2", True), now=clock())
        for _ in range(100):
            await pilot.pause(0.05)
            if "[x] Added a test" in text_of(app, "week"):
                return
    pytest.fail("it did not appear")
