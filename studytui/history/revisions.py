"""What an entry is after all its revisions, concurrent ones included: a pure function of their plain events.

Each revision names what was on screen when it was made. Those that no other has seen are heads; one head is the
entry. Several were made on devices that did not know of each other: fields that only one of them changed go together,
and where two say different things both are kept until the learner settles it. A text is never lost to a deletion.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

Plain = Mapping[str, Any]

_FIELDS = ("text", "got", "topic", "lab", "starred")
_SAID = ("text", "got")
"""The fields in which two devices may contradict each other; of the others the later one simply wins."""


def settled(revisions: Sequence[Plain], undone: Collection[str]) -> dict[str, Any] | None:
    """The fields of an Entry, or None where it was deleted or undone; `revisions` are in the order of their ids."""
    standing = [each for each in revisions if each["id"] not in undone]
    if not standing:
        return None
    seen = _seen(revisions)
    heads = [each for each in standing if not any(each["id"] in seen[other["id"]] for other in standing)]
    kept = [each for each in heads if not each.get("deleted")]
    if not kept:
        return None
    base = _base(standing, heads, seen)
    shown = {field: _agreed(field, kept, base) for field in _FIELDS}
    last = kept[-1]
    against = [each for each in heads if each is not last and _contradicts(each, shown, base)]
    merged = [each["id"] for each in heads if each is not last and each not in against]
    first = standing[0]
    return {
        **{key: first[key] for key in ("at", "offset", "day")},
        **{key: value for key, value in shown.items() if value is not None},
        "revision": last["id"],
        "merged": merged,
        "others": [_version(each) for each in against],
    }


def _seen(revisions: Sequence[Plain]) -> dict[str, set[str]]:
    """For each revision, all that its writer had seen."""
    seen: dict[str, set[str]] = {}
    for number, each in enumerate(revisions):
        named = [each["parent"], *each.get("merged", ())] if each.get("parent") else []
        # Whoever names nothing, or something that is still on its way here, is taken to have seen all before it.
        is_known = named and all(name in seen for name in named)
        before = named if is_known else [*named, *(other["id"] for other in revisions[:number])]
        seen[each["id"]] = set(before).union(*(seen.get(name, ()) for name in before))
    return seen


def _base(standing: Sequence[Plain], heads: Sequence[Plain], seen: Mapping[str, set[str]]) -> Plain:
    """The latest revision that all heads go back to."""
    if len(heads) == 1:
        return heads[0]
    common = set.intersection(*(seen[each["id"]] for each in heads))
    return next((each for each in reversed(standing) if each["id"] in common), {})


def _agreed(field: str, kept: Sequence[Plain], base: Plain) -> Any:
    """What the latest of those who changed a field made of it."""
    changed = [each for each in kept if each.get(field) != base.get(field)]
    return (changed or [base])[-1].get(field)


def _contradicts(head: Plain, shown: Plain, base: Plain) -> bool:
    """Whether a head says something that the entry as shown does not."""
    return bool(head.get("deleted")) or any(
        head.get(field) not in (shown.get(field), base.get(field)) for field in _SAID
    )


def _version(head: Plain) -> dict[str, Any]:
    names = ("at", "offset", "device", "text", "got", "deleted")
    return {"revision": head["id"], **{name: head[name] for name in names if name in head}}
