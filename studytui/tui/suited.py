"""The app as its learner set it: colours, keys, signs, motion; and what it hands to the clipboard."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter

from studytui import choices, paths
from studytui.desk import Desk
from studytui.glyphs import ASCII
from studytui.settings import NOTHING_SET, Settings
from studytui.text import one_line
from studytui.tui import clipboard, themes
from studytui.tui.filters import SafeText
from studytui.tui.screens.base import StudyScreen
from studytui.tui.widgets.ledger import Ledger
from studytui.tui.widgets.rows import Rows


class SuitedApp(App[None]):
    """An app that looks and listens as its learner set it."""

    desk: Desk
    settings = NOTHING_SET
    keys_set: Mapping[str, tuple[str, ...]] = {}
    """The commands that have other keys than their own."""
    _safe_text = SafeText()
    _state = Path()
    _has_theme = False

    def suit(self, settings: Settings, state: Path) -> None:
        """Take on what is set. Where that names no theme, the one last chosen on screen stands."""
        self.settings, self._state = settings, state
        self._safe_text = SafeText(in_ascii=settings.glyphs == ASCII)
        for theme in themes.THEMES:
            self.register_theme(theme)
        faults = list(settings.faults)
        chosen = choices.load(state).theme
        if settings.theme and settings.theme not in self.available_themes:
            faults.append(themes.unknown(settings, self.available_themes))
        known = [name for name in (settings.theme, chosen) if name in self.available_themes]
        self.theme, self._has_theme = (known or [themes.DEFAULT])[0], bool(known)
        if "animation" in settings.lines:
            self.animation_level = settings.animation  # type: ignore[assignment]  # checked where it was read
        if settings.keys:
            from studytui.tui import keymap

            self.keys_set, wrong = keymap.checked(settings)
            faults += wrong
            self.set_keymap(keymap.keymap(self.keys_set))
        self.settings = settings._replace(faults=tuple(faults))

    def get_driver_class(self) -> type[Driver]:
        """Ours in place of Textual's own on a terminal; the browser has another."""
        found = super().get_driver_class()
        if found.__module__ == "textual.drivers.linux_driver":
            from studytui.tui.driver import TerminalDriver

            return TerminalDriver
        return found

    def keep_to_terminal(self) -> None:
        """Use the colours that the terminal has: of 256 the greys; of 16 its own, unless a theme is named."""
        if self.console.color_system == "256":
            for theme in themes.of_256_colours():
                self.register_theme(theme)
        elif self.console.color_system == "standard" and not self._has_theme:
            # Ours would be rounded to three greys.
            self.theme = (themes.ANSI_LIGHT if paths.is_light() else themes.ANSI_DARK).name

    def tell_settings(self) -> None:
        """Say what can't be used of the settings, and from now on remember each theme that is chosen."""
        for fault in self.settings.faults:
            self.notify(str(fault), title="Settings", severity="warning", markup=False, timeout=10)
        self.theme_changed_signal.subscribe(self, lambda theme: self._remember_theme(theme.name))

    def _remember_theme(self, name: str) -> None:
        with suppress(OSError):
            choices.choose(self._state, theme=name)
        if self.settings.theme and name != self.settings.theme:
            self.notify("For now: the settings file names another theme.", markup=False, timeout=4)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Whatever is drawn, nothing a terminal would obey or can't show."""
        others = tuple(super().get_line_filters())
        if others != self._safe_text.then:
            self._safe_text = SafeText(others, self._safe_text.in_ascii)
        return [self._safe_text]

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A cursor that blinks is motion too."""
        if self.animation_level == "none" and hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = False

    def action_copy(self) -> None:
        """Copy what is under the cursor; the terminal does it, also through ssh, and is asked for no answer."""
        focused, screen = self.focused, self.screen
        row = focused.current if isinstance(focused, Rows) else None
        name = focused.current if isinstance(focused, Ledger) else row.id if row else None
        text = clipboard.text_of(self.desk, name) if name else ""
        topic = screen.topic_in_hand() if isinstance(screen, StudyScreen) else None
        text = text or (clipboard.text_of(self.desk, f"topic:{topic}") if topic else "")
        if not text:
            self.notify("There is nothing to copy here.", markup=False, timeout=2)
            return
        self.copy_to_clipboard(text)
        self.notify(f"Copied: {one_line(text)[:60]}", markup=False, timeout=2)
