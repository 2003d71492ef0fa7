"""Checklists: what is an item, what is a group, what is a note, and which links are kept."""

from pathlib import Path

import pytest

from studytui.errors import BAD_CONTENT, NOTHING_MATCHED, StudyError
from studytui.exchange import checklist
from studytui.exchange.checklist import Checklist, Item, Link, Note, parsed, read

PLAN = "# Shell plan\n\n- [x] Explain an inode\n\n## Pipes\n\n- [ ] Write a tee\n"


def items(text: str) -> list[Item]:
    return [item for section in parsed(text, "file").sections for item in section.items]


def texts(text: str) -> list[str]:
    return [item.text for item in items(text)]


def links(text: str) -> list[Link]:
    return [link for section in parsed(text, "file").sections for link in section.links]


def notes(text: str) -> list[str]:
    return [note.text for section in parsed(text, "file").sections for note in section.notes]


# Items


@pytest.mark.parametrize("mark", ["-", "*", "+", "1.", "12)"])
@pytest.mark.parametrize(("box", "done"), [("[ ]", False), ("[x]", True), ("[X]", True)])
def test_an_item_with_a_box_is_something_to_do(mark: str, box: str, done: bool) -> None:
    assert items(f"{mark} {box} Fold a list\n") == [Item("Fold a list", done)]


@pytest.mark.parametrize(
    "line",
    ["- Fold", "- [y] Fold", "- [x](https://a.b)", "- [ ]", "[ ] Fold", "- [ ] <!-- x -->", "- [ ]Fold", "    - [ ] x"],
)
def test_nothing_else_is(line: str) -> None:
    assert items(f"text\n\n{line}\n") == []


def test_what_stands_in_code_comments_tables_and_front_matter_is_not_read_as_items() -> None:
    front = "---\ntitle: x\nlist: '- [ ] a'\n---\n"
    text = "```\n- [ ] b\n```\n~~~\n# c\n~~~\n<!--\n- [ ] d\n-->\n| - [ ] e |\n|---|\n"
    assert parsed(front + text, "file") == Checklist("file", parsed("", "file").sections)


def test_items_six_levels_deep_know_what_they_are_in() -> None:
    text = "\n".join(f"{'   ' * depth}{mark} [ ] {depth}" for depth, mark in enumerate(("-", "*", "1.", "+", "-", "*")))
    assert items(text)[-1] == Item("5", False, ("0", "1", "2", "3", "4"))
    assert len(items(text)) == 6


def test_an_item_without_a_box_is_a_group_when_it_holds_one_with_a_box_and_a_note_otherwise() -> None:
    text = "- Trees:\n  - balanced\n    - [ ] Rotate one\n  - wide\n- Graphs\n"
    assert items(text) == [Item("Rotate one", False, ("Trees:", "balanced"))]
    assert notes(text) == ["Trees: › wide", "Graphs"]


def test_more_paragraphs_of_an_item_and_what_is_between_lists_are_notes() -> None:
    text = "Before.\n\n- [ ] Sort\n\n  Merge it.\n\nAfter.\n\n- [ ] Search\n"
    assert notes(text) == ["Before.", "Sort › Merge it.", "After."]


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("**Bold** and *it* and ~~no~~ and `a  b`", "Bold and it and no and a b"),
        ("[text](https://a.b) &amp; \\*", "text & *"),
        ("one\n  two", "one two"),
        ("a <kbd>b</kbd><br>c <!-- d -->", "a b c"),
        ("🎉 [x][1] :+1:", "🎉 [x][1] :+1:"),
        ("![pic](p.png) seen", "seen"),
        ("![pic](p.png)", "pic"),
        ("a\x1b[31m\u202eb\ufeff\x00", "a␛[31m�b�"),
        ("[/bold] {{x}} --- 'q' \"r\" key: value # c", "[/bold] {{x}} --- 'q' \"r\" key: value # c"),
    ],
)
def test_markup_becomes_plain_text_on_one_line(markup: str, plain: str) -> None:
    assert texts(f"- [ ] {markup}\n") == [plain]


def test_a_line_that_is_huge_is_cut_and_stands_in_full_among_the_notes() -> None:
    (text,), (note,) = (kind(f"- [ ] {'word ' * 50_000}") for kind in (texts, notes))
    assert len(text) <= checklist.LONGEST_TEXT
    assert text.endswith("word…")
    assert note.split() == ["word"] * 50_000


# Links


def test_links_are_kept_with_the_item_they_are_in() -> None:
    text = (
        "See [the book](https://b.org/1 'title') and [r].\n\n"
        "- [ ] [Only](https://only.org)\n"
        "- [ ] Read [a](http://a.org) and <https://auto.org>\n  - [film](https://f.org)\n"
        "- [ ] <a class='x' href=\"https://h.org\">html</a> and [![pic](p.png)](https://p.org)\n\n[r]: https://r.org\n"
    )
    assert links(text) == [
        Link("the book", "https://b.org/1"),
        Link("r", "https://r.org"),
        Link("Only", "https://only.org"),
        Link("a", "http://a.org", "Read a and https://auto.org"),
        Link("https://auto.org", "https://auto.org", "Read a and https://auto.org"),
        Link("film", "https://f.org", "Read a and https://auto.org"),
        Link("html", "https://h.org", "html and"),
        Link("html and", "https://p.org", "html and"),
    ]


def test_links_in_tables_and_html_are_kept_too() -> None:
    text = (
        "Before\n| a | b |\n|---|---|\n| [one](https://one.org) | x |\n\n- [ ] Go\n\n"
        "<details>\n<a href='https://two.org'>two</a>\n</details>\n\n<!-- [no](https://no.org) -->\n"
    )
    assert links(text) == [Link("one", "https://one.org"), Link("two", "https://two.org")]
    assert notes(text) == ["Before"]


def test_a_table_of_contents_and_badges_leave_nothing() -> None:
    text = "[![b](b.svg)](https://ci.org) ![c](c.svg)\n\n- [One](#one)\n  - [Two](#two)\n\n- [ ] Go\n"
    assert (links(text), notes(text), texts(text)) == ([], [], ["Go"])


# Files


def test_a_file_is_read_whatever_its_line_ends_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    file.write_bytes(b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode())
    assert read(file) == parsed(PLAN, "plan")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (PLAN.encode("utf-16"), "is not UTF-8"),
        ("- [ ] café".encode("latin-1"), "is not UTF-8"),
        (b"", "holds nothing to tick off"),
        (b"# Title\n\n- plain\n", "holds nothing to tick off"),
        (b"- [ ] a\n" * 10_001, "holds 10,001 items"),
        (b"- [ ] a\n" * 50_001, "has more than 50,000 lines"),
        (b"- [ ] a\n" * 300_000, "has more than 2,097,152 bytes"),
    ],
    ids=["utf-16", "latin-1", "empty", "no box", "items", "lines", "bytes"],
)
def test_a_file_that_is_no_checklist_is_refused_in_a_line(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "plan.md"
    file.write_bytes(content)
    with pytest.raises(StudyError, match=message) as raised:
        read(file)
    assert raised.value.exit_code == BAD_CONTENT


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="No such file") as raised:
        read(tmp_path / "gone.md")
    assert raised.value.exit_code == NOTHING_MATCHED
    for path in (tmp_path, Path("/dev/zero")):
        with pytest.raises(StudyError, match="no ordinary file"):
            read(path)


def test_a_note_tells_whether_it_was_an_item() -> None:
    (section,) = parsed("text\n\n- item\n", "file").sections
    assert section.notes == (Note("text"), Note("item", True))
