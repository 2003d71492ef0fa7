"""Charts in text: a map of days, bars, columns. Each is lines of Content, and none tells by colour alone."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from textual.content import Content

MUTED = "$foreground 60%"
FAINT = "$foreground 25%"
_HEIGHTS = " ▁▂▃▄▅▆▇█"
SIGNS = {
    "studied": (("▪ ", "$success 60%"), ("■ ", "$success 80%"), ("◆ ", "bold $success")),
    "reserve": (("○ ", "$accent"),),
    "paused": (("= ", MUTED),),
    "missed": (("· ", MUTED),),
    "not planned": (("  ", ""),),
    "future": (("  ", ""),),
}
"""What a day looks like: by what became of it and, where it was studied, how much."""
KEY = (("▪ ■ ◆", "studied"), ("○", "a reserve day"), ("·", "planned, and not"), ("=", "paused"))
_DAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")


def day_map(first: date, weeks: Sequence[Sequence[tuple[str, int]]], today: date | None = None) -> list[Content]:
    """Weeks as columns, days as rows. `first` is a Monday; each day is a state of SIGNS with a level from 1 to 3."""
    lines = [_months(first, len(weeks))]
    for row, name in enumerate(_DAYS):
        parts: list[str | tuple[str, str]] = [(f"{name:<4}", MUTED)]
        for column, week in enumerate(weeks):
            if row >= len(week):
                continue
            state, level = week[row]
            signs = SIGNS.get(state, SIGNS["not planned"])
            sign, style = signs[min(max(level, 1), len(signs)) - 1]
            is_today = first + timedelta(days=7 * column + row) == today
            parts.append((sign if sign.strip() or not is_today else "□ ", f"{style} underline" if is_today else style))
        lines.append(Content.assemble(*parts))
    return lines


def map_key() -> Content:
    """What the signs of the map mean."""
    return Content.assemble("    ", *(part for sign, said in KEY for part in (sign, (f" {said}  ", MUTED))))


def _months(first: date, weeks: int) -> Content:
    """The names of the months, each above the week in which it begins."""
    line = [" "] * (2 * weeks + 4)
    for week in range(weeks):
        monday = first + timedelta(days=7 * week)
        begins = next((day for day in (monday + timedelta(days=each) for each in range(7)) if day.day == 1), None)
        if (begins or week == 0) and 2 * week + 3 <= len(line) - 4:
            name = f"{begins or monday:%b}"
            if all(sign == " " for sign in line[2 * week + 3 : 2 * week + 4 + len(name)]):
                line[2 * week + 4 : 2 * week + 4 + len(name)] = name
    return Content.styled("".join(line).rstrip(), MUTED)


def bar(value: float, most: float, width: int, style: str = "$primary") -> Content:
    """A bar as long as its share of the most, in halves of a cell, padded to the width."""
    halves = round(2 * width * max(0.0, min(value, most)) / most) if most > 0 else 0
    full, rest = divmod(halves, 2)
    return Content.styled(("━" * full + "╸" * rest).ljust(width), style)


def columns(values: Sequence[float], height: int, width: int = 2, style: str = "$primary") -> list[Content]:
    """Columns beside each other, each `width` cells wide with a gap after it, on lines from the top down."""
    most = max(values, default=0)
    lines = []
    for row in range(height, 0, -1):
        parts = []
        for value in values:
            eighths = round(8 * height * value / most) if most > 0 else 0
            # What is there at all is seen.
            eighths = max(eighths, 1 if value > 0 else 0)
            sign = _HEIGHTS[min(8, max(0, eighths - 8 * (row - 1)))]
            parts.append((sign * max(1, width - 1)).ljust(width))
        lines.append(Content.styled("".join(parts).rstrip(), style))
    return lines


def table(rows: Iterable[Sequence[str | Content]], right: Sequence[int] = (), gap: int = 2) -> list[Content]:
    """Rows of cells in columns as wide as their widest; `right` are the columns that end on the right."""
    cells = [[Content(each) if isinstance(each, str) else each for each in row] for row in rows]
    widths = [max((cell.cell_length for cell in column if cell), default=0) for column in zip_longest(*cells)]
    lines = []
    for row in cells:
        parts: list[Content | str] = []
        for number, cell in enumerate(row):
            room = " " * (widths[number] - cell.cell_length)
            parts += [room, cell] if number in right else [cell, room]
            parts.append(" " * gap)
        lines.append(Content.assemble(*parts).rstrip())
    return lines
