"""What a person wrote down about how the program looks and behaves: one commented TOML file in the config folder.

Nothing needs it: without the file everything has its default, and looking for it costs a stat. A file with faults never
stops anything either; each fault is a line with its place, and what it is about keeps its default. Names of themes and
commands are checked where they are known, under `tui`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from studytui.text import one_line

NAME = "config.toml"
IN_PLAN = ("start", "days", "minutes", "pace", "cue")
"""What is no setting but the learner's plan, which is part of their history and goes from machine to machine."""
KEYS = "keys."
"""Stands before a command's id in the name of what is set."""


class Setting(NamedTuple):
    """One thing that can be set."""

    name: str
    default: str
    about: str
    choices: tuple[str, ...] = ()
    example: str = ""
    """What the file shows where the default is to say nothing."""
    usual: str = ""
    """What holds where nothing says anything."""


SETTINGS = {
    each.name: each
    for each in (
        Setting("theme", "", "Colours; the one chosen on screen, unless it is named here. studytui-ansi-dark and\n"
                "studytui-ansi-light take the colours of your terminal. The palette (^p) lists them all.",
                example="studytui-dark", usual="studytui-dark"),
        Setting("animation", "full", "What moves on screen: full, basic or none.", ("full", "basic", "none")),
        Setting("editor", "", "What `studytui log` and `studytui config edit` open; $VISUAL or $EDITOR otherwise.",
                example="nano"),
        Setting("pager", "", "What shows output that is longer than the screen; $PAGER, or less, otherwise.\n"
                "cat shows it as it is.", example="less -FRX", usual="less"),
        Setting("glyphs", "auto", "Signs such as arrows, boxes and curves: unicode, ascii, or auto: ascii where the\n"
                "locale or the terminal has no others.", ("auto", "unicode", "ascii")),
    )
}  # fmt: skip


class Fault(NamedTuple):
    """What is wrong with the file, in a line."""

    file: str
    line: int
    what: str
    todo: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return one_line(f"{place} {self.what}" + (f" ({self.todo})" if self.todo else ""))


class Settings(NamedTuple):
    """What is set; what isn't has its default."""

    theme: str = ""
    animation: str = "full"
    editor: str = ""
    pager: str = ""
    glyphs: str = "auto"
    keys: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """By the id of a command, the keys it has instead of its own."""
    lines: Mapping[str, int] = MappingProxyType({})
    """Where each name was set; the names of keys begin with `keys.`."""
    file: str = ""
    faults: tuple[Fault, ...] = ()

    def fault(self, name: str, what: str, todo: str = "") -> Fault:
        """A fault of what was set under a name."""
        return Fault(self.file, self.lines.get(name, 0), what, todo)


NOTHING_SET = Settings()


def path(config: Path) -> Path:
    """The file in the config folder."""
    return config / NAME


def load(config: Path) -> Settings:
    """What the file sets, as far as it can be read; all defaults where there is none."""
    file = path(config)
    try:
        if not file.is_file():
            # A pipe of that name would be waited for.
            return _unreadable(file, "is no file") if file.exists() else NOTHING_SET
        return read(file.read_bytes().decode("utf-8-sig"), str(file))
    except OSError as error:
        return _unreadable(file, f"can't be read: {error.strerror}")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Settings(file=str(file), faults=(Fault(str(file), line, "is no UTF-8", "save it as UTF-8"),))


def _unreadable(file: Path, what: str) -> Settings:
    return Settings(file=str(file), faults=(Fault(str(file), 0, what, "defaults are used"),))


def read(text: str, file: str) -> Settings:
    """What a text sets, and every fault of it."""
    try:
        found = parsed(text)
    except ValueError as error:
        return Settings(file=file, faults=(_syntax_fault(text, file, error),))
    settings = Settings(lines=lines(text), file=file)
    faults = []
    values: dict[str, Any] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for name, value in found.items():
        wrong = _wrong(name, value)
        if wrong:
            faults.append(settings.fault(name, *wrong))
        elif name.startswith(KEYS):
            keys[name.removeprefix(KEYS)] = keys_of(value)
        else:
            values[name] = str(value)
    faults.sort(key=lambda fault: fault.line)
    return settings._replace(keys=MappingProxyType(keys), faults=tuple(faults), **values)


