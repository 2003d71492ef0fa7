"""A journal of any length, the same each time, as somebody might write it who measures; and its screen under test."""

import asyncio
from datetime import datetime, timedelta
from random import Random

from textual.pilot import Pilot

from studytui.desk import Desk
from studytui.history.events import milliseconds
from studytui.history.facts import Wrote
from studytui.tui.app import StudyApp
from studytui.tui.screens.journal import LOOKING
from studytui.tui.widgets.bars import TitleBar
from studytui.tui.widgets.ledger import Ledger
from studytui.tui.widgets.search_field import SearchField
from tests.tui.test_desk_screen import text_of

_DONE = (
    ("Counted the queries of {page}: {many}. I had guessed {few}.", "{many} queries → {few}", "lazy-loading"),
    ("Sized the pool of {page} by Little's law: {few} in flight. #decision", "", None),
    ("Put an index on the column that {page} filters by. #indexes", "{many} ms → {few} ms", None),
    ("Estimated {page} on paper first: {few} round trips, {many} kB.", "off by a factor of {few}", "napkin-math"),
    ("A bad day. One card, two lines. It counted.", "", None),
    ("Named every input of the cache key of {page}, and found one that was missing. #caching", "", "query-caching"),
    ("Read the plan of the slow query in {page}, line by line, before changing anything. The join order was right; "
     "the estimate of its rows was not, by a factor of {many}. After ANALYZE it chose the index by itself.",
     "{many} ms → {few} ms", None),
    ("No cache for {page} before there is a number. #decision", "", "query-caching"),
    ("Explained {page} to a colleague in five minutes, and noticed at the third what I had not understood.", "", None),
)  # fmt: skip
_PAGES = ("/orders", "/invoices", "the start page", "the nightly import", "/search", "the export", "/basket")


def written(desk: Desk, count: int, until: datetime, days: int) -> Desk:
    """The desk with so many entries over so many days."""
    choose = Random(count)
    moments = sorted(until - timedelta(days=days * choose.random()) for _ in range(count))
    facts = [_entry(choose, moment, number) for number, moment in enumerate(moments)]
    if facts:
        desk.add(*facts)
    return desk


def _entry(choose: Random, moment: datetime, number: int) -> Wrote:
    text, got, topic = choose.choice(_DONE)
    many, few, page = choose.randint(12, 400), choose.randint(2, 9), choose.choice(_PAGES)
    return Wrote(
        text.format(many=many, few=few, page=page),
        got=got.format(many=many, few=few) or None,
        topic=topic,
        lab="n-plus-one" if topic == "lazy-loading" and number % 2 else None,
        starred=number % 13 == 0,
        when=milliseconds(moment),
    )


async def look(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait for what each of them finds."""
    for key in keys:
        await pilot.press(key)
        await found(pilot)


async def found(pilot: Pilot[None]) -> None:
    """Wait until everything is acknowledged, and what is asked for is listed."""
    app = pilot.app
    assert isinstance(app, StudyApp)
    async with asyncio.timeout(20):
        while (
            app.writer.waiting
            or any(field._soon for field in app.screen.query(SearchField))
            or any(worker.group == LOOKING and not worker.is_finished for worker in app.workers)
        ):
            await pilot.pause(0.01)
    await pilot.pause()


def ledger(app: StudyApp) -> Ledger:
    return app.screen.query_one(Ledger)


def listed(app: StudyApp) -> list[str]:
    """What is listed, the newest first."""
    found = app.desk.index.journal.read(ledger(app).names)
    return [found[name].text for name in ledger(app).names]


def said(app: StudyApp) -> str:
    return app.screen.query_one(TitleBar).left.plain


def whole(app: StudyApp) -> str:
    return text_of(app, "entry")
