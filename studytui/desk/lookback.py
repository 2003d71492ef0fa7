"""The desk's verbs about looking back: then and now, decisions, and the end of a week or a month.

Nothing here asks for attention by itself. What was begun and not saved is kept on disk, as the composer's draft is.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from studytui.desk.practice import STUDY
from studytui.draft import Draft, DraftFile
from studytui.history.events import event_id, milliseconds
from studytui.history.standing import Entry
from studytui.study import lookback, reflection
from studytui.study.lookback import Decision, Echo
from studytui.study.plan import plan_of
from studytui.study.reflection import Period, Reflection

if TYPE_CHECKING:
    from studytui.desk.desk import Desk
    from studytui.study.then_and_now import Question


DAY = 24 * 3600 * 1000
_PAGE = 50


class View(NamedTuple):
    """All there is to look back on."""

    offers: tuple[Period, ...]
    question: "Question | None"
    echoes: tuple[Echo, ...]
    decisions: tuple[Decision, ...]


class LookBack:
    """What the learner wrote, said and decided, and what came of it."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._offered: tuple[object, list[Period]] = (None, [])

    def view(self, passed: Collection[str] = ()) -> View:
        """Everything at once; `passed` are questions that the learner passes over for now."""
        return View(tuple(self.offers()), self.question(passed), tuple(self.on_this_day()), tuple(self.decisions()))

    # What was written

    def on_this_day(self) -> list[Echo]:
        """What was written a week, a month and a year ago, or nearest to it."""
        today = self._desk.today()
        found = [entry for each in lookback.windows(today) for entry in self._between(each.first, each.last)]
        return lookback.on_this_day(found, today)

    def decisions(self) -> list[Decision]:
        """Starred entries and those tagged as decisions, those first of which it is time to say what came."""
        return lookback.decisions(self._desk.index.entries(), self._desk.today())

    def came_of(self, entry_id: str, got: str, seen: tuple[str, ...] = ()) -> Entry:
        """Say what came of a decision; a revision of its entry. Raises StudyError."""
        return self._desk.edit(entry_id, self._desk.entry(entry_id).text, got, seen)

    def _between(self, first: str, last: str) -> list[Entry]:
        """Entries of study days, newest first, by pages back from the last: asked for by day, all are looked at."""
        # A day before it begins, and two days after, a study day is not yet or no longer anywhere on Earth.
        begin, end = _moment(first) - DAY, _moment(last) + 2 * DAY
        found: list[Entry] = []
        before = event_id(end, "")
        while page := self._desk.index.entries(limit=_PAGE, before=before):
            found += [entry for entry in page if first <= entry.day <= last]
            before = page[-1].id
            if page[-1].at < begin:
                break
        return found

    # Then and now

    def question(self, passed: Collection[str] = ()) -> "Question | None":
        """The oldest answer that was not asked for again yet, of a lab or of a card; None when there is none."""
        found = [next(each, None) for each in (self._of_labs(passed), self._of_cards(passed))]
        return min((each for each in found if each), key=lambda each: (each.day, each.id), default=None)

    def answer(self, question: "Question", now: str, line: str) -> Entry:
        """Write down both answers, what is right, and a line about it. Raises StudyError."""
        from studytui.study import then_and_now

        lab = question.lab if question.lab in self._desk.track.labs else None
        return self._desk.write(then_and_now.written(question, now, line), question.right, question.topic, lab)

    def _of_labs(self, passed: Collection[str]) -> Iterator["Question"]:
        from studytui.study import then_and_now

        attempts, asked = self._desk.experiments.attempts(), self._asked()
        for each in then_and_now.of_labs(attempts, self._desk.track.labs, self._desk.today()):
            if each.id not in passed and not then_and_now.was_asked(each, asked):
                yield each

    def _of_cards(self, passed: Collection[str]) -> Iterator["Question"]:
        from studytui.study import answers, then_and_now

        desk, memories, asked = self._desk, self._desk.reviews.memories(), self._asked()
        typed = [card for card in desk.track.cards if card.kind in answers.TYPED and card.id in memories]
        for card in sorted(typed, key=lambda card: (memories[card.id].first, card.id)):
            # Of one card at a time: all reviews of years take seconds to read.
            reviews = [event for name in (*card.was, card.id) for event in desk.index.events("reviewed", thing=name)]
            title = desk.track.topics[card.topic].title
            each = then_and_now.of_card(card, title, reviews, desk.today())
            if each and each.id not in passed and not then_and_now.was_asked(each, asked):
                yield each

    def _asked(self) -> list[Entry]:
        from studytui.study.then_and_now import TAG

        return self._desk.entries(f"#{TAG}")

    # The end of a week or a month

    def offer(self) -> Period | None:
        """The week or month that is over and waits for a word, for a calm line on the desk; None when none does."""
        return next(iter(self.offers()), None)

    def offers(self) -> list[Period]:
        """Every period that is over and waits for a word, and those for which one was begun."""
        stands = (self._desk.index.changes, self._desk.today())
        if self._offered[0] != stands:
            today = self._desk.today()
            since = reflection.earliest(today)
            entries = self._between(since, today)
            days = self._days(since) | {entry.day for entry in entries}
            self._offered = (stands, reflection.offers(today, days, entries))
        found = self._offered[1]
        return [*found, *(period for period in self._begun if period not in found)]

    def begin(self, period: Period) -> Reflection:
        """What there is to say so far: what was begun, or what the history fills in."""
        return self._begun.get(period) or self._filled_in(period)

    def keep(self, period: Period, said: Reflection) -> None:
        """Keep what was begun, on disk where that is possible. Raises OSError where it is not."""
        self._begun[period] = said
        self._save_begun()

    def reflect(self, period: Period, said: Reflection) -> Entry:
        """Write the entry of a period. Raises StudyError, and then what was begun stays."""
        entry = self._desk.write(*reflection.written(period, said))
        self._begun.pop(period, None)
        with suppress(OSError):
            self._save_begun()
        return entry

    def last_plan(self, period: Period) -> str:
        """The plan that the latest entry of that kind ended with; empty where there is none."""
        entries = [entry for entry in self._desk.entries(f"#{period.tag}", limit=3) if period.tag in entry.tags]
        return next((plan for plan in map(reflection.plan_of, entries) if plan), "")

    def _filled_in(self, period: Period) -> Reflection:
        desk = self._desk
        plan = plan_of(desk.index.events("planned"))
        start = plan.start or self._first_day()
        attempts = desk.experiments.attempts()
        return reflection.filled_in(period, desk.progress(), plan._replace(start=start), attempts, desk.track.labs)

    def _days(self, since: str) -> set[str]:
        """The study days from one on, on which something was done besides writing."""
        return set(self._desk.index.days(since, [kind for kind in STUDY if kind != "wrote"]))

    def _first_day(self) -> str | None:
        """The day on which studying began."""
        return self._desk.index.first(STUDY)

    # What was begun

    @cached_property
    def _file(self) -> DraftFile:
        return DraftFile(self._desk.history.state / "look-back")

    @cached_property
    def _begun(self) -> dict[Period, Reflection]:
        with suppress(ValueError, TypeError, RecursionError):
            kept = json.loads(self._file.draft.text or "[]")
            return {
                reflection.period_of(span, date.fromisoformat(day)): Reflection(*map(str, said))
                for span, day, *said in kept
                if span in reflection.TAGS
            }
        return {}

    def _save_begun(self) -> None:
        kept = [[period.span, period.first, *said] for period, said in self._begun.items()]
        self._file.draft = Draft(json.dumps(kept, ensure_ascii=False) if kept else "")
        self._file.save()


def _moment(day: str) -> int:
    return milliseconds(datetime.fromisoformat(day).replace(tzinfo=UTC))
