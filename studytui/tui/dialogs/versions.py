"""An entry that two devices edited without knowing of each other: its versions side by side, to pick or merge."""

from typing import NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from studytui.history.events import local_time
from studytui.history.standing import Entry
from studytui.text import one_line, visible

MOST = 9
"""Versions that a digit can pick; who has more merges."""


class Picked(NamedTuple):
    """What the entry is to be."""

    text: str
    got: str = ""
    deleted: bool = False
    to_edit: bool = False
    """Whether the learner wants to make one text of them."""


class Version(NamedTuple):
    """One column."""

    title: str
    picked: Picked


class Versions(ModalScreen[Picked | None]):
    """Pick a version, or merge them; nothing is lost either way."""

    CSS = """
    Versions { align: center middle; }
    Versions > Vertical {
        width: 110; max-width: 96%; height: auto; max-height: 90%; border: round $primary; padding: 0 1;
        background: $surface; border-title-color: $primary; border-subtitle-color: $text-muted;
    }
    Versions Static { height: auto; }
    Versions Horizontal { height: auto; margin: 1 0; }
    Versions VerticalScroll {
        width: 1fr; height: auto; max-height: 20; border: round $border-blurred; padding: 0 1;
        border-title-color: $text; scrollbar-size-vertical: 1;
        &:focus { border: round $primary; border-title-color: $primary; }
    }
    .-narrow Versions VerticalScroll { max-height: 9; }
    """
    BINDINGS = [
        *(Binding(str(number), f"pick({number - 1})", show=False) for number in range(1, MOST + 1)),
        Binding("m", "merge", "merge"),
        Binding("left,h", "app.focus_previous", show=False),
        Binding("right,l", "app.focus_next", show=False),
        Binding("enter", "pick_focused", show=False),
        Binding("escape", "app.back", "later"),
    ]

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._versions = versions(entry)

    def compose(self) -> ComposeResult:
        """A column a version, and below them what one can do."""
        with Vertical() as box:
            box.border_title = Content("Edited on two devices")
            box.border_subtitle = Content("esc decides later")
            yield Static(
                "Both were written without having seen the other. Both are kept until you choose.", markup=False
            )
            with Horizontal():
                for version in self._versions[:MOST]:
                    with VerticalScroll(can_focus=True) as column:
                        column.border_title = Content(version.title)
                        yield Static(_shown(version.picked))
            yield Static(_keys(len(self._versions)))

    def action_pick(self, number: int) -> None:
        """Make one version the entry."""
        if number < len(self._versions):
            self.dismiss(self._versions[number].picked)

    def action_pick_focused(self) -> None:
        """Make the version that has the focus the entry."""
        for number, column in enumerate(self.query(VerticalScroll)):
            if column.has_focus:
                self.action_pick(number)

    def action_merge(self) -> None:
        """Put all texts into the composer, to make one of them."""
        kept = [version.picked for version in self._versions if not version.picked.deleted]
        texts = dict.fromkeys(picked.text for picked in kept)
        results = dict.fromkeys(picked.got for picked in kept if picked.got)
        self.dismiss(Picked("\n\n".join(texts), " / ".join(results), to_edit=True))


def versions(entry: Entry) -> list[Version]:
    """The entry as it is shown, and each of the others, with where and when it was written."""
    found = [Version("1 · as shown in the journal", Picked(entry.text, entry.got or ""))]
    for number, other in enumerate(entry.others, 2):
        when = local_time(other.at, other.offset)
        title = f"{number} · {one_line(other.device)}, {when.day} {when:%b %H:%M}"
        found.append(Version(title, Picked(other.text, other.got or "", other.deleted)))
    return found


def _shown(picked: Picked) -> Content:
    if picked.deleted:
        return Content.styled("deleted there", "italic $text-muted")
    got = (f"\n→ {visible(picked.got)}", "$text-success") if picked.got else ""
    return Content.assemble(visible(picked.text), got)


def _keys(count: int) -> Content:
    picks = [(str(number), f" keeps version {number}   ") for number in range(1, min(count, MOST) + 1)]
    parts = [
        part
        for key, word in (*picks, ("m", " merges them   "), ("esc", " later"))
        for part in ((key, "bold $footer-key-foreground"), word)
    ]
    return Content.assemble(*parts)
