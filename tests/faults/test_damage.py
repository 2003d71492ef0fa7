"""Every kind of damage to a file of forty records: what is whole is read, and what was lost comes back."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from studytui.history import lines
from studytui.history.backup import back_up
from studytui.history.doctor import mend
from studytui.history.facts import Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places
from tests.samples import HERE, NOW, after

RECORDS = 40
CONFLICT = b"<<<<<<< HEAD\n%b=======\n%b>>>>>>> theirs\n"


def at_line(data: bytes, number: int) -> int:
    """Where a line begins."""
    return sum(len(line) + 1 for line in data.split(b"\n")[:number])


def marked(data: bytes) -> bytes:
    """The second half as git leaves it when both sides changed it."""
    middle = at_line(data, 20)
    return data[:middle] + CONFLICT % (data[middle:], data[middle : at_line(data, 30)])


def flipped(data: bytes, count: int) -> bytes:
    """Some bits of it turned over."""
    choose, changed = random.Random(count), bytearray(data)
    for _ in range(count):
        changed[choose.randrange(len(changed))] ^= 1 << choose.randrange(8)
    return bytes(changed)


def shuffled(data: bytes) -> bytes:
    """The same lines in another order."""
    parts = data.splitlines(keepends=True)
    random.Random(1).shuffle(parts)
    return b"".join(parts)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut in the middle of a line": lambda data: data[: at_line(data, 20) + 50],
    "cut between two lines": lambda data: data[: at_line(data, 20)],
    "cut before the last newline": lambda data: data[:-1],
    "cut in the header": lambda data: data[:10],
    "emptied": lambda data: b"",
    "zeroed": lambda data: bytes(len(data)),
    "a zeroed tail": lambda data: data[: at_line(data, 15)].ljust(len(data), b"\0"),
    "a zeroed block": lambda data: data[:1024] + bytes(512) + data[1536:],
    "zeros after the end": lambda data: data + bytes(4096),
    "HTML": lambda data: b"<!doctype html>\n<title>Sign in</title>\n",
    "other JSON": lambda data: b'{"version": 1, "entries": [1, 2, 3]}\n',
    "a list in JSON": lambda data: b'[{"id": 1}]\n[{"id": 2}]',
    "a picture": lambda data: b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(3000),
    "one flipped bit": lambda data: flipped(data, 1),
    "forty flipped bits": lambda data: flipped(data, 40),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "CR": lambda data: data.replace(b"\n", b"\r"),
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "blank lines": lambda data: data.replace(b"\n", b"\n\n  \n"),
    "merge markers": marked,
    "every line twice": lambda data: b"".join(line * 2 for line in data.splitlines(keepends=True)),
    "another order": shuffled,
    "a line joined to the next": lambda data: data[: at_line(data, 10) - 1] + data[at_line(data, 10) :],
    "garbage before the header": lambda data: b"garbage\n" + data,
    "a torn line at the end": lambda data: data + data[at_line(data, 5) : at_line(data, 5) + 40],
}


@pytest.fixture
def history(places: Places) -> History:
    """Forty entries, one a transaction, in one file."""
    history = History(places.history, places.state, HERE)
    for number in range(RECORDS):
        history.append(Wrote(f"record {number} " + "x" * (number * 7 % 60)), now=NOW)
    return history


@pytest.fixture
def own(history: History) -> Path:
    """The file."""
    return history.folder / HERE / "2026-11.jsonl"


def records(history: History, places: Places, cache: str) -> set[str]:
    """The entries that stand, by an index that starts with nothing."""
    index = Index(history, places.cache / cache)
    index.refresh()
    try:
        return {entry.text for entry in index.entries()}
    finally:
        index.close()


def expected() -> set[str]:
    return {f"record {number} " + "x" * (number * 7 % 60) for number in range(RECORDS)}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_whole_is_read_and_what_is_not_is_kept_as_evidence(
    history: History, own: Path, places: Places, damage: str
) -> None:
    own.write_bytes(damaged := DAMAGES[damage](own.read_bytes()))
    whole = {event.fact.text for event in lines.read(damaged).events if isinstance(event.fact, Wrote)}
    assert records(history, places, "first") == whole
    assert own.read_bytes() == damaged
    evidence = {path.read_bytes() for path in (places.state / "damaged").glob("*")}
    assert {each.raw for each in lines.read(damaged).damages} <= evidence


@pytest.mark.parametrize("damage", DAMAGES)
def test_forty_of_forty_are_there_again_with_the_mirror(
    history: History, own: Path, places: Places, damage: str
) -> None:
    own.write_bytes(damaged := DAMAGES[damage](own.read_bytes()))
    fresh = History(history.folder, history.state, HERE)
    fresh.mirror.heal(fresh, NOW, at_once=True)
    assert records(fresh, places, "healed") == expected()
    assert own.read_bytes().startswith(damaged)
    fresh.append(Wrote("after"), now=NOW)
    assert records(fresh, places, "after") == expected() | {"after"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_program_that_has_the_file_open_goes_on_writing(
    history: History, own: Path, places: Places, damage: str
) -> None:
    own.write_bytes(DAMAGES[damage](own.read_bytes()))
    history.append(Wrote("after"), now=NOW)
    history.mirror.heal(history, NOW, at_once=True)
    assert records(history, places, "after") == expected() | {"after"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_mirror_never_hurts_the_history(history: History, own: Path, places: Places, damage: str) -> None:
    copy = history.mirror.folder / HERE / own.name
    whole = own.read_bytes()
    copy.write_bytes(DAMAGES[damage](copy.read_bytes()))
    history.mirror.heal(history, NOW, at_once=True)
    assert own.read_bytes().startswith(whole)
    assert records(history, places, "healed") == expected()
    history.append(Wrote("after"), now=NOW)
    history.mirror.heal(history, NOW, at_once=True)
    assert copy.read_bytes() == own.read_bytes()


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("first", [True, False], ids=["first half", "second half"])
def test_with_each_side_damaged_in_another_half_nothing_is_lost(
    history: History, own: Path, places: Places, damage: str, first: bool
) -> None:
    copy = history.mirror.folder / HERE / own.name
    whole = own.read_bytes()
    middle = at_line(whole, 20)
    damaged = DAMAGES[damage](whole[:middle]) + b"\n" + whole[middle:], whole[:middle] + DAMAGES[damage](whole[middle:])
    for path, data in zip((own, copy) if first else (copy, own), damaged, strict=True):
        path.write_bytes(data)
    fresh = History(history.folder, history.state, HERE)
    fresh.append(Wrote("after"), now=NOW)
    fresh.mirror.heal(fresh, NOW, at_once=True)
    assert records(fresh, places, "healed") == expected() | {"after"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_with_both_sides_damaged_alike_the_archive_has_it(
    history: History, own: Path, places: Places, damage: str
) -> None:
    back_up(history, NOW)
    copy = history.mirror.folder / HERE / own.name
    for path in (own, copy):
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    fresh = History(history.folder, history.state, HERE)
    index = Index(fresh, places.cache / "mending")
    index.refresh()
    mend(fresh, index, after(minutes=1))
    index.close()
    assert records(fresh, places, "mended") == expected()
    assert not any(lines.read(Path(file.path).read_bytes()).damages for file in fresh.files())


def remove(path: Path) -> None:
    path.unlink()


def remove_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def remove_everything(path: Path) -> None:
    shutil.rmtree(path.parent.parent.parent)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def file_instead_of_folder(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("no folder")


@pytest.mark.parametrize("loss", [remove, remove_folder, remove_everything])
def test_what_was_removed_comes_back(history: History, own: Path, places: Places, loss: Callable[[Path], None]) -> None:
    loss(own)
    fresh = History(history.folder, history.state, HERE)
    fresh.mirror.heal(fresh, NOW, at_once=True)
    assert records(fresh, places, "healed") == expected()


@pytest.mark.parametrize("loss", [remove, remove_folder, remove_everything, folder_instead])
def test_a_program_at_work_goes_on_after_what_it_wrote_to_was_removed(
    history: History, own: Path, places: Places, loss: Callable[[Path], None]
) -> None:
    loss(own)
    # Its clock has stood still, and the times of what was lost are spent.
    history.append(Wrote("after"), now=NOW)
    assert records(history, places, "after") == {"after"}
    history.mirror.heal(history, NOW, at_once=True)
    assert records(history, places, "healed") == expected() | {"after"}


@pytest.mark.parametrize("loss", [folder_instead, file_instead_of_folder])
def test_something_else_in_its_place_is_no_traceback_and_loses_nothing(
    history: History, own: Path, places: Places, loss: Callable[[Path], None]
) -> None:
    loss(own)
    fresh = History(history.folder, history.state, "11112222")
    fresh.mirror.heal(fresh, NOW, at_once=True)
    assert records(fresh, places, "healed") == expected()


@pytest.mark.parametrize(
    "stray",
    [".2026-11.jsonl.tmp", ".syncthing.2026-11.jsonl.tmp", "2026-11.jsonl~", ".2026-11.jsonl.swp", "2026-11.jsonl.part",
     "#2026-11.jsonl#", ".#2026-11.jsonl", "desktop.ini", ".DS_Store"],
)  # fmt: skip
def test_stray_files_of_other_programs_are_passed_over(history: History, own: Path, places: Places, stray: str) -> None:
    (own.parent / stray).write_bytes(own.read_bytes()[:200] + b"half")
    (own.parent.parent / stray).write_bytes(b"half")
    assert records(history, places, "first") == expected()
    assert not (places.state / "damaged").exists()
    assert len(history.files()) == 1


@pytest.mark.parametrize(
    "name",
    ["2026-11.sync-conflict-20261122-091200-ABCDEFG.jsonl", "2026-11 (conflicted copy 2026-11-22).jsonl",
     "2026-11 2.jsonl", "2026-11(1).jsonl", "Copy of 2026-11.jsonl"],
)  # fmt: skip
def test_conflict_copies_count_and_are_never_written_to(history: History, own: Path, places: Places, name: str) -> None:
    copy = own.with_name(name)
    copy.write_bytes(own.read_bytes())
    own.write_bytes(own.read_bytes()[: at_line(own.read_bytes(), 10)])
    before = copy.read_bytes()
    assert records(history, places, "first") == expected()
    fresh = History(history.folder, history.state, HERE)
    fresh.append(Wrote("after"), now=NOW)
    assert copy.read_bytes() == before
    assert fresh.mirror.heal(fresh, NOW, at_once=True).healed == 0


def test_a_folder_in_the_place_of_the_file_stops_no_writing(history: History, own: Path, places: Places) -> None:
    folder_instead(own)
    fresh = History(history.folder, history.state, HERE)
    fresh.append(Wrote("after"), now=NOW)
    fresh.mirror.heal(fresh, NOW, at_once=True)
    assert records(fresh, places, "after") == expected() | {"after"}
