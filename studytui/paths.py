"""Where things live, and what time it is: the only module that reads the environment.

Four folders, each with its own variable: what the learner made (data), what they chose (config), what only this
machine needs (state), and what can be thrown away (cache).
"""

import contextlib
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from studytui.errors import StudyError


@dataclass(frozen=True)
class Places:
    """The folders of one learner on one machine. None of them need exist yet."""

    data: Path
    config: Path
    state: Path
    cache: Path

    @property
    def history(self) -> Path:
        """One folder a device, one file a month; the only thing worth backing up."""
        return self.data / "history"

    @property
    def tracks(self) -> Path:
        """The learner's own tracks, beside the bundled ones."""
        return self.data / "tracks"


def places(data_dir: str | None = None) -> Places:
    """The folders, from the environment or the conventions of the platform."""

    def folder(variable: str, kind: str, named: str | None = None) -> Path:
        try:
            return Path(named or os.environ.get(variable) or _by_convention(kind)).expanduser().absolute()
        except RuntimeError:
            raise StudyError(
                "there is no home folder", f"set HOME, or {variable} to a folder by its full path"
            ) from None

    return Places(
        data=folder("STUDYTUI_DATA_DIR", "data", data_dir),
        config=folder("STUDYTUI_CONFIG_DIR", "config"),
        state=folder("STUDYTUI_STATE_DIR", "state"),
        cache=folder("STUDYTUI_CACHE_DIR", "cache"),
    )


def _by_convention(kind: str) -> str:
    # Only asked when a variable is missing; the import costs 5 ms of a command's 60.
    import platformdirs

    return str(getattr(platformdirs, f"user_{kind}_dir")("studytui", appauthor=False))


def content() -> Path:
    """The folder of the bundled tracks: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "content"
    return installed if installed.is_dir() else package.parent / "content"


def now() -> datetime:
    """The local time with its offset, or what `STUDYTUI_NOW` pins it to."""
    pinned = os.environ.get("STUDYTUI_NOW")
    if not pinned:
        return datetime.now().astimezone()
    with contextlib.suppress(ValueError, OverflowError):
        moment = datetime.fromisoformat(pinned)
        local = moment if moment.tzinfo else moment.astimezone()
        if 1970 < local.year < 2500:
            return local
    raise StudyError(f"STUDYTUI_NOW is no ISO time: {pinned!r}", "write 2026-11-22T09:00:00+01:00")


def machine() -> str:
    """What the system calls this machine, as far as a file says so; empty elsewhere."""
    for path in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        with contextlib.suppress(OSError, ValueError):
            name = Path(path).read_text(encoding="ascii").strip()
            if name.isalnum():
                return name
    return ""


def plain_environment() -> dict[str, str]:
    """What a program that is not trusted gets to see of the environment."""
    names = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT")
    return {name: os.environ[name] for name in names if name in os.environ}


def editor() -> str:
    """The learner's editor, as the shell conventions name it; empty when there is none."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""


def pager() -> str | None:
    """What the shell conventions name to show long output; empty for nothing, None where nothing is said."""
    return os.environ.get("PAGER")


def pager_environment() -> dict[str, str]:
    """What a pager is told: as git does, to end where all fits, to pass bold on, and to leave the text on screen."""
    return {"LESS": "FRX", "LV": "-c", **os.environ}


def is_dumb() -> bool:
    """Whether the terminal says that it can do nothing but take lines."""
    return os.environ.get("TERM") in ("dumb", "unknown")


def shows_signs() -> bool:
    """Whether the locale and the terminal have more than ASCII to draw with; yes where they say nothing."""
    language, kind = os.environ.get("LANG", ""), os.environ.get("LC_CTYPE", "")
    # Python sets this one by itself where the locale is C (PEP 538): it says nothing about the terminal.
    if language in ("C", "POSIX") and kind in ("C.UTF-8", "C.utf8", "UTF-8"):
        kind = ""
    locale = os.environ.get("LC_ALL") or kind or language
    # The console of Linux has a font of 512 signs, and ours are not among them.
    return os.environ.get("TERM") != "linux" and (not locale or "utf" in locale.lower())


def is_light() -> bool:
    """Whether the terminal says that its background is light; some do, and none is asked."""
    return os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")


def is_completing() -> bool:
    """Whether a shell asks what could come next on the line."""
    return "_STUDYTUI_COMPLETE" in os.environ


def is_terminal() -> bool:
    """Whether a person sits at every end: the app asks for keys, and Textual draws on stderr, or into a browser."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return True
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
