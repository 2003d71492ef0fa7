"""A checklist laid out as a track: headings as phases and weeks, items as milestones, what there is to read as topics.

What all sections have in common, a title say, is no phase. If what is left goes deeper than one level, the first level
gives the phases and the second the weeks; otherwise there is one phase, and each section is a week. What stands deeper
names its milestones. A section earns a topic by links, or by more text than a line.
"""

import re
from collections.abc import Collection, Iterator, Sequence, Sized
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from studytui.errors import StudyError
from studytui.exchange.checklist import BETWEEN, Checklist, Item, Link, Section, shortened
from studytui.text import counted
from studytui.track.model import Milestone, Phase, Topic, Track, Week

HOURS = 5
LONGEST_GROUP = 40
"""Characters of each group that a milestone's text begins with."""
LONGEST_SENTENCE = 200
EARNED = 40
"""Words of text by which a section without links earns a topic."""
SLACK = 4
"""A week is up to this part of its size longer or shorter, to end where a section does."""

_SENTENCE = re.compile(r".+?[.!?](?=\s|\Z)")
_HTTPS = re.compile(r"https://[^\s/]+\S*", re.IGNORECASE)
_MARKUP = re.compile(r"[\\`*_\[\]|~]|&(?=[#\w])|(?<=\])\(")
_BLOCK = re.compile(r"([#>=+-]|\d+(?=[.)]))")
_IN_ADDRESSES = "/:?#@!$&'*+,;=%~-._"

Keys = tuple[int, ...]


class Deed(NamedTuple):
    """An item with its id, and the section it is in."""

    id: str
    item: Item
    section: Section


class _Levels(NamedTuple):
    """How many headings deep the phases and the weeks are."""

    phase: int
    week: int


class _Stretch(NamedTuple):
    """What is to be done in one week, and what the week is called."""

    id: str
    title: str
    aim: str
    deeds: list[Deed]


class Layout:
    """A checklist with the ids of its items and sections, about to become a track."""

    def __init__(self, checklist: Checklist, items: Sequence[str], sections: Sequence[str]) -> None:
        self.title = checklist.title
        self.sections = {section.keys: section for section in checklist.sections}
        self.ids = dict(zip(self.sections, sections, strict=True))
        all_items = ((item, section) for section in checklist.sections for item in section.items)
        self.deeds = [Deed(name, *each) for name, each in zip(items, all_items, strict=True)]
        paths = (deed.section.keys for deed in self.deeds)
        self._above = {keys[:depth] for keys in paths for depth in range(len(keys) + 1)}
        titled = (keys for keys, section in self.sections.items() if section.titles == (self.title,))
        self._below_title: Keys = next(titled, ())
        self._levels = _levels([section.keys for section in checklist.sections if section.items])

    @property
    def links(self) -> int:
        """How many addresses there are to go to."""
        return sum(len(self.sections[keys].links) for keys in self._above)

    def track(self, track_id: str, source: str, weeks: int, kept: Collection[str]) -> Track:
        """The track; over so many weeks, or by sections when `weeks` is 0. `kept` are topics that stay in any case."""
        stretches = self._spread(weeks) if weeks else self._by_sections()
        topics = self._topics(source, kept)
        introduced = self._introduced(topics)
        made: dict[Keys, list[Week]] = {}
        for number, each in enumerate(stretches, 1):
            named = [topic for deed in each.deeds for topic in introduced.pop(deed.id, ())]
            milestones = tuple(self._milestone(deed, each, bool(weeks), topics) for deed in each.deeds)
            week = Week(number, each.id, each.title, each.aim, tuple(named), milestones=milestones)
            made.setdefault(each.deeds[0].section.keys[: self._levels.phase], []).append(week)
        phases = tuple(
            Phase(self.ids[keys], self._title(keys), self._said(keys) or _in_order(own), tuple(own))
            for keys, own in made.items()
        )
        summary = self._said(()) or self._said(self._below_title) or f"{_to_do(self.deeds)}, from {source}."
        return Track(track_id, self.title, summary, HOURS, phases, {topic.id: topic for topic in topics.values()})

    # Weeks

    def _by_sections(self) -> Iterator[_Stretch]:
        for keys, deeds in groupby(self.deeds, lambda deed: deed.section.keys[: self._levels.week]):
            own = list(deeds)
            aim = self._said(keys) or f"{_to_do(own)}."
            yield _Stretch(self.ids[keys], self._title(keys), aim, own)

    def _spread(self, weeks: int) -> Iterator[_Stretch]:
        """Weeks of about the same size, which end where a section does if one ends near enough."""
        count = len(self.deeds)
        if weeks > count:
            raise StudyError(f"{counted(count, 'item')} can't fill {weeks} weeks", f"--weeks {count} at most")
        digits, start = len(str(weeks)), 0
        for number in range(1, weeks + 1):
            end = self._cut(start, number, weeks) if number < weeks else count
            own = self.deeds[start:end]
            titles = dict.fromkeys(self._title(deed.section.keys) for deed in own)
            title, *others = [shortened(each, LONGEST_GROUP) for each in titles]
            more = f" and {len(others)} more" if len(others) > 1 else f" and {others[0]}" if others else ""
            aim = self._said(own[0].section.keys) if len(titles) == 1 else ""
            yield _Stretch(f"week-{number:0{digits}}", title + more, aim or f"{_to_do(own)}.", own)
            start = end

    def _cut(self, start: int, number: int, weeks: int) -> int:
        """Where the week of that number ends."""
        count = len(self.deeds)
        ideal, slack = count * number / weeks, count / weeks / SLACK
        first, last = max(start + 1, round(ideal - slack)), min(count - weeks + number, round(ideal + slack))

        def costs(cut: int) -> tuple[int, float]:
            """How many headings both sides share, and how far it is from where the week should end."""
            before, after = self.deeds[cut - 1].section.keys, self.deeds[cut].section.keys
            shared = len(after) + 1 if before == after else len(_common([before, after]))
            return shared, abs(cut - ideal)

        return min(range(first, max(first, last) + 1), key=costs)

    def _milestone(self, deed: Deed, week: _Stretch, is_mixed: bool, topics: dict[Keys, Topic]) -> Milestone:
        headings = deed.section.titles[self._levels.week :]
        if is_mixed:
            headings = tuple(each for each in deed.section.titles[-1:] if shortened(each, LONGEST_GROUP) != week.title)
        groups = [shortened(each.rstrip(" :"), LONGEST_GROUP) for each in (*headings, *deed.item.group)]
        topic = topics.get(deed.section.keys)
        return Milestone(deed.id, BETWEEN.join((*groups, deed.item.text)), topic.id if topic else None)

    # Topics

    def _topics(self, source: str, kept: Collection[str]) -> dict[Keys, Topic]:
        """What there is to read in a section in which, or below which, there is something to do."""
        found = {}
        for keys, section in self.sections.items():
            words = sum(len(note.text.split()) for note in section.notes)
            if keys in self._above and (section.links or words >= EARNED or self.ids[keys] in kept):
                found[keys] = self._topic(section, source)
        return found

    def _topic(self, section: Section, source: str) -> Topic:
        title = self._title(section.keys)
        why = self._said(section.keys) or f"It is what {source} says under “{title}”."
        parts = [_to_do(section.items)] if section.items else []
        parts += [counted(len(section.links), "link") + " to follow"] if section.links else []
        verb = "is" if parts and parts[0].startswith("1 ") else "are"
        essential = f"There {verb} {' and '.join(parts)} here." if parts else "It is text to read."
        return Topic(self.ids[section.keys], title, why, (essential,), prose="\n\n".join(_prose(section)))

    def _introduced(self, topics: dict[Keys, Topic]) -> dict[str, list[str]]:
        """For each deed, the topics that it is the first to be below."""
        left, introduced = dict(topics), dict[str, list[str]]()
        for deed in self.deeds:
            for depth in range(len(deed.section.keys) + 1):
                topic = left.pop(deed.section.keys[:depth], None)
                if topic:
                    introduced.setdefault(deed.id, []).append(topic.id)
        return introduced

    # Words

    def _title(self, keys: Keys) -> str:
        return self.sections[keys].titles[-1] if keys else self.title

    def _said(self, keys: Keys) -> str:
        """The first sentence below a heading; nothing where it only leads to what comes after it."""
        section = self.sections.get(keys)
        note = section.notes[0] if section and section.notes else None
        if note is None or note.is_item:
            return ""
        found = _SENTENCE.match(note.text)
        sentence = found[0] if found else note.text
        return "" if sentence.endswith(":") else shortened(sentence, LONGEST_SENTENCE)


