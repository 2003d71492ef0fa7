"""A nested Markdown checklist, read as sections with what there is to do in each.

Lists, fences and comments are markdown-it's work; ours is what they mean. An item with a box is a deed, one without a
box that holds deeds is their group, everything else is a note. Text comes out plain and on one line, and the addresses
that it led to beside it.
"""

import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from studytui.errors import BAD_CONTENT, NOTHING_MATCHED, StudyError
from studytui.text import one_line, storable
from studytui.track.reader import MAX_BYTES

MAX_ITEMS = 10_000
MAX_LINES = 50_000
LONGEST_TEXT = 500
"""Characters of an item; a longer one is cut, and stands in full among the notes."""
LONGEST_TITLE = 120
LONGEST_MARKUP = 4_000
"""Characters up to which text is looked through for links: 50,000 brackets take three seconds."""
BETWEEN = " › "
"""What stands between a group and what is in it."""

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?=[\w-]+:)(?:.*\n){1,100}?---[ \t]*(?:\n|\Z)")
_BOX = re.compile(r"\[([ xX])\](?:\s+|\Z)")
_ANCHOR = re.compile(r"<a\s[^>]*?\bhref\s*=\s*[\"']([^\"'<>]+)[\"']", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_NO_CHARACTERS = dict.fromkeys((0xFEFF, 0xFFFE, 0xFFFF))


class Link(NamedTuple):
    """An address, the text that led to it, and the item that text is a part of."""

    text: str
    url: str
    item: str = ""


class Note(NamedTuple):
    """Text that is nothing to do."""

    text: str
    is_item: bool = False


class Item(NamedTuple):
    """Something to do: what stood behind a box."""

    text: str
    done: bool
    group: tuple[str, ...] = ()
    """The items around it, the outermost first."""


class Section(NamedTuple):
    """A heading and what stands between it and the next."""

    keys: tuple[int, ...]
    """The numbers of the headings it is below, its own the last: two sections may have the same titles."""
    titles: tuple[str, ...]
    items: tuple[Item, ...]
    notes: tuple[Note, ...]
    links: tuple[Link, ...]


class Checklist(NamedTuple):
    """What a file holds."""

    title: str
    sections: tuple[Section, ...]
    """In order; the first is what stands before any heading."""


def read(path: Path) -> Checklist:
    """The checklist in a file. Raises StudyError when it can't be read, or there is nothing to do in it."""
    shown = one_line(str(path))
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise StudyError(f"{shown} is no ordinary file", "name a Markdown file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StudyError(f"{shown} is not UTF-8", "save the file as UTF-8", BAD_CONTENT) from None
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise StudyError(f"{shown} can't be read: {why}", "name a Markdown file", NOTHING_MATCHED) from None
    if len(raw) > MAX_BYTES:
        raise StudyError(f"{shown} has more than {MAX_BYTES:,} bytes", "split it", BAD_CONTENT)
    if text.count("\n") > MAX_LINES:
        raise StudyError(f"{shown} has more than {MAX_LINES:,} lines", "split it", BAD_CONTENT)
    checklist = parsed(text, path.stem)
    count = sum(len(section.items) for section in checklist.sections)
    if not count:
        raise StudyError(f"{shown} holds nothing to tick off", "an item to do begins with - [ ]", BAD_CONTENT)
    if count > MAX_ITEMS:
        raise StudyError(f"{shown} holds {count:,} items", f"split it: at most {MAX_ITEMS:,} make a track", BAD_CONTENT)
    return checklist


def parsed(text: str, name: str) -> Checklist:
    """The checklist in Markdown; `name` is its title where no # heading gives one."""
    reading = _Reading()
    reading.read(_FRONT_MATTER.sub("", storable(text), count=1))
    sections = tuple(
        Section(each.keys, each.titles, tuple(each.items), tuple(filter(None, each.notes)), tuple(each.links))
        for each in reading.sections
    )
    return Checklist(reading.title or shortened(_plain(name), LONGEST_TITLE) or "Checklist", sections)


def shortened(text: str, length: int) -> str:
    """The text, or as many of its words as fit into `length` characters."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip() + "…"


@dataclass(slots=True)
class _Section:
    """A section that is being read."""

    keys: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    items: list[Item] = field(default_factory=list)
    notes: list[Note | None] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A list item that has not ended yet."""

    text: str = ""
    note: int | None = None
    """Where it stands among the notes, until something to do is found in it."""


class _Line(NamedTuple):
    text: str
    pictures: str
    """What stands for its pictures."""
    links: tuple[Link, ...]
    is_link: bool
    """Whether there is nothing but links."""


class _Reading:
    """What was read so far, and where in it we are."""

    def __init__(self) -> None:
        self.title = ""
        self.sections = [_Section()]
        # Deeper than markdown-it's own limit: a list in a list takes two levels. Inline markup is read only where it
        # counts, and after the boxes were taken off; as deep as that, 4,000 brackets take half a second. Of
        # tables, which are made of tokens by the million, only the links matter.
        self._blocks = MarkdownIt("commonmark", {"maxNesting": 100}).disable("inline")
        self._markup = MarkdownIt("commonmark").enable("strikethrough")
        self._environment: dict[str, Any] = {}
        self._headings: list[tuple[int, int, str]] = []
        self._count = 0
        self._open: list[_Open] = []

    def read(self, text: str) -> None:
        """Take in the whole text."""
        tokens = self._blocks.parse(text, self._environment)
        for number, token in enumerate(tokens):
            match token.type:
                case "heading_open" if token.level == 0:
                    self._begin_section(int(token.tag[1]), tokens[number + 1].content)
                case "list_item_open":
                    self._open.append(_Open())
                case "list_item_close":
                    self._open.pop()
                case "paragraph_open" | "heading_open":
                    content = tokens[number + 1].content
                    if tokens[number - 1].type == "list_item_open":
                        self._begin_item(content)
                    else:
                        self._add_paragraph(content)
                case "html_block":
                    self._add_links(self._line(token.content), self._within())

    def _begin_section(self, level: int, content: str) -> None:
        line = self._line(content)
        title = shortened(line.text, LONGEST_TITLE) or "Untitled"
        if level == 1 and not self.title:
            self.title = shortened(line.text, LONGEST_TITLE)
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._count += 1
        self._headings.append((level, self._count, title))
        keys, titles = zip(*((key, each) for _, key, each in self._headings), strict=True)
        self.sections.append(_Section(keys, titles, links=list(line.links)))

    def _begin_item(self, content: str) -> None:
        box = _BOX.match(content)
        line = self._line(content[box.end() :] if box else content)
        section, item = self.sections[-1], self._open[-1]
        if box is None:
            item.note = self._add_note(line, is_item=True)
            item.text = shortened(line.text, LONGEST_TITLE)
            return
        text = line.text or line.pictures
        self._add_links(line, self._within() if line.is_link else text, text)
        item.text = shortened(text, LONGEST_TEXT)
        if not text:
            return
        if item.text != text:
            section.notes.append(Note(text, True))
        for around in self._open[:-1]:
            if around.note is not None:
                section.notes[around.note], around.note = None, None
        group = tuple(each.text for each in self._open[:-1] if each.text)
        section.items.append(Item(item.text, box[1] != " ", group))

    def _add_paragraph(self, content: str) -> None:
        """A paragraph as a note; of a table's rows, the links."""
        rows = [line for line in content.split("\n") if line.startswith("|")]
        for row in rows:
            self._add_links(self._line(row), self._within())
        if rows:
            content = "\n".join(line for line in content.split("\n") if not line.startswith("|"))
        self._add_note(self._line(content), is_item=False)

    def _add_note(self, line: _Line, is_item: bool) -> int | None:
        """Keep text that is nothing to do, with its links; where it stands, unless its links say it all."""
        within = self._within()
        self._add_links(line, line.text if is_item and not line.is_link else within)
        if not line.text or line.is_link:
            return None
        notes = self.sections[-1].notes
        notes.append(Note(within + BETWEEN + line.text if within else line.text, is_item or bool(within)))
        return len(notes) - 1

    def _add_links(self, line: _Line, item: str, otherwise: str = "") -> None:
        """Keep the links of a line; `otherwise` is the text of one around a picture, which in a note is a badge."""
        for link in line.links:
            if link.text or otherwise:
                self.sections[-1].links.append(Link(link.text or otherwise, link.url, shortened(item, LONGEST_TITLE)))

    def _within(self) -> str:
        """The item that all this is in."""
        return next((each.text for each in reversed(self._open) if each.text), "")

    def _line(self, content: str) -> _Line:
        """A paragraph as plain text, and its links."""
        if len(content) > LONGEST_MARKUP:
            return _Line(_plain(content), "", (), False)
        tokens: list[Token] = []
        self._markup.inline.parse(content, self._markup, self._environment, tokens)
        return _flattened(tokens)


def _flattened(tokens: Sequence[Token]) -> _Line:
    parts, pictures, outside = list[str](), list[str](), list[str]()
    links: list[Link] = []
    opened: list[tuple[str, int]] = []
    for token in tokens:
        tag = token.content if token.type == "html_inline" else ""
        anchor = _ANCHOR.match(tag)
        if token.type == "link_open" or anchor:
            opened.append((anchor[1] if anchor else str(token.attrs.get("href", "")), len(parts)))
        elif opened and (token.type == "link_close" or tag.lower() == "</a>"):
            url, start = opened.pop()
            links.append(Link(_plain("".join(parts[start:])), _plain(url)))
        elif token.type == "image":
            pictures.append(_plain(token.content))
        else:
            is_break = token.type in ("softbreak", "hardbreak") or _LINE_BREAK.match(tag)
            parts.append(" " if is_break else "" if tag else token.content)
            outside += [] if opened else parts[-1:]
    # An HTML link that never ends goes on to the end.
    links += [Link(_plain("".join(parts[start:])), _plain(url)) for url, start in opened]
    is_link = bool(links) and not any(map(str.isalnum, "".join(outside)))
    # A link to a place in the same file leads nowhere that is worth reading.
    kept = tuple(link for link in links if link.url and not link.url.startswith("#"))
    return _Line(_plain("".join(parts)), " ".join(filter(None, pictures)), kept, is_link)


def _plain(text: str) -> str:
    """The text on one line; nothing, when no character of it would be seen."""
    line = one_line(text.translate(_NO_CHARACTERS))
    return line if any(character.isprintable() and character != " " for character in line) else ""
