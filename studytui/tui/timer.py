"""An app that keeps the time: a session begins with what one does, and is asked about when it ends or was left alone.

The clock is only read when a key comes, when a screen says what is done there, and with the app's look at what other
programs wrote; nothing ticks.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual import events, work

from studytui.errors import StudyError
from studytui.study import timing
from studytui.study.timing import Session
from studytui.text import one_line
from studytui.tui.screens.base import StudyScreen
from studytui.tui.today import TodayApp

Result = TypeVar("Result")

SIGNS = (events.Key, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)
"""What only somebody who is there does."""
LEAVE = "ctrl+q"


class TimedApp(TodayApp):
    """An app that knows what is studied, and since when."""

    _back: int | None = None
    """When the learner came back from a time away that is yet to be asked about."""
    _time_shown = ""
    _is_leaving = False

    # Signs of life

    async def on_event(self, event: events.Event) -> None:
        """See that somebody is there; the key of whoever comes back only wakes the app, and asks."""
        if isinstance(event, SIGNS) and not event.is_forwarded and self._wakes(event):
            return
        await super().on_event(event)

    def _wakes(self, event: events.Event) -> bool:
        sessions = self.desk.sessions
        if sessions.running is None:
            return False
        if not sessions.is_away:
            self._back = None
            sessions.sign()
            if sessions.is_due:
                self.run_worker(self._do(sessions.settle))
            return False
        self._back = self._back or sessions.now
        # Whoever types is not interrupted, and whoever leaves is asked on the way out.
        if not isinstance(self.screen, StudyScreen) or self._is_typed(event) or self._leaves(event):
            return False
        self.ask_away()
        return True

    def _is_typed(self, event: events.Event) -> bool:
        focused = self.focused
        return isinstance(event, events.Key) and (
            focused is not None and focused.check_consume_key(event.key, event.character)
        )

    def _leaves(self, event: events.Event) -> bool:
        return isinstance(event, events.Key) and event.key == LEAVE

    # What is done

    async def on_activity_screen_taken_up(self, event: StudyScreen.TakenUp) -> None:
        """An activity began, or is gone on with."""
        sessions = self.desk.sessions
        if sessions.is_due:
            await self._do(sessions.settle)
        sessions.turn_to(event.activity, event.topic)
        self.show_time()

    def resume_session(self) -> None:
        """Go on with the session that a program before this one left; after a while, ask."""
        self.show_time()
        if self.desk.sessions.is_away:
            self.ask_away(go_on=False)

    def show_time(self) -> None:
        """Take in what another program did to the session, and say the minutes where they changed."""
        sessions = self.desk.sessions
        sessions.look()
        if sessions.said != self._time_shown and isinstance(self.screen, StudyScreen):
            self._time_shown = sessions.said
            self.screen.show_state()

    # Questions

    def action_session(self) -> None:
        """Begin a session, or end the one that runs."""
        if self.desk.sessions.running:
            self.end_session()
            return
        screen = self.screen
        if not isinstance(screen, StudyScreen):
            return
        try:
            self.desk.sessions.start(screen.ACTIVITY or timing.OTHER, screen.session_topic(), watched=True)
        except StudyError as error:
            screen.tell(error)
        else:
            self.notify("A session began. F ends it.", markup=False, timeout=3)

    @work(group="session", exclusive=True)
    async def ask_away(self, go_on: bool = True) -> None:
        """Ask what the time without a key was, and go on with what is done here."""
        await self._ask_away(go_on)
        if go_on and isinstance(self.screen, StudyScreen):
            self.screen.take_up()

    @work(group="session", exclusive=True)
    async def end_session(self) -> None:
        """Ask what moved, and record the session."""
        await self._ask_what_moved()
        if self._is_leaving:
            await self.leave()

    @work(group="session", exclusive=True)
    async def end_and_leave(self) -> None:
        """Leave; a session that began here is asked about first, once."""
        sessions = self.desk.sessions
        if sessions.is_away:
            await self._ask_away(False)
        if sessions.running and sessions.running.watched and not await self._ask_what_moved():
            return
        await self.leave()

    async def action_quit(self) -> None:
        """Leave, with everything acknowledged; asked again, without an answer to what is being asked."""
        from studytui.tui.dialogs.session import Ended, WhileAway

        if isinstance(self.screen, Ended):
            self._is_leaving = True
            self.screen.action_skip()
        elif isinstance(self.screen, WhileAway):
            # The session stays as it is, and the next start asks again.
            await self.leave()
        else:
            self.end_and_leave()

    async def leave(self) -> None:
        """End the program."""
        await self.writer.finish()
        self.exit()

    async def _ask_away(self, go_on: bool) -> None:
        from studytui.tui.dialogs.session import Away, WhileAway

        sessions, back = self.desk.sessions, self._back or self.desk.sessions.now
        running, offset = sessions.running, self.desk.clock().utcoffset()
        if running is None:
            return
        minutes = int(offset.total_seconds()) // 60 if offset else 0
        answer = await self.push_screen_wait(WhileAway(running, back, minutes))
        self._back = None
        match answer:
            case Away.KEEP:
                sessions.keep()
            case Away.TRIM:
                await self._do(partial(sessions.trim, back if go_on else None), self._tell_recorded)
            case Away.DISCARD:
                sessions.discard()
        self.show_time()

    async def _ask_what_moved(self) -> bool:
        """Whether the session ended; who goes back from the question has it go on."""
        from studytui.tui.dialogs.session import Ended

        sessions = self.desk.sessions
        if sessions.is_due:
            await self._do(sessions.settle)
        running, until = sessions.running, sessions.now
        if running is None:
            return True
        minutes, doing = running.minutes(until), running.doing
        if minutes < timing.SHORTEST:
            sessions.discard()
            self._tell_recorded(None)
        else:
            topic = self.desk.track.topics.get(doing.topic or "")
            said = await self.push_screen_wait(Ended(minutes, doing.activity, topic.title if topic else ""))
            if said is None:
                return False
            await self._do(partial(sessions.end, until, said), self._tell_recorded)
        self.show_time()
        return True

    def _tell_recorded(self, session: Session | None) -> None:
        too_short = f"Under {timing.SHORTEST} minutes: nothing is recorded."
        said = f"Recorded: {timing.spent(session.minutes, session.activity)}." if session else too_short
        self.notify(said, markup=False, timeout=3)

    async def _do(self, verb: Callable[[], Result], then: Callable[[Result], None] | None = None) -> None:
        """Ask the desk for something beside the interface; a refusal is said."""
        try:
            result = await self.writer.do(verb)
        except StudyError as error:
            self.notify(one_line(str(error)), severity="error", markup=False, timeout=8)
        else:
            if then:
                then(result)
