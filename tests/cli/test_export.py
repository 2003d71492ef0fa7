"""What leaves the program from the shell: to stdout as data, or into files that nothing overwrites unasked."""

import json
from pathlib import Path

import pytest
from icalendar import Calendar

from studytui.cli import export
from tests.cli.conftest import Learner, Run

CARDS = """\
- {id: napkin-math-1, kind: estimate, front: "500 queries over 0.5 ms?", back: "250 ms.", answer: 250 ms}
- {id: napkin-math-2, kind: recall, front: "What is 1 µs?", back: "A thousand ns."}
"""


@pytest.fixture
def studied(studytui: Learner) -> Learner:
    """A learner with an entry, a tick and a session."""
    for words in (
        ("log", "Measured it #first", "--got", "37×", "--topic", "napkin-math"),
        ("done", "w01-m1"),
        ("session", "add", "reading", "25m"),
    ):
        assert studytui(*words).exit_code == 0
    return studytui


def test_the_journal_goes_to_stdout_and_nothing_else_does(studied: Learner) -> None:
    told = studied("export", "journal", "--md")
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout == (
        "# Journal\n\n## Sunday 2026-11-22\n\n### 09:12 · Napkin math\n\nMeasured it #first\n\n**Got:** 37×\n"
    )


def test_a_file_is_overwritten_only_on_request(studied: Learner, tmp_path: Path) -> None:
    file = tmp_path / "new" / "journal.md"
    told = studied("export", "journal", "-o", str(file))
    assert (told.exit_code, told.stdout, told.stderr) == (0, "", f"studytui: wrote 1 entry to {file}\n")
    file.write_text("mine")
    refused = studied("export", "journal", "-o", str(file))
    assert refused.exit_code == 4
    assert f"{file} is there already" in refused.stderr
    assert file.read_text() == "mine"
    assert studied("export", "journal", "-o", str(file), "--yes").exit_code == 0
    assert file.read_text().startswith("# Journal\n")
    assert [each.name for each in file.parent.iterdir()] == ["journal.md"]


def test_a_file_that_cannot_be_written_is_said(studied: Learner, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    for path in (tmp_path / "folder", tmp_path / "file" / "journal.md"):
        refused = studied("export", "journal", "-o", str(path), "--yes")
        assert (refused.exit_code, "can't be written" in refused.stderr) == (4, True)
    assert list((tmp_path / "folder").iterdir()) == []


def test_a_file_a_day_leaves_alone_what_is_the_same(studied: Learner, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    words = ("export", "journal", "--md", "--dir", str(folder))
    assert studied(*words).stderr == f"studytui: wrote 1 day to {folder}\n"
    assert (folder / "2026-11-22.md").read_text().startswith('---\ndate: 2026-11-22\ntrack: "Small Track"\n')
    assert studied(*words).stderr == f"studytui: wrote 0 days to {folder}; unchanged: 1\n"
    studied("log", "more")
    assert studied(*words).exit_code == 4
    assert studied(*words, "--yes").exit_code == 0
    assert "more" in (folder / "2026-11-22.md").read_text()
    assert studied(*words, "-o", "x").exit_code == 2


def test_progress_has_three_forms(studied: Learner) -> None:
    assert "- [x] Ran the ladder.\n- [ ] Estimated one page.\n" in studied("export", "progress").stdout
    assert studied("export", "progress", "--csv").stdout.splitlines()[1] == (
        "w01-m1,fundamentals,1,Numbers first,Ran the ladder.,napkin-math,yes,2026-11-22T09:12:00+00:00"
    )
    rows = json.loads(studied("export", "progress", "--json").stdout)
    assert [(row["id"], row["done"]) for row in rows] == [("w01-m1", True), ("w01-m2", False), ("w02-m1", False)]


def test_cards_go_to_anki_and_come_back_as_they_are(studied: Learner, track_folder: Path, tmp_path: Path) -> None:
    (track_folder / "cards").mkdir()
    (track_folder / "cards" / "napkin-math.yaml").write_text(CARDS, encoding="utf-8")
    file = tmp_path / "deck.txt"
    assert studied("export", "cards", "--anki", "-o", str(file)).stderr == f"studytui: wrote 2 cards to {file}\n"
    assert "napkin-math-1\tBasic\t500 queries" in file.read_text(encoding="utf-8")
    again = studied("import", str(file), "--yes")
    assert again.stdout == "0 cards to import; here already: 2.\n"
    file.write_text(file.read_text(encoding="utf-8").replace("What is 1", "How long is 1"), encoding="utf-8")
    assert studied("import", str(file), "--yes").stdout == (
        "1 card to import; reworded: 1; here already: 1.\n"
        "  napkin-math reworded: How long is 1 µs?\n"
        "imported 1 card; studytui undo takes that back\n"
    )
    assert studied("export", "cards", "--own").stdout.splitlines()[6].startswith("napkin-math-2\tBasic\tHow long")


def test_the_calendar_has_the_weeks_and_the_study_hour_when_asked(studied: Learner) -> None:
    told = studied("export", "calendar", "--at", "7:30")
    names = [str(each["uid"]) for each in Calendar.from_ical(told.stdout).walk("VEVENT")]
    assert names == [
        "week-numbers-first@small.studytui", "milestone-w01-m2@small.studytui", "week-round-trips@small.studytui",
        "milestone-w02-m1@small.studytui", "study@small.studytui",
    ]  # fmt: skip
    without = studied("export", "calendar")
    assert "BEGIN:VALARM" not in without.stdout
    assert without.stderr == "studytui: without a study hour: --at 18:00 puts one in\n"
    assert studied("export", "calendar", "--at", "25:00").exit_code == 2


def test_sessions_come_back_as_they_are(studied: Learner, tmp_path: Path) -> None:
    file = tmp_path / "sessions.csv"
    assert studied("export", "sessions", "--csv", "-o", str(file)).exit_code == 0
    assert "2026-11-22T08:47:00+00:00,25,reading" in file.read_text()
    assert studied("import", str(file), "--yes").stdout == "0 sessions to import; here already: 1.\n"


def test_there_may_be_nothing_yet(studytui: Learner) -> None:
    for words in (("journal",), ("cards",)):
        told = studytui("export", *words)
        assert (told.exit_code, told.stdout) == (1, "")
    assert studytui("export", "sessions").stdout == "id,day,began,minutes,activity,topic,impact,note\n"
    assert json.loads(studytui("export", "all").stdout)["events"] == []


def test_every_export_shows_an_example() -> None:
    for command in export.export_command.commands.values():
        assert f"studytui export {command.name}" in (command.help or "")


@pytest.mark.slow
def test_a_pipe_gets_what_was_written_byte_for_byte(run: Run, process_environ: dict[str, str]) -> None:
    said = "\u202eback\u2066 \x1b[31m 学习 \t tab"
    assert run("log", "-", input=said).returncode == 0
    for words in (("journal",), ("all",)):
        ran = run("export", *words)
        assert (ran.returncode, ran.stderr) == (0, "")
        found = json.loads(ran.stdout)["events"][0]["text"] if words == ("all",) else ran.stdout
        assert said in found
