"""The history folded into what is true now: a SQLite database in the cache folder, always rebuildable.

It holds every event by id, the entries of the journal as they stand, and their words. A refresh looks at the sizes and
times of the files and folds only what was appended since; anything else that happened to a file folds all of it anew.
Because of two events about one thing the later id wins, the order of folding does not matter.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any
from zlib import crc32

from studytui.history import tables
from studytui.history.disk import HistoryFile
from studytui.history.events import Event
from studytui.history.facts import LASTING
from studytui.history.folding import LATER, Folding, Source
from studytui.history.history import History
from studytui.history.journal import Filter, Journal
from studytui.history.plain import from_plain
from studytui.history.standing import Damaged, Entry, Reviewing, Tick
from studytui.history.tables import NOT_UNDONE


class Index:
    """What the events of a history amount to, kept up to date by `refresh`. Threads may share it."""

    def __init__(self, history: History, cache: Path) -> None:
        self.history = history
        self.shrunk = False
        """Whether files lost something since the last start; they are folded anew, and the mirror may have it."""
        self.changes = 0
        """How often something was folded: who keeps what follows from the events sees whether it still does."""
        self.reviewed = 0
        """As `changes`, for what tells of a review or takes something back: one more after one such event."""
        self.cache = cache
        self.name = f"history-{crc32(str(history.folder).encode()):08x}"
        """What derived data of this history is called in the cache."""
        self._lock = RLock()
        self._path = cache / f"{self.name}-{tables.VERSION:08x}.sqlite"
        self._known: list[HistoryFile] | None = None
        self._database = tables.opened(self._path)
        self.journal = Journal(self._rows)
        """The entries, for who wants more of them than the methods below."""

    def refresh(self) -> bool:
        """Fold what was added since the last look; says whether anything was."""
        with self._lock:
            if self.history.files() == self._known:
                return False
            try:
                self._known = self._fold_all()
            except sqlite3.DatabaseError as error:
                self._start_over(error)
            self.changes += 1
            return True

    def take_in(self, path: Path) -> None:
        """Fold what this program has just appended to a file; whatever else there is waits for the next refresh.

        A refresh looks at every file, and after years of reviews there are hundreds.
        """
        with self._lock:
            known, entry = self._known, str(path)
            troubled = "SELECT 1 FROM damage WHERE line = 0 UNION ALL SELECT 1 FROM source WHERE path = ?"
            if known is None or self.history.unlisted or self._rows(troubled, (LATER,)):
                self.refresh()
                return
            try:
                with self._database as database:
                    database.execute("BEGIN IMMEDIATE")
                    status = path.stat()
                    file = HistoryFile(entry, status.st_size, status.st_mtime_ns)
                    row = database.execute("SELECT * FROM source WHERE path = ?", (entry,)).fetchone()
                    if row is None:
                        raise FileNotFoundError(entry)
                    source = Source(*row[1:])
                    self._heed({entry: source})
                    folding = Folding(database, self.history)
                    if not folding.fold(file, source):
                        # It is no longer what it was.
                        raise FileNotFoundError(entry)
            except (OSError, sqlite3.DatabaseError):
                self.refresh()
                return
            self.reviewed += folding.reviewed
            self._known = [file if each.path == entry else each for each in known]
            self.changes += 1

    @property
    def newer(self) -> int | None:
        """The format's number of a file that a later version wrote, if there is one."""
        found: int | None = self._rows("SELECT max(newer) FROM source")[0][0]
        return found

    def latest(self) -> int:
        """The time of the latest event of any device, or 0."""
        found = self._rows("SELECT max(id) FROM event")[0][0]
        return int(found[:11], 16) if found else 0

    def ticks(self) -> dict[str, Tick]:
        """For every milestone that was ever ticked, how it stands. Unknown ids are kept."""
        return self._stands("ticked")

    def reads(self) -> dict[str, Tick]:
        """For every topic that was ever marked as read, how it stands. Unknown ids are kept."""
        return self._stands("read")

    def entry(self, entry_id: str) -> Entry | None:
        """One entry as it stands, or None if there is none or it was deleted."""
        return next(iter(self.journal.read([entry_id]).values()), None)

    def event(self, event_id: str) -> Event | None:
        """One event, whether it stands or not."""
        found = self._rows("SELECT plain FROM event WHERE id = ?", (event_id,))
        return from_plain(json.loads(found[0][0])) if found else None

    def entries(
        self,
        search: str = "",
        topic: str | None = None,
        since: str | None = None,
        limit: int = -1,
        before: str | None = None,
    ) -> list[Entry]:
        """Entries, newest first: with all of the words, on the topic, from the study day on, begun before an entry."""
        return self.journal.entries(Filter(search, topic, since=since), limit, before)

    def count(self) -> int:
        """How many entries the journal has."""
        return self.journal.count()

    def contested(self) -> list[Entry]:
        """Entries that two devices edited without knowing of each other, newest first."""
        return self.journal.contested()

    def days(self, since: str, kinds: Sequence[str]) -> dict[str, int]:
        """For each study day from one on, how many events of these kinds there are."""
        query = (
            "SELECT json_extract(plain, '$.day') AS day, count(*) FROM event "  # noqa: S608 - no outside text
            f"WHERE id >= ? AND +kind IN ({_marks(kinds)}) AND {NOT_UNDONE} GROUP BY day HAVING day >= ?"
        )
        return dict(self._rows(query, (_before(since), *kinds, since)))

    def first(self, kinds: Sequence[str]) -> str | None:
        """The study day of the first event of these kinds; None without one."""
        query = (
            f"SELECT json_extract(plain, '$.day') FROM event WHERE +kind IN ({_marks(kinds)}) AND {NOT_UNDONE} "  # noqa: S608
            "ORDER BY id LIMIT 1"
        )
        found = self._rows(query, tuple(kinds))
        return found[0][0] if found else None

    def devices(self) -> list[tuple[str, int, int]]:
        """Each device with the number of its events and the time of its latest."""
        rows = self._rows("SELECT device, count(*), max(id) FROM event GROUP BY device ORDER BY device")
        return [(device, count, int(latest[:11], 16)) for device, count, latest in rows]

    def standing(self, events: Iterable[str]) -> list[str]:
        """Those of the events that are here and not undone."""
        query = f"SELECT 1 FROM event WHERE id = ? AND {NOT_UNDONE}"  # noqa: S608 - no outside text
        return [event for event in events if self._rows(query, (event,))]

    def last_done(self, device: str) -> Event | None:
        """The latest event of this device that stands and can be undone."""
        lasting = ("undid", *LASTING)
        query = (
            f"SELECT plain FROM event WHERE device = ? AND kind NOT IN ({_marks(lasting)}) "  # noqa: S608 - no outside text
            f"AND {NOT_UNDONE} ORDER BY id DESC LIMIT 1"
        )
        found = self._rows(query, (device, *lasting))
        return from_plain(json.loads(found[0][0])) if found else None

    def events(self, *kinds: str, thing: str | None = None, since: str = "") -> list[Event]:
        """The events of these kinds that stand, oldest first; about one thing, or from a study day on, where named."""
        conditions, values = [f"kind IN ({_marks(kinds)})"], list[object](kinds)
        if thing is not None:
            conditions, values = [*conditions, "thing = ?"], [*values, thing]
        if since:
            conditions, values = [*conditions, "id >= ?"], [*values, _before(since)]
        query = f"SELECT plain FROM event WHERE {' AND '.join(conditions)} AND {NOT_UNDONE} ORDER BY id"  # noqa: S608
        found = (from_plain(json.loads(plain)) for (plain,) in self._rows(query, tuple(values)))
        return [event for event in found if event and event.day >= since]

    def reviews(self, card: str | None = None, since: str = "", limit: int = -1) -> list[Reviewing]:
        """Every review that stands, of one card where named, from a study day on; oldest first, the latest `limit`."""
        # Not the operator ->>, which SQLite has only from 3.38 on.
        fields = ", ".join(f"'$.{name}'" for name in Reviewing._fields[2:])
        # The + has SQLite walk back in time, and not sort all reviews there are to find the latest.
        conditions, values = ["+kind = 'reviewed'" if since or limit >= 0 else "kind = 'reviewed'"], list[object]()
        if card is not None:
            conditions, values = ["kind = 'reviewed'", "thing = ?"], [card]
        if since:
            conditions += ["id >= ?", "json_extract(plain, '$.day') >= ?"]
            values += [_before(since), since]
        query = (
            f"SELECT id, thing, json_extract(plain, {fields}) FROM event "  # noqa: S608 - no outside text
            f"WHERE {' AND '.join(conditions)} AND {NOT_UNDONE} ORDER BY id DESC LIMIT ?"
        )
        rows = self._rows(query, (*values, limit))
        return [Reviewing(event_id, thing, *json.loads(rest)) for event_id, thing, rest in reversed(rows)]

    def reviewed_ids(self, card: str | None = None) -> dict[str, str]:
        """For every card, or the one, the ids of its reviews that stand as one text: whether they changed."""
        about, values = ("", ()) if card is None else ("AND thing = ?", (card,))
        query = (
            f"SELECT thing, group_concat(id) FROM event WHERE kind = 'reviewed' {about} AND {NOT_UNDONE} "  # noqa: S608
            "GROUP BY thing"
        )
        return dict(self._rows(query, values))

    def was_undone(self, kind: str, day: str) -> bool:
        """Whether the latest event of a kind on a study day was taken back."""
        query = (
            f"SELECT NOT {NOT_UNDONE} FROM event WHERE kind = ? AND json_extract(plain, '$.day') = ? "  # noqa: S608
            "ORDER BY id DESC LIMIT 1"
        )
        found = self._rows(query, (kind, day))
        return bool(found and found[0][0])

    def damages(self) -> list[Damaged]:
        """Every line that could not be read; line 0 is a file as a whole."""
        return [Damaged(*row) for row in self._rows("SELECT path, line, reason FROM damage ORDER BY path, line")]

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _stands(self, kind: str) -> dict[str, Tick]:
        marks = {}
        query = f"SELECT thing, plain FROM event WHERE kind = ? AND {NOT_UNDONE} ORDER BY id"  # noqa: S608 - ours
        for thing, plain in self._rows(query, (kind,)):
            event = json.loads(plain)
            marks[thing] = Tick(event["done"], event["at"], event["offset"])
        return marks

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[Any]:
        with self._lock:
            try:
                return self._database.execute(query, values).fetchall()
            except sqlite3.DatabaseError as error:
                self._start_over(error)
                return self._database.execute(query, values).fetchall()

    def _start_over(self, error: sqlite3.DatabaseError) -> None:
        """Fold everything anew: in another file or, where there can be none, in memory."""
        if isinstance(error, sqlite3.ProgrammingError):
            raise error
        self._database.close()
        # Another program at work in it, no room, no permission: then the file itself may well be sound.
        if not isinstance(error, sqlite3.OperationalError):
            tables.discard(self._path)
            self._database = tables.opened(self._path)
            with contextlib.suppress(sqlite3.DatabaseError):
                self._known = self._fold_all()
                return
            self._database.close()
        self._database = tables.prepared(":memory:")
        self._known = self._fold_all()

    def _fold_all(self) -> list[HistoryFile]:
        with self._database as database:
            database.execute("BEGIN IMMEDIATE")
            # Listed only now: no other program folds meanwhile, so none can have folded a file that is not listed.
            files = self.history.files()
            folding = Folding(database, self.history)
            known = folding.known()
            self._heed(known)
            if not folding.fold_all(files, known):
                self.shrunk = True
                # What is gone is not folded, and yet something changed.
                self.reviewed += 2
        self.reviewed += folding.reviewed
        return files

    def _heed(self, known: dict[str, Source]) -> None:
        """Notice what another program has folded: it tells nobody what that was."""
        seen = {file.path: (file.size, file.changed) for file in self._known or ()}
        if any(row[:2] != seen.get(path) for path, row in known.items() if path):
            self.reviewed += 2


def _before(day: str) -> str:
    """An id before all of a study day, wherever on Earth that was."""
    begins = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=1)
    return f"{max(0, int(begins.timestamp() * 1000)):011x}"


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
