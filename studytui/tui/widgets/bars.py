"""The line at the top, which says where one is, and the line at the bottom, which says what one can do.

Each is one widget that draws one line: Textual's own footer is a widget a key.
"""

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from studytui.tui.command import key_name

FLOOR = (60, 18)
"""Columns and lines below which nothing sensible fits."""


class TitleBar(Widget):
    """One line: what this is on the left, what day it is on the right."""

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """
    left: reactive[Content] = reactive(Content(""))
    right: reactive[Content] = reactive(Content(""))

    def render(self) -> Content:
        """The line, the left part cut where there is no room for both."""
        room = self.content_size.width - self.right.cell_length - 1
        left = self.left.truncate(max(0, room), ellipsis=True)
        return Content.assemble(left, " " * max(1, room + 1 - left.cell_length), self.right)


class KeyBar(Widget):
    """The keys that do something here and now; each can be clicked."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $panel; color: $text-muted; padding: 0 1; }
    """

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        """As many keys as there is room for, those nearest to the focus first."""
        bindings = self.screen.active_bindings
        right = _key("ctrl+p", "palette")
        # Whoever sees only some of the keys is told where all of them are.
        keys = next((key for key, active in bindings.items() if active.binding.action == "app.keys"), "")
        if keys and not self._is_typed(keys):
            right = Content.assemble(_key(keys, "keys"), "  ", right)
        room = self.content_size.width - right.cell_length - 2
        shown = Content("")
        seen = {"app.command_palette", "command_palette", "app.keys"}
        for key, active in bindings.items():
            binding = active.binding
            if not binding.show or binding.action in seen or not active.enabled or self._is_typed(key):
                continue
            seen.add(binding.action)
            piece = _key(key, binding.description)
            if shown.cell_length + piece.cell_length + 2 > room:
                break
            shown = Content.assemble(shown, "  " if shown else "", piece)
        return Content.assemble(shown, " " * max(2, room + 2 - shown.cell_length), right)

    def _is_typed(self, key: str) -> bool:
        """Whether the key is text where the focus is."""
        name = key_name(key)
        focused = self.screen.focused
        return focused is not None and len(name) == 1 and focused.check_consume_key(key, name)

    def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        key = event.style.meta.get("key")
        if key:
            self.app.simulate_key(key)


def _key(key: str, word: str) -> Content:
    text = Content.assemble((key_name(key), "bold $footer-key-foreground"), " ", word)
    return text.stylize(Style.from_meta({"key": key}))


class TooSmall(Widget):
    """What stands there when the terminal has no room for anything else."""

    DEFAULT_CSS = """
    TooSmall { display: none; height: 1fr; content-align: center middle; text-align: center; color: $text-muted; }
    """

    def render(self) -> Content:
        """One calm line."""
        width, height = self.app.size
        return Content(f"studytui needs {FLOOR[0]}×{FLOOR[1]}; here are {width}×{height}.")
