"""The journal on screen: reading, searching, filtering and writing, with the keyboard alone."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from textual.widgets import TextArea

from benchmarks.seed import seed
from studytui.desk import Desk
from studytui.history.facts import Wrote
from studytui.history.history import History
from studytui.paths import Places
from studytui.tui.app import StudyApp
from studytui.tui.dialogs.choose import Choose
from studytui.tui.dialogs.revisions import Revisions
from studytui.tui.dialogs.versions import Versions
from studytui.tui.journal_listing import spans, words
from studytui.tui.screens.desk import DeskScreen
from studytui.tui.screens.journal import JournalScreen
from studytui.tui.screens.topic import TopicScreen
from studytui.tui.widgets.ledger import Ledger
from studytui.tui.widgets.search_field import SearchField
from tests.conftest import NOON, Clock
from tests.samples import HOSTILE, texts
from tests.tui.journal import found, ledger, listed, look, said, whole, written
from tests.tui.keyboard import settled
from tests.tui.test_lab import shown

SIZE, NARROW = (120, 40), (80, 24)


# Reading


async def test_5_shows_all_entries_by_day_and_the_one_in_hand_whole(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5")
        assert isinstance(app.screen, JournalScreen)
        assert said(app).endswith("Journal   4 entries")
        for heading in ("Today", "Yesterday", "Fri 20 Nov", "Thu 22 Oct"):
            assert heading in shown(app)
        assert "Said 5×, measured 37×." in whole(app)
        assert "101 queries → 2" in whole(app)
        assert "Topic: Lazy loading and N+1" in whole(app)
        await look(pilot, "down", "down", "end")
        assert whole(app).startswith("Indexes are free. #opinion")
        await look(pilot, "home", "5")
        assert whole(app).startswith("Said 5×")
        await look(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)


async def test_where_there_is_room_for_one_enter_opens_the_entry_and_escape_goes_back(app: StudyApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await look(pilot, "5", "down")
        assert not app.screen.query_one("#about").display
        assert ledger(app).region.width == NARROW[0]
        await look(pilot, "enter")
        assert app.screen.query_one("#about").display
        assert not app.screen.query_one("#shelf").display
        assert "Sized the pool" in shown(app)
        await look(pilot, "escape")
        assert app.focused is ledger(app)
        assert not app.screen.query_one("#about").display


async def test_t_and_l_lead_to_the_topic_and_the_lab_of_an_entry(app: StudyApp) -> None:
    app.desk.write("Ran it.", topic="napkin-math", lab="ladder")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await look(pilot, "5", "l")
        assert "no program yet" in shown(app)
        await look(pilot, "t")
        assert isinstance(app.screen, TopicScreen)
        assert app.screen.topic_in_hand() == "napkin-math"
        await look(pilot, "escape")
        assert isinstance(app.screen, JournalScreen)
        # An entry without a topic leads nowhere, and the key is not offered.
        await look(pilot, "down", "down", "t")
        assert isinstance(app.screen, JournalScreen)
        assert "t topic" not in shown(app)


async def test_a_click_selects_and_a_click_on_what_is_selected_opens(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5")
        await pilot.click(Ledger, offset=(12, 6))
        await found(pilot)
        assert "Sized the pool" in whole(app)
        await pilot.click(Ledger, offset=(12, 6))
        await found(pilot)
        assert app.focused is app.screen.query_one("#entry")


# Searching and filtering


async def test_what_is_typed_is_searched_for_and_marked_where_it_stands(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "f", *"quer")
        assert listed(app) == ["Said 5×, measured 37×. I counted bytes, not trips."]
        assert "1 of 4 entries · “quer”" in said(app)
        body = ledger(app)._row(0).body
        marked = [(body.plain[each.start : each.end], each.style) for each in body.spans]
        assert ("quer", "bold underline") in marked
        await look(pilot, "enter")
        assert app.focused is ledger(app)
        await look(pilot, "escape")
        assert len(listed(app)) == 4
        assert not app.screen.query_one(SearchField).display


@pytest.mark.parametrize(
    ("text", "search", "marked"),
    [
        ("The pool, a carpool, POOLS", "pool", ["pool", "POOL"]),
        ("Résumé and re\u0301sume\u0301", "resume", ["Résumé", "re\u0301sume\u0301"]),
        ("only within: carpool", "pool", ["pool"]),
        ("我在学习数据库", "学习", ["学习"]),
        ("İstanbul: two words, of two", "two is", ["İs", "two", "two"]),
        ("nothing", "zebra", []),
        ("signs: [x] (*", "(*", []),
    ],
)
def test_words_are_marked_where_they_begin_accents_and_capitals_apart(
    text: str, search: str, marked: list[str]
) -> None:
    assert [text[start:end] for start, end in spans(text, words(search))] == marked


@given(texts(), texts())
def test_whatever_is_searched_for_only_places_within_the_text_are_marked(text: str, search: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in spans(text, words(search)))


async def test_keys_typed_right_after_f_are_what_is_searched_for(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5")
        await pilot.press("f", *"pool")
        await found(pilot)
        assert app.screen.query_one(SearchField).value == "pool"
        assert len(listed(app)) == 1


async def test_the_arrows_move_in_the_list_while_one_types(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "f", "i", "down")
        assert app.screen.query_one(SearchField).has_focus
        assert ledger(app).cursor == 1
        await look(pilot, "up")
        assert ledger(app).cursor == 0


async def test_filters_join_and_escape_takes_off_the_last_one(app: StudyApp, clock: Clock) -> None:
    app.desk.write("No cache yet. #decision", topic="query-caching")
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "D")
        assert "2 of 5 entries · decisions" in said(app)
        await look(pilot, "T", "enter")
        assert "1 of 5 entries · decisions · Query caching" in said(app)
        await look(pilot, "f", *"zebra")
        assert "0 of 5 entries · decisions · Query caching · “zebra”" in said(app)
        assert "No entry is all of this." in shown(app)
        assert "esc takes off “zebra”" in shown(app)
        for left in ("1 of 5 entries · decisions · Query caching", "2 of 5 entries · decisions", "Journal   5 entries"):
            await look(pilot, "escape")
            assert said(app).endswith(left)
        await look(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)


async def test_starred_tags_and_labs_narrow_it_too(app: StudyApp) -> None:
    app.desk.write("Ran it.", topic="napkin-math", lab="ladder")
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "S")
        assert [text[:5] for text in listed(app)] == ["Sized"]
        await look(pilot, "S", "number_sign")
        assert isinstance(app.screen, Choose)
        await look(pilot, "down", "enter")
        assert listed(app) == ["Indexes are free. #opinion"]
        assert "1 of 5 entries · #opinion" in said(app)
        await look(pilot, "escape", "L", "enter")
        assert listed(app) == ["Ran it."]
        assert "· The latency ladder" in said(app)


async def test_a_filter_that_nothing_can_have_is_said_in_a_line(app: StudyApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await look(pilot, "5", "L")
        assert isinstance(app.screen, JournalScreen)
        assert "No entry has a lab yet." in shown(app)


async def test_what_is_in_hand_stays_in_hand_when_filters_go(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "f", *"free", "enter")
        assert ledger(app).cursor == 0
        await look(pilot, "escape")
        assert ledger(app).cursor == 3
        assert whole(app).startswith("Indexes are free.")


# Writing


async def test_a_prompt_begins_an_entry_and_the_entry_is_in_hand_once_saved(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "end", "p", "enter", *"Wait", "ctrl+s")
        entry = app.desk.entries()[0]
        assert entry.text == "Decision: Wait\nBecause: \nI expect: \n#decision"
        assert entry.topic is None
        assert ledger(app).current == entry.id
        assert "Decision: Wait" in whole(app)
        await look(pilot, "D")
        assert len(listed(app)) == 2


async def test_a_prompt_goes_below_what_was_drafted(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "j", *"Half", "escape", "p", "down", "enter", *"pooled")
        text = app.screen.query_one(TextArea).text
        assert text == "Half\nSurprise: pooled\nI had expected: \nBecause: "
        await look(pilot, "escape")
        assert "a draft waits: j" in shown(app)


async def test_an_entry_written_among_those_of_a_topic_is_about_it(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "T", "enter", "j", *"More", "ctrl+s")
        assert app.desk.entries()[0].topic == "lazy-loading"
        assert [text[:4] for text in listed(app)] == ["More", "Said"]


async def test_entries_are_edited_starred_and_deleted_where_they_are_read(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "s")
        assert app.desk.entries()[0].starred
        assert "★" in str(app.screen.query_one("#entry").border_title)
        await look(pilot, "enter", "e", *"Not ", "ctrl+s")
        assert "not trips.Not" in whole(app)
        gone = ledger(app).current
        await look(pilot, "d")
        assert "Journal   3 entries" in said(app)
        assert whole(app).startswith("Sized the pool")
        await look(pilot, "u")
        assert ledger(app).names[0] == gone


async def test_leaving_right_after_a_verb_is_no_fault(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5")
        await pilot.press("s", "1")
        await settled(pilot)
        assert isinstance(app.screen, DeskScreen)
        assert app.desk.entries()[0].starred


async def test_what_another_program_writes_appears(app: StudyApp, make_desk: Callable[[], Desk]) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "down")
        make_desk().write("From the shell.")
        app._look()
        await found(pilot)
        assert listed(app)[0] == "From the shell."
        assert whole(app).startswith("Sized the pool")


async def test_an_empty_journal_offers_ways_to_begin(fresh_app: StudyApp) -> None:
    async with fresh_app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "e", "d", "v", "enter", "G")
        assert "Nothing yet." in shown(fresh_app)
        assert "Some ways to begin" in shown(fresh_app)
        await look(pilot, "tab", "down", "enter")
        assert fresh_app.screen.query_one(TextArea).text.startswith("Surprise: ")


async def test_hostile_text_is_shown_and_searched_as_data(fresh_app: StudyApp) -> None:
    for text in HOSTILE:
        fresh_app.desk.write(f"[b]{text}[/x] [@click=app.quit]x[/]", f"[/]{text}")
    async with fresh_app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "f", "left_square_bracket", "slash", "x", "right_square_bracket", "enter", "end", "v")
        assert isinstance(fresh_app.screen, Revisions)
        assert not {"\x1b", "\u202e"} & set(shown(fresh_app))


# The history of an entry


async def test_v_shows_what_an_entry_said_before_the_latest_first(app: StudyApp, clock: Clock) -> None:
    entry = app.desk.entries()[0]
    clock.go(minutes=5)
    app.desk.edit(entry.id, "Said 5×, measured 45×. I counted bytes, not trips.", "101 queries → 3")
    clock.go(minutes=5)
    app.desk.star(entry.id)
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5")
        assert "2 earlier revisions" in whole(app)
        await look(pilot, "v")
        assert isinstance(app.screen, Revisions)
        lines = [line.strip(" │▸") for line in shown(app).splitlines()]
        told = ("starred", "37 45×", "measured 37×.")
        at = [next(number for number, line in enumerate(lines) if each in line) for each in told]
        assert at == sorted(at)
        assert "2 3" in shown(app)
        await look(pilot, "escape")
        assert isinstance(app.screen, JournalScreen)


async def test_an_entry_edited_on_two_devices_shows_both_and_can_be_settled(
    app: StudyApp, make_other: Callable[[], History], clock: Clock
) -> None:
    entry = app.desk.entries()[0]
    theirs = Wrote("Theirs.", entry=entry.id, parent=entry.revision)
    make_other().append(theirs, now=clock(), after=app.desk.index.latest())
    app.desk.edit(entry.id, "Ours.", "", entry.seen)
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5")
        assert "Theirs." in whole(app)
        assert "Another version, from device f0e1d2c3" in whole(app)
        await look(pilot, "v")
        assert "on device f0e1d2c3" in shown(app)
        await look(pilot, "escape", "e")
        assert isinstance(app.screen, Versions)


# Ten years of it


async def test_fifty_thousand_entries_open_page_and_are_searched(make_desk: Callable[[], Desk], places: Places) -> None:
    seed(places.history, 50_000, 120, [], NOON)
    app = StudyApp(make_desk(), places)
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5")
        assert said(app).endswith("50,000 entries")
        read = len(ledger(app)._rows)
        assert 0 < read < 200
        await look(pilot, *["pagedown"] * 5)
        assert ledger(app).cursor > 30
        await look(pilot, "end")
        assert ledger(app).current == ledger(app).names[49_999]
        assert "2017" in shown(app) or "2016" in shown(app)
        await look(pilot, "f", *"query")
        assert len(ledger(app).names) > 20_000
        await look(pilot, *"zebra", "escape")
        assert len(ledger(app).names) == 50_000
        assert len(ledger(app)._rows) < 2_000


async def test_the_same_entries_fill_any_number_of_days(desk: Desk, places: Places) -> None:
    app = StudyApp(written(desk, 30, NOON, 10), places)
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5")
        starts = ledger(app)._starts
        assert len(starts) == 30
        assert all(later - earlier in (2, 4) for earlier, later in pairwise(starts))
        await look(pilot, *["down"] * 3, "pageup", "end", "down")
        assert ledger(app).cursor == 29
        assert ledger(app).scroll_y == ledger(app).max_scroll_y
