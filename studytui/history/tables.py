"""The index's SQLite file in the cache folder: its tables, and what to do when it can't be opened.

It is only ever a copy of what the history's files say, so a damaged file is thrown away, and where there can be none
the tables are made in memory.
"""

import contextlib
import sqlite3
from dataclasses import fields
from pathlib import Path
from zlib import crc32

from studytui.history.facts import KINDS

_TABLES = """
CREATE TABLE source (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, folded INTEGER, checksum INTEGER,
                     newer INTEGER) WITHOUT ROWID;
CREATE TABLE damage (path TEXT, line INTEGER, reason TEXT, PRIMARY KEY (path, line)) WITHOUT ROWID;
CREATE TABLE event (id TEXT PRIMARY KEY, device TEXT, kind TEXT, thing TEXT, plain TEXT) WITHOUT ROWID;
CREATE INDEX event_thing ON event (kind, thing, id);
CREATE TABLE entry (number INTEGER PRIMARY KEY, id TEXT UNIQUE, place TEXT UNIQUE, topic TEXT, starred INTEGER,
                    day TEXT, contested INTEGER, plain TEXT);
CREATE INDEX entry_topic ON entry (topic, place);
CREATE INDEX entry_contested ON entry (id) WHERE contested;
CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3');
"""

NOT_UNDONE = "NOT EXISTS (SELECT 1 FROM event AS taken WHERE taken.kind = 'undid' AND taken.thing = event.id)"
"""The condition that an event stands."""

_HAS_TABLES = "SELECT 1 FROM sqlite_master WHERE name = 'words'"

_MEANING = 2
"""Raise it when the same events fold into something else."""

VERSION = crc32(repr((_MEANING, _TABLES, [(kind, *(f.name for f in fields(KINDS[kind]))) for kind in KINDS])).encode())
"""Part of the file's name: whoever knows more kinds or fields must not trust what was folded without them."""


def opened(path: Path) -> sqlite3.Connection:
    """The database at `path`; in memory where the cache can't be written."""
    with contextlib.suppress(OSError, sqlite3.DatabaseError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return prepared(path)
        except sqlite3.OperationalError:
            # Locked by another program, or no room for it: what is there may well be sound.
            raise
        except sqlite3.DatabaseError:
            discard(path)
        return prepared(path)
    return prepared(":memory:")


def discard(path: Path) -> None:
    """Throw the database away, with what SQLite keeps beside it."""
    for part in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + part).unlink()


def prepared(path: Path | str) -> sqlite3.Connection:
    """The database at `path`, with its tables. Raises sqlite3.Error."""
    database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        # A cache needs no flush per transaction, but must stay whole when a process is killed.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            if not database.execute(_HAS_TABLES).fetchone():
                database.execute("BEGIN IMMEDIATE")
                if not database.execute(_HAS_TABLES).fetchone():
                    for statement in _TABLES.split(";\n"):
                        database.execute(statement)
    except sqlite3.Error:
        database.close()
        raise
    return database
