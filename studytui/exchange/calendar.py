"""The weeks, the milestones to come and the daily cue as a calendar file (iCalendar, RFC 5545).

What is in it keeps its UID, so that a later import moves what has moved. The study hour is on the clock of wherever one
is: it has no time zone.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from studytui import __version__
from studytui.study.plan import Pause, Plan
from studytui.study.progress import Progress
from studytui.study.schedule import Dates, Schedule
from studytui.text import one_line, visible
from studytui.track.model import Track, Week

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)


def exported(
    progress: Progress, schedule: Schedule, plan: Plan, pauses: Iterable[Pause], study_at: time | None, now: datetime
) -> str:
    """The calendar; the study hour is in it where `study_at` says when it is."""
    track = progress.track
    calendar = Calendar()
    calendar.add("prodid", f"-//studytui//studytui {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", one_line(track.title))
    for week, dates in zip(track.weeks, schedule.weeks, strict=True):
        calendar.add_component(_week(track, week, dates, now))
        for each in _milestones(progress, week, dates, now):
            calendar.add_component(each)
    if study_at and not schedule.is_done:
        calendar.add_component(_study_hour(track, schedule, plan, pauses, study_at, now))
    text: str = calendar.to_ical().decode()
    return text


def _week(track: Track, week: Week, dates: Dates, now: datetime) -> Event:
    event = _event(f"week-{week.id}", f"Week {week.number} · {week.title}", track, now)
    event.add("description", visible(week.aim))
    return _on_days(event, dates.first, dates.last)


def _milestones(progress: Progress, week: Week, dates: Dates, now: datetime) -> Iterator[Event]:
    """What is still to do, on the last day of its week."""
    for milestone in week.milestones:
        if not progress.is_done(milestone):
            event = _event(f"milestone-{milestone.id}", f"☐ {milestone.text}", progress.track, now)
            event.add("description", f"studytui done {one_line(milestone.id)}")
            yield _on_days(event, dates.last, dates.last)


def _study_hour(
    track: Track, schedule: Schedule, plan: Plan, pauses: Iterable[Pause], study_at: time, now: datetime
) -> Event:
    """The study days of a week, from its first on, until the track ends; none within a pause."""
    first = date.fromisoformat(max(schedule.today, schedule.begins))
    days = WEEKDAYS[: plan.days]
    while WEEKDAYS[first.weekday()] not in days:
        first += _DAY
    cue = one_line(plan.cue)
    said = f"Study, {plan.minutes} min" + (f": {cue}" if cue else "")
    event = _event("study", said, track, now)
    event.add("dtstart", datetime.combine(first, study_at))
    event.add("duration", timedelta(minutes=plan.minutes))
    until = datetime.combine(date.fromisoformat(max(schedule.ends, first.isoformat())), time.max.replace(microsecond=0))
    event.add("rrule", {"freq": "weekly", "byday": list(days), "until": until})
    for day in (day for pause in pauses for day in _days(max(pause.first, first.isoformat()), pause.last)):
        event.add("exdate", datetime.combine(day, study_at))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", said)
    alarm.add("trigger", timedelta())
    event.add_component(alarm)
    return event


def _event(name: str, summary: str, track: Track, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{name}@{track.id}.studytui")
    event.add("dtstamp", now)
    event.add("summary", one_line(summary))
    return event


def _on_days(event: Event, first: str, last: str) -> Event:
    event.add("dtstart", date.fromisoformat(first))
    event.add("dtend", date.fromisoformat(last) + _DAY)
    # Whoever looks for an hour is free on these days.
    event.add("transp", "TRANSPARENT")
    return event


def _days(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day.isoformat() <= last:
        yield day
        day += _DAY
