"""A TinyDB storage that appends: what is acknowledged is on the disk, and what is there is never written over.

TinyDB hands a storage the whole of its tables to write. This one finds the documents it has not seen, appends them
as one checksummed line, waits until the disk has them, and only then returns.
"""

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from studytui.history.events import Event, from_plain, to_plain
from studytui.history.lines import header, read, transaction

TABLE = "events"


class UnconfirmedError(OSError):
    """The disk did not confirm a write: nothing may be appended to that file any more."""


class Segment(Storage):
    """One file of one device and month, as a storage of TinyDB."""

    def __init__(self, path: Path, device: str) -> None:
        self.path = path
        self.device = device
        self.last_at = 0
        """The time of the latest event in the file."""
        self.newer: int | None = None
        self._documents: dict[str, dict[str, Any]] = {}
        self._size = 0
        self._whole = 0

    def read(self) -> dict[str, dict[str, Any]]:
        """Everything whole in the file; only what came since the last look is parsed."""
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            size = 0
        if size < self._whole:
            self._documents, self._whole, self.last_at = {}, 0, 0
        if size != self._size:
            self._read_on()
        return {TABLE: dict(self._documents)}

    def _read_on(self) -> None:
        data = b""
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(self._whole)
                data = file.read()
        reading = read(data)
        for event in reading.events:
            self._documents[event.id] = to_plain(event)
            self.last_at = max(self.last_at, event.at)
        self._size = self._whole + len(data)
        self._whole += reading.whole
        self.newer = reading.newer or self.newer

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Append the documents that the file does not hold, as one transaction. Raises OSError, nothing lost."""
        new = [from_plain(document) for key, document in data[TABLE].items() if key not in self._documents]
        line = transaction([event for event in new if event is not None])
        start = b"" if self._whole > 0 else header(self.device)
        _append(self.path, start + line)

    def close(self) -> None:
        """Nothing is held open between writes."""


class _EventTable(Table):
    document_id_class = str  # type: ignore[assignment]  # TinyDB's ids may be any type that JSON keys can hold


class EventDatabase(TinyDB):
    """The events of one file as a TinyDB of immutable documents with string ids."""

    table_class = _EventTable
    default_table_name = TABLE

    def __init__(self, path: Path, device: str) -> None:
        self.segment = Segment(path, device)
        super().__init__(storage=lambda: self.segment)

    def last_at(self) -> int:
        """The time of the latest event that the file holds now, or 0."""
        self.segment.read()
        return self.segment.last_at

    def add(self, events: list[Event]) -> None:
        """Append events that are to be there together."""
        self.insert_multiple(Document(to_plain(event), doc_id=event.id) for event in events)  # type: ignore[arg-type]


def _append(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.lseek(descriptor, 0, os.SEEK_END)
        if size == 0:
            # The name before the content, so that a file with content never lacks a durable name.
            flush_folder(path.parent)
        else:
            os.lseek(descriptor, -1, os.SEEK_END)
            if os.read(descriptor, 1) != b"\n":
                # A torn tail is sealed, never cut: it stays as a line of its own that readers report.
                data = b"\n" + data
        _append_all(descriptor, data, size)
    finally:
        os.close(descriptor)


def _append_all(descriptor: int, data: bytes, size: int) -> None:
    """Write and flush; on failure the file is cut back to `size`, up to where everything is confirmed."""
    flushing = False
    try:
        _write_all(descriptor, data)
        flushing = True
        _flush(descriptor)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, size)
        if flushing or error.errno == errno.EIO:
            raise UnconfirmedError(*error.args) from error
        raise


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _flush(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        # fsync on macOS leaves the data in the drive's own cache.
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, under durable names."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
