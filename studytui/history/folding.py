"""Folding files of the history into the index's tables, each from where it was folded last, in one transaction."""

import json
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from studytui.history import lines
from studytui.history.disk import HistoryFile
from studytui.history.events import Event
from studytui.history.facts import Undid, Wrote
from studytui.history.history import History
from studytui.history.plain import to_plain
from studytui.history.revisions import settled
from studytui.history.tables import NOT_UNDONE

LATER = ""
"""Stands among the files when all is to be folded anew as soon as every file can be read."""
_TOLD = ("source", "damage")
"""The tables that tell of files."""


class Source(NamedTuple):
    """How much of a file was folded."""

    size: int = 0
    changed: int = 0
    folded: int = 0
    """Bytes, to the end of the last whole line."""
    checksum: int = 0
    """Of these bytes."""
    newer: int | None = None
    """The format of a later version that wrote some of it."""


class Folding:
    """What one transaction, which the caller begins and ends, folds."""

    def __init__(self, database: sqlite3.Connection, history: History) -> None:
        self.reviewed = 0
        """How many of the folded events tell of a review or take something back."""
        self._database = database
        self._history = history

    def known(self) -> dict[str, Source]:
        """What was folded so far, by path."""
        return {path: Source(*rest) for path, *rest in self._database.execute("SELECT * FROM source")}

    def fold_all(self, files: list[HistoryFile], known: dict[str, Source]) -> bool:
        """Fold what was added to these files; False where some of what was there is gone, and all is folded anew."""
        database = self._database
        # A file as a whole that could not be read is tried again each time.
        database.execute("DELETE FROM damage WHERE line = 0")
        unlisted = self._history.unlisted
        hidden = tuple(f"{folder}{os.sep}" for folder in unlisted)
        gone = {path for path in known if path and not path.startswith(hidden)} - {file.path for file in files}
        folded = [self.fold(file, known.get(file.path, Source())) for file in files]
        # What can't be looked into now was folded earlier and still stands: nothing is let go of before it can be.
        blind = bool(unlisted or database.execute("SELECT 1 FROM damage WHERE line = 0").fetchone())
        grown = all(folded) and not gone and (LATER not in known or blind)
        if not grown:
            for table in _TOLD if blind else (*_TOLD, "event", "entry", "words"):
                database.execute(f"DELETE FROM {table}")  # noqa: S608 - names from here
            for file in files:
                self.fold(file, Source())
            if blind:
                database.execute("INSERT INTO source (path, folded) VALUES (?, 0)", (LATER,))
        for folder in unlisted:
            self._report(folder, 0, "its files can't be listed")
        return grown

    def fold(self, file: HistoryFile, known: Source) -> bool:
        """Fold what was appended to a file; False if its beginning is no longer what it was."""
        if (file.size, file.changed) == (known.size, known.changed):
            return True
        path = file.path
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            # What was folded of it earlier still stands; the next start tries again.
            self._report(path, 0, f"it can't be read: {error.strerror}")
            return True
        if crc32(data[: known.folded]) != known.checksum or len(data) < known.folded:
            return False
        reading = lines.read(data[known.folded :])
        self._put(reading.events)
        before = data[: known.folded].count(b"\n")
        for damage in reading.damages:
            self._history.keep_aside(path, before + damage.line, damage.raw)
            self._report(path, before + damage.line, damage.reason)
        whole = known.folded + reading.whole
        source = Source(len(data), file.changed, whole, crc32(data[:whole]), reading.newer or known.newer)
        self._database.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?)", (path, *source))
        return True

    def _report(self, path: str, line: int, reason: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO damage VALUES (?, ?, ?)", (path, line, reason))

    def _put(self, events: Iterable[Event]) -> None:
        entries: dict[str, None] = {}
        database = self._database
        for event in events:
            plain = json.dumps(to_plain(event), ensure_ascii=False)
            row = (event.id, event.device, event.kind, event.thing, plain)
            database.execute("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?)", row)
            self.reviewed += event.kind in ("reviewed", "undid")
            if isinstance(event.fact, Wrote):
                entries[event.thing] = None
            elif isinstance(event.fact, Undid):
                query = "SELECT thing FROM event WHERE id = ? AND kind = 'wrote'"
                entries.update((thing, None) for (thing,) in database.execute(query, (event.thing,)))
        for entry_id in entries:
            self._put_entry(entry_id)

    def _put_entry(self, entry_id: str) -> None:
        database = self._database
        query = f"SELECT plain, {NOT_UNDONE} FROM event WHERE kind = 'wrote' AND thing = ? ORDER BY id"  # noqa: S608
        rows = [(json.loads(plain), stands) for plain, stands in database.execute(query, (entry_id,))]
        old = database.execute("SELECT number FROM entry WHERE id = ?", (entry_id,)).fetchone()
        if old:
            database.execute("DELETE FROM words WHERE rowid = ?", old)
            database.execute("DELETE FROM entry WHERE number = ?", old)
        entry = settled([plain for plain, _ in rows], {plain["id"] for plain, stands in rows if not stands})
        if entry is None:
            return
        cursor = database.execute(
            "INSERT INTO entry (id, place, topic, starred, day, contested, plain) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (entry_id, f"{entry['at']:011x}-{entry_id}", entry.get("topic"), entry.get("starred", False), entry["day"],
             bool(entry["others"]), json.dumps({"id": entry_id, **entry}, ensure_ascii=False)),
        )  # fmt: skip
        said = [entry, *entry["others"]]
        words = " ".join(str(each.get(key) or "") for each in said for key in ("text", "got", "topic", "lab"))
        database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (cursor.lastrowid, words))
