"""What makes a track wrong: every fault at once, in plain words, where it stands."""

import os
import re
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studytui import paths
from studytui.track import check as check_module
from studytui.track.check import check
from studytui.track.model import Edge, Misconception, Reference
from tests.track.conftest import FILES, Small
from tests.track.test_reader import mutated

TRACK, NAPKIN, LAZY = "track.yaml", "topics/napkin-math.md", "topics/lazy-loading.md"
CARDS, LAB = "cards/napkin-math.yaml", "labs/ladder.yaml"


# A track that is right


def test_a_right_track_becomes_the_model(small: Small) -> None:
    track = small.track()
    assert (track.id, track.title, track.hours_per_week) == ("small", "A Small Track", 5)
    assert [(week.number, week.id) for week in track.weeks] == [(1, "numbers"), (2, "trips")]
    assert list(track.milestones) == ["w01-m1", "w02-m1"]
    assert track.weeks[1].revisit == ("napkin-math",)
    assert track.labs["ladder"].topic == "napkin-math"
    assert [(card.id, card.topic, card.lab) for card in track.cards] == [
        ("napkin-math-1", "napkin-math", None),
        ("napkin-math-2", "napkin-math", "ladder"),
    ]
    napkin, lazy = track.topics["napkin-math"], track.topics["lazy-loading"]
    assert napkin.feeds_into == (Edge("lazy-loading", "the price of a trip is on the list"),)
    assert napkin.references == (Reference("Jeff Dean", "Numbers", 2009, "slide 13", "https://example.org/numbers"),)
    assert napkin.prose.startswith("## Orders of magnitude\n")
    assert lazy.title == "Lazy loading: N+1"
    assert lazy.why == "Deferring work multiplies what everybody does."
    assert lazy.misconceptions == (
        Misconception("Eager is always better.", "Joining two collections returns their product."),
    )
    assert (lazy.prose, lazy.minutes, lazy.was) == ("", 0, ("n-plus-one",))


def test_every_bundled_track_is_right() -> None:
    folders = [file.parent for file in paths.content().glob("*/track.yaml")]
    assert folders
    for folder in folders:
        assert check(folder)[1] == []


def test_files_of_editors_and_file_managers_are_passed_over(small: Small) -> None:
    (small.folder / "topics/.#lazy-loading.md").symlink_to("nobody@nowhere.1")
    small.write("cards/._napkin-math.yaml", b"\0\5\26\7")
    small.write("topics/README", "Topics.")
    assert len(small.track().topics) == 2


