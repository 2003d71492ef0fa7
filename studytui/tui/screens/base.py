"""What every screen of the study shares: the desk, a place to write, and how a refusal is shown.

The composer is mounted when first asked for, on whichever screen the learner is; the draft belongs to the app.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from studytui.desk import Desk
from studytui.draft import Draft, DraftFile
from studytui.errors import StudyError
from studytui.history.standing import Entry
from studytui.study.timing import WRITING
from studytui.text import one_line
from studytui.track.model import Card
from studytui.tui.screens.activity import ActivityScreen
from studytui.tui.widgets.bars import FLOOR, TitleBar
from studytui.tui.writer import Writer

if TYPE_CHECKING:
    from studytui.tui.dialogs.versions import Picked
    from studytui.tui.widgets.composer import Composer

Result = TypeVar("Result")

SLOW = 0.3
"""Seconds after which an acknowledgement is waited for in words."""
DRAWERS_BELOW = 100
"""Columns below which side panes are drawers."""


class StudyScreen(ActivityScreen):
    """A screen that shows something of the desk and lets the learner write beside it."""

    @dataclass
    class TopicAsked(Message):
        """The learner wants to read a topic, from a section of it where one is named."""

        topic: str
        at: str = ""

    @dataclass
    class LabAsked(Message):
        """The learner wants to try a lab, at one of its questions where that is named."""

        lab: str
        question: int | None = None

    @dataclass
    class CardAsked(Message):
        """The learner wants to write a card about a topic, or to reword one."""

        topic: str
        card: str | None = None

    class DraftChanged(Message):
        """The draft is another; it belongs on disk."""

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer) -> None:
        super().__init__()
        self.desk = desk
        self.drafts = drafts
        self.writer = writer

    # What a screen fills in

    def composer_home(self) -> Widget:
        """Where the composer is mounted."""
        raise NotImplementedError

    def show_desk(self) -> None:
        """Show what stands now, and `show_state`: after every verb, and when another program wrote."""
        raise NotImplementedError

    def card_saved(self, card: Card, before: str | None) -> None:
        """A card was written, or took the place of one; most screens show no cards."""

    def show_track(self) -> None:
        """Show a track that has changed under the screen: what it holds of the old one is taken from the new."""
        raise NotImplementedError

    def resting_state(self) -> Content:
        """What stands at the top right when all is saved."""
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

    def attempt(
        self,
        verb: Callable[[], Result],
        then: Callable[[Result], None] | None = None,
        otherwise: Callable[[], None] | None = None,
    ) -> None:
        """Ask the desk for something, beside the interface, and show what stands then; a refusal is said."""
        # The app's worker, not the screen's: leaving a screen takes nothing back.
        self.app.run_worker(self._attempt(verb, then, otherwise))

    async def _attempt(
        self,
        verb: Callable[[], Result],
        then: Callable[[Result], None] | None,
        otherwise: Callable[[], None] | None,
    ) -> None:
        slow = self.set_timer(SLOW, self.show_state)
        try:
            result = await self.writer.do(verb)
        except StudyError as error:
            self.tell(error)
            if otherwise:
                otherwise()
        else:
            if then:
                then(result)
        finally:
            slow.stop()
            if self.app.is_running:
                self.show_desk()

    def tell(self, error: StudyError) -> None:
        """Say what was refused, and why."""
        self.notify(one_line(str(error)), severity="error", markup=False, timeout=8)

    def show_state(self) -> None:
        """Say at the top right what there is to say about saving, or what day it is."""
        bar = self.query_one(TitleBar)
        if self.writer.waiting:
            bar.right = Content.styled("saving…", "$text-muted")
        elif self.writer.refused:
            bar.right = Content.styled(f"not saved: {one_line(self.writer.refused)}", "$text-warning")
        elif not self.desk.history.writable():
            bar.right = Content.styled("read only: nothing can be saved", "$text-warning")
        elif self.desk.history.mirror.trouble:
            bar.right = Content.styled("saved, but not mirrored: ! shows more", "$text-warning")
        else:
            bar.right = Content(" · ").join(filter(None, (self.resting_state(), self._time())))

    def _time(self) -> Content:
        return Content.styled(self.desk.sessions.said, "$foreground 60%")

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
        try:
            entry = self.desk.entry(entry_id)
        except StudyError as error:
            self.tell(error)
            return
        if draft or not entry.others:
            opened = Draft(entry.text, entry.got or "", entry.topic, entry.id, " ".join(entry.seen))
            await self.open_composer(draft or opened)
            return
        # Two devices edited it: before there is one text to edit, the learner says which.
        from studytui.tui.dialogs.versions import Versions

        self.app.push_screen(Versions(entry), partial(self._settle, entry))

    async def _settle(self, entry: Entry, picked: "Picked | None") -> None:
        if picked is None:
            return
        if picked.to_edit:
            await self.open_composer(Draft(picked.text, picked.got, entry.topic, entry.id, " ".join(entry.versions)))
        elif picked.deleted:
            self.attempt(lambda: self.desk.delete(entry.id))
        else:
            self.attempt(lambda: self.desk.edit(entry.id, picked.text, picked.got, entry.versions))

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
            self.post_message(self.TakenUp(WRITING, draft.topic))
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
        """Save the entry; until that is acknowledged the draft stays, on screen and on disk."""
        if not self.composer_home().query("Composer:enabled"):
            # Asked twice before the first could be answered: once is enough.
            return
        draft = self.drafts.draft = event.draft
        with suppress(OSError):
            # Said only if the entry is refused too.
            self.drafts.save()
        self._hold_composer(True)
        if draft.entry is not None:
            verb = partial(self.desk.edit, draft.entry, draft.text, draft.got, draft.seen.split())
        else:
            verb = partial(self.desk.write, draft.text, draft.got, draft.topic, draft.lab)
        self.attempt(verb, self._tell_saved, partial(self._write_on, draft))

    def _write_on(self, draft: Draft) -> None:
        self.keep_draft(draft)
        self._hold_composer(False)

    def _hold_composer(self, held: bool) -> None:
        """Take no more keys while an entry is being saved, or take them again."""
        for composer in self.composer_home().query("Composer"):
            composer.disabled = held
            if not held:
                self.set_focus(composer.query_one("TextArea"))

    def _tell_saved(self, entry: Entry) -> None:
        self.keep_draft(Draft())
        self.close_composer()
        said = Content(one_line(entry.text)).truncate(60, ellipsis=True).plain
        self.notify(f"Saved: {said}", markup=False, timeout=2)
        if entry.others:
            self.notify(
                "It was edited elsewhere meanwhile: both versions are kept, enter on it shows them.", markup=False
            )

    def _is_unchanged(self, draft: Draft) -> bool:
        entry = self.desk.index.entry(draft.entry) if draft.entry else None
        return entry is not None and (entry.text, entry.got or "") == (draft.text.strip(), draft.got.strip())
