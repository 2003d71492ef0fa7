"""Taking over files of other programs from the shell: what is said first, what is done, and that it is one step."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from studytui import paths
from tests.cli.conftest import Learner
from tests.exchange.test_anki import NOTES
from tests.exchange.test_jrnl import EXPORTED, TEXT
from tests.exchange.test_time_csv import CLOCKIFY, TOGGL

Write = Callable[[str, str], str]


@pytest.fixture
def given(tmp_path: Path) -> Write:
    """Writes a file of some program's."""

    def write(name: str, text: str) -> str:
        file = tmp_path / name
        file.write_bytes(text.encode())
        return str(file)

    return write


def days(studytui: Learner) -> list[tuple[str, str]]:
    told = studytui("journal", "--json")
    return [(each["day"], each["text"].partition("\n")[0]) for each in json.loads(told.stdout)] if told.stdout else []


def test_nothing_is_done_unasked(studytui: Learner, given: Write) -> None:
    file = given("journal.json", EXPORTED)
    for words, said in (((), "studytui: nothing was changed; --yes does it\n"), (("--dry-run",), "")):
        told = studytui("import", file, *words)
        assert (told.exit_code, told.stderr) == (0, said)
        assert told.stdout == (
            "2 entries to import.\n"
            "  2023-05-01 09:00 Shipped the index. Inserts took 2.1× longer @deploy See me…\n"
            "  2023-05-02 01:30 No sleep\n"
        )
        assert days(studytui) == []


def test_a_journal_keeps_its_days_and_is_one_step(studytui: Learner, given: Write) -> None:
    studytui("log", "today")
    assert studytui("import", given("journal.json", EXPORTED), "--yes").stdout.endswith(
        "imported 2 entries; studytui undo takes that back\n"
    )
    # Half past one belongs to the evening before.
    assert days(studytui) == [
        ("2023-05-01", "Shipped the index."),
        ("2023-05-01", "No sleep"),
        ("2026-11-22", "today"),
    ]
    assert studytui("journal", "--search", "#deploy").exit_code == 0
    again = studytui("import", given("journal.json", EXPORTED), "--yes")
    assert (again.stdout, again.stderr) == (
        "0 entries to import; here already: 2.\n",
        "studytui: nothing is new: all of it is here\n",
    )
    assert studytui("undo").stdout == "undid: imported: 2 events of journal.json\n"
    assert days(studytui) == [("2026-11-22", "today")]


def test_a_person_is_asked(studytui: Learner, given: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "is_terminal", lambda: True)
    file = given("journal.txt", TEXT)
    assert studytui("import", file, says="n\n").exit_code == 1
    assert days(studytui) == []
    assert studytui("import", file, says="y\n").exit_code == 0
    assert len(days(studytui)) == 3


def test_bad_lines_are_named_and_left_out_only_on_request(studytui: Learner, given: Write) -> None:
    text = "[2023-05-01 09:00] good\n" + "".join(f"[2023-05-01 {hour}:00] bad\n" for hour in range(24, 36))
    file = given("journal.txt", text)
    refused = studytui("import", file, "--yes")
    assert (refused.exit_code, refused.stdout) == (65, "")
    assert "line 2: '2023-05-01 24:00' is no date and time; line 3:" in refused.stderr
    assert "; and 7 more\n  nothing was changed; --skip-bad leaves these out\n" in refused.stderr
    told = studytui("import", file, "--yes", "--skip-bad").stdout
    assert told.startswith("1 entry to import.\n  skipped: line 2: '2023-05-01 24:00' is no date and time\n")
    assert "  and 2 more skipped\n" in told
    assert days(studytui) == [("2023-05-01", "good")]


def test_a_deck_becomes_cards(studytui: Learner, given: Write) -> None:
    file = given("deck.txt", NOTES)
    assert studytui("import", file, "--yes").stdout == (
        "4 cards to import.\n"
        '  lazy-loading What is a "p99"?\n'
        "  napkin-math What is printed?\n"
        "  lazy-loading A mutex {{serialises}} threads.\n"
        "  lazy-loading First third\n"
        "imported 4 cards; studytui undo takes that back\n"
    )
    assert studytui("track", "import", file, "--yes").stdout == "0 cards to import; here already: 4.\n"
    # What came from Anki goes back under Anki's name.
    assert "vD5*Y^3q:k\tBasic\tWhat is a" in studytui("export", "cards").stdout


