"""Everything as one file: what comes back is what was there, and the published schema describes it."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studytui.errors import StudyError
from studytui.exchange import everything, schema
from studytui.exchange.foreign import Fault
from studytui.history import backup
from studytui.history.events import Event
from studytui.history.facts import Measured, Ran, Restored, Ticked, Undid, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.history.lines import header, transaction
from studytui.history.plain import to_plain
from tests.samples import AT, HERE, NOW, THERE, event, events

ROOT = Path(__file__).parents[2]


def exported(*found: Event) -> dict[str, Any]:
    plain = json.loads(everything.exported(found, "small", NOW))
    assert isinstance(plain, dict)
    return plain


def state(index: Index) -> tuple[object, ...]:
    return index.ticks(), index.reads(), index.entries(), index.reviews(), index.events("studied", "planned", "carded")


# There and back


@given(st.lists(events(), max_size=8))
def test_every_event_comes_back_as_it_was(found: list[Event]) -> None:
    distinct: dict[str, Event] = {}
    for each in found:
        distinct.setdefault(each.id, each)
    held = everything.read(exported(*found), ())
    assert held.events == tuple(distinct[name] for name in sorted(distinct))
    assert (held.known, held.faults) == (len(found) - len(distinct), ())


stories = st.lists(
    st.one_of(
        st.builds(Ticked, st.sampled_from(["m1", "m2"]), st.booleans()),
        st.builds(Wrote, st.sampled_from(["a", "b"]), when=st.none() | st.integers(0, AT)),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25)
@given(stories, st.data())
def test_an_empty_history_comes_to_the_same_state(story: list[Ticked | Wrote], data: st.DataObject) -> None:
    found: list[Event] = []
    for number, fact in enumerate(story):
        device = data.draw(st.sampled_from([HERE, THERE]))
        found.append(event(fact, AT + 2 * number, device))
        if data.draw(st.booleans()):
            found.append(event(Undid(found[-1].id), AT + 2 * number + 1, device))
    root = Path(tempfile.mkdtemp())
    try:
        before = _opened(root, "before")
        for each in found:
            path = before.history.folder / each.device / "2026-11.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.write((b"" if file.tell() else header(each.device)) + transaction([each]))
        before.refresh()
        kept = everything.events_of(before.history)
        assert kept == sorted(found, key=lambda each: each.id)
        after = _opened(root, "after")
        held = everything.read(exported(*kept), ())
        backup.restore(after.history, backup.Plan(root / "all.json", held.lines, held.events, len(kept)), NOW)
        after.refresh()
        assert state(after) == state(before)
        assert [each for each in everything.events_of(after.history) if not isinstance(each.fact, Restored)] == kept
        again = everything.read(exported(*kept), {each.id for each in everything.events_of(after.history)})
        assert (again.events, again.known) == ((), len(kept))
        before.close()
        after.close()
    finally:
        shutil.rmtree(root)


def _opened(root: Path, name: str) -> Index:
    return Index(History(root / name, root / f"{name}-state"), root / f"{name}-cache")


def test_an_event_takes_a_line() -> None:
    text = everything.exported([event(Ticked("m1", True)), event(Wrote("two\nlines"), AT + 1)], "small", NOW)
    assert [line.startswith('  {"id": "') for line in text.splitlines()[6:8]] == [True, True]
    assert text.count("\n") == 10
    assert text.isascii()
    assert json.loads(everything.exported([], "small", NOW))["events"] == []


# What can't be


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"kind": "slept"}, "only a later studytui knows what this is"),
        ({"at": "now"}, "at is missing or no int"),
        ({"at": 7}, "its id does not fit its time and device"),
        ({"done": 1}, "done has the wrong type"),
        ({"day": "tomorrow"}, "Invalid isoformat string: 'tomorrow'"),
        ({"milestone": "\ud800"}, "it holds half of a character"),
    ],
)
def test_an_event_that_cannot_be_read_is_named_by_its_number(changed: dict[str, object], reason: str) -> None:
    plain = exported(event(Ticked("m1", True)), event(Ticked("m2", True), AT + 1))
    plain["events"][1] |= changed
    held = everything.read(plain, ())
    assert held.faults == (Fault("event 2", reason),)
    assert len(held.events) == 1
    assert everything.read({"format": 1, "events": [3]}, ()).faults == (Fault("event 1", "it is no event"),)


def test_a_file_of_a_later_version_is_refused() -> None:
    with pytest.raises(StudyError, match="has format 2"):
        everything.read({"format": 2, "events": []}, ())


# The schema


def test_the_published_schema_is_that_of_the_facts() -> None:
    assert (ROOT / "content" / "schema" / schema.FILE).read_text() == schema.schema()


def fits(value: Any, rule: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether a value is what a schema asks for, as far as ours ask."""
    if "$ref" in rule:
        return fits(value, whole["$defs"][rule["$ref"].rpartition("/")[2]], whole)
    if "anyOf" in rule:
        return any(fits(value, each, whole) for each in rule["anyOf"])
    if "const" in rule:
        return bool(value == rule["const"])
    kinds: dict[str, Any] = {
        "object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float),
    }  # fmt: skip
    if not isinstance(value, kinds[rule["type"]]) or not set(rule.get("required", ())) <= set(
        value if isinstance(value, dict) else ()
    ):
        return False
    if isinstance(value, list):
        return all(fits(each, rule["items"], whole) for each in value)
    if isinstance(value, dict):
        named, other = rule.get("properties", {}), rule.get("additionalProperties", {})
        return all(fits(each, named.get(key, other), whole) for key, each in value.items() if named.get(key, other))
    return True


@given(st.lists(events(), max_size=3))
def test_the_schema_describes_every_export(found: list[Event]) -> None:
    whole = json.loads(schema.schema())
    assert fits(exported(*found), whole, whole)


def test_the_schema_describes_nothing_else() -> None:
    whole = json.loads(schema.schema())
    plain = exported(event(Ran("lab", 1, {}, 7, {"ratio": Measured(1.5, 1, 2)})))
    assert fits(plain, whole, whole)
    for field, value in (("lab", 3), ("measures", {"ratio": {"low": 1}}), ("kind", "slept"), ("at", None)):
        assert not fits({**plain, "events": [plain["events"][0] | {field: value}]}, whole, whole)
    assert to_plain(event(Ticked("m1", True))).keys() <= set(whole["$defs"]["ticked"]["properties"])
