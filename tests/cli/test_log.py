"""`studytui log`: from the shell, standard input and an editor; a text once written is never lost."""

import json
import re
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Learner
from tests.cli.test_roadmap import history


def entries(studytui: Learner) -> list[tuple[str, str | None, str | None]]:
    return [(each["text"], each["got"], each["topic"]) for each in json.loads(studytui("journal", "--json").stdout)]


@pytest.fixture
def editor(tmp_path: Path, studytui: Learner) -> "Editor":
    return Editor(tmp_path, studytui)


class Editor:
    """A stand-in for the learner's editor: a script that is given the file."""

    def __init__(self, tmp_path: Path, studytui: Learner) -> None:
        self.script = tmp_path / "my editor"
        self.seen = tmp_path / "seen"
        self.learner = studytui

    def does(self, *commands: str) -> None:
        lines = ["#!/bin/sh", f'cp "$1" "{self.seen}"', f'echo "$1" > "{self.seen}.path"']
        lines += [f'ls -ld "$(dirname "$1")" > "{self.seen}.mode"', *commands]
        self.script.write_text("\n".join(lines) + "\n")
        self.script.chmod(0o755)
        self.learner.environ["EDITOR"] = f"'{self.script}'"

    @property
    def file(self) -> Path:
        return Path(Path(f"{self.seen}.path").read_text().strip())


def test_words_are_one_entry_and_got_and_topic_go_with_it(studytui: Learner) -> None:
    wrote = studytui("log", "Said", "5x", "--got", "37x", "--topic", "lazy-loading")
    assert wrote.exit_code == 0
    assert re.fullmatch(r"wrote [0-9a-f]{11}-[0-9a-f]{8}: Said 5x\n", wrote.stdout)
    assert entries(studytui) == [("Said 5x", "37x", "lazy-loading")]


def test_the_id_that_log_names_is_the_entrys(studytui: Learner) -> None:
    name = studytui("log", "one").stdout.split()[1].rstrip(":")
    assert f'"id": "{name}"' in studytui("journal", "--json").stdout


def test_a_dash_reads_standard_input(studytui: Learner) -> None:
    assert studytui("log", "-", says="two\r\nlines 🎉\n").exit_code == 0
    assert entries(studytui) == [("two\nlines 🎉", None, None)]


def test_an_empty_text_writes_nothing_and_says_so(studytui: Learner, tmp_path: Path) -> None:
    for words, says in ((("log", "  "), None), (("log", "-"), " \n")):
        empty = studytui(*words, says=says)
        assert (empty.exit_code, empty.stdout) == (1, "")
        assert "nothing was written" in empty.stderr
    assert history(tmp_path) == b""


def test_a_wrong_topic_is_told_before_the_editor_opens(studytui: Learner, editor: Editor) -> None:
    editor.does("echo lost >> $1")
    slip = studytui("log", "--topic", "lazy-loding")
    assert slip.exit_code == 1
    assert "did you mean lazy-loading" in slip.stderr
    assert not editor.seen.exists()


def test_the_editor_gets_a_private_markdown_file_that_explains_itself(studytui: Learner, editor: Editor) -> None:
    editor.does('echo "what I did" >> "$1"')
    assert studytui("log").exit_code == 0
    assert entries(studytui) == [("what I did", None, None)]
    explained = editor.seen.read_text().splitlines()
    assert all(line.startswith("#") for line in explained if line)
    assert editor.file.suffix == ".md"
    assert Path(f"{editor.seen}.mode").read_text().startswith("drwx------")
    assert not editor.file.parent.exists()


def test_visual_comes_before_editor_and_may_have_options(studytui: Learner, editor: Editor) -> None:
    editor.does("exit 9")
    studytui.environ["VISUAL"] = 'sh -c \'echo "$1" >> "$2"\' - visual'
    assert studytui("log").exit_code == 0
    assert entries(studytui) == [("visual", None, None)]


def test_a_heading_or_a_tag_at_the_top_is_the_learners(studytui: Learner, editor: Editor) -> None:
    editor.does(r'printf "# Heading\n#tag\n" >> "$1"')
    studytui("log")
    assert entries(studytui) == [("# Heading\n#tag", None, None)]


def test_leaving_the_editor_without_a_word_writes_nothing(studytui: Learner, editor: Editor, tmp_path: Path) -> None:
    editor.does("true")
    left = studytui("log")
    assert left.exit_code == 1
    assert "nothing was written" in left.stderr
    assert history(tmp_path) == b""
    assert not editor.file.parent.exists()


def test_a_failing_editor_is_told_and_the_text_kept(studytui: Learner, editor: Editor, tmp_path: Path) -> None:
    editor.does('echo "half a thought" >> "$1"', "exit 3")
    failed = studytui("log")
    assert failed.exit_code == 1
    assert "failed: exit 3" in failed.stderr
    assert f"your text is in {editor.file}" in failed.stderr
    assert "half a thought" in editor.file.read_text()
    assert history(tmp_path) == b""


@pytest.mark.parametrize(
    ("command", "said"),
    [("", "set EDITOR"), ("/no/such/editor", "No such file"), ("vi 'unclosed", "check its quotes")],
)
def test_a_missing_editor_is_told_in_words(studytui: Learner, command: str, said: str) -> None:
    studytui.environ["EDITOR"] = command
    missing = studytui("log")
    assert missing.exit_code == 2
    assert said in missing.stderr


def test_a_text_that_can_not_be_saved_is_kept_in_a_named_file(
    studytui: Learner, editor: Editor, tmp_path: Path
) -> None:
    # A file where the folder should be stops root as well.
    (tmp_path / "data").write_text("in the way")
    editor.does('echo "from the editor" >> "$1"')
    for words, says, text in (
        (("log",), None, "from the editor"),
        (("log", "-"), "from a pipe", "from a pipe"),
        (("log", "from the shell"), None, "from the shell"),
    ):
        failed = studytui(*words, says=says)
        assert failed.exit_code == 4
        kept = re.search(r"your text is in (\S+)", failed.stderr)
        assert kept is not None
        file = Path(kept[1])
        assert text in file.read_text()
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
