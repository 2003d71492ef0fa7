"""How far the learner has come: milestones done of all, by week, phase and track."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from studytui.history.standing import Tick
from studytui.track.model import Milestone, Phase, Track, Week


class Share(NamedTuple):
    """Some of a whole."""

    done: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether nothing is left; an empty whole is never complete."""
        return 0 < self.total == self.done

    @property
    def left(self) -> int:
        """How many are still to do."""
        return self.total - self.done

    @property
    def percent(self) -> int:
        """The share in whole percent, rounded down: 100 only when all is done."""
        return 100 * self.done // self.total if self.total else 0


@dataclass(frozen=True)
class Progress:
    """A track and the ticks that stand, together."""

    track: Track
    ticks: Mapping[str, Tick]
    """By the milestones' present ids."""
    retired: tuple[str, ...]
    """Milestones of the history that the track no longer has."""

    def is_done(self, milestone: Milestone) -> bool:
        """Whether a milestone stands ticked."""
        tick = self.ticks.get(milestone.id)
        return tick is not None and tick.done

    def of_week(self, week: Week) -> Share:
        """Of one week."""
        return self._share(week.milestones)

    def of_phase(self, phase: Phase) -> Share:
        """Of one phase."""
        return self._share(milestone for week in phase.weeks for milestone in week.milestones)

    def of_track(self) -> Share:
        """Of everything."""
        return self._share(self.track.milestones.values())

    def current_week(self) -> Week:
        """The first week with something left to do, or the last week."""
        weeks = self.track.weeks
        return next((week for week in weeks if self.of_week(week).left), weeks[-1])

    def begun(self) -> tuple[Week, ...]:
        """The weeks up to the current one, and any later one in which something is done already."""
        weeks = self.track.weeks
        until = weeks.index(self.current_week())
        return tuple(week for number, week in enumerate(weeks) if number <= until or self.of_week(week).done)

    def _share(self, milestones: Iterable[Milestone]) -> Share:
        done = [self.is_done(milestone) for milestone in milestones]
        return Share(sum(done), len(done))


def progress(track: Track, ticks: Mapping[str, Tick]) -> Progress:
    """What the ticks mean in this track: a renamed milestone keeps its tick, an unknown one is retired."""
    present: dict[str, Tick] = {}
    retired = []
    for milestone_id, tick in ticks.items():
        now_called = track.renamed.get(milestone_id, milestone_id)
        if now_called not in track.milestones:
            retired.append(milestone_id)
            continue
        known = present.get(now_called)
        if known is None or tick.at > known.at:
            present[now_called] = tick
    return Progress(track, present, tuple(sorted(retired)))
