"""What `y` copies: the words of an entry or a milestone, or a link to a topic or a lab as notes have them."""

from studytui.desk import Desk
from studytui.text import one_line, visible


def text_of(desk: Desk, row_id: str) -> str:
    """What the row of a list stands for, as text for elsewhere; empty where it stands for nothing."""
    kind, _, name = row_id.rpartition(":")
    track = desk.track
    if kind in ("", "topic", "again", "cards", "prose") and name in track.topics:
        return link(track.topics[name].title, f"topic:{name}")
    if name in track.labs:
        return link(track.labs[name].title, f"lab:{name}")
    if name in track.milestones:
        return one_line(track.milestones[name].text)
    titles = {each.id: each.title for each in track.phases} | {each.id: each.title for each in track.weeks}
    if name in titles:
        return one_line(titles[name])
    entry = desk.index.entry(name)
    return visible("\n".join(part for part in (entry.text, entry.got) if part)) if entry else ""


def link(title: str, address: str) -> str:
    """A link in Markdown."""
    return f"[{one_line(title)}]({address})"
