"""Importing once and again: whatever a file holds, a track that is right or one refusal, and ids that outlive edits."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from studytui.errors import StudyError
from studytui.exchange.checklist import parsed
from studytui.exchange.identity import slug
from studytui.exchange.importing import plan
from tests.exchange.conftest import PLAN, Importer

# What is made


def test_the_track_on_disk_is_the_one_that_was_planned(imported: Importer) -> None:
    made = imported(PLAN)
    assert imported.track() == made.track
    assert sorted(path.name for path in imported.tracks.iterdir()) == ["shell-plan"]
    assert [imported.track().milestones[each].text for each in made.ticked] == ["Explain what an inode is"]
    assert (made.links, made.changes, len(made.track.topics)) == (1, None, 1)


def test_ids_are_short_and_no_two_tracks_share_one(imported: Importer) -> None:
    one, two = imported.ids(PLAN), imported.ids(PLAN, track_id="other")
    assert one.keys() == two.keys()
    assert not set(one.values()) & set(two.values())
    assert all(len(each) <= 31 for each in one.values())


def test_items_of_one_text_have_ids_of_their_own(imported: Importer) -> None:
    imported("# T\n" + "- [ ] Same\n" * 5)
    assert len(imported.track("t").milestones) == 5


@pytest.mark.parametrize(
    ("title", "name"),
    [("Été: C++ & Go!", "ete-c-go"), ("学习", "plan"), ("x" * 99, "x" * 64), ("a " * 50, "-".join("a" * 32))],
)
def test_the_id_comes_from_the_title_or_from_the_file(imported: Importer, title: str, name: str) -> None:
    assert imported(f"# {title}\n- [ ] a\n").track.id == name


def test_a_name_that_can_be_no_id_is_refused(imported: Importer) -> None:
    for name in ("../x", "A", "a--b", "x" * 65, "."):
        with pytest.raises(StudyError, match="can't be the id of a track"):
            imported(PLAN, track_id=name)
    imported.file = imported.file.with_name("学习.md")
    with pytest.raises(StudyError, match="choose one with --id"):
        imported("- [ ] a\n")


# Again


def test_importing_the_same_file_again_changes_nothing(imported: Importer) -> None:
    imported(PLAN)
    again = imported.plan(PLAN)
    assert not again.folder.differs(again.files)
    assert again.changes == (5, 0, (), ())


def test_ids_survive_moves_small_edits_and_new_neighbours(imported: Importer) -> None:
    before = imported.ids(PLAN)
    edited = """\
