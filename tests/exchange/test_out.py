"""What leaves for people: the journal and the progress as Markdown, tables, and the calendar."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from studytui.desk import Desk
from studytui.exchange import calendar, journal, progress
from studytui.exchange.checklist import parsed
from studytui.history.standing import Entry, Tick, Version
from studytui.study.plan import Pause, Plan
from studytui.study.progress import progress as progress_of
from studytui.study.schedule import schedule
from studytui.track.model import Milestone, Track
from tests.samples import AT, NOW, texts, track_of

DAY = 24 * 3600 * 1000

# The journal


def entry(text: str, at: int = AT, **said: object) -> Entry:
    day = datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
    return Entry(f"{at:011x}-a", at, 0, day, text, **said)  # type: ignore[arg-type]


def test_the_journal_in_one_piece_has_a_heading_a_day(track: Track) -> None:
    other = Version("r", AT, 0, "f0e1d2c3", "Said\nelse", "more")
    entries = [
        entry("Before.", AT - DAY),
        entry("Lists\n\n- [x] stay", got="37×", topic="lazy-loading", starred=True, others=(other,)),
    ]
    assert journal.whole(entries, track) == (
        "# Journal\n\n## Saturday 2026-11-21\n\n### 09:12\n\nBefore.\n\n"
        "## Sunday 2026-11-22\n\n### 09:12 · Lazy loading and N+1 ★\n\nLists\n\n- [x] stay\n\n**Got:** 37×\n\n"
        "> Another version, from device f0e1d2c3:\n> Said\n> else\n>\n> **Got:** more\n"
    )


def test_a_file_a_day_begins_with_front_matter(track: Track) -> None:
    entries = [entry("One #a-b #c", topic="old"), entry("Two #c", AT + 1, starred=True)]
    ((name, text),) = journal.days(entries, track)
    assert name == "2026-11-22.md"
    assert text.startswith(
        '---\ndate: 2026-11-22\ntrack: "Sample Track"\n'
        'topics:\n  - "old"\ntags:\n  - "a-b"\n  - "c"\nstarred: 1\n---\n\n'
        "# Sunday 2026-11-22\n\n## 09:12 · old\n\nOne #a-b #c\n\n## 09:12 ★\n\nTwo #c\n"
    )


@given(st.lists(st.tuples(st.integers(0, 5), texts(), st.none() | texts()), max_size=5))
def test_nothing_that_was_written_is_missing(said: list[tuple[int, str, str | None]]) -> None:
    track = track_of((Milestone("m", "Deed"),))
    entries = sorted((entry(text, AT + days * DAY, got=got) for days, text, got in said), key=lambda each: each.at)
    files = dict(journal.days(entries, track))
    assert list(files) == list(dict.fromkeys(f"{each.day}.md" for each in entries))
    for each in entries:
        for text in (journal.whole(entries, track), files[f"{each.day}.md"]):
            assert each.text in text
            assert (each.got or "") in text


# Progress


def test_the_checklist_has_a_box_each_and_can_be_imported(month_in: Desk) -> None:
    text = progress.checklist(month_in.progress())
    assert text.startswith(
        "# Sample Track\n\n3 of 6 milestones.\n\n## Fundamentals\n\n### Week 1 · Numbers first\n\n- [x] Ran"
    )
    items = [item for section in parsed(text, "x").sections for item in section.items]
    milestones = month_in.track.milestones.values()
    assert [(item.text, item.done) for item in items] == [
        (each.text, month_in.progress().is_done(each)) for each in milestones
    ]


def test_the_table_has_a_line_each(month_in: Desk) -> None:
    first, *_, last = csv.DictReader(progress.table(month_in.progress()).splitlines())
    assert first == {
        "id": "w01-m1", "phase": "fundamentals", "week": "1", "week_title": "Numbers first",
        "text": "Ran the ladder and recorded three ratios.", "topic": "napkin-math", "done": "yes",
        "done_at": "2026-11-13T09:12:00+00:00",
    }  # fmt: skip
    assert (last["done"], last["done_at"]) == ("no", "")


def test_the_data_say_the_same(month_in: Desk) -> None:
    rows = list(progress.rows(month_in.progress()))
    assert [row["done"] for row in rows] == [True, True, True, False, False, False]
    assert rows[-1]["done_at"] is None


# The calendar

BEGUN = Plan(start="2026-11-02")


def made(track: Track, plan: Plan = BEGUN, at: time | None = time(7, 30), *pauses: Pause) -> Any:
    found = progress_of(track, {"w01-m1": Tick(True, AT, 0)})
    dates = schedule(found, plan, pauses, "2026-11-22", None)
    text = calendar.exported(found, dates, plan, pauses, at, NOW)
    assert text.endswith("\r\n") and all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    read = Calendar.from_ical(text)
    assert not read.errors
    return read


def events(read: Any, kind: str) -> list[Any]:
    return [each for each in read.walk("VEVENT") if str(each["uid"]).startswith(kind)]


def test_each_week_has_its_days(track: Track) -> None:
    weeks = events(made(track), "week-")
    assert [str(each["summary"]) for each in weeks] == [
        "Week 1 · Numbers first", "Week 2 · Round trips", "Week 3 · What to keep",
    ]  # fmt: skip
    first = weeks[0]
    assert first["dtstart"].dt == date(2026, 11, 2)
    assert str(first["uid"]) == "week-numbers-first@sample.studytui"
    assert str(first["description"]) == "Know your machine's numbers."
    assert all(later["dtstart"].dt >= each["dtend"].dt for each, later in pairwise(weeks))


def test_what_is_still_to_do_stands_on_the_last_day_of_its_week(track: Track) -> None:
    read = made(track)
    found = events(read, "milestone-")
    assert [str(each["uid"]).partition("@")[0] for each in found] == [
        "milestone-w01-m2", "milestone-w02-m1", "milestone-w02-m2", "milestone-w02-m3", "milestone-w03-m1",
    ]  # fmt: skip
    assert str(found[0]["summary"]) == "☐ Estimated one page of yours, then measured it."
    assert found[0]["dtend"].dt == events(read, "week-")[0]["dtend"].dt


def test_the_study_hour_rings_on_the_study_days_and_not_in_a_pause(track: Track) -> None:
    plan = Plan("2026-11-02", days=5, minutes=25, cue="after coffee")
    (hour,) = events(made(track, plan, time(7, 30), Pause("2026-11-20", "2026-11-25")), "study")
    assert str(hour["summary"]) == "Study, 25 min: after coffee"
    # The 22nd is a Sunday.
    assert hour["dtstart"].dt == datetime.fromisoformat("2026-11-23T07:30")
    assert hour["duration"].dt == timedelta(minutes=25)
    assert hour["rrule"]["byday"] == ["MO", "TU", "WE", "TH", "FR"]
    assert sorted(each.dt.day for found in hour["exdate"] for each in found.dts) == [23, 24, 25]
    (alarm,) = hour.walk("VALARM")
    assert (str(alarm["action"]), alarm["trigger"].dt) == ("DISPLAY", timedelta())
    assert events(made(track, plan, None), "study") == []


def test_what_has_moved_keeps_its_name(track: Track) -> None:
    before, after = (
        {str(each["uid"]): each["dtstart"].dt for each in made(track, Plan(start)).walk("VEVENT")}
        for start in ("2026-11-02", "2026-12-07")
    )
    assert before.keys() == after.keys()
    assert all(after[name] != day for name, day in before.items() if not name.startswith("study"))


@given(st.text(min_size=1, max_size=60), st.integers(1, 7))
def test_any_text_can_stand_in_it(text: str, days: int) -> None:
    track = track_of((Milestone("m", text),))
    read = made(track, Plan("2026-11-23", days=days, cue=text))
    assert len(list(read.walk("VEVENT"))) == 3
