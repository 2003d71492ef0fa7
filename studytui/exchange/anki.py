"""Cards as Anki's text files hold them: a note a line, with headers that say what each column is.

What we write carries each card's id as the note's guid, so that Anki updates what it had; and what comes back is known
by it. A card is written as its two texts, as in the app; `kind::` and `lab::` tags tell the rest.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from studytui.errors import StudyError
from studytui.exchange import markup
from studytui.exchange.foreign import Fault, Reading, gathered
from studytui.history.facts import Carded
from studytui.study.own_cards import Written, read, written
from studytui.text import one_line
from studytui.track.model import Card, CardKind

SEPARATORS = {"tab": "\t", "pipe": "|", "semicolon": ";", "colon": ":", "comma": ",", "space": " "}

_HEADER = re.compile(
    r"#(separator|html|tags|columns|notetype|deck|(?:notetype|deck|tags|guid) column):(.*)", re.IGNORECASE
)
_GAP = re.compile(r"\{\{(?!c\d+::)(.+?)\}\}", re.DOTALL)
_THEIR_GAP = re.compile(r"\{\{c\d+::(.+?)(?:::[^{}]*?)?\}\}", re.DOTALL)


class Note(NamedTuple):
    """A line of a deck."""

    line: int
    texts: Written
    guid: str = ""
    tags: tuple[str, ...] = ()
    deck: str = ""


# Out


def exported(cards: Iterable[Card], deck: str, guids: Mapping[str, str]) -> str:
    """A deck of these cards; `guids` says by card what those are called that came from elsewhere."""
    lines = [
        "#separator:tab",
        "#html:true",
        "#guid column:1",
        "#notetype column:2",
        f"#deck:{one_line(deck)}",
        "#tags column:5",
        *("\t".join(_line(card, guids.get(card.id, card.id))) for card in cards),
    ]
    return "\n".join(lines) + "\n"


def _line(card: Card, guid: str) -> Iterator[str]:
    texts = written(card)
    is_cloze = bool(_GAP.search(texts.question))
    question = _GAP.sub(r"{{c1::\1}}", texts.question) if is_cloze else texts.question
    # What begins with # would be a remark.
    yield f'"{_name(guid)}"' if guid.startswith("#") else _name(guid)
    yield "Cloze" if is_cloze else "Basic"
    yield markup.from_text(question)
    yield markup.from_text(texts.answer)
    yield " ".join(
        f"{kind}::{_name(name)}"
        for kind, name in (("topic", card.topic), ("kind", card.kind), ("lab", card.lab))
        if name
    )


def _name(name: str) -> str:
    """An id as a field: a quote or a blank in it would be read as something else."""
    return re.sub(r'[\s"]', "_", name)


# In


def is_deck(text: str) -> bool:
    """Whether this is a text file of Anki's, by its headers."""
    return bool(_HEADER.match(text))


def imported(text: str, topics: Mapping[str, str], topic: str | None, known: Mapping[str, Card]) -> Reading:
    """The cards of a deck as facts: about `topic`, or else about the one that a tag or the deck names.

    `topics` has, for every name a topic has or had, its id; `known`, for every guid, the card it stands for here. What
    a text file can't tell of such a card stays as it is.
    """
    return gathered(_card(note, topics, topic, known) if isinstance(note, Note) else note for note in notes(text))


def _card(note: Note, topics: Mapping[str, str], topic: str | None, known: Mapping[str, Card]) -> Carded | Fault:
    before = known.get(note.guid)
    names = [name.rpartition("::")[2] for name in (*note.tags, note.deck)]
    about = before.topic if before else topic or next((topics[name] for name in names if name in topics), None)
    place = f"line {note.line}"
    if about is None:
        return Fault(place, "neither its tags nor its deck name a topic of the track; --topic says which")
    try:
        # The other kinds show in what is written, and a prediction goes with a lab.
        kind: CardKind = "tradeoff" if "kind::tradeoff" in note.tags else "recall"
        card = read(before or Card("", kind, "", "", about), note.texts)
    except StudyError as error:
        return Fault(place, error.message)
    return Carded(
        card.topic, card.kind, card.front, card.back, choices=card.choices, answer=card.answer, code=card.code,
        lab=card.lab, origin=note.guid or None,
    )  # fmt: skip


def notes(text: str) -> Iterator[Note | Fault]:
    """The notes of a deck, one after the other, and the lines that hold none."""
    headers, body, skipped = _headers(text)
    delimiter = _delimiter(headers.get("separator", ""), body)
    said_html = headers.get("html", "").strip().lower()
    is_html = said_html == "true" if said_html in ("true", "false") else markup.is_likely(body)
    columns = {name: _number(headers.get(f"{name} column", "")) for name in ("guid", "notetype", "deck", "tags")}
    for number, row in _rows(body, delimiter):
        if row is None:
            yield Fault(f"line {skipped + number}", "a field of it is longer than any card")
            continue
        meta = {name: row[at] if at is not None and at < len(row) else "" for name, at in columns.items()}
        fields = [cell for at, cell in enumerate(row) if at not in columns.values()]
        texts = [markup.to_text(cell) if is_html else cell.strip() for cell in fields]
        if not texts or not texts[0]:
            yield Fault(f"line {skipped + number}", "there is no question")
            continue
        tags = (headers.get("tags", "") + " " + meta["tags"]).split()
        deck = one_line(meta["deck"] or headers.get("deck", ""))
        yield Note(skipped + number, _texts(texts), meta["guid"].strip(), tuple(tags), deck)


def _texts(fields: list[str]) -> Written:
    """Question and answer; a note of more fields than these has the others below its answer."""
    question, answer = fields[0], "\n\n".join(filter(None, fields[1:]))
    gaps = [found[1] for found in _THEIR_GAP.finditer(question)]
    # What a cloze hides is its answer, where it has no other.
    return Written(_THEIR_GAP.sub(r"{{\1}}", question), answer or ", ".join(gaps))


def _headers(text: str) -> tuple[dict[str, str], str, int]:
    """What is said above the notes, the notes, and how many lines were above them."""
    lines = text.split("\n")
    headers: dict[str, str] = {}
    for number, line in enumerate(lines):
        if number == 0 and line.startswith("tags:"):
            headers["tags"] = line.partition(":")[2]
        elif not line.startswith("#"):
            return headers, "\n".join(lines[number:]), number
        elif found := _HEADER.match(line):
            headers[found[1].lower()] = found[2]
    return headers, "", len(lines)


def _delimiter(said: str, body: str) -> str:
    """What separates the fields; where no header says so the first of these that occurs, as in Anki."""
    named = SEPARATORS.get(said.strip().lower(), said)
    if named in SEPARATORS.values():
        return named
    return next((each for each in SEPARATORS.values() if each in body[:8192]), "\t")


def _number(said: str) -> int | None:
    return int(said) - 1 if said.strip().isdecimal() and 0 < int(said) < 1000 else None


def _rows(body: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Each row that holds something, with the number of its first line; None for one that can't be read.

    Lines that begin with # are remarks.
    """
    lines = enumerate(body.split("\n"), 1)
    for number, line in lines:
        if line.strip() and not line.startswith("#"):
            # A quoted field goes on in the lines after it.
            source = (f"{each}\n" for each in chain([line], (text for _, text in lines)))
            try:
                yield number, next(csv.reader(source, delimiter=delimiter))
            except csv.Error:
                yield number, None
