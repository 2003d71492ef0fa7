"""What is being written, an entry or a card, kept on disk until it is saved.

It is written every second while it changes and comes back after anything, a SIGKILL or a closed terminal included.
"""

import contextlib
import json
from pathlib import Path
from typing import NamedTuple

from studytui.text import storable


class Draft(NamedTuple):
    """What stands in the composer: a text and its result; or where cards are written, a question and its answer."""

    text: str = ""
    got: str = ""
    topic: str | None = None
    entry: str | None = None
    """The entry, or the card, being edited; None for a new one."""
    seen: str = ""
    """The revisions of it that were on screen, with spaces between, so that concurrent edits can be told."""
    lab: str | None = None

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.got.strip())


class DraftFile:
    """The one draft of its kind on this machine: set it as often as you like, save it now and then."""

    def __init__(self, state: Path, name: str = "draft") -> None:
        self._path = state / f"{name}.json"
        self.draft = self._saved = self._read()

    def save(self) -> None:
        """Write the draft if it changed, or forget it if it is empty. Raises OSError where that is impossible."""
        draft = self.draft
        if draft == self._saved:
            return
        if draft:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            scratch = self._path.with_name(f".{self._path.name}.new")
            scratch.write_text(storable(json.dumps(draft._asdict(), ensure_ascii=False)), encoding="utf-8")
            scratch.replace(self._path)
        else:
            self._path.unlink(missing_ok=True)
        self._saved = draft

    def _read(self) -> Draft:
        with contextlib.suppress(OSError, ValueError, AttributeError, TypeError, RecursionError):
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            fields = Draft._fields
            return Draft(**{name: stored[name] for name in fields if isinstance(stored.get(name), str)})
        return Draft()
