"""Reviews and cards in the shell."""

import json
from pathlib import Path

import pytest

from studytui.history.facts import Reviewed
from studytui.history.lines import read
from tests.cli.conftest import Learner

CARDS = """\
- id: napkin-math-1
  kind: recall
  front: What must you keep?
  back: The units.
- id: napkin-math-2
  kind: estimate
  front: 500 queries over 0.5 ms?
  back: All of it waiting.
  answer: 250 ms
- id: napkin-math-3
  kind: choice
  front: What rejects a design?
  back: A dozen costs, known by heart.
  choices: [A benchmark, A dozen costs]
"""


@pytest.fixture(autouse=True)
def _cards(track_folder: Path) -> None:
    """Three cards for the first topic."""
    (track_folder / "cards").mkdir()
    (track_folder / "cards" / "napkin-math.yaml").write_text(CARDS)


def reviewed(studytui: Learner) -> list[Reviewed]:
    """The reviews that were stored."""
    files = sorted(Path(studytui.environ["STUDYTUI_DATA_DIR"]).rglob("*.jsonl"))
    events = [event for file in files for event in read(file.read_bytes()).events]
    return [event.fact for event in events if isinstance(event.fact, Reviewed)]


def test_what_is_due_is_counted(studytui: Learner) -> None:
    assert studytui("review").stdout == "3 new, about 1 min\n"
    counts = json.loads(studytui("review", "--json").stdout)
    assert counts["new"] == ["napkin-math-1", "napkin-math-2", "napkin-math-3"]
    assert (counts["due"], counts["waiting"], counts["clears"]) == ([], 0, None)


def test_a_whole_sitting_in_plain_lines(studytui: Learner) -> None:
    said = studytui("review", "--plain", says="\n4\n200 ms\n4\n2\n3\n4\n")
    assert said.exit_code == 0
    for part in ("What must you keep?", "The units.", "1.2× low: a bull's-eye", "2 A dozen costs", "right",
                 "3 cards done, 0 left"):  # fmt: skip
        assert part in said.stdout
    assert [(each.card, each.grade, each.answer, each.sure) for each in reviewed(studytui)] == [
        ("napkin-math-1", 4, None, None), ("napkin-math-2", 4, "200 ms", None), ("napkin-math-3", 4, "2", 80),
    ]  # fmt: skip


def test_who_stops_keeps_what_was_graded(studytui: Learner) -> None:
    for ends in ("\n4\nq\n", "\n4\n", "\n4\n\nq\n"):
        said = studytui("review", "--plain", says=ends)
        assert "1 card done" in said.stdout
    assert len(reviewed(studytui)) == 3


def test_the_last_grade_is_taken_back(studytui: Learner) -> None:
    said = studytui("review", "--plain", says="\n4\nu\n\n1\nq\n")
    assert said.stdout.count("What must you keep?") == 2


def test_what_is_no_grade_is_asked_again(studytui: Learner) -> None:
    said = studytui("review", "--plain", says="\n7\n\n3\nq\n")
    assert said.stderr.count("write 1, 2, 3 or 4") == 2
    assert "1 card done" in said.stdout


def test_ones_own_card_is_written_listed_reworded_and_taken_out(studytui: Learner) -> None:
    name = studytui("card", "add", "napkin-math", "How long?", "= 3 s\nAll told.").stdout.split()[0]
    (card,) = json.loads(studytui("card", "list", "--own", "--json").stdout)
    assert (card["id"], card["kind"], card["front"], card["answer"]) == (name, "estimate", "How long?", "3 s")
    assert studytui("card", "edit", name, "--question", "How long, all told?").exit_code == 0
    assert "How long, all told?" in studytui("card", "list", "--topic", "napkin-math").stdout
    assert studytui("card", "delete", name).stdout == "deleted: How long, all told?\n"
    assert studytui("card", "list", "--own").exit_code == 1
    assert "deleted card" in studytui("undo").stdout
    assert studytui("card", "list", "--own").exit_code == 0


def test_a_card_of_the_track_can_be_reworded_and_met_anew(studytui: Learner) -> None:
    new = studytui("card", "edit", "napkin-math-1", "--answer", "Units.", "--as-new").stdout.split()[0]
    assert new != "napkin-math-1"
    names = [each["id"] for each in json.loads(studytui("card", "list", "--json").stdout)]
    assert "napkin-math-1" not in names
    assert new in names


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("card", "add", "napkin", "Q", "A"), "no topic 'napkin'"),
        (("card", "add", "napkin-math", " ", "A"), "there is no question"),
        (("card", "add", "napkin-math", "Q\n- a\n- b", "c"), "none of the choices"),
        (("card", "edit", "napkin-math-9", "--answer", "A"), "no card 'napkin-math-9'"),
        (("card", "delete", "x"), "no card 'x'"),
    ],
)
def test_what_is_no_card_is_refused_in_a_line(studytui: Learner, words: tuple[str, ...], why: str) -> None:
    refused = studytui(*words)
    assert refused.exit_code != 0
    assert why in refused.stderr
    assert "Traceback" not in refused.stderr
