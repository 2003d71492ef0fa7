"""A track as files: what is written is what is read, whatever the texts hold."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from studytui.text import storable
from studytui.track.check import check
from studytui.track.model import Edge, Milestone, Phase, Topic, Track, Week
from studytui.track.reader import read_yaml
from studytui.track.writer import files_of, yaml_of


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def test_a_track_that_was_written_is_read_as_it_was(tmp_path: Path) -> None:
    one = Topic(
        "one", "One: 'a' \"b\" # c", "Why \\ not.", ("- x", "yes"), (Edge("two", "it is {so}"),), prose="## P\n\n---"
    )
    two = Topic("two", "22:30", "🎉 学习 \u200b", ("null",))
    week = Week(1, "w", "[x]", "!tag", ("one",), milestones=(Milestone("a", "&a *b", "one", ("z",)),))
    last = Week(2, "v", "v", "v", ("two",), ("one",), milestones=(Milestone("b", "<<: *c"),))
    track = Track("t", "T", "S", 5, (Phase("p", "P", "A", (week, last)),), {"one": one, "two": two})
    read, faults = check(written(tmp_path / "t", files_of(track, "Made\n# by\x1b nobody")))
    assert (read, faults) == (track, [])


def test_a_comment_stays_on_its_line() -> None:
    track = Track("t", "T", "S", 5, ())
    assert files_of(track, "a\nid: b")["track.yaml"].splitlines()[:2] == ["# aid: b", 'id: "t"']


PLAIN = st.recursive(
    st.text().map(storable),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["because", "topic", "url"]), inner, min_size=1),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["id", "was", "text"]), PLAIN, min_size=1))
def test_any_text_is_read_as_it_was_written_by_our_reader_and_by_any_other(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, object]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(yaml_of(data), encoding="utf-8", newline="")
    document = read_yaml(file, "any.yaml")
    assert (document.data, document.faults) == (data, [])
    assert yaml.safe_load(file.read_text(encoding="utf-8")) == data
