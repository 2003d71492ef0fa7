"""What every screen of the study shares: the desk, a place to write, and how a refusal is shown.

The composer is mounted when first asked for, on whichever screen the learner is; the draft belongs to the app.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from studytui.desk import Desk
from studytui.draft import Draft, DraftFile
from studytui.errors import StudyError
from studytui.text import one_line
from studytui.tui.widgets.bars import FLOOR

if TYPE_CHECKING:
    from studytui.tui.widgets.composer import Composer

Result = TypeVar("Result")

DRAWERS_BELOW = 100
"""Columns below which side panes are drawers."""


class StudyScreen(Screen[None]):
    """A screen that shows something of the desk and lets the learner write beside it."""

    def __init__(self, desk: Desk, drafts: DraftFile) -> None:
        super().__init__()
        self.desk = desk
        self.drafts = drafts

    # What a screen fills in

    def topic_in_hand(self) -> str | None:
        """The topic that an entry written now is about."""
        raise NotImplementedError

    def composer_home(self) -> Widget:
        """Where the composer is mounted."""
        raise NotImplementedError

    def show_desk(self) -> None:
        """Show what stands now: called after every verb, and when another program wrote."""
        raise NotImplementedError

    def focus_content(self) -> None:
        """Give the keys back to what was being read."""
        raise NotImplementedError

    def on_resize(self, event: events.Resize) -> None:
        """Side panes become drawers, or all gives way to a line; a pane that had the keys may have no room now."""
        # Textual's breakpoints would set a class at every width, which styles a wide screen twice.
        width, height = event.size
        self.set_class(width < DRAWERS_BELOW, "-narrow")
        self.set_class(width < FLOOR[0] or height < FLOOR[1], "-tiny")
        self.call_after_refresh(self._keep_focus)

    def _keep_focus(self) -> None:
        if self.focused is None and self.is_current:
            self.focus_content()

    def back(self) -> bool:
        """Close what is on top within the screen; False if there is nothing."""
        return self.close_composer()

    def attempt(self, verb: Callable[[], Result]) -> Result | None:
        """Do something that the disk may refuse; on refusal say so, and nothing has changed."""
        try:
            return verb()
        except StudyError as error:
            self.notify(one_line(str(error)), severity="error", markup=False, timeout=8)
            return None

    # Writing

    async def action_write(self) -> None:
        """Open the composer, with the draft where there is one."""
        await self.open_composer(self.drafts.draft or Draft(topic=self.topic_in_hand()))

    async def edit_entry(self, entry_id: str) -> None:
        """Open the composer on an entry."""
        draft = self.drafts.draft
        if draft and draft.entry != entry_id:
            self.notify("There is a draft: save it or empty it first (j opens it).", severity="warning", markup=False)
            return
        entry = self.attempt(lambda: self.desk.entry(entry_id))
        if entry:
            await self.open_composer(draft or Draft(entry.text, entry.got or "", entry.topic, entry.id))

    async def open_composer(self, draft: Draft) -> None:
        """Show the composer with a draft and give it the keys; a key typed right after is its own already."""
        # Not before it is needed: a text area's imports are 3 % of a start.
        from textual.widgets import TextArea

        from studytui.tui.widgets.composer import Composer

        home = self.composer_home()
        if not home.query(Composer):
            topic = self.desk.track.topics.get(draft.topic or "")
            home.add_class("-writing")
            await home.mount(Composer(draft, one_line(topic.title) if topic else ""))
        self.set_focus(home.query_one(TextArea))

    def close_composer(self) -> bool:
        """Take the composer away, keeping the draft; False if there was none."""
        home = self.composer_home()
        composers = home.query("Composer")
        if not composers:
            return False
        composers.remove()
        home.remove_class("-writing")
        self.focus_content()
        self.show_desk()
        return True

    def keep_draft(self, draft: Draft) -> None:
        """Hold the draft and write it down; a full disk is said, and the draft stays on screen."""
        self.drafts.draft = draft
        try:
            self.drafts.save()
        except OSError as error:
            self.notify(f"The draft can't be kept on disk: {error.strerror}", severity="error", markup=False)

    def on_composer_changed(self, event: "Composer.Changed") -> None:
        """Hold what is being written; the app writes it down every second."""
        self.drafts.draft = event.draft

    def on_composer_left(self, event: "Composer.Left") -> None:
        """Put the pen down, keeping the draft."""
        self.keep_draft(Draft() if self._is_unchanged(event.draft) else event.draft)
        self.close_composer()

    def on_composer_saved(self, event: "Composer.Saved") -> None:
        """Save the entry, or keep it as a draft where that is refused."""
        draft = event.draft
        if draft.entry is not None:
            edited = draft.entry
            entry = self.attempt(lambda: self.desk.edit(edited, draft.text, draft.got))
        else:
            entry = self.attempt(lambda: self.desk.write(draft.text, draft.got, draft.topic))
        if entry is None:
            self.keep_draft(draft)
            return
        self.keep_draft(Draft())
        self.close_composer()
        self.notify(
            f"Saved: {Content(one_line(entry.text)).truncate(60, ellipsis=True).plain}", markup=False, timeout=2
        )

    def _is_unchanged(self, draft: Draft) -> bool:
        entry = self.desk.index.entry(draft.entry) if draft.entry else None
        return entry is not None and (entry.text, entry.got or "") == (draft.text.strip(), draft.got.strip())
