"""Looking back: what is over, a question of long ago, what was written on this day, and what came of decisions.

Nothing comes up by itself: the learner opens this screen, and enter on a row asks. What is asked stands in a box below
the list; esc closes it.
"""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from studytui.desk import Desk
from studytui.desk.lookback import View
from studytui.draft import DraftFile
from studytui.errors import StudyError
from studytui.history.standing import Entry
from studytui.study.reflection import Period, Reflection
from studytui.text import one_line, visible
from studytui.tui import lookback_listing
from studytui.tui.command import bindings
from studytui.tui.commands import LOOK_BACK
from studytui.tui.listing import MUTED
from studytui.tui.screens.base import StudyScreen
from studytui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from studytui.tui.widgets.rows import Rows
from studytui.tui.writer import Writer

if TYPE_CHECKING:
    # It knows cards, and with them fsrs: 30 ms to import, which the first look takes beside the interface.
    from studytui.study.then_and_now import Question


class LookBackScreen(StudyScreen):
    """One list; below it what is being asked."""

    CSS_PATH = "lookback.tcss"
    BINDINGS = bindings(LOOK_BACK)
    AUTO_FOCUS = "#lookback"

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer) -> None:
        super().__init__(desk, drafts, writer)
        self._view = View((), None, (), ())
        self._seen: object = None
        """What stood when it was last looked at."""
        self._passed: set[str] = set()
        self._question: Question | None = None
        """The one being asked."""
        self._now = ""
        """What the learner says to it now."""
        self._decision: Entry | None = None
        """The one of which the learner is asked what came."""

    def compose(self) -> ComposeResult:
        """The list between a title and the keys."""
        yield TitleBar()
        with Vertical(id="page"), Vertical(id="looking"):
            yield Rows(id="lookback")
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Look."""
        self.query_one(TitleBar).left = Content.assemble(("studytui", "bold $primary"), "   ", ("Look back", "bold"))
        self.show_desk()

    # What a screen fills in

    def show_desk(self) -> None:
        """Look again when something has changed; that may take a moment, beside the interface."""
        self.show_state()
        stands = (self.desk.index.changes, self.desk.today(), self.desk.track, len(self._passed))
        if stands != self._seen:
            self._seen = stands
            self.app.run_worker(self._look())

    async def _look(self) -> None:
        try:
            self._view = await self.writer.do(partial(self.desk.lookback.view, frozenset(self._passed)))
        except StudyError as error:
            self.tell(error)
        if self.is_attached:
            rows = lookback_listing.view_rows(self._view, self.desk.track, self.desk.today())
            self.query_one("#lookback", Rows).show(list(rows))
            self.show_state()

    def show_track(self) -> None:
        """What is asked may be gone."""
        self._close_box()
        self.show_desk()

    def resting_state(self) -> Content:
        """The present study day."""
        today = date.fromisoformat(self.desk.today())
        return Content.styled(f"{today:%a} {today.day} {today:%b}", MUTED)

    def topic_in_hand(self) -> str | None:
        """The topic of what is asked."""
        return self._question.topic if self._question else None

    def composer_home(self) -> Widget:
        """Below the list."""
        return self.query_one("#looking")

    def focus_content(self) -> None:
        """Back to what is typed, or to the list."""
        found = list(self.query("#asking Input"))
        self.set_focus(found[-1] if found else self.query_one("#lookback"))

    def back(self) -> bool:
        """Close the composer, or what is asked."""
        if self.close_composer():
            return True
        was_open = bool(self.query("#asking"))
        self._close_box()
        return was_open

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Another question only where there is one, and nobody types."""
        if action == "another":
            return self._view.question is not None and not self.query("#asking, Composer")
        return super().check_action(action, parameters)

    # Rows

    @on(Rows.Chosen, "#lookback")
    async def _open(self, event: Rows.Chosen) -> None:
        kind, _, name = event.row.id.partition(":")
        asking = {f"decision:{each.entry.id}": each.entry for each in self._view.decisions if each.asks}
        if kind == "period":
            self._reflect(next(each for each in self._view.offers if name == f"{each.span}:{each.first}"))
        elif kind == "question" and self._view.question:
            await self._ask(self._view.question)
        elif event.row.id in asking:
            await self._ask_of(asking[event.row.id])
        else:
            self._close_box()
            await self.edit_entry(name)

    def action_another(self) -> None:
        """Pass the question over for now."""
        if self._view.question:
            self._passed.add(self._view.question.id)
            self.show_desk()

    # The end of a week or a month

    def _reflect(self, period: Period) -> None:
        from studytui.tui.dialogs.guided import Guided

        lookback = self.desk.lookback
        dialog = Guided(
            period.title, lookback.begin(period), lookback.last_plan(period), partial(lookback.keep, period)
        )  # fmt: skip
        self.app.push_screen(dialog, partial(self._write_reflection, period))

    def _write_reflection(self, period: Period, said: Reflection | None) -> None:
        if said is None:
            self._seen = None
            self.show_desk()
            return
        self.attempt(lambda: self.desk.lookback.reflect(period, said), self._tell_written)

    def _tell_written(self, entry: Entry) -> None:
        self.notify(f"In the journal: {one_line(entry.text.partition('#')[0])}", markup=False, timeout=3)

    # Then and now, and what came of it

    async def _ask(self, question: "Question") -> None:
        self._question, self._decision = question, None
        asked = Content.styled(visible(question.ask), "bold")
        await self._show_box("Then and now", asked, "what do you say now? enter shows what you said then", "now")

    async def _ask_of(self, entry: Entry) -> None:
        self._question, self._decision = None, entry
        asked = Content(visible(entry.text))
        await self._show_box("What came of it?", asked, "a number, if you can; enter saves it", "came")

    async def _show_box(self, title: str, asked: Content, hint: str, name: str) -> None:
        for old in self.query("#asking"):
            await old.remove()
        box = Vertical(Static(asked), Input(placeholder=hint, id=name), id="asking")
        box.border_title, box.border_subtitle = Content(title), Content("esc closes")
        await self.query_one("#looking").mount(box)
        self.focus_content()
        # The list has less room now, and the row that asks is to stay in view.
        rows = self.query_one("#lookback", Rows)
        self.call_after_refresh(lambda: rows.show(rows.rows))

    @on(Input.Submitted, "#now")
    async def _compare(self, event: Input.Submitted) -> None:
        question = self._question
        if question is None or not event.value.strip():
            return
        self._now = event.value.strip()
        said = lookback_listing.then_and_now(question, self._now, self.desk.today())
        asked = Content.assemble((visible(question.ask), "bold"), "\n\n", said)
        await self._show_box("Then and now", asked, "a line for the journal: what has moved? esc writes none", "line")

    @on(Input.Submitted, "#line")
    def _write(self, event: Input.Submitted) -> None:
        question, now = self._question, self._now
        if question is None or not event.value.strip():
            return
        self.attempt(lambda: self.desk.lookback.answer(question, now, event.value), lambda _: self._done(question))

    def _done(self, question: "Question") -> None:
        self._close_box()
        self.notify(f"In the journal: {one_line(question.title)}, then and now", markup=False, timeout=3)

    @on(Input.Submitted, "#came")
    def _came(self, event: Input.Submitted) -> None:
        entry = self._decision
        if entry and event.value.strip():
            came = partial(self.desk.lookback.came_of, entry.id, event.value, entry.seen)
            self.attempt(came, lambda _: self._close_box())

    def _close_box(self) -> None:
        """Take the box away; a question that was answered is not asked again now."""
        boxes = self.query("#asking")
        if not boxes:
            return
        if self._question and self._now:
            self._passed.add(self._question.id)
        self._question, self._decision, self._now = None, None, ""
        boxes.remove()
        self.set_focus(self.query_one("#lookback"))
        self.show_desk()
