"""The journal's entries as they stand: read by id, listed by filters, found by their words.

Words typed are data: each must occur, the last one perhaps unfinished, and none of them is query syntax.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from studytui.history.standing import TAG, Entry, Version
from studytui.text import storable

Query = Callable[[str, tuple[object, ...]], list[Any]]

AT_ONCE = 500
"""Ids that one statement asks for; SQLite bounds how many values there may be."""


class Filter(NamedTuple):
    """What an entry has to be; all of it, where more than one thing is named."""

    search: str = ""
    topic: str | None = None
    lab: str | None = None
    tag: str | None = None
    starred: bool = False
    decision: str | None = None
    """A tag that makes an entry a decision, as a star does."""
    since: str | None = None
    """A study day."""

    @property
    def names_tags(self) -> bool:
        """Whether `conditions` say too little, and `has_tags` is to be asked."""
        return self.tag is not None or self.decision is not None

    def has_tags(self, entry: Entry) -> bool:
        """Whether an entry has the tags that it has to have."""
        tags = entry.tags
        is_decision = self.decision is None or entry.starred or self.decision in tags
        return is_decision and (self.tag is None or self.tag in tags)

    def conditions(self) -> Iterator[tuple[str, object]]:
        """What SQLite can say of it, words apart; of tags only what may be one."""
        for condition, value in (
            ("topic = ?", self.topic),
            ("json_extract(plain, '$.lab') = ?", self.lab),
            ("starred = ?", self.starred or None),
            ("instr(plain, ?)", self.tag and f"#{self.tag}"),
            ("(starred OR instr(plain, ?))", self.decision and f"#{self.decision}"),
            ("day >= ?", self.since),
        ):
            if value is not None:
                yield condition, value


EVERYTHING = Filter()


class Journal:
    """The entries of a history, newest first."""

    def __init__(self, query: Query) -> None:
        self._query = query

    def entries(self, wanted: Filter = EVERYTHING, limit: int = -1, before: str | None = None) -> list[Entry]:
        """The entries that are what they have to be, begun before one where it is named."""
        where, values = self._where(wanted, before)
        if not wanted.names_tags:
            return self._entries(f"{where} ORDER BY place DESC LIMIT ?", (*values, limit))
        found = filter(wanted.has_tags, self._entries(f"{where} ORDER BY place DESC", values))
        return [entry for entry, _ in zip(found, range(limit), strict=False)] if limit >= 0 else list(found)

    def listed(self, wanted: Filter = EVERYTHING) -> list[tuple[str, str]]:
        """The same, only the id and the study day of each: 50,000 take 70 ms, whole they would take 700."""
        if wanted.names_tags:
            return [(entry.id, entry.day) for entry in self.entries(wanted)]
        where, values = self._where(wanted)
        return self._query(f"SELECT id, day FROM entry {where} ORDER BY place DESC", values)  # noqa: S608 - ours

    def read(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Those of the entries that stand."""
        found: dict[str, Entry] = {}
        for start in range(0, len(ids), AT_ONCE):
            some = tuple(map(storable, ids[start : start + AT_ONCE]))
            marks = ", ".join("?" * len(some))
            found |= {entry.id: entry for entry in self._entries(f"WHERE id IN ({marks})", some)}
        return found

    def count(self) -> int:
        """How many entries there are."""
        return int(self._query("SELECT count(*) FROM entry", ())[0][0])

    def contested(self) -> list[Entry]:
        """Entries that two devices edited without knowing of each other."""
        return self._entries("WHERE contested ORDER BY id DESC", ())

    # What there is to filter by

    def topics(self) -> dict[str, int]:
        """How many entries are about each topic, the most first. Unknown ids are kept."""
        query = "SELECT topic, count(*) FROM entry WHERE topic IS NOT NULL GROUP BY topic ORDER BY 2 DESC, 1"
        return dict(self._query(query, ()))

    def labs(self) -> dict[str, int]:
        """How many entries came of each lab, the most first. Unknown ids are kept."""
        query = "SELECT json_extract(plain, '$.lab') AS lab, count(*) FROM entry WHERE lab IS NOT NULL "
        return dict(self._query(f"{query} GROUP BY 1 ORDER BY 2 DESC, 1", ()))

    def tags(self) -> dict[str, int]:
        """How many entries have each tag, the most first."""
        said = self._query("SELECT json_extract(plain, '$.text', '$.got') FROM entry WHERE instr(plain, '#')", ())
        counts: Counter[str] = Counter()
        for (plain,) in said:
            counts.update(set(TAG.findall("\n".join(filter(None, json.loads(plain))))))
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def _where(self, wanted: Filter, before: str | None = None) -> tuple[str, tuple[object, ...]]:
        conditions, values = ["1"], list[object]()
        if wanted.search.strip():
            # The + keeps SQLite from sorting all that match before it takes the newest: 4 ms instead of 57.
            condition, values = self._holding(wanted.search)
            conditions.append(f"+number IN (SELECT rowid FROM words WHERE {condition})")  # noqa: S608 - ours
        for condition, value in wanted.conditions():
            conditions.append(condition)
            values.append(value)
        if before is not None:
            # When an entry was written is what counts, and the id of an imported one does not tell.
            places = self._query("SELECT place FROM entry WHERE id = ?", (before,))
            conditions.append("place < ?")
            values.append(places[0][0] if places else before)
        return f"WHERE {' AND '.join(conditions)}", tuple(values)

    def _holding(self, search: str) -> tuple[str, list[object]]:
        """A condition on the words table, with its values: all the words occur."""
        matching = matched(search)
        if self._query("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", (matching,)):
            return "words MATCH ?", [matching]
        # Scripts without spaces come as one long word, and signs as none: look into the text.
        parts = terms(search)
        return " AND ".join(["instr(lower(text), lower(?))"] * len(parts)), list[object](parts)

    def _entries(self, rest: str, values: tuple[object, ...]) -> list[Entry]:
        rows = self._query(f"SELECT plain FROM entry {rest}", values)  # noqa: S608 - no outside text
        return [_entry(json.loads(plain)) for (plain,) in rows]


def _entry(plain: dict[str, Any]) -> Entry:
    others = tuple(Version(**other) for other in plain.pop("others"))
    return Entry(**plain | {"merged": tuple(plain["merged"]), "others": others})


def terms(search: str) -> list[str]:
    """The words of a search. No more than a hundred: SQLite bounds the depth of a condition."""
    return storable(search).split()[:100]


def matched(search: str) -> str:
    """A full-text query for what holds every word of `search`, each perhaps unfinished; no word is syntax."""
    words = terms(search.replace("\0", " ").replace('"', '""'))
    # `C++` ends in a sign, so it is finished, and doesn't find every word in C.
    return " ".join(f'"{word}"*' if word[-1].isalnum() else f'"{word}"' for word in words) or '""'
