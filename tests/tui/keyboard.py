"""Pressing keys as a learner does, who sees what one key did before the next."""

import asyncio
from typing import Any

from textual.pilot import Pilot

from studytui.tui.app import StudyApp


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until everything is acknowledged and shown."""
    assert isinstance(pilot.app, StudyApp)
    await pilot.pause()
    async with asyncio.timeout(20):
        while pilot.app.writer.waiting or pilot.app.is_finding:
            await pilot.pause(0.01)
    await pilot.pause()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, one after another."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
