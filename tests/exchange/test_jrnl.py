"""jrnl's journals: what each of its formats says, and that an entry keeps its day."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.errors import StudyError
from studytui.exchange import jrnl
from studytui.exchange.foreign import Fault, Reading
from studytui.history.events import local_time
from studytui.history.facts import Wrote
from studytui.text import storable
from tests.samples import NOW, texts

EXPORTED = """\
{
  "tags": {
    "@deploy": 1,
    "@work": 1
  },
  "entries": [
    {
      "title": "Shipped the index.",
      "body": "Inserts took 2.1\\u00d7 longer @deploy\\n\\nSee me@example.org.\\n",
      "date": "2023-05-01",
      "time": "09:00",
      "tags": ["@deploy", "@work"],
      "starred": true
    },
    {
      "title": "No sleep",
      "body": "",
      "date": "2023-05-02",
      "time": "01:30",
      "tags": [],
      "starred": false,
      "uuid": "0123456789ABCDEF",
      "creator": {"software_agent": "jrnl/4.1"}
    }
  ]
}
"""
TEXT = """\
[2023-05-01 09:00:00 AM] Shipped the index. *
Inserts took 2.1× longer @deploy

- [x] a list stays a list
[no date] is no heading

[2023-05-02 12:30:00 AM] No sleep

