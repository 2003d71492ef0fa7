"""Charts in text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.tui.charts import SIGNS, bar, columns, day_map, map_key, table

MONDAY = date(2026, 6, 1)


def test_half_a_year_of_days_is_a_row_for_each_weekday_and_fits_into_sixty_columns() -> None:
    lines = day_map(MONDAY, [[("studied", 1)] * 7] * 26)
    assert len(lines) == 8
    assert all(line.cell_length <= 56 for line in lines)
    assert lines[1].plain == "Mon " + "▪ " * 26
    assert lines[0].plain.split() == ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]


def test_what_became_of_a_day_is_told_by_its_sign_and_not_by_colour_alone() -> None:
    signs = [sign for state in ("studied", "reserve", "paused", "missed") for sign, _ in SIGNS[state]]
    assert len(set(signs)) == len(signs) == 6
    assert all(sign.strip() in map_key().plain for sign in signs)


def test_a_week_that_is_not_over_ends_today_which_is_marked() -> None:
    lines = day_map(MONDAY, [[("missed", 1), ("not planned", 1)]], MONDAY + timedelta(days=1))
    assert [line.plain.rstrip() for line in lines[1:4]] == ["Mon ·", "    □", "Wed"]


@given(st.dates(date(2000, 1, 3), date(2099, 1, 1)), st.integers(0, 60))
def test_months_never_run_into_each_other(day: date, weeks: int) -> None:
    first = day - timedelta(days=day.weekday())
    names = day_map(first, [[("not planned", 1)] * 7] * weeks)[0].plain.split()
    assert all(len(name) == 3 for name in names)


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.integers(1, 100))
def test_a_bar_has_its_width_whatever_it_shows(value: float, most: float, width: int) -> None:
    assert bar(value, most, width).cell_length == width


def test_a_longer_bar_stands_for_more() -> None:
    lengths = [len(bar(value, 10, 20).plain.rstrip()) for value in (0, 1, 5, 10)]
    assert lengths == [0, 2, 10, 20]


@pytest.mark.parametrize("height", [1, 4])
def test_the_highest_column_reaches_the_top_and_what_is_there_is_seen(height: int) -> None:
    lines = [line.plain for line in columns([8, 4, 0, 0.01], height, 2)]
    assert len(lines) == height
    assert lines[0][0] == "█"
    assert lines[-1][4:6].strip() == ""
    assert lines[-1][6] == "▁"


def test_no_columns_are_empty_lines() -> None:
    assert [line.plain for line in columns([], 2)] == ["", ""]
    assert [line.plain for line in columns([0, 0], 1)] == [""]


def test_a_table_lines_its_columns_up() -> None:
    lines = [line.plain for line in table([("cards", "120", "×"), ("a lab", "9")], right=(1,))]
    assert lines == ["cards  120  ×", "a lab    9"]
