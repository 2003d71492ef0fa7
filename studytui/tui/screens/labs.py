"""All labs: what each asks, what one said, and how close that came."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from studytui.desk import Desk
from studytui.draft import DraftFile
from studytui.study import predict
from studytui.text import counted
from studytui.tui import lab_listing, listing
from studytui.tui.command import bindings
from studytui.tui.commands import LABS
from studytui.tui.screens.base import StudyScreen
from studytui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from studytui.tui.widgets.rows import Rows
from studytui.tui.writer import Writer


class LabsScreen(StudyScreen):
    """The list on the left, the lab in hand on the right."""

    CSS_PATH = "labs.tcss"
    BINDINGS = bindings(LABS)
    AUTO_FOCUS = "#labs"

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer) -> None:
        super().__init__(desk, drafts, writer)
        labs = desk.track.labs
        order = [name for week in desk.track.weeks for name in week.labs]
        self._order = list(dict.fromkeys([*order, *labs]))
        self._lab = self._order[0]

    def compose(self) -> ComposeResult:
        """The list; what the lab in hand asks, and what was said of it."""
        yield TitleBar()
        with Horizontal(id="browsing"):
            yield Rows("Labs", id="labs")
            with Vertical(id="about"):
                yield Rows(id="lab")
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Fill the panes."""
        self.show_desk()

    def show_desk(self) -> None:
        """Show what stands now."""
        track, attempts = self.desk.track, self.desk.experiments.attempts()
        tried = {each.predicted.lab for each in attempts if each.measured}
        bar = self.query_one(TitleBar)
        of_all = f"{len(tried & track.labs.keys())} of {counted(len(track.labs), 'lab')} run"
        bar.left = Content.assemble(
            ("studytui", "bold $primary"), "   ", ("Labs", "bold"), "   ", (of_all, listing.MUTED),
            (f"   {calibrated(predict.calibration(attempts))}", listing.MUTED),
        )  # fmt: skip
        self.query_one("#labs", Rows).show(list(lab_listing.lab_rows(track, attempts)), self._lab)
        self._show_lab()
        self.show_state()

    def show_track(self) -> None:
        """The same lab in hand, where it is still there."""
        self._order = [name for name in self._order if name in self.desk.track.labs]
        self._order += [name for name in self.desk.track.labs if name not in self._order]
        if self._lab not in self._order and self._order:
            self._lab = self._order[0]
        self.show_desk()

    def _show_lab(self) -> None:
        lab = self.desk.track.labs[self._lab]
        pane = self.query_one("#lab", Rows)
        pane.entitle(lab.title)
        topic = self.desk.track.topics[lab.topic]
        pane.show(list(lab_listing.about_lab_rows(lab, topic, self.desk.experiments.attempts(lab.id))))

    def resting_state(self) -> Content:
        """How many questions the lab in hand asks."""
        return Content.styled(counted(len(self.desk.track.labs[self._lab].questions), "question"), listing.MUTED)

    def topic_in_hand(self) -> str | None:
        """The topic of the lab in hand."""
        return self.desk.track.labs[self._lab].topic

    def composer_home(self) -> Widget:
        """Below the lab."""
        return self.query_one("#about")

    def focus_content(self) -> None:
        """Back to the list."""
        self.query_one("#about").remove_class("-open")
        self.query_one("#labs", Rows).focus()

    def back(self) -> bool:
        """Close the composer, or go back to the list."""
        if self.close_composer():
            return True
        if self.focused is not self.query_one("#labs"):
            self.focus_content()
            return True
        return False

    def action_about(self) -> None:
        """To what the lab asks; from there back."""
        if self.query_one("#lab").has_focus:
            self.focus_content()
            return
        self.query_one("#about").add_class("-open")
        self.query_one("#lab", Rows).focus()

    def action_list(self) -> None:
        """Back to the list."""
        self.focus_content()

    @on(Rows.Highlighted, "#labs")
    def _follow(self, event: Rows.Highlighted) -> None:
        if type(event) is Rows.Highlighted and event.row.id in self.desk.track.labs:
            self._lab = event.row.id
            self._show_lab()
            self.show_state()

    @on(Rows.Chosen, "#labs")
    def _try(self, event: Rows.Chosen) -> None:
        self.post_message(self.LabAsked(event.row.id))

    @on(Rows.Chosen, "#lab")
    def _open_row(self, event: Rows.Chosen) -> None:
        kind, _, name = event.row.id.partition(":")
        if kind == "topic":
            self.post_message(self.TopicAsked(name))
        else:
            self.post_message(self.LabAsked(self._lab, int(name)))


def calibrated(calibration: predict.Calibration) -> str:
    """How often ranges held the truth, once there are enough of them to say."""
    if calibration.ranges < predict.ENOUGH:
        return ""
    low, high = 100 * calibration.low, 100 * calibration.high
    return f"your 80 % ranges held {100 * calibration.share:.0f} % ({low:.0f}–{high:.0f}, n {calibration.ranges})"
