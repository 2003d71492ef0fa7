"""The desk's verbs about sessions: the one that runs, and those that were.

What runs is a small file in the state folder, so that it survives a crash; it becomes an event when it ends. Any
program of the learner's may end it, so every verb looks at the file first.
"""

import contextlib
import json
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from studytui.errors import CANNOT_WRITE, NOTHING_MATCHED, StudyError
from studytui.history.events import LAST_AT, local_time, milliseconds
from studytui.history.facts import Studied
from studytui.study import timing
from studytui.study.timing import Doing, Running, Session
from studytui.text import one_line, storable

if TYPE_CHECKING:
    from studytui.desk.desk import Desk

SAVE_AFTER = 30_000
"""Milliseconds between two signs of life that are written down."""


class Change(NamedTuple):
    """What is to be otherwise in a session; None leaves it as it is, an empty text takes it away."""

    activity: str | None = None
    minutes: int | None = None
    on: str | None = None
    at: str | None = None
    topic: str | None = None
    impact: int | None = None
    note: str | None = None


UNSAID = Change()


class Sessions:
    """Stretches of study."""

    running: Running | None = None

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._path = desk.history.state / "session.json"
        self._stamp: tuple[int, int] | None = None
        self._saved = 0
        self._turn = Lock()
        self.look()

    # The one that runs

    def look(self) -> None:
        """Take in what another program did to the session that runs."""
        with self._turn:
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._stamp, self.running = stamp, _read(self._path)

    @property
    def now(self) -> int:
        """The present moment."""
        return milliseconds(self._desk.clock())

    @property
    def is_away(self) -> bool:
        """Whether the learner must say what the time since the last sign of life was."""
        return self.running is not None and self.running.is_away(self.now)

    @property
    def is_long(self) -> bool:
        """Whether it is not recorded without a word."""
        return self.is_away or (self.running is not None and self.running.minutes(self.now) > timing.LONG)

    @property
    def said(self) -> str:
        """The session that runs, in a few quiet words; empty within its first minute."""
        minutes = self.running.minutes(self.now) if self.running else 0
        return f"{timing.lasted(minutes)} {self.running.doing.activity}" if self.running and minutes else ""

    def start(self, activity: str, topic: str | None = None, watched: bool = False) -> Running:
        """Begin a session. Raises StudyError where one runs."""
        self.look()
        if self.running:
            raise StudyError(f"a session runs: {self._ran(self.running)}", "studytui session stop ends it")
        doing = self._doing(activity, topic)
        try:
            return self._put(timing.begun(doing, self.now, watched))
        except OSError as error:
            raise StudyError(f"the session can't be kept: {error.strerror}", "", CANNOT_WRITE) from error

    def turn_to(self, activity: str, topic: str | None = None) -> None:
        """Go on with what the learner does now: the session that runs, another one, or a first one."""
        self.look()
        if self.is_away:
            return
        doing, now = Doing(activity, topic), self.now
        running = timing.turned(self.running, doing, now) if self.running else timing.begun(doing, now, True)
        if running != self.running:
            with contextlib.suppress(OSError):
                # Without its file it lives as long as this program.
                self._put(running)

    @property
    def is_due(self) -> bool:
        """Whether what the learner turned to has lasted, so that `settle` would record what was before."""
        return self.running is not None and timing.settled(self.running)[0] is not None

    def sign(self) -> None:
        """Note a sign of life."""
        with self._turn:
            if self.running is None:
                return
            running = self.running = timing.seen(self.running, self.now)
        if abs(running.seen - self._saved) >= SAVE_AFTER:
            self.look()
            with contextlib.suppress(OSError):
                if self.running:
                    self._put(timing.seen(self.running, self.now))

    def settle(self) -> None:
        """Record the session that another has taken the place of. Raises StudyError."""
        if self.running is None:
            return
        ended, running = timing.settled(self.running)
        if ended:
            self._record(ended, ended.seen)
            with contextlib.suppress(OSError):
                self._put(running)

    def end(self, until: int | None = None, said: Change = UNSAID) -> Session | None:
        """End the session that runs, and record it; None when it was too short to be one. Raises StudyError."""
        self.look()
        self.settle()
        if self.running is None:
            raise StudyError("no session runs", "studytui session start begins one", NOTHING_MATCHED)
        session = self._record(self.running, self.now if until is None else until, said)
        self.discard()
        return session

    def trim(self, back: int | None = None) -> Session | None:
        """End the session where it was last seen; go on with another since `back`. Raises StudyError."""
        self.look()
        self.settle()
        running = self.running
        session = self.end(running.trimmed if running else None)
        if running and back is not None:
            with contextlib.suppress(OSError):
                self._put(timing.begun(running.doing, back, running.watched))
        return session

    def keep(self) -> None:
        """Count all the time since the last sign of life."""
        self._saved = 0
        self.sign()

    def discard(self) -> None:
        """Forget the session that runs."""
        with self._turn:
            self.running = self._stamp = None
            # What can't be removed is known by its beginning once it is recorded.
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _put(self, running: Running) -> Running:
        with self._turn:
            self.running, self._saved = running, running.seen
            self._path.parent.mkdir(parents=True, exist_ok=True)
            scratch = self._path.with_name(".session.json.new")
            plain = {name: getattr(running, name) for name in ("began", "seen", "watched")}
            scratch.write_text(json.dumps(running.doing._asdict() | plain), encoding="utf-8")
            scratch.replace(self._path)
            self._stamp = _stamp(self._path)
        return running

    def _record(self, running: Running, until: int, said: Change = UNSAID) -> Session | None:
        fact = timing.recorded(running, until)
        if fact is None:
            return None
        # A program that was killed between the event and the file's removal has recorded it.
        found = [each for each in self.sessions() if each.began == fact.began]
        if found:
            return found[-1]
        return self.session(self._desk.add(timing.checked(_changed(fact, said))).id)

    def _ran(self, running: Running) -> str:
        minutes = running.minutes(self.now)
        return f"{timing.spent(minutes, running.doing.activity)} so far"

    # Those that were

    def sessions(self, since: str = "") -> list[Session]:
        """The sessions that stand, by when they began, from a study day on."""
        renamed = self._desk.track.renamed_topics
        # Those that were recorded before it are not even read.
        found = timing.sessions_of(self._desk.index.events("studied", since=since))
        return [
            session._replace(topic=renamed.get(session.topic or "", session.topic))
            for session in found
            if session.day >= since
        ]

    def session(self, session_id: str) -> Session:
        """The session of that id, or the one recorded `last`. Raises StudyError if there is none."""
        sessions = {session.id: session for session in self.sessions()}
        found = max(sessions, default="") if session_id == "last" else session_id
        if found in sessions:
            return sessions[found]
        raise StudyError(f"no session {one_line(session_id)}", "studytui session list names them", NOTHING_MATCHED)

    def add(self, said: Change) -> Session:
        """Record a session that no clock ran for; it ended now, where nothing says when it began. Raises StudyError."""
        now, minutes = self._desk.clock(), said.minutes or 0
        doing = self._doing(said.activity or timing.OTHER, said.topic)
        began = milliseconds(now) - minutes * timing.MINUTE
        if said.at:
            began = timing.moment(said.on or self._desk.today(), said.at, now)
        elif said.on:
            raise StudyError("when on that day did it begin?", "say it with --at 14:05")
        fact = _changed(Studied(doing.activity, minutes, began, topic=doing.topic), said._replace(topic=None))
        return self.session(self._desk.add(timing.past(timing.checked(fact), now)).id)

    def edit(self, session_id: str, said: Change) -> Session:
        """Change what a session was; the old revision stays in the history. Raises StudyError."""
        self._desk.refresh()
        session = self.session(session_id)
        before = _as_recorded(session)
        if said.topic:
            said = said._replace(topic=self._desk.topic(said.topic).id)
        after = timing.checked(_changed(before, said))
        if said.on or said.at:
            local = local_time(session.began, session.offset)
            now = self._desk.clock()
            began = timing.moment(said.on or session.day, said.at or f"{local:%H:%M}", now)
            after = replace(after, began=began)
        if (after.began, after.minutes) != (before.began, before.minutes):
            after = timing.past(after, self._desk.clock())
        if after != before:
            self._desk.add(after)
        return self.session(session.id)

    def delete(self, session_id: str) -> Session:
        """Take a session out; it stays in the history, and undo brings it back. Raises StudyError."""
        self._desk.refresh()
        session = self.session(session_id)
        self._desk.add(replace(_as_recorded(session), deleted=True))
        return session

    def _doing(self, activity: str, topic: str | None) -> Doing:
        timing.checked(Studied(activity, 1, 0))
        return Doing(activity, self._desk.topic(topic).id if topic else None)


