"""Carries the history between the learner's machines through git, which is the store and the way, never the merger.

A file of the history is a set of lines, so two versions of it are joined by union, without looking at a common
ancestor. Git's own merge would believe a side that lost lines, and write files without waiting for the disk. Here
files are only ever appended to, with lines whose checksum fits: nothing that one side lacks is taken from another,
damage stays where it arose, and a kill leaves no half of a merge. Nothing is rewritten, and no push is forced.
"""

import errno
import os
import re
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from studytui.errors import CANNOT_WRITE, StudyError
from studytui.history.git import GitError, disk_full, shown
from studytui.history.history import History
from studytui.history.lines import lacking_lines, read, sealed, whole_lines
from studytui.history.lock import locked
from studytui.history.repository import ATTRIBUTES, BRANCH, Repository, name_of
from studytui.history.storage import append
from studytui.text import one_line, visible

TRIES = 6
"""How often another device may be faster. Six machines that sync all the time get through with it."""
_PATH = re.compile(r"[^./\\\0-\x1f\x7f][^/\\\0-\x1f\x7f]*/[^/\\\0-\x1f\x7f]*\.jsonl")
"""What is carried: never a hidden folder, `..` or `.git`."""
_SAFE = "what is new here is committed and goes with the next sync"
_GIVE = "give a folder, a disk or an address: studytui sync /media/stick/study.git, or me@host:study.git"


class Synced(NamedTuple):
    """What one sync came to."""

    received: int
    """Events that were not here before."""
    sent: int
    """Events that the remote did not have."""
    devices: int
    """How many devices have events now."""
    made: str = ""
    """The repository that was made for it, where there was none."""


def sync(history: History, remote: str | None = None, *, now: datetime) -> Synced:
    """Bring this history and the one at `remote` together; without it, at the one used last. Raises StudyError."""
    try:
        with locked(history.state / "sync.lock"):
            try:
                return _Carrier(history, now).carry(remote)
            except GitError as error:
                if not error.is_overtaken:
                    raise
                # The git of a sync that was killed outlived it, and moved our branch once; that is joined now.
                return _Carrier(history, now).carry(remote)
    except GitError as error:
        hint = f"nothing was lost; should it stay so, delete {history.folder / '.git'}: it is made anew from the files"
        raise error.told(f"git can't work in {history.folder}", hint) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full() from error
        place, why = error.filename or history.folder, error.strerror or error
        raise StudyError(f"{place} can't be used: {why}", "nothing was lost", CANNOT_WRITE) from error


