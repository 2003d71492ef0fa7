"""A screen with a journal entry in hand: what can be done to it, and where it leads."""

from functools import partial
from typing import TYPE_CHECKING

from studytui.desk import Desk
from studytui.draft import DraftFile
from studytui.errors import StudyError
from studytui.history.standing import Entry
from studytui.text import one_line
from studytui.tui.screens.base import StudyScreen
from studytui.tui.writer import Writer

if TYPE_CHECKING:
    from studytui.tui.entry_file import Edited


class EntryScreen(StudyScreen):
    """A screen whose keys are about one entry."""

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer, editor: str = "") -> None:
        super().__init__(desk, drafts, writer)
        self._editor = editor
        self._entry: Entry | None = None
        """The one in hand."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What an entry doesn't have can't be opened."""
        if action in ("edit", "star", "delete", "history", "editor"):
            return self._entry is not None
        if action in ("topic", "lab"):
            return bool(self.topic_in_hand() if action == "topic" else self._lab_in_hand())
        return super().check_action(action, parameters)

    # Where it leads

    def topic_in_hand(self) -> str | None:
        """The topic of the entry in hand."""
        topic = self._entry.topic if self._entry else None
        named = self.desk.track.renamed_topics.get(topic or "", topic)
        return named if named in self.desk.track.topics else None

    def _lab_in_hand(self) -> str | None:
        lab = self._entry.lab if self._entry else None
        return lab if lab in self.desk.track.labs else None

    def action_topic(self) -> None:
        """Read the topic of the entry."""
        topic = self.topic_in_hand()
        if topic:
            self.post_message(self.TopicAsked(topic))

    def action_lab(self) -> None:
        """Open the lab of the entry."""
        lab = self._lab_in_hand()
        if lab:
            self.post_message(self.LabAsked(lab))

    def action_history(self) -> None:
        """Show what the entry said before."""
        from studytui.tui.dialogs.revisions import Revisions

        if self._entry:
            self.app.push_screen(Revisions(self.desk.index.events("wrote", thing=self._entry.id), self.desk.today()))

    # What is done to it

    async def action_edit(self) -> None:
        """Edit the entry."""
        if self._entry:
            await self.edit_entry(self._entry.id)

    def action_star(self) -> None:
        """Star the entry, or take the star off."""
        if self._entry:
            name = self._entry.id
            self.attempt(lambda: self.desk.star(name, not self.desk.entry(name).starred))

    def action_delete(self) -> None:
        """Delete the entry; undo brings it back."""
        if self._entry:
            name, said = self._entry.id, "Deleted. u brings it back."
            self.attempt(lambda: self.desk.delete(name), lambda _: self.notify(said, markup=False, timeout=4))

    async def action_editor(self) -> None:
        """Edit the entry in the learner's own editor."""
        from studytui.tui import entry_file

        entry, draft = self._entry, self.drafts.draft
        if entry is None:
            return
        if draft or entry.others:
            # Says what is to be settled first.
            await self.edit_entry(entry.id)
            return
        try:
            back = entry_file.edited(self.app, self._editor, entry.text, entry.got or "")
        except StudyError as error:
            self.tell(error)
            return
        if (back.text, back.got) == (entry.text.strip(), (entry.got or "").strip()):
            back.forget()
            self.notify("Nothing was changed.", markup=False, timeout=2)
            return
        self.attempt(
            lambda: self.desk.edit(entry.id, back.text, back.got, entry.seen),
            partial(self._tell_edited, back),
            lambda: self.notify(f"What you wrote is in {back.file}", markup=False, timeout=12),
        )

    def _tell_edited(self, back: "Edited", entry: Entry) -> None:
        back.forget()
        said = one_line(entry.text)[:60]
        self.notify(f"Saved: {said}", markup=False, timeout=2)
