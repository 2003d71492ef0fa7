"""One lab: its question, a prediction that is locked, a run, the comparison, and why it came out so.

Each step takes the place of the one before it; the question stays at the top. Leaving the screen stops what runs.
"""

from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from studytui.desk import Desk
from studytui.draft import DraftFile
from studytui.errors import StudyError
from studytui.history.events import Event
from studytui.labs.bench import Bench
from studytui.study import timing
from studytui.text import one_line
from studytui.track.model import Lab
from studytui.tui import comparison
from studytui.tui.command import bindings
from studytui.tui.commands import LAB
from studytui.tui.screens.bench import BenchScreen
from studytui.tui.trial import Trial
from studytui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from studytui.tui.widgets.fitted import Fitted
from studytui.tui.widgets.prediction import PredictionForm
from studytui.tui.widgets.prose import Explanation
from studytui.tui.widgets.running import Running
from studytui.tui.writer import Writer

ASK, RUN, COMPARE, EXPLAIN, FAILED = "ask", "run", "compare", "explain", "failed"
_STEPS_OF = {
    "go_on": (COMPARE, FAILED),
    "next": (EXPLAIN, FAILED),
    "again": (EXPLAIN, FAILED),
    "source": (ASK, COMPARE, EXPLAIN, FAILED),
    "topic": (ASK, COMPARE, EXPLAIN, FAILED),
}
"""The steps at which a key does something."""
SHORT = 30
"""Lines below which the question gives way to the explanation."""


