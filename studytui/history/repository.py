"""The git repository in a history folder: one branch, whose commits hold what the files held.

Git's working tree is not used, and its index only so that `git status` by hand is right.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from studytui.history.disk import Disk
from studytui.history.git import Git, GitError

BRANCH = "refs/heads/studytui"
"""The only one that is fetched or pushed: whoever names the repository of something else gets nothing mixed."""
ATTRIBUTES = ".gitattributes"
STALE = 600.0
"""Seconds after which a lock file in `.git` was left behind: no step of git's takes so long."""
_HOW_TO_MERGE = b"* -text\n*.jsonl merge=union\n"
"""For whoever uses git in the folder by hand."""


class Repository:
    """What a sync stores and looks up. Its methods raise GitError."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.git = Git(folder)
        self._folder = folder
        self._disk = disk

    def remembered(self) -> str:
        """The address that was used last; empty before the first."""
        if not (self._folder / ".git").exists():
            return ""
        with suppress(GitError):
            return os.fsdecode(self.git("config", "--local", "--get", "remote.origin.url")).strip()
        return ""

    def remember(self, address: str) -> None:
        """Keep an address for the next time."""
        self.git("config", "--local", "--replace-all", "remote.origin.url", address)

    def open(self, now: datetime) -> None:
        """Make the folder a repository, or clear away what a git that was killed left in it."""
        home = self._folder / ".git"
        self._disk.make_folder(self._folder)
        if not home.is_file() and not all((home / name).exists() for name in ("HEAD", "objects", "refs")):
            self.git.init(self._folder)
        if not (self._folder / ATTRIBUTES).exists():
            self._disk.replace(self._folder / ATTRIBUTES, _HOW_TO_MERGE)
        # Git's locks name no owner. No other sync is at work, for we hold its lock; a git used by hand, or that of a
        # sync that was killed, is soon done.
        for folder, _, names in os.walk(home):
            for left in (Path(folder, name) for name in names if name.endswith(".lock")):
                with suppress(OSError):
                    if now.timestamp() - left.stat().st_mtime > STALE:
                        left.unlink()

    def head(self) -> str:
        """The commit of the branch; empty before the first."""
        return self.git("for-each-ref", "--format=%(objectname)", BRANCH).decode().strip()

    def independent(self, commits: Iterable[str]) -> list[str]:
        """Those of the commits that none of the others goes on from."""
        named = [each for each in commits if each]
        return self.git("merge-base", "--independent", *named).decode().split() if named else []

    def entries(self, commit: str) -> Iterable[tuple[str, str, str]]:
        """Every file in a commit: its path, its kind and the name of its content."""
        for entry in os.fsdecode(self.git("ls-tree", "-r", "-z", "--full-tree", commit)).split("\0")[:-1]:
            stamp, _, path = entry.partition("\t")
            _, kind, name = stamp.split()
            yield path, kind, name

    def contents(self, names: set[str]) -> dict[str, bytes]:
        """What these names stand for."""
        found: dict[str, bytes] = {}
        output = self.git("cat-file", "--batch", given="\n".join([*names, ""]).encode()) if names else b""
        start = 0
        while start < len(output):
            end = output.index(b"\n", start)
            name, kind, *size = output[start:end].decode().split()
            if kind != "blob":
                raise GitError(f"{name} is {kind}".encode(), b"")
            start = end + 1 + int(size[0]) + 1
            found[name] = output[end + 1 : start - 1]
        return found

    def commit(self, who: str, now: datetime, parents: Iterable[str], changes: Mapping[str, bytes | str]) -> str:
        """Let the branch go on from `parents`, the first of which has all but `changes`; returns the new commit.

        A change is a new content, or the name of one.
        """
        message = f"what {who} knows"
        author = f"studytui <{who}@studytui.invalid> {int(now.timestamp())} +0000"
        stream = [f"feature done\ncommit {BRANCH}\ncommitter {author}\ndata {len(message)}\n{message}\n".encode()]
        stream += [f"{word} {parent}\n".encode() for word, parent in zip(("from", "merge"), parents, strict=False)]
        for path, content in {ATTRIBUTES: _HOW_TO_MERGE, **changes}.items():
            name = os.fsencode(path.replace('"', '\\"'))
            if isinstance(content, str):
                stream.append(b'M 100644 %b "%b"\n' % (content.encode(), name))
            else:
                stream.append(b'M 100644 inline "%b"\ndata %d\n%b\n' % (name, len(content), content))
        self.git("fast-import", "--quiet", given=b"".join([*stream, b"done\n"]))
        return self.head()

    def forward(self, commit: str, before: str) -> None:
        """Let the branch be at a commit that goes on from the one `before`."""
        self.git("update-ref", BRANCH, commit, before)

    def show(self) -> None:
        """Let git's index agree with the branch, for whoever looks at it by hand."""
        with suppress(GitError):
            if self.git("symbolic-ref", "HEAD").decode().strip() == BRANCH:
                self.git("read-tree", BRANCH)


def name_of(data: bytes, like: str) -> str:
    """The name that git has for a content, by the hash that `like` was made with."""
    kind = "sha1" if len(like) == 40 else "sha256"
    return hashlib.new(kind, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
