"""Which study day a review belongs to, at night, on journeys, and when clocks change."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from studytui.desk import Desk
from studytui.history.events import milliseconds
from studytui.study.review import DAY, EASY, GOOD
from tests.conftest import NOON, Clock
from tests.desk.reviews.learner import IDS, ONE, TWO, known


def test_new_cards_of_the_small_hours_belong_to_the_evening_before(desk: Desk, clock: Clock) -> None:
    clock.now = NOON.replace(hour=23)
    for name in IDS[:3]:
        desk.reviews.grade(name, GOOD, 5)
    clock.now = NOON.replace(hour=3, minute=59) + timedelta(days=1)
    assert (desk.reviews.today().met, desk.reviews.today().reviewed) == (3, 3)
    assert len(desk.reviews.queue().new) == 2
    clock.go(minutes=1)
    assert (desk.reviews.today().met, desk.reviews.today().reviewed) == (0, 0)
    assert len(desk.reviews.queue().new) == 5


def test_a_card_that_falls_due_at_night_is_asked_the_day_before_but_not_after_four(desk: Desk, clock: Clock) -> None:
    desk.reviews.grade(ONE, EASY, 5)
    due = datetime.fromtimestamp(known(desk)[ONE].due / 1000, NOON.tzinfo)
    clock.now = due.replace(hour=4, minute=0, second=0)
    assert ONE in desk.reviews.queue().due
    clock.go(seconds=-1)
    assert ONE not in desk.reviews.queue().due


@pytest.mark.parametrize(("changes", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)], ids=["to summer", "to winter"])
def test_the_night_in_which_clocks_change_ends_at_four_all_the_same(
    desk: Desk, clock: Clock, changes: str, hours: int
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    four = datetime.fromisoformat(f"{changes}T04:00").replace(tzinfo=zone)
    evening = (four - timedelta(days=1)).replace(hour=20)
    clock.now = evening
    today = desk.reviews.today()
    assert today.ends == milliseconds(four)
    clock.now = datetime.fromtimestamp(four.timestamp(), zone)
    following = desk.reviews.today()
    assert following.ends - today.ends == DAY
    assert today.ends - milliseconds((four - timedelta(days=1)).replace(hour=4)) == hours * DAY // 24


@pytest.mark.parametrize("changes", ["2026-03-29", "2026-10-25"])
def test_reviews_of_a_night_in_which_clocks_change_count_for_one_day_only(
    desk: Desk, clock: Clock, changes: str
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    four = datetime.fromisoformat(f"{changes}T04:00").replace(tzinfo=zone).timestamp()
    counted = []
    for hours, name in zip((-6, -3, -1.5, -0.5, 0, 3), IDS, strict=False):
        moment = datetime.fromtimestamp(four + hours * 3600, zone)
        # As the system's clock tells it: with the offset of the moment, and no zone.
        clock.now = moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))
        desk.reviews.grade(name, GOOD, 5)
        counted.append((desk.reviews.today().reviewed, desk.reviews.today().met))
    assert counted == [(1, 1), (2, 2), (3, 3), (4, 4), (1, 1), (2, 2)]


def test_a_journey_counts_every_review_of_the_day_where_one_is(desk: Desk, clock: Clock) -> None:
    clock.now = datetime.fromisoformat("2026-11-22T23:00:00+09:00")
    desk.reviews.grade(ONE, GOOD, 5)
    clock.now = datetime.fromisoformat("2026-11-22T20:00:00-08:00")
    desk.reviews.grade(TWO, GOOD, 5)
    assert desk.reviews.today().reviewed == 2
