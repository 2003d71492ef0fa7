"""A track from its folder: compiled once, found again cheaply, and never taken for another."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from studytui.errors import BAD_CONTENT, NOTHING_MATCHED, StudyError
from studytui.track import check as check_module
from studytui.track.load import available, find, load
from tests.track.conftest import FILES, Small

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cached(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def roots(tmp_path: Path) -> tuple[Path, Path]:
    """The bundled tracks, and the learner's own."""
    return tmp_path / "bundled", tmp_path / "own"


def never(folder: Path) -> None:
    raise AssertionError(f"{folder} was read again")


# The compiled track


def test_a_compiled_track_equals_the_one_that_was_checked(
    small: Small, cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load(small.folder, cached)
    monkeypatch.setattr(check_module, "check", never)
    assert load(small.folder, cached) == first == load(small.folder, cached)


def test_a_compiled_track_is_loaded_without_yaml_or_pydantic(small: Small, cached: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom studytui.track.load import load\n"
        f"load(Path({str(small.folder)!r}), Path({str(cached)!r}))\n"
        "print(*sorted({'yaml', 'pydantic'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    runs = [subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True) for _ in range(2)]
    assert [run.stdout.strip() for run in runs] == ["pydantic yaml", ""]


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_change_to_any_file_is_seen(small: Small, cached: Path, name: str) -> None:
    load(small.folder, cached)
    small.write(name, "a: [")
    with pytest.raises(StudyError, match=r"this is not YAML|front matter"):
        load(small.folder, cached)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("track.yaml", "A Small Track", "A Great Track"), ("topics/napkin-math.md", "Napkin math", "Napkin maps")],
)
def test_a_change_that_keeps_the_size_is_seen_by_its_time(
    small: Small, cached: Path, name: str, old: str, new: str
) -> None:
    load(small.folder, cached)
    small.edit(name, old, new)
    later = time.time() + 1
    os.utime(small.folder / name, (later, later))
    track = load(small.folder, cached)
    assert new in (track.title, track.topics["napkin-math"].title)


def test_a_file_that_comes_or_goes_is_seen(small: Small, cached: Path) -> None:
    load(small.folder, cached)
    small.write("labs/other.yaml", FILES["labs/ladder.yaml"])
    assert list(load(small.folder, cached).labs) == ["ladder", "other"]
    (small.folder / "labs/other.yaml").unlink()
    assert list(load(small.folder, cached).labs) == ["ladder"]
    shutil.rmtree(small.folder / "cards")
    assert load(small.folder, cached).cards == ()


