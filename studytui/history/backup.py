"""Archives of the history: one zip a day that was read back and compared before it counts.

Kept are the latest of each of 7 days, 4 weeks and 12 months, and everything made by hand. Restoring an archive is
merging it: lines that are missing here come back as they were written, and nothing that is here goes.
"""

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from studytui.errors import CANNOT_WRITE, USAGE, StudyError
from studytui.history.events import Event
from studytui.history.facts import Restored
from studytui.history.history import History
from studytui.history.lines import read, transactions
from studytui.text import one_line

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

DAILY, WEEKLY, MONTHLY = 7, 4, 12
LARGEST = 1 << 30
"""Bytes an archive may unpack to; ten full years take about a tenth of it."""

_NAME = re.compile(r"studytui-(\d{4}-\d{2}-\d{2})(T\d{6})?\.zip")
_MEMBER = re.compile(r"history/[^/]+/[^/]+\.jsonl")


class Archive(NamedTuple):
    """A zip with the files of a history."""

    path: Path
    day: str
    events: int
    size: int
    by_hand: bool = False


class Plan(NamedTuple):
    """What restoring an archive would bring."""

    archive: Path
    lines: tuple[bytes, ...]
    """What of the archive is missing here."""
    events: tuple[Event, ...]
    """The same, read."""
    held: int
    """How many events the archive holds."""


def folder(history: History) -> Path:
    """Where the archives of a history are; outside its own folder, which may be lost as a whole."""
    return history.state / "backups" / f"{crc32(str(history.folder).encode()):08x}"


def archives(history: History) -> list[Archive]:
    """All archives, the latest first."""
    found = []
    with suppress(OSError):
        for path in folder(history).iterdir():
            named = _NAME.fullmatch(path.name)
            if named:
                with suppress(OSError, ValueError):
                    date.fromisoformat(named[1])
                    found.append(Archive(path, named[1], _counted(path), path.stat().st_size, bool(named[2])))
    return sorted(found, key=lambda archive: (archive.day, archive.path.name), reverse=True)


def is_due(history: History, now: datetime) -> bool:
    """Whether today has no archive yet, by its name alone; a history without files needs none."""
    return not _exists(folder(history) / _daily(now)) and bool(history.files())


def back_up(history: History, now: datetime, path: Path | None = None) -> Archive:
    """Write an archive, read it back and compare it; by hand unless it is the one of the day.

    Raises StudyError when it can't be written, with nothing left behind.
    """
    target = path or _unused(history, now)
    scratch = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        contents = {_member(path): history.mirror.held(path) for path in _paths(history)}
        count = sum(_lines(contents).values())
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(scratch, contents, count, now)
        if _unpacked(scratch) != contents:
            raise OSError("what was written is not what is read back")
        scratch.replace(target)
        history.disk.flush_folder(target.parent)
    except OSError as error:
        with suppress(OSError):
            scratch.unlink()
        why = error.strerror or str(error)
        raise StudyError(f"no backup could be made: {why}", "make room, or name another file", CANNOT_WRITE) from error
    return Archive(target, f"{now:%Y-%m-%d}", count, target.stat().st_size, target.name != _daily(now))


def back_up_daily(history: History, now: datetime) -> Archive | None:
    """Write the archive of the day if it is due, and let go of those that have served. Raises StudyError."""
    if not is_due(history, now):
        return None
    made = back_up(history, now, folder(history) / _daily(now))
    for archive in served([each for each in archives(history) if not each.by_hand], now.date()):
        with suppress(OSError, StudyError):
            # A history only grows: what an archive has and the history has not was lost, and may be asked for.
            if not plan(history, archive.path).lines:
                archive.path.unlink()
    return made


def served(daily: list[Archive], today: date) -> list[Archive]:
    """Those that are the latest of none of the last days, weeks and months that have one."""
    # A clock that was ahead must not push out what was made since it was set right, nor one that is behind all others.
    dated = [(date.fromisoformat(archive.day), archive.path) for archive in daily]
    known = sorted((each for each in dated if each[0] <= today + timedelta(days=1)), reverse=True)
    kept: set[Path] = set()
    periods: tuple[tuple[Callable[[date], object], int], ...] = (
        (lambda day: day, DAILY),
        (lambda day: day.isocalendar()[:2], WEEKLY),
        (lambda day: (day.year, day.month), MONTHLY),
    )
    for period, count in periods:
        latest: dict[object, Path] = {}
        for day, path in known:
            latest.setdefault(period(day), path)
        kept |= set(list(latest.values())[:count])
    gone = {path for _, path in known} - kept
    return [archive for archive in daily if archive.path in gone]


