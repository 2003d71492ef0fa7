"""The cache: a value comes back under its key, and everything else is a miss, never a fault or a deed."""

import os
import pickle
import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from studytui import cache
from studytui.track.model import CLASSES, Track


@dataclass(frozen=True)
class Stranger:
    """A class that the cache is not told of."""

    name: str


class Bomb:
    """What an attacker would put into the folder."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.target}",)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the value goes."""
    return tmp_path / "new" / "value"


def test_a_track_comes_back_as_it_was(path: Path, track: Track) -> None:
    assert track.weeks
    cache.store(path, "key", track)
    assert cache.load(path, "key", CLASSES) == track
    assert [each.name for each in path.parent.iterdir()] == ["value"]


def test_a_stale_key_misses(path: Path) -> None:
    cache.store(path, "old", 7)
    assert cache.load(path, "new", ()) is None
    cache.store(path, "new", 8)
    assert cache.load(path, "new", ()) == 8


def test_nothing_there_misses(path: Path) -> None:
    assert cache.load(path, "key", ()) is None


def test_a_class_that_is_not_expected_is_refused(path: Path) -> None:
    cache.store(path, "key", Stranger("x"))
    assert cache.load(path, "key", CLASSES) is None
    assert cache.load(path, "key", (Stranger,)) == Stranger("x")


@pytest.mark.parametrize("place", ["value", "key", "beside"])
def test_a_pickle_that_would_run_a_command_is_refused_and_runs_nothing(path: Path, tmp_path: Path, place: str) -> None:
    bomb = Bomb(tmp_path / "fallen")
    path.parent.mkdir()
    stored = {"value": ("key", bomb), "key": (bomb, 7), "beside": ("key", 7, bomb)}[place]
    path.write_bytes(pickle.dumps(stored))
    assert cache.load(path, "key", CLASSES) is None
    assert not bomb.target.exists()


@pytest.mark.parametrize(
    "code", [b"cos\nsystem\n(S'true'\ntR.", b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93.", b"P1\n."]
)
def test_no_spelling_of_a_global_is_let_through(path: Path, code: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(code)
    assert cache.load(path, "key", CLASSES) is None


def test_damaged_bytes_miss(path: Path, track: Track) -> None:
    cache.store(path, "key", track)
    sound = path.read_bytes()
    chance = random.Random(1)
    damaged = [b"", sound[: len(sound) // 2], b"\0" * 100, chance.randbytes(1000), pickle.dumps(7), b"(" * 10**6]
    for data in damaged:
        path.write_bytes(data)
        assert cache.load(path, "key", CLASSES) is None
    for _ in range(300):
        flipped = bytearray(sound)
        flipped[chance.randrange(len(sound))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        cache.load(path, "key", CLASSES)


def test_a_folder_that_can_not_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    cache.store(tmp_path / "file" / "value", "key", 7)
    (tmp_path / "taken").mkdir()
    cache.store(tmp_path / "taken", "key", 7)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "taken"]
    assert cache.load(tmp_path / "taken", "key", ()) is None


def test_a_fingerprint_changes_with_size_time_presence_and_place(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    seen = {cache.fingerprint(one)}
    one.write_text("a")
    os.utime(one, ns=(1, 1))
    seen.add(cache.fingerprint(one))
    one.write_text("ab")
    os.utime(one, ns=(1, 1))
    seen.add(cache.fingerprint(one))
    os.utime(one, ns=(1, 2))
    seen.add(cache.fingerprint(one))
    one.rename(two)
    seen.add(cache.fingerprint(two))
    assert len(seen) == 5
    assert cache.fingerprint(two) == cache.fingerprint(two)
