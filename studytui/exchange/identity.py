"""Which item of a file is which: ids that outlive edits, and the record of them that lies beside an imported track.

What the learner ticked is known by its id alone, in all tracks at once. So an id, once given, belongs to its item for
good: a text that is the same keeps it wherever it moved, one that is nearly the same keeps it too, and one that went
keeps it for the day it comes back. That a folder has a record at all says that an import made it.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from studytui.errors import BAD_CONTENT, StudyError
from studytui.text import one_line

FILE = "import.json"
ALIKE = 0.85
"""How alike two texts of one section have to be: one word in seven may be another."""
ALIKE_ELSEWHERE = 0.9
SLIP = 0.75
COMPARED = 160
"""Characters of a text that are compared: 500 would take ten times as long."""
CANDIDATES = 3
COMMON = 64
"""Texts of which one more that holds the same three letters tells nothing."""

_FORMAT = 1
_ID = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(-[a-z0-9]+)*")
_NAME = re.compile(r"track\.yaml|topics/[a-z0-9-]{1,64}\.md")
_NUMBERS = re.compile(r"\d+")
_WORDS = re.compile(r"\w[\w+#]*")
_UNREADABLE = (AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError)


class Known(NamedTuple):
    """An item or a section, and what tells it from others of the same text."""

    id: str
    """Empty while it has none."""
    text: str
    section: str = ""
    group: str = ""
    gone: bool = False
    """Whether it was in the file once, and is no longer."""


class Record(NamedTuple):
    """What the next import has to know of this one."""

    source: str
    """The file's path."""
    weeks: int
    """Over how many weeks the items were spread; 0 when the sections are the weeks."""
    items: tuple[Known, ...]
    sections: tuple[Known, ...]
    files: dict[str, int]
    """The checksum of each file as it was written, by which a later edit is known."""


def load(folder: Path) -> Record | None:
    """The record in a track's folder; None if there is none. Raises StudyError if it can't be read."""
    path = folder / FILE
    try:
        if not path.is_file():
            return None
        plain = json.loads(path.read_bytes())
        if plain["format"] != _FORMAT:
            raise ValueError(f"format {plain['format']}")
        items, sections = (tuple(_known(each) for each in plain[kind]) for kind in ("items", "sections"))
        files = {name: int(checksum) for name, checksum in plain["files"].items() if _NAME.fullmatch(name)}
        return Record(str(plain["source"]), int(plain["weeks"]), items, sections, files)
    except _UNREADABLE as error:
        message = f"{one_line(str(path))} can't be read: {one_line(str(error))}"
        raise StudyError(message, "import into another track with --id", BAD_CONTENT) from None


def written(record: Record) -> str:
    """The record as the text of its file, a line an item, so that a person can compare two of them."""
    plain = {**record._asdict(), "items": [], "sections": [], "format": _FORMAT}
    lines = {
        kind: ",\n  ".join(json.dumps(_plain(each), ensure_ascii=True) for each in known)
        for kind, known in (("items", record.items), ("sections", record.sections))
    }
    text = json.dumps(plain, indent=1)
    for kind, joined in lines.items():
        text = text.replace(f'\n "{kind}": []', f'\n "{kind}": [\n  {joined}\n ]', 1)
    return text + "\n"


def _known(plain: dict[str, Any]) -> Known:
    if not all(isinstance(value, bool if name == "gone" else str) for name, value in plain.items()):
        raise ValueError("an item has a value of the wrong type")
    known = Known(**plain)
    if not is_id(known.id):
        raise ValueError(f"{known.id!r} is no id")
    return known


def _plain(known: Known) -> dict[str, object]:
    return {name: value for name, value in known._asdict().items() if value or name in ("id", "text")}


# Names


def is_id(name: str) -> bool:
    """Whether a name can be an id: kebab-case, at most 64 characters."""
    return bool(_ID.fullmatch(name))


