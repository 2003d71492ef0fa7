"""A TinyDB storage that appends: what is acknowledged is on the disk, and what is there is never written over.

TinyDB hands a storage the whole of its tables to write. This one finds the documents it has not seen, appends them
as one checksummed line, waits until the disk has them, and only then returns.
"""

import contextlib
import errno
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from studytui.history.disk import Disk, OpenFile, write_all
from studytui.history.events import Event
from studytui.history.lines import header, read, transaction
from studytui.history.plain import from_plain, to_plain

TABLE = "events"
END = 256
"""Bytes that hold the id of the last line, or else some of what the learner wrote."""
BLOCK = 512
"""Disks write whole multiples of this, so who appends to a block writes all of it again."""


class UnconfirmedError(OSError):
    """The disk did not confirm a write: nothing may be appended to that file any more."""


class Segment(Storage):
    """One file of one device and month, as a storage of TinyDB."""

    def __init__(self, path: Path, device: str, disk: Disk) -> None:
        self.path = path
        self.device = device
        self.last_at = 0
        """The time of the latest event that was ever seen in the file."""
        self.newer: int | None = None
        self.added = b""
        """The lines that were appended last."""
        self._disk = disk
        self._documents: dict[str, dict[str, Any]] = {}
        self._whole = 0
        self._end = b""
        """The last bytes that are settled, by which a file is known that only grew."""

    def read(self) -> dict[str, dict[str, Any]]:
        """Everything whole in the file; only what came since the last look is parsed."""
        data = self._disk.read(self.path, self._whole - len(self._end))
        if not data.startswith(self._end):
            # It was cut or replaced, perhaps by a file of the same length.
            self._documents, self._whole, self._end = {}, 0, b""
            data = self._disk.read(self.path)
        self._read_on(data[len(self._end) :])
        return {TABLE: dict(self._documents)}

    def _read_on(self, data: bytes) -> None:
        reading = read(data)
        for event in reading.events:
            self._documents[event.id] = to_plain(event)
            self.last_at = max(self.last_at, event.at)
        self._whole += reading.whole
        self._end = (self._end + data[: reading.whole])[-END:]
        self.newer = reading.newer or self.newer

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Append the documents that the file does not hold, as one transaction. Raises OSError, nothing lost."""
        new = [from_plain(document) for key, document in data[TABLE].items() if key not in self._documents]
        self.append(transaction([event for event in new if event is not None]))

    def append(self, lines: bytes) -> None:
        """Append whole lines, below a header where the file has none yet. Raises OSError, nothing lost."""
        start = b"" if self._whole > 0 else header(self.device)
        append(self._disk, self.path, start + lines)
        self.added = lines

    def settle(self) -> None:
        """Wait until the disk has all that is in the file, whoever wrote it. Raises OSError."""
        append(self._disk, self.path, b"")

    def close(self) -> None:
        """Nothing is held open between writes."""


class _EventTable(Table):
    document_id_class = str  # type: ignore[assignment]  # TinyDB's ids may be any type that JSON keys can hold


class EventDatabase(TinyDB):
    """The events of one file as a TinyDB of immutable documents with string ids."""

    table_class = _EventTable
    default_table_name = TABLE

    def __init__(self, path: Path, device: str, disk: Disk) -> None:
        self.segment = Segment(path, device, disk)
        super().__init__(storage=lambda: self.segment)

    def last_at(self) -> int:
        """The time of the latest event that the file holds now, or 0."""
        self.segment.read()
        return self.segment.last_at

    def add(self, events: list[Event]) -> None:
        """Append events that are to be there together."""
        self.insert_multiple(Document(to_plain(event), doc_id=event.id) for event in events)  # type: ignore[arg-type]


def append(disk: Disk, path: Path, data: bytes) -> None:
    """Append whole lines to a file and wait until the disk has them. Raises OSError, with nothing acknowledged."""
    file = disk.open(path)
    try:
        size = file.size()
        if size == 0:
            # The name before the content, so that a file with content never lacks a durable name.
            disk.flush_folder(path.parent)
        elif file.last() != b"\n" or size % BLOCK == 0:
            # A torn tail is sealed, never cut: it stays as a line of its own that readers report. So is what ends with
            # a block: its newline may be lost unnoticed, if a program was killed while the flush of it failed.
            data = b"\n" + data
        _append_all(file, data, size)
    finally:
        file.close()


def _append_all(file: OpenFile, data: bytes, size: int) -> None:
    """Write and flush; on failure the file is cut back to `size`, up to where everything is confirmed."""
    flushing = False
    try:
        write_all(file, data)
        flushing = True
        file.flush()
    except OSError as error:
        with contextlib.suppress(OSError):
            file.cut(size)
        if flushing or error.errno == errno.EIO:
            raise UnconfirmedError(*error.args) from error
        raise
