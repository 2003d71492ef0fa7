"""The history folded into what is true now: a SQLite database in the cache folder, always rebuildable.

It holds every event by id, the entries of the journal as they stand, and their words. A refresh looks at the sizes and
times of the files and folds only what was appended since; anything else that happened to a file folds all of it anew.
Because of two events about one thing the later id wins, the order of folding does not matter.
"""

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from studytui.history import lines
from studytui.history.events import Event, Undid, Wrote, from_plain, to_plain
from studytui.history.history import History, HistoryFile

SCHEMA = 1
"""Part of the file's name: raise it when a table changes, and the old file is left behind."""

_TABLES = """
CREATE TABLE source (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, folded INTEGER, checksum INTEGER) WITHOUT ROWID;
CREATE TABLE damage (path TEXT, line INTEGER, reason TEXT);
CREATE TABLE event (id TEXT PRIMARY KEY, device TEXT, kind TEXT, thing TEXT, plain TEXT) WITHOUT ROWID;
CREATE INDEX event_thing ON event (kind, thing, id);
CREATE TABLE entry (number INTEGER PRIMARY KEY, id TEXT UNIQUE, revision TEXT, topic TEXT, starred INTEGER, day TEXT,
                    plain TEXT);
CREATE INDEX entry_topic ON entry (topic, id);
CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = "unicode61 remove_diacritics 2");
"""  # noqa: E501 - a table a line

_NOT_UNDONE = "NOT EXISTS (SELECT 1 FROM event AS taken WHERE taken.kind = 'undid' AND taken.thing = event.id)"
_TAG = re.compile(r"(?<![\w#])#(\w[\w-]*)")


@dataclass(frozen=True, slots=True)
class Tick:
    """That a milestone stands ticked, or was ticked once and no longer is."""

    done: bool
    at: int
    offset: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry as it stands after all its revisions."""

    id: str
    at: int
    """When it was begun, in milliseconds UTC."""
    offset: int
    day: str
    text: str
    got: str | None = None
    topic: str | None = None
    lab: str | None = None
    starred: bool = False
    revision: str = ""
    """The event that made it what it is."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The `#tags` in its text, without the sign, in order, each once."""
        return tuple(dict.fromkeys(_TAG.findall(f"{self.text}\n{self.got or ''}")))


@dataclass(frozen=True, slots=True)
class Damaged:
    """A line of a file that could not be read and was left where it is."""

    path: str
    line: int
    reason: str


