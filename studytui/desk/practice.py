"""The desk's verbs about keeping at it: the plan, pauses, and what follows from them: schedule, rhythm and today.

Nothing of it is kept but what the learner said; the rest is looked up in the history each time.
"""

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from studytui.errors import NOTHING_MATCHED, StudyError
from studytui.history.events import local_time, study_day
from studytui.history.facts import Paused, Planned, Ran
from studytui.study import plan as plans
from studytui.study import today as day_plan
from studytui.study.plan import Pause, Plan, paused_until
from studytui.study.today import Cards, Done, Today

if TYPE_CHECKING:
    from studytui.desk.desk import Desk
    from studytui.study.rhythm import Activity, Rhythm
    from studytui.study.schedule import Schedule

STUDY = ("ticked", "read", "wrote", "predicted", "ran", "reviewed", "marked", "carded", "studied")
"""The kinds of events that tell of study."""
_LATEST = 20
"""Entries among which those of today are looked for."""


class Practice:
    """How the learner means to study, and how that goes."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._rhythm: tuple[tuple[int, str], Rhythm] | None = None

    # The plan

    def plan(self) -> Plan:
        """What the learner said last about each part of it."""
        return plans.plan_of(self._desk.index.events("planned"))

    @property
    def cue(self) -> str:
        """What studying follows, as the learner put it; empty when they didn't."""
        return self.plan().cue

    def change_plan(
        self,
        *,
        start: str | None = None,
        days: int | None = None,
        minutes: int | None = None,
        pace: int | None = None,
        cue: str | None = None,
    ) -> Plan:
        """Say how to study from now on; what is None stays as it is. Raises StudyError."""
        said = plans.checked(Planned(start=start, days=days, minutes=minutes, pace=pace, cue=cue))
        self._desk.refresh()
        before = self.plan()
        changed = (getattr(said, name) not in (None, value) for name, value in before._asdict().items())
        if any(changed):
            self._desk.add(said)
        return self.plan()

    # Pauses

    def pauses(self) -> tuple[Pause, ...]:
        """The pauses that stand, oldest first."""
        return plans.pauses_of(self._desk.index.events("paused"))

    def pause(self, first: str, last: str, because: str = "") -> Pause:
        """Pause from a day to a day, both included, or say anew how long a pause is. Raises StudyError."""
        said = plans.checked_pause(Paused(first, last, because))
        pause = Pause(said.first, said.last, said.because)
        self._desk.refresh()
        if pause not in self.pauses():
            self._desk.add(said)
        return pause

    def resume(self) -> list[Pause]:
        """End the pause that is over today, else call off the next one; returns what they were. Raises StudyError."""
        self._desk.refresh()
        today, pauses = self._desk.today(), self.pauses()
        ended = [pause for pause in pauses if pause.holds(today)] or [each for each in pauses if each.first > today][:1]
        if not ended:
            raise StudyError("no pause is over today, and none is to come", "", NOTHING_MATCHED)
        # What ends before it began is called off.
        lasts = [_day_before(max(today, pause.first)) for pause in ended]
        facts = [Paused(pause.first, last, pause.because) for pause, last in zip(ended, lasts, strict=True)]
        self._desk.add(*facts)
        return ended

    # What follows

    def schedule(self) -> "Schedule":
        """When each week of the track is."""
        from studytui.study.schedule import schedule

        plan = self.plan()
        first = None if plan.start else self._first_day()
        return schedule(self._desk.progress(), plan, self.pauses(), self._desk.today(), first)

    def rhythm(self) -> "Rhythm":
        """How steadily the learner practises."""
        from studytui.study import rhythm

        index, today = self._desk.index, self._desk.today()
        if self._rhythm is None or self._rhythm[0] != (index.changes, today):
            said = plans.plans_of(index.events("planned"))
            since = rhythm.since(said, today)
            days, first = self._activity(since), self._first_day()
            begins = max(since, min(first, *days)) if first else None
            self._rhythm = (index.changes, today), rhythm.rhythm(days, said, self.pauses(), today, begins)
        return self._rhythm[1]

    def today(self, short: bool = False) -> Today:
        """What there is to do today, in the learner's minutes, or in five of them."""
        desk, day = self._desk, self._desk.today()
        planned = self.plan().minutes
        minutes = min(day_plan.SHORT, planned) if short else planned
        cards = self._cards(day, day_plan.shares(minutes).cards)
        paused = paused_until(self.pauses(), day)
        return day_plan.today_of(day, minutes, desk.progress(), cards, self._done(day), paused)

    def _cards(self, day: str, minutes: int) -> Cards:
        desk = self._desk
        if not desk.index.reviews(limit=1) and not desk.index.events("marked"):
            # fsrs takes 30 ms to import, and remembers nothing yet.
            return day_plan.fresh(desk.progress(), minutes)
        from studytui.study.deck import SLOWEST

        queue = desk.reviews.queue(minutes)
        graded = [each for each in desk.index.reviews(since=day) if each.day == day and not each.drill]
        spent = sum(min(each.seconds, SLOWEST) for each in graded) / 60
        return Cards(len(queue.cards), queue.minutes, len({each.card for each in graded}), spent)

    def _done(self, day: str) -> Done:
        desk, track = self._desk, self._desk.track
        renamed = {old: lab.id for lab in track.labs.values() for old in lab.was}
        ran, today = set(), []
        for event in desk.index.events("ran"):
            if isinstance(event.fact, Ran) and event.fact.finished:
                name = renamed.get(event.fact.lab, event.fact.lab)
                ran.add(name)
                if event.day == day:
                    today.append((event.at, day_plan.LAB, name))
        for topic, mark in desk.index.reads().items():
            if mark.done and study_day(local_time(mark.at, mark.offset)) == day:
                today.append((mark.at, day_plan.READING, track.renamed_topics.get(topic, topic)))
        wrote = any(entry.day == day for entry in desk.entries(limit=_LATEST))
        return Done(ran, desk.read(), tuple((kind, name) for _, kind, name in sorted(today)), wrote)

    def _activity(self, since: str) -> "dict[str, Activity]":
        """What was done on each study day, from one on."""
        from studytui.study.rhythm import Activity
        from studytui.study.timing import sessions_of

        index = self._desk.index
        recorded = [each for each in sessions_of(index.events("studied", since=since)) if each.day >= since]
        # A session may have been added later than it was: both days count, and so do those of imported entries.
        days = Counter(index.days(since, STUDY))
        days.update(session.day for session in recorded)
        days.update(entry.day for entry in index.entries(since=since))
        of_cards, of_sessions = Counter[str](), Counter[str]()
        for review in index.reviews(since=since):
            of_cards[review.day] += review.seconds
        for session in recorded:
            of_sessions[session.day] += session.minutes
        # Sessions hold the cards that were reviewed in them.
        return {day: Activity(count, max(of_cards[day] // 60, of_sessions[day])) for day, count in days.items()}

    def _first_day(self) -> str | None:
        """The day of the first event that tells of study; None before it."""
        return self._desk.index.first(STUDY)


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(1)).isoformat()
