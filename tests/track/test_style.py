"""What makes a right track a good one: each rule with a bad example, and the small track as the good one."""

from pathlib import Path

import pytest

from studytui.track.check import check, documented, tidied
from studytui.track.rules import RULES
from studytui.track.style import SOFT, STRICT, tidy
from tests.track.conftest import Small

LONG = " ".join(["word"] * 45)


def about(small: Small, rule: str) -> list[str]:
    """The warnings of one rule, without its name."""
    return [warning.removesuffix(f" [{rule}]") for warning in small.warnings() if warning.endswith(f" [{rule}]")]


def put(small: Small, prose: str) -> None:
    """Give a topic another text."""
    small.edit("topics/lazy-loading.md", "was: [n-plus-one]\n---\n", f"was: [n-plus-one]\n---\n{prose}\n")


@pytest.mark.parametrize(
    ("rule", "file", "old", "new", "warning"),
    [
        ("deeds", "track.yaml", "Ran the ladder.", "Understood the ladder.",
         "track.yaml:17:19 warning: 'Understood' is no deed (say what was done, and what it came to)"),
        ("essentials", "topics/lazy-loading.md", "[Make loading visible., Count queries.]", "[a., b., c., d.]",
         "topics/lazy-loading.md:5:13 warning: 4 essentials (keep two or three)"),
        ("lengths", "topics/lazy-loading.md", "Count queries.", LONG,
         "topics/lazy-loading.md:5:37 warning: 45 words (keep it under 40)"),
        ("lengths", "topics/napkin-math.md", "the price of a trip is on the list", LONG,
         "topics/napkin-math.md:8:14 warning: 45 words (keep it under 25)"),
        ("questions", "cards/napkin-math.yaml", "500 queries over 0.5 ms?", "500 queries take 250 ms?",
         "cards/napkin-math.yaml:3:10 warning: the question holds its answer (ask without it)"),
        ("questions", "cards/napkin-math.yaml", "500 queries over 0.5 ms?", "How many look-ups fit into a round trip?",
         "cards/napkin-math.yaml:9:10 warning: this question is asked already (see small/cards/napkin-math.yaml:3)"),
        ("blanks", "labs/ladder.yaml", "ladder\n", "ladder  \n",
         "labs/ladder.yaml:1:1 warning: blanks that nobody sees (studytui track check --fix takes them out)"),
    ],
)  # fmt: skip
def test_what_could_be_better_is_said_where_it_stands(
    small: Small, rule: str, file: str, old: str, new: str, warning: str
) -> None:
    before = set(about(small, rule))
    small.edit(file, old, new)
    assert set(about(small, rule)) - before == {f"small/{warning}"}


@pytest.mark.parametrize(
    ("rule", "prose", "warning"),
    [
        ("markdown", "### Too deep", "11:1 warning: a heading of another level (use ## throughout)"),
        ("markdown", "Some <b>bold</b>.", "11:6 warning: HTML is shown as text (use Markdown, or put it in backticks)"),
        ("markdown", "```python\nx = 1", "11:1 warning: this code never ends (close it with ```)"),
        ("markdown", "```\n" + "x" * 80 + "\n```", "12:77 warning: 80 columns (keep it under 77)"),
        ("reading", f"Short. {LONG.capitalize()}.", "11:8 warning: a sentence of 45 words (make two of it)"),
        ("reading", "It works.\nYou simply count.", "12:1 warning: 'simply' says nothing (leave it out)"),
    ],
)  # fmt: skip
def test_prose_that_could_be_better_is_said_with_its_line(small: Small, rule: str, prose: str, warning: str) -> None:
    put(small, prose)
    assert f"small/topics/lazy-loading.md:{warning}" in about(small, rule)


@pytest.mark.parametrize(
    "prose",
    [
        "`<b>` and `a < b` are code.", "```text\n### <b> simply " + LONG + "\n```", "## Section\n\nGood.",
        "C#sharp and 1 < 2 and a > b.", "- one item\n- another\n\n| a | b |\n| - | - |",
    ],
)  # fmt: skip
def test_good_prose_gets_no_warning(small: Small, prose: str) -> None:
    put(small, prose)
    long_code = [w for w in about(small, "markdown") if "columns" not in w]
    assert (long_code, about(small, "reading")) == ([], [])


def test_many_long_sentences_are_told_by_their_mean(small: Small) -> None:
    put(small, f"Word {' '.join(['word'] * 24)}. " * 3)
    assert about(small, "reading") == ["small/topics/lazy-loading.md:11:1 warning: 25 words a sentence (keep to 20)"]


def test_a_topic_that_stands_alone_is_told(small: Small) -> None:
    assert about(small, "orphans") == []
    small.edit(
        "topics/napkin-math.md",
        "feeds_into:\n  - topic: lazy-loading\n    because: the price of a trip is on the list\n",
        "",
    )
    assert len(about(small, "orphans")) == 2


def test_a_topic_without_prose_misconceptions_references_and_cards_is_not_finished(small: Small) -> None:
    said = "\n".join(about(small, "finished"))
    for part in ("0 words of prose", "1 misconceptions", "0 references", "0 cards for 'lazy-loading'", "2 cards for"):
        assert part in said


def test_an_own_track_is_not_asked_to_be_finished(small: Small) -> None:
    assert check(small.folder, SOFT)[1] == []


def test_the_bundled_track_is_held_to_every_rule() -> None:
    track, faults = check(Path(__file__).parents[2] / "content" / "backend-optimization", STRICT)
    assert track is not None
    assert faults == []


def test_every_rule_is_documented_in_a_sentence() -> None:
    rules = documented()
    assert len({name for name, _ in rules}) == len(rules) == len(RULES) + len(STRICT) + 1
    assert all(what and what[0].isupper() and "\n" not in what for _, what in rules)


# --fix


@pytest.mark.parametrize(
    ("text", "is_markdown", "tidied_text"),
    [
        ("a  \nb\t\n\n\n", False, "a\nb\n"),
        ("a\r\nb\rc", False, "a\nb\nc\n"),
        ("a  \nb  \n\nc  ", True, "a  \nb\n\nc\n"),
        ("", False, "\n"),
    ],
)
def test_tidying_takes_out_blanks_and_nothing_else(text: str, is_markdown: bool, tidied_text: str) -> None:
    assert tidy(text, is_markdown) == tidied_text
    assert tidy(tidied_text, is_markdown) == tidied_text


def test_fix_mends_the_files_that_need_it_and_no_others(small: Small) -> None:
    small.edit("labs/ladder.yaml", "ladder\n", "ladder  \r\n")
    before = (small.folder / "track.yaml").stat().st_mtime_ns
    assert tidied(small.folder) == ["small/labs/ladder.yaml"]
    assert about(small, "blanks") == []
    assert (small.folder / "track.yaml").stat().st_mtime_ns == before
    assert list(small.folder.rglob(".*")) == []


def test_fix_never_writes_through_a_link(small: Small, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text((small.folder / "labs/ladder.yaml").read_text() + "   \n")
    (small.folder / "labs/ladder.yaml").unlink()
    (small.folder / "labs/ladder.yaml").symlink_to(elsewhere)
    assert tidied(small.folder) == []
    assert elsewhere.read_text().endswith("   \n")
