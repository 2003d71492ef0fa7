"""All topics as rows, in one of three orders."""

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import TYPE_CHECKING

from textual.content import Content

from studytui.study.progress import Share
from studytui.track.model import Topic, Track
from studytui.tui.listing import MUTED, heading_row, plain, text_row
from studytui.tui.widgets.row import Row

if TYPE_CHECKING:
    # It knows fsrs, and most looks at the topics do not need it.
    from studytui.study.weak import Spot

Groups = Sequence[tuple[str, Sequence[str]]]
"""Topics under headings."""


def by_phase(track: Track) -> Groups:
    """All topics under their phases."""
    return [(phase.title, [name for week in phase.weeks for name in week.topics]) for phase in track.phases]


def unread_first(track: Track, read: Set[str]) -> Groups:
    """What was not read yet, then the rest."""
    order = [name for _, names in by_phase(track) for name in names]
    return [
        ("Not read yet", [name for name in order if name not in read]),
        ("Read", [name for name in order if name in read]),
    ]


def weakest_first(spots: "Iterable[Spot]") -> Groups:
    """What needs drill, weakest first, then what is steady, then what too little is known of."""
    found = list(spots)
    return [
        ("Weak spots", [spot.topic for spot in found if spot.is_weak]),
        ("Steady", [spot.topic for spot in found if spot.is_known and not spot.is_weak]),
        ("Too little is known", [spot.topic for spot in found if not spot.is_known]),
    ]


def shelf_rows(track: Track, read: Set[str], words: list[str], groups: Groups) -> Iterator[Row]:
    """All topics that hold all the words, under their headings."""
    groups = [(title, [name for name in names if _holds(track.topics[name], words)]) for title, names in groups]
    found = [(title, names) for title, names in groups if names]
    for number, (title, names) in enumerate(found):
        if number:
            yield text_row(f"gap-{number}")
        yield heading_row(title, Share(len(read & set(names)), len(names)))
        for name in names:
            topic = track.topics[name]
            lead = Content.styled("✓ ", "$success") if name in read else Content("  ")
            tail = Content.styled(f"{topic.minutes} min" if topic.minutes else "essentials", MUTED)
            yield Row(name, plain(topic.title, MUTED if name in read else ""), lead, tail, lines=1)
    if not found:
        yield text_row("none", Content.styled("No topic has all of these words.", MUTED))


def _holds(topic: Topic, words: list[str]) -> bool:
    said = " ".join((topic.id, topic.title, topic.why, *topic.essentials)).casefold()
    return all(word in said for word in words)
