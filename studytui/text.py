"""Text from outside, made safe to store and to show.

Content, journal entries and file names may hold anything: escape sequences, bidirectional overrides, half of a
surrogate pair. They are kept as they were written, as far as UTF-8 can hold them, and made visible where shown.
"""

import re

_CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
_C1_CONTROLS = dict.fromkeys(range(0x80, 0xA0), "\N{REPLACEMENT CHARACTER}")
_BIDIRECTIONAL = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)],
    "\N{REPLACEMENT CHARACTER}",
)
_VISIBLE: dict[int, int | str] = {
    **_CONTROL_PICTURES,
    0x7F: 0x2421,
    **_C1_CONTROLS,
    **_BIDIRECTIONAL,
    0x2028: "\n",
    0x2029: "\n",
    0x09: "    ",
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSAFE = re.compile("[" + "".join(re.escape(chr(code)) for code in _VISIBLE) + "\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with line ends as `\\n` and lone surrogates replaced, so that UTF-8 can hold it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def visible(text: str) -> str:
    """The text with control and bidirectional characters replaced by signs a reader can see."""
    if _UNSAFE.search(text) is None:
        return text
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text.translate(_VISIBLE))


def one_line(text: str) -> str:
    """The text made visible, on one line."""
    return " ".join(visible(text).split())


def stripped(text: str) -> str:
    """The text without any character that is not visible; the same object if there is none."""
    return text if _UNSAFE.search(text) is None else _UNSAFE.sub("", text)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 event`, `2,000 events`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
