"""What only the whole of a track shows: ids that nothing has, topics in no week, circles.

Each rule is a function that looks at everything and notes what is wrong where it stands; its docstring is its
documentation. Rules read the data as it was written, whatever its shape: where a file has other faults too, theirs
are found all the same, and where it can't be read its ids are still known from its name.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from studytui.track.reader import Data, Document, Mark, Place

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LINK = re.compile(r"(?:\]\(|^ {0,3}\[[^\]]+\]: *)<?(topic|lab):([^)\s>]*)")
_CODE_SPAN = re.compile(r"(`+)[^`]+\1")
FENCE = re.compile(r" {0,3}(```|~~~)")
_URL = re.compile(r"https://[^\s/]+\S*")
ANY = object()
"""In a pattern: every item of a list."""
WEEK = ("phases", ANY, "weeks", ANY)


@dataclass(slots=True)
class Files:
    """All that was read of a track; topics, labs, their programs and cards by file name."""

    outline: Document
    topics: dict[str, Document] = field(default_factory=dict)
    labs: dict[str, Document] = field(default_factory=dict)
    experiments: dict[str, Document] = field(default_factory=dict)
    cards: dict[str, Document] = field(default_factory=dict)

    def all(self) -> Iterator[Document]:
        """Every file."""
        yield self.outline
        for group in (self.topics, self.labs, self.experiments, self.cards):
            yield from group.values()


def values(document: Document, *pattern: object) -> Iterator[tuple[Place, Data]]:
    """Every value the pattern leads to, with its place; what has another shape is passed over."""
    found: list[tuple[Place, Data]] = [((), document.data)]
    for part in pattern:
        if part is ANY:
            found = [((*at, n), item) for at, data in found if isinstance(data, list) for n, item in enumerate(data)]
        else:
            key = str(part)
            found = [((*at, key), data[key]) for at, data in found if isinstance(data, dict) and key in data]
    yield from found


def texts(document: Document, *pattern: object) -> Iterator[tuple[Place, str]]:
    """Every text the pattern leads to, with its place; an empty one has its fault already."""
    for place, value in values(document, *pattern):
        if isinstance(value, str) and value.strip():
            yield place, value


def nearest(document: Document, name: str, known: Iterable[str], otherwise: str) -> str:
    """What to do about a name that nothing has."""
    # Only while faults are few: difflib takes 20 ms to look through 2,000 names.
    found = get_close_matches(name[:64], known, 1) if len(document.faults) < 100 else ()
    return f"did you mean {found[0]}?" if found else otherwise


def _ids(files: Files) -> Iterator[tuple[str, Document, Mark, str]]:
    """Every id there is, former ones too: its kind, and where it stands."""
    for kind, base in (("phase", WEEK[:2]), ("week", WEEK), ("milestone", (*WEEK, "milestones", ANY))):
        yield from _written(kind, files.outline, *base)
    for document in files.cards.values():
        yield from _written("card", document, ANY)
    for kind, named in (("topic", files.topics), ("lab", files.labs)):
        for name, document in named.items():
            yield kind, document, Mark(1, 1), name
        for document in named.values():
            yield from _written(kind, document)


def _written(kind: str, document: Document, *base: object) -> Iterator[tuple[str, Document, Mark, str]]:
    # The ids of a topic and a lab are their files' names: an `id` in there is an unknown key, and has its own fault.
    now = texts(document, *base, "id") if base else ()
    for place, name in (*now, *texts(document, *base, "was", ANY)):
        yield kind, document, document.mark(place), name


def _names(files: Files) -> None:
    """Ids are kebab-case, so that they can be file names, keys and addresses."""
    whole = [("track", files.outline, files.outline.mark(at), name) for at, name in texts(files.outline, "id")]
    for kind, document, mark, name in (*whole, *_ids(files)):
        if not _ID.fullmatch(name) or len(name) > 64:
            message = f"{name!r} can't be the id of a {kind}"
            document.fault(mark, message, "use a-z, 0-9 and single hyphens, at most 64")


def _unique(files: Files) -> None:
    """An id, or a former id, belongs to one thing of its kind."""
    seen: dict[tuple[str, str], str] = {}
    for kind, document, mark, name in _ids(files):
        if (kind, name) in seen:
            document.fault(mark, f"the {kind} id {name!r} is taken", f"choose another: see {seen[kind, name]}")
        seen.setdefault((kind, name), f"{document.path}:{mark.line}")


def _weeks(files: Files) -> None:
    """A track has weeks, a phase has weeks, a week has milestones."""
    if not files.outline.whole:
        return
    for pattern, noun, key in (((), "track", "phases"), (WEEK[:2], "phase", "weeks"), (WEEK, "week", "milestones")):
        for place, thing in values(files.outline, *pattern):
            if isinstance(thing, dict) and not thing.get(key):
                mark = files.outline.mark((*place, key))
                files.outline.fault_once(mark, f"a {noun} without {key}", "add one")


def _introduced(files: Files) -> None:
    """A topic is introduced in exactly one week."""
    introduced: dict[str, int] = {}
    numbers = {place: number for number, (place, _) in enumerate(values(files.outline, *WEEK), 1)}
    for place, topic in texts(files.outline, *WEEK, "topics", ANY):
        number = numbers[place[:4]]
        if topic in introduced:
            message = f"topic {topic!r} is introduced in week {introduced[topic]} already"
            files.outline.fault(files.outline.mark(place), message, "name it under revisit here")
        introduced.setdefault(topic, number)
    lists = [*values(files.outline, "phases"), *values(files.outline, *WEEK[:2], "weeks"),
             *values(files.outline, *WEEK, "topics")]  # fmt: skip
    if not lists or not all(isinstance(each, list) for _, each in lists):
        return
    for name, document in files.topics.items():
        if name not in introduced:
            document.fault(Mark(1, 1), f"topic {name!r} is in no week", "name it in a week of track.yaml")


def _references(files: Files) -> None:
    """Every id that is named belongs to something."""
    for key, known, noun in (("topics", files.topics, "topic"), ("revisit", files.topics, "topic"),
                             ("labs", files.labs, "lab")):  # fmt: skip
        _all_exist(known, noun, files.outline, *WEEK, key, ANY)
    _all_exist(files.topics, "topic", files.outline, *WEEK, "milestones", ANY, "topic")
    _all_exist(files.labs, "lab", files.outline, "first_lab")
    for document in files.labs.values():
        _all_exist(files.topics, "topic", document, "topic")
    for document in files.topics.values():
        _all_exist(files.topics, "topic", document, "feeds_into", ANY, "topic")
    for name, document in files.cards.items():
        _exists(files.topics, "topic", document, Mark(1, 1), name)
        _all_exist(files.labs, "lab", document, ANY, "lab")


def _all_exist(known: dict[str, Document], noun: str, document: Document, *pattern: object) -> None:
    for place, name in texts(document, *pattern):
        _exists(known, noun, document, document.mark(place), name)


def _exists(known: Mapping[str, object], noun: str, document: Document, mark: Mark, name: str) -> None:
    if name not in known:
        hint = nearest(document, name, known, f"add a {noun} of that name")
        document.fault(mark, f"there is no {noun} {name!r}", hint)


def _edges(files: Files) -> None:
    """What feeds into what leads forward: no topic reaches itself."""
    ahead = {name: texts(document, "feeds_into", ANY, "topic") for name, document in files.topics.items()}
    for start in files.topics:
        way = [start]
        while way:
            # Each topic's edges are taken up where they were left: every edge is followed once in all.
            place, topic = next(ahead[way[-1]], ((), ""))
            if not place:
                way.pop()
            elif topic in way:
                document = files.topics[way[-1]]
                circle = " → ".join((*way[way.index(topic) :], topic))
                document.fault(document.mark(place), f"a circle: {circle}", "take out one of these")
            elif topic in files.topics:
                way.append(topic)


def _topics(files: Files) -> None:
    """A topic has one to five essentials, and its references lead to https addresses."""
    for document in files.topics.values():
        for place, essentials in values(document, "essentials"):
            if isinstance(essentials, list) and not 1 <= len(essentials) <= 5:
                document.fault(document.mark(place), f"{len(essentials)} essentials", "keep one to five")
        for place, url in texts(document, "references", ANY, "url"):
            if not _URL.fullmatch(url):
                document.fault(document.mark(place), "this is no https address", "begin it with https://")


def _links(files: Files) -> None:
    """Links in the prose lead to topics and labs that exist; what looks like one in code is none."""
    for document in files.topics.values():
        fence = ""
        for number, line in enumerate(document.prose.split("\n"), document.prose_line):
            found = FENCE.match(line)
            if found and fence in ("", found[1]):
                fence = "" if fence else found[1]
                continue
            for link in () if fence else _LINK.finditer(_CODE_SPAN.sub(lambda code: " " * len(code[0]), line)):
                known = files.topics if link[1] == "topic" else files.labs
                _exists(known, link[1], document, Mark(number, link.start(2) + 1), link[2])


_NEEDS: dict[str, tuple[str, Callable[[Data], bool], str]] = {
    "estimate": ("answer", lambda data: bool(re.match(r"[-+]?\d", str(data))), "a number and its unit"),
    "choice": ("choices", lambda data: not isinstance(data, list) or 2 <= len(data) <= 6, "two to six of them"),
    "output": ("code", lambda data: data != "", "the code whose output is asked for"),
    "cloze": ("front", lambda data: "{{" in data and "}}" in data, "{{braces}} around what is hidden"),
}


def _cards(files: Files) -> None:
    """A card has what its kind needs."""
    for document in files.cards.values():
        for place, card in values(document, ANY):
            kind = card.get("kind") if isinstance(card, dict) else None
            if not isinstance(card, dict) or not isinstance(kind, str) or kind not in _NEEDS:
                continue
            key, has, hint = _NEEDS[kind]
            if key not in card and key != "front":
                document.fault(document.mark(place), f"a card of kind {kind} needs {key}", f"add {hint}")
            elif key in card and not has(card[key]):
                document.fault_once(document.mark((*place, key)), f"a card of kind {kind} needs {key}", f"write {hint}")


def _claims(files: Files) -> None:
    """A claim has a range, from low to high."""
    for document in files.labs.values():
        for place, claim in values(document, "claims", ANY):
            if not isinstance(claim, dict):
                continue
            try:
                low, high = (float(str(claim[key])) for key in ("low", "high"))
            except (KeyError, ValueError):
                # What is missing or no number has its fault already.
                continue
            if not low <= high:
                document.fault(document.mark((*place, "low")), "low is above high", "swap them")


def _labs(files: Files) -> None:
    """What a lab asks and claims, its program can be asked: measures and parameters of those names, in their range."""
    for name, document in files.labs.items():
        program = files.experiments.get(name)
        if not program or not program.whole or not isinstance(program.data, dict):
            continue
        if program.data.get("lab") != name:
            program.fault(program.mark(("lab",)), f"this is not the lab {name!r}", f"write {name}")
        measures, parameters = (_keys(program.data.get(key)) for key in ("measures", "parameters"))
        for place, measure in (*texts(document, "rungs", ANY, "measure"), *texts(document, "claims", ANY, "measure")):
            _exists(measures, "measure", document, document.mark(place), measure)
        for place, parameter in texts(document, "rungs", ANY, "vary"):
            _exists(parameters, "parameter", document, document.mark(place), parameter)
        for key in ("rungs", "claims"):
            for place, given in values(document, key, ANY, "parameters"):
                for parameter, value in given.items() if isinstance(given, dict) else ():
                    mark = document.key_mark((*place, parameter))
                    _exists(parameters, "parameter", document, mark, parameter)
                    _fits(document, document.mark((*place, parameter)), parameters.get(parameter), value)


def _parameters(files: Files) -> None:
    """A parameter of a lab has choices, or a range from min to max, and its default is one of them."""
    for program in files.experiments.values():
        for place, each in values(program, "parameters"):
            for name, parameter in _keys(each).items():
                mark = program.key_mark((*place, name))
                if not isinstance(parameter, dict):
                    continue
                if not (parameter.get("choices") or {"min", "max"} <= parameter.keys()):
                    program.fault_once(mark, f"{name} has no range", "give it min and max, or choices")
                _fits(program, program.mark((*place, name, "default")), parameter, parameter.get("default", ""))


def _keys(data: object) -> dict[str, Data]:
    return data if isinstance(data, dict) else {}


def _fits(document: Document, mark: Mark, parameter: Data | None, value: Data) -> None:
    """Note when a parameter can't have a value."""
    if not isinstance(parameter, dict) or not isinstance(value, str):
        return
    choices = parameter.get("choices", ())
    if choices and value not in choices:
        document.fault_once(mark, f"{value!r} is no choice", f"choose {' or '.join(map(str, choices))}")
    try:
        low, high = (float(str(parameter[key])) for key in ("min", "max"))
        if not low <= float(value) <= high:
            document.fault_once(mark, f"{value} is out of range", f"stay between {low:g} and {high:g}")
    except (KeyError, ValueError):
        # No number is asked for, or the program has a fault of its own.
        return


RULES = (
    *(_names, _unique, _weeks, _introduced, _references, _edges, _topics, _links, _cards),
    *(_claims, _labs, _parameters),
)
