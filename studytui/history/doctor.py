"""What state the history is in, and how to mend it: the same for the command, the screen and the daily upkeep.

Examining changes nothing. Mending makes a backup first and refuses to go on without one.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from studytui.errors import StudyError
from studytui.history import backup
from studytui.history.backup import Archive
from studytui.history.events import milliseconds
from studytui.history.history import History
from studytui.history.index import Index
from studytui.history.lines import FORMAT, whole
from studytui.history.mirror import Kept
from studytui.history.names import is_own
from studytui.text import counted

LATE = timedelta(days=3)
"""Without a backup for longer than this, something keeps it from being made."""


class Finding(NamedTuple):
    """One thing that is not as it should be."""

    where: str
    """`file:line`, a file, or a folder."""
    what: str
    hint: str = ""


class Device(NamedTuple):
    """One machine's writer."""

    id: str
    events: int
    latest: int
    """When it wrote last, in milliseconds UTC."""
    here: bool


class Examination(NamedTuple):
    """The state of a history."""

    folder: Path
    files: int
    size: int
    devices: tuple[Device, ...]
    mirror: Path
    archives: tuple[Archive, ...]
    copies: tuple[str, ...]
    """Conflict copies that sync tools made; they are read like any other file."""
    contested: int
    """Entries that two devices edited without knowing of each other."""
    findings: tuple[Finding, ...]

    @property
    def events(self) -> int:
        """How many events there are."""
        return sum(device.events for device in self.devices)


class Upkeep(NamedTuple):
    """What the daily care came to; empty when all was well."""

    kept: Kept
    archive: Archive | None
    trouble: tuple[str, ...]
    """What could not be done, a sentence each."""

    @property
    def said(self) -> str:
        """What was healed, in a sentence for the learner; empty when nothing was."""
        if not self.kept.healed:
            return ""
        return f"the history had lost {counted(self.kept.healed, 'event')}; the mirror brought it all back"


def look_after(history: History, now: datetime) -> Upkeep:
    """Let the mirror and the history heal each other, and make the archive of the day. Never raises."""
    kept, archive, trouble = Kept(), None, []
    try:
        kept = history.mirror.heal(history, now)
    except StudyError as error:
        trouble.append(f"lost lines can't be brought back: {error}")
    if history.mirror.trouble:
        trouble.append(f"the mirror can't be written: {history.mirror.trouble}")
    try:
        archive = backup.back_up_daily(history, now)
    except StudyError as error:
        trouble.append(str(error))
    return Upkeep(kept, archive, tuple(trouble))


def examine(history: History, index: Index, now: datetime) -> Examination:
    """Everything that can be said about a history; nothing is changed."""
    files = history.files()
    archives = tuple(backup.archives(history))
    devices = tuple(Device(*each, here=each[0] == history.device) for each in index.devices())
    return Examination(
        history.folder,
        len(files),
        sum(file.size for file in files),
        devices,
        history.mirror.folder,
        archives,
        tuple(file.path for file in files if not is_own(Path(file.path).name)),
        len(index.contested()),
        (*_findings(history, index), *_late(history, archives, now), *_ahead(devices, now)),
    )


def mend(history: History, index: Index, now: datetime) -> tuple[Archive, list[str]]:
    """Mend what can be mended, and say what that was. Raises StudyError before anything if no backup can be made."""
    saved = backup.back_up(history, now)
    done = []
    kept = history.mirror.heal(history, now, at_once=True)
    if kept.healed:
        done.append(f"back from the mirror: {counted(kept.healed, 'lost event')}")
    for archive in backup.archives(history):
        try:
            plan = backup.plan(history, archive.path)
        except StudyError:
            continue
        if backup.restore(history, plan, now, index.latest()):
            done.append(f"back from {archive.path.name}: {counted(len(plan.events), 'lost event')}")
    # A torn tail counts as damage only now that something follows it.
    index.refresh()
    for path in dict.fromkeys(damage.path for damage in index.damages() if damage.line):
        _clean(history, Path(path))
        done.append(f"{path} holds only whole lines again; the others are in {saved.path.name}")
    history.mirror.heal(history, now, at_once=True)
    index.refresh()
    return saved, done


def _findings(history: History, index: Index) -> list[Finding]:
    found = []
    for damage in index.damages():
        where = f"{damage.path}:{damage.line}" if damage.line else damage.path
        hint = "studytui doctor --fix takes it out, after a backup" if damage.line else "check its permissions"
        found.append(Finding(where, damage.reason, hint))
    if index.newer is not None:
        found.append(
            Finding(str(history.folder), f"a file has format {index.newer}; this version knows {FORMAT}", "update it")
        )
    if not history.writable():
        found.append(Finding(str(history.folder), "it can't be written", "check its permissions"))
    if history.mirror.trouble:
        found.append(
            Finding(
                str(history.mirror.folder),
                f"it can't be written: {history.mirror.trouble}",
                "your history itself is fine",
            )
        )
    lost = sum(history.mirror.lost(history).values())
    if lost:
        what = f"{counted(lost, 'event')} found only in the mirror"
        found.append(Finding(str(history.mirror.folder), what, "studytui doctor --fix brings back what was lost"))
    return found


def _late(history: History, archives: tuple[Archive, ...], now: datetime) -> list[Finding]:
    where = str(backup.folder(history))
    found = []
    for archive in archives:
        try:
            missing = len(backup.plan(history, archive.path).events)
        except StudyError as error:
            found.append(Finding(str(archive.path), error.message, "remove it"))
            continue
        if missing:
            what = f"{counted(missing, 'event')} found only in this archive"
            found.append(Finding(str(archive.path), what, f"studytui restore {archive.path.name}"))
    day = f"{now - LATE:%Y-%m-%d}"
    if history.files() and not any(archive.day >= day for archive in archives):
        last = f"the last backup is of {archives[0].day}" if archives else "there is no backup yet"
        found.append(Finding(where, last, "studytui backup makes one"))
    return found


def _ahead(devices: tuple[Device, ...], now: datetime) -> list[Finding]:
    limit = milliseconds(now + timedelta(days=1))
    return [
        Finding(device.id, "its clock is ahead of this one", "set the clocks right; what you do still comes later")
        for device in devices
        if device.latest > limit
    ]


def _clean(history: History, path: Path) -> None:
    with history.writing():
        data = history.disk.read(path)
        history.disk.replace(path, whole(data, path.parent.name))
