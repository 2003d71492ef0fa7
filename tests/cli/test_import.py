"""Importing a checklist from the shell: what is said first, what is done, and that its ticks are one step."""

from pathlib import Path

import pytest

from studytui import paths
from studytui.history import lines
from studytui.history.events import Event
from studytui.history.facts import Imported, Ticked
from tests.cli.conftest import Learner, Run

PLAN = """\
# Shell plan

## Files

See [inodes](https://example.org/inodes).

- [x] Explain an inode
- [ ] Copy a sparse file

## Pipes

- [X] Write a tee
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.md"
    file.write_text(PLAN, encoding="utf-8")
    return file


@pytest.fixture
def tracks(environ: dict[str, str]) -> Path:
    """The folder of the learner's tracks."""
    return Path(environ["STUDYTUI_DATA_DIR"], "tracks")


def events(environ: dict[str, str]) -> list[Event]:
    files = sorted(Path(environ["STUDYTUI_DATA_DIR"], "history").rglob("*.jsonl"))
    return [event for file in files for event in lines.read(file.read_bytes()).events]


def done(studytui: Learner, track: str = "shell-plan") -> list[str]:
    """The lines of the roadmap that are ticked."""
    listed = studytui.bare("--track", track, "roadmap", "--all").stdout
    return [line.partition("  ")[2].split("  ")[-1] for line in listed.splitlines() if "[x]" in line]


def test_what_would_come_of_it_is_said_and_nothing_done(studytui: Learner, plan: Path, tracks: Path) -> None:
    for words, said in (((), "nothing was changed; --yes does it"), (("--dry-run",), "")):
        told = studytui.bare("track", "import", str(plan), *words)
        assert told.exit_code == 0
        assert said in told.stderr
        assert told.stdout == (
            "Shell plan  (shell-plan)\n"
            "  1 phase, 2 weeks, 3 milestones\n"
            "  1 topic with 1 link\n"
            "  2 ticked in the file, 2 of them not done here yet\n"
            "     1  Files  2\n"
            "     2  Pipes  1\n"
        )
        assert not tracks.exists()


def test_it_becomes_a_track_that_is_right_and_can_be_studied(studytui: Learner, plan: Path, tracks: Path) -> None:
    made = studytui.bare("track", "import", str(plan), "--yes")
    assert made.exit_code == 0
    assert made.stdout.splitlines()[-2:] == [
        f"imported 3 milestones into {tracks / 'shell-plan'}",
        "ticked 2 milestones; studytui undo takes that back",
    ]
    assert studytui.bare("track", "check", str(tracks / "shell-plan")).exit_code == 0
    assert studytui.bare("track", "use", "shell-plan").stdout == "studying Shell plan\n"
    assert done(studytui) == ["Explain an inode", "Write a tee"]
    assert (
        "https://example.org/inodes"
        in studytui.bare("topic", next((tracks / "shell-plan/topics").iterdir()).stem).stdout
    )


def test_a_person_is_asked(studytui: Learner, plan: Path, tracks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "is_terminal", lambda: True)
    assert studytui.bare("track", "import", str(plan), says="n\n").exit_code == 1
    assert not tracks.exists()
    assert studytui.bare("track", "import", str(plan), says="y\n").exit_code == 0
    assert (tracks / "shell-plan/track.yaml").exists()


# Ticks


def test_its_ticks_are_one_step_that_undo_takes_back(studytui: Learner, plan: Path, environ: dict[str, str]) -> None:
    studytui("done", "w01-m1")
    studytui.bare("track", "import", str(plan), "--yes")
    *_, first, second, marker = events(environ)
    assert isinstance(first.fact, Ticked) and isinstance(second.fact, Ticked)
    assert marker.fact == Imported("plan.md", (first.id, second.id))
    assert studytui("undo").stdout == "undid: imported: 2 events of plan.md\n"
    assert done(studytui) == []
    assert "Numbers first 1/2" in studytui("roadmap").stdout
    assert studytui("undo").stdout == "undid: ticked: Ran the ladder.\n"
    assert studytui("undo").exit_code == 1


def test_an_unticked_box_never_takes_a_tick_back(studytui: Learner, plan: Path) -> None:
    studytui.bare("track", "import", str(plan), "--yes")
    plan.write_text(PLAN.replace("[x]", "[ ]").replace("[X]", "[ ]"))
    assert studytui.bare("track", "import", str(plan), "--yes").exit_code == 0
    assert done(studytui) == ["Explain an inode", "Write a tee"]


def test_what_is_done_already_is_not_ticked_again(studytui: Learner, plan: Path, environ: dict[str, str]) -> None:
    studytui.bare("track", "import", str(plan), "--yes")
    before = events(environ)
    again = studytui.bare("track", "import", str(plan), "--yes")
    assert "nothing is new: the track is as the file says" in again.stderr
    assert events(environ) == before
    plan.write_text(PLAN.replace("- [ ] Copy", "- [x] Copy"))
    assert "ticked 1 milestone;" in studytui.bare("track", "import", str(plan), "--yes").stdout
    assert len(done(studytui)) == 3


