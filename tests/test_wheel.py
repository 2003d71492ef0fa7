"""The built wheel, in an empty environment, away from the checkout: what a learner really gets."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(pip, check=True)
    return next(folder.glob("studytui-*.whl"))


@pytest.fixture(scope="module")
def studytui(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--constraint", str(ROOT / "constraints.txt"), str(wheel)]
    subprocess.run(pip, check=True)
    return python.with_name("studytui")


def run(studytui: Path, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    folders = {f"STUDYTUI_{kind}_DIR": str(tmp_path / kind) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **folders}
    command = [str(studytui), *arguments]
    return subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)


def test_the_wheel_holds_the_content_and_the_styles_but_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "studytui/content/backend-optimization/track.yaml" in names
    assert "studytui/content/backend-optimization/topics/lazy-loading.md" in names
    assert "studytui/tui/screens/desk.tcss" in names
    assert not [name for name in names if name.startswith("tests/")]


def test_the_installed_program_shows_the_roadmap_away_from_the_checkout(studytui: Path, tmp_path: Path) -> None:
    ran = run(studytui, tmp_path, "roadmap", "--json")
    assert ran.returncode == 0, ran.stderr
    phases = json.loads(ran.stdout)["phases"]
    assert [len(phase["weeks"]) for phase in phases] == [2, 2, 8, 4]


def test_the_installed_program_keeps_what_was_done(studytui: Path, tmp_path: Path) -> None:
    assert run(studytui, tmp_path, "done", "w01-m1").returncode == 0
    assert run(studytui, tmp_path, "log", "Measured it", "--got", "37×").returncode == 0
    entries = json.loads(run(studytui, tmp_path, "journal", "--json").stdout)
    assert [(entry["text"], entry["got"]) for entry in entries] == [("Measured it", "37×")]


def test_the_bundled_track_passes_its_own_check(studytui: Path, tmp_path: Path) -> None:
    content = studytui.parent.parent
    folder = next(content.glob("**/studytui/content/backend-optimization"))
    ran = run(studytui, tmp_path, "track", "check", str(folder))
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stdout


def test_the_app_refuses_to_start_without_a_terminal_and_names_the_commands(studytui: Path, tmp_path: Path) -> None:
    ran = run(studytui, tmp_path)
    assert ran.returncode == 2
    assert "--help" in ran.stderr
    assert "Traceback" not in ran.stderr
