"""A lab from its question to the journal, with the keyboard alone."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot

from studytui import choices
from studytui.desk import Desk
from studytui.draft import DraftFile
from studytui.history.facts import Predicted, Ran
from studytui.paths import Places
from studytui.track.model import Rung
from studytui.tui.app import StudyApp
from studytui.tui.dialogs.source import Source
from studytui.tui.screens.desk import DeskScreen
from studytui.tui.screens.lab import LabScreen
from studytui.tui.screens.labs import LabsScreen
from studytui.tui.screens.topic import TopicScreen
from studytui.tui.widgets.prediction import PredictionForm
from studytui.tui.widgets.prose import Explanation
from studytui.tui.widgets.rows import Rows
from tests.tui.keyboard import press, settled
from tests.tui.labs import bench_in, lab_app, with_lab

SIZE = (120, 40)


@pytest.fixture
def app(month_in: Desk, places: Places, tmp_path: Path) -> StudyApp:
    """The app a month in, with a lab that may run."""
    return lab_app(month_in, places, bench_in(tmp_path / "own", places))


async def open_lab(pilot: Pilot[Any]) -> LabScreen:
    app = pilot.app
    assert isinstance(app, StudyApp)
    await app.try_lab("n-plus-one")
    await settled(pilot)
    assert isinstance(app.screen, LabScreen)
    return app.screen


async def step(pilot: Pilot[Any], name: str) -> LabScreen:
    """Wait for a step of the lab on screen."""
    async with asyncio.timeout(20):
        while not (isinstance(pilot.app.screen, LabScreen) and pilot.app.screen._step == name):
            await pilot.pause(0.02)
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, LabScreen)
    return screen


async def write(pilot: Pilot[Any], text: str) -> None:
    names = {" ": "space", ".": "full_stop", "=": "equals_sign", "_": "underscore"}
    await pilot.press(*(names.get(each, each) for each in text))


async def predict(pilot: Pilot[Any], guess: str, because: str = "") -> None:
    await write(pilot, guess)
    await press(pilot, "enter")
    await write(pilot, because)
    await press(pilot, "enter")


def shown(app: StudyApp) -> str:
    return "\n".join("".join(segment.text for segment in line) for line in app.screen._compositor.render_strips())


def facts(app: StudyApp) -> list[object]:
    return [event.fact for event in app.desk.index.events("predicted", "ran")]


async def test_a_wrong_guess_is_stored_run_compared_and_explained_by_the_learner_first(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await predict(pilot, "2..12", "bytes")
        await step(pilot, "compare")
        assert "Outside your range, 7.6× low." in shown(app)
        assert "37.2× (35.3–37.9×)" in shown(app)
        assert "101 trips" not in shown(app)
        await write(pilot, "trips not bytes")
        await press(pilot, "enter")
        await step(pilot, "explain")
        assert "101 trips" in shown(app)
        predicted, ran = facts(app)
        assert isinstance(predicted, Predicted)
        assert (predicted.low, predicted.high, predicted.because) == (2, 12, "bytes")
        assert isinstance(ran, Ran)
        assert ran.finished and ran.measures["slowdown"].value == 37.2


async def test_it_ends_as_a_journal_entry_that_is_linked_to_the_lab(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await predict(pilot, "5", "bytes")
        await step(pilot, "compare")
        await write(pilot, "trips")
        await press(pilot, "enter")
        await step(pilot, "explain")
        await press(pilot, "j", "ctrl+s")
        entry = app.desk.entries(limit=1)[0]
        assert (entry.lab, entry.topic, entry.got) == ("n-plus-one", "lazy-loading", "37.2× (35.3–37.9×)")
        assert entry.text.startswith("N+1 queries: said 5×.")
        assert "Because: bytes" in entry.text
        assert "Why it came out so: trips" in entry.text


async def test_who_was_close_is_not_asked_why(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await predict(pilot, "30..40")
        screen = await step(pilot, "compare")
        assert "Inside your range" in shown(app)
        assert not screen.query("#why")
        await press(pilot, "enter")
        await step(pilot, "explain")


async def test_no_idea_is_an_answer(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await predict(pilot, "n")
        await step(pilot, "compare")
        assert "You had no idea. It is 37.2×" in shown(app)


async def test_what_cannot_be_a_guess_is_refused_in_its_place_and_nothing_runs(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_lab(pilot)
        await predict(pilot, "12..2")
        assert "the numbers do not rise" in shown(app)
        assert screen._step == "ask"
        assert facts(app) == []


async def test_a_wrong_guess_is_doubted_as_one_goes_on_and_believed_once_mended(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await write(pilot, "40%")
        await press(pilot, "enter")
        assert "'40%' is no number or range" in shown(app)
        assert app.focused is app.screen.query_one("#because")
        await press(pilot, "shift+tab", *"40")
        assert "is no number or range" not in shown(app)
        await press(pilot, "ctrl+s")
        await step(pilot, "compare")


async def test_a_wrong_guess_at_ones_own_question_is_mended_where_it_stands(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_lab(pilot)
        await screen._ask(3)
        await settled(pilot)
        await write(pilot, "authors=40")
        await press(pilot, "enter", *"abc", "ctrl+s")
        assert app.focused is app.screen.query_one("#guess")
        assert "'abc' is no number or range" in shown(app)
        await press(pilot, "backspace", "backspace", "backspace", "4", "ctrl+s")
        await step(pilot, "compare")


async def test_the_questions_go_on_to_where_the_effect_vanishes_and_to_ones_own(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        for guess in ("37", "40..50", "100"):
            await predict(pilot, guess)
            await step(pilot, "compare")
            await press(pilot, "enter")
            await step(pilot, "explain")
            await press(pilot, "m")
            await step(pilot, "ask")
        predicted = [fact for fact in facts(app) if isinstance(fact, Predicted)]
        assert [(fact.rung, fact.parameters) for fact in predicted] == [
            (0, {"authors": "100", "rtt_ms": "0.5"}),
            (1, {"authors": "100", "rtt_ms": "2"}),
            (2, {"authors": "100", "rtt_ms": "0.5"}),
        ]
        assert predicted[2].best == 10
        assert "your own question" in shown(app)
        await write(pilot, "authors=40")
        await press(pilot, "enter")
        await predict(pilot, "4")
        await step(pilot, "compare")
        assert "bull's-eye" in shown(app)


async def test_a_parameter_out_of_range_is_refused(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_lab(pilot)
        await screen._ask(2)
        await settled(pilot)
        await predict(pilot, "9000")
        assert "write a whole number from 1 to 500" in shown(app)
        assert facts(app) == []


async def test_the_same_question_again_counts_for_nothing_and_says_so(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_lab(pilot)
        await predict(pilot, "2")
        await step(pilot, "compare")
        await screen._ask(0)
        await settled(pilot)
        assert "You have seen this answer" in shown(app)
        await predict(pilot, "37")
        await step(pilot, "compare")
        assert "this one does not count" in shown(app)
        assert [each.counts for each in app.desk.experiments.attempts("n-plus-one")] == [True, False]


async def test_a_busy_machine_is_shown_and_not_scored(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_lab(pilot)
        await screen._ask(2)
        await settled(pilot)
        await predict(pilot, "50")
        await step(pilot, "compare")
        assert "The machine was busy (50 % of a core): this is shown, not scored." in shown(app)
        assert not app.desk.experiments.attempts("n-plus-one")[0].counts


async def test_escape_stops_a_run_at_once_and_leads_back_to_the_question(app: StudyApp, places: Places) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_lab(pilot)
        await screen._ask(2)
        await settled(pilot)
        await predict(pilot, "13")
        await step(pilot, "run")
        async with asyncio.timeout(20):
            while "waiting" not in shown(app):
                await pilot.pause(0.05)
        await press(pilot, "escape")
        await step(pilot, "failed")
        assert "you stopped it" in shown(app)
        assert list((places.cache / "labs").glob("run-*")) == []
        await press(pilot, "enter")
        await step(pilot, "ask")
        await press(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)


async def test_leaving_the_program_while_a_lab_runs_leaves_nothing_behind(app: StudyApp, places: Places) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_lab(pilot)
        await screen._ask(2)
        await settled(pilot)
        await predict(pilot, "13")
        await step(pilot, "run")
        async with asyncio.timeout(20):
            while not list((places.cache / "labs").glob("run-*")):
                await pilot.pause(0.02)
    assert list((places.cache / "labs").glob("run-*")) == []


async def test_a_run_that_fails_shows_its_last_words_as_data(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_lab(pilot)
        await screen._ask(2)
        await settled(pilot)
        await predict(pilot, "7")
        await step(pilot, "failed")
        assert "Not finished: it ended with exit status 1" in shown(app)
        assert "authors can't be [b]7[/b]" in shown(app)
        assert [fact.finished for fact in facts(app) if isinstance(fact, Ran)] == [False]


async def test_running_it_again_needs_no_guess_and_takes_another_seed(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await predict(pilot, "37")
        await step(pilot, "compare")
        await press(pilot, "enter")
        await step(pilot, "explain")
        await press(pilot, "r")
        await step(pilot, "compare")
        runs = [fact for fact in facts(app) if isinstance(fact, Ran)]
        assert [run.seed for run in runs] == [1, 2]
        assert len(app.desk.experiments.attempts()) == 1


async def test_running_it_again_drafts_the_entry_once(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await predict(pilot, "37")
        for _ in range(2):
            await step(pilot, "compare")
            await press(pilot, "enter")
            await step(pilot, "explain")
            await press(pilot, "r")
        await step(pilot, "compare")
        assert app.drafts.draft.text.count("said 37×") == 1
        await press(pilot, "enter")
        await step(pilot, "explain")
        assert "j finishes your journal entry · m asks the next question · esc goes back" in shown(app)
        await press(pilot, "j", "ctrl+s", "r")
        await step(pilot, "compare")
        await press(pilot, "enter")
        await step(pilot, "explain")
        assert not app.drafts.draft
        assert "j finishes" not in shown(app)


@pytest.mark.parametrize("leave", ["escape", "kill"])
async def test_who_leaves_in_the_midst_of_explaining_finds_the_sentence_in_the_draft(
    app: StudyApp, places: Places, leave: str
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await predict(pilot, "2..12")
        await step(pilot, "compare")
        await write(pilot, "trips wait")
        if leave == "escape":
            await press(pilot, "escape")
        async with asyncio.timeout(20):
            while "trips wait" not in DraftFile(places.state).draft.text:
                await pilot.pause(0.05)
        assert DraftFile(places.state).draft.got == "37.2× (35.3–37.9×)"


async def test_a_draft_of_something_else_is_left_alone(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", *"other", "escape")
        await open_lab(pilot)
        await predict(pilot, "37")
        await step(pilot, "compare")
        await press(pilot, "enter")
        await step(pilot, "explain")
        assert app.drafts.draft.text == "other"


async def test_text_from_a_lab_is_never_markup(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await predict(pilot, "37")
        await step(pilot, "compare")
        assert "The link [b]slept[/b]." in shown(app)
        await press(pilot, "enter")
        screen = await step(pilot, "explain")
        await press(pilot, "end", "pagedown", "pagedown")
        lines = screen.query_one(Explanation)._lines
        assert any("how many were sent [b]lazily[/b]" in "".join(part.text for part in line) for line in lines)


@pytest.mark.parametrize("width", [60, 80])
async def test_the_comparison_is_drawn_to_the_width_that_a_terminal_is_changed_to(app: StudyApp, width: int) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await predict(pilot, "2..12")
        await step(pilot, "compare")
        await pilot.resize_terminal(width, 24)
        await settled(pilot)
        (run,) = [line for line in shown(app).splitlines() if line.strip().startswith("run ")]
        assert run.rstrip().endswith("37.2× (35.3–37.9×)")
        (axis,) = [line for line in shown(app).splitlines() if "├" in line]
        assert axis.rstrip().endswith("┤")


async def test_on_a_small_screen_the_explanation_has_the_room(app: StudyApp) -> None:
    async with app.run_test(size=(60, 18)) as pilot:
        await open_lab(pilot)
        await predict(pilot, "37")
        await step(pilot, "compare")
        assert "how many times slower" in shown(app)
        await press(pilot, "enter")
        screen = await step(pilot, "explain")
        assert screen.query_one(Explanation).content_size.height >= 4
        assert "101 trips" in shown(app)
        await press(pilot, "m")
        assert "And over a 2 ms link?" in shown(app)


# Where a lab is met


@pytest.mark.parametrize("keys", [("3", "down", "enter"), ("down", "down", "down", "down", "enter")])
async def test_enter_on_a_lab_opens_it(app: StudyApp, keys: tuple[str, ...]) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        assert isinstance(app.screen, LabScreen)


async def test_the_list_of_labs_shows_how_close_one_came(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await predict(pilot, "5")
        await step(pilot, "compare")
        await press(pilot, "escape", "3")
        assert isinstance(app.screen, LabsScreen)
        assert "1 of 2 labs run" in shown(app)
        assert "said 5×, measured 37.2×" in shown(app)
        app.screen.query_one("#labs", Rows).move_to("n-plus-one")
        await settled(pilot)
        assert "said 5×, measured 37.2×, off by 7.4×" in shown(app)


async def test_enter_on_a_question_asks_that_one_and_tab_leads_to_the_questions_and_back(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        app.screen.query_one("#labs", Rows).move_to("n-plus-one")
        await press(pilot, "tab", "tab")
        assert app.focused is app.screen.query_one("#labs")
        await press(pilot, "tab", "down", "enter")
        assert "And over a 2 ms link?" in shown(app)
        assert "question 2 of 3" in shown(app)


async def test_a_link_in_a_topic_leads_to_the_lab_and_back(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await app.read("lazy-loading")
        await press(pilot, "n", "enter")
        assert isinstance(app.screen, LabScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, TopicScreen)


# A lab from elsewhere


async def test_a_lab_from_elsewhere_shows_its_program_and_asks_once(
    month_in: Desk, places: Places, tmp_path: Path
) -> None:
    app = lab_app(month_in, places, bench_in(tmp_path / "own", places, allowed=False))
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await predict(pilot, "37")
        assert isinstance(app.screen, Source)
        assert "consent, it is no sandbox" in " ".join(shown(app).split())
        assert "import json, sys, time" in shown(app)
        await press(pilot, "n")
        assert facts(app) == []
        await press(pilot, "ctrl+s", "y")
        await step(pilot, "compare")
        await press(pilot, "enter")
        await step(pilot, "explain")
        await press(pilot, "r")
        await step(pilot, "compare")


async def test_browsing_and_opening_labs_runs_nothing(month_in: Desk, places: Places, tmp_path: Path) -> None:
    bench = bench_in(tmp_path / "own", places)
    (bench.folder / "n_plus_one.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    app = lab_app(month_in, places, bench)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "down", "tab", "escape", "enter")
        assert isinstance(app.screen, LabScreen)
        await press(pilot, "escape")
    assert not (tmp_path / "ran").exists()


# The first run of the program


@pytest.fixture
def newcomer(make_desk: Callable[[], Desk], places: Places, tmp_path: Path) -> Callable[[], StudyApp]:
    """Starts the app on a track that welcomes newcomers with a lab."""
    bench = bench_in(tmp_path / "own", places)

    def start() -> StudyApp:
        desk = make_desk()
        desk.track = replace(with_lab(desk.track), first_lab="n-plus-one")
        return StudyApp(desk, places, bench=bench)

    return start


async def test_a_newcomer_meets_a_lab_and_leaves_with_a_first_entry(newcomer: Callable[[], StudyApp]) -> None:
    app = newcomer()
    async with app.run_test(size=SIZE) as pilot:
        await step(pilot, "ask")
        assert "Welcome." in shown(app)
        await predict(pilot, "3")
        await step(pilot, "compare")
        assert "Welcome." not in shown(app)
        assert "enter shows the explanation" in shown(app)
        await write(pilot, "trips")
        await press(pilot, "enter")
        await step(pilot, "explain")
        assert "j finishes your journal entry" in shown(app)
        await press(pilot, "j", "ctrl+s", "escape")
        assert isinstance(app.screen, DeskScreen)
        assert len(app.desk.entries()) == 1


async def test_one_key_skips_the_welcome_for_good(newcomer: Callable[[], StudyApp]) -> None:
    app = newcomer()
    async with app.run_test(size=SIZE) as pilot:
        await step(pilot, "ask")
        await press(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)
    again = newcomer()
    async with again.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(again.screen, DeskScreen)


async def test_who_has_done_anything_is_no_newcomer(newcomer: Callable[[], StudyApp], places: Places) -> None:
    app = newcomer()
    app.desk.write("something")
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, DeskScreen)
    assert choices.load(places.state).welcomed == ""


async def test_the_form_takes_the_keys_at_once(app: StudyApp) -> None:
    async with app.run_test(size=(60, 18)) as pilot:
        screen = await open_lab(pilot)
        assert screen.query_one(PredictionForm).query_one("#guess").has_focus


async def test_enter_twice_in_a_row_locks_it_in_without_a_reason(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        await write(pilot, "37")
        # Both arrive before either is answered.
        await pilot.press("enter", "enter")
        await step(pilot, "compare")
        assert len(facts(app)) == 2


async def test_what_is_pasted_with_its_line_ends_is_what_is_locked_in(app: StudyApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        for key in (*"37", "enter", *"trips", "enter"):
            app.post_message(Key(key, None if key == "enter" else key))
        await step(pilot, "compare")
        predicted, _ = facts(app)
        assert isinstance(predicted, Predicted)
        assert (predicted.best, predicted.because) == (37, "trips")


async def test_what_a_later_question_asks_is_not_told_before_it(app: StudyApp) -> None:
    lab = app.desk.track.labs["n-plus-one"]
    asks = replace(lab, rungs=(Rung("How many queries?", measure="queries"), *lab.rungs[1:]))
    app.desk.track = replace(app.desk.track, labs={**app.desk.track.labs, lab.id: asks})
    async with app.run_test(size=SIZE) as pilot:
        await open_lab(pilot)
        for guess, told in (("37", False), ("101", True)):
            await predict(pilot, guess)
            await step(pilot, "compare")
            await press(pilot, "enter")
            screen = await step(pilot, "explain")
            text = "\n".join("".join(part.text for part in line) for line in screen.query_one(Explanation)._lines)
            assert ("how many were sent" in text) is told
            await press(pilot, "m")
            await step(pilot, "ask")
