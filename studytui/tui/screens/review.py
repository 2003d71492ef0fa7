"""The cards of the day, one at a time: the question, the learner's answer, what is right, and a grade.

Stop at any moment: every grade is kept at once. The next interval stands under each grade.
"""

import time

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from studytui.desk import Desk
from studytui.desk.reviews import BURIED, FLAGGED, SUSPENDED
from studytui.desk.session import ReviewSession
from studytui.draft import DraftFile
from studytui.study import answers
from studytui.study.review import AGAIN, EASY, GOOD, HARD
from studytui.text import counted, one_line, visible
from studytui.track.model import Card
from studytui.tui import listing
from studytui.tui.commands import REVIEW, bindings
from studytui.tui.screens.base import StudyScreen
from studytui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from studytui.tui.widgets.prose import Explanation, Section, fenced
from studytui.tui.writer import Writer

GRADES = {AGAIN: "forgotten", HARD: "hard", GOOD: "good", EASY: "easy"}
_MARKED = {
    BURIED: "Not today any more.",
    SUSPENDED: "Suspended: it is not asked again.",
    FLAGGED: "Flagged to be mended.",
}
_LONGEST = 300.0
"""Seconds after which somebody was called away from a card."""


class ReviewScreen(StudyScreen):
    """One card at a time."""

    CSS_PATH = "review.tcss"
    BINDINGS = bindings(REVIEW)
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer, drill: tuple[str, ...] = ()) -> None:
        super().__init__(desk, drafts, writer)
        self._drill = drill
        self._session: ReviewSession | None = None
        self._card: Card | None = None
        self._is_shown = False
        self._typed = ""
        self._began = 0.0

    def compose(self) -> ComposeResult:
        """The card between a title and the keys."""
        yield TitleBar()
        with Vertical(id="page"), Vertical(id="card"):
            yield Static(id="about")
            yield Static("Reading your reviews …", id="front", markup=False)
            yield Vertical(id="answer")
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Begin with what is due; folding a lost cache of many reviews may take seconds, beside the interface."""
        self.attempt(lambda: ReviewSession(self.desk.reviews, drill=self._drill), self._begin)

    def _begin(self, session: ReviewSession) -> None:
        self._session = session
        self.call_later(self._ask)

    # What a screen fills in

    def show_desk(self) -> None:
        """Show how far the sitting is."""
        session = self._session
        said: list[str | tuple[str, str]] = [
            ("studytui", "bold $primary"),
            "   ",
            ("Drill" if self._drill else "Review", "bold"),
        ]
        if session:
            left = (
                f"   {counted(session.left, 'card')}, about {max(1, round(session.minutes))} min"
                if session.left
                else ""
            )
            said.append((left, listing.MUTED))
            if session.queue.waiting:
                waits = f"   {session.queue.waiting} more wait, clear in {counted(session.queue.days, 'day')}"
                said.append((waits, listing.MUTED))
        self.query_one(TitleBar).left = Content.assemble(*said)
        self.show_state()

    def show_track(self) -> None:
        """A track that is being written may have lost the card: begin anew."""
        self.on_mount()

    def resting_state(self) -> Content:
        """How many were done."""
        done = self._session.done if self._session else 0
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
        if action in ("topic", "aside"):
            return self._card is not None and not typing
        if action == "lab":
            return self._is_shown and not typing and self._card is not None and self._card.lab is not None
        if action == "undo_grade":
            return not typing
        return super().check_action(action, parameters)

    # The card

    async def _ask(self) -> None:
        session = self._session
        if session is None:
            return
        self._card, self._is_shown, self._typed = session.card, False, ""
        holder = self.query_one("#answer", Vertical)
        await holder.remove_children()
        self.set_focus(None)
        card = self._card
        if card is None:
            self._end(session)
        else:
            topic = self.desk.track.topics[card.topic]
            self.query_one("#about", Static).update(Content(f"{one_line(topic.title)} · {card.kind}"))
            self.query_one("#front", Static).update(Content.styled(visible(answers.front(card)), "bold"))
            await holder.mount(*self._room_to_answer(card))
            self._began = time.monotonic()
            if card.kind in answers.TYPED:
                self.set_focus(self.query_one("#typed"))
        self.show_desk()
        self.refresh_bindings()

    def _room_to_answer(self, card: Card) -> list[Widget]:
        found: list[Widget] = []
        if card.code:
            code = Explanation(id="code")
            code.styles.display = "block"
            code.styles.height = len(card.code.splitlines()) + 1
            found.append(code)
            self.call_after_refresh(code.show, [Section("", fenced(card.code, "python"))])
        if card.kind == "choice":
            lines = [f"{number}  {one_line(choice)}" for number, choice in enumerate(card.choices, 1)]
            found.append(Static(Content("\n".join(lines)), classes="choices"))
        if card.kind in answers.TYPED:
            hint = "the number of your choice" if card.kind == "choice" else "your answer; enter shows what is right"
            found.append(Input(placeholder=hint, id="typed"))
        return found

    def _end(self, session: ReviewSession) -> None:
        self.query_one("#about", Static).update("")
        if session.done:
            said = f"That is all for today: {counted(session.done, 'card')} done."
        else:
            said = "Nothing is due. New cards come as their week begins."
        self.query_one("#front", Static).update(Content(said))

    # Keys

    @on(Input.Submitted, "#typed")
    async def _answer(self, event: Input.Submitted) -> None:
        event.stop()
        self._typed = event.value
        await self.action_show()

    async def action_show(self) -> None:
        """Show what is right, and what each grade would mean."""
        card, session = self._card, self._session
        if card is None or session is None or self._is_shown:
            return
        self._is_shown = True
        for field in self.query("#typed"):
            field.disabled = True
        judged = answers.judge(card, self._typed)
        parts: list[Widget] = []
        if judged:
            style = "$text-success" if judged.grade >= GOOD else "$text-warning"
            parts.append(Static(Content.styled(judged.said, style), id="judged"))
        back = Explanation(id="back")
        grades = Static(self._grades(card, judged.grade if judged else 0), id="grades")
        await self.query_one("#answer", Vertical).mount(*parts, back, grades)
        back.show([Section("", visible(answers.back(card)))])
        self.set_focus(back)
        self.refresh_bindings()

    def _grades(self, card: Card, suggested: int) -> Content:
        times = {} if self._drill else self.desk.reviews.intervals(card.id)
        parts: list[str | tuple[str, str]] = []
        for grade, word in GRADES.items():
            style = "bold $primary" if grade == suggested else ""
            interval = f" {spell(times[grade])}" if grade in times else ""
            parts += [
                (str(grade), "bold $footer-key-foreground"),
                (f" {word}", style),
                (f"{interval}     ", listing.MUTED),
            ]
        return Content.assemble(*parts)

    def action_grade(self, grade: int) -> None:
        """Grade the card, and go on."""
        session, seconds, typed = self._session, min(time.monotonic() - self._began, _LONGEST), self._typed
        if session and self._is_shown:
            self._card = None
            self.attempt(lambda: session.grade(grade, seconds, typed), lambda _: self._again(), self._again)

    def action_aside(self, mark: str) -> None:
        """Set the card aside, or flag it."""
        session = self._session
        if session:
            self.notify(_MARKED[mark], markup=False, timeout=3)
            self.attempt(lambda: session.set_aside(mark), lambda _: self._go_on(mark), self._again)

    def _go_on(self, mark: str) -> None:
        if mark != FLAGGED:
            self.call_later(self._ask)

    def _again(self) -> None:
        self.call_later(self._ask)

    def action_undo_grade(self) -> None:
        """Take back the last grade of this sitting."""
        session = self._session
        if session:
            self.attempt(session.undo, self._tell_taken_back)

    def _tell_taken_back(self, undone: bool) -> None:
        self.notify("Taken back." if undone else "Nothing to take back in this sitting.", markup=False, timeout=3)
        self.call_later(self._ask)

    def action_topic(self) -> None:
        """Read where the card comes from."""
        if self._card:
            self.post_message(self.TopicAsked(self._card.topic))

    def action_lab(self) -> None:
        """Open the lab of the card."""
        if self._card and self._card.lab:
            self.post_message(self.LabAsked(self._card.lab))


def spell(milliseconds: int) -> str:
    """An interval in the unit one would say it in: `10 min`, `3 d`, `2.1 mo`."""
    minutes = milliseconds / 60_000
    if minutes < 60:
        return f"{max(1, round(minutes))} min"
    days = minutes / 1440
    if days < 1:
        return f"{round(minutes / 60)} h"
    if days < 30:
        return f"{round(days)} d"
    return f"{days / 30.4:.1f} mo" if days < 365 else f"{days / 365:.1f} y"
