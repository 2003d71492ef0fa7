"""Days as one names them: `2026-11-01`, `7d`, `today`, `yesterday`."""

import re
from datetime import date, timedelta

from studytui.errors import StudyError
from studytui.text import one_line


def day_named(text: str, today: str) -> str:
    """The study day meant. Raises StudyError."""
    now = date.fromisoformat(today)
    days = {"today": 0, "yesterday": 1}.get(text)
    found = re.fullmatch(r"(\d{1,6})d", text, re.ASCII)
    if found:
        days = int(found[1])
    if days is not None:
        return (now - min(timedelta(days), now - date.min)).isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise StudyError(f"{one_line(text)!r} is no day", "write 2026-11-01, 7d, today or yesterday") from None
