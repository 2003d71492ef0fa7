"""Typed answers to cards: what is asked, and how close what was typed comes to what is right.

An estimate is scored like a prediction, by the factor it is off; units are converted where both are known. What is
typed only suggests a grade: the learner gives it.
"""

import math
import re
from typing import NamedTuple

from studytui.study.review import AGAIN, EASY, GOOD, HARD
from studytui.track.model import Card

TYPED = ("estimate", "choice", "cloze", "output")
"""Kinds whose answer is typed; the others are thought, and shown."""
GAP = "[…]"

# Commas stand between thousands, as in predictions: 2,5 is neither 25 nor two and a half.
_NUMBER = re.compile(
    r"\s*(?:about|some|~|≈)?\s*([-+−]?(?:(?:\d{1,3}(?:,\d{3})+|\d[\d_]*)(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)(?![\d.,_])"
    r"\s*([kKM](?![a-zA-Z]))?\s*(.*)",
    re.DOTALL,
)
_BEGINNING = re.compile(r"[:.](?:\s|$)")
_CLOZE = re.compile(r"\{\{(.+?)\}\}")
_FACTORS = {
    "ns": ("time", 1e-9), "us": ("time", 1e-6), "µs": ("time", 1e-6), "ms": ("time", 1e-3), "s": ("time", 1.0),
    "min": ("time", 60.0), "minutes": ("time", 60.0), "minute": ("time", 60.0), "h": ("time", 3600.0),
    "hours": ("time", 3600.0), "hour": ("time", 3600.0), "days": ("time", 86400.0), "day": ("time", 86400.0),
    "seconds": ("time", 1.0), "second": ("time", 1.0), "sec": ("time", 1.0), "μs": ("time", 1e-6),
    "B": ("size", 1.0), "kB": ("size", 1e3), "KB": ("size", 1e3), "MB": ("size", 1e6), "GB": ("size", 1e9),
    "TB": ("size", 1e12), "KiB": ("size", 2.0**10), "MiB": ("size", 2.0**20), "GiB": ("size", 2.0**30),
    "kbit/s": ("rate", 1e3), "Mbit/s": ("rate", 1e6), "Gbit/s": ("rate", 1e9),
    "%": ("share", 1.0),
}  # fmt: skip
_BANDS = ((1.25, "a bull's-eye", EASY), (2.0, "close", GOOD), (5.0, "the right order", HARD))


class Judged(NamedTuple):
    """What came of a typed answer."""

    said: str
    grade: int
    """What it suggests."""


def front(card: Card) -> str:
    """What is asked; of a cloze, with the gap."""
    return _CLOZE.sub(GAP, card.front) if card.kind == "cloze" else card.front


def back(card: Card) -> str:
    """What is right."""
    if card.kind != "cloze":
        return card.back
    whole = _CLOZE.sub(r"\1", card.front)
    return f"{whole}\n\n{card.back}" if card.back and card.back not in whole else whole


def sureness(card: Card) -> dict[int, int]:
    """For each of four keys, how sure of a choice it says one is, in per cent; the first says that it is a guess."""
    return {1: round(100 / max(2, len(card.choices))), 2: 60, 3: 80, 4: 95}


def choice_of(card: Card, typed: str) -> str | None:
    """Which of a card's choices is meant by its number or its words; None if none is."""
    said = typed.strip().casefold().removesuffix(".")
    named = {str(number): choice for number, choice in enumerate(card.choices, 1)}
    # The number goes first, where a choice is a number itself.
    return named.get(said) or next((each for each in card.choices if each.casefold().removesuffix(".") == said), None)


def judge(card: Card, typed: str) -> Judged | None:
    """How close a typed answer comes; None when nothing was typed, or nothing can be said of it."""
    if not typed.strip():
        return None
    match card.kind:
        case "estimate":
            return _estimated(card, typed)
        case "choice":
            return _chosen(card, typed)
        case "cloze":
            hidden = _CLOZE.search(card.front)
            return _equal(typed, hidden[1] if hidden else card.back)
        case "output":
            # Without an answer of its own, it is what the explanation begins with.
            return _equal(typed, card.answer or _BEGINNING.split(card.back, maxsplit=1)[0])
    return None


def _estimated(card: Card, typed: str) -> Judged | None:
    right, given = _quantity(card.answer or ""), _quantity(typed)
    if right is None or right[0] <= 0:
        return None
    if given is None or given[0] <= 0:
        return Judged("that is no number", AGAIN)
    if given[1] and right[1] and given[1] != right[1]:
        return Judged(f"another unit: {card.answer}", AGAIN)
    # A number alone is meant in the unit of the answer.
    value = given[0] if given[1] else given[0] * right[2]
    less, more = sorted((value, right[0]))
    # Nearly nothing may be nothing at all in the unit of the answer.
    factor = more / less if less > 0 else math.inf
    found = next(((word, grade) for most, word, grade in _BANDS if factor <= most * (1 + 1e-9)), ("off", AGAIN))
    direction = "low" if value < right[0] else "high"
    times = f"{factor:,.0f}" if factor >= 99.5 else f"{factor:.2g}"
    return Judged(f"{times}× {direction}: {found[0]}" if factor > 1.005 else "exactly", found[1])


def _chosen(card: Card, typed: str) -> Judged | None:
    chosen = choice_of(card, typed)
    if chosen is None:
        return Judged(f"choose a number from 1 to {len(card.choices)}", AGAIN)
    # Of two that begin alike, the explanation names the longer.
    right = max((each for each in card.choices if card.back.startswith(each)), key=len, default=None)
    return Judged("right", GOOD) if chosen == right else Judged("not that one", AGAIN)


def _equal(typed: str, right: str) -> Judged:
    given, wanted = _plain(typed), _plain(right)
    if not wanted:
        # Nothing but signs, as in {}.
        given, wanted = "".join(typed.split()), "".join(right.split())
    if given == wanted:
        return Judged("right", GOOD)
    return Judged("not the same", HARD if wanted and f" {wanted} " in f" {given} " else AGAIN)


def _plain(text: str) -> str:
    words = re.sub(r"[^\w\s.%+-]", " ", text.casefold()).split()
    return " ".join(words).replace(" %", "%").removesuffix(".")


def _quantity(text: str) -> tuple[float, str, float] | None:
    """A number in base units, what it measures ("" if that is not known), and the size of its unit."""
    found = _NUMBER.match(text)
    if not found:
        return None
    thousands = {"k": 1e3, "K": 1e3, "M": 1e6}.get(found[2], 1.0)
    value = float(found[1].replace("−", "-").replace(",", "").replace("_", "")) * thousands
    words = found[3].split()
    kind, factor = _FACTORS.get(words[0], ("", 1.0)) if words else ("", 1.0)
    return (value * factor, kind, factor) if math.isfinite(value) else None
