"""Derived data on disk under a key; always rebuildable, so every fault here is silently a miss.

Values are pickled frozen dataclasses. The unpickler builds only the classes it is given, so a file that somebody
else put into the cache folder can at worst be refused.
"""

import contextlib
import os
import pickle
from pathlib import Path


class _Unpickler(pickle.Unpickler):
    allowed: dict[tuple[str, str], type]

    def find_class(self, module: str, name: str) -> type:
        try:
            return self.allowed[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not expected here") from None


def load(path: Path, key: str, classes: tuple[type, ...]) -> object | None:
    """The value stored at `path` under `key`, or None if there is none, it is stale, or it is damaged."""
    try:
        with path.open("rb") as file:
            unpickler = _Unpickler(file)
            unpickler.allowed = {(cls.__module__, cls.__qualname__): cls for cls in classes}
            stored_key, value = unpickler.load()
    except Exception:  # noqa: BLE001 - damaged bytes raise nearly anything, and all of it means "rebuild"
        return None
    return value if stored_key == key else None


def store(path: Path, key: str, value: object) -> None:
    """Put `value` at `path` under `key`, whole or not at all; a cache that can't be written is no fault."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(pickle.dumps((key, value), pickle.HIGHEST_PROTOCOL))
        scratch.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            scratch.unlink()


def fingerprint(*paths: Path) -> str:
    """A key for the present content of files, from their sizes and times, without reading them."""
    parts = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            parts.append(f"{path}:missing")
        else:
            parts.append(f"{path}:{status.st_size}:{status.st_mtime_ns}")
    return "|".join(parts)
