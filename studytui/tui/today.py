"""Today's plan on screen: one key goes on with it, whatever one was doing.

What is done follows from the history, so the plan can be left at any point. Only that a part is skipped, or that today
is a short day, is known here, and forgotten with the day.
"""

import asyncio
from contextlib import suppress
from functools import partial

from textual.css.query import NoMatches

from studytui.desk import Desk
from studytui.history.facts import Planned
from studytui.study.plan import Plan
from studytui.study.today import CARDS, LAB, READING, Part, Today
from studytui.tui.listing import Standing
from studytui.tui.navigation import NavigatingApp
from studytui.tui.screens.base import StudyScreen
from studytui.tui.screens.desk import DeskScreen

LOOK_AFTER = 0.4
"""Seconds from a change until it is looked at anew: years of reviews take as long."""


class TodayApp(NavigatingApp):
    """An app that walks through the plan of the day."""

    _day = ""
    _is_short = False
    _skipped: frozenset[str] = frozenset()
    _is_known = False
    is_finding = False
    """Whether what the desk shows of the plan is yet to follow what was done."""

    async def on_desk_screen_today_asked(self) -> None:
        """The desk was shown: at the first time find out the plan, later once no more is changed."""
        self.is_finding = True
        self.run_worker(self._find, group="today", exclusive=True)  # type: ignore[arg-type]

    async def _find(self) -> None:
        if self._is_known:
            await asyncio.sleep(LOOK_AFTER)
        self._is_known = True
        await self.show_today()
        self.is_finding = False

    async def find_today(self) -> Today:
        """The plan as it stands; looking at the cards takes a while, beside the interface."""
        if self._day != self.desk.today():
            self._day, self._is_short, self._skipped = self.desk.today(), False, frozenset()
        found = await asyncio.to_thread(self.desk.practice.today, self._is_short)
        return found._replace(parts=tuple(part for part in found.parts if part.done or part.id not in self._skipped))

    async def action_go(self) -> None:
        """Go on with the plan: its first part that is not done."""
        today = await self.find_today()
        if today.next is None:
            self.notify(today.oneline, markup=False, timeout=4)
            await self.show_today()
        else:
            await self._take_up(today.next)

    async def action_skip(self) -> None:
        """Leave out the next part of the plan for today; on the way through it, go on with the one after."""
        part = (await self.find_today()).next
        if part is None:
            return
        self._skipped |= {part.id}
        if isinstance(self.screen, DeskScreen):
            await self.show_today()
        else:
            await self.action_go()

    def action_plan(self) -> None:
        """Say how to study from now on."""
        from studytui.tui.dialogs.plan import PlanForm

        screen = self.screen
        if not isinstance(screen, StudyScreen):
            return

        def keep(said: Planned | None) -> None:
            if said is not None:
                changes = {name: getattr(said, name) for name in Plan._fields}
                screen.attempt(partial(self.desk.practice.change_plan, **changes))

        self.push_screen(PlanForm(self.desk.practice.plan()), keep)

    async def action_shorter(self) -> None:
        """Make today a day of five minutes, or of as many as planned again."""
        self._is_short = not self._is_short
        await self.show_today()

    async def show_today(self) -> None:
        """Say the plan on the desk, where the desk is on screen."""
        today = await self.find_today()
        standing = await asyncio.to_thread(_standing, self.desk, today)
        if self.is_running:
            # A question may be on top of it: of a session that was left, at the very start.
            screen = next(each for each in reversed(self.screen_stack) if not each.is_modal)
            if isinstance(screen, DeskScreen):
                # When the app ends, the parts of a screen are gone before the screen is.
                with suppress(NoMatches):
                    screen.show_standing(standing)

    async def _take_up(self, part: Part) -> None:
        if part.kind == CARDS:
            await self.action_review()
        elif part.kind == LAB:
            await self.try_lab(part.id)
        elif part.kind == READING:
            await self.read(part.id)
        elif isinstance(self.screen, StudyScreen):
            await self.screen.action_write()


def _standing(desk: Desk, today: Today) -> Standing:
    """What takes a while to find out of years of history."""
    schedule, rhythm, offer = desk.practice.schedule(), desk.practice.rhythm(), desk.lookback.offer()
    looks_back = f"{offer.said}: B looks back." if offer else ""
    return Standing(today, schedule.where_said, rhythm.score, rhythm.said or looks_back or schedule.moved_said)