# One fault each


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        # Keys
        (TRACK, "summary: Two weeks.\n", "", "1:1 summary is missing (add it)"),
        (TRACK, "        aim: Know your numbers.\n", "", "10:9 aim is missing (add it)"),
        (TRACK, "revisit:", "revist:", "27:9 unknown key 'revist' (did you mean revisit?)"),
        (NAPKIN, "title: Napkin math", "title: Napkin math\nzzz: a", "3:1 unknown key 'zzz' (take it out)"),
        (TRACK, "hours_per_week", "topics: {}\nhours_per_week", "4:1 unknown key 'topics' (take it out: it follows"),
        (TRACK, "id: numbers", "id: numbers\n        number: 1", "11:9 unknown key 'number' (take it out: it follows"),
        (NAPKIN, "title: Napkin", "id: napkin-math\ntitle: Napkin", "2:1 unknown key 'id' (take it out: it follows"),
        (LAB, "title:", "id: ladder\ntitle:", "1:1 unknown key 'id' (take it out: it follows"),
        (CARDS, "  lab:", "  topic: lazy-loading\n  lab:", "8:3 unknown key 'topic' (take it out: it follows"),
        # Shapes
        (TRACK, "[napkin-math]\n        labs", "napkin-math\n        labs", "13:17 topics must be a list (begin each"),
        (TRACK, "title: Numbers\n", "title: [Numbers]\n", "11:16 title must be text (write it on one line"),
        (TRACK, "labs: [ladder]", "labs: [[ladder]]", "14:16 an item of labs must be text (write it"),
        (TRACK, "Removed an N+1.", "Removed an N+1.\n          - oops", "31:13 an item of milestones must have keys"),
        (LAB, FILES[LAB], "- a\n", "1:1 this must have keys (write key: value lines)"),
        (CARDS, FILES[CARDS], "a: b\n", "1:1 cards must be a list (begin each card with - id:)"),
        (CARDS, "kind: predict", "kind: predikt", "7:9 kind must be recall, estimate, predict, tradeoff, cloze, cho"),
        *((TRACK, "week: 5", f"week: {text}", "4:17 hours_per_week must be a whole number (write digits only)")
          for text in ("five", "5.0", "1_0", "0x5", "+5", "-5", "0", "٥", "9" * 6000)),
        (NAPKIN, "2009", "2009.0", "10:47 year must be a whole number (write digits only)"),
        # Texts
        (TRACK, "title: Numbers\n", "title:\n", "11:15 title is empty (fill it or take it out)"),
        (TRACK, "text: Ran the ladder.", 'text: " "', "17:19 text is empty (fill it or take it out)"),
        (TRACK, "text: Ran the ladder.", 'text: "a\\nb"', "17:19 text has more than one line (keep it to one)"),
        (NAPKIN, "why: A dozen", "why: |\n  A\n  dozen", "3:6 why has more than one line (keep it to one)"),
        (NAPKIN, "- Keep the units.", '- "a\\Lb"', "5:5 an item of essentials has more than one line (keep it to one)"),
        (NAPKIN, "\n  - Keep the units.", " []", "4:13 0 essentials (keep one to five)"),
        (NAPKIN, "\n  - Keep the units.", " [a, b, c, d, e, f]", "4:13 6 essentials (keep one to five)"),
        (NAPKIN, "https:", "http:", "10:75 this is no https address (begin it with https://)"),
        (NAPKIN, "https://example", "https:// example", "10:75 this is no https address (begin it with https://)"),
        # Ids
        (TRACK, "id: small", "id: Small", "1:5 'Small' can't be the id of a track (use a-z, 0-9 and single"),
        (TRACK, "id: first", "id: first--one", "6:9 'first--one' can't be the id of a phase (use a-z"),
        (TRACK, "id: w01-m1", "id: w01_m1", "16:17 'w01_m1' can't be the id of a milestone (use a-z"),
        (TRACK, "id: numbers", f"id: {'n' * 65}", f"10:13 '{'n' * 65}' can't be the id of a week (use a-z"),
        (CARDS, "id: napkin-math-1", "id: ../x", "1:7 '../x' can't be the id of a card (use a-z"),
        (LAZY, "[n-plus-one]", "[N+1]", "9:7 'N+1' can't be the id of a topic (use a-z"),
        (TRACK, "id: second", "id: first", "19:9 the phase id 'first' is taken (choose another: see small/track"),
        (TRACK, "id: trips", "id: numbers", "23:13 the week id 'numbers' is taken (choose another: see"),
        (TRACK, "id: w02-m1", "id: w01-m1", "29:17 the milestone id 'w01-m1' is taken (choose another: see"),
        (TRACK, "id: w02-m1", "id: w02-m1\n            was: [w01-m1]", "30:19 the milestone id 'w01-m1' is taken"),
        (CARDS, "id: napkin-math-2", "id: napkin-math-1", "6:7 the card id 'napkin-math-1' is taken (choose"),
        (LAZY, "[n-plus-one]", "[napkin-math]", "9:7 the topic id 'napkin-math' is taken (choose another: see "
         "small/topics/napkin-math.md:1)"),
        # What is named
        (TRACK, "topics: [lazy-loading]", "topics: [lazy-loading, lazy]", "26:32 there is no topic 'lazy' (add a"),
        (TRACK, "revisit: [napkin-math]", "revisit: [napkin-meth]", "27:19 there is no topic 'napkin-meth' (did you "
         "mean napkin-math?)"),
        (TRACK, "labs: [ladder]", "labs: [leader]", "14:16 there is no lab 'leader' (did you mean ladder?)"),
        (TRACK, "            topic: napkin-math", "            topic: napkin", "18:20 there is no topic 'napkin' (did"),
        (NAPKIN, "- topic: lazy-loading", "- topic: lazy", "7:12 there is no topic 'lazy' (add a topic of that name)"),
        (CARDS, "lab: ladder", "lab: ladders", "8:8 there is no lab 'ladders' (did you mean ladder?)"),
        (LAB, "topic: napkin-math", "topic: napkin", "2:8 there is no topic 'napkin' (did you mean napkin-math?)"),
        # Weeks
        (TRACK, "[lazy-loading]", "[lazy-loading, napkin-math]", "26:32 topic 'napkin-math' is introduced in week 1 "
         "already (name it under revisit here)"),
        (TRACK, "[lazy-loading]", "[lazy-loading, lazy-loading]", "26:32 topic 'lazy-loading' is introduced in week 2"),
        (TRACK, "\n          - id: w02-m1\n            text: Removed an N+1.", " []", "28:21 a week without milest"),
        (TRACK, "milestones:\n          - id: w02-m1\n            text: Removed an N+1.\n", "\n",
         "23:9 a week without milestones (add one)"),
        # Circles
        (NAPKIN, "- topic: lazy-loading", "- topic: napkin-math", "7:12 a circle: napkin-math → napkin-math (take"),
        # Links
        (NAPKIN, "topic:lazy-loading", "topic:lazy-load", "15:24 there is no topic 'lazy-load' (did you mean"),
        (NAPKIN, "(lab:ladder)", '(lab:leader "a title")', "15:66 there is no lab 'leader' (did you mean ladder?)"),
        (NAPKIN, "says.\n", "says.\n\n[ref]: topic:nowhere\n", "17:14 there is no topic 'nowhere' (add a topic"),
        # Cards
        (CARDS, "  answer: 250 ms\n", "", "1:3 a card of kind estimate needs answer (add a number and its unit)"),
        (CARDS, "answer: 250", "answer: about 250", "5:11 a card of kind estimate needs answer (write a number and"),
        (CARDS, "kind: predict", "kind: output", "6:3 a card of kind output needs code (add the code whose output"),
        (CARDS, "kind: predict", "kind: choice", "6:3 a card of kind choice needs choices (add two to six of them)"),
        (CARDS, "kind: predict", "choices: [one]\n  kind: choice", "7:12 a card of kind choice needs choices (write"),
        (CARDS, "kind: predict", "kind: cloze", "9:10 a card of kind cloze needs front (write {{braces}} around"),
    ],
)  # fmt: skip
def test_a_fault_is_named_once_and_where_it_stands(small: Small, file: str, old: str, new: str, fault: str) -> None:
    small.edit(file, old, new)
    (found,) = small.faults()
    assert found.startswith(f"small/{file}:{fault}")


