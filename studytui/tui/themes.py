"""Our own colours, dark and light, and two themes that use the terminal's own; Textual's themes are there too.

An ANSI theme names colours of the terminal's palette and never mixes any, so it has no half tones: what others show in
grey stands in the terminal's own foreground there.
"""

from collections.abc import Iterable
from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

from studytui.settings import Fault, Settings

DARK = Theme(
    name="studytui-dark",
    primary="#7aa2d6",
    secondary="#9aa7b8",
    accent="#e0b46c",
    warning="#e0b46c",
    error="#e07a6c",
    success="#8fbf8f",
    foreground="#d6d9de",
    background="#14171c",
    surface="#191d23",
    panel="#20252d",
    boost="#262c35",
    dark=True,
    variables={
        "border": "#4a5565",
        "scrollbar": "#343c48",
        "scrollbar-hover": "#4a5565",
        "scrollbar-active": "#4a5565",
        "scrollbar-background": "#14171c",
        "scrollbar-background-hover": "#14171c",
        "scrollbar-background-active": "#14171c",
        "border-blurred": "#2b323c",
        "block-cursor-background": "#2a3a50",
        "block-cursor-foreground": "#f2f4f7",
        "block-cursor-blurred-background": "#2a3a50",
        "block-cursor-blurred-foreground": "#d6d9de",
        "footer-key-foreground": "#e0b46c",
        "input-selection-background": "#7aa2d6 35%",
    },
)
LIGHT = Theme(
    name="studytui-light",
    primary="#2f5f9e",
    secondary="#5a6675",
    accent="#9a6408",
    warning="#9a6408",
    error="#b3382a",
    success="#357a38",
    foreground="#23272e",
    background="#f7f6f3",
    surface="#f0eeea",
    panel="#e6e3dd",
    boost="#dedad2",
    dark=False,
    variables={
        "border": "#a8a295",
        "scrollbar": "#cfc9bd",
        "scrollbar-hover": "#a8a295",
        "scrollbar-active": "#a8a295",
        "scrollbar-background": "#f7f6f3",
        "scrollbar-background-hover": "#f7f6f3",
        "scrollbar-background-active": "#f7f6f3",
        "border-blurred": "#d5d0c6",
        "block-cursor-background": "#d3e0f0",
        "block-cursor-foreground": "#14171c",
        "block-cursor-blurred-background": "#d3e0f0",
        "block-cursor-blurred-foreground": "#23272e",
        "footer-key-foreground": "#9a6408",
        "input-selection-background": "#2f5f9e 30%",
    },
)


def _ansi(name: str, is_dark: bool, primary: str, secondary: str, accent: str, cursor: tuple[str, str]) -> Theme:
    """A theme of the terminal's own colours, on its own background."""
    text, background = cursor
    grey, ground = "ansi_bright_black", "ansi_default"
    return Theme(
        name=name, ansi=True, dark=is_dark, primary=primary, secondary=secondary, accent=accent, warning=accent,
        error="ansi_red", success="ansi_green", foreground=ground, background=ground, surface=ground, panel=ground,
        boost=ground,
        variables={
            "ansi-background": background, "ansi-foreground": text, "border": grey, "border-blurred": grey,
            "surface": ground, "panel": ground,
            **dict.fromkeys(("scrollbar", "scrollbar-hover", "scrollbar-active"), grey),
            **{f"scrollbar-background{state}": ground for state in ("", "-hover", "-active")},
            "block-cursor-background": background, "block-cursor-foreground": text,
            "block-cursor-blurred-background": background, "block-cursor-blurred-foreground": text,
            "input-selection-background": background, "input-selection-foreground": text,
            "footer-key-foreground": accent,
        },
    )  # fmt: skip


ANSI_DARK = _ansi(
    "studytui-ansi-dark", True, "ansi_bright_blue", "ansi_cyan", "ansi_yellow", ("ansi_bright_white", "ansi_blue")
)
ANSI_LIGHT = _ansi("studytui-ansi-light", False, "ansi_blue", "ansi_blue", "ansi_magenta", ("ansi_black", "ansi_white"))
THEMES = (DARK, LIGHT, ANSI_DARK, ANSI_LIGHT)
DEFAULT = DARK.name
_TINT = 22
"""Channels that are no further apart make a grey."""
_DARK = 0x40


def of_256_colours() -> list[Theme]:
    """Our own themes for terminals that round colours: a tinted grey would become teal or yellow, so it is a grey."""
    return [
        replace(
            theme,
            background=_rounded(theme.background or ""),
            surface=_rounded(theme.surface or ""),
            panel=_rounded(theme.panel or ""),
            boost=_rounded(theme.boost or ""),
            variables={name: _rounded(colour) for name, colour in theme.variables.items()},
        )
        for theme in (DARK, LIGHT)
    ]


def _rounded(colour: str) -> str:
    if len(colour) != 7:
        return colour
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    grey = (max(channels) + min(channels)) // 2
    if max(channels) - min(channels) < _TINT:
        return f"#{grey:02x}{grey:02x}{grey:02x}"
    # What lies under the cursor: the nearest of the cube would be teal.
    return "#005f87" if grey < _DARK else colour


def names() -> list[str]:
    """Every theme there is: ours, and those that come with Textual."""
    return [*BUILTIN_THEMES, *(theme.name for theme in THEMES)]


def unknown(settings: Settings, names: Iterable[str]) -> Fault:
    """That the settings name a theme that there isn't."""
    from difflib import get_close_matches

    nearest = get_close_matches(settings.theme, list(names), 1, 0.3)
    todo = f"did you mean {nearest[0]}?" if nearest else "the palette lists them"
    return settings.fault("theme", f"there is no theme {settings.theme!r}", todo)