def test_the_topic_of_a_deck_can_be_said(studytui: Learner, given: Write) -> None:
    file = given("plain.txt", "Front\tBack\n")
    refused = studytui("import", file, "--yes")
    assert refused.exit_code == 65
    assert "line 1: neither its tags nor its deck name a topic of the track; --topic says which" in refused.stderr
    assert studytui("import", file, "--yes", "--topic", "napkin").exit_code == 1
    assert studytui("import", file, "--yes", "--topic", "napkin-math").exit_code == 0


def test_the_table_of_a_time_tracker_becomes_sessions(studytui: Learner, given: Write) -> None:
    assert "imported 2 sessions" in studytui("import", given("toggl.csv", TOGGL), "--yes").stdout
    assert "imported 2 sessions" in studytui("import", given("clockify.csv", CLOCKIFY), "--yes").stdout
    sessions = json.loads(studytui("session", "list", "--json", "--since", "60d").stdout)
    assert {each["minutes"] for each in sessions} == {26, 60, 30}


def test_a_checklist_and_a_todo_txt_become_tracks(studytui: Learner, given: Write) -> None:
    assert "imported 2 milestones" in studytui("import", given("plan.md", "# Plan\n- [x] a\n- [ ] b\n"), "--yes").stdout
    file = given("todo.txt", "(A) Call Mum +Family\nx 2026-11-02 Read\nx\n")
    assert studytui("import", file, "--yes").exit_code == 65
    told = studytui("track", "import", file, "--yes", "--skip-bad")
    assert "ticked 1 milestone; studytui undo takes that back\n" in told.stdout


def test_a_whole_history_merges_into_another(
    studytui: Learner,
    given: Write,
    environ: dict[str, str],
    tmp_path: Path,
) -> None:
    studytui("log", "here")
    studytui("done", "w01-m1")
    file = given("all.json", studytui("export", "all").stdout)
    environ |= {"STUDYTUI_DATA_DIR": str(tmp_path / "other"), "STUDYTUI_STATE_DIR": str(tmp_path / "other-state")}
    told = studytui("import", file, "--yes").stdout
    assert told == (
        "2 events, 0 of them here already.\n"
        "  2026-11-22 09:12 wrote: here\n"
        "  2026-11-22 09:12 ticked: Ran the ladder.\n"
        "imported 2 events; studytui undo takes that back\n"
    )
    assert days(studytui) == [("2026-11-22", "here")]
    assert "Numbers first 1/2" in studytui("roadmap").stdout
    studytui("log", "there")
    assert "2 events, 2 of them here already.\n" in studytui("import", file, "--yes").stdout
    studytui("undo")
    assert studytui("undo").stdout == "undid: restored: 2 events of all.json\n"
    assert days(studytui) == []


@pytest.mark.parametrize(
    ("name", "text", "status", "said"),
    [
        ("a.json", '{"a": 1}', 2, "is nothing that can be imported"),
        ("a.json", '{"entries": [', 65, "line 1: this is no JSON"),
        ("a.json", '{"format": 9, "events": []}', 65, "this file has format 9"),
        ("a.dat", "words", 2, "is nothing that can be imported"),
        ("a.csv", "a,b\n", 65, "no heading of a table of sessions"),
        ("a.md", "words", 65, "holds nothing to tick off"),
        ("a\x1b.txt", "\xff" * 3, 65, ""),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(
    studytui: Learner,
    given: Write,
    name: str,
    text: str,
    status: int,
    said: str,
) -> None:
    told = studytui("import", given(name, text), "--yes")
    if said:
        assert (told.exit_code, said in told.stderr) == (status, True)
    assert "\x1b" not in told.stderr
    assert "Traceback" not in told.stderr


def test_a_form_that_is_said_must_fit(studytui: Learner, given: Write, tmp_path: Path) -> None:
    file = given("notes", "[2023-05-01 09:00] a\n")
    assert studytui("import", file, "--as", "all").exit_code == 2
    assert studytui("import", file, "--as", "jrnl", "--yes").exit_code == 0
    (tmp_path / "latin.csv").write_bytes("start,duration,é".encode("latin-1"))
    assert "is not UTF-8" in studytui("import", str(tmp_path / "latin.csv")).stderr
    assert studytui("import", str(tmp_path / "gone.csv")).exit_code == 1
    assert studytui("import", str(tmp_path)).exit_code == 2