def test_a_file_without_ticks_adds_no_event(studytui: Learner, plan: Path, environ: dict[str, str]) -> None:
    plan.write_text("- [ ] One thing\n")
    assert studytui.bare("track", "import", str(plan), "--yes").exit_code == 0
    assert events(environ) == []


def test_ticks_stay_with_their_items_through_an_edit(studytui: Learner, plan: Path) -> None:
    plan.write_text("# Shell plan\n- [ ] Write a tee\n- [ ] Copy a file\n- [ ] Draw\n")
    studytui.bare("track", "import", str(plan), "--yes")
    (tee,) = [
        line.split()[2]
        for line in studytui.bare("--track", "shell-plan", "roadmap").stdout.splitlines()
        if "tee" in line
    ]
    studytui.bare("--track", "shell-plan", "done", tee)
    plan.write_text(
        "# Shell plan\n- [ ] New\n- [ ] Copy a file\n## Later\n- [ ] Write a tee with a test\n- [ ] Write a tee\n"
    )
    told = studytui.bare("track", "import", str(plan), "--yes").stdout
    assert "Since the last import: 2 new, 0 changed, 1 gone, 2 kept.\n" in told
    assert "  gone     Draw\n" in told
    assert done(studytui) == ["Write a tee"]


# How it is asked for


def test_weeks_can_be_chosen_and_given_up_again(studytui: Learner, plan: Path) -> None:
    assert "3 weeks" in studytui.bare("track", "import", str(plan), "--weeks", "3", "--yes").stdout
    assert "2 weeks" in studytui.bare("track", "import", str(plan), "--no-dates", "--yes").stdout
    for words in (("--weeks", "3", "--no-dates"), ("--weeks", "0"), ("--weeks", "4")):
        assert studytui.bare("track", "import", str(plan), *words).exit_code == 2


def test_an_id_can_be_chosen_but_not_one_that_is_taken(studytui: Learner, plan: Path, tracks: Path) -> None:
    assert studytui.bare("track", "import", str(plan), "--id", "mine", "--yes").exit_code == 0
    assert (tracks / "mine").is_dir()
    for name, said in (("backend-optimization", "id of a bundled track"), ("A b", "can't be the id")):
        refused = studytui.bare("track", "import", str(plan), "--id", name, "--yes")
        assert (refused.exit_code, said in refused.stderr) == (2, True)
    studytui.bare("track", "new", "compilers")
    refused = studytui.bare("track", "import", str(plan), "--id", "compilers", "--yes")
    assert (refused.exit_code, "no import made it" in refused.stderr) == (2, True)


def test_what_the_learner_edited_is_said_and_kept(studytui: Learner, plan: Path, tracks: Path) -> None:
    studytui.bare("track", "import", str(plan), "--yes")
    outline = tracks / "shell-plan/track.yaml"
    outline.write_text(outline.read_text().replace("Pipes", "Plumbing"))
    plan.write_text(PLAN + "- [ ] New\n")
    told = studytui.bare("track", "import", str(plan), "--yes")
    assert "your edits can't stay in track.yaml: the folder as it is will be kept aside" in told.stdout
    assert f"the folder as it was is kept in {tracks}/.before/shell-plan-1" in told.stderr
    assert "Plumbing" in (tracks / ".before/shell-plan-1/track.yaml").read_text()
    assert [line.split()[-2] for line in studytui.bare("track", "list").stdout.splitlines()].count("plan") == 1


def test_what_is_no_checklist_is_refused_in_a_line(studytui: Learner, tmp_path: Path) -> None:
    file = tmp_path / "x\x1b[31m.md"
    file.write_text("nothing")
    refused = studytui.bare("track", "import", str(file), "--yes")
    assert (refused.exit_code, refused.stdout) == (65, "")
    assert "holds nothing to tick off\n" in refused.stderr
    assert "\x1b" not in refused.stderr
    assert studytui.bare("track", "import", str(tmp_path / "gone.md")).exit_code == 1


def test_a_track_that_cannot_be_written_is_said(studytui: Learner, plan: Path, tracks: Path) -> None:
    tracks.parent.mkdir(exist_ok=True)
    tracks.write_text("in the way")
    refused = studytui.bare("track", "import", str(plan), "--yes")
    assert (refused.exit_code, "can't be" in refused.stderr) == (4, True)


@pytest.mark.slow
def test_text_from_a_file_is_shown_as_text_by_a_real_process(run: Run, plan: Path) -> None:
    plan.write_text("# A \x1b]0;x\x07 \u202eb [/red]\n- [x] \x1b[31m{{c}}\n", encoding="utf-8")
    for words in (("track", "import", str(plan), "--yes"), ("roadmap",), ("undo",)):
        ran = run(*words)
        assert ran.returncode == 0
        assert not {"\x1b", "\u202e"} & set(ran.stdout + ran.stderr)
