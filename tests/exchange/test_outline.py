"""Checklists laid out: how headings become phases and weeks, and what earns a topic."""

import pytest

from studytui.errors import StudyError
from studytui.exchange.checklist import parsed
from studytui.exchange.outline import Layout
from studytui.track.model import Track

PLAN = """\
# Shell plan

Twelve evenings with small tools. Bring tea.

## Basics

### Files

Files are names for bytes. The rest follows.

- [x] Explain an inode
- [ ] Copy a sparse file

### Pipes

- [ ] Write `tee`

## Beyond

- [ ] Trace a shell
"""


def laid_out(text: str, weeks: int = 0) -> Track:
    """The track, each id the text it stands for."""
    found = parsed(text, "file")
    names = [item.text for section in found.sections for item in section.items]
    return Layout(found, names, [" / ".join(each.titles) for each in found.sections]).track("id", "file.md", weeks, ())


def shape(track: Track) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    return [
        (phase.title, [(week.title, [each.text for each in week.milestones]) for week in phase.weeks])
        for phase in track.phases
    ]


# What a track is made of


def test_sections_below_sections_are_weeks_of_phases() -> None:
    track = laid_out(PLAN)
    assert track.title == "Shell plan"
    assert track.summary == "Twelve evenings with small tools."
    assert shape(track) == [
        ("Basics", [("Files", ["Explain an inode", "Copy a sparse file"]), ("Pipes", ["Write tee"])]),
        ("Beyond", [("Beyond", ["Trace a shell"])]),
    ]
    files, pipes, _ = track.weeks
    assert (files.aim, pipes.aim) == ("Files are names for bytes.", "1 thing to do.")
    assert [week.number for week in track.weeks] == [1, 2, 3]


def test_sections_of_one_level_are_weeks_of_one_phase() -> None:
    text = "# Plan\n\n## Empty\n\ntext\n\n## One\n- [ ] a\n\n## Two\n- [ ] b\n"
    assert shape(laid_out(text)) == [("Plan", [("One", ["a"]), ("Two", ["b"])])]
    assert shape(laid_out(text.replace("## ", "# "))) == [("Plan", [("One", ["a"]), ("Two", ["b"])])]


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        ("- [ ] a\n", [("file", [("file", ["a"])])]),
        ("# T\n- [ ] a\n", [("T", [("T", ["a"])])]),
        ("# T\n## S\n### U\n- [ ] a\n", [("S", [("U", ["a"])])]),
        ("- [ ] a\n\n# T\n- [ ] b\n", [("T", [("T", ["a"]), ("T", ["b"])])]),
        ("# T\n- [ ] a\n## S\n- [ ] b\n", [("T", [("T", ["a"]), ("S", ["b"])])]),
        ("# T\n- [ ] a\n## S\n### U\n- [ ] b\n", [("T", [("T", ["a"])]), ("S", [("U", ["b"])])]),
        ("#\n- [ ] a\n", [("file", [("Untitled", ["a"])])]),
        ("T\n===\n- [ ] a\n", [("T", [("T", ["a"])])]),
    ],
)
def test_however_many_headings_there_are(text: str, phases: object) -> None:
    assert shape(laid_out(text)) == phases


def test_headings_deeper_than_weeks_name_their_milestones() -> None:
    lines = [f"{'#' * level} H{level}\n- [ ] a{level}\n" for level in (1, 2, 3, 4, 5, 6)]
    track = laid_out("\n".join((*lines, "## I2", "### I3", "- [ ] b", "  - [ ] c")))
    assert shape(track) == [
        ("H1", [("H1", ["a1"])]),
        ("H2", [("H2", ["a2"]), ("H3", ["a3", "H4 › a4", "H4 › H5 › a5", "H4 › H5 › H6 › a6"])]),
        ("I2", [("I3", ["b", "b › c"])]),
    ]


def test_long_groups_are_shortened_and_lose_their_colon() -> None:
    (milestone,) = laid_out(f"- Trees:\n  - {'long ' * 30}\n    - [ ] a\n").milestones.values()
    assert milestone.text == "Trees › long long long long long long long… › a"


