"""The settings file: what it sets, every fault with its place, and changing one line of it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studytui import glyphs, paths, settings, settings_edit
from studytui.errors import BAD_CONTENT, CANNOT_WRITE, StudyError
from studytui.settings import NOTHING_SET, Bound
from studytui.text import one_line
from tests.samples import texts

OWN = """\
# Mine since 2024.
theme = "studytui-light"   # the office has windows

pager = 'less -FRX'
[keys]   # few
"desk.tick" = ["space", "x"]  # both
undo = "u"

# the end
"""


def faults(text: str) -> list[str]:
    return [str(fault) for fault in settings.read(text, "config.toml").faults]


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert settings.load(tmp_path) is NOTHING_SET
    assert settings.load(tmp_path / "no" / "such") is NOTHING_SET


def test_what_is_written_down_is_set() -> None:
    found = settings.read(OWN, "config.toml")
    assert (found.theme, found.pager, found.animation) == ("studytui-light", "less -FRX", "full")
    assert dict(found.keys) == {"desk.tick": ("space", "x"), "undo": ("u",)}
    assert dict(found.lines) == {"theme": 2, "pager": 4, "keys.desk.tick": 6, "keys.undo": 7}
    assert not found.faults


@pytest.mark.parametrize(
    "text", ['keys.undo = "u"', '[keys]\nundo = "u"', '[ keys ]\n"undo"="u"', '["keys"] # mine\n  undo =   "u" # x']
)
def test_a_key_may_be_written_in_every_way_that_toml_has(text: str) -> None:
    found = settings.read(text, "config.toml")
    assert (dict(found.keys), dict(found.lines)) == ({"undo": ("u",)}, {"keys.undo": text.count("\n") + 1})


def test_several_keys_may_stand_in_one_text_and_a_comma_is_a_key_too() -> None:
    keys = settings.read('[keys]\nundo = "u, ctrl+z"\nfind = ","', "config.toml").keys
    assert dict(keys) == {"undo": ("u", "ctrl+z"), "find": (",",)}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('\nthme = "x"', "config.toml:2 there is no setting 'thme' (did you mean theme?)"),
        ("glyphs = 1", 'config.toml:1 glyphs is no text (put it in quotes: glyphs = "auto")'),
        ('animation = "ful"', "config.toml:1 animation can't be 'ful' (write full, basic or none)"),
        ("minutes = 30", "config.toml:1 minutes belongs to your plan, which is in your history "
                         "(studytui config set minutes …)"),
        ("[keys]\nundo = []", 'config.toml:2 keys.undo names no key (write "f5", or ["f5", "ctrl+r"])'),
        ("keys = 3", "config.toml:1 keys is a table (write [keys], and commands below it)"),
        ('\n\ntheme = "x', "config.toml:3 is no TOML: illegal character '\\n' (defaults are used until it is mended)"),
        ('theme = "x"\ntheme = "y"', "config.toml:2 is no TOML: cannot overwrite a value "
                                     "(defaults are used until it is mended)"),
    ],
)  # fmt: skip
def test_a_fault_is_a_line_with_its_place_and_what_to_do(text: str, fault: str) -> None:
    assert faults(text + "\n") == [fault]


def test_every_fault_is_told_and_the_rest_of_the_file_holds() -> None:
    found = settings.read('colour = 1\ntheme = "mine"\nglyphs = "x"\n', "config.toml")
    assert [fault.line for fault in found.faults] == [1, 3]
    assert (found.theme, found.glyphs) == ("mine", "auto")


def test_a_file_that_can_not_be_read_is_a_fault_and_no_more(tmp_path: Path) -> None:
    file = settings.path(tmp_path)
    file.mkdir()
    assert "is no file" in str(settings.load(tmp_path).faults[0])
    file.rmdir()
    file.write_bytes(b"\n\ntheme = '\xff'\n")
    assert str(settings.load(tmp_path).faults[0]) == f"{file}:3 is no UTF-8 (save it as UTF-8)"
    file.write_bytes(b'\xef\xbb\xbftheme = "x"\r\n')
    assert settings.load(tmp_path).theme == "x"
    file.unlink()
    os.mkfifo(file)
    assert "is no file" in str(settings.load(tmp_path).faults[0])


@given(texts())
def test_whatever_is_in_the_file_is_read_or_is_a_fault(text: str) -> None:
    for fault in settings.read(text, "config.toml").faults:
        assert "\n" not in str(fault)


def test_deep_nesting_is_a_fault() -> None:
    assert len(faults("theme = " + "[" * 10_000)) == 1
    assert len(faults("a." * 10_000 + "b = 1")) == 1


# Changing a line


def test_only_the_line_changes_and_its_comment_stays() -> None:
    after = settings_edit.changed(OWN, "theme", "mine")
    assert after == OWN.replace('"studytui-light"', '"mine"')
    after = settings_edit.changed(OWN, "keys.desk.tick", ("f5",))
    assert after == OWN.replace('["space", "x"]', '"f5"')


def test_what_was_not_set_is_added_where_it_belongs() -> None:
    lines = settings_edit.changed(OWN, "glyphs", "ascii").splitlines()
    assert lines[:5] == [*OWN.splitlines()[:4], 'glyphs = "ascii"']
    lines = settings_edit.changed(OWN, "keys.list.up", ("up", "i")).splitlines()
    assert lines[-1] == '"list.up" = ["up", "i"]'


def test_a_commented_default_keeps_its_place_and_the_setting_stands_below_it() -> None:
    text = settings.template([Bound("undo", ("u",), "Take back."), Bound("list.up", ("up", "k"), "Up.")])
    assert settings.read(text, "config.toml") == NOTHING_SET._replace(file="config.toml", lines={})
    after = settings_edit.changed(settings_edit.changed(text, "keys.list.up", ("i",)), "theme", "x")
    lines = after.splitlines()
    assert lines[lines.index('theme = "x"') - 1] == '# theme = "studytui-dark"'
    assert lines[lines.index('"list.up" = "i"') - 1].startswith('# "list.up" = ["up", "k"] ')
    assert [line for line in lines if line not in text.splitlines()] == ['theme = "x"', '"list.up" = "i"']


def test_the_template_shows_every_setting_with_a_value_that_could_be_set() -> None:
    text = settings.template([])
    uncommented = "\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line and "[" not in line)
    assert list(settings.read(uncommented, "").lines) == [*settings.SETTINGS]
    assert not settings.read(uncommented, "").faults


def test_an_empty_file_and_one_of_another_system_are_added_to() -> None:
    assert settings_edit.changed("", "theme", "x") == 'theme = "x"\n'
    assert settings_edit.changed("", "keys.undo", ("z",)) == '\n[keys]\nundo = "z"\n'
    assert settings_edit.changed('pager = "cat"\r\n', "theme", "x") == 'pager = "cat"\r\ntheme = "x"\r\n'


@pytest.mark.parametrize("text", ['theme = """\nx"""\n', '[keys]\nundo = [\n  "u",\n]\n', "keys = {undo = 'u'}\n"])
def test_a_value_that_one_line_does_not_hold_is_left_to_the_editor(text: str) -> None:
    name = next(iter(settings.read(text, "").lines), "keys.undo")
    with pytest.raises(StudyError, match="studytui config edit"):
        settings_edit.changed(text, name if name != "keys" else "keys.undo", ("z",) if "keys" in name else "z")


def test_a_broken_file_is_not_written_to() -> None:
    with pytest.raises(StudyError) as caught:
        settings_edit.changed("theme = \n", "glyphs", "ascii")
    assert caught.value.exit_code == BAD_CONTENT


@given(st.sampled_from(["", OWN, "# only a comment"]), st.sampled_from([*settings.SETTINGS]), texts())
def test_what_was_set_is_read_back_and_every_comment_is_still_there(text: str, name: str, value: str) -> None:
    after = settings_edit.changed(text, name, value)
    assert settings.parsed(after)[name] == one_line(value)
    line = settings.lines(after)[name] - 1
    was = settings.lines(text).get(name)
    others = [each for number, each in enumerate(text.split("\n"), 1) if number != was]
    assert [each for number, each in enumerate(after.split("\n")) if number != line] == others


def test_a_link_to_a_file_elsewhere_stays_one(tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles.toml"
    dotfiles.write_text('theme = "x"\n')
    dotfiles.chmod(0o600)
    (tmp_path / "config").mkdir()
    settings.path(tmp_path / "config").symlink_to(dotfiles)
    settings_edit.save(tmp_path / "config", 'theme = "y"\n')
    assert settings.path(tmp_path / "config").is_symlink()
    assert (dotfiles.read_text(), dotfiles.stat().st_mode & 0o777) == ('theme = "y"\n', 0o600)


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    with pytest.raises(StudyError) as caught:
        settings_edit.save(tmp_path / "config", "")
    assert caught.value.exit_code == CANNOT_WRITE


# Signs


@given(texts())
def test_signs_in_ascii_take_the_room_of_the_others(text: str) -> None:
    from rich.cells import cell_len

    assert all(cell_len(glyphs.in_ascii(sign)) == cell_len(sign) for sign in set(text))


def test_all_that_is_drawn_with_has_a_sign_in_ascii() -> None:
    drawn = [*map(chr, range(0x2500, 0x25A0)), *map(chr, range(0x2800, 0x2900)), *"✓▸▾◀→·…★●◆×–−“”≈±"]
    assert glyphs.in_ascii("".join(drawn)).isascii()
    assert glyphs.in_ascii("naïve, 漢字") == "naïve, 漢字"


@pytest.mark.parametrize(
    ("said", "shows"),
    [
        ({}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "de_DE.utf8"}, True),
        ({"LANG": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LANG": "en_US.ISO-8859-1"}, False),
        ({"LANG": "C.UTF-8", "LC_ALL": "POSIX"}, False),
        ({"LANG": "C", "LC_CTYPE": "en_GB.UTF-8"}, True),
        ({"LANG": "C.UTF-8", "TERM": "linux"}, False),
    ],
)
def test_the_locale_says_whether_there_are_signs(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], shows: bool
) -> None:
    for name in ("LANG", "LC_ALL", "LC_CTYPE", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert paths.shows_signs() is shows
    assert glyphs.are_plain("auto") is not shows
    assert (glyphs.are_plain("ascii"), glyphs.are_plain("unicode")) == (True, False)
