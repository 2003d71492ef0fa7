"""What makes a right track a good one: warnings for its author, never a reason to refuse it.

The rules look like those of `rules.py`, and their docstrings are their documentation too. A learner's own track is told
of a few of them; `track check --strict` applies all and counts them as faults, and the bundled track is held to that.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher

from studytui.track.reader import Data, Document, Mark, Place
from studytui.track.rules import ANY, FENCE, WEEK, Files, texts, values

LONGEST = {"essentials": 40, "front": 40, "back": 40, "because": 25, "text": 40}
"""Words of one sentence's worth of text, by its key."""
PROSE = (400, 1_400)
"""Words of a topic that is finished."""
MEAN_SENTENCE, LONGEST_SENTENCE = 20, 42
WIDEST = 76
"""Columns of code and tables: what a reader of 80 columns has room for."""

_NOT_DEEDS = re.compile(
    r"(read|learn|learned|learnt|understand|understood|watch|watched|study|studied|know)\b", re.IGNORECASE
)
_FILLER = re.compile(
    r"\b(simply|obviously|basically|it's important to|it is important to|best practices?|in today's world|leverage"
    r"|of course|needless to say|very unique|game.?changer|dive (?:in|into|deep)|robust solution|seamless(?:ly)?)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+(?=[A-Z\"'(*`\[])")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_HTML = re.compile(r"</?[a-zA-Z][^>]*>|<!--")
_BLANKS = re.compile(r"[ \t]+$|\r$", re.MULTILINE)


def _deeds(files: Files) -> None:
    """A milestone is a deed one can check, not something read or understood."""
    for place, text in texts(files.outline, *WEEK, "milestones", ANY, "text"):
        if _NOT_DEEDS.match(text):
            _warn(files.outline, place, f"{text.split()[0]!r} is no deed", "say what was done, and what it came to")


def _essentials(files: Files) -> None:
    """Two or three essentials carry a topic."""
    for document in files.topics.values():
        for place, essentials in values(document, "essentials"):
            if isinstance(essentials, list) and len(essentials) not in (2, 3):
                _warn(document, place, f"{len(essentials)} essentials", "keep two or three")


def _lengths(files: Files) -> None:
    """Essentials, cards, reasons and milestones are a sentence or two."""
    for document in files.all():
        for place, key, text in _all_texts(document.data):
            words = len(text.split())
            if words > LONGEST.get(key, words):
                _warn(document, place, f"{words} words", f"keep it under {LONGEST[key]}")


def _orphans(files: Files) -> None:
    """Every topic feeds into another, or is fed by one."""
    fed = {name for each in files.topics.values() for _, name in texts(each, "feeds_into", ANY, "topic")}
    for name, document in files.topics.items():
        if len(files.topics) > 1 and name not in fed and not any(texts(document, "feeds_into", ANY, "topic")):
            document.warn(Mark(1, 1), f"topic {name!r} stands alone", "say what it feeds into")


def _finished(files: Files) -> None:
    """A topic has prose of some length, misconceptions, references and four to six cards of two kinds."""
    for name, document in files.topics.items():
        count, (least, most) = len(document.prose.split()), PROSE
        if not least <= count <= most:
            document.warn(Mark(document.prose_line, 1), f"{count:,} words of prose", f"write {least} to {most:,}")
        for key, fewest in (("misconceptions", 2), ("references", 2)):
            found = document.data.get(key, []) if isinstance(document.data, dict) else []
            if len(found) < fewest:
                document.warn(document.key_mark((key,)), f"{len(found)} {key}", f"give at least {fewest}")
        _enough_cards(document, name, files.cards.get(name))


def _enough_cards(topic: Document, name: str, cards: Document | None) -> None:
    kinds = [kind for _, kind in texts(cards, ANY, "kind")] if cards else []
    where = cards or topic
    if not 4 <= len(kinds) <= 6:
        where.warn(Mark(1, 1), f"{len(kinds)} cards for {name!r}", "write four to six")
    elif len(set(kinds)) < 2:
        where.warn(Mark(1, 1), f"all cards of {name!r} are of one kind", "ask for it in another way too")


def _questions(files: Files) -> None:
    """No question is asked twice, and none holds its answer."""
    seen: dict[str, str] = {}
    for document in files.cards.values():
        for place, card in values(document, ANY):
            front, answer = (card.get(key, "") if isinstance(card, dict) else "" for key in ("front", "answer"))
            if not isinstance(front, str) or not isinstance(answer, str):
                continue
            place = (*place, "front")
            plain = " ".join(re.findall(r"\w+", front.lower()))
            twin = next((other for other in seen if _alike(plain, other)), None)
            if twin:
                _warn(document, place, "this question is asked already", f"see {seen[twin]}")
            seen[plain] = f"{document.path}:{document.mark(place).line}"
            if answer and re.search(rf"(?<![\w.]){re.escape(answer)}(?![\w.])", front):
                _warn(document, place, "the question holds its answer", "ask without it")


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    if longer == 0 or shorter / longer < 0.85:
        return False
    match = SequenceMatcher(None, one, other, autojunk=False)
    # From cheap to dear: most pairs are told apart by their letters alone.
    return match.quick_ratio() > 0.92 and match.ratio() > 0.92