# Topics


def test_a_section_with_links_earns_a_topic_that_leads_only_to_https() -> None:
    text = (
        "# T\n\n## S\n\nIt *matters* [here](https://x.org/a_(b)). 1 < 2.\n\n- [ ] Read [it](http://y.org)\n"
        "- [see](notes.md)\n- 1\\. [z] & #\n- [ ] [a](javascript:b) `](topic:none)`\n\n## U\n- [ ] c\n"
    )
    track = laid_out(text)
    (topic,) = track.topics.values()
    assert (topic.title, topic.why, topic.minutes) == ("S", "It matters here.", 1)
    assert topic.essentials == ("There are 2 things to do and 3 links to follow here.",)
    assert topic.prose.split("\n\n") == [
        "## Notes",
        "It matters here. 1 &lt; 2.",
        "- 1\\. \\[z\\] & #",
        "## What to read",
        "- [here](https://x.org/a_%28b%29)\n- Read it: it, http://y.org\n- see, notes.md",
    ]
    week, other = track.weeks
    assert (week.topics, other.topics) == ((topic.id,), ())
    assert {each.topic for each in week.milestones} == {topic.id}


def test_a_section_that_only_leads_to_others_is_introduced_in_the_first_of_their_weeks() -> None:
    text = "# T\n[a](https://a.org)\n## P\n[p](https://p.org)\n### S\n- [ ] a\n### U\n- [ ] b\n"
    track = laid_out(f"{text}## Q\n[q](https://q.org)\n### V\n")
    assert [week.topics for week in track.weeks] == [("T", "T / P"), ()]


def test_a_line_of_text_earns_no_topic_and_many_words_do() -> None:
    assert laid_out("One line. Or two.\n\n- [ ] a\n").topics == {}
    (topic,) = laid_out(f"{'word ' * 40}:\n\n- [ ] a\n").topics.values()
    assert topic.why == "It is what file.md says under “file”."


# Weeks


def test_items_are_spread_in_order_over_weeks_of_about_equal_size() -> None:
    text = "# T\n" + "\n".join(f"## S{n}\n" + "".join(f"- [ ] {n}.{m}\n" for m in range(9)) for n in range(10))
    track = laid_out(text, 7)
    sizes = [len(week.milestones) for week in track.weeks]
    assert (len(sizes), sum(sizes)) == (7, 90)
    assert max(sizes) <= 2 * min(sizes)
    assert list(track.milestones) == [f"{n}.{m}" for n in range(10) for m in range(9)]
    assert [week.id for week in track.weeks][-1] == "week-7"


def test_weeks_end_where_sections_do_where_they_can() -> None:
    text = "# T\n" + "\n".join(f"## S{n}\n" + f"- [ ] {n}\n" * size for n, size in enumerate((5, 4, 6, 5, 30)))
    assert [(week.title, len(week.milestones)) for week in laid_out(text, 5).weeks] == [
        ("S0 and S1", 9), ("S2 and S3", 11), ("S4", 10), ("S4", 10), ("S4", 10),
    ]  # fmt: skip


@pytest.mark.parametrize("weeks", range(1, 8))
def test_every_week_has_something_to_do(weeks: int) -> None:
    track = laid_out("# A\n- [ ] a\n# B\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n# C\n- [ ] f\n- [ ] g\n", weeks)
    assert len(track.weeks) == weeks
    assert all(week.milestones for week in track.weeks)


def test_more_weeks_than_items_are_refused() -> None:
    with pytest.raises(StudyError, match="2 items can't fill 3 weeks"):
        laid_out("- [ ] a\n- [ ] b\n", 3)


def test_a_week_of_several_sections_says_of_each_item_which() -> None:
    track = laid_out(PLAN, 1)
    assert [each.text for each in track.weeks[0].milestones][:2] == [
        "Files › Explain an inode",
        "Files › Copy a sparse file",
    ]
    assert track.weeks[0].title == "Files and 2 more"