def test_a_lock_file_of_an_editor_is_no_change_and_hides_none(
    small: Small, cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (small.folder / "topics/gone").symlink_to("nowhere")
    load(small.folder, cached)
    (small.folder / "topics/.#lazy-loading.md").symlink_to("nobody@nowhere.1")
    with monkeypatch.context() as only:
        only.setattr(check_module, "check", never)
        load(small.folder, cached)
    small.edit("topics/lazy-loading.md", "Lazy loading: N+1", "Lazy loading")
    assert load(small.folder, cached).topics["lazy-loading"].title == "Lazy loading"


def test_another_version_of_the_program_compiles_anew(
    small: Small, cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(small.folder, cached)
    monkeypatch.setattr(check_module, "check", never)
    monkeypatch.setattr("studytui.track.load.__version__", "99")
    with pytest.raises(AssertionError, match="read again"):
        load(small.folder, cached)


def test_two_folders_of_one_track_are_kept_apart(tmp_path: Path, cached: Path) -> None:
    one, two = Small(tmp_path / "one/small"), Small(tmp_path / "two/small")
    two.edit("track.yaml", "A Small Track", "Another Track")
    assert [load(each.folder, cached).title for each in (one, two)] == ["A Small Track", "Another Track"]
    assert len(list((cached / "tracks").iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"\x80\x05.", b"not a pickle", b"cposix\nsystem\n(S'exit 1'\ntR."])
def test_a_damaged_cache_is_built_anew(small: Small, cached: Path, damage: bytes) -> None:
    first = load(small.folder, cached)
    (file,) = (cached / "tracks").iterdir()
    file.write_bytes(damage)
    assert load(small.folder, cached) == first
    assert file.read_bytes() != damage


def test_a_cache_that_cannot_be_written_is_no_obstacle(small: Small, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load(small.folder, tmp_path / "file").id == "small"


def test_a_wrong_track_says_its_first_fault_and_where_to_see_the_others(small: Small, cached: Path) -> None:
    small.edit("track.yaml", "labs: [ladder]", "labs: [a, b, c]")
    with pytest.raises(StudyError) as raised:
        load(small.folder, cached)
    error = raised.value
    assert error.message == "small/track.yaml:14:16 there is no lab 'a' (add a lab of that name)"
    assert error.hint == f"2 more: studytui track check {small.folder}"
    assert error.exit_code == BAD_CONTENT == 65
    assert not cached.exists()


# Which tracks there are


def test_every_track_is_listed_the_broken_ones_and_those_of_the_same_id_too(
    roots: tuple[Path, Path], cached: Path
) -> None:
    bundled, own = roots
    Small(bundled / "small")
    Small(own / "mine").edit("track.yaml", "A Small Track", "My Own")
    Small(own / "wrong").edit("track.yaml", "id: small\n", "id: wrong\ntopics: x\n")
    (own / "pipe").mkdir()
    os.mkfifo(own / "pipe/track.yaml")
    (own / "nothing").mkdir()
    (own / "file").write_text("")
    assert [(entry.id, entry.title, entry.folder) for entry in available(roots, cached)] == [
        ("small", "A Small Track", bundled / "small"),
        ("small", "My Own", own / "mine"),
        ("pipe", f"(broken: see studytui track check {own}/pipe)", own / "pipe"),
        ("wrong", f"(broken: see studytui track check {own}/wrong)", own / "wrong"),
    ]


def test_roots_that_do_not_exist_hold_no_tracks(roots: tuple[Path, Path], cached: Path) -> None:
    assert available(roots, cached) == []


def test_a_track_is_found_by_the_id_it_gives_itself(roots: tuple[Path, Path]) -> None:
    Small(roots[0] / "folder")
    assert find("small", roots) == roots[0] / "folder"
    with pytest.raises(StudyError):
        find("folder", roots)


def test_ones_own_track_comes_before_a_bundled_one_of_the_same_id(roots: tuple[Path, Path]) -> None:
    Small(roots[0] / "small")
    Small(roots[1] / "mine")
    assert find("small", roots) == roots[1] / "mine"


def test_a_track_is_found_by_its_path(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find(str(small.folder), ()) == find("small/", ()) == find("small", ()) == find("./small", ()) == small.folder
    monkeypatch.chdir(small.folder)
    assert find(".", ()) == small.folder
    monkeypatch.setenv("HOME", str(small.folder.parent))
    assert find("~/small", ()) == small.folder


@pytest.mark.parametrize("path", ["gone/", "./gone", "~nobody-of-that-name/x", "x/" + "y" * 300, "a/\0", "/"])
def test_a_path_that_holds_no_track_is_refused(small: Small, path: str) -> None:
    with pytest.raises(StudyError, match="no track in") as raised:
        find(path, ())
    assert raised.value.exit_code == NOTHING_MATCHED


def test_an_id_that_nothing_has_is_answered_with_the_nearest(roots: tuple[Path, Path]) -> None:
    Small(roots[0] / "small")
    with pytest.raises(StudyError) as raised:
        find("smal", roots)
    assert str(raised.value) == "no track 'smal' (did you mean small?)"
    assert raised.value.exit_code == NOTHING_MATCHED == 1
    with pytest.raises(StudyError, match="studytui track list names them"):
        find("zzz", roots)
    with pytest.raises(StudyError, match="no track"):
        find("x" * 300, roots)
