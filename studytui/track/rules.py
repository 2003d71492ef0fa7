"""What only the whole of a track shows: ids that nothing has, topics in no week, circles.

Each rule is a function that looks at everything and notes what is wrong where it stands; its docstring is its
documentation.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from studytui.track.model import Card, Edge, Lab, Phase, Topic, Track, Week
from studytui.track.reader import Document, Place

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LINK = re.compile(r"\]\((topic|lab):([^)\s]*)\)")


@dataclass(slots=True)
class Files:
    """A track being put together from its files."""

    folder: Path
    documents: list[Document] = field(default_factory=list)
    track: Track | None = None
    outline: Document | None = None
    topics: dict[str, Topic | None] = field(default_factory=dict)
    """None for one whose file is broken: its id exists all the same."""
    labs: dict[str, Lab | None] = field(default_factory=dict)
    cards: list[tuple[Document, int, Card]] = field(default_factory=list)
    by_topic: dict[str, Document] = field(default_factory=dict)
    by_lab: dict[str, Document] = field(default_factory=dict)


def _names(files: Files) -> None:
    """Ids are kebab-case, so that they can be file names, keys and addresses."""
    for where, document in (*files.by_topic.items(), *files.by_lab.items()):
        _check_id(document, (), where, "file name")
    for document, place, thing in _identified(files):
        _check_id(document, (*place, "id"), thing, "id")


def _check_id(document: Document, place: Place, name: str, what: str) -> None:
    if not _ID.fullmatch(name) or len(name) > 64:
        document.fault(
            document.mark(place), f"the {what} {name!r} is no id", "use a-z, 0-9 and single hyphens, at most 64"
        )


def _identified(files: Files) -> Iterator[tuple[Document, Place, str]]:
    """Every id that is written in a file, with its place."""
    if files.track and files.outline:
        yield files.outline, (), files.track.id
        for i, phase in enumerate(files.track.phases):
            yield files.outline, ("phases", i), phase.id
            for j, week in enumerate(phase.weeks):
                at: Place = ("phases", i, "weeks", j)
                yield files.outline, at, week.id
                for k, milestone in enumerate(week.milestones):
                    yield files.outline, (*at, "milestones", k), milestone.id
    for document, number, card in files.cards:
        yield document, (number,), card.id


def _unique(files: Files) -> None:
    """An id, or a former id, belongs to one thing of its kind."""
    seen: dict[tuple[str, str], Document] = {}
    for kind, document, place, names in _named(files):
        for name in names:
            if (kind, name) in seen:
                other = seen[kind, name].path
                document.fault(document.mark((*place, "id")), f"the {kind} id {name!r} is taken", f"see {other}")
            seen[kind, name] = document


def _named(files: Files) -> Iterator[tuple[str, Document, Place, tuple[str, ...]]]:
    """Everything that has an id: its kind, its place, and all its ids, former ones too."""
    for document, place, phase, week in _weeks_of(files):
        if place[-1] == 0:
            yield "phase", document, place[:2], (phase.id, *phase.was)
        yield "week", document, place, (week.id, *week.was)
        for number, milestone in enumerate(week.milestones):
            yield "milestone", document, (*place, "milestones", number), (milestone.id, *milestone.was)
    for document, number, card in files.cards:
        yield "card", document, (number,), (card.id, *card.was)
    for name, topic in files.topics.items():
        yield "topic", files.by_topic[name], (), (name, *(topic.was if topic else ()))
    for name, lab in files.labs.items():
        yield "lab", files.by_lab[name], (), (name, *(lab.was if lab else ()))


def _weeks_of(files: Files) -> Iterator[tuple[Document, Place, Phase, Week]]:
    if files.track and files.outline:
        for i, phase in enumerate(files.track.phases):
            for j, week in enumerate(phase.weeks):
                yield files.outline, ("phases", i, "weeks", j), phase, week


def _weeks(files: Files) -> None:
    """A track has weeks, a week has milestones, and a topic is introduced in exactly one week."""
    introduced: dict[str, int] = {}
    found = False
    for document, place, _, week in _weeks_of(files):
        found = True
        if not week.milestones:
            document.fault(document.mark(place), f"week {week.number} has no milestones", "add one deed to tick off")
        for number, topic in enumerate(week.topics):
            if topic in introduced:
                document.fault(
                    document.mark((*place, "topics", number)),
                    f"topic {topic!r} is introduced in week {introduced[topic]} already",
                    "name it under revisit here",
                )
            introduced.setdefault(topic, week.number)
    if files.track and files.outline and not found:
        files.outline.fault(files.outline.mark(("phases",)), "the track has no weeks", "add a phase with a week")
    if files.track:
        for name, document in files.by_topic.items():
            if name not in introduced:
                document.fault(document.mark(()), f"topic {name!r} is in no week", "name it in a week of track.yaml")


def _references(files: Files) -> None:
    """Every id that is named belongs to something."""
    for document, place, _, week in _weeks_of(files):
        for key, names, noun in (("topics", week.topics, "topic"), ("revisit", week.revisit, "topic"),
                                 ("labs", week.labs, "lab")):  # fmt: skip
            for number, name in enumerate(names):
                _exists(files, document, (*place, key, number), noun, name)
        for number, milestone in enumerate(week.milestones):
            at = (*place, "milestones", number, "topic")
            _exists(files, document, at, "topic", milestone.topic)
    for name, lab in files.labs.items():
        _exists(files, files.by_lab[name], ("topic",), "topic", lab.topic if lab else None)
    for document, number, card in files.cards:
        _exists(files, document, (number,), "topic", card.topic)
        _exists(files, document, (number, "lab"), "lab", card.lab)


def _exists(files: Files, document: Document, place: Place, noun: str, name: str | None) -> None:
    known: Iterable[str] = files.topics if noun == "topic" else files.labs
    if name is not None and name not in known:
        nearest = get_close_matches(name, list(known), 1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"add a {noun} of that name"
        document.fault(document.mark(place), f"there is no {noun} {name!r}", hint)


def _edges(files: Files) -> None:
    """What feeds into what leads forward: no topic reaches itself."""
    edges = {name: topic.feeds_into for name, topic in files.topics.items() if topic}
    for name, out in edges.items():
        document = files.by_topic[name]
        for number, edge in enumerate(out):
            place: Place = ("feeds_into", number, "topic")
            _exists(files, document, place, "topic", edge.topic)
            if _reaches(edges, edge.topic, name):
                document.fault(
                    document.mark(place), f"{name!r} feeds into itself through {edge.topic!r}", "cut one edge"
                )


def _reaches(edges: dict[str, tuple[Edge, ...]], start: str, goal: str) -> bool:
    seen, ahead = set[str](), [start]
    while ahead:
        name = ahead.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            ahead.extend(edge.topic for edge in edges.get(name, ()))
    return False


def _links(files: Files) -> None:
    """Links in the prose lead to topics and labs that exist."""
    for document in files.by_topic.values():
        for number, line in enumerate(document.prose.splitlines()):
            for found in _LINK.finditer(line):
                noun, name = found.groups()
                place: Place = ("prose", number, found.start())
                document.marks[place] = replace(
                    document.mark(()), line=document.prose_line + number, column=found.start(2) + 1
                )
                _exists(files, document, place, noun, name)


def _cards(files: Files) -> None:
    """A card has what its kind needs."""
    needs: dict[str, tuple[str, Callable[[Card], bool], str]] = {
        "estimate": ("answer", lambda card: bool(re.match(r"[-+]?\d", card.answer or "")), "a number and its unit"),
        "choice": ("choices", lambda card: 2 <= len(card.choices) <= 6, "two to six of them"),
        "output": ("code", lambda card: bool(card.code), "the code whose output is asked for"),
        "cloze": ("front", lambda card: "{{" in card.front and "}}" in card.front, "{{braces}} around what is hidden"),
    }
    for document, number, card in files.cards:
        key, has, hint = needs.get(card.kind, ("", lambda _: True, ""))
        if not has(card):
            document.fault(document.mark((number, key)), f"the {card.kind} card {card.id!r} needs {key}", hint)


RULES: tuple[Callable[[Files], None], ...] = (_names, _unique, _weeks, _references, _edges, _links, _cards)
