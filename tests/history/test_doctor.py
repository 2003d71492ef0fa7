"""The doctor: names everything that is not as it should be, and mends nothing without a backup."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from studytui.errors import StudyError
from studytui.history import backup, lines
from studytui.history.backup import back_up
from studytui.history.doctor import Examination, examine, look_after, mend
from studytui.history.events import Event
from studytui.history.facts import Ticked, Wrote
from studytui.history.history import History
from studytui.history.index import Index
from studytui.paths import Places
from tests.history.conftest import Arrive
from tests.samples import AT, HERE, NOW, THERE, after, event

FACT = Ticked("w01-m1", True)


@pytest.fixture
def kept(history: History) -> History:
    """Three entries, with a backup."""
    for number in range(3):
        history.append(Wrote(f"entry {number}"), now=NOW)
    back_up(history, NOW)
    return history


@pytest.fixture
def own(kept: History) -> Path:
    """The file of this device."""
    return kept.folder / HERE / "2026-11.jsonl"


def examined(history: History, places: Places) -> Examination:
    index = Index(history, places.cache)
    index.refresh()
    try:
        return examine(history, index, NOW)
    finally:
        index.close()


def mended(history: History, places: Places) -> list[str]:
    index = Index(history, places.cache)
    index.refresh()
    try:
        return mend(history, index, after(minutes=1))[1]
    finally:
        index.close()


def findings(history: History, places: Places) -> list[str]:
    return [f"{found.where}: {found.what}" for found in examined(history, places).findings]


def events_in(history: History) -> list[Event]:
    return [each for file in history.files() for each in lines.read(Path(file.path).read_bytes()).events]


# Examining


def test_a_sound_history_has_its_facts_and_no_findings(kept: History, places: Places) -> None:
    found = examined(kept, places)
    assert found.findings == ()
    assert (found.events, found.files, found.size) == (3, 1, sum(file.size for file in kept.files()))
    assert [(device.id, device.events, device.here) for device in found.devices] == [(HERE, 3, True)]
    assert len(found.archives) == 1


def test_an_empty_history_is_well(history: History, places: Places) -> None:
    assert findings(history, places) == []


def test_every_damaged_line_is_named_with_its_file(kept: History, own: Path, places: Places) -> None:
    own.write_bytes(own.read_bytes().replace(b"entry 1", b"entry X") + b"=======\n")
    named = findings(kept, places)
    assert f"{own}:3: its checksum does not fit" in named
    assert f"{own}:5: this is no line of a history" in named


def test_what_only_a_copy_has_is_named(kept: History, own: Path, places: Places) -> None:
    archive = backup.archives(kept)[0].path
    own.write_bytes(lines.header(HERE))
    named = findings(kept, places)
    assert f"{kept.mirror.folder}: 3 events found only in the mirror" in named
    assert f"{archive}: 3 events found only in this archive" in named


def test_a_history_without_a_recent_backup_is_named(history: History, places: Places) -> None:
    history.append(FACT, now=NOW)
    assert findings(history, places) == [f"{backup.folder(history)}: there is no backup yet"]
    back_up(history, after(days=-9))
    assert findings(history, places) == [f"{backup.folder(history)}: the last backup is of 2026-11-13"]


def test_a_damaged_archive_is_named(kept: History, places: Places) -> None:
    archive = backup.archives(kept)[0].path
    archive.write_bytes(archive.read_bytes()[:60])
    assert any(str(archive) in found and "damaged" in found for found in findings(kept, places))


def test_a_later_format_a_clock_ahead_and_conflict_copies_are_named(
    kept: History, arrive: Arrive, places: Places
) -> None:
    arrive(event(FACT, AT + 90 * 86_400_000, THERE))
    later = arrive(device="11112222", name="2026-11.jsonl")
    later.write_bytes(lines._line({"format": lines.FORMAT + 1}))
    copy = arrive(event(FACT, AT + 5, THERE), name="2026-11.sync-conflict-20261122-091200-ABCDEFG.jsonl")
    named = findings(kept, places)
    assert f"{THERE}: its clock is ahead of this one" in named
    assert f"{kept.folder}: a file has format 2; this version knows 1" in named
    assert examined(kept, places).copies == (str(copy),)


def test_examining_leaves_every_file_as_it_is(kept: History, own: Path, places: Places) -> None:
    own.write_bytes(own.read_bytes()[:-9])
    before = {path: path.read_bytes() for path in places.data.rglob("*") if path.is_file()}
    archives = {path.name for path in backup.folder(kept).iterdir()}
    examined(kept, places)
    assert {path: path.read_bytes() for path in places.data.rglob("*") if path.is_file()} == before
    assert {path.name for path in backup.folder(kept).iterdir()} == archives


# Mending


def test_nothing_is_mended_without_a_backup(
    kept: History, own: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.write_bytes(damaged := own.read_bytes() + b"=======\n")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(backup, "_write", full)
    with pytest.raises(StudyError, match="no backup could be made"):
        mended(kept, places)
    assert own.read_bytes() == damaged
    assert len(kept.files()) == 1


def test_a_damaged_file_holds_only_whole_lines_again_and_the_others_are_kept(
    kept: History, own: Path, places: Places
) -> None:
    whole = own.read_bytes()
    own.write_bytes(b"<<<<<<< HEAD\n" + whole + b"torn")
    done = mended(kept, places)
    assert own.read_bytes() == whole
    assert any(str(own) in each for each in done)
    assert findings(kept, places) == []
    assert any(path.read_bytes() == b"<<<<<<< HEAD" for path in (places.state / "damaged").iterdir())


def test_a_file_of_another_kind_becomes_an_empty_file_of_the_history(kept: History, own: Path, places: Places) -> None:
    before = {each.id for each in events_in(kept)}
    own.write_bytes(b"<!doctype html>\n<p>moved</p>\n")
    mended(kept, places)
    assert own.read_bytes().startswith(lines.header(HERE))
    assert {each.id for each in events_in(kept)} == before
    (later,) = kept.append(FACT, now=NOW)
    assert later.id in {each.id for each in events_in(kept)}


def test_what_the_mirror_lost_too_comes_back_from_an_archive(kept: History, own: Path, places: Places) -> None:
    before = {each.id for each in events_in(kept)}
    shutil.rmtree(kept.mirror.folder)
    own.write_bytes(lines.header(HERE))
    done = mended(kept, places)
    assert any("back from studytui-2026-11-22T091200.zip: 3 lost events" in each for each in done)
    assert before <= {each.id for each in events_in(kept)}
    assert findings(kept, places) == []


def test_mending_twice_finds_nothing_more(kept: History, own: Path, places: Places) -> None:
    own.write_bytes(own.read_bytes() + b"=======\n")
    mended(kept, places)
    index = Index(kept, places.cache)
    index.refresh()
    assert mend(kept, index, after(minutes=2))[1] == []
    index.close()


def test_a_program_that_is_open_goes_on_after_its_file_was_mended(kept: History, own: Path, places: Places) -> None:
    other = History(kept.folder, kept.state, HERE)
    (before,) = other.append(FACT, now=NOW)
    own.write_bytes(b"garbage\n" * 40 + own.read_bytes())
    mended(kept, places)
    (later,) = other.append(FACT, now=NOW)
    assert later.at > before.at
    assert {before.id, later.id} <= {each.id for each in events_in(kept)}


# By itself


def test_the_daily_care_heals_and_backs_up(kept: History, own: Path) -> None:
    own.unlink()
    upkeep = look_after(kept, after(days=1))
    assert upkeep.said == "the history had lost 3 events; the mirror brought it all back"
    assert upkeep.archive is not None
    assert upkeep.trouble == ()
    assert look_after(kept, after(days=1)).said == ""


def test_what_the_daily_care_could_not_do_is_said_and_raises_nothing(
    kept: History, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.unlink()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("studytui.history.storage.append", full)
    monkeypatch.setattr(backup, "_write", full)
    trouble = look_after(kept, after(days=1)).trouble
    assert any("lost lines can't be brought back: the disk is full" in each for each in trouble)


def test_a_mirror_that_cannot_be_written_is_said(kept: History) -> None:
    shutil.rmtree(kept.mirror.folder)
    kept.mirror.folder.parent.mkdir(exist_ok=True)
    kept.mirror.folder.write_text("no folder")
    assert any("the mirror can't be written" in each for each in look_after(kept, NOW).trouble)
