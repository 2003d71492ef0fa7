"""A history of so many entries over so many months, written as the program itself writes it."""

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studytui.history import lines
from studytui.history.events import Event, milliseconds, stamp
from studytui.history.facts import Ticked, Wrote

DEVICE = "5eed5eed"
_WORDS = "measured the query cache again and it was slower than I said because round trips add up in a row".split()


def seed(history: Path, entries: int, months: int, milestones: list[str], until: datetime) -> None:
    """Fill a history folder; the same arguments give the same bytes."""
    choose = random.Random(1)
    folder = history / DEVICE
    folder.mkdir(parents=True, exist_ok=True)
    start = until - timedelta(days=30 * months)
    step = (until - start) / max(entries, 1)
    events: list[Event] = []
    at = 0
    for number in range(entries):
        moment = start + step * number
        at = max(at + 1, milliseconds(moment))
        text = " ".join(choose.choices(_WORDS, k=18)) + f" #tag{number % 7}"
        events.append(stamp(Wrote(text, got=f"{number % 40}× faster", topic="lazy-loading"), at, moment, DEVICE))
    for milestone in milestones:
        at += 1
        events.append(stamp(Ticked(milestone, True), at, until, DEVICE))
    by_month: dict[str, list[bytes]] = {}
    for event in events:
        month = f"{datetime.fromtimestamp(event.at / 1000, UTC):%Y-%m}"
        by_month.setdefault(month, [lines.header(DEVICE)]).append(lines.transaction([event]))
    for month, written in by_month.items():
        (folder / f"{month}.jsonl").write_bytes(b"".join(written))


if __name__ == "__main__":
    place, count, spread, *ticked = sys.argv[1:]
    seed(Path(place), int(count), int(spread), ticked, datetime.now(UTC))