def plan(history: History, archive: Path) -> Plan:
    """What restoring an archive would bring, with nothing changed. Raises StudyError if it is no sound archive."""
    try:
        contents = _unpacked(archive)
    except OSError as error:
        why = error.strerror or str(error)
        raise StudyError(f"{one_line(str(archive))} can't be restored: {one_line(why)}", _see(history), USAGE) from None
    held = _lines(contents)
    here = {line for path in _paths(history) for line in transactions(history.mirror.held(path))}
    missing = tuple(line for line in held if line not in here)
    events = read(b"".join(line + b"\n" for line in missing)).events
    return Plan(archive, missing, events, sum(held.values()))


def restore(history: History, plan: Plan, now: datetime, after: int = 0) -> Event | None:
    """Bring back what is missing; None if nothing was. Raises StudyError, with nothing changed."""
    if not plan.lines:
        return None
    fact = Restored(plan.archive.name, tuple(event.id for event in plan.events))
    latest = max((event.at for event in plan.events), default=0)
    (event,) = history.bring_back(plan.lines, fact, now=now, after=max(after, latest))
    return event


def _daily(now: datetime) -> str:
    return f"studytui-{now:%Y-%m-%d}.zip"


def _unused(history: History, now: datetime) -> Path:
    """A name for an archive made by hand; a clock may stand still, and no archive takes the place of another."""
    while _exists(path := folder(history) / f"studytui-{now:%Y-%m-%dT%H%M%S}.zip"):
        now += timedelta(seconds=1)
    return path


def _exists(path: Path) -> bool:
    # Asked of a folder that may not be looked into, a path raises.
    with suppress(OSError):
        return path.exists()
    return False


def _paths(history: History) -> list[Path]:
    return [Path(file.path) for file in history.files()]


def _member(path: Path) -> str:
    # A name in another encoding is told by its bytes; members are read, and never become files.
    return f"history/{os.fsencode(path.parent.name + '/' + path.name).decode('utf-8', 'backslashreplace')}"


def _lines(contents: dict[str, bytes]) -> dict[bytes, int]:
    return {line: count for data in contents.values() for line, count in transactions(data).items()}


def _write(path: Path, contents: dict[str, bytes], count: int, now: datetime) -> None:
    # 15 ms to import, and only a backup needs it.
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    with path.open("xb") as file:
        with ZipFile(file, "w") as archive:
            archive.comment = json.dumps({"events": count, "made": now.isoformat()}).encode()
            for name, data in contents.items():
                # Without a time: a zip knows none before 1980 or after 2107, and a clock may be set to either.
                member = ZipInfo(name)
                member.compress_type = ZIP_DEFLATED
                member.external_attr = 0o600 << 16
                archive.writestr(member, data)
        file.flush()
        os.fsync(file.fileno())


def _unpacked(path: Path) -> dict[str, bytes]:
    """The files of an archive, checked. Raises OSError if it is damaged, or holds anything else."""
    from zipfile import BadZipFile, ZipFile
    from zlib import error as zlib_error

    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > LARGEST:
                raise OSError("it is too large")
            if not all(_MEMBER.fullmatch(member.filename) for member in members):
                raise OSError("it is no archive of a history")
            return {member.filename: _content(archive, member) for member in members}
    except (BadZipFile, zlib_error, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise OSError(f"it is damaged or no zip ({error})") from None


def _content(archive: "ZipFile", member: "ZipInfo") -> bytes:
    # No more than it says it holds: `archive.read` unpacks 2 GB before it notices that a member holds more.
    with archive.open(member) as file:
        return file.read(member.file_size)


def _counted(path: Path) -> int:
    """How many events an archive says it holds; 0 if it does not say."""
    with suppress(OSError, ValueError, TypeError, KeyError), path.open("rb") as file:
        # The comment is what a zip ends with; opening it as one would read the whole directory.
        file.seek(max(0, path.stat().st_size - 512))
        end = file.read()
        return int(json.loads(end[end.rindex(b"{") :])["events"])
    return 0


def _see(history: History) -> str:
    return f"studytui backup --list names the archives in {one_line(str(folder(history)))}"
