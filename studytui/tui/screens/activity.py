"""A screen on which one does something: it says so when that begins, and when one comes back to it."""

from dataclasses import dataclass

from textual.message import Message
from textual.screen import ModalScreen, Screen

from studytui.study import timing


class ActivityScreen(Screen[None]):
    """A screen that knows what is done on it."""

    ACTIVITY = ""
    """What one does here, as a session calls it; empty where one may do anything."""
    _is_under_dialog = False

    @dataclass
    class TakenUp(Message):
        """The learner does this now."""

        activity: str
        topic: str | None = None

    def topic_in_hand(self) -> str | None:
        """The topic that an entry written now is about."""
        raise NotImplementedError

    def session_topic(self) -> str | None:
        """The topic that one spends the time here on; cards are of many."""
        return None if self.ACTIVITY in ("", timing.CARDS) else self.topic_in_hand()

    def take_up(self) -> None:
        """Say what is done here."""
        if self.ACTIVITY:
            self.post_message(self.TakenUp(self.ACTIVITY, self.session_topic()))

    def on_screen_suspend(self) -> None:
        """A dialog on top changes nothing about what is done."""
        self._is_under_dialog = isinstance(self.app.screen, ModalScreen)

    def on_screen_resume(self) -> None:
        """What is done here begins, or goes on."""
        if not self._is_under_dialog:
            self.take_up()
        self._is_under_dialog = False
