"""The desk: the roadmap, the week in hand, and the journal beside them.

From 100 columns on there are three panes; below, the week has the screen and the others are drawers over it.
"""

from datetime import date

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from studytui.desk import Desk
from studytui.draft import Draft, DraftFile
from studytui.text import counted, one_line
from studytui.track.model import Week
from studytui.tui import listing
from studytui.tui.command import bindings
from studytui.tui.commands import DESK
from studytui.tui.listing import Standing
from studytui.tui.screens.base import StudyScreen
from studytui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from studytui.tui.widgets.journal import Journal
from studytui.tui.widgets.rows import Rows
from studytui.tui.writer import Writer

PANES = ("roadmap", "week", "journal")
PAGE = 15
"""Entries to load at a time: a screenful and some."""
SAVED_FOR = 2.0
"""Seconds that "saved" stands beside a tick."""


class DeskScreen(StudyScreen):
    """Roadmap, week, journal."""

    class TodayAsked(Message):
        """The plan of the day is wanted."""

    BINDINGS = bindings(DESK)
    AUTO_FOCUS = "#week"

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer) -> None:
        super().__init__(desk, drafts, writer)
        self._progress = desk.progress()
        self._week: Week = self._progress.current_week()
        self._collapsed: set[str] = set()
        self._loaded = PAGE
        self._saved = ""
        self._pen_says = ""
        self._standing: Standing | None = None
        self._saved_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Three panes between a title and the keys."""
        yield TitleBar()
        with Horizontal(id="panes"):
            yield Rows("Roadmap", id="roadmap")
            with Vertical(id="middle"):
                yield Rows(id="week")
                yield Static(id="today", markup=False)
            with Vertical(id="notes"):
                yield Journal(id="journal")
                yield Static(id="pen", markup=False)
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Fill the panes."""
        self.show_desk()

    # What is shown

    def show_desk(self) -> None:
        """Show what stands now."""
        self._progress = self.desk.progress()
        self._show_title()
        self._show_roadmap()
        self._show_week()
        self._show_journal()
        # The cards are looked at after the first paint: fsrs alone takes 30 ms to import.
        self.call_after_refresh(self.post_message, self.TodayAsked())

    def show_standing(self, standing: Standing) -> None:
        """Say what today's plan is, and how the learner stands."""
        if standing == self._standing:
            return
        self._standing = standing
        today, pane = standing.today, self.query_one("#today", Static)
        pane.border_title = Content(f"Today · {today.left} min" if today.left and not today.paused else "Today")
        said = ("\n", (standing.said, listing.MUTED)) if standing.said else ()
        pane.update(Content.assemble(listing.plan_said(today), *said))
        self._show_title()

    def show_track(self) -> None:
        """The same week, where it is still there."""
        weeks = {week.id: week for week in self.desk.track.weeks}
        self._week = weeks.get(self._week.id) or self.desk.progress().current_week()
        self.show_desk()

    def show_week(self, week_id: str, at: str | None = None) -> None:
        """Turn to a week, with the cursor on a milestone of it where one is named."""
        week = next((week for week in self.desk.track.weeks if week.id == week_id), self._week)
        is_new = week != self._week
        self._week, self._saved = week, ""
        self._show_week(at, is_new)
        self._pane("roadmap").move_to(week_id)

    def show_milestone(self, milestone_id: str) -> None:
        """Turn to the week of a milestone, with the cursor on it."""
        for week in self.desk.track.weeks:
            if any(milestone.id == milestone_id for milestone in week.milestones):
                self.show_week(week.id, milestone_id)
        self._open("week")

    def _show_title(self) -> None:
        track = self.desk.track
        week = self._progress.current_week()
        share, standing = self._progress.of_track(), self._standing
        # Until it is known how that agrees with the plan, and it never leaves again.
        where = standing.where if standing else f"week {week.number} of {len(track.weeks)}"
        rhythm = f" · rhythm {standing.rhythm}" if standing and standing.rhythm is not None else ""
        self._pane("roadmap").entitle("Roadmap", f"{share.percent} % done{rhythm}")
        bar = self.query_one(TitleBar)
        bar.left = Content.assemble(
            ("studytui", "bold $primary"),
            "   ",
            listing.plain(track.title, "bold"),
            "   ",
            (where, listing.MUTED),
        )
        self.show_state()

    def resting_state(self) -> Content:
        """The present study day."""
        today = date.fromisoformat(self.desk.today())
        return Content.styled(f"{today:%a} {today.day} {today:%b}", listing.MUTED)

    def _show_roadmap(self) -> None:
        roadmap = self._pane("roadmap")
        first = self._week.id if not roadmap.rows else None
        roadmap.show(listing.roadmap_rows(self._progress, self._collapsed), first)

    def _show_week(self, at: str | None = None, is_new: bool = False) -> None:
        pane = self._pane("week")
        pane.entitle(f"Week {self._week.number} · {one_line(self._week.title)}")
        rows = listing.week_rows(
            self._progress, self._week, self._saved, self.desk.read(), self.desk.experiments.attempts()
        )
        if at is None and (is_new or not pane.rows):
            milestones = self._week.milestones
            at = next((each.id for each in milestones if not self._progress.is_done(each)), milestones[0].id)
        pane.show(rows, at)
        if is_new:
            pane.scroll_home(animate=False)

    def _show_journal(self) -> None:
        entries = self.desk.entries(limit=self._loaded)
        journal = self._pane("journal")
        journal.show(list(listing.journal_rows(self.desk.track, entries, self.desk.today())))
        count = self.desk.index.count()
        journal.entitle("Journal", counted(count, "entry", "entries") if count else "")
        self._show_pen()

    def _show_pen(self) -> None:
        draft = self.drafts.draft
        said = f"Draft: {one_line(draft.text)}" if draft else "Did what? Got what?"
        if said != self._pen_says:
            # Changing a Static lays out the whole screen: 15 ms of a tick's 20.
            self._pen_says = said
            self.query_one("#pen", Static).update(Content.assemble(("j ", "bold $accent"), said))

    # Ticking

    def action_tick(self) -> None:
        """Tick what is under the cursor, or open and close a phase."""
        pane = self.focused
        if isinstance(pane, Rows):
            pane.action_tick()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Space does something in the week and on the roadmap only."""
        if action == "tick":
            return self.focused is not None and self.focused.id in ("week", "roadmap")
        return super().check_action(action, parameters)

    @on(Rows.Toggled, "#week")
    def _tick(self, event: Rows.Toggled) -> None:
        milestone = self.desk.track.milestones.get(event.row.id)
        if milestone is None:
            return
        # What stands when its turn comes: two presses in a row are a tick and its undoing, however slow the disk.
        self.attempt(
            lambda: self.desk.tick(milestone.id, not self.desk.progress().is_done(milestone)),
            lambda _: self._show_saved(milestone.id),
        )

    def _show_saved(self, milestone_id: str) -> None:
        self._saved = milestone_id
        if self._saved_timer:
            self._saved_timer.stop()
        self._saved_timer = self.set_timer(SAVED_FOR, self._forget_saved)

    def _forget_saved(self) -> None:
        if self._saved:
            self._saved = ""
            self._show_week()

    # Moving between weeks and panes

    @on(Rows.Highlighted, "#roadmap")
    def _follow_roadmap(self, event: Rows.Highlighted) -> None:
        if type(event) is Rows.Highlighted and event.row.id != self._week.id:
            self.show_week(event.row.id)

    @on(Rows.Chosen, "#roadmap")
    @on(Rows.Toggled, "#roadmap")
    def _open_week(self, event: Rows.Chosen) -> None:
        if event.row.id.startswith("phase:"):
            self._collapse(event.row.id, event.row.id not in self._collapsed)
        elif isinstance(event, Rows.Chosen):
            self._open("week")

    @on(Rows.Chosen, "#week")
    def _open_row(self, event: Rows.Chosen) -> None:
        kind, _, name = event.row.id.partition(":")
        topic = self._topic_of(event.row.id)
        if kind == "lab":
            self.post_message(self.LabAsked(name))
        elif topic:
            self.post_message(self.TopicAsked(topic))

    def action_week(self, steps: int) -> None:
        """Turn to the week before or after."""
        weeks = self.desk.track.weeks
        number = min(max(weeks.index(self._week) + steps, 0), len(weeks) - 1)
        self.show_week(weeks[number].id)

    def action_now(self) -> None:
        """Turn to the first week with something left to do."""
        self.show_week(self._progress.current_week().id)
        self._open("week")

    def action_pane(self, steps: int) -> None:
        """To the pane beside; on a phase of the roadmap, close or open it first."""
        here = PANES.index(str(self.focused.id)) if self.focused and self.focused.id in PANES else 1
        row = self._pane("roadmap").current
        if here == 0 and row and row.id.startswith("phase:") and (row.id in self._collapsed) == (steps > 0):
            self._collapse(row.id, steps < 0)
            return
        self._open(PANES[(here + steps) % len(PANES)])

    def back(self) -> bool:
        """Close the composer, or a drawer."""
        if self.close_composer():
            return True
        if self.focused is self._pane("week"):
            return False
        self._open("week")
        return True

    def _open(self, name: str) -> None:
        for pane, holder in zip(PANES, ("roadmap", "week", "notes"), strict=True):
            self.query_one(f"#{holder}").set_class(pane == name, "-open")
        self._pane(name).focus()

    def _collapse(self, phase: str, closed: bool) -> None:
        (self._collapsed.add if closed else self._collapsed.discard)(phase)
        self._show_roadmap()

    # The journal

    def topic_in_hand(self) -> str | None:
        """The topic under the week's cursor."""
        row = self._pane("week").current
        return self._topic_of(row.id) if row else None

    def composer_home(self) -> Widget:
        """Below the journal."""
        return self.query_one("#notes")

    async def open_composer(self, draft: Draft) -> None:
        """Write, with the journal in view."""
        self.query_one("#notes").add_class("-open")
        await super().open_composer(draft)

    def focus_content(self) -> None:
        """Back to the week."""
        self._open("week")

    @on(Rows.EndReached, "#journal")
    def _load_more(self) -> None:
        if self._loaded < self.desk.index.count():
            self._loaded += PAGE
            self._show_journal()

    @on(Journal.Asked)
    async def _do_to_entry(self, event: Journal.Asked) -> None:
        match event.verb:
            case "edit":
                await self.edit_entry(event.entry)
            case "star":
                self.attempt(lambda: self.desk.star(event.entry, not self.desk.entry(event.entry).starred))
            case "delete":
                said = "Deleted. u brings it back."
                self.attempt(
                    lambda: self.desk.delete(event.entry), lambda _: self.notify(said, markup=False, timeout=4)
                )

    async def on_click(self, event: events.Click) -> None:
        """A click on the line below the journal takes up the pen."""
        if event.widget and event.widget.id == "pen":
            await self.action_write()

    def _topic_of(self, row_id: str) -> str | None:
        kind, _, found = row_id.partition(":")
        milestone = self.desk.track.milestones.get(row_id)
        if milestone:
            return milestone.topic
        if kind == "lab":
            return self.desk.track.labs[found].topic
        return found if kind in ("topic", "again") else None

    def _pane(self, name: str) -> Rows:
        return self.query_one(f"#{name}", Rows)
