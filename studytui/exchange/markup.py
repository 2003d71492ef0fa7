"""HTML as card programs write it, to and from plain text in which code stands between lines of three backticks."""

import re
from html import escape
from html.parser import HTMLParser

from studytui.text import storable

_LIKELY = re.compile(
    r"</?(?:br|div|p|b|i|u|em|strong|span|ul|ol|li|pre|code|img|sub|sup|a|font|hr|h[1-6])\b[^>]*>"
    r"|&(?:nbsp|lt|gt|amp|quot|#\d+);",
    re.IGNORECASE,
)
_FENCED = re.compile(r"^```(\w*)\n(.*?)\n?^```[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_SPACE = re.compile(r"&(?:nbsp|#160|#x0*a0);", re.IGNORECASE)
_SOURCE_BREAK = re.compile(r"[ \t]*\n[ \t\n]*")
_BLOCKS = frozenset("div p ul ol blockquote table tr hr h1 h2 h3 h4 h5 h6 section article center".split())
_BEFORE = {"li": "- ", "sup": "^", "sub": "_"}
"""What stands for a sign that plain text lacks: 10³ is not 103."""
_UNSEEN = frozenset(("style", "script"))


def is_likely(text: str) -> bool:
    """Whether a text holds HTML."""
    return bool(_LIKELY.search(text))


def from_text(text: str) -> str:
    """The text as HTML, on one line and without a tab or a quote, so that a table need not quote it."""
    text = storable(text)
    parts, end = list[str](), 0
    for found in _FENCED.finditer(text):
        language = f' class="language-{found[1]}"'.replace('"', "'") if found[1] else ""
        code = f"<pre><code{language}>{_escaped(found[2])}</code></pre>"
        parts += (_escaped(text[end : found.start()]), code)
        end = found.end()
    return "".join((*parts, _escaped(text[end:])))


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "<br>")


def to_text(source: str) -> str:
    """What HTML shows, as text."""
    reading = _Reading()
    reading.feed(_SPACE.sub(" ", source))
    reading.close()
    return "".join(reading.parts).strip()


class _Reading(HTMLParser):
    """What was read so far."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._breaks = False
        """Whether what comes next begins a line."""
        self._unseen = 0
        self._code = 0
        self._began = 0
        """Where the code stands that is read."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that begins something; code counts with its language."""
        given = dict(attrs)
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self._put("\n")
        elif tag == "pre":
            self._code += 1
            if self._code == 1:
                self._breaks = True
                self._put("```\n")
                self._began = len(self.parts)
        elif tag == "code" and self._code and len(self.parts) == self._began:
            name = (given.get("class") or "").removeprefix("language-")
            self.parts[-1] = f"```{name if name.isidentifier() else ''}\n"
        elif tag == "img":
            self._put(f"[{' '.join((given.get('alt') or given.get('src') or 'picture').split())}]")
        elif tag in _BLOCKS or tag == "li":
            self._breaks = True
        if tag in _BEFORE:
            self._put(_BEFORE[tag])

    def handle_endtag(self, tag: str) -> None:
        """A tag that ends something."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "pre" and self._code:
            self._code -= 1
            if not self._code:
                self.parts.append("```\n" if len(self.parts) == self._began else "\n```\n")
        elif tag in _BLOCKS or tag == "li":
            self._breaks = True

    def handle_data(self, data: str) -> None:
        """Text; outside code the source may be broken into lines anywhere."""
        if self._unseen or not data:
            return
        is_between = not data.strip(" \t\n") and (self._breaks or ("\n" in data and self._is_at_start))
        if self._code:
            self._put(data)
        elif not is_between:
            self._put(_SOURCE_BREAK.sub(" ", data))

    @property
    def _is_at_start(self) -> bool:
        return not self.parts or self.parts[-1].endswith("\n")

    def _put(self, text: str) -> None:
        if self._breaks and not self._is_at_start:
            self.parts.append("\n")
        self._breaks = False
        self.parts.append(text)
