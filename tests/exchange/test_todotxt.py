"""todo.txt as a checklist."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui.errors import StudyError
from studytui.exchange import todotxt
from studytui.exchange.checklist import Item
from studytui.exchange.importing import plan
from tests.samples import texts

TODO = """\
(A) 2026-11-01 Call Mum +Family @phone
x 2026-11-02 2026-11-01 Read the paper +deep_work due:2026-12-01
x (B) 2026-11-03 2026-11-02 Measure one endpoint +deep_work +blog

xylophone lessons
Solve 2 + 2
(a) is no priority
"""


def sections(text: str) -> dict[str, list[tuple[str, bool]]]:
    checklist, faults = todotxt.parsed(text, "todo")
    assert not faults
    return {
        each.titles[0] if each.titles else "": [(item.text, item.done) for item in each.items]
        for each in checklist.sections
    }


def test_projects_are_sections_and_what_is_done_is_done() -> None:
    assert sections(TODO) == {
        "": [("xylophone lessons", False), ("Solve 2 + 2", False), ("(a) is no priority", False)],
        "Family": [("Call Mum @phone", False)],
        "deep work": [("Read the paper due:2026-12-01", True), ("Measure one endpoint", True)],
    }


def test_a_line_without_a_task_is_named_and_left_out_only_on_request(tmp_path: Path) -> None:
    file = tmp_path / "todo.txt"
    file.write_text("Read\nx 2026-11-02 2026-11-01\nx\n+project\n")
    with pytest.raises(StudyError, match="line 2: there is no task in it, nor 2 other lines"):
        todotxt.read(file)
    assert [item for each in todotxt.read(file, skip_bad=True).sections for item in each.items] == [Item("Read", False)]


def test_nothing_to_do_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "todo.txt"
    file.write_text("\n\n")
    with pytest.raises(StudyError, match="holds no tasks"):
        todotxt.read(file)


@pytest.mark.parametrize(("name", "text", "is_one"), [
    ("todo.txt", TODO, True), ("todo.txt", "# Plan\n\n- [ ] a\n", False), ("plan.md", TODO, False),
])  # fmt: skip
def test_boxes_and_the_name_tell_markdown_from_todo_txt(tmp_path: Path, name: str, text: str, is_one: bool) -> None:
    file = tmp_path / name
    file.write_text(text)
    assert todotxt.is_one(file) == is_one


def test_it_becomes_a_track_with_its_ticks(tmp_path: Path) -> None:
    file = tmp_path / "todo.txt"
    file.write_text(TODO)
    found = plan(file, tmp_path / "tracks")
    assert [week.title for week in found.track.weeks] == ["todo", "Family", "deep work"]
    assert [found.track.milestones[name].text for name in found.ticked] == [
        "Read the paper due:2026-12-01",
        "Measure one endpoint",
    ]


words = st.text(alphabet="abcé学", min_size=2, max_size=8)


@given(st.lists(st.tuples(words, st.booleans(), st.sampled_from(["", "Home", "work"])), max_size=6))
def test_every_task_is_kept(tasks: list[tuple[str, bool, str]]) -> None:
    lines = [f"{'x 2026-11-02 ' if done else ''}{text}{f' +{name}' if name else ''}" for text, done, name in tasks]
    expected: dict[str, list[tuple[str, bool]]] = {"": []}
    for text, done, name in tasks:
        expected.setdefault(name, []).append((text, done))
    assert sections("\n".join(lines)) == expected


@given(texts())
def test_any_text_is_read(text: str) -> None:
    todotxt.parsed(text, text)
