"""Concurrent edits on screen: both are kept, shown side by side, and picked or merged."""

from collections.abc import Callable

import pytest
from textual.widgets import Static, TextArea

from studytui.history.facts import Wrote
from studytui.history.history import History
from studytui.tui.app import StudyApp
from studytui.tui.dialogs.versions import Versions
from studytui.tui.widgets.composer import Composer
from tests.conftest import Clock
from tests.tui.keyboard import press, settled
from tests.tui.test_writing import journal_of

SIZE = (120, 40)
MINE, THEIRS = "Said 5×. Mine.", "Said 5×. Theirs."


@pytest.fixture
def contested(app: StudyApp, clock: Clock, make_other: Callable[[], History]) -> str:
    """The id of an entry that two devices edited without knowing of each other."""
    entry = app.desk.entries()[0]
    theirs = Wrote(THEIRS, entry=entry.id, got=entry.got, topic=entry.topic, parent=entry.revision)
    make_other().append(theirs, now=clock(), after=app.desk.index.latest())
    app.desk.edit(entry.id, MINE, entry.got or "", entry.seen)
    return entry.id


async def test_an_entry_with_two_versions_says_so_and_shows_both_side_by_side(app: StudyApp, contested: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        assert "2 versions, enter shows them" in journal_of(app)
        await press(pilot, "right", "enter")
        assert isinstance(app.screen, Versions)
        shown = [str(static.render()) for static in app.screen.query("VerticalScroll Static").results(Static)]
        assert [MINE in shown[0], THEIRS in shown[1]] == [True, True]


@pytest.mark.parametrize(("key", "text"), [("1", MINE), ("2", THEIRS)])
async def test_a_digit_keeps_that_version(app: StudyApp, contested: str, key: str, text: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "right", "enter", key)
        await settled(pilot)
        entry = app.desk.entry(contested)
        assert (entry.text, entry.others) == (text, ())
        assert "versions" not in journal_of(app)
        await press(pilot, "u")
        assert len(app.desk.entry(contested).others) == 1


async def test_enter_keeps_the_version_that_has_the_focus(app: StudyApp, contested: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "right", "enter", "right", "enter")
        assert app.desk.entry(contested).text == THEIRS


async def test_m_merges_in_the_composer(app: StudyApp, contested: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "right", "enter", "m")
        assert app.screen.query_one(TextArea).text == f"{MINE}\n\n{THEIRS}"
        await press(pilot, "!", "ctrl+s")
        entry = app.desk.entry(contested)
        assert (entry.text, entry.others) == (f"{MINE}\n\n{THEIRS}!", ())


async def test_escape_decides_later(app: StudyApp, contested: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "right", "enter", "escape")
        assert len(app.desk.entry(contested).others) == 1
        assert not app.screen.query(Composer)


async def test_a_star_settles_nothing_and_a_deletion_everything(app: StudyApp, contested: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "right", "s")
        entry = app.desk.entry(contested)
        assert (entry.starred, len(entry.others)) == (True, 1)
        await press(pilot, "d")
        assert contested not in {each.id for each in app.desk.entries()}


async def test_a_deletion_elsewhere_never_takes_a_text_along(
    app: StudyApp, clock: Clock, make_other: Callable[[], History]
) -> None:
    entry = app.desk.entries()[0]
    gone = Wrote(entry.text, entry=entry.id, deleted=True, parent=entry.revision)
    make_other().append(gone, now=clock(), after=app.desk.index.latest())
    app.desk.edit(entry.id, MINE, "", entry.seen)
    async with app.run_test(size=SIZE) as pilot:
        assert MINE in journal_of(app)
        await press(pilot, "right", "enter", "2")
        assert entry.id not in {each.id for each in app.desk.entries()}


async def test_what_was_edited_elsewhere_while_one_wrote_is_kept_beside_it_and_said(
    app: StudyApp, clock: Clock, make_other: Callable[[], History]
) -> None:
    entry = app.desk.entries()[0]
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await press(pilot, "right", "e", *"more")
        theirs = Wrote(THEIRS, entry=entry.id, got=entry.got, topic=entry.topic, parent=entry.revision)
        make_other().append(theirs, now=clock(), after=app.desk.index.latest())
        await press(pilot, "ctrl+s")
        after = app.desk.entry(entry.id)
        assert after.text == f"{entry.text}more"
        assert [other.text for other in after.others] == [THEIRS]
        assert any("both versions are kept" in note.message for note in app._notifications)
