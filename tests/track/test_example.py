"""The track that `track new` makes, and the schemas that go with it."""

import json
from pathlib import Path

import pytest

from studytui.track import example
from studytui.track.check import check
from studytui.track.schema import schemas
from studytui.track.style import SOFT
from tests.track.conftest import Small

ROOT = Path(__file__).parents[2]


def test_the_example_is_right_and_has_nothing_to_warn_of(tmp_path: Path) -> None:
    example.make("my-track", tmp_path / "my-track")
    track, faults = check(tmp_path / "my-track", SOFT)
    assert faults == []
    assert track is not None
    assert (track.id, track.title, len(track.weeks), len(track.cards)) == ("my-track", "My track", 2, 4)


def test_the_example_shows_every_key_that_a_track_may_have(tmp_path: Path) -> None:
    text = "\n".join(example.files("x", "X", tmp_path).values())
    for key in (
        "advice",
        "aim",
        "revisit",
        "feeds_into",
        "because",
        "misconceptions",
        "references",
        "answer",
        "choices",
    ):
        assert f"{key}:" in text, key


def test_nothing_is_written_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(FileExistsError):
        example.make("there", tmp_path / "there")


def test_the_schemas_in_the_content_folder_are_those_of_the_models() -> None:
    folder = ROOT / "content" / "schema"
    assert {name: (folder / name).read_text() for name in schemas()} == schemas()


def test_a_schema_asks_for_what_is_written_and_not_for_what_follows_from_the_files() -> None:
    card = json.loads(schemas()["cards.json"])["$defs"]["Card"]
    assert "topic" not in card["properties"]
    assert card["required"] == ["id", "kind", "front", "back"]
    track = json.loads(schemas()["track.json"])
    assert "number" not in track["$defs"]["Week"]["properties"]
    assert track["properties"].keys() == {"id", "title", "summary", "hours_per_week", "phases", "first_lab"}
    assert set(track["$defs"]) == {"Phase", "Week", "Milestone"}


@pytest.mark.parametrize("name", ["labs/ladder.yaml", "topics/napkin-math.md", "track.yaml"])
def test_a_link_that_leads_out_of_the_track_is_refused(small: Small, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes((small.folder / name).read_bytes())
    (small.folder / name).unlink()
    (small.folder / name).symlink_to(outside)
    assert f"small/{name}:1:1 this leads out of the track (put the file itself here)" in small.faults()


def test_a_folder_that_leads_out_of_the_track_is_refused(small: Small, tmp_path: Path) -> None:
    (small.folder / "labs").rename(tmp_path / "labs")
    (small.folder / "labs").symlink_to(tmp_path / "labs")
    assert "small/labs/ladder.yaml:1:1 this leads out of the track (put the file itself here)" in small.faults()


def test_a_link_within_the_track_is_read(small: Small) -> None:
    (small.folder / "labs/ladder.yaml").rename(small.folder / "the-ladder.yaml")
    (small.folder / "labs/ladder.yaml").symlink_to("../the-ladder.yaml")
    assert "ladder" in small.track().labs
