"""The desk's verbs about what other programs hold: what of it is new here, and taking that over as one step.

A second import brings nothing twice: a card is known by its guid, and everything by what it says and when it was. What
the learner edited or deleted since is left as it is.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from studytui.history.facts import Carded, Fact, Imported, Studied, Wrote
from studytui.text import one_line

if TYPE_CHECKING:
    from studytui.desk.desk import Desk
    from studytui.history.events import Event
    from studytui.track.model import Card


class Arrivals(NamedTuple):
    """Facts on their way in."""

    new: tuple[Fact, ...]
    known: int
    """How many others are here already."""

    @property
    def reworded(self) -> int:
        """How many of the new ones say something else of a card that is here."""
        return sum(isinstance(fact, Carded) and fact.card is not None for fact in self.new)


class Transfer:
    """What is taken over from files."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        desk.refresh()

    def topics(self) -> dict[str, str]:
        """For every name that a topic has or had, its id."""
        track = self._desk.track
        return {**track.renamed_topics, **{name: name for name in track.topics}}

    def cards(self) -> dict[str, "Card"]:
        """For every guid under which a card may come back, the card."""
        cards = {name: card for card in self._desk.track.cards for name in (*card.was, card.id)}
        return cards | {origin: cards[name] for origin, name in self._origins().items() if name in cards}

    def guids(self) -> dict[str, str]:
        """For every card that came from elsewhere, what it is called there."""
        return {name: origin for origin, name in self._origins().items()}

    def arrivals(self, facts: Iterable[Fact]) -> Arrivals:
        """What of these facts is new here."""
        kinds = ("wrote", "studied", "carded")
        seen = {key for event in self._desk.index.events(*kinds) for key in _keys(event.fact, event.offset, event.at)}
        seen.update(map(_said, self._desk.track.cards))
        cards, origins = self.cards(), self._origins()
        offset = int((self._desk.clock().utcoffset() or timedelta()).total_seconds()) // 60
        new, known = list[Fact](), 0
        for fact in facts:
            keys = set(_keys(fact, offset))
            present = self._placed(fact, cards, origins)
            if present is None or keys & seen:
                known += 1
            else:
                new.append(present)
            seen |= keys
        return Arrivals(tuple(new), known)

    def take_over(self, source: str, facts: Sequence[Fact]) -> "Event | None":
        """Add facts that a file holds as one step; None if there are none. Raises StudyError."""
        if not facts:
            return None
        name = one_line(source)
        return self._desk.add(*facts, closing=lambda events: Imported(name, tuple(event.id for event in events)))

    def _origins(self) -> dict[str, str]:
        """For every card that came from elsewhere, by what it is called there, what it is called here."""
        facts = ((event.fact, event.thing) for event in self._desk.index.events("carded"))
        return {fact.origin: thing for fact, thing in facts if isinstance(fact, Carded) and fact.origin}

    def _placed(self, fact: Fact, cards: Mapping[str, "Card"], origins: Mapping[str, str]) -> Fact | None:
        """The fact as it is added: about a card that is here, where it is; None where that one was deleted."""
        if not isinstance(fact, Carded) or fact.origin is None:
            return fact
        present = cards.get(fact.origin)
        if present is None:
            return None if fact.origin in origins else fact
        return replace(fact, card=present.id, origin=None)


def _keys(fact: Fact, offset: int, written_at: int = 0) -> Iterator[Hashable]:
    """By what a fact is known again: what it says and, to the minute, when it was, as an instant and on the clock."""
    match fact:
        case Wrote(entry=None):
            yield from _times(written_at if fact.when is None else fact.when, offset, fact.text)
        case Studied():
            yield from _times(fact.began, offset, (fact.activity, fact.minutes, fact.note))
        case Carded():
            yield _said(fact)


def _times(at: int, offset: int, said: Hashable) -> Iterator[Hashable]:
    # What a file says without a zone is another instant after the clocks were changed.
    minute = at // 60_000
    yield "instant", minute, said
    yield "clock", minute + offset, said


def _said(card: "Carded | Card") -> Hashable:
    return card.front, card.back, card.choices, card.answer, card.code
