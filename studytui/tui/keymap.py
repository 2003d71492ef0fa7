"""The learner's own keys: which of them hold, and why the others can't.

A key that would mean two things in one place is refused, and the command keeps the keys it had: a typing error in a
file must not take the way out of the app away.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import product

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from studytui.settings import KEYS, Bound, Fault, Settings
from studytui.tui.command import Command
from studytui.tui.commands import (
    DESK,
    EVERYWHERE,
    EXPLANATION,
    GROUPS,
    INSIGHTS,
    JOURNAL,
    JOURNAL_SCREEN,
    LAB,
    LABS,
    LIST,
    LOOK_BACK,
    MAP,
    PREDICTION,
    REVIEW,
    SCROLLER,
    TOPICS,
)

PLACES = (
    (DESK, LIST, JOURNAL), (TOPICS, LIST, MAP), (LABS, LIST), (LOOK_BACK, LIST), (LAB, PREDICTION), (LAB, EXPLANATION),
    (JOURNAL_SCREEN, JOURNAL, LIST), (INSIGHTS, SCROLLER), (REVIEW, EXPLANATION),
)  # fmt: skip
"""Groups whose keys are heard at the same time; any other is heard alone, and those of EVERYWHERE with each."""
NO_KEY = "no_key"
"""Nothing that a keyboard sends: where a command has less keys than it had."""
_MODIFIERS = ("ctrl", "shift", "alt", "super", "hyper", "meta")

Bindings = Mapping[str, tuple[str, ...]]


def own_keys() -> dict[str, tuple[str, ...]]:
    """The keys that each command comes with."""
    return {command.id: tuple(command.keys.split(",")) for command in _commands().values()}


def bound() -> list[Bound]:
    """Every command with its keys, for the settings file."""
    return [Bound(each.id, tuple(each.keys.split(",")), each.help) for each in _commands().values()]


def checked(settings: Settings) -> tuple[dict[str, tuple[str, ...]], list[Fault]]:
    """The keys that were set and hold, by command, and the faults of the others."""
    commands, faults, kept = _commands(), [], dict[str, tuple[str, ...]]()
    for name, keys in settings.keys.items():
        wrong = _wrong(commands, name, keys)
        if wrong:
            faults.append(settings.fault(KEYS + name, *wrong))
        else:
            kept[name] = _normal(keys)
    while clash := next(_clashes(kept), None):
        # Of two that were set the later one gives way.
        loser, other, key = clash
        del kept[loser]
        what = f"{key} would mean two things in one place: {loser} and {other}"
        todo = f"choose another key; {loser} keeps {', '.join(commands[loser].keys.split(','))}"
        faults.append(settings.fault(KEYS + loser, what, todo))
    return kept, faults


def keymap(kept: Bindings) -> dict[str, str]:
    """The same as Textual takes it: every binding of a command by its own id, those too many on a key there isn't."""
    mapped = {}
    for name, keys in kept.items():
        _, *others = _commands()[name].keys.split(",")
        mapped[name] = ",".join(keys)
        mapped |= {f"{name}.{key}": NO_KEY for key in others}
    return mapped


def _commands() -> dict[str, Command]:
    return {command.id: command for group in GROUPS for command in group.commands}


def _normal(keys: Iterable[str]) -> tuple[str, ...]:
    """Keys by their long names: slash for /."""
    named = ["comma" if key == "," else key for key in keys]
    return tuple(binding.key for binding in Binding.make_bindings([Binding(",".join(named), "")]))


def _wrong(commands: Mapping[str, Command], name: str, keys: Iterable[str]) -> tuple[str, str] | None:
    command = commands.get(name)
    if command is None:
        return f"no command is called {name!r}", _nearest(name, commands, "studytui config edit shows them all")
    names = {key.value for key in Keys}
    for key in keys:
        *modifiers, base = key.split("+") if len(key) > 1 else [key]
        is_known = key in names or base in names or len(base) == 1 or _character(base)
        if not is_known or not set(modifiers) <= set(_MODIFIERS):
            return f"no key is called {key!r}", _nearest(key, names, "as in f5, ctrl+r, G, slash")
    typed = [key for key in _normal(keys) if _is_typed(key)]
    if command.priority and typed and not any(map(_is_typed, _normal(command.keys.split(",")))):
        return f"{typed[0]} can't be the key of {name}, which is heard while you write", "add ctrl+ to it"
    return None


def _is_typed(key: str) -> bool:
    return bool(_character(key)) and _character(key).isprintable()


def _character(key: str) -> str:
    """What a key writes; empty for nothing. Textual has shorter names for some, and doesn't look those up."""
    longer = {short: name for name, short in KEY_NAME_REPLACEMENTS.items()}
    return key_to_character(longer.get(key, key)) or ""


def _nearest(wrong: str, names: Iterable[str], otherwise: str) -> str:
    nearest = get_close_matches(wrong, list(names), 1, 0.5)
    return f"did you mean {nearest[0]}?" if nearest else otherwise


def _clashes(kept: Bindings) -> Iterator[tuple[str, str, str]]:
    """A command that was set, one heard in the same place with the same key, and that key; not what is so by design."""
    before = {name: _normal(keys) for name, keys in own_keys().items()}
    now = before | dict(kept)
    order = {name: number for number, name in enumerate(kept)}
    for one, other in _met():
        for key in set(now[one]) & set(now[other]):
            if (one in kept or other in kept) and not (key in before[one] and key in before[other]):
                loser = max((one, other), key=lambda name: order.get(name, -1))
                yield loser, other if loser == one else one, key


def _met() -> Iterator[tuple[str, str]]:
    """Every two commands that are heard in one place."""
    places = [*PLACES, *((group,) for group in GROUPS)]
    for place in places:
        ids = [command.id for group in (EVERYWHERE, *place) for command in group.commands]
        yield from ((one, other) for one, other in product(ids, ids) if one < other)
