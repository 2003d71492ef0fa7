"""A checklist becomes a track of the learner's own, and a later one of the same id changes it.

First a plan, with nothing changed, that says what would come of it; then the folder is put in its place.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from studytui.errors import StudyError
from studytui.exchange import identity, todotxt
from studytui.exchange.checklist import BETWEEN, Checklist, read
from studytui.exchange.folder import Files, Folder
from studytui.exchange.identity import Known, Record
from studytui.exchange.outline import Layout
from studytui.text import one_line
from studytui.track.model import Track

LONGEST_NAME = 24
"""Characters of an id that come from the text: the id is typed, and stands beside the text on screen."""


class Changes(NamedTuple):
    """What became of the items since the last import."""

    kept: int
    new: int
    changed: tuple[tuple[str, str], ...]
    """Texts as they were, and as they are."""
    gone: tuple[str, ...]


class Plan(NamedTuple):
    """What importing a file would make."""

    track: Track
    folder: Folder
    files: Files
    source: str
    """The file's name."""
    ticked: tuple[str, ...]
    """The milestones whose box is ticked in the file."""
    links: int
    changes: Changes | None
    """None when there was no import before."""
    other: str
    """The id of a track that was made of this file before; empty if there is none."""

    @property
    def does_something(self) -> bool:
        """Whether any file would be another than it is."""
        return self.folder.differs(self.files)


def plan(path: Path, tracks: Path, track_id: str = "", weeks: int | None = None, skip_bad: bool = False) -> Plan:
    """What importing a file would make; by sections for 0 weeks, as the last time for None. Raises StudyError."""
    checklist = todotxt.read(path, skip_bad) if todotxt.is_one(path) else read(path)
    name = track_id or identity.slug(checklist.title, 64) or identity.slug(path.stem, 64)
    if not identity.is_id(name):
        hint = "use a-z, 0-9 and single hyphens, at most 64" if name else "choose one with --id"
        raise StudyError(f"{one_line(name or checklist.title)!r} can't be the id of a track", hint)
    record = _record(tracks / name)
    before = record or Record("", 0, (), (), {})
    weeks = before.weeks if weeks is None else weeks
    start = identity.prefix(name)
    sections, _ = _identified(_sections(checklist), before.sections, start)
    section_ids = [each.id for each in sections if not each.gone]
    items, was = _identified(_items(checklist, section_ids), before.items, start)
    now = [each for each in items if not each.gone]
    source = one_line(path.name)
    folder = Folder(tracks / name, before.files)
    layout = Layout(checklist, [each.id for each in now], section_ids)
    track = layout.track(name, source, weeks, folder.topics_to_keep())
    files = folder.files(track, f"Made by studytui track import of {source}.")
    after = Record(str(path.absolute()), weeks, items, sections, files.checksums)
    files.written[identity.FILE] = identity.written(after)
    return Plan(
        track,
        folder,
        files,
        source,
        tuple(deed.id for deed in layout.deeds if deed.item.done),
        layout.links,
        _changes(was, now, before.items) if record else None,
        "" if record else _made_before(tracks, after.source),
    )


def _record(folder: Path) -> Record | None:
    """What an earlier import left in the folder; None where there is no folder. Raises StudyError."""
    Folder(folder, {}).recover()
    try:
        if folder.is_symlink():
            raise StudyError(f"{one_line(str(folder))} leads elsewhere", "choose another id with --id")
        record = identity.load(folder)
        if record is None and folder.exists():
            message = f"{one_line(str(folder))} is there already, and no import made it"
            raise StudyError(message, "choose another id with --id")
    except OSError as error:
        raise StudyError(f"{one_line(str(folder))} can't be read: {error.strerror}") from error
    return record


def _sections(checklist: Checklist) -> Iterator[Known]:
    for section in checklist.sections:
        *above, title = section.titles or ("start",)
        # What stands before any heading is itself whatever the file is called.
        yield Known("", title, BETWEEN.join(above), "" if section.titles else "start")


def _items(checklist: Checklist, section_ids: Sequence[str]) -> Iterator[Known]:
    for name, section in zip(section_ids, checklist.sections, strict=True):
        for item in section.items:
            yield Known("", item.text, name, BETWEEN.join(item.group))


def _identified(
    seen: Iterator[Known], known: Sequence[Known], start: str
) -> tuple[tuple[Known, ...], list[Known | None]]:
    """What is in the file with its ids, then what no longer is; and for each that is in it, what it was before."""
    present = list(seen)
    was = identity.matched(known, present)
    present = [each._replace(id=old.id if old else "") for each, old in zip(present, was, strict=True)]
    named = identity.named(present, start, LONGEST_NAME, (each.id for each in known))
    here = {each.id for each in named}
    return (*named, *(each._replace(gone=True) for each in known if each.id not in here)), was


def _changes(was: Sequence[Known | None], now: Sequence[Known], known: Sequence[Known]) -> Changes:
    pairs = [(old.text, each.text) for old, each in zip(was, now, strict=True) if old and not old.gone]
    changed = tuple(pair for pair in pairs if pair[0] != pair[1])
    here = {each.id for each in now}
    gone = tuple(each.text for each in known if not each.gone and each.id not in here)
    return Changes(len(pairs) - len(changed), len(now) - len(pairs), changed, gone)


def _made_before(tracks: Path, source: str) -> str:
    """The id of a track that was made of the same file under another title."""
    for path in sorted(tracks.glob(f"[!.]*/{identity.FILE}")):
        try:
            record = identity.load(path.parent)
        except StudyError:
            continue
        if record and record.source == source:
            return path.parent.name
    return ""
