"""The journal's list: rows that are entries, with what can be done to one."""

from typing import Literal

from textual.message import Message

from studytui.tui.command import bindings
from studytui.tui.commands import JOURNAL
from studytui.tui.widgets.rows import Rows


class Journal(Rows):
    """Entries under a cursor; the rows' ids are the entries'."""

    BINDINGS = bindings(JOURNAL)

    class Asked(Message):
        """The learner wants something done to an entry."""

        def __init__(self, verb: Literal["edit", "star", "delete"], entry: str) -> None:
            super().__init__()
            self.verb = verb
            self.entry = entry

    def action_edit(self) -> None:
        """Ask for the entry under the cursor to be opened for editing."""
        self._ask("edit")

    def action_star(self) -> None:
        """Ask for its star to be set or taken off."""
        self._ask("star")

    def action_delete(self) -> None:
        """Ask for it to be deleted."""
        self._ask("delete")

    def action_choose(self) -> None:
        """Opening an entry is editing it."""
        self._ask("edit")

    def _ask(self, verb: Literal["edit", "star", "delete"]) -> None:
        if self.current and self.current.selectable:
            self.post_message(self.Asked(verb, self.current.id))
