"""`studytui topic`, `find` and `track`: what there is to read, and which track it is read from."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Learner


def test_topics_are_listed_as_the_weeks_bring_them(studytui: Learner) -> None:
    rows = studytui("topic").stdout.splitlines()
    assert [row.split()[:2] for row in rows] == [["1", "napkin-math"], ["2", "lazy-loading"]]
    assert rows[0].endswith("(1 min)")
    assert rows[1].endswith("(not written yet)")


def test_topics_as_json_have_this_shape(studytui: Learner) -> None:
    assert json.loads(studytui("topic", "--json").stdout)[1] == {
        "id": "lazy-loading",
        "title": "Lazy loading",
        "why": "Deferring multiplies.",
        "week": 2,
        "minutes": 0,
    }


def test_a_topic_shows_all_its_parts(studytui: Learner) -> None:
    page = studytui("topic", "napkin-math").stdout
    for part in (
        "A dozen costs reject most bad designs.",
        "- Keep the units.",
        "## Costs",
        "A cache miss takes a hundred nanoseconds.",
        "“Memory is free.”",
        "A miss costs 100 ns.",
        "Jeff Dean, Numbers, 2010. slide 13",
        "https://example.org/n",
        "Lazy loading (lazy-loading): a round trip is the unit",
    ):
        assert part in page


def test_a_topic_without_prose_says_so_and_shows_its_essentials(studytui: Learner) -> None:
    page = studytui("topic", "lazy-loading").stdout
    assert "not written yet" in page
    assert "Late loading costs round trips." in page


def test_a_topic_as_json_has_this_shape(studytui: Learner) -> None:
    assert json.loads(studytui("topic", "napkin-math", "--json").stdout) == {
        "id": "napkin-math",
        "title": "Napkin math",
        "why": "A dozen costs reject most bad designs.",
        "week": 1,
        "minutes": 1,
        "essentials": ["Keep the units."],
        "prose": "## Costs\n\nA cache miss takes a hundred nanoseconds.",
        "misconceptions": [{"claim": "Memory is free.", "correction": "A miss costs 100 ns."}],
        "feeds_into": [{"topic": "lazy-loading", "because": "a round trip is the unit"}],
        "references": [
            {
                "author": "Jeff Dean",
                "title": "Numbers",
                "year": 2010,
                "where": "slide 13",
                "url": "https://example.org/n",
            }
        ],
    }


def test_an_unknown_topic_names_the_nearest(studytui: Learner) -> None:
    slip = studytui("topic", "napkin")
    assert (slip.exit_code, slip.stdout) == (1, "")
    assert "did you mean napkin-math" in slip.stderr


def test_find_looks_into_topics_and_the_journal(studytui: Learner) -> None:
    studytui("log", "counted nanoseconds")
    hits = json.loads(studytui("find", "nanoseconds", "--json").stdout)
    assert [(hit["kind"], sorted(hit)) for hit in hits] == [
        ("topic", ["id", "kind", "snippet", "title"]),
        ("entry", ["id", "kind", "snippet", "title"]),
    ]
    shown = studytui("find", "cache", "miss").stdout
    assert shown.startswith("topic      napkin-math")


def test_find_without_a_hit_is_exit_1_and_an_empty_list(studytui: Learner) -> None:
    nothing = studytui("find", "zebra", "--json")
    assert (nothing.exit_code, nothing.stdout) == (1, "[]\n")
    assert nothing.stderr


def test_the_only_bundled_track_is_studied_unless_another_is_named(studytui: Learner) -> None:
    assert json.loads(studytui.bare("roadmap", "--json").stdout)["track"] == "backend-optimization"
    assert json.loads(studytui("roadmap", "--json").stdout)["track"] == "small"


def test_a_chosen_track_is_remembered(studytui: Learner) -> None:
    used = studytui.bare("track", "use", studytui.track)
    assert (used.exit_code, used.stdout) == (0, "studying Small Track\n")
    assert json.loads(studytui.bare("roadmap", "--json").stdout)["track"] == "small"
    assert studytui.bare("track", "use", "backend-optimization").exit_code == 0
    assert json.loads(studytui.bare("roadmap", "--json").stdout)["track"] == "backend-optimization"


def test_an_own_track_is_listed_and_chosen_by_its_id(studytui: Learner, tmp_path: Path) -> None:
    shutil.copytree(studytui.track, tmp_path / "data" / "tracks" / "small")
    assert studytui.bare("track", "use", "small").exit_code == 0
    rows = json.loads(studytui.bare("track", "list", "--json").stdout)
    assert [(row["id"], row["title"], row["in_use"]) for row in rows] == [
        ("backend-optimization", "Backend Optimization", False),
        ("small", "Small Track", True),
    ]
    assert "* small" in studytui.bare("track", "list").stdout


def test_a_chosen_track_that_is_gone_can_be_replaced(studytui: Learner, tmp_path: Path) -> None:
    own = tmp_path / "data" / "tracks" / "small"
    shutil.copytree(studytui.track, own)
    studytui.bare("track", "use", "small")
    shutil.rmtree(own)
    assert studytui.bare("roadmap").exit_code == 1
    listed = studytui.bare("track", "list")
    assert listed.exit_code == 0
    assert "backend-optimization" in listed.stdout
    assert studytui.bare("track", "use", "backend-optimization").exit_code == 0
    assert studytui.bare("roadmap").exit_code == 0


def test_a_broken_track_can_not_be_chosen(studytui: Learner) -> None:
    Path(studytui.track, "track.yaml").write_text("id: [")
    broken = studytui.bare("track", "use", studytui.track)
    assert broken.exit_code == 65
    assert "track.yaml:2:1 " in broken.stderr
    assert studytui.bare("roadmap").exit_code == 0


def test_an_unknown_track_names_the_nearest(studytui: Learner) -> None:
    slip = studytui.bare("--track", "backend-optimisation", "roadmap")
    assert slip.exit_code == 1
    assert "did you mean backend-optimization" in slip.stderr


def test_check_gives_every_fault_a_line_and_the_count_on_stderr(studytui: Learner) -> None:
    file = Path(studytui.track, "track.yaml")
    file.write_text(
        file.read_text().replace(
            "topics: [napkin-math]", "topics: [napkin-math]\n        colour: red\n        taste: sour"
        )
    )
    checked = studytui.bare("track", "check", studytui.track)
    assert checked.exit_code == 1
    faults = checked.stdout.splitlines()
    assert ["track.yaml:14:" in faults[0], "track.yaml:15:" in faults[1]] == [True, True]
    assert ["colour" in faults[0], "taste" in faults[1]] == [True, True]
    assert checked.stderr == "studytui: 2 faults, 0 warnings\n"


def test_check_of_a_sound_track_says_nothing_on_stdout(studytui: Learner) -> None:
    checked = studytui.bare("track", "check", studytui.track)
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert checked.stderr == "studytui: Small Track: 2 weeks, 2 topics, 0 faults, 0 warnings\n"


def test_check_of_no_folder_is_a_slip_of_usage(studytui: Learner) -> None:
    assert studytui.bare("track", "check", "/no/such/folder").exit_code == 2


@pytest.mark.parametrize("command", ["roadmap", "topic", "journal", "track list"])
def test_reading_commands_explain_themselves_with_an_example(studytui: Learner, command: str) -> None:
    page = studytui.bare(*command.split(), "--help")
    assert page.exit_code == 0
    assert f"studytui {command}" in page.stdout.partition("\n")[2]
    short = studytui.bare(*command.split(), "-h")
    assert (short.exit_code, short.stdout) == (0, page.stdout), short.output


def test_the_bundled_track_can_be_read_from_end_to_end(studytui: Learner) -> None:
    assert (ROOT / "content" / "backend-optimization").is_dir()
    assert len(json.loads(studytui.bare("roadmap", "--json").stdout)["phases"]) == 4
    for topic in json.loads(studytui.bare("topic", "--json").stdout):
        assert studytui.bare("topic", topic["id"]).exit_code == 0


def test_a_topic_is_marked_as_read_and_undo_takes_it_back(studytui: Learner) -> None:
    assert studytui("topic", "napkin-math", "--read").stdout == "read: Napkin math\n"
    assert studytui("topic", "napkin-math", "--read").stdout == "read already: Napkin math\n"
    assert studytui("undo").stdout == "undid: marked as read: Napkin math\n"
    assert studytui("topic", "napkin-math", "--unread").stdout == "unread already: Napkin math\n"
    assert studytui("topic", "--read").exit_code == 2
    assert studytui("topic", "napkin-maths", "--read").exit_code == 1
