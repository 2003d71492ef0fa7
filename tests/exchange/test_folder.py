"""The folder of an imported track: what the learner did there, and what may never happen to it."""

import json
from pathlib import Path

import pytest

from studytui.errors import StudyError
from studytui.exchange import identity
from tests.exchange.conftest import PLAN, Importer

# What the learner did in the folder


def test_a_topic_that_was_edited_stays_as_it_is(imported: Importer) -> None:
    made = imported(PLAN)
    (topic,) = made.track.topics
    file = imported.tracks / "shell-plan/topics" / f"{topic}.md"
    file.write_text(file.read_text() + "\nMine.\n")
    again = imported(PLAN.replace("See [inodes]", "Look at [inodes]") + "- [ ] New\n")
    assert again.files.edited == (f"topics/{topic}.md",)
    assert imported.track().topics[topic].prose.endswith("Mine.")
    assert not (imported.tracks / ".before").exists()


def test_an_outline_that_was_edited_stays_while_the_file_says_the_same(imported: Importer) -> None:
    imported(PLAN)
    outline = imported.tracks / "shell-plan/track.yaml"
    outline.write_text(outline.read_text().replace("Shell plan", "My shell"))
    same = imported.plan(PLAN)
    assert same.files.edited == ("track.yaml",)
    assert not same.folder.differs(same.files)
    other = imported.plan(PLAN + "- [ ] New\n")
    assert (other.files.edited, other.files.lost) == ((), ("track.yaml",))
    aside = other.folder.replace(other.files)
    assert aside == imported.tracks / ".before/shell-plan-1"
    assert "My shell" in (aside / "track.yaml").read_text()
    assert imported.track().title == "Shell plan"


def test_cards_and_topics_of_ones_own_stay(imported: Importer) -> None:
    (topic,) = imported(PLAN).track.topics
    folder = imported.tracks / "shell-plan"
    (folder / "cards").mkdir()
    (folder / f"cards/{topic}.yaml").write_text("- {id: c, kind: recall, front: A?, back: B.}\n")
    (folder / "topics/mine.md").write_text("---\ntitle: Mine\nwhy: W.\nessentials: [E.]\n---\n")
    (folder / "topics/.mine.md.swp").write_text("x")
    outline = folder / "track.yaml"
    outline.write_text(outline.read_text().replace("        topics:\n", "        topics:\n          - mine\n"))
    without = PLAN.replace("See [inodes](https://example.org/inodes).\n", "")
    aside = (found := imported.plan(without)).folder.replace(found.files)
    track = imported.track()
    assert [card.topic for card in track.cards] == [topic]
    assert track.weeks[0].topics == (topic, "mine")
    assert aside is not None
    gone = imported.plan("# Shell plan\n- [ ] Other\n")
    assert gone.files.lost == (f"cards/{topic}.yaml",)
    assert gone.folder.replace(gone.files) == imported.tracks / ".before/shell-plan-2"
    assert imported.track().cards == ()


def test_a_folder_that_no_import_made_is_left_alone(imported: Importer, tmp_path: Path) -> None:
    (imported.tracks / "shell-plan").mkdir(parents=True)
    with pytest.raises(StudyError, match="is there already, and no import made it"):
        imported.plan(PLAN)
    (imported.tracks / "other").symlink_to(tmp_path)
    with pytest.raises(StudyError, match="leads elsewhere"):
        imported.plan(PLAN, track_id="other")


def test_nothing_is_written_through_a_link(imported: Importer, tmp_path: Path) -> None:
    imported(PLAN)
    topics = imported.tracks / "shell-plan/topics"
    outside = topics.rename(tmp_path / "outside")
    topics.symlink_to(outside)
    before = {path.name: path.read_bytes() for path in outside.iterdir()}
    with pytest.raises(StudyError, match="leads elsewhere"):
        imported(PLAN.replace("inodes", "nodes"))
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == before


@pytest.mark.parametrize(
    "damage",
    [
        b"", b"[1]", b"{}", b"\xff", b'{"format": 9}', b"[" * 100_000,
        b'{"format": 1, "source": "", "weeks": 0, "files": {}, "sections": [], "items": [{"id": "../x", "text": ""}]}',
        b'{"format": 1, "source": "", "weeks": 0, "files": {}, "sections": [], "items": [{"id": "x", "text": 1}]}',
    ],
    ids=["empty", "list", "nothing", "bytes", "format", "deep", "outside", "number"],
)  # fmt: skip
def test_a_record_that_cannot_be_read_is_refused_not_guessed(imported: Importer, damage: bytes) -> None:
    imported(PLAN)
    (imported.tracks / "shell-plan" / identity.FILE).write_bytes(damage)
    with pytest.raises(StudyError, match=r"import\.json can't be read"):
        imported.plan(PLAN)


def test_a_record_never_names_a_file_elsewhere(imported: Importer) -> None:
    imported(PLAN)
    path = imported.tracks / "shell-plan" / identity.FILE
    plain = json.loads(path.read_text())
    plain["files"] |= {"../../plan.md": 1, "/etc/passwd": 2, "topics/../../x.md": 3}
    path.write_text(json.dumps(plain))
    imported(PLAN + "- [ ] more\n")
    assert imported.file.exists()


def test_an_import_that_was_killed_halfway_is_made_good_by_the_next(imported: Importer) -> None:
    ids = imported.ids(PLAN)
    workshop = imported.tracks / ".import"
    workshop.mkdir()
    (imported.tracks / "shell-plan").rename(workshop / "shell-plan.old")
    (workshop / "shell-plan.new").mkdir()
    assert imported.ids(PLAN + "- [ ] New\n").items() > ids.items()
    assert not workshop.exists()


def test_what_would_be_no_track_is_refused_before_anything_changes(imported: Importer) -> None:
    (topic,) = imported(PLAN).track.topics
    file = imported.tracks / "shell-plan/topics" / f"{topic}.md"
    file.write_text("no front matter")
    before = {path: path.read_bytes() for path in imported.tracks.rglob("*") if path.is_file()}
    with pytest.raises(StudyError, match=f"this would be no track: {topic}.md:1 the front matter is missing"):
        imported(PLAN + "- [ ] New\n")
    assert {path: path.read_bytes() for path in imported.tracks.rglob("*") if path.is_file()} == before