def _levels(sections: Sequence[Keys]) -> _Levels:
    """Where phases and weeks are, from the headings that have anything to do below them."""
    unlike = set(sections)
    shared = len(_common(sections)) if len(unlike) > 1 else max(0, len(sections[0]) - 1)
    is_deep = max(map(len, unlike)) - shared > 1
    return _Levels(shared + 1, shared + 2) if is_deep else _Levels(shared, shared + 1)


def _common(all_keys: Sequence[Keys]) -> Keys:
    """The headings that all have in common."""
    first, last = min(all_keys), max(all_keys)
    same = next((depth for depth, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), None)
    return first[:same] if same is not None else min(first, last, key=len)


def _in_order(weeks: Sequence[Week]) -> str:
    return f"{_to_do([each for week in weeks for each in week.milestones])}, in the order of the file."


def _to_do(things: Sized) -> str:
    return f"{counted(len(things), 'thing')} to do"


# Prose


def _prose(section: Section) -> Iterator[str]:
    """What a section says beside its items, as Markdown in which nothing but https addresses leads anywhere."""
    if section.notes:
        yield "## Notes"
    for is_item, notes in groupby(section.notes, lambda note: note.is_item):
        lines = [_escaped(note.text) for note in notes]
        yield from ("\n".join(f"- {line}" for line in lines),) if is_item else lines
    if section.links:
        yield "## What to read"
        yield "\n".join(dict.fromkeys(map(_linked, section.links)))


def _linked(link: Link) -> str:
    text = _escaped(link.text)
    item = f"{_escaped(link.item)}: " if link.item else ""
    if _HTTPS.fullmatch(link.url):
        return f"- {item}[{text}](https{quote(link.url[5:], safe=_IN_ADDRESSES)})"
    return f"- {item}{text}" if link.text == link.url else f"- {item}{text}, {_escaped(link.url)}"


def _escaped(text: str) -> str:
    """Text that Markdown takes as it is."""
    plain = _MARKUP.sub(lambda found: f"\\{found[0]}", text).replace("<", "&lt;")
    block = _BLOCK.match(plain)
    if block is None:
        return plain
    return f"{block[0]}\\{plain[block.end() :]}" if block[0].isdigit() else f"\\{plain}"