def slug(text: str, length: int) -> str:
    """The words of a text as a name of at most `length` characters; empty when it has no letters of ASCII."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", letters.replace("'", "")))
    return (words if len(words) <= length else words[: length + 1].rpartition("-")[0] or words[:length]).strip("-")


def prefix(track_id: str) -> str:
    """What the ids of a track begin with: ticks are known by the id alone, and two plans may say the same.

    Without a hyphen, so that what follows can't make it another track's.
    """
    initials = "".join(word[0] for word in track_id.split("-"))[:4]
    return f"{initials}{crc32(track_id.encode()) & 0xFFFF:04x}"


def named(known: Sequence[Known], start: str, length: int, taken: Iterable[str]) -> tuple[Known, ...]:
    """The same with an id each: those that have none get one that was never given before."""
    used = {*taken, *(each.id for each in known)}
    numbers: Counter[str] = Counter()
    result = []
    for each in known:
        name, words = each.id, slug(each.text, length)
        while not name or (name in used and not each.id):
            numbers[words] += 1
            number = str(numbers[words]) if numbers[words] > 1 or not words else ""
            name = "-".join(filter(None, (start, words, number)))
        used.add(name)
        result.append(each._replace(id=name))
    return tuple(result)


# Matching


def matched(known: Sequence[Known], seen: Sequence[Known]) -> list[Known | None]:
    """For each that is seen in the file now, which of the known it is; None for what is new."""
    found: dict[int, Known] = {}
    left = dict(enumerate(seen))
    here = [each for each in known if not each.gone]
    gone = [each for each in known if each.gone]
    for pool in (here, gone):
        for key in _SAME:
            _same(pool, left, found, key)
    _alike(here, left, found, ALIKE, lambda each: each.section)
    _alike(here, left, found, ALIKE_ELSEWHERE, lambda _: "")
    return [found.get(number) for number in range(len(seen))]


_SAME: tuple[Callable[[Known], Hashable], ...] = (
    lambda each: (each.text.casefold(), each.section, each.group),
    lambda each: (each.text.casefold(), each.section),
    lambda each: (each.text.casefold(), each.group),
    lambda each: each.text.casefold(),
)
"""By what two are the same, from the most certain to the least: *Exercises* may stand in every section."""


def _same(pool: list[Known], left: dict[int, Known], found: dict[int, Known], key: Callable[[Known], Hashable]) -> None:
    waiting: defaultdict[Hashable, deque[Known]] = defaultdict(deque)
    for each in pool:
        waiting[key(each)].append(each)
    for number, each in list(left.items()):
        queue = waiting.get(key(each))
        if queue:
            found[number] = queue.popleft()
            del left[number]
    taken = set(map(id, found.values()))
    pool[:] = [each for each in pool if id(each) not in taken]


def _alike(
    pool: list[Known], left: dict[int, Known], found: dict[int, Known], least: float, place: Callable[[Known], str]
) -> None:
    """Pair what is left by likeness, the most alike first."""
    if not pool or not left:
        return
    holders: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for position, each in enumerate(pool):
        for part in _parts(each.text):
            holders[place(each), part].append(position)
    pairs = []
    for number, each in left.items():
        shared: Counter[int] = Counter()
        for part in _parts(each.text):
            those = holders.get((place(each), part), ())
            shared.update(those if len(those) <= COMMON else ())
        for position, _ in shared.most_common(CANDIDATES):
            likeness = _likeness(pool[position].text, each.text)
            if likeness >= least:
                pairs.append((-likeness, position, number))
    taken = set()
    for _, position, number in sorted(pairs):
        if number in left and position not in taken:
            taken.add(position)
            found[number] = pool[position]
            del left[number]
    pool[:] = [each for position, each in enumerate(pool) if position not in taken]


def _parts(text: str) -> set[str]:
    """Three letters at a time, the ends included."""
    padded = f" {text[:COMPARED].casefold()} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def _likeness(one: str, other: str) -> float:
    """From 0 to 1, by words. With other numbers in it a text is another: chapter 1 is not chapter 2."""
    if _NUMBERS.findall(one) != _NUMBERS.findall(other):
        return 0.0
    ours, theirs = _words(one), _words(other)
    if not ours or not theirs:
        return 0.0
    same = 0
    for tag, start, end, its_start, its_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            same += end - start
        elif tag == "replace":
            same += sum(map(_is_slip, ours[start:end], theirs[its_start:its_end]))
    likeness = 2 * same / (len(ours) + len(theirs))
    is_longer = set(ours) <= set(theirs) or set(theirs) <= set(ours)
    return max(ALIKE, likeness) if is_longer else likeness


def _words(text: str) -> list[str]:
    words = _WORDS.findall(text[:COMPARED].casefold())
    return [word for word in words if word not in ("a", "an", "the")]


def _is_slip(one: str, other: str) -> bool:
    """Whether two words are one with a slip or another ending; *encode* and *decode* are not."""
    return one[0] == other[0] and SequenceMatcher(None, one, other, autojunk=False).ratio() >= SLIP
