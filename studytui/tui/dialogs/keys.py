"""Every key, from the declarations of the commands."""

from collections.abc import Collection, Mapping, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen

from studytui.tui.command import Command, Group, key_name
from studytui.tui.commands import EVERYWHERE, GROUPS, LIST
from studytui.tui.widgets.row import Row
from studytui.tui.widgets.rows import Rows


class Keys(ModalScreen[None]):
    """The help: what each key does, by place."""

    CSS = """
    Keys { align: center middle; }
    Keys > Rows { width: 84; max-width: 94%; height: 90%; border: round $primary; padding: 0 1; background: $surface; }
    """
    BINDINGS = [Binding("escape,question_mark,q", "app.back", "close")]

    def __init__(self, keys_set: Mapping[str, Sequence[str]], heard: Collection[str]) -> None:
        super().__init__()
        self._keys_set = keys_set
        self._heard = heard
        """The commands that do something where the learner is."""

    def compose(self) -> ComposeResult:
        """One list."""
        rows = Rows("Keys")
        rows.border_subtitle = Content("esc closes")
        yield rows

    def on_mount(self) -> None:
        """Fill it."""
        rows: list[Row] = []
        for group in sorted(GROUPS, key=self._is_elsewhere):
            if rows:
                rows.append(Row(f"gap {group.title}", Content(""), selectable=False))
            rows.append(Row(group.title, Content.styled(group.title, "bold $primary"), selectable=False))
            rows.extend(self._row(command) for command in group.commands)
        self.query_one(Rows).show(rows)

    def _is_elsewhere(self, group: Group) -> tuple[bool, bool, bool]:
        is_heard = any(command.id in self._heard for command in group.commands)
        # First what holds on this screen alone.
        return not is_heard, group is EVERYWHERE, group is LIST

    def _row(self, command: Command) -> Row:
        names = " ".join(map(key_name, self._keys_set.get(command.id) or command.keys.split(",")))
        keys = Content.styled(f"{names:<22}", "$footer-key-foreground")
        return Row(command.id, Content(command.help), keys, selectable=False)
