"""What is remembered between starts apart from the history: the draft, and the last choices."""

from pathlib import Path

import pytest

from studytui import choices
from studytui.choices import Choices
from studytui.draft import Draft, DraftFile
from tests.samples import HOSTILE

GARBAGE = [
    b"",
    b"\0" * 50,
    b"\xff\xfe",
    b"{",
    b"[]",
    b"7",
    b"null",
    b'"text"',
    b"[" * 100_000,
    b'{"text": 7, "got": []}',
]


def test_a_draft_survives(tmp_path: Path) -> None:
    file = DraftFile(tmp_path / "state")
    assert file.draft == Draft()
    file.draft = Draft("text", "got", "lazy-loading", "an-entry")
    file.save()
    assert DraftFile(tmp_path / "state").draft == file.draft
    assert [each.name for each in (tmp_path / "state").iterdir()] == ["draft.json"]


@pytest.mark.parametrize("empty", [Draft(), Draft(" \n", "\t"), Draft(topic="lazy-loading")])
def test_an_empty_draft_is_forgotten(tmp_path: Path, empty: Draft) -> None:
    file = DraftFile(tmp_path)
    file.draft = Draft("text")
    file.save()
    file.draft = empty
    file.save()
    file.save()
    assert list(tmp_path.iterdir()) == []


def test_an_unchanged_draft_is_not_written_again(tmp_path: Path) -> None:
    file = DraftFile(tmp_path)
    file.draft = Draft("text")
    file.save()
    (tmp_path / "draft.json").unlink()
    file.save()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_odd_text_survives(tmp_path: Path, text: str) -> None:
    file = DraftFile(tmp_path)
    file.draft = Draft(text, text)
    file.save()
    assert DraftFile(tmp_path).draft == file.draft


def test_half_a_pair_does_not_cost_the_rest(tmp_path: Path) -> None:
    file = DraftFile(tmp_path)
    file.draft = Draft("kept \ud800")
    file.save()
    assert DraftFile(tmp_path).draft == Draft("kept �")


def test_a_draft_that_can_not_be_saved_says_so_and_is_still_to_save(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    file = DraftFile(tmp_path / "state")
    file.draft = Draft("text")
    with pytest.raises(OSError, match="state"):
        file.save()
    (tmp_path / "state").unlink()
    file.save()
    assert DraftFile(tmp_path / "state").draft == Draft("text")


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_is_no_draft_and_no_choice(tmp_path: Path, garbage: bytes) -> None:
    for name in ("draft.json", "choices.json"):
        (tmp_path / name).write_bytes(garbage)
    assert DraftFile(tmp_path).draft == Draft()
    assert choices.load(tmp_path) == Choices()


def test_a_choice_is_remembered_beside_the_others(tmp_path: Path) -> None:
    choices.choose(tmp_path / "state", theme="nord")
    choices.choose(tmp_path / "state", track="mine")
    choices.choose(tmp_path / "state", theme="gruvbox")
    assert choices.load(tmp_path / "state") == Choices("mine", "gruvbox")


def test_a_choice_of_a_later_version_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "choices.json").write_text('{"track": "mine", "font": "serif", "theme": 7}')
    assert choices.load(tmp_path) == Choices("mine")
