"""`studytui config`: what holds and where it comes from, and changing it in the file or in the plan."""

import json
from pathlib import Path

import pytest

from studytui import choices
from tests.cli.conftest import Learner


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    return tmp_path / "config" / "config.toml"


def held(studytui: Learner) -> dict[str, tuple[object, str, str]]:
    rows = json.loads(studytui("config", "show", "--json").stdout)
    return {row["id"]: (row["value"], row["source"], row["where"]) for row in rows}


def test_everything_has_a_value_and_a_source_before_anything_is_set(studytui: Learner) -> None:
    assert held(studytui) == {
        "theme": ("studytui-dark", "default", ""),
        "animation": ("full", "default", ""),
        "editor": ("", "default", ""),
        "pager": ("less", "default", ""),
        "glyphs": ("auto", "default", ""),
        "start": (None, "default", ""),
        "days": (5, "default", ""),
        "minutes": (25, "default", ""),
        "pace": (7, "default", ""),
        "cue": ("", "default", ""),
    }
    assert studytui("config").stdout == studytui("config", "show").stdout


def test_the_sources_are_the_file_the_screen_the_environment_and_the_plan(
    studytui: Learner, file: Path, tmp_path: Path
) -> None:
    file.write_text('\nglyphs = "ascii"\n[keys]\nundo = "z"\n')
    choices.choose(tmp_path / "state", theme="studytui-light")
    studytui.environ |= {"EDITOR": "vi", "PAGER": "most"}
    studytui("config", "set", "minutes", "40")
    found = held(studytui)
    assert found["glyphs"] == ("ascii", "file", f"{file}:2")
    assert found["keys.undo"] == ("z", "file", f"{file}:4")
    assert found["theme"] == ("studytui-light", "screen", "chosen on screen")
    assert found["editor"] == ("vi", "environment", "$VISUAL or $EDITOR")
    assert found["pager"] == ("most", "environment", "$PAGER")
    assert found["minutes"] == (40, "plan", "2026-11-22")
    shown = studytui("config").stdout
    assert f"{file}:2" in shown
    assert "your plan, since 2026-11-22" in shown


def test_a_theme_in_the_file_wins_over_the_one_chosen_on_screen(studytui: Learner, file: Path, tmp_path: Path) -> None:
    choices.choose(tmp_path / "state", theme="studytui-light")
    file.write_text('theme = "nord"')
    assert held(studytui)["theme"] == ("nord", "file", f"{file}:1")


def test_a_setting_is_set_on_its_line_and_the_rest_of_the_file_stays(studytui: Learner, file: Path) -> None:
    file.write_text('# mine\ntheme = "nord"  # north\n\n[keys]\n')
    said = studytui("config", "set", "theme", "studytui-light")
    assert (said.exit_code, said.stdout) == (0, f"theme: studytui-light  ({file}:2)\n")
    studytui("config", "set", "keys.list.up", "up", "i")
    assert file.read_text() == '# mine\ntheme = "studytui-light"  # north\n\n[keys]\n"list.up" = ["up", "i"]\n'


def test_a_setting_is_taken_out_with_its_line_and_the_rest_of_the_file_stays(studytui: Learner, file: Path) -> None:
    file.write_text('# mine\ntheme = "nord"  # north\n\n[keys]\nundo = ["z"]\n"list.up" = "up"\n')
    said = studytui("config", "unset", "theme")
    assert (said.exit_code, said.stdout) == (0, f"theme: as by default  ({file})\n")
    assert studytui("config", "unset", "keys.list.up").exit_code == 0
    assert file.read_text() == '# mine\n\n[keys]\nundo = ["z"]\n'
    assert held(studytui)["theme"][1] == "default"


@pytest.mark.parametrize(
    ("text", "name", "status", "said"),
    [
        (None, "theme", 0, "the default holds"),
        ('theme = "nord"\n', "editor", 0, "the default holds"),
        ('theme = "nord"\n', "thme", 2, "did you mean theme?"),
        ('theme = "nord"\n', "days", 2, "your plan"),
        ("theme = \n", "theme", 65, "is no TOML"),
        ('theme = """\nnord"""\n', "theme", 65, "config edit"),
        ('keys = { undo = "z" }\n', "keys.undo", 65, "config edit"),
    ],
)
def test_what_can_not_be_taken_out_is_said_and_nothing_changes(
    studytui: Learner, file: Path, text: str | None, name: str, status: int, said: str
) -> None:
    if text is not None:
        file.write_text(text)
    slip = studytui("config", "unset", name)
    assert (slip.exit_code, slip.stdout) == (status, "")
    assert said in slip.stderr
    assert (file.read_text() if file.exists() else None) == text


