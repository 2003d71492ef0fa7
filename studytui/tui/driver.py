"""Textual's driver, for terminals that are closed in the midst of work.

The kernel then sends SIGHUP and SIGCONT. Textual takes the latter for the return from a suspension, and starts a second
writer; that ends with the first write that fails, and the program waits for it for ever, one core busy.
"""

from contextlib import suppress
from io import TextIOWrapper
from typing import cast

from textual.drivers.linux_driver import LinuxDriver


class TerminalDriver(LinuxDriver):
    """A driver that neither wakes up twice nor waits for a terminal that is gone."""

    _is_away = False

    def start_application_mode(self) -> None:
        """Take the terminal."""
        if isinstance(self._file, TextIOWrapper):
            self._file = cast("TextIOWrapper", _Lasting(self._file))
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def suspend_application_mode(self) -> None:
        """Give the terminal back for a while."""
        self._is_away = True
        super().suspend_application_mode()

    def resume_application_mode(self) -> None:
        """Take it again, if it was given back."""
        if self._is_away:
            self._is_away = False
            super().resume_application_mode()


class _Lasting:
    """Where a driver writes, also once nobody reads: the thread that writes must live until the program ends."""

    def __init__(self, file: TextIOWrapper) -> None:
        self._file = file

    def write(self, text: str) -> int:
        with suppress(OSError):
            return self._file.write(text)
        return 0

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()
