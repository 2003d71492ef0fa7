"""This machine's name in the history: random, made once, and bound to the machine it was made on.

A state folder that was copied, restored from a backup or cloned with its machine would make two writers of one name,
and their files would overwrite each other in a sync. So the name is stored with what a copy does not share: the
machine's own id where the system has one, and the identity of the lock file beside it.
"""

import os
from pathlib import Path

from studytui import paths
from studytui.history.disk import Disk

_LENGTH = 8


def load(state: Path, disk: Disk) -> str:
    """The name made here; empty if there is none, or it was made elsewhere."""
    try:
        name, *binding = disk.read(state / "device").decode("ascii").split()
    except (OSError, ValueError):
        return ""
    return name if len(name) == _LENGTH and name.isalnum() and binding == _binding(state, disk) else ""


def mint(state: Path, disk: Disk) -> str:
    """Make a name; the lock must be held, so that its file is there. Raises OSError."""
    name = os.urandom(_LENGTH // 2).hex()
    disk.replace(state / "device", f"{' '.join([name, *_binding(state, disk)])}\n".encode("ascii"))
    return name


def lock_file(state: Path) -> Path:
    """The file whose lock a writer holds."""
    return state / "history.lock"


def _binding(state: Path, disk: Disk) -> list[str]:
    return [paths.machine() or "-", str(disk.identity(lock_file(state)))]