def test_a_misspelt_key_is_both_unknown_and_missing(small: Small) -> None:
    small.edit(NAPKIN, "because:", "becuse:")
    assert small.faults() == [
        "small/topics/napkin-math.md:7:5 because is missing (add it)",
        "small/topics/napkin-math.md:8:5 unknown key 'becuse' (did you mean because?)",
    ]


def test_a_key_that_cannot_be_seen_is_shown_by_its_code(small: Small) -> None:
    small.edit(NAPKIN, "title: Napkin", '"\\ufeff":\ntitle: Napkin')
    assert small.faults() == [
        "small/topics/napkin-math.md:2:1 unknown key '\\ufeff' (take it out)",
        "small/topics/napkin-math.md:2:10 '\\ufeff' is empty (fill it or take it out)",
    ]


def test_a_file_name_that_is_no_id_is_refused_and_shown_on_one_line(small: Small) -> None:
    small.write("topics/A\x1b]52;\n\u202e.md", FILES[LAZY].replace("was: [n-plus-one]\n", ""))
    (bad, unused) = small.faults()
    assert bad.startswith("small/topics/A␛]52; �.md:1:1 'A\\x1b]52;\\n\\u202e' can't be the id of a topic (use a-z")
    assert unused.isprintable() and "is in no week" in unused


def test_a_file_name_that_is_no_text_is_refused(small: Small) -> None:
    small.write(os.fsdecode(b"labs/caf\xe9.yaml"), FILES[LAB])
    (fault,) = small.faults()
    assert fault.startswith("small/labs/caf�.yaml:1:1 'caf�' can't be the id of a lab (use a-z")


def test_a_topic_in_no_week_is_a_fault_of_its_file(small: Small) -> None:
    small.write("topics/extra.md", FILES[LAZY].replace("was: [n-plus-one]\n", ""))
    assert small.faults() == ["small/topics/extra.md:1:1 topic 'extra' is in no week (name it in a week of track.yaml)"]


def test_cards_of_a_topic_that_is_not_there_are_one_fault(small: Small) -> None:
    small.write("cards/napkins.yaml", FILES[CARDS].replace("napkin-math-", "napkins-"))
    assert small.faults() == ["small/cards/napkins.yaml:1:1 there is no topic 'napkins' (did you mean napkin-math?)"]


def test_a_track_without_weeks_is_refused(small: Small) -> None:
    text = FILES[TRACK]
    small.write(TRACK, text[: text.index("phases:")] + "phases: []\n")
    assert "small/track.yaml:5:9 a track without phases (add one)" in small.faults()


def test_what_looks_like_a_link_in_code_is_none(small: Small) -> None:
    small.edit(
        LAZY, "]\n---\n", "]\n---\nWrite `[a](topic:x)`, not ``[`b`](lab:y)``.\n\n```md\n[c](topic:z)\n~~~\n```\n"
    )
    assert small.track().topics["lazy-loading"].prose
    small.edit(LAZY, "~~~\n```\n", "~~~\n```\n[d](lab:w)\n")
    assert small.faults() == ["small/topics/lazy-loading.md:17:9 there is no lab 'w' (add a lab of that name)"]


