"""Writing, editing, starring and deleting journal entries, and the draft that survives."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input, TextArea

from studytui.desk import Desk
from studytui.draft import Draft, DraftFile
from studytui.paths import Places
from studytui.tui.app import StudyApp
from studytui.tui.widgets.composer import Composer
from studytui.tui.widgets.rows import Rows
from tests.tui.keyboard import press

SIZE = (120, 40)


def journal_of(app: StudyApp) -> str:
    return "\n".join(row.body.plain for row in app.screen.query_one("#journal", Rows).rows)


async def test_j_writes_an_entry_about_the_topic_in_hand(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", *"Counted", "space", *"them")
        app.screen.query_one(Input).focus()
        await press(pilot, *"101", "ctrl+s")
        entry = app.desk.entries()[0]
        assert (entry.text, entry.got, entry.topic) == ("Counted them", "101", "lazy-loading")
        assert "Counted them\n→ 101" in journal_of(app)
        assert not app.screen.query(Composer)
        assert app.focused is app.screen.query_one("#week")


async def test_an_entry_that_is_undone_is_a_draft_again_unless_another_is_there(app: StudyApp, places: Places) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await press(pilot, "j", *"Gone", "tab", *"ok", "ctrl+s", "u")
        assert "j opens it" in [note.message for note in app._notifications][-1]
        await press(pilot, "j", "ctrl+s")
        assert [(each.text, each.got) for each in app.desk.entries(limit=1)] == [("Gone", "ok")]
        await press(pilot, "j", *"other", "escape", "u")
        assert app.drafts.draft.text == "other"
    assert DraftFile(places.state).draft.text == "other"


async def test_enter_in_the_result_saves_too(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", *"Done", "tab", *"ok", "enter")
        assert app.desk.entries()[0].got == "ok"


async def test_an_empty_entry_is_not_saved_and_the_composer_stays(app: StudyApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        before = app.desk.index.count()
        await press(pilot, "j", "ctrl+s")
        assert app.desk.index.count() == before
        assert app.screen.query(Composer)
        assert any("nothing to write" in note.message for note in app._notifications)


async def test_escape_keeps_the_draft_and_j_goes_on_with_it(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", *"Half", "escape")
        assert not app.screen.query(Composer)
        await press(pilot, "j")
        assert app.screen.query_one(TextArea).text == "Half"
        await press(pilot, *"way", "ctrl+s")
        assert app.desk.entries()[0].text == "Halfway"


async def test_the_draft_is_on_disk_a_second_later_and_comes_back_after_a_crash(
    app: StudyApp, open_app: Callable[[], StudyApp], places: Places
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", *"Unsaved")
        await pilot.pause(1.2)
        assert DraftFile(places.state).draft == Draft("Unsaved", "", "lazy-loading")
    again = open_app()
    async with again.run_test(size=SIZE) as pilot:
        await press(pilot, "j")
        assert again.screen.query_one(TextArea).text == "Unsaved"


async def test_saving_forgets_the_draft(app: StudyApp, places: Places) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", *"Done", "escape", "j", "ctrl+s")
        assert not (places.state / "draft.json").exists()


async def test_an_entry_that_cannot_be_saved_stays_as_a_draft(
    app: StudyApp, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("studytui.history.storage.append", full)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await press(pilot, "j", *"Precious", "ctrl+s")
        assert app.screen.query_one(TextArea).text == "Precious"
        assert DraftFile(places.state).draft.text == "Precious"
        assert any("the disk is full" in note.message for note in app._notifications)


async def test_e_edits_the_entry_under_the_cursor_as_a_revision(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        entry = app.desk.entries()[0]
        await press(pilot, "right", "e", "end", *"!", "ctrl+s")
        edited = app.desk.entry(entry.id)
        assert edited.text == entry.text + "!"
        assert (edited.got, edited.topic, edited.at) == (entry.got, entry.topic, entry.at)
        await press(pilot, "u")
        assert app.desk.entry(entry.id).text == entry.text


async def test_an_edit_left_unchanged_leaves_no_draft(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "right", "enter", "escape")
        assert not app.drafts.draft


async def test_a_draft_in_hand_is_never_overwritten_by_an_edit(app: StudyApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await press(pilot, "j", *"Mine", "escape", "right", "e")
        assert app.drafts.draft.text == "Mine"
        assert not app.screen.query(Composer)


async def test_s_stars_and_d_deletes_and_u_brings_back(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        entry = app.desk.entries()[0]
        await press(pilot, "right", "s")
        assert app.desk.entry(entry.id).starred
        assert "★" in journal_of(app).splitlines()[1]
        await press(pilot, "d")
        assert app.desk.index.entry(entry.id) is None
        assert "37×" not in journal_of(app)
        await press(pilot, "u")
        assert app.desk.entry(entry.id).starred


async def test_the_journal_loads_further_back_as_one_goes_down(month_in: Desk, places: Places) -> None:
    for number in range(70):
        month_in.write(f"Entry {number}")
    app = StudyApp(month_in, places)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "right")
        assert "Indexes are free" not in journal_of(app)
        await press(pilot, "end", "end", "end", "end")
        assert "Indexes are free" in journal_of(app)


async def test_leaving_with_the_composer_open_keeps_the_draft(app: StudyApp, places: Places) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", *"Later", "ctrl+q")
    assert DraftFile(places.state).draft.text == "Later"


async def test_the_reader_has_room_to_write_about_its_topic(app: StudyApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await app.read("query-caching")
        await press(pilot, "j", *"Keyed", "ctrl+s")
        assert app.desk.entries()[0].topic == "query-caching"
        assert app.focused is app.screen.query_one("#prose")


def test_no_draft_file_is_left_by_an_empty_draft(tmp_path: Path) -> None:
    drafts = DraftFile(tmp_path)
    drafts.draft = Draft("  ")
    drafts.save()
    assert not list(tmp_path.iterdir())


async def test_not_a_key_is_lost_while_the_composer_opens(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for key in "jmy words":
            app.post_message(events.Key("space" if key == " " else key, key))
        await pilot.pause()
        await pilot.pause()
        assert app.screen.query_one(TextArea).text == "my words"


async def test_not_a_key_is_lost_while_find_opens(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for key in "/lazy":
            app.post_message(events.Key("slash" if key == "/" else key, key))
        await pilot.pause()
        await pilot.pause()
        assert app.screen.query_one(Input).value == "lazy"


async def test_an_entry_typed_in_one_burst_is_saved_as_it_was_typed(app: StudyApp) -> None:
    names = {" ": "space", "\t": "tab", "\x13": "ctrl+s"}
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for key in "jCounted them\t101\x13":
            app.post_message(events.Key(names.get(key, key), key))
        await pilot.pause(0.3)
        entry = app.desk.entries()[0]
        assert (entry.text, entry.got) == ("Counted them", "101")


@pytest.mark.parametrize("keys", ["1", "2", "3", "4 enter", "5", "6", "B"])
@pytest.mark.parametrize("size", [(80, 24), (60, 18), (120, 40)])
async def test_what_one_writes_is_seen_on_every_screen(app: StudyApp, keys: str, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await press(pilot, *keys.split(), "j", "x")
        field = app.screen.query_one("Composer TextArea", TextArea)
        assert field.text == "x"
        assert app.screen.region.contains_region(field.region)
        # Of the field, no more than its border may be cut off.
        assert field.region.height >= 1
        assert app.screen.get_widget_at(field.region.x + 1, field.region.y)[0] is field
