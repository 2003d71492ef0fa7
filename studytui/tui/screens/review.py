"""The cards of the day, one at a time: the question, the learner's answer, what is right, and a grade.

Stop at any moment: every grade is kept at once. The next interval stands under each grade.
"""

import time
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from studytui.desk import Desk
from studytui.desk.reviews import BURIED, FLAGGED, SUSPENDED
from studytui.desk.sitting import Sitting
from studytui.draft import DraftFile
from studytui.study import answers, timing
from studytui.study.review import GOOD
from studytui.text import counted, one_line, visible
from studytui.track.model import Card
from studytui.tui import card_face, listing
from studytui.tui.command import bindings
from studytui.tui.commands import REVIEW
from studytui.tui.screens.base import StudyScreen
from studytui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from studytui.tui.widgets.prose import Explanation, Section
from studytui.tui.writer import Writer

_MARKED = {
    BURIED: "Not today any more.",
    SUSPENDED: "Suspended: it is not asked again.",
    FLAGGED: "Flagged to be mended.",
}
_LONGEST = 300.0
"""Seconds after which somebody was called away from a card."""
_SHORT, _LOW = 30, 22
"""Rows below which the answer needs the room of what was typed, and below which it needs that of the choices too."""


class ReviewScreen(StudyScreen):
    """One card at a time."""

    CSS_PATH = "review.tcss"
    ACTIVITY = timing.CARDS
    BINDINGS = bindings(REVIEW)
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer, drill: tuple[str, ...] = ()) -> None:
        super().__init__(desk, drafts, writer)
        self._drill = drill
        self._sitting: Sitting | None = None
        self._card: Card | None = None
        self._is_shown = False
        self._typed = ""
        self._sure: int | None = None
        self._is_asking_sure = False
        self._began = 0.0

    def compose(self) -> ComposeResult:
        """The card between a title and the keys."""
        yield TitleBar()
        with Vertical(id="page"), Vertical(id="card"):
            yield Static(id="plan", markup=False)
            yield Static(id="about")
            yield Static("Reading your reviews …", id="front", markup=False)
            yield Vertical(id="answer")
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Begin with what is due; folding a lost cache of many reviews may take seconds, beside the interface."""
        self.attempt(lambda: Sitting(self.desk.reviews, drill=self._drill), self._begin)

    def on_resize(self, event: events.Resize) -> None:
        """Where there is little room, the answer has it."""
        self.set_class(event.size.height < _SHORT, "-short")
        self.set_class(event.size.height < _LOW, "-low")

    def _begin(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self.call_later(self._ask)

    # What a screen fills in

    def show_desk(self) -> None:
        """Show how far the sitting is."""
        sitting = self._sitting
        said: list[str | tuple[str, str]] = [
            ("studytui", "bold $primary"),
            "   ",
            ("Drill" if self._drill else "Review", "bold"),
        ]
        if sitting:
            left = (
                f"   {counted(sitting.left, 'card')}, about {max(1, round(sitting.minutes))} min"
                if sitting.left
                else ""
            )
            said.append((left, listing.MUTED))
            plan = self.query_one("#plan", Static)
            plan.display = sitting.queue.waiting > 0 and not sitting.done
            # Where one types, u is a letter.
            key = "^z" if isinstance(self.focused, Input) else "u"
            plan.update(card_face.plan_said(sitting.queue, self.desk.today(), key))
            if sitting.queue.waiting and sitting.done:
                said.append((f"   {sitting.queue.waiting} more wait", listing.MUTED))
        self.query_one(TitleBar).left = Content.assemble(*said)
        self.show_state()

    def show_track(self) -> None:
        """A track that is being written may have lost the card: begin anew."""
        self.on_mount()

    def resting_state(self) -> Content:
        """How many were done."""
        done = self._sitting.done if self._sitting else 0
        return Content.styled(f"{done} done" if done else "", listing.MUTED)

    def topic_in_hand(self) -> str | None:
        """The topic of the card."""
        return self._card.topic if self._card else None

    def composer_home(self) -> Widget:
        """Below the card."""
        return self.query_one("#card")

    def focus_content(self) -> None:
        """Back to the card."""
        found = list(self.query("#typed:enabled, #back"))
        self.set_focus(found[0] if found else None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each key where it means something; where one types, all are letters."""
        typing = isinstance(self.focused, Input) or bool(self.query("Composer"))
        if action == "show":
            return self._card is not None and not self._is_shown and not typing
        if action == "grade":
            # Before the answer is shown they do nothing: elsewhere the same keys switch screens.
            return self._card is not None and not typing
        if action in ("topic", "aside", "edit", "delete"):
            return self._card is not None and not typing
        if action == "app.drill":
            return self._card is None and not self._drill
        if action == "lab":
            return self._is_shown and not typing and self._card is not None and self._card.lab is not None
        if action == "undo_grade":
            return typing == bool(parameters) and not self.query("Composer")
        return super().check_action(action, parameters)

    # The card

    async def _ask(self) -> None:
        sitting = self._sitting
        if sitting is None:
            return
        self._card, self._is_shown, self._typed = sitting.card, False, ""
        self._sure, self._is_asking_sure = None, False
        self.remove_class("-shown")
        holder = self.query_one("#answer", Vertical)
        await holder.remove_children()
        self.set_focus(None)
        card = self._card
        if card is None:
            self._end(sitting)
        else:
            topic = self.desk.track.topics[card.topic]
            self.query_one("#about", Static).update(Content(f"{one_line(topic.title)} · {card.kind}"))
            self.query_one("#front", Static).update(Content.styled(visible(answers.front(card)), "bold"))
            await holder.mount(*card_face.room_to_answer(card))
            self._began = time.monotonic()
            if card.kind in answers.TYPED:
                self.set_focus(self.query_one("#typed"))
        self.show_desk()
        self.refresh_bindings()

    def _end(self, sitting: Sitting) -> None:
        self.query_one("#about", Static).update("")
        tomorrow = self.desk.reviews.forecast(2)[1]
        said = card_face.end_said(sitting.done, sitting.queue, tomorrow, bool(self._drill))
        self.query_one("#front", Static).update(Content(said))

    # Keys

    @on(Input.Submitted, "#typed")
    async def _answer(self, event: Input.Submitted) -> None:
        event.stop()
        self._typed = event.value
        if self._card is None or answers.choice_of(self._card, event.value) is None:
            await self.action_show()
            return
        event.input.disabled = True
        self._is_asking_sure = True
        await self.query_one("#answer", Vertical).mount(Static(card_face.how_sure(self._card), id="sure"))
        self.set_focus(None)
        self.refresh_bindings()

    async def action_show(self) -> None:
        """Show what is right, and what each grade would mean."""
        card, sitting = self._card, self._sitting
        if card is None or sitting is None or self._is_shown:
            return
        self._is_shown = True
        self._is_asking_sure = False
        self.add_class("-shown")
        await self.query("#sure, #thought").remove()
        for field in self.query("#typed"):
            field.disabled, field.display = True, bool(self._typed.strip())
        judged = answers.judge(card, self._typed)
        parts: list[Widget] = []
        if judged:
            style = "$text-success" if judged.grade >= GOOD else "$text-warning"
            parts.append(Static(Content.styled(judged.said, style), id="judged"))
        times = {} if self._drill else self.desk.reviews.intervals(card.id)
        back = Explanation(id="back")
        grades = Static(card_face.grades(times, judged.grade if judged else 0, self.size.width), id="grades")
        await self.query_one("#answer", Vertical).mount(*parts, back, grades)
        back.show([Section("", visible(answers.back(card)))])
        self.set_focus(back)
        self.show_desk()
        self.refresh_bindings()

    async def action_grade(self, grade: int) -> None:
        """Grade the card, and go on; after a choice, say how sure of it one is."""
        sitting, seconds = self._sitting, min(time.monotonic() - self._began, _LONGEST)
        if self._is_asking_sure and self._card:
            self._sure = answers.sureness(self._card)[grade]
            await self.action_show()
        elif sitting and self._is_shown:
            self._card = None
            verb = partial(sitting.grade, grade, seconds, self._typed, self._sure)
            self.attempt(verb, lambda _: self._again(), self._again)

    def action_aside(self, mark: str) -> None:
        """Set the card aside, or flag it."""
        sitting = self._sitting
        if sitting:
            self.notify(_MARKED[mark], markup=False, timeout=3)
            self.attempt(lambda: sitting.set_aside(mark), lambda _: self._go_on(mark), self._again)

    def _go_on(self, mark: str) -> None:
        if mark != FLAGGED:
            self.call_later(self._ask)

    def _again(self) -> None:
        self.call_later(self._ask)

    def action_undo_grade(self, typing: bool = False) -> None:  # noqa: ARG002 - only says which key it was
        """Take back the last grade of this sitting."""
        sitting = self._sitting
        if sitting:
            self.attempt(sitting.undo, self._tell_taken_back)

    def _tell_taken_back(self, undone: bool) -> None:
        self.notify("Taken back." if undone else "Nothing to take back in this sitting.", markup=False, timeout=3)
        self.call_later(self._ask)

    def action_topic(self) -> None:
        """Read where the card comes from."""
        if self._card:
            self.post_message(self.TopicAsked(self._card.topic))

    def action_edit(self) -> None:
        """Reword the card."""
        if self._card:
            self.post_message(self.CardAsked(self._card.topic, self._card.id))

    def action_delete(self) -> None:
        """Take the card out."""
        sitting = self._sitting
        if sitting:
            self.notify("Taken out; undo brings it back.", markup=False, timeout=4)
            self.attempt(sitting.delete, lambda _: self._again(), self._again)

    def card_saved(self, card: Card, before: str | None) -> None:
        """Ask what was reworded anew, in its new words."""
        if self._sitting and before:
            self._sitting.swap(before, card.id)
            self.call_later(self._ask)

    def action_lab(self) -> None:
        """Open the lab of the card."""
        if self._card and self._card.lab:
            self.post_message(self.LabAsked(self._card.lab))
