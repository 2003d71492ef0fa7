"""What may go wrong with a machine, and how often."""

from typing import NamedTuple


class Climate(NamedTuple):
    """One machine's luck; the shares are of its steps."""

    kills: float = 0.0
    """How often a program is killed while it appends or heals."""
    cuts: float = 0.0
    """How often the power is cut instead of something else being done."""
    faults: tuple[str, ...] = ()
    """Calls of the disk that may fail, and what else may come over one, by their names there."""
    often: float = 0.3
    """How likely each of them is to be part of a storm."""
    small: bool = False
    """Whether the disk is small and fills up."""
    hands: float = 0.0
    """How often a careless hand spoils a file, of the history or of its mirror."""


CLIMATES = {
    "kills and power cuts": Climate(kills=0.25, cuts=0.15, faults=("short", "tear", "stop")),
    "a full disk": Climate(kills=0.05, cuts=0.08, faults=("short", "cut"), small=True),
    "a failing disk": Climate(
        kills=0.05,
        cuts=0.1,
        faults=(
            "write", "flush", "flush", "hang", "cut", "short", "open", "read", "size", "list",
            "rename", "remove", "make_folder", "flush_folder", "lock",
        ),
    ),
    "a careless hand": Climate(
        kills=0.1, faults=("write", "short", "tear", "stop", "open", "read", "list", "rename"), hands=0.2
    ),
    "everything at once": Climate(
        kills=0.15,
        cuts=0.12,
        faults=(
            "write", "flush", "hang", "cut", "short", "tear", "stop", "open", "read", "list",
            "rename", "make_folder", "flush_folder",
        ),
        small=True,
        hands=0.05,
    ),
}  # fmt: skip
"""The climates that every history has to be safe in."""
