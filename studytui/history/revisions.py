"""What an entry is after all its revisions, concurrent ones included: a pure function of their plain events.

Each revision names what was on screen when it was made. Those that no other has seen are heads; one head is the
entry. Several were made on devices that did not know of each other: fields that only one of them changed go together,
and where two say different things both are kept until the learner settles it. A text is never lost to a deletion.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from studytui.history.events import LAST_AT, local_time, study_day

Plain = Mapping[str, Any]

_FIELDS = ("text", "got", "topic", "lab", "starred")
_SAID = ("text", "got")
"""The fields in which two devices may contradict each other; of the others the later one simply wins."""
_SEVERAL = object()
"""Equal to nothing that can be said."""


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
    last = kept[-1]
    shown, merged = _together(kept, _base(revisions, kept, seen) if len(kept) > 1 else {})
    return {
        **_written(revisions[0], standing[0]),
        **{key: value for key, value in shown.items() if value is not None},
        "revision": last["id"],
        "merged": merged,
        "others": [_version(each) for each in heads if each["id"] not in (last["id"], *merged)],
    }


def _written(beginning: Plain, first: Plain) -> dict[str, Any]:
    """When it was: what its beginning says of that, whether it stands or not, or else the first event that stands."""
    when, offset = beginning.get("when"), beginning["offset"]
    if when is None or not 0 <= when <= LAST_AT:
        return {key: first[key] for key in ("at", "offset", "day")}
    return {"at": when, "offset": offset, "day": study_day(local_time(when, offset))}


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


def _base(revisions: Sequence[Plain], heads: Sequence[Plain], seen: Mapping[str, set[str]]) -> Plain:
    """What the heads go back to. Two may have settled one contradiction differently: it is no base for either."""
    common = set.intersection(*(seen[each["id"]] for each in heads))
    shared = [each for each in revisions if each["id"] in common]
    latest = [each for each in shared if not any(each["id"] in seen[other["id"]] for other in shared)]
    values = {field: {each.get(field) for each in latest} for field in _FIELDS}
    return {field: found.pop() if len(found) == 1 else _SEVERAL for field, found in values.items()}


def _together(kept: Sequence[Plain], base: Plain) -> tuple[dict[str, Any], list[str]]:
    """The fields of the latest head with the changes of those that do not contradict it, and which those are."""
    shown = {field: kept[-1].get(field) for field in _FIELDS}
    merged: list[str] = []
    for head in reversed(kept[:-1]):
        if all(head.get(field) in (shown[field], base[field]) or shown[field] == base[field] for field in _SAID):
            merged.insert(0, head["id"])
            shown |= {field: head.get(field) for field in _FIELDS if shown[field] == base[field]}
    return shown, merged


def _version(head: Plain) -> dict[str, Any]:
    names = ("at", "offset", "device", "text", "got", "deleted")
    return {"revision": head["id"], **{name: head[name] for name in names if name in head}}
