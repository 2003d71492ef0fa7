"""The journal as Markdown, as note apps read it: in one file, or in one a day with front matter.

What the learner wrote stands as it was written: much of it is Markdown.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from studytui.history.events import local_time
from studytui.history.standing import Entry
from studytui.text import one_line
from studytui.track.model import Track
from studytui.track.writer import yaml_of


def whole(entries: Iterable[Entry], track: Track) -> str:
    """All entries, oldest first, under headings for their days."""
    parts = ["# Journal\n"]
    for day, of_day in groupby(entries, lambda entry: entry.day):
        parts.append(f"## {_named(day)}\n")
        parts += (_entry(entry, track, "###") for entry in of_day)
    return "\n".join(parts)


def days(entries: Iterable[Entry], track: Track) -> Iterator[tuple[str, str]]:
    """For each day a file: its name, and what it holds."""
    for day, of_day in groupby(entries, lambda entry: entry.day):
        found = list(of_day)
        parts = [f"---\n{_front_matter(day, found, track)}---\n", f"# {_named(day)}\n"]
        yield f"{day}.md", "\n".join((*parts, *(_entry(entry, track, "##") for entry in found)))


def _front_matter(day: str, entries: Sequence[Entry], track: Track) -> str:
    said = {
        "track": track.title,
        "topics": list(dict.fromkeys(entry.topic for entry in entries if entry.topic)),
        "tags": list(dict.fromkeys(tag for entry in entries for tag in entry.tags)),
        "starred": sum(entry.starred for entry in entries),
    }
    # A date in quotes would be text to the apps that read this.
    return f"date: {day}\n{yaml_of(said)}"


def _entry(entry: Entry, track: Track, level: str) -> str:
    topic = track.topics.get(track.renamed_topics.get(entry.topic or "", entry.topic or ""))
    about = f" · {one_line(topic.title if topic else entry.topic)}" if entry.topic else ""
    heading = f"{level} {local_time(entry.at, entry.offset):%H:%M}{about}{' ★' if entry.starred else ''}"
    got = f"\n**Got:** {entry.got}\n" if entry.got else ""
    others = "".join(
        f"\n> Another version, from device {one_line(other.device)}:\n{_quoted(other.text, other.got)}"
        for other in entry.others
        if not other.deleted
    )
    return f"{heading}\n\n{entry.text}\n{got}{others}"


def _quoted(text: str, got: str | None) -> str:
    lines = [*text.split("\n"), *(("", f"**Got:** {got}") if got else ())]
    return "".join(f"> {line}".rstrip() + "\n" for line in lines)


def _named(day: str) -> str:
    return f"{date.fromisoformat(day):%A} {day}"
