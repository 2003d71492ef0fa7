"""Keeping the history: backup, restore, doctor, and the upkeep that runs by itself."""

import json
import shutil
import time
from pathlib import Path

import pytest

from studytui.cli import upkeep
from studytui.history.facts import Wrote
from studytui.history.history import History
from tests.cli.conftest import Learner, Run
from tests.samples import NOW


@pytest.fixture(autouse=True)
def _no_upkeep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]) -> None:
    """Nothing runs beside these tests, and no archive stands in for the one of the day."""
    monkeypatch.setattr(upkeep, "begin", lambda _: None)
    shutil.rmtree(tmp_path / "state" / "backups")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of the history."""
    return tmp_path / "data" / "history"


def own_file(data: Path) -> Path:
    (file,) = data.rglob("*.jsonl")
    return file


# Backup and restore


def test_a_backup_is_made_counted_and_listed(studytui: Learner) -> None:
    studytui("log", "one")
    studytui("done", "w01-m1")
    made = studytui("backup")
    assert made.exit_code == 0
    assert made.stdout.startswith("backed up 2 events: ")
    assert "studytui-2026-11-22T091200.zip" in made.stdout
    listed = json.loads(studytui("backup", "--list", "--json").stdout)
    assert [(each["id"], each["events"]) for each in listed] == [("studytui-2026-11-22T091200.zip", 2)]
    assert "2026-11-22        2 events" in studytui("backup", "--list").stdout


def test_a_backup_goes_into_a_file_of_ones_choice(studytui: Learner, tmp_path: Path) -> None:
    studytui("log", "one")
    assert studytui("backup", str(tmp_path / "stick" / "mine.zip")).exit_code == 0
    assert (tmp_path / "stick" / "mine.zip").exists()
    refused = studytui("backup", "/dev/null/x.zip")
    assert (refused.exit_code, refused.stdout) == (4, "")
    assert "no backup could be made" in refused.stderr


def test_no_archives_yet_says_what_makes_one(studytui: Learner) -> None:
    listed = studytui("backup", "--list")
    assert (listed.exit_code, listed.stderr) == (1, "studytui: no archives yet: studytui backup makes one\n")


def test_a_restore_says_what_would_come_back_and_does_it_only_when_told(studytui: Learner, tmp_path: Path) -> None:
    studytui("log", "lost", "and", "found")
    archive = str(tmp_path / "mine.zip")
    studytui("backup", archive)
    for folder in ("data", "state", "cache"):
        shutil.rmtree(tmp_path / folder, ignore_errors=True)
    dry = studytui("restore", archive, "--dry-run")
    assert dry.stdout == "Missing here: 1 event, of 1 in the archive.\n  2026-11-22 09:12  wrote lost and found\n"
    unasked = studytui("restore", archive)
    assert "nothing was changed" in unasked.stderr
    assert studytui("journal").exit_code == 1
    assert "restored 1 event" in studytui("restore", archive, "--yes").stdout
    assert "lost and found" in studytui("journal").stdout
    assert "nothing is missing" in studytui("restore", archive).stderr


def test_undo_takes_a_restore_back(studytui: Learner, tmp_path: Path) -> None:
    studytui("log", "lost")
    archive = str(tmp_path / "mine.zip")
    studytui("backup", archive)
    for folder in ("data", "state", "cache"):
        shutil.rmtree(tmp_path / folder, ignore_errors=True)
    studytui("restore", archive, "--yes")
    assert studytui("undo").stdout == "undid: restored: 1 event of mine.zip\n"
    assert studytui("journal").exit_code == 1


def test_an_archive_in_its_usual_place_is_found_by_name(studytui: Learner) -> None:
    studytui("log", "one")
    studytui("backup")
    assert "nothing is missing: all 1 event" in studytui("restore", "studytui-2026-11-22T091200.zip").stderr


def test_what_is_no_archive_is_refused_in_words(studytui: Learner, tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_text("no zip")
    refused = studytui("restore", str(tmp_path / "no.zip"))
    assert refused.exit_code == 2
    assert "can't be restored: it is damaged or no zip" in refused.stderr
    assert "No such file" in studytui("restore", "nowhere.zip").stderr


# Doctor


def test_a_sound_history_is_well(studytui: Learner) -> None:
    studytui("log", "one")
    studytui("backup")
    examined = studytui("doctor")
    assert examined.exit_code == 0
    assert "All is well" in examined.stdout
    assert "1 event in 1 file" in examined.stdout
    assert "this one" in examined.stdout


def test_a_damaged_line_is_named_with_file_and_line_and_taken_out_after_a_backup(studytui: Learner, data: Path) -> None:
    studytui("log", "one")
    studytui("backup")
    whole = own_file(data).read_bytes()
    own_file(data).write_bytes(whole + b"=======\n")
    examined = studytui("doctor")
    assert examined.exit_code == 1
    assert f"{own_file(data)}:3: this is no line of a history" in examined.stdout
    assert own_file(data).read_bytes() == whole + b"=======\n"
    mended = studytui("doctor", "--fix")
    assert mended.exit_code == 0
    assert "backed up first: " in mended.stderr
    assert own_file(data).read_bytes() == whole


def test_the_doctor_works_whatever_state_the_track_is_in(studytui: Learner, track_folder: Path) -> None:
    studytui("log", "one")
    studytui("backup")
    (track_folder / "track.yaml").write_text("]")
    assert studytui("doctor").exit_code == 0
    assert studytui("restore", "studytui-2026-11-22T091200.zip").exit_code == 0


def test_the_doctor_speaks_json(studytui: Learner, data: Path) -> None:
    studytui("log", "one")
    found = json.loads(studytui("doctor", "--json").stdout)
    assert (found["events"], found["files"], found["folder"]) == (1, 1, str(data))
    assert [device["events"] for device in found["devices"]] == [1]
    assert [finding["what"] for finding in found["findings"]] == ["there is no backup yet"]


# By itself


def test_what_a_file_lost_is_brought_back_by_the_next_command_and_said(studytui: Learner, data: Path) -> None:
    studytui("log", "one")
    studytui("log", "two")
    studytui("journal")
    shutil.rmtree(data)
    journal = studytui("journal")
    assert "one" in journal.stdout
    assert "two" in journal.stdout
    assert journal.stderr == "studytui: the history had lost 2 events; the mirror brought it all back\n"
    assert studytui("journal").stderr == ""


def test_upkeep_makes_the_backup_of_the_day_and_says_what_it_could_not_do(studytui: Learner, tmp_path: Path) -> None:
    studytui("log", "one")
    assert studytui("upkeep").exit_code == 0
    (archive,) = tmp_path.rglob("*.zip")
    assert archive.name == "studytui-2026-11-22.zip"
    archive.unlink()
    archive.parent.rmdir()
    archive.parent.write_text("no folder")
    refused = studytui("upkeep")
    assert refused.exit_code == 4
    assert "no backup could be made" in refused.stderr


def test_upkeep_is_for_the_program_not_for_the_help(studytui: Learner) -> None:
    assert "upkeep" not in studytui.bare("--help").stdout


@pytest.mark.slow
def test_the_first_command_of_a_day_starts_the_backup_without_waiting_for_it(run: Run, tmp_path: Path) -> None:
    assert run("log", "one").returncode == 0
    until = time.monotonic() + 20
    while not (archives := list(tmp_path.rglob("studytui-2026-11-22.zip"))):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert len(archives) == 1


# Concurrent edits


def test_another_version_of_an_entry_is_shown_below_it(studytui: Learner, tmp_path: Path) -> None:
    entry = studytui("log", "mine").stdout.split()[1].rstrip(":")
    other = History(tmp_path / "data" / "history", tmp_path / "other", "f0e1d2c3")
    for text in ("theirs", "ours"):
        writer = other if text == "theirs" else History(other.folder, tmp_path / "third", "11112222")
        writer.append(Wrote(text, entry=entry, parent=entry), now=NOW, after=int(entry[:11], 16))
    journal = studytui("journal").stdout
    assert "another version, from device" in journal
    assert "theirs" in journal
    assert "ours" in journal
    (plain,) = json.loads(studytui("journal", "--json").stdout)
    assert {plain["text"], *(each["text"] for each in plain["versions"])} == {"theirs", "ours"}