[2023-05-02 12:05:00 PM] Lunch, and *more*
"""
VERSION_1 = "2019-12-31 23:59 The last one*\nWith a body.\n\n2020-01-01 00:10 The first\n"


def read(text: str) -> Reading:
    if text.startswith("{"):
        return jrnl.read_json(jrnl.parsed(text), NOW)
    return jrnl.read_text(text, NOW)


def told(text: str) -> list[tuple[str, str, bool]]:
    """When each entry was, what it says, and whether it is starred."""
    reading = read(text)
    assert not reading.faults
    facts = [fact for fact in reading.facts if isinstance(fact, Wrote) and fact.when is not None]
    return [(f"{local_time(fact.when or 0, 0):%Y-%m-%d %H:%M}", fact.text, fact.starred) for fact in facts]


def test_what_is_exported_as_json() -> None:
    assert told(EXPORTED) == [
        (
            "2023-05-01 09:00",
            "Shipped the index.\nInserts took 2.1× longer @deploy\n\nSee me@example.org.\n\n#deploy #work",
            True,
        ),
        ("2023-05-02 01:30", "No sleep", False),
    ]


def test_what_is_exported_as_text() -> None:
    assert told(TEXT) == [
        (
            "2023-05-01 09:00",
            "Shipped the index.\nInserts took 2.1× longer @deploy\n\n- [x] a list stays a list\n"
            "[no date] is no heading\n\n#deploy",
            True,
        ),
        ("2023-05-02 00:30", "No sleep", False),
        ("2023-05-02 12:05", "Lunch, and *more*", False),
    ]


def test_what_the_first_version_kept() -> None:
    assert told(VERSION_1) == [
        ("2019-12-31 23:59", "The last one\nWith a body.", True),
        ("2020-01-01 00:10", "The first", False),
    ]


def test_a_time_is_what_the_learners_clock_shows() -> None:
    abroad = datetime(2026, 11, 22, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    (fact,) = jrnl.read_text("[2023-05-01 09:00] Tea", abroad).facts
    assert isinstance(fact, Wrote) and fact.when is not None
    assert local_time(fact.when, 330).isoformat() == "2023-05-01T09:00:00+05:30"


@pytest.mark.parametrize(
    ("tags", "last"),
    [
        (["@work"], "#work"),
        (["work and life", "@a/b", "##", ""], "#work-and-life #a-b"),
        (["@N1"], "Counted #n1 twice."),
        ([], "Counted #n1 twice."),
    ],
)
def test_tags_that_the_text_does_not_show_stand_below_it(tags: list[str], last: str) -> None:
    entry = {"title": "Counted #n1 twice.", "body": "", "date": "2023-05-01", "time": "09:00", "tags": tags}
    ((_, text, _),) = told(json.dumps({"entries": [entry]}))
    assert text.split("\n")[-1] == last


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"title": "a", "date": "2023-02-30", "time": "09:00"}, "'2023-02-30 09:00' is no date and time"),
        ({"title": "a", "date": "", "time": "09:00"}, "'09:00' is no date and time"),
        ({"title": "a", "date": "1961-04-12", "time": "06:07"}, "its date is before 1970, or centuries ahead"),
        ({"title": " ", "body": "\n", "date": "2023-05-01", "time": "09:00"}, "it is empty"),
        ({"title": 3, "date": "2023-05-01"}, "a field has the wrong type"),
        ("a", "it is no entry"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named_by_its_number(entry: object, reason: str) -> None:
    good = {"title": "fine", "date": "2023-05-01"}
    reading = jrnl.read_json({"entries": [good, entry]}, NOW)
    assert reading.faults == (Fault("entry 2", reason),)
    assert len(reading.facts) == 1


def test_an_entry_without_a_time_was_at_noon() -> None:
    assert told('{"entries": [{"title": "a", "date": "2023-05-01"}]}')[0][0] == "2023-05-01 12:00"


def test_a_line_that_cannot_be_read_is_named_by_its_number() -> None:
    reading = read(
        "[2023-05-01 09:00] a\n\n[2023-13-01 09:00] b\nits body\n[2023-05-03 9:00 PM] c\n[2023-05-04 09:00] \n"
    )
    assert reading.faults == (
        Fault("line 3", "'2023-13-01 09:00' is no date and time"),
        Fault("line 6", "it is empty"),
    )
    assert [fact.text for fact in reading.facts if isinstance(fact, Wrote)] == ["a", "c"]
    assert read("once\n[2023-05-01 09:00] a").faults == (
        Fault("line 1", "no entry begins here, with its date and time"),
    )


@pytest.mark.parametrize("text", ['{"entries": [', "[" * 5000, '{"a": 1,}'])
def test_what_is_no_json_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(StudyError, match="no JSON"):
        jrnl.parsed(text)


moments = st.datetimes(datetime.fromisoformat("1970-01-02"), datetime.fromisoformat("2400-01-01")).map(
    lambda each: each.replace(second=0, microsecond=0)
)
said = texts().map(storable).map(str.strip).filter(bool)


@given(st.lists(st.tuples(moments, said, st.booleans()), max_size=4))
def test_every_entry_that_is_exported_comes_in(entries: list[tuple[datetime, str, bool]]) -> None:
    plain = [
        {"title": text, "body": "", "date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}", "tags": [], "starred": star}
        for at, text, star in entries
    ]
    assert told(json.dumps({"tags": {}, "entries": plain})) == [
        (f"{at:%Y-%m-%d %H:%M}", text, star) for at, text, star in entries
    ]


lines = st.lists(st.sampled_from(["two words", "- x", "", "[a] b", "* c"]), max_size=3).map("\n".join).map(str.rstrip)


@given(st.lists(st.tuples(moments, lines), min_size=1, max_size=4))
def test_every_entry_of_a_text_comes_in(entries: list[tuple[datetime, str]]) -> None:
    text = "\n\n".join(f"[{at:%Y-%m-%d %I:%M:%S %p}] Title{f'{chr(10)}{body}' if body else ''}" for at, body in entries)
    expected = [(f"{at:%Y-%m-%d %H:%M}", f"Title\n{body}".strip(), False) for at, body in entries]
    assert told(text) == expected


@given(texts(), st.sampled_from([NOW, datetime(2026, 1, 1, tzinfo=UTC)]))
def test_any_text_is_read_or_refused(text: str, now: datetime) -> None:
    jrnl.read_text(text, now)
    jrnl.is_text(text)
