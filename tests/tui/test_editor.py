"""An entry in the learner's own editor: what comes back, what fails, and that nothing is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from studytui.draft import Draft
from studytui.errors import StudyError
from studytui.tui import entry_file
from studytui.tui.app import StudyApp
from tests.tui.journal import look, whole
from tests.tui.test_lab import shown

SIZE = (120, 40)


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Sets an editor that runs a line of shell on its file, `$1`, and has the terminal meanwhile."""

    @contextmanager
    def suspended(_: StudyApp) -> Iterator[None]:
        yield

    def use(line: str) -> None:
        program = tmp_path / "editor"
        program.write_text(f"#!/bin/sh\n{line}\n")
        program.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(program))

    monkeypatch.setattr(StudyApp, "suspend", suspended)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return use


def kept(tmp_path: Path) -> list[str]:
    return [file.read_text() for file in tmp_path.glob("studytui-*/entry.md")]


async def test_an_entry_is_edited_in_the_learners_own_editor(
    app: StudyApp, edits: Callable[[str], None], tmp_path: Path
) -> None:
    edits('sed -i "s/5×/six times/; s/→ 2/→ 3/" "$1"')
    async with app.run_test(size=SIZE) as pilot:
        await look(pilot, "5", "E")
        entry = app.desk.entries()[0]
        assert (entry.text[:15], entry.got) == ("Said six times,", "101 queries → 3")
        assert "Said six times" in whole(app)
        assert kept(tmp_path) == []


async def test_an_editor_that_changes_nothing_adds_nothing(
    app: StudyApp, edits: Callable[[str], None], tmp_path: Path
) -> None:
    edits("true")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        before = app.desk.entries()[0]
        await look(pilot, "5", "E")
        assert app.desk.entries()[0] == before
        assert "Nothing was changed." in shown(app)
        assert kept(tmp_path) == []


@pytest.mark.parametrize(
    ("line", "told", "left"),
    [
        ("exit 3", "the editor", 0),
        ('echo "I was here" > "$1"; exit 1', "what you wrote is in", 1),
        ('echo > "$1"', "there is nothing to write", 1),
    ],
)
async def test_an_editor_that_fails_is_said_in_a_line_and_nothing_is_lost(
    app: StudyApp, edits: Callable[[str], None], tmp_path: Path, line: str, told: str, left: int
) -> None:
    edits(line)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        before = app.desk.entries()[0]
        await look(pilot, "5", "E")
        assert any(told in note.message for note in app._notifications)
        assert app.desk.entries()[0] == before
        assert len(kept(tmp_path)) == left


@pytest.mark.parametrize(("name", "told"), [("/no/such/editor", "can't be started"), ("vi 'x", "can't be read")])
async def test_an_editor_that_is_none_is_said_in_a_line(
    app: StudyApp, edits: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    edits("true")
    monkeypatch.setenv("VISUAL", name)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await look(pilot, "5", "E")
        assert any(told in note.message for note in app._notifications)


async def test_a_terminal_that_can_not_be_handed_over_is_said_in_a_line(app: StudyApp) -> None:
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await look(pilot, "5", "E")
        assert any("handed to an editor" in note.message for note in app._notifications)


async def test_a_draft_is_not_passed_over(app: StudyApp, edits: Callable[[str], None]) -> None:
    edits('echo other > "$1"')
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        app.drafts.draft = Draft("Half")
        await look(pilot, "5", "E")
        assert "There is a draft" in shown(app)
        assert app.desk.entries()[0].text.startswith("Said")


@pytest.mark.parametrize("said", ["vi", "nano", ""])
def test_without_a_word_on_editors_there_is_vi_or_nano_or_none(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", "")
    monkeypatch.setattr(entry_file, "which", lambda name: name == said or None)
    if said:
        assert entry_file.program("") == [said]
        assert entry_file.program("code --wait") == ["code", "--wait"]
    else:
        with pytest.raises(StudyError, match="no editor is set"):
            entry_file.program("")
