"""The journal: all entries by day, newest first, what is searched for among them, and the one in hand whole.

The list reads only what is in view, and what it lists is found beside the interface: of 50,000 entries, in 70 ms.
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, TextArea

from studytui.desk import Desk
from studytui.draft import Draft, DraftFile
from studytui.history.journal import Filter
from studytui.history.standing import Entry
from studytui.study.lookback import DECISION
from studytui.tui import journal_listing as says
from studytui.tui.command import bindings
from studytui.tui.commands import JOURNAL, JOURNAL_SCREEN
from studytui.tui.dialogs.choose import Choose
from studytui.tui.listing import MUTED
from studytui.tui.screens.entry import EntryScreen
from studytui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from studytui.tui.widgets.ledger import Ledger
from studytui.tui.widgets.row import Row
from studytui.tui.widgets.rows import Rows
from studytui.tui.widgets.search_field import SearchField
from studytui.tui.writer import Writer

LOOKING = "looking"
"""The group of the workers that find what is to be listed."""
ONLY = {"starred": True, "decision": DECISION}


class JournalScreen(EntryScreen):
    """The list on the left, the entry in hand on the right."""

    CSS_PATH = "journal.tcss"
    BINDINGS = bindings(JOURNAL, JOURNAL_SCREEN)
    AUTO_FOCUS = "#ledger"

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer, editor: str = "") -> None:
        super().__init__(desk, drafts, writer, editor)
        self._filters: dict[str, Any] = {}
        """By the names of a Filter's fields, in the order in which they were set."""
        self._count = 0
        self._written: str | None = None
        """The one that was just written, or is looked for."""
        self._sought: object = None
        """What stood when the list was last asked for."""
        self._listed: object = None
        """The filters by which it is listed."""

    def compose(self) -> ComposeResult:
        """The list and its search; the entry, and room to write."""
        yield TitleBar()
        with Horizontal(id="browsing"):
            with Vertical(id="shelf"):
                yield SearchField(placeholder="words, in any order")
                yield Ledger(self._read, lambda day: says.heading(day, self.desk.today()), id="ledger")
            with Vertical(id="about"):
                yield Rows(id="entry")
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Look."""
        self._field.display = False
        self._field.border_title, self._field.border_subtitle = Content("Search"), Content("enter goes to the list")
        self._ledger.border_title = Content("Entries")
        self.show_desk()

    @property
    def _field(self) -> SearchField:
        return self.query_one(SearchField)

    @property
    def _ledger(self) -> Ledger:
        return self.query_one(Ledger)

    # What is shown

    def show_desk(self) -> None:
        """List what stands now, unless that is listed already."""
        self.show_state()
        stands = (self.desk.index.changes, self.desk.today(), self.desk.track, dict(self._filters))
        if stands != self._sought:
            self._sought = stands
            self.run_worker(self._look(stands), group=LOOKING)

    def open_at(self, entry_id: str) -> None:
        """Read one entry whole, with no filter in its way."""
        self._filters.clear()
        self._field.empty()
        self._field.display = False
        self._written, self._sought = entry_id, None
        self.show_desk()
        self.action_whole()

    async def _look(self, stands: object) -> None:
        journal, filters = self.desk.index.journal, dict(self._filters)
        listed = await asyncio.to_thread(journal.listed, Filter(**filters))
        self._count = await asyncio.to_thread(journal.count)
        # Another search may have begun meanwhile.
        if stands == self._sought:
            self._show(listed, filters)

    def _show(self, listed: Sequence[tuple[str, str]], filters: dict[str, Any]) -> None:
        said = says.said_of(self.desk.track, filters)
        self.query_one(TitleBar).left = Content.assemble(
            ("studytui", "bold $primary"), "   ", ("Journal", "bold"), "   ",
            says.title(len(listed), self._count, said),
        )  # fmt: skip
        ledger = self._ledger
        ledger.border_subtitle = Content(f"esc takes off {said[-1]}" if said else says.FILTERS)
        ledger.show(listed, self._written, says.NONE if said else says.EMPTY, filters != self._listed)
        self._listed, self._written = filters, None
        self._show_entry()

    def _read(self, names: Sequence[str]) -> dict[str, Row]:
        search, found = self._filters.get("search", ""), self.desk.index.journal.read(names)
        return {name: says.entry_row(self.desk.track, entry, search) for name, entry in found.items()}

    @on(Ledger.Highlighted)
    def _show_entry(self) -> None:
        name, before = self._ledger.current, self._entry
        entry = self._entry = self.desk.index.entry(name) if name else None
        pane = self.query_one("#entry", Rows)
        self._entitle()
        if entry:
            revisions = len(self.desk.index.events("wrote", thing=entry.id))
            pane.show(list(says.whole_rows(self.desk.track, entry, self._filters.get("search", ""), revisions)))
        else:
            pane.show([] if self._count else list(says.prompt_rows()))
        if not before or not entry or before.id != entry.id:
            pane.scroll_home(animate=False)
        self.refresh_bindings()

    def _entitle(self) -> None:
        pane, entry = self.query_one("#entry", Rows), self._entry
        title = says.whole_title(entry) if entry else "" if self._count else "Some ways to begin"
        pane.entitle(title, "esc goes back" if self.focused is pane else "")

    def show_track(self) -> None:
        """Topics and labs may have other titles."""
        self.show_desk()

    def resting_state(self) -> Content:
        """A draft that waits, or the present study day; neither where the filters need the room."""
        if self.drafts.draft and not self.composer_home().has_class("-writing"):
            return Content.styled("a draft waits: j", "$text-accent")
        today = date.fromisoformat(self.desk.today())
        return Content.styled("" if self._filters else f"{today:%a} {today.day} {today:%b}", MUTED)

    # Moving

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where one types, f is a letter."""
        if action == "search":
            return self.focused is None or not self.focused.check_consume_key("f", "f")
        return super().check_action(action, parameters)

    @on(Ledger.Chosen)
    def action_whole(self) -> None:
        """To the whole entry."""
        self.query_one("#browsing").add_class("-reading")
        self.set_focus(self.query_one("#entry"))
        self._entitle()

    def action_list(self) -> None:
        """Back to the list."""
        self.focus_content()

    def focus_content(self) -> None:
        """Back to the list."""
        self.query_one("#browsing").remove_class("-reading")
        # At once: what is typed right after belongs to the list, or to what takes its place.
        self.set_focus(self._ledger)
        self._entitle()

    def back(self) -> bool:
        """Close the composer, go back to the list, or take off the filter that was set last."""
        if self.close_composer():
            return True
        field = self._field
        if field.has_focus or (field.display and not self._filters):
            self._take_off("search")
        elif self.focused is not self._ledger:
            self.focus_content()
        elif self._filters:
            self._take_off([*self._filters][-1])
        else:
            return False
        return True

    @on(Rows.Chosen, "#entry")
    async def _open_row(self, event: Rows.Chosen) -> None:
        kind, _, name = event.row.id.partition(":")
        match kind:
            case "topic":
                self.action_topic()
            case "lab":
                self.action_lab()
            case "history":
                self.action_history()
            case "settle":
                await self.action_edit()
            case "prompt":
                await self._begin(name)

    # Filters

    def action_search(self) -> None:
        """Type what the entries must hold."""
        self.query_one("#browsing").remove_class("-reading")
        self._field.display = True
        self.set_focus(self._field)

    @on(SearchField.Asked)
    def _search(self, event: SearchField.Asked) -> None:
        self._only("search", event.words or None)

    @on(SearchField.Moved)
    def _move(self, event: SearchField.Moved) -> None:
        self._ledger.action_move(event.steps)

    @on(Input.Submitted, "SearchField")
    def _leave_search(self) -> None:
        self._field.display = bool(self._field.value.strip())
        self.focus_content()

    def action_only(self, kind: str) -> None:
        """Only starred ones, or decisions; or others too, again."""
        self._only(kind, None if kind in self._filters else ONLY[kind])

    async def action_by(self, kind: str) -> None:
        """Choose the topic, lab or tag that entries must have."""
        journal, entry = self.desk.index.journal, self._entry
        counts = await asyncio.to_thread({"topic": journal.topics, "lab": journal.labs, "tag": journal.tags}[kind])
        if not counts:
            self.notify(f"No entry has a {kind} yet.", markup=False, timeout=3)
            return
        own = {"topic": entry.topic, "lab": entry.lab, "tag": next(iter(entry.tags), None)}[kind] if entry else None
        rows = list(says.choice_rows(kind, self.desk.track, counts))
        self.app.push_screen(Choose(says.CHOOSE[kind], rows, own), partial(self._take, kind))

    def _take(self, kind: str, name: str | None) -> None:
        if name is not None:
            self._only(kind, name)

    def _only(self, kind: str, value: Any) -> None:
        if value is None:
            self._filters.pop(kind, None)
        else:
            self._filters[kind] = value
        self.show_desk()

    def _take_off(self, kind: str) -> None:
        if kind == "search":
            field = self._field
            field.empty()
            self.focus_content()
            field.display = False
        self._only(kind, None)

    # Writing

    def composer_home(self) -> Widget:
        """Below the entry."""
        return self.query_one("#about")

    async def open_composer(self, draft: Draft) -> None:
        """Write, with the entry in view."""
        self.query_one("#browsing").add_class("-reading")
        await super().open_composer(draft)

    async def action_write(self) -> None:
        """Open the composer; an entry is about the topic that is filtered by."""
        topic = self._filters.get("topic")
        known = topic if topic in self.desk.track.topics else None
        await self.open_composer(self.drafts.draft or Draft(topic=known))

    async def action_prompt(self) -> None:
        """Choose how to begin."""
        self.app.push_screen(Choose("Begin with", list(says.prompt_rows())), self._begin)

    async def _begin(self, name: str | None) -> None:
        prompt = next((each for each in says.PROMPTS if each.name == (name or "").removeprefix("prompt:")), None)
        if prompt is None:
            return
        await self.action_write()
        area = self.query_one(TextArea)
        start = "\n" if area.text and not area.text.endswith("\n") else ""
        line = area.document.end[0] + bool(start)
        area.insert(f"{start}{prompt.text}", area.document.end)
        # Where the first question is to be answered.
        area.move_cursor((line, len(prompt.text.partition("\n")[0])))

    def _tell_saved(self, entry: Entry) -> None:
        self._written = entry.id
        super()._tell_saved(entry)
