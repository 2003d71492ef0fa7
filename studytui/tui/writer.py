"""The desk's verbs beside the interface: one after another in a thread, so that a slow disk never holds up a key.

What is not acknowledged is not shown as done; that this takes long, or was refused, is said until it is no longer so.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from studytui.errors import CANNOT_WRITE, StudyError

Result = TypeVar("Result")

PATIENCE = 5.0
"""Seconds that an end waits for what is being written; longer than a sound disk takes, shorter than a shutdown."""


class Writer:
    """Runs verbs in the order in which they were asked for."""

    def __init__(self) -> None:
        self.refused = ""
        """Why the latest verb could not be written; empty when it was."""
        self.waiting = 0
        """How many verbs are not acknowledged yet."""
        self._turn = asyncio.Lock()

    async def do(self, verb: Callable[[], Result]) -> Result:
        """The result of a verb. Raises what it raises."""
        self.waiting += 1
        try:
            async with self._turn:
                result = await asyncio.to_thread(verb)
        except StudyError as error:
            if error.exit_code == CANNOT_WRITE:
                self.refused = error.message
            raise
        finally:
            self.waiting -= 1
        self.refused = ""
        return result

    async def finish(self) -> None:
        """Wait for what is being written, as long as that is sensible."""
        try:
            async with asyncio.timeout(PATIENCE), self._turn:
                pass
        except TimeoutError:
            return
