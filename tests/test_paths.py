"""Where things live: flag, then variable, then the platform; and what time it is."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studytui import paths
from studytui.errors import USAGE, StudyError

VARIABLES = [f"STUDYTUI_{kind}_DIR" for kind in ("DATA", "CONFIG", "STATE", "CACHE")]
ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """None of our variables, and a home of our own."""
    for name in [*VARIABLES, "STUDYTUI_NOW", "VISUAL", "EDITOR", "XDG_DATA_HOME", "XDG_STATE_HOME"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def test_each_folder_has_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, str(tmp_path / name))
    found = paths.places()
    assert [found.data, found.config, found.state, found.cache] == [tmp_path / name for name in VARIABLES]
    assert found.history == tmp_path / "STUDYTUI_DATA_DIR" / "history"
    assert found.tracks == tmp_path / "STUDYTUI_DATA_DIR" / "tracks"


def test_the_flag_goes_before_the_variable_for_data_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, str(tmp_path / name))
    found = paths.places(str(tmp_path / "flag"))
    assert (found.data, found.state) == (tmp_path / "flag", tmp_path / "STUDYTUI_STATE_DIR")


def test_without_a_variable_the_platform_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDYTUI_DATA_DIR", "")
    found = paths.places()
    for folder in (found.data, found.config, found.state, found.cache):
        assert folder.is_relative_to(tmp_path)
        assert folder.name == "studytui"
    assert len({found.data, found.config, found.state, found.cache}) == 4


def test_a_named_folder_may_be_relative_or_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STUDYTUI_STATE_DIR", "~/state")
    found = paths.places("here")
    assert (found.data, found.state) == (tmp_path / "here", tmp_path / "state")


def test_no_home_at_all_is_an_error_with_words_and_never_a_folder_called_tilde(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("os.getuid", lambda: 987_654)
    with pytest.raises(StudyError, match="STUDYTUI_DATA_DIR"):
        paths.places()
    monkeypatch.setenv("STUDYTUI_DATA_DIR", "~/data")
    with pytest.raises(StudyError, match="home"):
        paths.places()


def test_home_unset_is_found_in_the_list_of_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME")
    assert paths.places().data.is_absolute()


def test_an_unknown_users_home_is_an_error_with_words() -> None:
    with pytest.raises(StudyError, match="home") as caught:
        paths.places("~no-such-user/data")
    assert caught.value.exit_code == USAGE


def test_a_platform_is_not_asked_when_every_folder_is_named(tmp_path: Path) -> None:
    code = "import sys; from studytui import paths; paths.places(); print('platformdirs' in sys.modules)"
    environment = os.environ | {name: str(tmp_path) for name in VARIABLES}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_the_content_is_beside_the_package_in_a_checkout() -> None:
    assert (paths.content() / "backend-optimization" / "track.yaml").exists()


# The clock


def test_the_clock_has_an_offset() -> None:
    assert abs(paths.now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert paths.now().utcoffset() is not None


def test_the_clock_can_be_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDYTUI_NOW", "2026-11-22T09:12:00+05:30")
    assert paths.now() == paths.now() == datetime(2026, 11, 22, 3, 42, tzinfo=UTC)
    assert paths.now().utcoffset() == timedelta(hours=5, minutes=30)


def test_a_pinned_time_without_an_offset_is_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDYTUI_NOW", "2026-11-22T09:12")
    assert paths.now().replace(tzinfo=None) == datetime(2026, 11, 22, 9, 12)  # noqa: DTZ001 - local is the point
    assert paths.now().utcoffset() is not None


@pytest.mark.parametrize("wrong", ["tomorrow", "2026-13-01", "9999-12-31T23:59:59-10:00", "0001-01-01", "1969-12-31"])
def test_a_pinned_time_that_can_not_be_is_an_error_with_words(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("STUDYTUI_NOW", wrong)
    with pytest.raises(StudyError, match="STUDYTUI_NOW"):
        paths.now()


def test_the_editor_is_visual_then_editor_then_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.editor() == ""
    monkeypatch.setenv("EDITOR", "ed")
    assert paths.editor() == "ed"
    monkeypatch.setenv("VISUAL", "vi -n")
    assert paths.editor() == "vi -n"