def test_a_circle_of_two_is_named_with_its_way(small: Small) -> None:
    small.edit(LAZY, "was:", "feeds_into: [{topic: napkin-math, because: so}]\nwas:")
    assert small.faults() == [
        "small/topics/napkin-math.md:7:12 a circle: lazy-loading → napkin-math → lazy-loading (take out one of these)"
    ]


def test_every_circle_is_found(small: Small) -> None:
    names = ["a", "b", "c", "d"]
    for name, to in zip(names, (["b"], ["a", "c"], ["d"], ["c", "b"]), strict=True):
        edges = ", ".join(f"{{topic: {each}, because: so}}" for each in to)
        small.write(f"topics/{name}.md", f"---\ntitle: T\nwhy: W\nessentials: [E]\nfeeds_into: [{edges}]\n---\n")
    small.edit(TRACK, "topics: [lazy-loading]", "topics: [lazy-loading, a, b, c, d]")
    circles = [fault.partition("a circle: ")[2] for fault in small.faults()]
    assert [each.partition(" (")[0] for each in circles] == ["a → b → a", "c → d → c", "b → c → d → b"]


def test_a_way_of_two_thousand_topics_is_followed_without_recursion(small: Small) -> None:
    names = [f"t{number}" for number in range(1990)]
    for name, to in zip(names, (*names[1:], names[0]), strict=True):
        small.write(
            f"topics/{name}.md",
            f"---\ntitle: T\nwhy: W\nessentials: [E]\nfeeds_into: [{{topic: {to}, because: so}}]\n---\n",
        )
    small.edit(TRACK, "topics: [lazy-loading]", f"topics: [lazy-loading, {', '.join(names)}]")
    (fault,) = small.faults()
    assert "a circle: t0 → t1" in fault and len(fault) < 300


# Many faults


def test_every_fault_of_every_file_comes_at_once_and_in_order(small: Small) -> None:
    small.edit(TRACK, "summary: Two weeks.", "summary: &a Two weeks.\nsummary: again")
    small.edit(TRACK, "        aim: Know your numbers.\n", "")
    small.edit(TRACK, "labs: [ladder]", "labs: [nothing]")
    small.edit(NAPKIN, "why:", "wy:")
    small.edit(NAPKIN, "lab:ladder", "lab:nowhere")
    small.edit(CARDS, "answer: 250 ms", "answer: much")
    small.edit(CARDS, "lab: ladder", "lab: none")
    small.write(LAB, "a: [\n")
    assert [fault.partition(" (")[0] for fault in small.faults()] == [
        "small/cards/napkin-math.yaml:5:11 a card of kind estimate needs answer",
        "small/cards/napkin-math.yaml:8:8 there is no lab 'none'",
        "small/labs/ladder.yaml:2:1 this is not YAML: did not find expected node content",
        "small/topics/napkin-math.md:2:1 why is missing",
        "small/topics/napkin-math.md:3:1 unknown key 'wy'",
        "small/topics/napkin-math.md:15:66 there is no lab 'nowhere'",
        "small/track.yaml:3:10 anchor &a",
        "small/track.yaml:4:1 the key 'summary' stands twice",
        "small/track.yaml:11:9 aim is missing",
        "small/track.yaml:14:16 there is no lab 'nothing'",
    ]


@pytest.mark.parametrize("file", [NAPKIN, LAZY, LAB, CARDS, TRACK])
@pytest.mark.parametrize("text", ["a: [", "\0", "", b"\xff", "[" * 99])
def test_a_broken_file_is_the_only_one_that_is_blamed(small: Small, file: str, text: str | bytes) -> None:
    small.write(file, text)
    (fault,) = small.faults()
    assert fault.startswith(f"small/{file}:")


@pytest.mark.parametrize("put", ["*a", "&a {b: c}", "!t [x]", "{? [y] : z}"])
def test_a_value_that_is_refused_is_not_blamed_again_for_what_it_lacks(small: Small, put: str) -> None:
    small.edit(TRACK, "title: A Small Track", f"title: {put}")
    small.edit(TRACK, "labs: [ladder]", f"labs: [ladder, {put}]")
    places = re.findall(r"^small/track.yaml:(\d+:\d+)", "\n".join(small.faults()), re.MULTILINE)
    assert len(places) == len(set(places))
    assert {place.partition(":")[0] for place in places} == {"2", "14"}


