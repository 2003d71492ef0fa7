"""YAML and Markdown from strangers: what is read, what is refused, and that nothing breaks the reader."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from studytui.track.reader import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_VALUES,
    Document,
    Mark,
    read_markdown,
    read_yaml,
)
from tests.track.conftest import FILES

ROOT = Path(__file__).parents[2]
ODD = "ab \n\t:-[]{}&*!|>'\"%@`#,?\0\r\ufeff\u2028\U0001f600<~.=\\x7"


@pytest.fixture(params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either of PyYAML's parsers: not every machine has the C one."""
    if request.param == "libyaml" and not yaml.__with_libyaml__:
        pytest.skip("PyYAML is built without libyaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", request.param == "libyaml")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.yaml"


def read(file: Path, text: str | bytes) -> Document:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(file, "a.yaml")


def faults(file: Path, text: str | bytes) -> list[str]:
    return [str(fault) for fault in read(file, text).faults]


# What is read


@pytest.mark.usefixtures("parser")
def test_scalars_keep_their_text(file: Path) -> None:
    document = read(file, "start: 22:30\nflag: no\nversion: 1.10\nnothing: ~\ndate: 2026-11-22\nempty:\nhex: 0x1F\n")
    assert document.faults == []
    assert document.data == {
        "start": "22:30",
        "flag": "no",
        "version": "1.10",
        "nothing": "~",
        "date": "2026-11-22",
        "empty": "",
        "hex": "0x1F",
    }


@pytest.mark.usefixtures("parser")
def test_keys_and_values_keep_their_line_and_column(file: Path) -> None:
    document = read(file, "phases:\n  - weeks:\n      - title: One\n      - {id: two, title: Two}\n")
    at = ("phases", 0, "weeks", 1, "title")
    assert document.marks[at] == Mark(4, 26)
    assert document.keys[at] == Mark(4, 19)
    assert document.mark(("phases", 0, "weeks", 0, "missing")) == document.marks["phases", 0, "weeks", 0] == Mark(3, 9)


def test_columns_count_characters_and_not_bytes(file: Path) -> None:
    assert read(file, "né👍: [é, *x]").faults[0].column == 10


def test_a_byte_order_mark_and_line_ends_of_other_systems_are_tolerated(file: Path) -> None:
    document = read(file, b"\xef\xbb\xbfa: 1\r\nb: 2\rc: 3\n")
    assert document.data == {"a": "1", "b": "2", "c": "3"}
    assert document.marks["c",] == Mark(3, 4)


def test_a_character_written_as_an_escape_is_data(file: Path) -> None:
    assert read(file, r'a: "\e]52;c;\x07"').data == {"a": "\x1b]52;c;\x07"}


# What is refused


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("a: b\na: c\n", "a.yaml:2:1 the key 'a' stands twice (the first is on line 1"),
        ("a:\n  - b\nc: d\na:\n", "a.yaml:4:1 the key 'a' stands twice (the first is on line 1"),
        ("a: &x b\n", "a.yaml:1:4 anchor &x (take it out"),
        ("a: *x\n", "a.yaml:1:4 alias *x (write the value out"),
        ("*x : a\n", "a.yaml:1:1 alias *x (write the value out"),
        ("a: !!python/object:os.system b\n", "a.yaml:1:4 tag 'tag:yaml.org,2002:python/object:os.system' (take it out"),
        ("a: !t [b]\n", "a.yaml:1:4 tag '!t' (take it out"),
        ("a:\n  <<: {b: c}\n", "a.yaml:2:3 a merge key << (write the values out)"),
        ("a: {{b}}\n", "a.yaml:1:5 a key that is not text (use a plain word"),
        ("? [a]\n: b\n", "a.yaml:1:3 a key that is not text (use a plain word"),
        ("a: b\n---\nc: d\n", "a.yaml:2:1 a second document begins here (keep one"),
        ("a:\n\tb: c\n", "a.yaml:2:1 a tab (indent with spaces)"),
        ("title: N+1: why\n", "a.yaml:1:11 a colon where none can stand (put the text in quotes"),
        ("title: @me\n", "a.yaml:1:8 text can't begin with '@' (put it in quotes)"),
        ("a: [b\n", "a.yaml:2:1 this is not YAML: "),
        ("a: 'b\n", "a.yaml:2:1 this is not YAML: "),
        ("", "a.yaml:1:1 there is nothing in it ("),
        ("# a remark\n", "a.yaml:1:1 there is nothing in it ("),
        (b"a: 1\nb: \xc3\xa9\xe9\n", "a.yaml:2:5 this is not UTF-8 (save the file as UTF-8)"),
        ("a: b".encode("utf-16"), "a.yaml:1:1 this is not UTF-8 (save the file as UTF-8)"),
        ("a: 1\nb: x\0\n", "a.yaml:2:5 control character U+0000 (take it out)"),
        ("a: \x1b[31m\n", "a.yaml:1:4 control character U+001B (take it out)"),
        ("a: b\u2028c: d\n", "a.yaml:1:5 control character U+2028 (take it out)"),
        ("a: \uffff\n", "a.yaml:1:4 control character U+FFFF (take it out)"),
    ],
)
def test_what_is_refused_is_named_with_its_place_and_what_to_do(file: Path, text: str | bytes, begins: str) -> None:
    found = faults(file, text)
    assert [each[: len(begins)] for each in found] == [begins]


