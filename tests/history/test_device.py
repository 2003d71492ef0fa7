"""A device's name: made once, kept for as long as the machine is the same, and never shared with a copy."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from studytui import paths
from studytui.errors import StudyError
from studytui.history import device as devices
from studytui.history.disk import DISK
from studytui.history.facts import Ticked, Wrote
from studytui.history.history import History
from studytui.history.lock import locked
from studytui.paths import Places
from tests.samples import NOW, after

FACT = Ticked("w01-m1", True)


@pytest.fixture
def state(places: Places) -> Path:
    """The state folder of a device that has its name."""
    with locked(devices.lock_file(places.state)):
        devices.mint(places.state, DISK)
    return places.state


def load(state: Path) -> str:
    return devices.load(state, DISK)


def test_a_name_is_eight_signs_that_any_system_takes_for_a_folder(state: Path) -> None:
    name = load(state)
    assert len(name) == 8
    assert set(name) <= set("0123456789abcdef")


def test_two_machines_do_not_make_the_same_name(tmp_path: Path) -> None:
    names = set()
    for number in range(50):
        history = History(tmp_path / "history", tmp_path / f"state-{number}")
        history.append(FACT, now=NOW)
        names.add(history.device)
    assert len(names) == 50


def test_the_name_outlives_what_else_happens_to_the_state_folder(state: Path) -> None:
    name = load(state)
    for rest in ("mirror", "backups", "damaged"):
        shutil.rmtree(state / rest, ignore_errors=True)
    (state / "tried").unlink(missing_ok=True)
    devices.lock_file(state).write_bytes(b"touched")
    moved = state.rename(state.with_name("moved"))
    assert load(moved) == name


@pytest.mark.parametrize(
    "copy",
    [
        shutil.copytree,
        lambda state, target: shutil.copytree(state, target, copy_function=shutil.copyfile),
        lambda state, to: shutil.unpack_archive(shutil.make_archive(str(state), "tar", state), to, filter="data"),
    ],
    ids=["with times and modes", "content alone", "through an archive"],
)
def test_a_copy_has_no_name_until_it_makes_its_own(state: Path, copy: Callable[[Path, Path], object]) -> None:
    name, target = load(state), state.with_name("copied")
    copy(state, target)
    assert load(target) == ""
    with locked(devices.lock_file(target)):
        assert devices.mint(target, DISK) == load(target) != name
    assert load(state) == name


def test_a_copy_that_took_the_place_of_the_original_has_no_name(state: Path) -> None:
    copied = state.with_name("copied")
    shutil.copytree(state, copied)
    aside = state.rename(state.with_name("aside"))
    copied.rename(state)
    assert load(state) == ""
    assert load(aside)


def test_a_name_without_the_lock_it_was_made_beside_is_none(state: Path) -> None:
    devices.lock_file(state).unlink()
    assert load(state) == ""


def test_another_machine_has_another_name_though_every_file_is_the_same(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = load(state)
    monkeypatch.setattr(paths, "machine", lambda: "another")
    assert load(state) == ""
    monkeypatch.undo()
    assert load(state) == name


def test_a_system_that_does_not_name_its_machine_still_tells_a_copy(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "machine", lambda: "")
    with locked(devices.lock_file(places.state)):
        name = devices.mint(places.state, DISK)
    assert load(places.state) == name
    shutil.copytree(places.state, places.state.with_name("copied"))
    assert load(places.state.with_name("copied")) == ""


@pytest.mark.parametrize(
    "stored", ["0a1b2c3d", "0a1b2c3d -", "0a1b2c3d - 1 2", "0a1b/2c3 - 1", "ÄÄÄÄÄÄÄÄ - 1", "\0" * 40]
)
def test_what_no_version_has_written_is_no_name(state: Path, stored: str) -> None:
    (state / "device").write_text(stored)
    assert load(state) == ""


def test_a_name_that_cannot_be_stored_refuses_the_first_event_and_the_next_has_one(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(places.history, places.state)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _refuse)
        with pytest.raises(StudyError):
            history.append(FACT, now=NOW)
    assert history.files() == []
    (event,) = history.append(FACT, now=NOW)
    assert event.device == load(places.state)


def _refuse(_: int) -> None:
    raise OSError(28, os.strerror(28))


def test_a_clone_and_its_original_write_apart_and_keep_what_both_had(places: Places, tmp_path: Path) -> None:
    original = History(places.history, places.state)
    (before,) = original.append(Wrote("before"), now=NOW)
    for name in ("data", "state"):
        shutil.copytree(tmp_path / name, tmp_path / "clone" / name)
    clone = History(tmp_path / "clone" / "data" / "history", tmp_path / "clone" / "state")
    shared = (clone.folder / before.device / "2026-11.jsonl").read_bytes()
    # Their clocks stand still: what both write now would have one id if they had one name.
    (here,), (there,) = original.append(Wrote("here"), now=NOW), clone.append(Wrote("there"), now=NOW)
    assert before.device == here.device != there.device
    assert (clone.folder / before.device / "2026-11.jsonl").read_bytes() == shared
    assert clone.mirror.heal(clone, after(hours=1), at_once=True).healed == 0
