"""What a device calls its files: `2026-11.jsonl`, and `2026-11_01.jsonl` where a month goes on in another."""

import re
from collections.abc import Iterable
from functools import lru_cache

_OWN = re.compile(r"(\d{4}-\d{2})(?:_(\d{2,}))?\.jsonl")


@lru_cache(4096)
def is_own(name: str) -> bool:
    """Whether this program gives such names; a sync tool's conflict copy is read, but never written to."""
    return _OWN.fullmatch(name) is not None


@lru_cache(4096)
def order(name: str) -> tuple[str, int]:
    """A key that sorts a device's files by time."""
    found = _OWN.fullmatch(name)
    return (found[1], int(found[2] or 0)) if found else ("", 0)


def latest_first(names: Iterable[str]) -> list[str]:
    """A device's files, the last one first."""
    return sorted(filter(is_own, names), key=order, reverse=True)


def successor(name: str) -> str:
    """The next file of the same month."""
    month, number = order(name)
    return f"{month}_{number + 1:02}.jsonl"