def test_every_fault_is_found_and_not_only_the_first(file: Path) -> None:
    document = read(file, "a: &x b\na: c\nd: *x\ne: !t f\ng: [h\n")
    assert [(fault.line, fault.column) for fault in document.faults] == [(1, 4), (2, 1), (3, 4), (4, 4), (6, 1)]
    assert not document.whole


def test_the_first_of_equal_keys_holds(file: Path) -> None:
    document = read(file, "a: b\na: [c]\nd: e\na: f\n")
    assert document.data == {"a": "b", "d": "e"}
    assert [fault.hint for fault in document.faults] == ["the first is on line 1: keep one"] * 2


def test_a_giant_in_a_message_is_cut_short(file: Path) -> None:
    (fault,) = faults(file, f"? {'x' * 1000}\n: b\n? {'x' * 1000}\n: c\n")
    assert len(fault) < 300


def test_a_fault_is_one_line_whatever_the_file_is_called(tmp_path: Path) -> None:
    fault = read_yaml(tmp_path / "gone", "a\x1b]52;x\x07\nb\u202e\ud800.yaml").faults[0]
    assert str(fault).startswith("a␛]52;x␇ b��.yaml:1:1 the file can't be read: No such file or directory (")


# Limits


@pytest.mark.usefixtures("parser")
def test_as_many_levels_as_allowed_are_read_and_one_more_is_refused(file: Path) -> None:
    assert read(file, "[" * MAX_DEPTH + "]" * MAX_DEPTH).faults == []
    assert faults(file, "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [
        f"a.yaml:1:{MAX_DEPTH + 1} nested deeper than {MAX_DEPTH} levels (flatten it)"
    ]


def test_as_many_values_as_allowed_are_read_and_one_more_is_refused(file: Path) -> None:
    assert read(file, "- a\n" * (MAX_VALUES - 1)).faults == []
    assert faults(file, "- a\n" * MAX_VALUES) == [f"a.yaml:{MAX_VALUES}:3 more than 100,000 values (split the file)"]


def test_as_many_bytes_as_allowed_are_read_and_one_more_is_refused(file: Path) -> None:
    assert read(file, "a: " + "x" * (MAX_BYTES - 3)).faults == []
    assert faults(file, "a: " + "x" * (MAX_BYTES - 2)) == [
        "a.yaml:1:1 the file has more than 2,097,152 bytes (split it)"
    ]


BOMBS = {
    "100,000 brackets": "'[' * 100_000",
    "2 MiB of braces": "'{a: ' * 500_000",
    "100,000 hyphens": "'- ' * 100_000",
    "100,000 question marks": "'? ' * 100_000",
    "brackets and braces": "'[{' * 100_000",
    "a billion laughs": "'a0: &a0 [x,x]\\n' + ''.join(f'a{n}: &a{n} [*a{n-1},*a{n-1}]\\n' for n in range(1, 40))",
    "merge keys": "'a0: &a0 {x: y}\\n' + ''.join(f'a{n}: &a{n}\\n  <<: [*a{n-1},*a{n-1}]\\n' for n in range(1, 40))",
    "a giant key": "'x' * 2_000_000 + ': a'",
    "a giant escape": "'\"' + '\\\\n' * 1_000_000",
    "a giant number in a directive": "'%YAML 1.' + '9' * 10_000 + '\\n--- a'",
    "an escape beyond Unicode": "'\"\\\\UFFFFFFFF\"'",
}


@pytest.mark.parametrize("with_libyaml", [True, False])
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=list(BOMBS))
def test_a_bomb_is_refused_within_bounded_time_and_memory(tmp_path: Path, bomb: str, with_libyaml: bool) -> None:
    if with_libyaml and not yaml.__with_libyaml__:
        pytest.skip("PyYAML is built without libyaml")
    code = (
        "import resource, sys, yaml\nfrom pathlib import Path\nfrom studytui.track.reader import read_yaml\n"
        f"yaml.__with_libyaml__ = {with_libyaml}\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (20, 20))\n"
        f"file = Path(sys.argv[1]); file.write_text({bomb})\n"
        "assert read_yaml(file, 'bomb').faults\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "bomb")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")


# Files that are none


def odd_files(folder: Path) -> Iterator[tuple[Path, str]]:
    (folder / "dir").mkdir()
    yield folder / "dir", "this is no ordinary file"
    os.mkfifo(folder / "pipe")
    yield folder / "pipe", "this is no ordinary file"
    yield Path("/dev/zero"), "this is no ordinary file"
    (folder / "loop").symlink_to(folder / "loop")
    yield folder / "loop", "the file can't be read: "
    yield folder / "gone", "the file can't be read: No such file or directory"
    yield folder / "a\0b", "the file can't be read: "
    yield folder / ("x" * 300), "the file can't be read: File name too long"


