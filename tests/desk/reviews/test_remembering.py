"""What is remembered is what the history folds to, whatever became of the caches."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from studytui import cache
from studytui.desk import Desk
from studytui.desk.reviews import Kept, _folded_by
from studytui.paths import Places
from studytui.study.review import AGAIN, GOOD, Memory, Review, fold
from tests.conftest import Clock
from tests.desk.reviews.learner import ONE, THREE, TWO, MakeDesk, anew, cached, known, study


def test_a_restart_remembers_what_was_remembered(desk: Desk, clock: Clock, make_desk: MakeDesk) -> None:
    study(desk, clock)
    assert known(make_desk()) == known(desk)
    assert make_desk().reviews.queue() == desk.reviews.queue()


def test_a_restart_folds_only_what_the_cache_lacks(
    desk: Desk, clock: Clock, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    study(desk, clock)
    known(make_desk())
    desk.reviews.grade(TWO, GOOD, 5)
    folded = []

    def noting(card: str, reviews: Iterator[Review]) -> Memory | None:
        folded.append(card)
        return fold(card, reviews)

    monkeypatch.setattr("studytui.desk.reviews.fold", noting)
    assert known(make_desk()) == known(desk)
    assert [card for card in folded if card] == [TWO]


def lost(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def junk(path: Path) -> None:
    path.write_bytes(b"\x80\x05junk" + bytes(range(256)))


def empty(path: Path) -> None:
    path.write_bytes(b"")


def another_shape(path: Path) -> None:
    cache.store(path, _folded_by(), {ONE: 7, TWO: Kept(0, "no memory"), THREE: None})  # type: ignore[arg-type]


def no_dictionary(path: Path) -> None:
    cache.store(path, _folded_by(), [1, 2])


def of_another_version(path: Path) -> None:
    cache.store(path, "another", {ONE: Kept(0, None)})


DAMAGES = (lost, cut, junk, empty, another_shape, no_dictionary, of_another_version)


@pytest.mark.parametrize("damage", DAMAGES, ids=[each.__name__ for each in DAMAGES])
def test_a_lost_or_damaged_cache_changes_nothing(
    desk: Desk, clock: Clock, places: Places, make_desk: MakeDesk, damage: Callable[[Path], None]
) -> None:
    study(desk, clock)
    known(make_desk())
    damage(cached(places))
    assert known(make_desk()) == known(desk)
    assert known(make_desk()) == known(desk)


def test_a_lost_index_changes_nothing(desk: Desk, clock: Clock, places: Places, make_desk: MakeDesk) -> None:
    study(desk, clock)
    before = known(desk)
    desk.close()
    shutil.rmtree(places.cache)
    assert known(make_desk()) == before


def test_a_cache_that_cannot_be_written_is_no_fault(desk: Desk, clock: Clock, places: Places) -> None:
    places.cache.mkdir(exist_ok=True)
    (places.cache / f"{desk.index.name}-memories.bin").mkdir()
    study(desk, clock, 2)
    assert known(desk) == anew(desk)


def test_who_has_only_just_come_has_nothing_remembered(desk: Desk) -> None:
    assert not desk.reviews.is_ready
    assert known(desk) == {}
    assert desk.reviews.is_ready


def test_the_latest_reviews_are_the_latest_and_oldest_first(desk: Desk, clock: Clock) -> None:
    study(desk, clock, 3)
    every = desk.index.reviews()
    assert [each.id for each in every] == sorted(each.id for each in every)
    assert desk.index.reviews(limit=5) == every[-5:]
    assert desk.index.reviews(limit=500) == every
    assert desk.index.reviews(limit=0) == []
    assert desk.index.reviews(card=ONE, limit=2) == [each for each in every if each.card == ONE][-2:]


def test_reviews_of_a_day_are_found_wherever_on_earth_it_was(desk: Desk, clock: Clock) -> None:
    for offset in ("+14:00", "+00:00", "-12:00"):
        clock.now = datetime.fromisoformat(f"2026-11-23T04:00:00{offset}")
        desk.reviews.grade(ONE, GOOD, 5)
    every = desk.index.reviews()
    assert [each.day for each in every] == ["2026-11-23"] * 3
    assert desk.index.reviews(since="2026-11-23") == every
    assert desk.index.reviews(since="2026-11-24") == []


def test_a_review_that_was_taken_back_is_none(desk: Desk) -> None:
    kept = desk.reviews.grade(ONE, GOOD, 5)
    desk.reviews.take_back(desk.reviews.grade(ONE, AGAIN, 5))
    assert [each.id for each in desk.index.reviews()] == [kept.id]
    assert desk.index.reviewed_ids() == {ONE: kept.id} == desk.index.reviewed_ids(ONE)
    assert desk.index.reviewed_ids(TWO) == {}