def test_a_track_that_is_missing_altogether_is_one_fault(tmp_path: Path) -> None:
    track, (fault,) = check(tmp_path / "gone")
    assert track is None
    assert str(fault).startswith(f"{tmp_path}/gone/track.yaml:1:1 the file can't be read: No such file or directory")


def test_a_folder_with_too_many_files_is_refused_unread(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_module, "MAX_FILES", 5)
    assert small.track().id == "small"
    small.write("labs/one-more.yaml", "a: [")
    assert small.faults() == ["small:1:1 6 files (at most 5 are read)"]


def test_a_hundred_thousand_wrong_names_take_seconds_and_not_hours(small: Small) -> None:
    for number in range(500):
        small.write(f"labs/lab-{number}.yaml", FILES[LAB])
    small.edit(TRACK, "labs: [ladder]", f"labs: [{'lab-x, ' * 90_000}]")
    start = time.process_time()
    assert len(small.faults()) == 90_000
    assert time.process_time() - start < 20


def test_files_are_shown_from_here_or_in_full(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    small.write(LAB, "")
    monkeypatch.chdir(small.folder)
    assert check(Path())[1][0].path == "labs/ladder.yaml"
    assert check(small.folder)[1][0].path == "labs/ladder.yaml"
    monkeypatch.chdir(small.folder / "topics")
    assert check(small.folder)[1][0].path == str(small.folder / LAB)


def test_a_working_directory_that_is_gone_is_no_obstacle(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = small.folder.parent / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    small.write(LAB, "")
    assert check(small.folder)[1][0].path == str(small.folder / LAB)


# Whatever the bytes


def test_whatever_is_done_to_a_track_it_is_right_or_has_faults(small: Small) -> None:
    names = sorted(FILES)

    @settings(max_examples=300, deadline=None)
    @given(st.sampled_from(names), mutated())
    def holds(name: str, raw: bytes) -> None:
        small.write(name, raw)
        track, faults = check(small.folder)
        assert (track is None) == bool(faults)
        assert all(str(fault).isprintable() for fault in faults)
        small.write(name, FILES[name])

    holds()


def test_a_shape_that_does_not_fit_is_a_fault_at_every_place(small: Small) -> None:
    """Each value of each file, replaced by each shape it could have instead."""
    for name, text in FILES.items():
        for found in re.finditer(r"(?<=: )\S.*$|(?<=- )\S.*$", text, re.MULTILINE):
            for other in ("[]", "[[]]", "{}", "{a: b}", "x", '""', "[{}]", "-1"):
                small.write(name, text[: found.start()] + other + text[found.end() :])
                track, faults = check(small.folder)
                assert (track is None) == bool(faults)
        small.write(name, text)


def test_odd_things_in_the_place_of_folders_and_files_are_faults(small: Small) -> None:
    os.mkfifo(small.folder / "labs/pipe.yaml")
    (small.folder / "topics/dir.md").mkdir()
    shutil.rmtree(small.folder / "cards")
    (small.folder / "cards").write_text("")
    assert [fault.partition(" (")[0] for fault in small.faults()] == [
        "small/labs/pipe.yaml:1:1 this is no ordinary file",
        "small/topics/dir.md:1:1 this is no ordinary file",
        "small/topics/dir.md:1:1 topic 'dir' is in no week",
    ]


@pytest.mark.parametrize(
    ("low", "high", "faults"),
    [
        ("2", "3", []),
        ("3", "2", ["small/labs/ladder.yaml:7:10 low is above high (swap them)"]),
        ("few", "2", ["small/labs/ladder.yaml:7:10 low must be a number (write digits only)"]),
    ],
)
def test_a_claim_has_a_range(small: Small, low: str, high: str, faults: list[str]) -> None:
    lab = (small.folder / "labs/ladder.yaml").read_text()
    claim = (
        f"claims:\n  - measure: ratio\n    unit: x\n    low: {low}\n    high: {high}\n    said: topics/napkin-math.md\n"
    )
    small.write("labs/ladder.yaml", f"{lab}{claim}")
    assert [str(fault) for fault in check(small.folder)[1]] == faults


def test_a_claim_is_read_with_its_parameters(small: Small) -> None:
    lab = (small.folder / "labs/ladder.yaml").read_text()
    claim = "claims:\n  - {measure: ratio, unit: x, low: 2, high: 2.5, said: here, parameters: {rtt_ms: 0.5}}\n"
    small.write("labs/ladder.yaml", f"{lab}{claim}")
    (found,) = small.track().labs["ladder"].claims
    assert (found.measure, found.low, found.high, found.parameters) == ("ratio", 2.0, 2.5, {"rtt_ms": "0.5"})
