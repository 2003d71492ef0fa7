"""The app: wires screens, commands and the desk together, and stays up.

It holds no logic of studying. It looks after what belongs to no screen: the draft on disk, the theme, other programs'
writing, and an orderly end on signals and on bugs.
"""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.app import SystemCommand
from textual.dom import DOMNode
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import WorkerFailed

from studytui import choices, crash, glyphs, settings
from studytui.desk import Desk, Undone
from studytui.draft import Draft, DraftFile
from studytui.errors import BUG, StudyError
from studytui.find import Finder
from studytui.history.facts import Wrote
from studytui.paths import Places
from studytui.settings import NOTHING_SET, Settings
from studytui.text import one_line
from studytui.track.load import Watch
from studytui.tui.command import Command, bindings, key_name
from studytui.tui.commands import EVERYWHERE, GROUPS
from studytui.tui.screens.base import StudyScreen
from studytui.tui.screens.desk import DeskScreen
from studytui.tui.suited import SuitedApp
from studytui.tui.timer import TimedApp
from studytui.tui.writer import Writer

LOOK_EVERY = 1.7
"""Seconds between looks at what other programs wrote."""
LOOK_AT_TRACK_EVERY = 0.5
"""Seconds between looks at a track of the learner's own."""
SAVE_EVERY = 1.0
"""Seconds from a change of the draft until it is saved."""
PRELOAD_AFTER = 1.0
"""Seconds after the first paint, when nothing else is likely to happen."""
LOOK_AFTER_EVERY = 3600.0
"""Seconds between looks at the mirror, and at whether a backup is due."""
LOOK_AFTER_SOON = 15.0
"""The same when a file changed a moment ago."""
ON_A_SCREEN = frozenset(
    "go skip insights drill write find desk topics labs review journal plan card look_back session copy".split()
)
"""Actions that mean nothing on a dialog, nor where one types."""
SIGNALS = ("SIGTERM", "SIGHUP")
WELCOME = "Welcome. First, one question: commit to a number, and your machine answers. esc skips it."

if TYPE_CHECKING:
    from studytui.labs.bench import Bench


