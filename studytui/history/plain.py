"""Events as JSON data and back: what the lines of the history's files hold.

Fields that hold their default are left out, unknown fields are passed over, and a known field of the wrong type makes
the whole event unreadable: nothing of it can be trusted then.
"""

import math
from collections.abc import Callable
from dataclasses import fields
from datetime import date

from studytui.history.events import LAST_AT, Event, event_id
from studytui.history.facts import KINDS, Measured


def to_plain(event: Event) -> dict[str, object]:
    """The event as JSON data; fields that hold their default are left out."""
    plain: dict[str, object] = {
        "id": event.id,
        "at": event.at,
        "offset": event.offset,
        "day": event.day,
        "device": event.device,
        "kind": event.kind,
    }
    for each in fields(event.fact):
        value = getattr(event.fact, each.name)
        if value not in (each.default, {}):
            plain[each.name] = _plain(value)
    return plain


def _plain(value: object) -> object:
    match value:
        case Measured():
            return value._asdict()
        case tuple():
            return list(value)
        case dict():
            return {name: _plain(each) for name, each in value.items()}
    return value


def from_plain(plain: dict[str, object]) -> Event | None:
    """The event behind JSON data, or None for a kind that a later version knows.

    Raises ValueError if a known field is missing, of the wrong type or impossible; unknown fields are passed over.
    """
    stamped: dict[str, object] = {}
    for name, kind in (("id", str), ("at", int), ("offset", int), ("day", str), ("device", str)):
        value = plain.get(name)
        if type(value) is not kind:
            raise ValueError(f"{name} is missing or no {kind.__name__}")
        stamped[name] = value
    _check_stamp(**stamped)  # type: ignore[arg-type]  # the types were checked above
    cls = KINDS.get(str(plain.get("kind")))
    if cls is None:
        return None
    given: dict[str, object] = {}
    for each in fields(cls):
        if each.name in plain:
            try:
                given[each.name] = _READ[each.type](plain[each.name])
            except (TypeError, KeyError):
                raise ValueError(f"{each.name} has the wrong type") from None
        elif each.type in _MAY_BE_EMPTY:
            given[each.name] = {}
    try:
        return Event(fact=cls(**given), **stamped)  # type: ignore[arg-type]  # the types were checked above
    except TypeError as error:
        raise ValueError(str(error)) from None


def _check_stamp(id: str, at: int, offset: int, day: str, device: str) -> None:  # noqa: A002 - the field's name
    if not 0 <= at <= LAST_AT or id != event_id(at, device):
        raise ValueError("its id does not fit its time and device")
    if abs(offset) >= 24 * 60:
        raise ValueError("no place is that far from UTC")
    date.fromisoformat(day)


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def _truth(value: object) -> bool:
    if type(value) is not bool:
        raise TypeError
    return value


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _number(value: object) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):  # type: ignore[arg-type]  # a number, as was seen
        raise TypeError
    return value  # type: ignore[return-value]


def _names(value: object) -> tuple[str, ...]:
    if type(value) is not list:
        raise TypeError
    return tuple(map(_text, value))


def _texts(value: object) -> dict[str, str]:
    return {_text(name): _text(each) for name, each in _items(value)}


def _measures(value: object) -> dict[str, Measured]:
    found = {}
    for name, each in _items(value):
        known = dict(_items(each))
        middle = _number(known["value"])
        low, high = (_number(known.get(key, middle)) for key in ("low", "high"))
        found[_text(name)] = Measured(middle, low, high, _whole(known.get("n", 1)))
    return found


def _items(value: object) -> list[tuple[object, object]]:
    if not isinstance(value, dict):
        raise TypeError
    return list(value.items())


def _or_nothing(read: Callable[[object], object]) -> Callable[[object], object]:
    return lambda value: None if value is None else read(value)


_READ: dict[object, Callable[[object], object]] = {
    str: _text,
    bool: _truth,
    int: _whole,
    float: _number,
    str | None: _or_nothing(_text),
    int | None: _or_nothing(_whole),
    float | None: _or_nothing(_number),
    tuple[str, ...]: _names,
    dict[str, str]: _texts,
    dict[str, Measured]: _measures,
}
"""How the JSON of each type of field is taken; raises TypeError or KeyError for what is none."""
_MAY_BE_EMPTY = (dict[str, str], dict[str, Measured])