def test_without_a_file_setting_makes_one_that_explains_itself(studytui: Learner, tmp_path: Path) -> None:
    path = studytui("config", "path").stdout.strip()
    assert path == str(tmp_path / "config" / "config.toml")
    assert not Path(path).exists()
    studytui("config", "set", "editor", "code", "--wait")
    text = Path(path).read_text()
    assert 'editor = "code --wait"\n' in text
    assert '# "desk.tick" = "space"' in text
    assert held(studytui)["editor"][0] == "code --wait"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["thme", "x"], "did you mean theme?"),
        (["theme", "studytui-lite"], "did you mean studytui-light?"),
        (["animation", "some"], "write full, basic or none"),
        (["keys.desk.tik", "x"], "did you mean desk.tick?"),
        (["keys.undo", "crtl+z"], "did you mean ctrl+z?"),
        (["keys.undo", "j"], "j would mean two things in one place: undo and write"),
        (["days", "8"], "write a whole number from 1 to 7"),
        (["minutes", "many"], "no number of minutes"),
        (["start", "soon"], "write it as 2026-11-22"),
    ],
)
def test_what_can_not_be_set_is_said_and_nothing_changes(studytui: Learner, words: list[str], said: str) -> None:
    before = held(studytui)
    slip = studytui("config", "set", *words)
    assert (slip.exit_code, slip.stdout) == (2, "")
    assert said in slip.stderr
    assert held(studytui) == before


def test_the_plan_is_changed_in_the_history_and_undo_takes_it_back(studytui: Learner) -> None:
    for words in (("days", "3"), ("start", "today"), ("cue", "after", "coffee"), ("pace", "14")):
        assert studytui("config", "set", *words).exit_code == 0
    found = held(studytui)
    assert [found[name][0] for name in ("start", "days", "pace", "cue")] == ["2026-11-22", 3, 14, "after coffee"]
    assert studytui("config", "set", "days", "3").stdout == "days: 3  (as it was)\n"
    studytui("undo")
    assert held(studytui)["pace"] == (7, "default", "")
    assert held(studytui)["cue"][1] == "plan"


def test_a_broken_file_is_told_and_not_written_to(studytui: Learner, file: Path) -> None:
    file.write_text("theme = \n")
    shown = studytui("config", "show", "--json")
    assert shown.exit_code == 0
    assert f"{file}:1 is no TOML" in shown.stderr
    refused = studytui("config", "set", "theme", "nord")
    assert (refused.exit_code, file.read_text()) == (65, "theme = \n")
    file.write_bytes(b"\xff")
    assert studytui("config", "set", "theme", "nord").exit_code == 65


def test_faults_that_only_the_screens_know_are_told_too(studytui: Learner, file: Path) -> None:
    file.write_text('theme = "nrd"\n[keys]\n"desk.tik" = "x"\n')
    said = studytui("config").stderr
    assert f"{file}:1 there is no theme 'nrd' (did you mean nord?)" in said
    assert f"{file}:3 no command is called 'desk.tik' (did you mean desk.tick?)" in said


@pytest.mark.parametrize("words", [("config", "edit"), ("config", "--edit")])
def test_editing_opens_the_file_with_all_defaults_and_then_tells_its_faults(
    studytui: Learner, tmp_path: Path, words: tuple[str, ...]
) -> None:
    editor = tmp_path / "ed"
    editor.write_text('#!/bin/sh\ncp "$1" "$1.seen"\necho "colour = 1" > "$1"\n')
    editor.chmod(0o755)
    studytui.environ["EDITOR"] = str(editor)
    left = studytui(*words)
    file = tmp_path / "config" / "config.toml"
    assert '# glyphs = "auto"' in Path(f"{file}.seen").read_text()
    assert left.exit_code == 1
    assert f"{file}:1 there is no setting 'colour'" in left.stderr


def test_without_an_editor_editing_says_how_to_have_one(studytui: Learner) -> None:
    none = studytui("config", "edit")
    assert none.exit_code == 2
    assert "studytui config set editor" in none.stderr


def test_the_editor_that_is_set_writes_the_journal_too(studytui: Learner, file: Path, tmp_path: Path) -> None:
    editor = tmp_path / "ed"
    editor.write_text('#!/bin/sh\necho "by the one that is set" >> "$1"\n')
    editor.chmod(0o755)
    studytui.environ["EDITOR"] = "false"
    file.write_text(f'editor = "{editor}"\n')
    assert studytui("log").stdout.endswith(": by the one that is set\n")