class StudyApp(TimedApp, SuitedApp):
    """studytui on screen."""

    TITLE = "studytui"
    # The desk is the default screen, whose own CSS_PATH Textual does not read.
    CSS_PATH = ["app.tcss", "screens/desk.tcss"]
    BINDINGS = bindings(EVERYWHERE)
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(
        self, desk: Desk, places: Places, watch: Watch | None = None, bench: "Bench | None" = None,
        settings: Settings = NOTHING_SET,
    ) -> None:  # fmt: skip
        super().__init__()
        self.desk = desk
        self.bench = bench
        self._track_watch = watch
        self.places = places
        self.drafts = DraftFile(places.state)
        self.card_drafts = DraftFile(places.state, "card")
        self.writer = Writer()
        self.crash_report = ""
        self._told: set[str] = set()
        self._care = asyncio.Lock()
        self._caring_again: Timer | None = None
        self._saving: Timer | None = None
        self.finder = Finder(desk.track, desk.index, places.cache)
        self.suit(settings, places.state)

    def get_default_screen(self) -> Screen[None]:
        """The desk."""
        return DeskScreen(self.desk, self.drafts, self.writer)

    def on_mount(self) -> None:
        """Look after what belongs to no screen."""
        self.set_interval(LOOK_EVERY, self._look)
        if self._track_watch:
            self.set_interval(LOOK_AT_TRACK_EVERY, partial(self._look_at_track, self._track_watch))
        loop = asyncio.get_running_loop()
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                with contextlib.suppress(NotImplementedError, RuntimeError):
                    loop.add_signal_handler(number, self._end, number)
        self.tell_settings()
        self._tell_once(self.desk.care.damage_said())
        self._tell_once(self.desk.care.contested_said())
        self.call_after_refresh(gc.enable)
        self.call_after_refresh(self._welcome)
        self.call_after_refresh(self.resume_session)
        self.set_timer(PRELOAD_AFTER, self._preload_reader)

    async def _welcome(self) -> None:
        """Whoever has done nothing yet meets a lab first, once."""
        first = self.desk.track.first_lab
        if not first or not self.bench or self.desk.index.latest() or choices.load(self.places.state).welcomed:
            return
        with contextlib.suppress(OSError):
            choices.choose(self.places.state, welcomed=self.desk.today())
        await self.try_lab(first, WELCOME)

    # Commands

    async def action_write(self) -> None:
        """Open the composer."""
        if isinstance(self.screen, StudyScreen):
            await self.screen.action_write()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where one types, j and / are letters; on a dialog they are nothing."""
        if action in ON_A_SCREEN:
            typing = self.focused is not None and self.focused.check_consume_key("j", "j")
            is_there = self.screen is self._shelf if action == "topics" else action == "desk" and self._is_on_desk
            return isinstance(self.screen, StudyScreen) and not typing and not is_there
        return super().check_action(action, parameters)

    def action_undo(self) -> None:
        """Take back the last thing done."""
        if isinstance(self.screen, StudyScreen):
            self.screen.attempt(self.desk.undo, self._tell_undone)

    def _tell_undone(self, undone: Undone | None) -> None:
        said = f"Undid: {undone.summary}" if undone else "Nothing to undo."
        fact = undone.event.fact if undone else None
        if isinstance(fact, Wrote) and fact.entry is None and not self.drafts.draft:
            # One u too many would take a whole text away.
            self.drafts.draft = Draft(fact.text, fact.got or "", fact.topic, lab=fact.lab)
            self.on_composer_changed()
            said = f"{said.rstrip('.')}. Its text is a draft again: j opens it."
        self.notify(said, markup=False, timeout=4)

    def action_doctor(self) -> None:
        """Show what state the history is in."""
        from studytui.tui.dialogs.doctor import Doctor

        self.push_screen(Doctor(self.desk.care.examine, self.desk.care.mend), lambda _: self._show_desk())

    def action_keys(self) -> None:
        """Show every key."""
        from studytui.tui.dialogs.keys import Keys

        heard = {str(active.binding.id) for active in self.screen.active_bindings.values()}
        self.push_screen(Keys(self.keys_set, heard))

    async def action_quit(self) -> None:
        """Leave, with the draft kept and everything acknowledged."""
        self._save_draft()
        await super().action_quit()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: what can be asked for here, each with its key, and the theme."""
        # A command's further keys have its id and their own.
        nodes = {
            str(each.binding.id).removesuffix(f".{key}"): each.node for key, each in screen.active_bindings.items()
        }
        for group in GROUPS:
            for command in group.commands:
                if group is EVERYWHERE and command.in_palette:
                    yield self._offered(command, screen)
                elif group is not EVERYWHERE and (command.in_palette or command.shown) and command.id in nodes:
                    yield self._offered(command, nodes[command.id])
        yield SystemCommand("Choose a theme", "", self.action_change_theme)

    def _offered(self, command: Command, where: DOMNode) -> SystemCommand:
        key = self.keys_set.get(command.id, command.keys.split(","))[0]
        title = f"{command.help.rstrip('.')} ({key_name(key)})"
        return SystemCommand(title, "", partial(self.run_action, command.action, where))

    # Staying up

    def _look(self) -> None:
        self.show_time()
        if self.desk.refresh():
            self._show_desk()
            self._tell_once(self.desk.care.contested_said())
            if self.desk.index.shrunk:
                self._look_after()

    def _look_at_track(self, watch: Watch) -> None:
        """A track that is being written is shown as it is saved; broken, the last good one stays."""
        if not watch.changed():
            return
        self.clear_notifications()
        try:
            track = watch.load()
        except StudyError as error:
            # It stays until that is mended: what the screen shows is no longer what the files say.
            title, day = "Not loaded: this is the track as it was", 24 * 3600
            self.notify(one_line(error.message), title=title, severity="warning", markup=False, timeout=day)
            return
        self.desk.track = track
        self.finder = Finder(track, self.desk.index, self.places.cache)
        self.show_track()
        self.notify("The track was saved: this is how it is now.", markup=False, timeout=2)

    def _show_desk(self) -> None:
        if isinstance(self.screen, StudyScreen):
            self.screen.show_desk()

    @work(thread=True)
    def _preload_reader(self) -> None:
        # What the first topic would otherwise wait for: 60 ms of imports.
        from studytui.tui import markdown  # noqa: F401
        from studytui.tui.screens import topic  # noqa: F401

        self.call_from_thread(self._look_after)

    @work
    async def _look_after(self) -> None:
        async with self._care:
            upkeep = await asyncio.to_thread(self.desk.care.look_after)
        for sentence in (upkeep.said, *upkeep.trouble):
            self._tell_once(sentence)
        if self._caring_again:
            self._caring_again.stop()
        again = LOOK_AFTER_SOON if upkeep.kept.waits else LOOK_AFTER_EVERY
        self._caring_again = self.set_timer(again, self._look_after)

    def _tell_once(self, sentence: str) -> None:
        """A calm line about the history, with the key that shows more."""
        if sentence and sentence not in self._told:
            self._told.add(sentence)
            text = f"{sentence[0].upper()}{sentence[1:]}. ! shows more."
            self.notify(text, severity="warning", markup=False, timeout=10)

    def on_composer_changed(self) -> None:
        """What is being written is on disk within a second; nothing ticks while nothing is written."""
        if self._saving is None:
            self._saving = self.set_timer(SAVE_EVERY, self._save_draft)

    def on_study_screen_draft_changed(self) -> None:
        """The same for what was drafted elsewhere."""
        self.on_composer_changed()

    def _save_draft(self) -> None:
        self._saving = None
        # Tried again at the next change; a screen says so when the learner saves or leaves.
        with contextlib.suppress(OSError):
            self.drafts.save()

    @work
    async def _end(self, number: int) -> None:
        self._save_draft()
        await self.writer.finish()
        self.exit(return_code=128 + number)

    def _handle_exception(self, error: Exception) -> None:
        """A bug: keep the draft, write a report without the learner's text, and end with its own exit code.

        Overrides Textual's own handler, which prints every local variable, and so what the learner wrote.
        """
        self._save_draft()
        cause = error.error if isinstance(error, WorkerFailed) else error
        report = crash.report(cause, self.places.state)
        self.crash_report = str(report or "")
        self._return_code = BUG
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()


def run(desk: Desk, places: Places, watch: Watch | None = None, bench: "Bench | None" = None) -> int:
    """Open the app on a desk; returns the exit status of the process."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    found = settings.load(places.config)
    signs = glyphs.ASCII if glyphs.are_plain(found.glyphs) else glyphs.UNICODE
    app = StudyApp(desk, places, watch, bench, found._replace(glyphs=signs))
    app.keep_to_terminal()
    app.run()
    if app.crash_report:
        print(f"studytui: a bug, sorry. Your draft is kept. Report: {app.crash_report}", file=sys.stderr)  # noqa: T201
    return app.return_code or 0