class _Carrier:
    """One sync of one history."""

    def __init__(self, history: History, now: datetime) -> None:
        self.history = history
        self.now = now
        self.folder = history.folder
        self.repository = Repository(history.folder, history.disk)
        self.git = self.repository.git
        self.head = ""
        """The commit of our branch; empty before the first."""
        self.remote = ""
        self.received: set[str] = set()
        self.local: dict[str, bytes] = {}
        """What the files held when they were looked at last."""
        self.unreadable: set[str] = set()

    def carry(self, remote: str | None) -> Synced:
        """All of it."""
        address = _address(remote) if remote is not None else ""
        remembered = self.repository.remembered()
        self.remote = address or remembered
        if not self.remote:
            raise StudyError("there is no place to sync with yet", _GIVE)
        self.repository.open(self.now)
        start = self.head = self.repository.head()
        self._record(self.head)
        made = self._prepare(chosen=bool(address))
        sent = self._exchange(self.remote if self.remote != remembered else "origin")
        if self.remote != remembered:
            self.repository.remember(self.remote)
        if self.head != start:
            self.repository.show()
        devices = {path.partition("/")[0] for path, data in self.local.items() if _has_events(data)}
        return Synced(len(self.received), sent, len(devices), made)

    # The remote

    def _prepare(self, chosen: bool) -> str:
        """Make a repository at a path that was chosen now and holds nothing, and return that path.

        Never at one that is remembered: a disk that is not there leaves an empty folder where it belongs.
        """
        path = Path(self.remote)
        if not path.is_absolute():
            return ""
        if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.folder)):
            raise StudyError(f"{path} is in the history itself", _GIVE)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            return ""
        if not chosen:
            raise StudyError(f"{path} is not there", f"plug the disk in and sync again; {_SAFE}", CANNOT_WRITE)
        if not path.parent.is_dir():
            raise StudyError(f"there is no folder {path.parent}", f"make it first, or {_GIVE}", CANNOT_WRITE)
        try:
            self.git.init(path, "--bare")
        except GitError as error:
            raise error.told(f"no repository can be made at {path}", _SAFE) from error
        return str(path)

    def _exchange(self, source: str) -> int:
        """Fetch, join and push until both are in step, and return how many events were sent."""
        refusal = before = ""
        for attempt in range(TRIES):
            theirs = self._fetch(source)
            if refusal and theirs == before and "lock" not in refusal:
                raise StudyError(f"{shown(self.remote)} does not take it: {refusal}", _SAFE, CANNOT_WRITE)
            self._record(*self.repository.independent((self.head, theirs)))
            if self.head == theirs:
                return 0
            refusal, before = self._push(source), theirs
            if not refusal:
                return self._count_sent(theirs)
            # Another device was faster; those that were equally fast must not meet again.
            time.sleep((1 + attempt) * os.urandom(1)[0] / 1000)
        raise StudyError(f"{shown(self.remote)} is busy: {refusal}", f"sync again later; {_SAFE}", CANNOT_WRITE)

    def _fetch(self, source: str) -> str:
        """The commit of the remote's branch; empty where it has none."""
        try:
            self.git("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--", source, BRANCH)
        except GitError as error:
            if "couldn't find remote ref" in error.said.lower():
                return ""
            raise self._unreachable(error) from error
        return self.git("rev-parse", "FETCH_HEAD").decode().strip()

    def _push(self, source: str) -> str:
        """Send our branch; returns why it is refused, or nothing."""
        options = "--porcelain --quiet --no-signed --no-follow-tags --recurse-submodules=no".split()
        try:
            self.git("push", *options, "--", source, f"{self.head}:{BRANCH}")
        except GitError as error:
            if not error.refusal:
                raise self._unreachable(error) from error
            return error.refusal
        return ""

    def _unreachable(self, error: GitError) -> StudyError:
        place = shown(self.remote)
        if "dubious ownership" in error.said:
            hint = f"if you trust it: git config --global --add safe.directory {place}"
            return StudyError(f"{place} belongs to another user", hint, CANNOT_WRITE)
        path = Path(self.remote)
        if path.is_file() or ("not appear to be a git repository" in error.said and path.exists()):
            return StudyError(f"{place} holds something else", "name an empty folder, or one that is not there yet")
        return error.told(f"{place} can't be reached", _SAFE)

    # The union

    def _record(self, *parents: str) -> None:
        """Let the files have every line of these commits, and our branch every line of both."""
        trees = [self._tree(commit) for commit in parents if commit]
        with self.history.writing():
            self._look({path for tree in trees for path in tree})
            differing = self._differing(trees)
            self._complete(differing)
        changes = self._changes(trees, differing)
        if changes or len(trees) > 1:
            self._commit(parents if trees else (), changes)
        elif trees and parents[0] != self.head:
            self.repository.forward(parents[0], self.head)
            self.head = parents[0]

    def _tree(self, commit: str) -> dict[str, str]:
        """The ids of the contents in a commit by their paths. Raises StudyError where it holds what is not ours."""
        found = {}
        for path, kind, name in self.repository.entries(commit):
            if kind == "blob" and _PATH.fullmatch(path):
                found[path] = name
            elif path != ATTRIBUTES:
                raise StudyError(
                    f"{shown(self.remote)} is used for something else: its branch studytui holds {shown(path)}",
                    "give sync a repository of its own; nothing was mixed",
                )
        return found

    def _look(self, carried: set[str]) -> None:
        """Read the files, and those that the commits name: a disk may know one by a name of another case."""
        self.local, self.unreadable = {}, set()
        listed = {Path(file.path).relative_to(self.folder).as_posix() for file in self.history.files()}
        for path in carried | {path for path in listed if _PATH.fullmatch(path)}:
            try:
                data = self.history.disk.read(self.folder / path)
            except OSError:
                self.unreadable.add(path)
                continue
            if data or path in listed:
                self.local[path] = data

    def _differing(self, trees: list[dict[str, str]]) -> dict[str, list[bytes]]:
        """What the commits hold of each path that is not the same everywhere."""
        names: dict[str, list[str]] = {}
        for path in sorted({*self.local, *(path for tree in trees for path in tree)}):
            found = list(dict.fromkeys(tree[path] for tree in trees if path in tree))
            if len(found) != 1 or path not in self.local or name_of(self.local[path], found[0]) != found[0]:
                names[path] = found
        contents = self.repository.contents({name for found in names.values() for name in found})
        return {path: [contents[name] for name in found] for path, found in names.items()}

    def _complete(self, differing: dict[str, list[bytes]]) -> None:
        """Append to the files what they lack."""
        lacking = {path: lacking_lines(self.local.get(path, b""), versions) for path, versions in differing.items()}
        lacking = {path: data for path, data in lacking.items() if data and path not in self.unreadable}
        self.received |= _ids(_new(b"".join(lacking.values()), self.local.values()))
        for path, data in lacking.items():
            self.history.disk.make_folder((self.folder / path).parent)
            append(self.history.disk, self.folder / path, data)
            self.local[path] = sealed(self.local.get(path, b"")) + data

    def _changes(self, trees: list[dict[str, str]], differing: dict[str, list[bytes]]) -> dict[str, bytes | str]:
        """What our next commit has otherwise than its first parent: a new content, or the id of one."""
        changes: dict[str, bytes | str] = {}
        for path in {**self.local, **{path: b"" for tree in trees for path in tree}}:
            content: bytes | str = next((tree[path] for tree in reversed(trees) if path in tree), "")
            if path in differing:
                *others, last = differing[path] or [b""]
                lacking = lacking_lines(last, [*others, self.local.get(path, b"")])
                content = sealed(last) + lacking if lacking else content
            if content and (not trees or trees[0].get(path) != content):
                changes[path] = content
        return changes

    def _commit(self, parents: Iterable[str], changes: dict[str, bytes | str]) -> None:
        who = self.history.device or "unknown"
        self.head = self.repository.commit(who, self.now, parents, changes)

    def _count_sent(self, theirs: str) -> int:
        tree = self._tree(theirs) if theirs else {}
        differing = self._differing([tree])
        known = [version for versions in differing.values() for version in versions]
        known += [self.local[path] for path in tree if path not in differing]
        return len(_ids(_new(b"\n".join(self.local[path] for path in differing if path in self.local), known)))


def _address(remote: str) -> str:
    """What git is told: a path in full, any other address as it was given. Raises StudyError."""
    if remote == "origin":
        return ""
    if not remote.strip() or remote.startswith("-") or visible(remote) != remote or "\n" in remote:
        raise StudyError(f"{one_line(remote)!r} is no address", _GIVE)
    if re.match(r"[\w+.-]*::", remote):
        raise StudyError(f"{one_line(remote)!r} would run a program", _GIVE)
    # As git tells them apart: host:path and scheme://… have a colon before any slash.
    if re.match(r"[^/]+:", remote):
        return remote
    try:
        return str(Path(remote).expanduser().absolute())
    except RuntimeError:
        raise StudyError(f"there is no home folder for {one_line(remote)}", _GIVE) from None


def _new(data: bytes, known: Iterable[bytes]) -> set[bytes]:
    """The whole lines of `data` that are in none of the known files."""
    new = set(whole_lines(data))
    for each in known if new else ():
        new.difference_update(whole_lines(each))
    return new


def _ids(lines: Iterable[bytes]) -> set[str]:
    return {event.id for event in read(b"\n".join(lines)).events}


def _has_events(data: bytes) -> bool:
    return any(read(line).events for line in data.split(b"\n"))
