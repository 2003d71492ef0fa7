"""Sessions as time trackers write them, and ours there and back."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.errors import StudyError
from studytui.exchange import clock, time_csv
from studytui.exchange.foreign import Fault, Reading
from studytui.history.events import local_time
from studytui.history.facts import Studied
from studytui.study.timing import ACTIVITIES, LONGEST, MINUTE, Session
from studytui.text import storable
from tests.samples import AT, NOW, texts

TOGGL = """\
User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount ()
Me,me@x.org,,Reading,,"DDIA, chapter ""3\""",No,2026-11-20,23:50:00,2026-11-21,00:15:30,00:25:30,"deep, lazy-loading",
Me,me@x.org,,,,,No,2026-11-20,09:00:00,2026-11-20,10:00:00,01:00:00,,
"""
CLOCKIFY = """\
"Project","Client","Description","Task","Tags","Start Date","Start Time","End Date","End Time",\
"Duration (h)","Duration (decimal)"
"Course","","N+1","Lab","","11/20/2026","09:00:00 PM","11/20/2026","09:30:00 PM","00:30:00","0.50"
"Course","","Index","","napkin-math","11/03/2026","12:05:00 AM","11/03/2026","12:35:00 AM","00:30:00","0.50"
"""
WATSON = """\
id,start,stop,project,tags
1a2b3c4,2026-11-20T09:00:00+01:00,2026-11-20T09:45:00+01:00,coding,
"""
SHEET = """\
Start;End;Notes
20.11.2026 09:00;20.11.2026 10:30;Späti
"""
TOPICS = ("lazy-loading", "napkin-math")


def read(text: str, day_first: bool | None = None) -> Reading:
    return time_csv.read(text, NOW, TOPICS, day_first)


def told(text: str) -> list[tuple[str, int, str, str | None, str | None]]:
    reading = read(text)
    assert not reading.faults
    return [
        (f"{local_time(fact.began, 0):%m-%d %H:%M}", fact.minutes, fact.activity, fact.topic, fact.note)
        for fact in reading.facts
        if isinstance(fact, Studied)
    ]


# What others write


def test_what_toggl_exports() -> None:
    assert told(TOGGL) == [
        ("11-20 23:50", 26, "reading", "lazy-loading", 'DDIA, chapter "3"'),
        ("11-20 09:00", 60, "other", None, None),
    ]


def test_what_clockify_exports() -> None:
    assert told(CLOCKIFY) == [
        ("11-20 21:00", 30, "lab", None, "Course · N+1"),
        ("11-03 00:05", 30, "other", "napkin-math", "Course · Index"),
    ]


def test_what_watson_exports() -> None:
    assert told(WATSON) == [("11-20 08:00", 45, "coding", None, None)]


def test_what_a_spreadsheet_saves_where_commas_are_for_decimals() -> None:
    assert told(SHEET) == [("11-20 09:00", 90, "other", None, "Späti")]


def test_a_time_without_a_zone_is_on_the_learners_clock() -> None:
    now = datetime(2026, 11, 22, 9, tzinfo=timezone(timedelta(hours=2)))
    (fact,) = time_csv.read("start,duration\n2026-11-20 09:00,25\n", now, ()).facts
    assert isinstance(fact, Studied)
    assert local_time(fact.began, 120).hour == 9


def test_a_session_may_end_after_midnight() -> None:
    assert told("date,from,to\n2026-11-20,23:30,00:15\n")[0][:2] == ("11-20 23:30", 45)


@pytest.mark.parametrize(
    ("heading", "said", "minutes"),
    [
        ("duration", "00:25:00", 25),
        ("Duration", "1:30", 90),
        ("time spent", "1h30", 90),
        ("duration", "0.5", 30),
        ("Hours", "0,25", 15),
        ("duration (decimal)", "1", 60),
        ("Minutes", "25", 25),
        ("seconds", "90", 2),
        ("duration", "00:00:20", 1),
    ],
)
def test_a_duration_is_said_in_many_ways(heading: str, said: str, minutes: int) -> None:
    assert told(f"start\t{heading}\n2026-11-20 09:00\t{said}\n")[0][1] == minutes


# What can't be


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",25m", "it does not say when it began"),
        ("2026-11-20,25m", "it does not say at what time it began"),
        ("20:15,25m", "it does not say on which day it began"),
        ("2026-02-30 09:00,25m", "'2026-02-30' is no day"),
        ("2026-11-20 09:00,", "it does not say how long it took"),
        ("2026-11-20 09:00,soon", "'soon' is no duration"),
        ("2026-11-20 09:00,0", "it took no time"),
        ("2026-11-20 09:00,17h", "17 h is longer than a session can be"),
        ("2026-11-22 09:00,25m", "that session would not be over yet"),
        ("1969-07-20 20:17,25m", "its date is before 1970, or centuries ahead"),
        ("13:00 PM,25m", "'13:00 PM' is no time"),
        ("3/4/2026 09:00,25m", "'3/4/2026' may be two days: say --day-first or --month-first"),
        ("Total,1:15", "it does not say at what time it began"),
    ],
)
def test_a_row_that_is_no_session_is_named_by_its_line(row: str, reason: str) -> None:
    reading = read(f'start,duration,note\n2026-11-20 08:00,25,"two\nlines"\n\n{row}\n')
    assert reading.faults == (Fault("line 5", reason),)
    assert len(reading.facts) == 1


def test_of_a_date_with_slashes_the_file_or_the_learner_tells_which_is_the_day() -> None:
    text = "start,duration\n3/4/2026 09:00,25\n"
    for day_first, month in ((True, 4), (False, 3)):
        (fact,) = read(text, day_first).facts
        assert isinstance(fact, Studied) and local_time(fact.began, 0).month == month
    (fact, _) = read(f"{text}13/4/2026 09:00,25\n").facts
    assert isinstance(fact, Studied) and local_time(fact.began, 0).month == 4


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "start\n2026-11-20 09:00\n", "duration\n25\n"])
def test_another_table_is_refused(text: str) -> None:
    with pytest.raises(StudyError, match="no heading of a table of sessions"):
        read(text)


@given(texts(), texts())
def test_any_cell_is_read_or_refused(one: str, other: str) -> None:
    read(f"start,duration\n{storable(one)},{storable(other)}\n")


@given(texts())
def test_any_text_is_a_time_or_none(text: str) -> None:
    for verb in (lambda: clock.moment(text, "", None), lambda: clock.duration(text)):
        try:
            verb()
        except (ValueError, StudyError):
            continue


# Ours


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    minutes = draw(st.integers(1, LONGEST))
    began = draw(st.integers(0, AT - minutes * MINUTE))
    note = draw(st.none() | texts().map(storable).map(str.strip).filter(bool))
    topic, impact = draw(st.sampled_from((None, *TOPICS))), draw(st.none() | st.integers(1, 5))
    offset = draw(st.sampled_from([0, 60, -210, 330]))
    return Session("id", "day", began, offset, draw(st.sampled_from(ACTIVITIES)), minutes, topic, impact, note)


@given(st.lists(sessions(), max_size=4))
def test_every_session_that_is_exported_comes_back(found: list[Session]) -> None:
    reading = read(time_csv.written(found))
    assert reading.faults == ()
    assert reading.facts == tuple(
        Studied(each.activity, each.minutes, each.began, topic=each.topic, impact=each.impact, note=each.note)
        for each in found
    )


def test_the_table_has_a_session_a_line() -> None:
    session = Session("a-1", "2026-11-21", AT, 60, "reading", 25, "lazy-loading", 4, "N+1, again")
    assert time_csv.written([session]).splitlines() == [
        "id,day,began,minutes,activity,topic,impact,note",
        'a-1,2026-11-21,2026-11-22T10:12:00+01:00,25,reading,lazy-loading,4,"N+1, again"',
    ]
