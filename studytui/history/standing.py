"""What events amount to: the ticks and entries that stand now, as values."""

import re
from typing import NamedTuple

TAG = re.compile(r"(?<![\w#])#(\w[\w-]*)")


class Tick(NamedTuple):
    """That a milestone stands ticked, or was ticked once and no longer is."""

    done: bool
    at: int
    offset: int


class Version(NamedTuple):
    """What an entry is on another device that edited it without having seen what is shown."""

    revision: str
    at: int
    offset: int
    device: str
    text: str
    got: str | None = None
    deleted: bool = False


class Entry(NamedTuple):
    """A journal entry as it stands after all its revisions."""

    id: str
    at: int
    """When it was begun, in milliseconds UTC."""
    offset: int
    day: str
    text: str
    got: str | None = None
    topic: str | None = None
    lab: str | None = None
    starred: bool = False
    revision: str = ""
    """The event that made it what it is."""
    merged: tuple[str, ...] = ()
    """Concurrent revisions whose changes are in it, because they changed something else."""
    others: tuple[Version, ...] = ()
    """Concurrent revisions that say something else; the learner picks one or merges them."""

    @property
    def seen(self) -> tuple[str, ...]:
        """The revisions whose changes are in it: what a reader of it has seen."""
        return (self.revision, *self.merged)

    @property
    def versions(self) -> tuple[str, ...]:
        """Every revision that no other has seen; a new one that has seen them all settles the entry."""
        return (*self.seen, *(other.revision for other in self.others))

    @property
    def tags(self) -> tuple[str, ...]:
        """The `#tags` in its text, without the sign, in order, each once."""
        return tuple(dict.fromkeys(TAG.findall(f"{self.text}\n{self.got or ''}")))


class Reviewing(NamedTuple):
    """A review that stands, as little of it as thousands of them need."""

    id: str
    card: str
    at: int
    day: str
    grade: int
    seconds: int
    drill: bool | None = None


class Damaged(NamedTuple):
    """A line of a file that could not be read and was left where it is."""

    path: str
    line: int
    reason: str