def parsed(text: str) -> dict[str, object]:
    """The names and values of a text, tables by dotted names. Raises ValueError for what is no TOML."""
    # 5 ms to import, for those who have such a file.
    import tomllib

    try:
        return dict(_flat(tomllib.loads(text)))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def lines(text: str) -> dict[str, int]:
    """The line on which each name is set, as `parsed` names it; tomllib doesn't tell."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        header, name = _HEADER.match(line), _NAME.match(line)
        if header:
            table = _bare(header[1]) + "."
        elif name:
            found.setdefault(table + _bare(name[1]), number)
    return found


_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]\s*(?:#.*)?$")
_NAME = re.compile(rf"\s*({_DOTTED})\s*=")


def _bare(name: str) -> str:
    return re.sub(r"""["'\s]""", "", name)


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict) and (value or before):
            yield from _flat(value, f"{before}{name}.")
        elif not isinstance(value, dict) or f"{name}." != KEYS:
            yield f"{before}{name}", value


def keys_of(value: object) -> tuple[str, ...]:
    """The keys that a value names: a list of them, or one text with commas between."""
    named = value if isinstance(value, list) else [value] if value == "," else str(value).split(",")
    return tuple(str(key).strip() for key in named)


def _wrong(name: str, value: object) -> tuple[str, str] | None:
    """What is wrong with a value, and what to do."""
    if name.startswith(KEYS):
        texts = value if isinstance(value, list) else [value]
        if not texts or not all(isinstance(key, str) and key.strip() for key in texts):
            return f"{name} names no key", 'write "f5", or ["f5", "ctrl+r"]'
        return None
    setting = SETTINGS.get(name)
    if setting is None:
        return ("keys is a table", "write [keys], and commands below it") if f"{name}." == KEYS else unknown(name)
    if not isinstance(value, str):
        return f"{name} is no text", f'put it in quotes: {name} = "{setting.default or setting.example}"'
    if setting.choices and value not in setting.choices:
        return f"{name} can't be {value!r}", f"write {', '.join(setting.choices[:-1])} or {setting.choices[-1]}"
    return None


def unknown(name: str) -> tuple[str, str]:
    """That nothing is called so, and what is meant instead."""
    if name in IN_PLAN:
        return f"{name} belongs to your plan, which is in your history", f"studytui config set {name} …"
    from difflib import get_close_matches

    nearest = get_close_matches(name, [*SETTINGS, *IN_PLAN, "keys"], 1, 0.5)
    hint = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join([*SETTINGS, '[keys]'])}"
    return f"there is no setting {name!r}", hint


def _syntax_fault(text: str, file: str, error: ValueError) -> Fault:
    said = str(error)
    at = re.search(r"line (\d+)", said)
    line = int(at[1]) if at else text.count("\n") + 1
    what = re.sub(r" \(at [^()]*\)$", "", said)
    return Fault(file, line, f"is no TOML: {what[:1].lower()}{what[1:]}", "defaults are used until it is mended")


class Bound(NamedTuple):
    """A command with its own keys, for the file to show."""

    id: str
    keys: tuple[str, ...]
    about: str


def template(commands: Iterable[Bound]) -> str:
    """A file with every default in it, as comments."""
    parts = [
        "# How studytui looks and behaves on this machine. Take a # away to change what is behind it.",
        "# What you study, when and how long is no setting: studytui config set minutes 30",
    ]
    for each in SETTINGS.values():
        about = "\n".join(f"# {line}" for line in each.about.split("\n"))
        parts.append(f'\n{about}\n# {each.name} = "{each.default or each.example}"')
    parts.append('\n# Keys by command; a list where one is not enough: "list.up" = ["up", "k"]\n[keys]')
    for command in commands:
        bound = f"# {quoted(command.id)} = {literal(command.keys)}"
        parts.append(f"{bound:<52} # {one_line(command.about)}")
    return "\n".join(parts) + "\n"


def quoted(name: str) -> str:
    """A name as it stands in the file."""
    return f'"{name}"' if "." in name else name


def literal(value: str | tuple[str, ...]) -> str:
    """A value as it stands in the file."""
    import json

    if isinstance(value, tuple):
        return literal(value[0]) if len(value) == 1 else f"[{', '.join(map(literal, value))}]"
    return json.dumps(value, ensure_ascii=False)
