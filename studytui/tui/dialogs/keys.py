"""Every key, from the declarations of the commands."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen

from studytui.tui.commands import GROUPS, Command, key_name
from studytui.tui.widgets.row import Row
from studytui.tui.widgets.rows import Rows


class Keys(ModalScreen[None]):
    """The help: what each key does, by place."""

    CSS = """
    Keys { align: center middle; }
    Keys > Rows { width: 84; max-width: 94%; height: 90%; border: round $primary; padding: 0 1; background: $surface; }
    """
    BINDINGS = [Binding("escape,question_mark,q", "app.back", "close")]

    def compose(self) -> ComposeResult:
        """One list."""
        rows = Rows("Keys")
        rows.border_subtitle = Content("esc closes")
        yield rows

    def on_mount(self) -> None:
        """Fill it."""
        rows: list[Row] = []
        for group in GROUPS:
            if rows:
                rows.append(Row(f"gap {group.title}", Content(""), selectable=False))
            rows.append(Row(group.title, Content.styled(group.title, "bold $primary"), selectable=False))
            rows.extend(_row(command) for command in group.commands)
        self.query_one(Rows).show(rows)


def _row(command: Command) -> Row:
    names = " ".join(key_name(key) for key in command.keys.split(","))
    keys = Content.styled(f"{names:<22}", "$footer-key-foreground")
    return Row(command.id, Content(command.help), keys, selectable=False)
