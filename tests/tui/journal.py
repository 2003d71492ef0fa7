"""A journal of any length, the same each time: what somebody might write who measures."""

from datetime import datetime, timedelta
from random import Random

from studytui.desk import Desk
from studytui.history.events import milliseconds
from studytui.history.facts import Wrote

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
