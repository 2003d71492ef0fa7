"""One learner at work: a track, a history and a clock, and the verbs that join them.

Both faces, the command line and the screens, speak to a Desk and to nothing below it. Every verb is one event, so
every verb can be undone, also after a restart.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from studytui.desk.summary import said_of
from studytui.errors import NOTHING_MATCHED, StudyError
from studytui.history.events import Event, study_day
from studytui.history.facts import Fact, Imported, Read, Restored, Ticked, Undid, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.history.standing import Entry, Tick
from studytui.study.progress import Progress, progress
from studytui.text import one_line, storable
from studytui.track.model import Milestone, Topic, Track

if TYPE_CHECKING:
    from studytui.desk.cards import Cards
    from studytui.desk.care import Care
    from studytui.desk.experiments import Experiments
    from studytui.desk.insights import Insights
    from studytui.desk.lookback import LookBack
    from studytui.desk.practice import Practice
    from studytui.desk.reviews import Reviews
    from studytui.desk.sessions import Sessions


class Undone(NamedTuple):
    """What an undo took back, in words."""

    event: Event
    summary: str


class Desk:
    """The verbs of studying, and what they amount to now."""

    _written: Track
    _laid: Track
    """The same with the learner's own cards."""
    _laid_at: int | None
    _own: list[Event]

    def __init__(self, track: Track, history: History, index: Index, clock: Callable[[], datetime]) -> None:
        self.history = history
        self.index = index
        self.clock = clock
        index.refresh()
        self.track = track

    @cached_property
    def experiments(self) -> "Experiments":
        """The verbs about labs."""
        # Most commands have nothing to do with them.
        from studytui.desk.experiments import Experiments

        return Experiments(self)

    @cached_property
    def reviews(self) -> "Reviews":
        """The verbs about cards."""
        # fsrs takes 30 ms to import.
        from studytui.desk.reviews import Reviews

        return Reviews(self)

    @cached_property
    def cards(self) -> "Cards":
        """The verbs about cards of the learner's own."""
        from studytui.desk.cards import Cards

        return Cards(self)

    @cached_property
    def care(self) -> "Care":
        """The verbs about keeping the history whole."""
        from studytui.desk.care import Care

        return Care(self)

    @cached_property
    def lookback(self) -> "LookBack":
        """The verbs about looking back."""
        from studytui.desk.lookback import LookBack

        return LookBack(self)

    @cached_property
    def insights(self) -> "Insights":
        """The answers about what study time brought."""
        # With fsrs behind it.
        from studytui.desk.insights import Insights

        return Insights(self)

    @cached_property
    def practice(self) -> "Practice":
        """The verbs about planning, pausing and keeping at it."""
        from studytui.desk.practice import Practice

        return Practice(self)

    @cached_property
    def sessions(self) -> "Sessions":
        """The verbs about stretches of study."""
        from studytui.desk.sessions import Sessions

        return Sessions(self)

    # What stands

    @property
    def track(self) -> Track:
        """The track, with the learner's own cards laid over it; the same object until something changes."""
        if self._laid_at != self.index.changes:
            self._laid_at = self.index.changes
            own = self.index.events("carded")
            if own != self._own:
                self._own = own
                self._laid = self._written
                if own:
                    # Most learners have none.
                    from studytui.study.own_cards import laid_over

                    track = self._written
                    self._laid = replace(track, cards=laid_over(track.cards, own, track.topics))
        return self._laid

    @track.setter
    def track(self, track: Track) -> None:
        self._written = self._laid = track
        self._laid_at = None
        self._own = []

    def refresh(self) -> bool:
        """Take in what other programs and devices wrote; says whether there was anything."""
        return self.index.refresh()

    def progress(self) -> Progress:
        """How far the learner has come."""
        return progress(self.track, self.index.ticks())

    def read(self) -> frozenset[str]:
        """The topics that stand marked as read, by their present ids."""
        latest: dict[str, Tick] = {}
        for topic, mark in self.index.reads().items():
            name = self.track.renamed_topics.get(topic, topic)
            if name not in latest or mark.at > latest[name].at:
                latest[name] = mark
        return frozenset(topic for topic, mark in latest.items() if mark.done)

    def entries(
        self,
        search: str = "",
        topic: str | None = None,
        since: str | None = None,
        limit: int = -1,
        before: str | None = None,
    ) -> list[Entry]:
        """Journal entries, newest first."""
        return self.index.entries(search, topic, since, limit, before)

    def today(self) -> str:
        """The present study day."""
        return study_day(self.clock())

    def close(self) -> None:
        """Let go of the index; nothing needs saving."""
        self.index.close()

    # Verbs

    def tick(self, milestone_id: str, done: bool = True) -> bool:
        """Tick a milestone off, or take the tick back; False if it stood so already."""
        milestone = self.milestone(milestone_id)
        self.refresh()
        if self.progress().is_done(milestone) == done:
            return False
        self.add(Ticked(milestone.id, done))
        return True

    def take_over(self, source: str, milestone_ids: Iterable[str]) -> int:
        """Tick, as one step, what is ticked in the file `source`; says how many of them were not done yet."""
        self.refresh()
        progress = self.progress()
        milestones = [self.milestone(each) for each in milestone_ids]
        ticks = [Ticked(each.id, True) for each in milestones if not progress.is_done(each)]
        if ticks:
            self.add(*ticks, closing=lambda events: Imported(source, tuple(event.id for event in events)))
        return len(ticks)

    def mark_read(self, topic_id: str, done: bool = True) -> bool:
        """Mark a topic as read, or as unread again; False if it stood so already."""
        topic = self.topic(topic_id)
        self.refresh()
        if (topic.id in self.read()) == done:
            return False
        self.add(Read(topic.id, done))
        return True

    def write(self, text: str, got: str = "", topic: str | None = None, lab: str | None = None) -> Entry:
        """Begin a journal entry: what was done and, where known, what came of it."""
        if topic is not None:
            self.topic(topic)
        if lab is not None and lab not in self.track.labs:
            raise unknown("lab", lab, self.track.labs)
        event = self.add(Wrote(_said(text), got=storable(got).strip() or None, topic=topic, lab=lab))
        return self.entry(event.id)

    def edit(self, entry_id: str, text: str, got: str = "", seen: Sequence[str] = ()) -> Entry:
        """Give an entry a new text; the old one stays in the history.

        `seen` are the revisions that were on screen, by default those that stand now. What another device wrote and
        was not seen stands beside the new text; to have seen all versions of an entry settles it.
        """
        self.refresh()
        entry = self.index.entry(entry_id)
        # Deleted elsewhere while it was being edited here: the new text stands beside the deletion.
        before = _as_written(entry) if entry else self._as_seen(entry_id, seen)
        if before is None:
            raise _no_entry(entry_id)
        after = replace(before, text=_said(text), got=storable(got).strip() or None)
        if seen:
            after = replace(after, parent=seen[0], merged=tuple(seen[1:]))
        return self._revise(entry_id, before, after)

    def _as_seen(self, entry_id: str, seen: Sequence[str]) -> Wrote | None:
        event = self.index.event(seen[0]) if seen else None
        if event is None or not isinstance(event.fact, Wrote):
            return None
        return replace(event.fact, entry=entry_id, deleted=False, parent=event.id, merged=())

    def star(self, entry_id: str, starred: bool = True) -> Entry:
        """Mark an entry as a decision worth coming back to, or take the mark off."""
        # The text that the mark goes with is the latest, not the one that was on screen.
        self.refresh()
        entry = self.entry(entry_id)
        return self._revise(entry_id, _as_written(entry), replace(_as_written(entry), starred=starred))

    def delete(self, entry_id: str) -> None:
        """Take an entry out of the journal; it stays in the history, and undo brings it back."""
        self.refresh()
        entry = self.entry(entry_id)
        parent, *merged = entry.versions
        self.add(replace(_as_written(entry), deleted=True, parent=parent, merged=tuple(merged)))

    def undo(self) -> Undone | None:
        """Take back the latest thing done on this device; None when there is nothing left."""
        self.refresh()
        event = self.index.last_done(self.history.device)
        if event is None:
            return None
        summary = said_of(event, self.track)
        # What came with a restore or an import goes with it.
        brought = self.index.standing(event.fact.events) if isinstance(event.fact, Restored | Imported) else []
        self.add(*map(Undid, brought), Undid(event.id))
        return Undone(event, summary)

    # Names

    def milestone(self, milestone_id: str) -> Milestone:
        """The milestone of that id, or of that former id. Raises StudyError with the nearest ids."""
        milestones = self.track.milestones
        found = milestones.get(self.track.renamed.get(milestone_id, milestone_id))
        if found is None:
            raise unknown("milestone", milestone_id, milestones)
        return found

    def topic(self, topic_id: str) -> Topic:
        """The topic of that id, or of that former id. Raises StudyError with the nearest ids."""
        found = self.track.topics.get(self.track.renamed_topics.get(topic_id, topic_id))
        if found is None:
            raise unknown("topic", topic_id, self.track.topics)
        return found

    def entry(self, entry_id: str) -> Entry:
        """The entry of that id. Raises StudyError if there is none."""
        found = self.index.entry(entry_id)
        if found is None:
            raise _no_entry(entry_id)
        return found

    def _revise(self, entry_id: str, before: Wrote, after: Wrote) -> Entry:
        if after != before:
            self.add(after)
        return self.entry(entry_id)

    def add_alone(self, fact: Fact) -> Event:
        """Add a fact and take in no more than that, however large the history is. Raises StudyError."""
        (event,) = self.history.append(fact, now=self.clock(), after=self.index.latest())
        path = self.history.last_file()
        assert path is not None
        self.index.take_in(path)
        return event

    def add(self, *facts: Fact, closing: Callable[[Sequence[Event]], Fact] | None = None) -> Event:
        """Add facts to the history as one step, and take them in; returns the last. Raises StudyError."""
        # A device whose clock is ahead must not win over what is done here after seeing it.
        *_, event = self.history.append(*facts, now=self.clock(), after=self.index.latest(), closing=closing)
        self.refresh()
        return event


def unknown(noun: str, wrong_id: str, ids: Iterable[str]) -> StudyError:
    """The error for an id that nothing has, with the ids most like it."""
    from difflib import get_close_matches

    nearest = get_close_matches(wrong_id, list(ids), n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(nearest)}?" if nearest else f"see the ids with --json on the {noun}'s listing"
    return StudyError(f"no {noun} {one_line(wrong_id)!r}", hint, NOTHING_MATCHED)


def _no_entry(entry_id: str) -> StudyError:
    return StudyError(f"no journal entry {one_line(entry_id)}", "it may have been deleted", NOTHING_MATCHED)


def _as_written(entry: Entry) -> Wrote:
    return Wrote(
        entry.text,
        entry=entry.id,
        got=entry.got,
        topic=entry.topic,
        lab=entry.lab,
        starred=entry.starred,
        parent=entry.revision,
        merged=entry.merged,
    )


def _said(text: str) -> str:
    said = storable(text).strip()
    if not said:
        raise StudyError("there is nothing to write", "say in a line what you did")
    return said