class LabScreen(BenchScreen):
    """A lab from its question to its explanation."""

    CSS_PATH = "lab.tcss"
    ACTIVITY = timing.LAB
    BINDINGS = bindings(LAB)
    AUTO_FOCUS = ""

    def __init__(
        self, desk: Desk, drafts: DraftFile, writer: Writer, bench: Bench, lab: Lab, welcome: str = "",
        question: int | None = None,
    ) -> None:  # fmt: skip
        """Raises StudyError when the lab has no program. Begins with the first question not answered yet."""
        super().__init__(desk, drafts, writer, bench, lab)
        self._welcome = welcome
        self._step = ASK
        if question is None:
            answered = {each.predicted.rung for each in desk.experiments.attempts(lab.id) if each.measured}
            question = next((rung for rung in range(len(lab.questions)) if rung not in answered), 0)
        self._trial = Trial(desk, lab, question)
        self._before = self._held = drafts.draft
        """The draft that was there before this question, and with what came of it."""
        self._work: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """The question, and below it the step in hand."""
        yield TitleBar()
        with Vertical(id="page"), Vertical(id="lab"):
            yield Static(Content(self._welcome), id="welcome", classes="-shown" if self._welcome else "")
            yield Static(id="question")
            yield Vertical(id="step")
        yield KeyBar()
        yield TooSmall()

    async def on_mount(self) -> None:
        """Ask."""
        await self._ask(self._trial.rung)

    # What a screen fills in

    def show_desk(self) -> None:
        """Only the title depends on what stands."""
        topic = self.desk.track.topics[self.lab.topic]
        self.query_one(TitleBar).left = Content.assemble(
            ("studytui", "bold $primary"), "   ", ("Lab ", comparison.MUTED), (one_line(self.lab.title), "bold"),
            (f"   {one_line(topic.title)}", comparison.MUTED),
        )  # fmt: skip
        self.show_state()

    def show_track(self) -> None:
        """A lab that is being written: begin anew with what it asks now."""
        found = self.desk.track.labs.get(self.lab.id)
        if found and found != self.lab and found.experiment:
            self.lab = found
            self.call_later(self._ask, 0)

    def resting_state(self) -> Content:
        """Which question of how many."""
        at = f"question {self._trial.rung + 1} of {len(self.lab.questions)}"
        return Content.styled("your own question" if self._trial.is_free else at, comparison.MUTED)

    def on_resize(self, event: events.Resize) -> None:
        """Where there is little room, the explanation has it."""
        self.set_class(event.size.height < SHORT, "-short")

    def topic_in_hand(self) -> str | None:
        """The topic of the lab."""
        return self.lab.topic

    def composer_home(self) -> Widget:
        """Below the step."""
        return self.query_one("#lab")

    def focus_content(self) -> None:
        """Back to what can be typed or read."""
        found = list(self.query("#step Input, #step Explanation"))
        self.set_focus(found[0] if found else None)

    def back(self) -> bool:
        """Put the pen down, or stop the run."""
        if self.close_composer():
            return True
        if self._work:
            self._work.cancel()
            return True
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each step has its own keys, and where one types they are letters."""
        if action in _STEPS_OF:
            typing = isinstance(self.focused, Input) or bool(self.query("Composer"))
            return self._step in _STEPS_OF[action] and not typing
        return super().check_action(action, parameters)

    # Predicting

    async def _ask(self, rung: int) -> None:
        trial = self._trial = Trial(self.desk, self.lab, rung)
        self._before = self._held = self.drafts.draft
        self._show_question()
        seen = "You have seen this answer; another guess is for yourself."
        notes = [Static(seen, markup=False)] if trial.is_answered else []
        is_exact, vary = trial.measure.scale == "exact", trial.question.vary or ""
        form = PredictionForm(trial.measure.unit, trial.example, vary, trial.is_free, is_exact)
        await self._show(ASK, *notes, form)

    @on(PredictionForm.Locked)
    def _lock(self, event: PredictionForm.Locked) -> None:
        trial, form = self._trial, self.query_one(PredictionForm)
        try:
            trial.change(event.chosen, event.settings)
        except StudyError as error:
            form.refuse(one_line(str(error)))
            return
        try:
            trial.commit(event.guess, event.because)
        except StudyError as error:
            form.doubt(one_line(str(error)))
            form.refuse("", "#guess")
            return
        self.when_allowed(lambda: self.attempt(trial.predict, self._run_locked))

    @on(PredictionForm.Given)
    def _look_at_guess(self, event: PredictionForm.Given) -> None:
        try:
            self._trial.guessed(event.guess)
        except StudyError as error:
            event.form.doubt(one_line(str(error)))

    # Running

    def _run_locked(self, prediction: Event) -> None:
        self._trial.prediction = prediction
        self._show_question()
        self._start()

    def _start(self) -> None:
        self._work = self.run_worker(self._run(), exclusive=True)

    async def _run(self) -> None:
        experiments, trial, running = self.desk.experiments, self._trial, Running()
        self.query_one("#welcome").remove_class("-shown")
        await self._show(RUN, running)
        try:
            seed = experiments.seed(self.lab)
            reads = experiments.read_by(self.lab)
            outcome = await self.bench.run(self.lab, trial.parameters, seed, running.hear, reads)
            await self.writer.do(lambda: trial.record(seed, outcome))
        except StudyError as error:
            await self._fail(str(error))
            return
        self._work = None
        if not outcome.finished:
            await self._fail(outcome.why, outcome.stderr)
            return
        trial.outcome = outcome
        await self._compare(running.notes)

    async def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A run that was stopped leads back to its question."""
        if event.worker is self._work and event.state == WorkerState.CANCELLED:
            await self._fail("you stopped it, and nothing is scored")

    async def _fail(self, why: str, stderr: str = "") -> None:
        self._work = None
        parts = [Static(Content.assemble(("Not finished: ", "bold $text-warning"), f"{one_line(why).rstrip('.')}."))]
        if stderr.strip():
            parts.append(Static(Content.styled(comparison.last_lines(stderr), comparison.MUTED)))
        parts.append(Static(Content.styled(comparison.AFTER_FAILURE, comparison.MUTED)))
        await self._show(FAILED, *parts)

    # Comparing and explaining

    async def _compare(self, notes: list[str]) -> None:
        picture, trial = self._compared(*notes), self._trial
        self._draft()
        verdict = trial.attempt.verdict if trial.attempt else None
        if verdict and verdict.surprised and not trial.why:
            asked = Static("Before the explanation: in one sentence, why did it come out so?", markup=False)
            field = Input(placeholder="what did the guess leave out?", id="why")
            hint = Static(Content.styled("enter shows the explanation", comparison.MUTED), classes="hint")
            await self._show(COMPARE, picture, asked, field, hint)
            self.set_focus(field)
        else:
            await self._show(COMPARE, picture)

    def _compared(self, *notes: str) -> Fitted:
        return Fitted(partial(comparison.compared, self._trial, notes))

    @on(Input.Changed, "#why")
    def _take_why(self, event: Input.Changed) -> None:
        self._trial.why = event.value.strip()
        self._draft()

    @on(Input.Submitted, "#why")
    async def _explain_first(self) -> None:
        await self._explain()

    def _draft(self) -> None:
        """Hold the journal entry that it comes to so far, unless the learner has taken it in hand."""
        drafted = self._trial.drafted(self._before)
        if drafted and self.drafts.draft == self._held:
            self._held = self.drafts.draft = drafted
            self.post_message(self.DraftChanged())

    async def _explain(self) -> None:
        prose, attempts = Explanation(), self.desk.experiments.attempts(self.lab.id)
        is_waiting = bool(self.drafts.draft)
        hint = Static(Content.styled(comparison.after(self._trial, is_waiting), "$text-accent"), id="after")
        await self._show(EXPLAIN, self._compared(), hint, prose)
        prose.show(comparison.sections(self._trial, attempts))
        self.set_focus(prose)

    # Keys

    async def action_go_on(self) -> None:
        """To the explanation, or back to the question."""
        if self._step == COMPARE:
            await self._explain()
        elif self._step == FAILED:
            await self._ask(self._trial.rung)

    async def action_next(self) -> None:
        """The next question; after the last, the learner's own."""
        await self._ask(min(self._trial.rung + 1, len(self.lab.questions)))

    def action_again(self) -> None:
        """Run once more, with another seed."""
        self.when_allowed(self._start)

    def action_source(self) -> None:
        """Show the program."""
        self.show_source()

    def action_topic(self) -> None:
        """Read the topic."""
        self.post_message(self.TopicAsked(self.lab.topic))

    # Showing

    def _show_question(self) -> None:
        self.query_one("#question", Static).update(comparison.asked(self._trial))
        self.show_desk()

    async def _show(self, step: str, *widgets: Widget) -> None:
        self._step = step
        self.set_class(step == EXPLAIN, "-explained")
        holder = self.query_one("#step", Vertical)
        await holder.remove_children()
        await holder.mount(*widgets)
        if step != ASK:
            self.set_focus(None)
        self.refresh_bindings()