# Shell plan
## Pipes and more
- [ ] Write a smal tee
- [ ] Explain what an inode is
- [ ] Exercises
## Files
- [ ] Copy a sparse file by hand
- [ ] Hold a door open
- [ ] Exercises
"""
    plan = imported.plan(edited)
    after = imported.ids(edited)
    assert after["Explain what an inode is"] == before["Explain what an inode is"]
    assert after["Write a smal tee"] == before["Write a small tee"]
    assert after["Copy a sparse file by hand"] == before["Copy a sparse file"]
    assert after["Hold a door open"] not in before.values()
    files, pipes = (
        [each.id for each in week.milestones if each.text == "Exercises"] for week in plan.track.weeks[::-1]
    )
    old = [[each.id for each in week.milestones][-1:] for week in imported.track().weeks[::-1]]
    assert [files, pipes] == old
    assert plan.changes == (
        3, 1,
        (("Write a small tee", "Write a smal tee"), ("Copy a sparse file", "Copy a sparse file by hand")), (),
    )  # fmt: skip


def test_an_id_that_was_retired_goes_to_no_other_item_and_comes_back_with_its_own(imported: Importer) -> None:
    first = imported.ids("# T\n- [ ] Draw a map\n- [ ] Stay\n")
    second = imported.ids("# T\n- [ ] Draw a map of Rome in ink on paper\n- [ ] Stay\n", track_id="u")
    assert second
    gone = imported.plan("# T\n- [ ] Stay\n")
    assert gone.changes == (1, 0, (), ("Draw a map",))
    imported("# T\n- [ ] Stay\n")
    other = imported.ids("# T\n- [ ] Stay\n- [ ] Draw-a-map!!\n")
    assert other["Draw-a-map!!"] != first["Draw a map"]
    assert slug("Draw-a-map!!", 24) == slug("Draw a map", 24)
    back = imported.plan("# T\n- [ ] Draw a map\n- [ ] Stay\n")
    assert back.changes is not None
    assert [each.text for each in back.track.milestones.values() if each.id == first["Draw a map"]] == ["Draw a map"]


def test_the_number_of_weeks_is_remembered_until_another_is_asked_for(imported: Importer) -> None:
    assert len(imported(PLAN, weeks=4).track.weeks) == 4
    assert len(imported(PLAN).track.weeks) == 4
    assert len(imported(PLAN, weeks=0).track.weeks) == 2
    assert len(imported(PLAN).track.weeks) == 2


def test_a_file_whose_title_changed_is_known_again(imported: Importer) -> None:
    imported(PLAN)
    assert imported.plan(PLAN.replace("# Shell plan", "# Bash plan")).other == "shell-plan"


# Whatever a file holds

PIECES = (
    "# ", "## ", "### ", "###### ", "- [ ] ", "- [x] ", "  - [ ] ", "    * [X] ", "1. [ ] ", "- ", "> ", "\n", "```\n",
    "<!--", "-->", "---\n", "[a](https://b.c)", "[a](topic:x)", "](lab:y)", "![x](y)", "<a href='https://z'>", "</a>",
    "[r]: https://r\n", "| a |\n|-|\n", "\t", "\r\n", "\x1b[0m", "\u202e", "\ufeff", "\ufffe", "{{", "`", "\0",
    "word. " * 45, "\u2028", "🎉", "\\",
)  # fmt: skip
MARKUP = st.lists(st.text(max_size=20) | st.sampled_from(PIECES), max_size=40).map("".join)
WITH_ITEMS = MARKUP.map(lambda text: f"- [ ] {text}\n\n- [x] b")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP | WITH_ITEMS | st.text(), st.sampled_from([0, 1, 2]))
@example("- [ ] \u200b\n- [ ] a\n", 0)
@example("- [ ] a [b](https://c/ d)\n\n# \x85\n- [x] \ud7ff\n", 2)
def test_any_text_becomes_a_track_that_is_right_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str, weeks: int
) -> None:
    imported = Importer(tmp_path_factory.mktemp("any"))
    imported.file = imported.file.with_name("any.md")
    refusal = ""
    try:
        imported(text, track_id="any", weeks=weeks)
    except StudyError as error:
        refusal = str(error)
    if refusal:
        assert "nothing to tick off" in refusal or "can't fill" in refusal
        assert not imported.tracks.exists()
    else:
        again = imported.plan(text, track_id="any")
        assert imported.track("any") == again.track
        assert not again.folder.differs(again.files)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_a_line(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    imported = Importer(tmp_path_factory.getbasetemp())
    imported.file.write_bytes(data)
    refusal = ""
    try:
        plan(imported.file, imported.tracks, "any")
    except StudyError as error:
        refusal = str(error)
    assert "\n" not in refusal


def test_two_thousand_items_are_imported_whole(imported: Importer) -> None:
    sections = "".join(
        f"## Part {n}\n\n" + "".join(f"{'  ' * (m % 6)}- [{'x' if m % 4 else ' '}] Item {n} {m}\n" for m in range(20))
        for n in range(100)
    )
    made = imported(f"# Long\n\n{sections}")
    assert len(imported.track("long").milestones) == 2_000
    assert len(made.ticked) == 1_500
    assert len(parsed(sections, "x").sections) == 101
