"""What the journal's screen says: entries in its list, one of them whole, the filters in words, and prompts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from textual.content import Content

from studytui.find import snippet
from studytui.history.events import local_time
from studytui.history.standing import TAG, Entry
from studytui.text import counted, one_line, visible
from studytui.track.model import Track
from studytui.tui.listing import HEADING, MUTED, day_name, plain, text_row
from studytui.tui.widgets.row import Row

FOUND = "bold underline"
"""How words that were searched for look: nothing is told by colour alone."""
GLANCE = 400
"""Characters of a text that a row may need of it."""
WIDE = 90
"""Characters of a row's text where it is shown around a word."""
EMPTY = "Nothing yet. After a session, write what you did and what came of it: j writes, p offers ways to begin."
NONE = "No entry is all of this."
CHOOSE = {"topic": "Entries about the topic", "lab": "Entries from the lab", "tag": "Entries with the tag"}
FILTERS = "T topic · L lab · # tag · S starred · D decisions"


class Prompt(NamedTuple):
    """A beginning that asks for what is worth having later."""

    name: str
    why: str
    text: str


PROMPTS = (
    Prompt("Decision", "comes back in a month to ask what came of it", "Decision: \nBecause: \nI expect: \n#decision"),
    Prompt("Surprise", "where what you believed was wrong", "Surprise: \nI had expected: \nBecause: "),
    Prompt("Stuck", "said in full, half of it is often solved", "Stuck on: \nTried so far: \nNext I try: "),
    Prompt("Measured", "a number with what it was before", "Measured: \nBefore: \nI had guessed: "),
    Prompt("In my words", "what you could now explain to somebody", "In my words: \nIt matters where: "),
)


def prompt_rows() -> Iterator[Row]:
    """Ways to begin."""
    width = max(len(prompt.name) for prompt in PROMPTS) + 2
    for prompt in PROMPTS:
        lead = Content.styled(f"{prompt.name:<{width}}", "bold")
        yield Row(f"prompt:{prompt.name}", Content.styled(prompt.why, MUTED), lead)


def heading(day: str, today: str) -> Content:
    """A study day, above its entries."""
    return Content.styled(f"  {day_name(day, today)}", HEADING)


def entry_row(track: Track, entry: Entry, search: str) -> Row:
    """An entry in two lines: what was done, and what came of it; without that, more of what was done."""
    star = ("★ ", "$accent") if entry.starred else "  "
    lead = Content.assemble((f"{local_time(entry.at, entry.offset):%H:%M} ", MUTED), star)
    text = snippet(entry.text, words(search), WIDE) if search else entry.text[:GLANCE]
    body = _found(Content.assemble(_tagged(one_line(text)), "\n", _second(track, entry)), search)
    return Row(entry.id, body, lead, lines=1 if entry.got or entry.others else 0)


def _second(track: Track, entry: Entry) -> Content:
    if entry.others:
        return Content.styled(f"{len(entry.others) + 1} versions, e shows them", "$text-warning")
    if entry.got:
        return Content.styled(f"→ {one_line(entry.got[:GLANCE])}", "$text-success")
    about = topic_title(track, entry.topic) if entry.topic else lab_title(track, entry.lab) if entry.lab else ""
    return Content.styled(about, MUTED)


def whole_rows(track: Track, entry: Entry, search: str, revisions: int) -> Iterator[Row]:
    """An entry as it was written, and what belongs to it."""
    yield text_row("text", _found(_tagged(visible(entry.text)), search))
    if entry.got:
        yield text_row("gap-got")
        came = _found(_tagged(visible(entry.got)).stylize("$text-success"), search)
        yield Row("text:got", came, Content.styled("→ ", "$text-success"), selectable=False)
    for version in entry.others:
        said = "(deleted)" if version.deleted else "\n→ ".join(filter(None, (version.text, version.got)))
        yield text_row(f"gap-{version.revision}")
        yield text_row(f"of-{version.revision}", plain(f"Another version, from device {version.device}", "bold"))
        yield text_row(f"version-{version.revision}", Content(visible(said)))
    if entry.others:
        yield text_row("gap-settle")
        yield Row("settle:", Content.styled("Settle it: pick one of them, or merge them", "$text-warning"))
    belongs = list(_belongings(track, entry, revisions))
    if belongs:
        yield text_row("gap-belongs")
        yield from belongs


