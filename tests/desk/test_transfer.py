"""Taking over what files hold: as one step, nothing twice, and nothing over what the learner did since."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from studytui.desk import Desk
from studytui.desk.transfer import Arrivals, Transfer
from studytui.history.facts import Carded, Fact, Studied, Wrote
from studytui.study.own_cards import Written
from tests.conftest import Clock

LONG_AGO = int(datetime(2023, 5, 1, 9, tzinfo=UTC).timestamp() * 1000)
DAY = 24 * 3600 * 1000


@pytest.fixture
def transfer(desk: Desk) -> Transfer:
    return Transfer(desk)


def taken(transfer: Transfer, *facts: Fact) -> Arrivals:
    arrivals = transfer.arrivals(facts)
    transfer.take_over("file.txt", arrivals.new)
    return arrivals


def card(front: str = "Q?", origin: str | None = "abc", **said: str) -> Carded:
    return Carded("lazy-loading", "recall", front, said.get("back", "A."), origin=origin)


# Entries


def test_an_entry_stands_under_the_day_on_which_it_was_written(desk: Desk, transfer: Transfer) -> None:
    desk.write("today")
    taken(transfer, Wrote("later", when=LONG_AGO + DAY), Wrote("long ago", when=LONG_AGO, starred=True))
    assert [(each.day, each.text) for each in desk.entries()] == [
        ("2026-11-22", "today"),
        ("2023-05-02", "later"),
        ("2023-05-01", "long ago"),
    ]
    assert desk.entries()[-1].starred
    assert [each.text for each in desk.entries(since="2023-05-02")] == ["today", "later"]


def test_entries_go_on_before_one_that_was_imported(desk: Desk, transfer: Transfer) -> None:
    taken(transfer, *(Wrote(f"{number}", when=LONG_AGO + number * DAY) for number in (2, 0, 3, 1)))
    latest, *_ = desk.entries(limit=2)
    assert latest.text == "3"
    assert [each.text for each in desk.entries(before=desk.entries(limit=2)[-1].id)] == ["1", "0"]


def test_an_edit_leaves_it_where_it_was(
    desk: Desk, transfer: Transfer, clock: Clock, make_desk: Callable[[], Desk]
) -> None:
    taken(transfer, Wrote("long ago", when=LONG_AGO))
    (entry,) = desk.entries()
    clock.go(days=3)
    desk.edit(entry.id, "long ago, said better")
    (edited,) = make_desk().entries()
    assert (edited.day, edited.at, edited.text) == ("2023-05-01", LONG_AGO, "long ago, said better")


def test_undo_takes_all_of_it_back_and_then_it_is_new_again(desk: Desk, transfer: Transfer) -> None:
    desk.write("today")
    facts: list[Fact] = [Wrote("a", when=LONG_AGO), Studied("reading", 25, LONG_AGO), card()]
    assert taken(transfer, *facts).known == 0
    undone = desk.undo()
    assert undone and undone.summary == "imported: 3 events of file.txt"
    assert [each.text for each in desk.entries()] == ["today"]
    assert (desk.sessions.sessions(), desk.cards.own()) == ([], ())
    assert len(transfer.arrivals(facts).new) == 3


def test_nothing_comes_in_twice(desk: Desk, transfer: Transfer) -> None:
    facts: list[Fact] = [
        Wrote("a", when=LONG_AGO),
        Wrote("b", when=LONG_AGO),
        Studied("reading", 25, LONG_AGO),
        card(origin=None),
    ]
    assert taken(transfer, *facts, *facts).known == 4
    assert transfer.arrivals(facts) == Arrivals((), 4)
    assert transfer.take_over("file.txt", ()) is None


def test_what_was_deleted_or_edited_here_does_not_come_back(desk: Desk, transfer: Transfer) -> None:
    facts: list[Fact] = [Wrote("a", when=LONG_AGO), Wrote("b", when=LONG_AGO), Studied("reading", 25, LONG_AGO)]
    taken(transfer, *facts)
    second, first = desk.entries()
    desk.delete(first.id)
    desk.edit(second.id, "said better")
    desk.sessions.delete("last")
    assert transfer.arrivals(facts).new == ()


def test_summer_time_makes_nothing_new(desk: Desk, transfer: Transfer, clock: Clock) -> None:
    taken(transfer, Wrote("a", when=LONG_AGO))
    clock.now = clock.now.astimezone(timezone(timedelta(hours=1)))
    same_clock, same_instant = Wrote("a", when=LONG_AGO - 3600_000), Wrote("a", when=LONG_AGO)
    assert transfer.arrivals([same_clock]).new == ()
    assert transfer.arrivals([same_instant]).new == ()


def test_what_was_written_here_is_known_too(desk: Desk, transfer: Transfer, clock: Clock) -> None:
    desk.write("today")
    assert transfer.arrivals([Wrote("today", when=int(clock.now.timestamp()) * 1000)]).known == 1


# Cards


def test_a_card_comes_in_and_is_reworded_by_its_guid(desk: Desk, transfer: Transfer) -> None:
    taken(transfer, card())
    (own,) = desk.cards.own()
    arrivals = taken(transfer, card("Which?"))
    assert (len(arrivals.new), arrivals.reworded, arrivals.known) == (1, 1, 0)
    (reworded,) = desk.cards.own()
    assert (reworded.id, reworded.front) == (own.id, "Which?")
    assert transfer.guids() == {own.id: "abc"}
    assert transfer.cards()["abc"] == reworded


def test_an_older_deck_does_not_undo_what_was_reworded_here(desk: Desk, transfer: Transfer) -> None:
    taken(transfer, card())
    (own,) = desk.cards.own()
    desk.cards.edit(own.id, Written("Better?", "A."))
    assert transfer.arrivals([card()]) == Arrivals((), 1)


def test_a_deleted_card_stays_deleted_whatever_it_says_now(desk: Desk, transfer: Transfer) -> None:
    taken(transfer, card())
    desk.cards.delete(desk.cards.own()[0].id)
    assert transfer.arrivals([card(), card("Else?")]) == Arrivals((), 2)


def test_a_card_of_the_track_is_known_by_its_id_or_its_words(desk: Desk, transfer: Transfer) -> None:
    known = desk.track.cards[0]
    assert transfer.arrivals([card(known.front, None, back=known.back)]).known == 1
    (fact,) = taken(transfer, card("Asked better?", known.id)).new
    assert isinstance(fact, Carded) and (fact.card, fact.origin) == (known.id, None)
    assert desk.reviews.card(known.id).front == "Asked better?"


def test_topics_are_known_by_their_former_names_too(transfer: Transfer) -> None:
    assert transfer.topics()["lazy-loading"] == "lazy-loading"