def _as_recorded(session: Session) -> Studied:
    return Studied(
        session.activity, session.minutes, session.began, session=session.id, topic=session.topic,
        impact=session.impact, note=session.note,
    )  # fmt: skip


def _changed(fact: Studied, said: Change) -> Studied:
    """The fact with what was said of it, apart from when it began."""
    note = fact.note if said.note is None else storable(said.note).strip() or None
    return replace(
        fact,
        activity=said.activity or fact.activity,
        minutes=fact.minutes if said.minutes is None else said.minutes,
        topic=fact.topic if said.topic is None else said.topic or None,
        impact=fact.impact if said.impact is None else said.impact,
        note=note,
    )


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino


def _read(path: Path) -> Running | None:
    with contextlib.suppress(OSError, ValueError, AttributeError, TypeError, KeyError, RecursionError):
        stored = json.loads(path.read_text(encoding="utf-8"))
        began, seen, topic = stored["began"], stored["seen"], stored.get("topic")
        if stored["activity"] in timing.ACTIVITIES and _is_moment(began) and _is_moment(seen):
            doing = Doing(stored["activity"], topic if isinstance(topic, str) else None)
            return Running(doing, began, max(began, seen), stored.get("watched") is True)
    return None


def _is_moment(at: object) -> bool:
    return type(at) is int and 0 <= at <= LAST_AT
