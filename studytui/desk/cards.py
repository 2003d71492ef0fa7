"""The desk's verbs about cards of the learner's own. Each is one event: synced, backed up, undone like all else."""

from typing import TYPE_CHECKING

from studytui.history.events import Event
from studytui.history.facts import Carded
from studytui.study.own_cards import Written, read, written
from studytui.track.model import Card

if TYPE_CHECKING:
    from studytui.desk.desk import Desk


class Cards:
    """Cards of the learner's own, and their wording of the track's."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    def own(self) -> tuple[Card, ...]:
        """The cards that the learner wrote or reworded."""
        things = {event.thing for event in self._desk.index.events("carded")}
        return tuple(card for card in self._desk.track.cards if things.intersection((card.id, *card.was)))

    def add(self, topic: str, texts: Written) -> Card:
        """Write a card about a topic. Raises StudyError for what is no card."""
        topic = self._desk.topic(topic).id
        card = read(Card("", "recall", "", "", topic), texts)
        event = self._desk.add(_fact(card))
        return self._desk.reviews.card(event.thing)

    def edit(self, card_id: str, texts: Written, as_new: bool = False) -> Card:
        """Reword a card, which keeps what is remembered of it; `as_new` it is met anew. Raises StudyError."""
        before = self._desk.reviews.card(card_id)
        if texts == written(before):
            return before
        card = read(before, texts)
        fact = _fact(card, replaces=before.id) if as_new else _fact(card, card_id=before.id)
        return self._desk.reviews.card(self._desk.add(fact).thing)

    def delete(self, card_id: str) -> Event:
        """Take a card out; its reviews stay in the history, and undo brings it back. Raises StudyError."""
        card = self._desk.reviews.card(card_id)
        return self._desk.add(_fact(card, card_id=card.id, deleted=True))


def _fact(card: Card, *, card_id: str | None = None, replaces: str | None = None, deleted: bool = False) -> Carded:
    return Carded(
        card.topic, card.kind, card.front, card.back, card=card_id, replaces=replaces, choices=card.choices,
        answer=card.answer, code=card.code, lab=card.lab, deleted=deleted,
    )  # fmt: skip