def _markdown(files: Files) -> None:
    """The prose has ## sections only, closed fences, no HTML, and code that fits the page."""
    for document in files.topics.values():
        fence: tuple[str, int] | None = None
        for number, line in enumerate(document.prose.split("\n"), document.prose_line):
            found = FENCE.match(line)
            if found and (fence is None or fence[0] == found[1]):
                fence = None if fence else (found[1], number)
                continue
            if (fence or line.startswith("|")) and len(line) > WIDEST:
                document.warn(Mark(number, WIDEST + 1), f"{len(line)} columns", f"keep it under {WIDEST + 1}")
            if not fence:
                _check_line(document, number, line)
        if fence:
            document.warn(Mark(fence[1], 1), "this code never ends", f"close it with {fence[0]}")


def _check_line(document: Document, number: int, line: str) -> None:
    if re.match(r"#(?!# )", line) and not re.match(r"#\w", line):
        document.warn(Mark(number, 1), "a heading of another level", "use ## throughout")
    html = _HTML.search(re.sub(r"`[^`]*`", lambda code: " " * len(code[0]), line))
    if html:
        document.warn(Mark(number, html.start() + 1), "HTML is shown as text", "use Markdown, or put it in backticks")


def _reading(files: Files) -> None:
    """Sentences are short, and no word is filler."""
    for document in files.topics.values():
        lengths = []
        for mark, sentence in _sentences(document):
            length = len(sentence.split())
            lengths.append(length)
            if length > LONGEST_SENTENCE:
                document.warn(mark, f"a sentence of {length} words", "make two of it")
            filler = _FILLER.search(sentence)
            if filler:
                document.warn(mark, f"{filler[0]!r} says nothing", "leave it out")
        if lengths and sum(lengths) / len(lengths) > MEAN_SENTENCE:
            mean = sum(lengths) / len(lengths)
            document.warn(Mark(document.prose_line, 1), f"{mean:.0f} words a sentence", f"keep to {MEAN_SENTENCE}")


def _sentences(document: Document) -> Iterator[tuple[Mark, str]]:
    """The sentences of the prose, each with where it begins."""
    for lines in _paragraphs(document):
        text = " ".join(line for _, line in lines)
        starts = [sum(len(line) + 1 for _, line in lines[:count]) for count in range(len(lines))]
        at = 0
        for sentence in _SENTENCE_END.split(text):
            at = text.index(sentence, at)
            index = max(count for count, start in enumerate(starts) if start <= at)
            yield Mark(lines[index][0], at - starts[index] + 1), sentence


def _paragraphs(document: Document) -> Iterator[list[tuple[int, str]]]:
    """Numbered lines that belong together: a paragraph, an item; no code, tables or headings."""
    fence, lines = "", list[tuple[int, str]]()
    for number, line in enumerate(document.prose.split("\n"), document.prose_line):
        found = FENCE.match(line)
        if found and fence in ("", found[1]):
            fence = "" if fence else found[1]
        is_prose = not found and not fence and line.strip() and not line.startswith(("|", "#", "    "))
        if lines and (not is_prose or _ITEM.match(line)):
            yield lines
            lines = []
        if is_prose:
            lines.append((number, _ITEM.sub("", line)))
    if lines:
        yield lines


def _blanks(files: Files) -> None:
    """No blanks at line ends, one newline at the end of a file; --fix mends it."""
    for document in files.all():
        if document.text and document.text != tidy(document.text, document.path.endswith(".md")):
            lines = document.text.split("\n")
            number = next((n for n, line in enumerate(lines, 1) if _BLANKS.search(line)), len(lines))
            document.warn(Mark(number, 1), "blanks that nobody sees", "studytui track check --fix takes them out")


def tidy(text: str, is_markdown: bool) -> str:
    """The text without blanks at line ends, with newlines alone, and exactly one at its end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        # In Markdown two blanks before another line are a line break.
        is_break = is_markdown and line.endswith("  ") and line.strip() and following.strip()
        kept.append(f"{line.rstrip()}  " if is_break else line.rstrip())
    return "\n".join(kept).rstrip("\n") + "\n"


def _all_texts(data: Data, place: Place = ()) -> Iterator[tuple[Place, str, str]]:
    """Every text with its place and the key it belongs to."""
    pairs: Iterable[tuple[str | int, Data]] = ()
    if isinstance(data, dict):
        pairs = data.items()
    elif isinstance(data, list):
        pairs = enumerate(data)
    else:
        key = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
        yield place, key, data
    for part, value in pairs:
        yield from _all_texts(value, (*place, part))


def _warn(document: Document, place: Place, message: str, hint: str) -> None:
    document.warn(document.mark(place), message, hint)


SOFT: tuple[Callable[[Files], None], ...] = (_deeds, _lengths, _questions, _markdown, _blanks)
"""What a learner's own track is told."""
STRICT = (*SOFT, _essentials, _orphans, _finished, _reading)
"""What a track for others is held to."""
