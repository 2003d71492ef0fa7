"""Every sign that the program draws with, and what stands for it where there is only ASCII: the one place that decides.

What is drawn passes here last, so a sign that is not in the table can't be forgotten by a screen. Each fits into the
cells of the other, so that nothing shifts. Letters are left as they are: they belong to whoever wrote them.
"""

from studytui import paths

UNICODE, ASCII, AUTO = "unicode", "ascii", "auto"


def are_plain(wanted: str) -> bool:
    """Whether signs are to be ASCII, as set or as the locale and the terminal have it."""
    return wanted == ASCII or (wanted == AUTO and not paths.shows_signs())


def in_ascii(text: str) -> str:
    """The text with its signs in ASCII; the same object where there are none."""
    return text if text.isascii() else text.translate(_ASCII)


def _braille(dots: int) -> str:
    """A cell of a curve: dots in its upper half, in its lower, or in both."""
    upper, lower = dots & 0b00011011, dots & 0b11100100
    return ":" if upper and lower else "'" if upper else "." if lower else " "


_PAIRS = {
    # What is done, chosen, pointed at.
    "✓✔☑": "v", "✗✘☒": "x", "☐": "o", "▸▶►": ">", "▾▼": "v", "◂◀◄": "<", "▴▲": "^", "★●•◉": "*", "☆○◌◯": "o",
    "◆■▪": "#", "◇□▫": "o", "→⟶➜": ">", "←": "<", "↑": "^", "↓": "v", "↵⏎": "<", "›»": ">", "‹«": "<",
    # Amounts and sentences.
    "×": "x", "÷": "/", "±": "~", "≈": "~", "≠": "!", "≤": "<", "≥": ">", "−–—‐‑": "-", "…": "~", "·": "-", "°": "o",
    "“”„": '"', "‘’‚": "'", "µμ": "u", "\u00a0\u202f\u2009": " ",
    # Fills, from little to much; edges and bars.
    "▁▂": "_", "▃▄": "=", "▅▆▇": "%", "▀▔": "'", "▍▎▏▕": "|", "░": ".", "▒": ":", "▓": "%",
    "─╌┄┈╴╶": "-", "━═╍┅┉╸╺╼╾": "=", "│╎┆┊╵╷": "|", "┃║╏┇┋╹╻╽╿": "|",
    # Two cells wide.
    "🔎🔍": "? ",
}  # fmt: skip
_ASCII = (
    {0x2500 + number: "+" for number in range(128)}
    | {0x2580 + number: "#" for number in range(32)}
    | {0x2800 + dots: _braille(dots) for dots in range(256)}
    | {ord(sign): plain for signs, plain in _PAIRS.items() for sign in signs}
)
