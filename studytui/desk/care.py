"""The desk's verbs about keeping the history whole, and what the learner is told of its state."""

from typing import TYPE_CHECKING

from studytui.text import counted, one_line

if TYPE_CHECKING:
    from studytui.desk.desk import Desk
    from studytui.history.doctor import Examination, Upkeep


class Care:
    """What is done so that nothing gets lost."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    def look_after(self) -> "Upkeep":
        """Let the history and its mirror heal each other, and make the backup of the day. Never raises."""
        # Imported by what runs after the first paint only.
        from studytui.history.doctor import look_after

        self._desk.index.shrunk = False
        return look_after(self._desk.history, self._desk.clock())

    def examine(self) -> "Examination":
        """What state the history is in; nothing is changed."""
        from studytui.history.doctor import examine

        self._desk.refresh()
        return examine(self._desk.history, self._desk.index, self._desk.clock())

    def mend(self) -> list[str]:
        """Mend what can be mended, after a backup, and say what that was. Raises StudyError."""
        from studytui.history.doctor import mend

        archive, done = mend(self._desk.history, self._desk.index, self._desk.clock())
        return [f"backed up first: {archive.path}", *done]

    def damage_said(self) -> str:
        """That lines of the history could not be read, in a sentence for the learner; empty when all is well."""
        damages = self._desk.index.damages()
        if not damages:
            newer = self._desk.index.newer
            return f"a later studytui wrote some of the history (format {newer}): update this one" if newer else ""
        more = f", and {len(damages) - 1} more" if len(damages) > 1 else ""
        if not damages[0].line:
            return (
                f"part of the history can't be read and stands as it was last seen: {one_line(damages[0].path)}{more}"
            )
        place = one_line(f"{damages[0].path}:{damages[0].line}")
        return f"a line of the history can't be read and was set aside: {place}{more}"

    def contested_said(self) -> str:
        """That entries were edited on two devices, in a sentence for the learner; empty when none were."""
        count = len(self._desk.index.contested())
        if not count:
            return ""
        return f"{counted(count, 'entry was', 'entries were')} edited on two devices; both versions are kept"