def _belongings(track: Track, entry: Entry, revisions: int) -> Iterator[Row]:
    if entry.topic:
        body = Content.assemble(("Topic: ", MUTED), topic_title(track, entry.topic))
        yield Row(f"topic:{entry.topic}", body, tail=Content.styled("t", "$accent"), lines=1)
    if entry.lab:
        body = Content.assemble(("Lab: ", MUTED), lab_title(track, entry.lab))
        yield Row(f"lab:{entry.lab}", body, tail=Content.styled("l", "$accent"), lines=1)
    if revisions > 1:
        before = counted(revisions - 1, "earlier revision")
        yield Row("history:", Content.styled(before, MUTED), tail=Content.styled("v", "$accent"), lines=1)


def whole_title(entry: Entry) -> str:
    """When an entry was written, above it."""
    day = date.fromisoformat(entry.day)
    star = " ★" if entry.starred else ""
    return f"{day:%A} {day.day} {day:%B} {day.year} · {local_time(entry.at, entry.offset):%H:%M}{star}"


def said_of(track: Track, filters: Mapping[str, Any]) -> list[str]:
    """The filters in words, in the order in which they were set."""
    return [_said(track, kind, value) for kind, value in filters.items()]


def _said(track: Track, kind: str, value: Any) -> str:
    match kind:
        case "search":
            return f"“{one_line(value)}”"
        case "starred":
            return "starred"
        case "decision":
            return "decisions"
    return _named(track, kind, value)


def _named(track: Track, kind: str, name: str) -> str:
    if kind == "tag":
        return f"#{one_line(name)}"
    return topic_title(track, name) if kind == "topic" else lab_title(track, name)


def title(shown: int, count: int, said: Sequence[str]) -> Content:
    """How many entries are listed, and which."""
    of_all = f"{shown:,} of {counted(count, 'entry', 'entries')}" if said else counted(count, "entry", "entries")
    return Content.assemble((of_all, MUTED), *((f" · {each}", "bold $accent") for each in said))


def choice_rows(kind: str, track: Track, counts: Mapping[str, int]) -> Iterator[Row]:
    """What one can filter by, each with how many entries there are."""
    for name, count in counts.items():
        yield Row(name, Content(_named(track, kind, name)), tail=Content.styled(f"{count:,}", MUTED), lines=1)


def topic_title(track: Track, topic_id: str) -> str:
    """What a topic is called; its id where the track has dropped it."""
    topic = track.topics.get(track.renamed_topics.get(topic_id, topic_id))
    return one_line(topic.title if topic else topic_id)


def lab_title(track: Track, lab_id: str) -> str:
    """What a lab is called; its id where the track has dropped it."""
    lab = track.labs.get(lab_id)
    return one_line(lab.title if lab else lab_id)


def words(search: str) -> list[str]:
    """The words of a search, as far as they can be seen in a text."""
    return re.findall(r"\w+", search)


def _tagged(text: str) -> Content:
    return Content(text).highlight_regex(TAG, style="$accent")


def _found(body: Content, search: str) -> Content:
    for start, end in spans(body.plain, words(search)):
        body = body.stylize(FOUND, start, end)
    return body


def spans(text: str, sought: Iterable[str]) -> list[tuple[int, int]]:
    """Where words begin with what was searched for, accents and capitals apart; or else, where it stands in them."""
    # A sign a sign, so that places fit; a mark that follows its letter is passed over.
    parts = ["[\u0300-\u036f]*".join(map(re.escape, _folded(word))) for word in sought]
    if not parts:
        return []
    any_word, folded = f"(?:{'|'.join(parts)})[\u0300-\u036f]*", _folded(text)
    found = re.finditer(rf"(?<!\w){any_word}", folded)
    return [match.span() for match in found] or [match.span() for match in re.finditer(any_word, folded)]


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFD", sign)[0].lower()[0] for sign in text)
