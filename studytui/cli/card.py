"""Cards: listing them, and writing one's own."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from studytui.cli import offers
from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import heading, json_option, note, say, say_json, wrapped
from studytui.cli.study import Study
from studytui.errors import NOTHING_MATCHED
from studytui.text import one_line

if TYPE_CHECKING:
    from studytui.desk import Desk
    from studytui.track.model import Card


@click.group("card")
def card_command() -> None:
    """Cards: list them, and write your own.

    \b
    studytui card list --topic lazy-loading
    studytui card add lazy-loading "What finds an N+1?" "A test that counts queries."
    studytui card add napkin-math "500 queries over 0.5 ms?" "= 250 ms"
    """


@card_command.command("list")
@click.option("--topic", metavar="ID", shell_complete=offers.topics, help="Cards about this topic.")
@click.option("--own", is_flag=True, help="Cards that you wrote or reworded.")
@json_option
@pass_study
def list_command(study: Study, topic: str | None, own: bool, as_json: bool) -> None:
    """List the cards of the track, and your own.

    \b
    studytui card list --own
    """
    desk = desk_of(study)
    about = desk.topic(topic).id if topic else None
    cards = [card for card in (desk.cards.own() if own else desk.track.cards) if about in (None, card.topic)]
    if as_json:
        say_json([_plain(card) for card in cards])
    elif cards:
        say(*_lines(desk, cards))
    if not cards:
        note("you wrote no card yet: studytui card add TOPIC QUESTION ANSWER" if own else "no cards")
        click.get_current_context().exit(NOTHING_MATCHED)


@card_command.command("add")
@click.argument("topic", shell_complete=offers.topics)
@click.argument("question")
@click.argument("answer")
@pass_study
def add_command(study: Study, topic: str, question: str, answer: str) -> None:
    """Write a card about a topic: QUESTION and ANSWER.

    Lines of the question that begin with "- " are choices, {{double braces}} hide a part, ``` lines hold code. An
    answer that begins with "= " is what you will be asked to type.

    \b
    studytui card add lazy-loading "N+1 means {{one query an item}}." "One for the list, one for each."
    """
    from studytui.study.own_cards import Written

    card = desk_of(study).cards.add(topic, Written(question, answer))
    say(f"{card.id} {card.kind}: {one_line(card.front)}")


@card_command.command("edit")
@click.argument("card")
@click.option("--question", metavar="TEXT", help="The new question.")
@click.option("--answer", metavar="TEXT", help="The new answer.")
@click.option("--as-new", is_flag=True, help="It is another card: forget what is remembered of the old one.")
@pass_study
def edit_command(study: Study, card: str, question: str | None, answer: str | None, as_new: bool) -> None:
    """Reword a card; what is remembered of it stays.

    \b
    studytui card edit lazy-loading-1 --answer "= 101"
    """
    from studytui.study.own_cards import Written, written

    desk = desk_of(study)
    before = written(desk.reviews.card(card))
    texts = Written(before.question if question is None else question, before.answer if answer is None else answer)
    changed = desk.cards.edit(card, texts, as_new)
    say(f"{changed.id} {changed.kind}: {one_line(changed.front)}")


@card_command.command("delete")
@click.argument("card")
@pass_study
def delete_command(study: Study, card: str) -> None:
    """Take a card out; `studytui undo` brings it back.

    \b
    studytui card delete lazy-loading-1
    """
    desk = desk_of(study)
    front = desk.reviews.card(card).front
    desk.cards.delete(card)
    say(f"deleted: {one_line(front)}")


def _plain(card: "Card") -> dict[str, object]:
    return {
        "id": card.id, "topic": card.topic, "kind": card.kind, "front": card.front, "back": card.back,
        "answer": card.answer, "choices": list(card.choices), "code": card.code, "lab": card.lab,
    }  # fmt: skip


def _lines(desk: "Desk", cards: Iterable["Card"]) -> Iterable[str]:
    topic = ""
    for card in cards:
        if card.topic != topic:
            yield from ([""] if topic else [])
            topic = card.topic
            yield heading(one_line(desk.track.topics[topic].title))
        yield from wrapped(one_line(card.front), "    ", f"  {card.kind}: ")
        yield f"    {card.id}"