def test_directories_pipes_devices_and_missing_files_are_refused(tmp_path: Path) -> None:
    for path, message in odd_files(tmp_path):
        for reading in (read_yaml, read_markdown):
            (fault,) = reading(path, "odd").faults
            assert str(fault).startswith(f"odd:1:1 {message}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(file: Path) -> None:
    file.write_text("a: b")
    file.chmod(0)
    assert str(read_yaml(file, "a").faults[0]).startswith("a:1:1 the file can't be read: Permission denied")


def test_a_giant_file_is_read_no_further_than_the_limit(file: Path) -> None:
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)
    assert "more than 2,097,152 bytes" in str(read_yaml(file, "a").faults[0])


# Markdown


def markdown(file: Path, text: str) -> Document:
    file.write_text(text)
    return read_markdown(file, "a.md")


def test_front_matter_and_prose_are_told_apart_and_lines_count_from_the_top(file: Path) -> None:
    document = markdown(file, "---\ntitle: A\nwhy: B\n---\n\n\n# Prose\n\n---\n\nmore\n")
    assert document.data == {"title": "A", "why": "B"}
    assert document.marks["why",] == Mark(3, 6)
    assert document.prose == "# Prose\n\n---\n\nmore"
    assert document.prose_line == 7


def test_a_fault_in_front_matter_has_its_line_in_the_file(file: Path) -> None:
    assert [str(fault) for fault in markdown(file, "---\na: &x b\nc: [\n---\n").faults] == [
        "a.md:2:4 anchor &x (take it out, or put the text in quotes)",
        "a.md:4:1 this is not YAML: did not find expected node content (check indents, colons and quotes)",
    ]


def test_a_byte_order_mark_before_front_matter_is_tolerated(file: Path) -> None:
    assert markdown(file, "\ufeff---\r\ntitle: A\r\n---\r\nProse.\r\n").prose == "Prose."


def test_prose_may_be_empty(file: Path) -> None:
    document = markdown(file, "---\ntitle: A\n---\n")
    assert (document.prose, document.faults) == ("", [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.md:1:1 the front matter is missing"),
        ("# Prose\n", "a.md:1:1 the front matter is missing"),
        ("---\ntitle: A\n", "a.md:1:1 the front matter does not end"),
        ("---\n---\n", "a.md:2:1 there is nothing in it"),
    ],
)
def test_front_matter_that_is_not_there_is_asked_for(file: Path, text: str, message: str) -> None:
    assert str(markdown(file, text).faults[0]).startswith(message)


# Whatever the bytes


def mutated() -> st.SearchStrategy[bytes]:
    """Right files with some bytes taken out, put in or repeated."""

    @st.composite
    def mutant(draw: st.DrawFn) -> bytes:
        raw = draw(st.sampled_from(sorted(FILES.values()))).encode()
        for _ in range(draw(st.integers(1, 4))):
            start = draw(st.integers(0, len(raw)))
            end = min(len(raw), start + draw(st.integers(0, 12)))
            put = draw(st.one_of(st.text(ODD, max_size=4).map(str.encode), st.binary(max_size=3), st.just(raw[:end])))
            raw = raw[:start] + put + raw[end:]
        return raw

    return mutant()


def anything() -> st.SearchStrategy[bytes]:
    return st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "replace")),
                     st.text(ODD).map(str.encode), mutated())  # fmt: skip


@pytest.mark.parametrize("with_libyaml", [True, False])
def test_whatever_the_bytes_they_are_data_or_faults_and_never_an_exception(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, with_libyaml: bool
) -> None:
    if with_libyaml and not yaml.__with_libyaml__:
        pytest.skip("PyYAML is built without libyaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", with_libyaml)
    file = tmp_path_factory.mktemp("fuzz") / "x"

    @settings(max_examples=400, deadline=None)
    @given(anything())
    @example(b"\xff\xfe")
    @example(b"%YAML 1." + b"9" * 5000 + b"\n--- a")
    @example(b'"\\UFFFFFFFF"')
    @example(b"? ? ? a")
    @example(b"---\n\x00\n---\n")
    def holds(raw: bytes) -> None:
        file.write_bytes(raw)
        for reading in (read_yaml, read_markdown):
            document = reading(file, "x")
            assert document.whole or document.faults
            for fault in document.faults:
                assert fault.line >= 1 and fault.column >= 1 and fault.message and fault.hint
                assert str(fault).isprintable()

    holds()


plain = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029"))


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(plain, lambda data: st.lists(data) | st.dictionaries(plain.filter("<<".__ne__), data), max_leaves=20)
)
def test_what_is_written_in_quotes_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, data: object) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "x"
    file.write_text(yaml.safe_dump(data, default_style='"', default_flow_style=True).replace("!!str ", ""))
    document = read_yaml(file, "x")
    if not document.faults:
        assert document.data == data
    else:
        assert all("control character" in fault.message for fault in document.faults)