class Index:
    """What the events of a history amount to, kept up to date by `refresh`."""

    def __init__(self, history: History, cache: Path) -> None:
        self.history = history
        name = f"history-{crc32(str(history.folder).encode()):08x}-{SCHEMA}.sqlite"
        self._path = cache / name
        self._known: list[HistoryFile] = []
        self.newer: int | None = None
        """The format's number of a file that a later version wrote."""
        self._database = _open(self._path)

    def refresh(self) -> bool:
        """Fold what was added since the last look; says whether anything was."""
        files = self.history.files()
        if files == self._known:
            return False
        try:
            self._fold_all(files)
        except sqlite3.DatabaseError:
            self._database.close()
            with contextlib.suppress(OSError):
                self._path.unlink()
            self._database = _open(self._path)
            self._fold_all(files)
        self._known = files
        return True

    def latest(self) -> int:
        """The time of the latest event of any device, or 0."""
        found = self._database.execute("SELECT max(id) FROM event").fetchone()[0]
        return int(found[:11], 16) if found else 0

    def ticks(self) -> dict[str, Tick]:
        """For every milestone that was ever ticked, how it stands. Unknown ids are kept."""
        ticks = {}
        query = f"SELECT thing, plain FROM event WHERE kind = 'ticked' AND {_NOT_UNDONE} ORDER BY id"  # noqa: S608
        for milestone, plain in self._database.execute(query):
            event = json.loads(plain)
            ticks[milestone] = Tick(event["done"], event["at"], event["offset"])
        return ticks

    def entry(self, entry_id: str) -> Entry | None:
        """One entry as it stands, or None if there is none or it was deleted."""
        return next(self._entries("WHERE id = ?", (entry_id,)), None)

    def entries(
        self,
        search: str = "",
        topic: str | None = None,
        since: str | None = None,
        limit: int = -1,
        before: str | None = None,
    ) -> list[Entry]:
        """Entries, newest first: with all of the words, on the topic, from the study day on, begun before an entry."""
        conditions, values = ["1"], list[object]()
        matching = _match(search)
        if matching:
            conditions.append("number IN (SELECT rowid FROM words WHERE words MATCH ?)")
            values.append(matching)
        elif search.strip():
            return []
        for condition, value in (("topic = ?", topic), ("day >= ?", since), ("id < ?", before)):
            if value is not None:
                conditions.append(condition)
                values.append(value)
        return list(self._entries(f"WHERE {' AND '.join(conditions)} ORDER BY id DESC LIMIT ?", (*values, limit)))

    def count(self) -> int:
        """How many entries the journal has."""
        return int(self._database.execute("SELECT count(*) FROM entry").fetchone()[0])

    def last_done(self, device: str) -> Event | None:
        """The latest event of this device that stands and can be undone."""
        query = (
            "SELECT plain FROM event WHERE device = ? AND kind != 'undid' AND "  # noqa: S608 - no outside text
            f"{_NOT_UNDONE} ORDER BY id DESC LIMIT 1"
        )
        found = self._database.execute(query, (device,)).fetchone()
        return from_plain(json.loads(found[0])) if found else None

    def damages(self) -> list[Damaged]:
        """Every line that could not be read."""
        return [Damaged(*row) for row in self._database.execute("SELECT path, line, reason FROM damage")]

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _entries(self, rest: str, values: tuple[object, ...]) -> Iterator[Entry]:
        for (plain,) in self._database.execute(f"SELECT plain FROM entry {rest}", values):  # noqa: S608
            yield Entry(**json.loads(plain))

    def _fold_all(self, files: list[HistoryFile]) -> None:
        database = self._database
        with database:
            database.execute("BEGIN IMMEDIATE")
            known = {row[0]: row[1:] for row in database.execute("SELECT * FROM source")}
            stale = set(known) - {str(file.path) for file in files}
            if stale or not all(self._fold_file(file, known.get(str(file.path))) for file in files):
                for table in ("source", "damage", "event", "entry", "words"):
                    database.execute(f"DELETE FROM {table}")  # noqa: S608 - names from this line
                for file in files:
                    self._fold_file(file, None)

    def _fold_file(self, file: HistoryFile, known: tuple[int, int, int, int] | None) -> bool:
        """Fold what was appended to a file; False if its beginning is no longer what it was."""
        size, changed, folded, checksum = known or (0, 0, 0, 0)
        if known and (file.size, file.changed) == (size, changed):
            return True
        data = file.path.read_bytes()
        if crc32(data[:folded]) != checksum or len(data) < folded:
            return False
        path = str(file.path)
        reading = lines.read(data[folded:])
        self.newer = reading.newer or self.newer
        self._fold(reading.events)
        before = data[:folded].count(b"\n")
        self._database.executemany(
            "INSERT INTO damage VALUES (?, ?, ?)",
            [(path, before + damage.line, damage.reason) for damage in reading.damages],
        )
        whole = folded + reading.whole
        self._database.execute(
            "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?)",
            (path, len(data), file.changed, whole, crc32(data[:whole])),
        )
        return True

    def _fold(self, events: Iterable[Event]) -> None:
        entries: dict[str, None] = {}
        database = self._database
        for event in events:
            plain = json.dumps(to_plain(event), ensure_ascii=False)
            row = (event.id, event.device, event.kind, event.thing, plain)
            database.execute("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?)", row)
            if isinstance(event.fact, Wrote):
                entries[event.thing] = None
            elif isinstance(event.fact, Undid):
                query = "SELECT thing FROM event WHERE id = ? AND kind = 'wrote'"
                entries.update((thing, None) for (thing,) in database.execute(query, (event.thing,)))
        for entry_id in entries:
            self._put_entry(entry_id)

    def _put_entry(self, entry_id: str) -> None:
        database = self._database
        query = f"SELECT plain FROM event WHERE kind = 'wrote' AND thing = ? AND {_NOT_UNDONE} ORDER BY id"  # noqa: S608
        revisions = [json.loads(plain) for (plain,) in database.execute(query, (entry_id,))]
        old = database.execute("SELECT number FROM entry WHERE id = ?", (entry_id,)).fetchone()
        if old:
            database.execute("DELETE FROM words WHERE rowid = ?", old)
            database.execute("DELETE FROM entry WHERE number = ?", old)
        if not revisions or revisions[-1].get("deleted"):
            return
        first, last = revisions[0], revisions[-1]
        plain = {key: first[key] for key in ("at", "offset", "day")} | {
            key: last[key] for key in ("text", "got", "topic", "lab", "starred") if key in last
        }
        plain |= {"id": entry_id, "revision": last["id"]}
        cursor = database.execute(
            "INSERT INTO entry (id, revision, topic, starred, day, plain) VALUES (?, ?, ?, ?, ?, ?)",
            (entry_id, last["id"], last.get("topic"), last.get("starred", False), first["day"],
             json.dumps(plain, ensure_ascii=False)),
        )  # fmt: skip
        words = " ".join(str(last.get(key) or "") for key in ("text", "got", "topic", "lab"))
        database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (cursor.lastrowid, words))


def _open(path: Path) -> sqlite3.Connection:
    """The database at `path`; in memory where the cache can't be written or what is there is no database."""
    with contextlib.suppress(OSError, sqlite3.Error):
        path.parent.mkdir(parents=True, exist_ok=True)
        return _prepared(path)
    with contextlib.suppress(OSError, sqlite3.Error):
        path.unlink()
        return _prepared(path)
    return _prepared(":memory:")


def _prepared(path: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    # A cache needs no flush per transaction, but must stay whole when a process is killed.
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone():
        with database:
            database.execute("BEGIN IMMEDIATE")
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone():
                for statement in _TABLES.split(";\n"):
                    database.execute(statement)
    return database


def _match(search: str) -> str:
    """A query for entries that hold every word of `search`, the last one perhaps unfinished."""
    return " ".join(f'"{word}"*' for word in re.findall(r"\w+", search))
