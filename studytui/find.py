"""One index over all that can be read: topics, milestones, labs, cards and the journal.

What the track says is kept in a SQLite FTS5 database in the cache folder, made when first asked for and again when
the track has changed; the journal's words are kept by the history's own index. Words typed are data: each must occur,
the last one perhaps unfinished, and none of them is query syntax.
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple
from zlib import crc32

from studytui.history.index import Index
from studytui.history.journal import matched, terms
from studytui.history.standing import Entry
from studytui.text import storable
from studytui.track.model import Track

HitKind = Literal["week", "topic", "milestone", "lab", "card", "entry"]

_SCHEMA = 'CREATE VIRTUAL TABLE document USING fts5 (kind UNINDEXED, id UNINDEXED, title, text, tokenize = "porter")'
_ORDER = {"week": 0, "topic": 1, "milestone": 2, "lab": 3, "card": 4}
_WIDTH = 100


class Hit(NamedTuple):
    """One thing found."""

    kind: HitKind
    id: str
    title: str
    """One line that names it."""
    snippet: str
    """The stretch of its text where the words occur."""


class Finder:
    """Finds words in a track and a journal."""

    def __init__(self, track: Track, index: Index, cache: Path) -> None:
        self.track = track
        self._index = index
        self._cache = cache
        self._database: sqlite3.Connection | None = None

    def find(self, query: str, limit: int = 20) -> list[Hit]:
        """What holds all the words of `query`: weeks, topics, milestones, labs, cards, then entries, newest first.

        Those that are called so come before those that mention it.
        """
        if not query.strip():
            return []
        words = re.findall(r"\w+", query)
        hits = [Hit(kind, found, title, snippet(text, words)) for kind, found, title, text in self._rows(query)]
        hits.sort(key=lambda hit: (not _is_called(hit, words), _ORDER[hit.kind]))
        entries = [_entry_hit(entry, words) for entry in self._index.entries(search=query, limit=limit)]
        # Cards and milestones repeat a topic's words; whatever their number, the journal keeps its share.
        room = max(limit - len(entries), limit // 2)
        return (hits[:room] + entries)[:limit]

    def _rows(self, query: str) -> list[tuple[HitKind, str, str, str]]:
        if self._database is None:
            self._database = _connected(self._cache / f"find-{self.track.id}.sqlite")
        try:
            return self._matching(self._database, query)
        except sqlite3.DatabaseError as error:
            # This run goes on in memory; the next one makes a damaged file anew.
            self._database.close()
            if not isinstance(error, sqlite3.OperationalError):
                with contextlib.suppress(OSError):
                    (self._cache / f"find-{self.track.id}.sqlite").unlink()
            self._database = sqlite3.connect(":memory:", isolation_level=None)
            return self._matching(self._database, query)

    def _matching(self, database: sqlite3.Connection, query: str) -> list[tuple[HitKind, str, str, str]]:
        self._fill(database)
        select = "SELECT kind, id, title, text FROM document WHERE "
        ranked = select + "document MATCH ? ORDER BY bm25(document, 0, 0, 10, 1) LIMIT 200"
        rows = database.execute(ranked, (matched(query),)).fetchall()
        if not rows:
            # Scripts without spaces come as one long word, and signs as none: look into the text.
            parts = terms(query)
            holding = " AND ".join(["instr(lower(title || ' ' || text), lower(?))"] * len(parts))
            rows = database.execute(f"{select}{holding} LIMIT 200", parts).fetchall()
        return rows

    def _fill(self, database: sqlite3.Connection) -> None:
        """Make the index anew unless it holds this track; another program may have put another version of it there."""
        if database.execute("PRAGMA user_version").fetchone()[0] == self._key:
            return
        with database:
            database.execute("BEGIN IMMEDIATE")
            database.execute("DROP TABLE IF EXISTS document")
            database.execute(_SCHEMA)
            database.executemany("INSERT INTO document VALUES (?, ?, ?, ?)", self._documents)
            database.execute(f"PRAGMA user_version = {self._key}")

    @cached_property
    def _documents(self) -> list[tuple[HitKind, str, str, str]]:
        return [(kind, name, storable(title), storable(text)) for kind, name, title, text in _documents(self.track)]

    @cached_property
    def _key(self) -> int:
        # user_version is a signed 32-bit number, and 0 in a new file.
        return crc32(repr((_SCHEMA, self._documents)).encode()) & 0x7FFFFFFF | 1


def _is_called(hit: Hit, words: list[str]) -> bool:
    title = re.findall(r"\w+", hit.title.casefold())
    return bool(words) and all(any(part.startswith(word.casefold()) for part in title) for word in words)


def snippet(text: str, words: list[str], width: int = _WIDTH) -> str:
    """A stretch of `text`, on one line, around the first of `words` that occurs in it."""
    flat = " ".join(text.split())
    found = None
    if words:
        any_word = "|".join(map(re.escape, words))
        found = re.search(rf"\b(?:{any_word})", flat, re.IGNORECASE) or re.search(any_word, flat, re.IGNORECASE)
    if len(flat) <= width or found is None or found.start() < width // 2:
        return flat if len(flat) <= width else f"{flat[: width - 1]}…"
    start = max(flat.rfind(" ", 0, found.start() - width // 4) + 1, found.start() - width // 2)
    stretch = flat[start : start + width - 2]
    return f"…{stretch}{'…' if start + width - 2 < len(flat) else ''}"


def _entry_hit(entry: Entry, words: list[str]) -> Hit:
    text = f"{entry.text}\n{entry.got}" if entry.got else entry.text
    return Hit("entry", entry.id, entry.day, snippet(text, words))


def _documents(track: Track) -> Iterator[tuple[HitKind, str, str, str]]:
    for week in track.weeks:
        yield "week", week.id, f"Week {week.number} · {week.title}", week.aim
    for topic in track.topics.values():
        said = [topic.why, *topic.essentials, _spoken(topic.prose)]
        said += [part for wrong in topic.misconceptions for part in (wrong.claim, wrong.correction)]
        said += [f"{reference.author}, {reference.title}" for reference in topic.references]
        yield "topic", topic.id, topic.title, "\n".join(said)
    for week in track.weeks:
        for milestone in week.milestones:
            yield "milestone", milestone.id, f"Week {week.number} · {week.title}", milestone.text
    for lab in track.labs.values():
        yield "lab", lab.id, lab.title, lab.question
    for card in track.cards:
        yield "card", card.id, track.topics[card.topic].title, f"{card.front} {card.back}"


def _spoken(markdown: str) -> str:
    """Markdown without the signs that only mark it up: link targets, headings, fences, emphasis."""
    return re.sub(r"\]\([^)]*\)|^#+ |^```.*$|^\|[-: |]+\|$|[\[`*|]", "", markdown, flags=re.MULTILINE)


def _connected(path: Path) -> sqlite3.Connection:
    """The database at `path`; in memory where the cache can't be written."""
    with contextlib.suppress(OSError, sqlite3.Error):
        path.parent.mkdir(parents=True, exist_ok=True)
        return sqlite3.connect(path, isolation_level=None)
    return sqlite3.connect(":memory:", isolation_level=None)
