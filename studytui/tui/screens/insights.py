"""Insights: what the time brought, a page each for rhythm, impact, calibration, weak spots and recall.

Pages are worked out beside the interface, each when it is first looked at and again when something has changed.
"""

from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from studytui.desk import Desk
from studytui.draft import DraftFile
from studytui.errors import StudyError
from studytui.tui.command import bindings
from studytui.tui.commands import INSIGHTS
from studytui.tui.insight_pages import PAGES, RANGES
from studytui.tui.listing import MUTED
from studytui.tui.screens.base import StudyScreen
from studytui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from studytui.tui.widgets.scroller import Scroller
from studytui.tui.writer import Writer


class InsightsScreen(StudyScreen):
    """One page at a time, for one range of time."""

    CSS_PATH = "insights.tcss"
    BINDINGS = bindings(INSIGHTS)
    AUTO_FOCUS = "#scroller"

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer) -> None:
        super().__init__(desk, drafts, writer)
        self._page = 0
        self._range = 1
        self._seen: object = None
        """What is on the page: which one, and what stood then."""
        self.is_shown = False
        """Whether it is worked out."""

    def compose(self) -> ComposeResult:
        """The names of the pages above the page."""
        yield TitleBar()
        yield Static(id="pages")
        with Vertical(id="page"), Scroller(id="scroller"):
            yield Static(id="insight", markup=False)
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Look."""
        self.show_desk()

    # What a screen fills in

    def show_desk(self) -> None:
        """Work the page out again when something has changed."""
        self.query_one(TitleBar).left = Content.assemble(
            ("studytui", "bold $primary"), "   ", ("Insights", "bold"), "   ", (RANGES[self._range].title, MUTED)
        )  # fmt: skip
        names: list[str | tuple[str, str]] = []
        for number, page in enumerate(PAGES):
            is_shown = number == self._page
            names += [(f" {page.title} ", "bold underline $primary" if is_shown else MUTED), "  "]
        self.query_one("#pages", Static).update(Content.assemble(*names))
        self.show_state()
        width = self.query_one("#insight").size.width
        stands = (self._page, self._range, self.desk.index.changes, self.desk.today(), width)
        if stands != self._seen and width:
            is_other = self._seen is None or stands[:2] != self._seen[:2]  # type: ignore[index]
            self._seen, self.is_shown = stands, False
            if is_other:
                self._show([Content.styled("Working it out …", MUTED)])
            self.app.run_worker(self._look(stands, width))

    async def _look(self, stands: object, width: int) -> None:
        page, spanned = PAGES[self._page], RANGES[self._range]
        try:
            lines = await self.writer.do(partial(page.lines, self.desk, spanned, width))
        except StudyError as error:
            self.tell(error)
            return
        if self.is_attached and stands == self._seen:
            self._show(lines)
            self.is_shown = True

    def _show(self, lines: list[Content]) -> None:
        self.query_one("#insight", Static).update(Content("\n").join(lines))

    def on_resize(self, event: object) -> None:
        """Charts are as wide as there is room."""
        super().on_resize(event)  # type: ignore[arg-type]
        self.call_after_refresh(self.show_desk)

    def show_track(self) -> None:
        """Topics may have other names."""
        self._seen = None
        self.show_desk()

    def resting_state(self) -> Content:
        """How many pages there are."""
        return Content.styled(f"{self._page + 1} of {len(PAGES)}", MUTED)

    def topic_in_hand(self) -> str | None:
        """No topic."""
        return None

    def composer_home(self) -> Widget:
        """Below the page."""
        return self.query_one("#page")

    def focus_content(self) -> None:
        """Back to the page."""
        self.set_focus(self.query_one("#scroller"))

    # Keys

    def action_page(self, steps: int) -> None:
        """To the page beside."""
        self._page = (self._page + steps) % len(PAGES)
        self.query_one("#scroller").scroll_home(animate=False)
        self.show_desk()

    def action_range(self) -> None:
        """A longer range of time, after the longest the shortest."""
        self._range = (self._range + 1) % len(RANGES)
        self.show_desk()
