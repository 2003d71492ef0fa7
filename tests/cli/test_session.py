"""Sessions from the shell: start, stop, add, edit, delete, list."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.conftest import Learner


def at(studytui: Learner, time: str, *words: str, says: str | None = None) -> Result:
    """A command at a time of the day."""
    studytui.environ["STUDYTUI_NOW"] = f"2026-11-22T{time}:00+00:00"
    return studytui("session", *words, says=says)


def listed(studytui: Learner) -> list[dict[str, Any]]:
    ran = studytui("session", "list", "--json")
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found


def test_a_session_is_started_looked_at_and_stopped(studytui: Learner) -> None:
    assert at(studytui, "09:00", "start", "reading", "--topic", "napkin-math").stdout == "began: reading\n"
    assert at(studytui, "09:25").stdout == "25 min of reading on napkin-math so far\n"
    stopped = at(studytui, "09:30", "stop", "--impact", "4", "--note", "units")
    assert stopped.exit_code == 0
    assert "30 min of reading" in stopped.stdout
    (session,) = listed(studytui)
    del session["id"]
    assert session == {
        "day": "2026-11-22", "began": "2026-11-22T09:00:00+00:00", "activity": "reading", "topic": "napkin-math",
        "minutes": 30, "impact": 4, "note": "units",
    }  # fmt: skip


def test_a_session_by_itself_needs_no_words(studytui: Learner) -> None:
    at(studytui, "09:00", "start")
    at(studytui, "10:00", "stop")
    assert [(each["activity"], each["minutes"]) for each in listed(studytui)] == [("other", 60)]


def test_stopping_when_nothing_runs_is_said(studytui: Learner) -> None:
    ran = studytui("session", "stop")
    assert ran.exit_code == 1
    assert "no session runs" in ran.stderr
    assert studytui("session").stdout == "no session runs\n"


@pytest.mark.parametrize(
    ("flags", "minutes"),
    [(["--keep"], [840]), (["--trim"], []), (["--discard"], []), (["--duration", "1h30"], [90])],
)
def test_fourteen_hours_are_asked_about(studytui: Learner, flags: list[str], minutes: list[int]) -> None:
    at(studytui, "06:00", "start", "coding")
    asked = at(studytui, "20:00", "stop")
    assert asked.exit_code == 2
    assert "14 h of coding so far: was all of that study?" in asked.stderr
    assert listed(studytui) == []
    assert at(studytui, "20:00", "stop", *flags).exit_code == 0
    assert [each["minutes"] for each in listed(studytui)] == minutes


def test_at_a_terminal_the_question_is_asked_there(studytui: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studytui.paths.is_terminal", lambda: True)
    at(studytui, "06:00", "start", "coding")
    assert "1 h 30 min of coding" in at(studytui, "20:00", "stop", says="1h30\n").stdout


def test_what_the_app_left_running_is_trimmed_by_the_next_command_which_says_so(
    studytui: Learner, environ: dict[str, str]
) -> None:
    at(studytui, "09:00", "start", "reading")
    file = Path(environ["STUDYTUI_STATE_DIR"]) / "session.json"
    left = json.loads(file.read_text())
    file.write_text(json.dumps(left | {"watched": True, "seen": left["began"] + 25 * 60_000}))
    ran = at(studytui, "23:00", "list")
    assert "left running; recorded" in ran.stderr
    assert "25 min of reading, up to its last sign of life" in ran.stderr
    assert [each["minutes"] for each in listed(studytui)] == [25]


def test_a_long_session_of_the_shell_is_only_told_of(studytui: Learner) -> None:
    at(studytui, "06:00", "start", "coding")
    assert "10 h of coding so far: studytui session stop" in at(studytui, "16:00").stderr
    assert at(studytui, "16:00", "start", "reading").exit_code == 2


def test_a_session_is_added_for_a_time_of_another_day(studytui: Learner) -> None:
    assert studytui("session", "add", "reading", "25m", "--at", "08:05").exit_code == 0
    assert studytui("session", "add", "coding", "1:30", "--at", "00:30", "--on", "2026-11-20").exit_code == 0
    assert [(each["day"], each["began"][:16]) for each in listed(studytui)] == [
        ("2026-11-20", "2026-11-21T00:30"),
        ("2026-11-22", "2026-11-22T08:05"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["reading", "25m", "--at", "14:05"], "not be over yet"),
        (["reading", "17h"], "longer than a session can be"),
        (["reading", "soon"], "no duration"),
        (["singing", "25m"], "no activity"),
        (["reading", "25m", "--at", "noon"], "no time"),
        (["reading", "25m", "--on", "someday", "--at", "08:00"], "no day"),
        (["reading", "25m", "--on", "yesterday"], "when on that day"),
        (["reading", "25m", "--topic", "napkin"], "no topic"),
        (["reading", "0"], "lasts a minute or more"),
    ],
)
def test_what_cannot_be_added_is_said(studytui: Learner, words: list[str], said: str) -> None:
    ran = studytui("session", "add", *words)
    assert ran.exit_code in (1, 2)
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_edit_delete_and_undo(studytui: Learner) -> None:
    studytui("session", "add", "reading", "25m", "--at", "08:05")
    assert studytui("session", "edit", "last", "--duration", "40m", "--impact", "2").exit_code == 0
    (session,) = listed(studytui)
    assert (session["minutes"], session["impact"]) == (40, 2)
    assert studytui("session", "delete", session["id"]).stdout == "deleted: 40 min of reading\n"
    assert listed(studytui) == []
    assert studytui("undo").stdout == "undid: deleted session: reading, 40 min\n"
    assert listed(studytui) == [session]


def test_the_list_is_by_day_with_its_sum(studytui: Learner) -> None:
    studytui("session", "add", "reading", "25m", "--at", "08:05", "--topic", "napkin-math", "--note", "\x1b[2Ja book")
    studytui("session", "add", "coding", "1h30", "--at", "20:00", "--on", "yesterday", "--impact", "5")
    ran = studytui("session", "list")
    days = [line for line in ran.stdout.splitlines() if "-11-" in line]
    assert days == ["Saturday 2026-11-21", "Sunday 2026-11-22"]
    assert "20:00  1 h 30 min  coding" in ran.stdout
    assert "moved 5" in ran.stdout
    assert ran.stdout.endswith("2 sessions, 1 h 55 min\n")
    assert "\x1b" not in ran.stdout
    assert "coding" not in studytui("session", "list", "--since", "today").stdout


def test_an_empty_list_says_how_to_begin(studytui: Learner) -> None:
    ran = studytui("session", "list")
    assert ran.exit_code == 1
    assert "session start begins one" in ran.stderr
    assert json.loads(studytui("session", "list", "--json").stdout) == []
