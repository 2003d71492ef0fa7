"""Adding to the history: durable before it is acknowledged, in order, and never in the way of what is there."""

import errno
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import pytest

from studytui import paths
from studytui.errors import CANNOT_WRITE, StudyError
from studytui.history import lines, lock
from studytui.history.events import LAST_AT, Event
from studytui.history.facts import Ticked, Wrote
from studytui.history.history import History
from studytui.paths import Places
from tests.samples import AT, HERE, NOW, after, event

FACT = Ticked("w01-m1", True)
Own = Callable[..., Path]


def events_in(history: History) -> list[Event]:
    return [each for file in history.files() for each in lines.read(Path(file.path).read_bytes()).events]


@pytest.fixture
def own(history: History) -> Own:
    """One of this device's files."""
    return lambda name="2026-11.jsonl": history.folder / HERE / name


class Disk:
    """The system's calls, written down as they happen, and failing when told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, str]] = []
        self.fail: dict[str, int] = {}
        self.room: int | None = None
        for name in ("write", "fsync", "ftruncate"):
            monkeypatch.setattr(os, name, self._recorded(name, getattr(os, name)))

    def _recorded(self, name: str, real: Callable[..., int]) -> Callable[..., int]:
        def call(descriptor: int, *args: bytes) -> int:
            path = Path(f"/proc/self/fd/{descriptor}").readlink()
            if "state" not in path.parts:
                self.calls.append((name, path.name))
            if name == "write" and self.room is not None:
                done = real(descriptor, args[0][: self.room])
                if done == 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                self.room -= done
                return done
            if name in self.fail:
                raise OSError(self.fail[name], os.strerror(self.fail[name]))
            return real(descriptor, *args)

        return call


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, history: History) -> Disk:
    """The disk under the history, once the device's folder is there."""
    history.append(FACT, now=NOW)
    return Disk(monkeypatch)


# Durable


def test_an_event_is_flushed_before_it_is_acknowledged(history: History, disk: Disk) -> None:
    history.append(FACT, now=NOW)
    assert disk.calls == [("write", "2026-11.jsonl"), ("fsync", "2026-11.jsonl")]


def test_a_new_file_has_a_durable_name_before_it_has_content(history: History, disk: Disk) -> None:
    history.append(FACT, now=after(days=30))
    assert disk.calls[1:] == [("fsync", HERE), ("write", "2026-12.jsonl"), ("fsync", "2026-12.jsonl")]


def test_what_a_killed_program_left_unflushed_is_flushed_before_anything_builds_on_it(
    history: History, disk: Disk
) -> None:
    History(history.folder, history.state, HERE).append(FACT, now=after(days=30))
    assert disk.calls[0] == ("fsync", "2026-11.jsonl")


def test_an_empty_file_that_was_left_behind_gets_a_durable_name_too(history: History, disk: Disk, own: Own) -> None:
    own("2026-12.jsonl").touch()
    history.append(FACT, now=after(days=30))
    assert disk.calls[:2] == [("fsync", "2026-11.jsonl"), ("fsync", HERE)]


def test_every_folder_that_is_made_has_a_durable_name(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(monkeypatch)
    History(places.history, places.state, HERE).append(FACT, now=NOW)
    flushed = [place for name, place in disk.calls if name == "fsync"]
    assert flushed == [places.data.parent.name, "data", "history", HERE, "2026-11.jsonl"]


def test_a_short_write_is_continued(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:7]))
    history.append(FACT, now=NOW)
    assert len(events_in(history)) == 1


# Failing


def test_a_full_disk_leaves_the_file_as_it_was_and_the_next_append_works(
    history: History, disk: Disk, own: Own
) -> None:
    before = own().read_bytes()
    disk.room = 20
    with pytest.raises(StudyError, match="full") as caught:
        history.append(FACT, now=NOW)
    assert caught.value.exit_code == CANNOT_WRITE
    assert own().read_bytes() == before
    disk.room = None
    history.append(FACT, now=NOW)
    assert own().read_bytes().startswith(before)
    assert len(events_in(history)) == 2


def test_a_write_that_failed_burns_its_time_stamp(history: History, disk: Disk) -> None:
    (first,) = history.append(FACT, now=NOW)
    disk.room = 0
    with pytest.raises(StudyError):
        history.append(FACT, now=NOW)
    disk.room = None
    (second,) = history.append(FACT, now=NOW)
    assert second.at == first.at + 2


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_file_that_the_disk_did_not_confirm_is_never_appended_to_again(
    history: History, disk: Disk, own: Own, call: str
) -> None:
    before = own().read_bytes()
    disk.fail = {call: errno.EIO}
    with pytest.raises(StudyError) as caught:
        history.append(FACT, now=NOW)
    assert caught.value.exit_code == CANNOT_WRITE
    disk.fail = {}
    (there,) = History(history.folder, history.state, HERE).append(FACT, now=NOW)
    (here,) = history.append(FACT, now=NOW)
    assert own().read_bytes() == before
    assert [each.id for each in lines.read(own("2026-11_01.jsonl").read_bytes()).events] == [there.id, here.id]


def test_a_spoiled_file_is_left_alone_even_when_no_other_could_be_made_at_once(
    history: History, disk: Disk, own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = own().read_bytes()
    disk.fail = {"fsync": errno.EIO}
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", _refusing_new(os.open))
        with pytest.raises(StudyError):
            history.append(FACT, now=NOW)
    disk.fail = {}
    history.append(FACT, now=NOW)
    assert own().read_bytes() == before


def _refusing_new(real: Callable[..., int]) -> Callable[..., int]:
    def guarded(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT and not Path(path).exists():
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, flags, mode)

    return guarded


def test_a_cut_that_fails_too_leaves_a_torn_tail_that_the_next_append_seals(
    history: History, disk: Disk, own: Own
) -> None:
    disk.room, disk.fail = 20, {"ftruncate": errno.EIO}
    with pytest.raises(StudyError):
        history.append(FACT, now=NOW)
    disk.room, disk.fail = None, {}
    history.append(FACT, now=NOW)
    reading = lines.read(own().read_bytes())
    assert len(reading.events) == 2
    assert [damage.line for damage in reading.damages] == [3]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_is_read_only_says_so(history: History, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    history.append(FACT, now=NOW)
    real = os.open

    def guarded(path: Path, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(".jsonl") and flags & os.O_CREAT:
            raise OSError(number, os.strerror(number), str(path))
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", guarded)
    with pytest.raises(StudyError, match=r"jsonl can't be written .*permissions") as caught:
        history.append(FACT, now=NOW)
    assert caught.value.exit_code == CANNOT_WRITE


def test_a_folder_without_the_right_to_write_is_known_before_writing(plain_user: Path) -> None:
    history = History(plain_user / "history", plain_user / "state", HERE)
    history.append(FACT, now=NOW)
    assert history.writable()
    (history.folder / HERE).chmod(0o500)
    assert not history.writable()
    with pytest.raises(StudyError, match="permissions"):
        history.append(FACT, now=after(days=30))
    (history.folder / HERE).chmod(0o700)
    history.append(FACT, now=after(days=30))


def test_a_file_where_the_folder_should_be_is_an_error_with_words(places: Places) -> None:
    places.data.parent.mkdir(exist_ok=True)
    places.data.write_text("no folder")
    with pytest.raises(StudyError, match="can't be written") as caught:
        History(places.history, places.state).append(FACT, now=NOW)
    assert caught.value.exit_code == CANNOT_WRITE


def test_a_program_that_writes_for_too_long_is_not_waited_for(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.02)
    with lock.locked(history.state / "history.lock"), pytest.raises(StudyError, match="another studytui"):
        history.append(FACT, now=NOW)
    history.append(FACT, now=NOW)


# What was there before


def test_a_torn_tail_is_sealed_and_never_cut(history: History, own: Own) -> None:
    history.append(FACT, now=NOW)
    with own().open("ab") as file:
        file.write(b"0123abcd [{torn")
    before = own().read_bytes()
    (last,) = history.append(FACT, now=NOW)
    assert own().read_bytes().startswith(before + b"\n")
    reading = lines.read(own().read_bytes())
    assert reading.events[-1] == last
    assert [damage.raw for damage in reading.damages] == [b"0123abcd [{torn"]


def test_a_tail_that_was_cut_between_two_appends_is_sealed_too(history: History, own: Own) -> None:
    history.append(FACT, now=NOW)
    history.append(FACT, now=NOW)
    whole = own().read_bytes()
    own().write_bytes(whole[:-1])
    history._open(NOW).last_at()
    own().write_bytes(whole[:-1] + b"\ntorn")
    history._open(NOW).last_at()
    own().write_bytes(whole[:-1])
    history.append(FACT, now=NOW)
    assert len(events_in(history)) == 3


def test_a_file_torn_in_its_header_gets_a_whole_one(history: History, own: Own) -> None:
    own().parent.mkdir(parents=True)
    own().write_bytes(lines.header(HERE)[:-9])
    history.append(FACT, now=NOW)
    assert lines.header(HERE) in own().read_bytes()


def test_another_file_in_the_folder_is_read_but_never_written(history: History, own: Own) -> None:
    history.append(FACT, now=NOW)
    copies = [own(name) for name in ("2026-11.sync-conflict-20261122-ABC.jsonl", "2026-11 (copy).jsonl", "zz.jsonl")]
    for copy in copies:
        copy.write_bytes(own().read_bytes())
    history.append(FACT, now=NOW)
    assert {copy.read_bytes().count(b"\n") for copy in copies} == {2}
    assert len(history.files()) == 4


def test_a_file_of_a_newer_format_is_only_read(history: History, own: Own) -> None:
    own().parent.mkdir(parents=True)
    own().write_bytes(lines._line({"format": lines.FORMAT + 1}))
    before = own().read_bytes()
    with pytest.raises(StudyError, match="later studytui") as caught:
        history.append(FACT, now=NOW)
    assert caught.value.exit_code == CANNOT_WRITE
    assert own().read_bytes() == before


def test_what_a_later_version_added_is_never_rewritten(history: History, own: Own) -> None:
    own().parent.mkdir(parents=True)
    plain = {"id": "x", "kind": "pondered"}
    own().write_bytes(lines.header(HERE) + lines._line([plain]))
    before = own().read_bytes()
    history.append(FACT, now=NOW)
    assert own().read_bytes().startswith(before)


# Order


def test_ids_are_unique_and_increase_within_a_millisecond(history: History) -> None:
    ids = [each.id for _ in range(5) for each in history.append(FACT, FACT, now=NOW)]
    assert ids == sorted(set(ids))
    assert len(ids) == 10


def test_a_clock_set_back_keeps_the_order_and_the_file(history: History) -> None:
    (first,) = history.append(FACT, now=NOW)
    (second,) = History(history.folder, history.state, HERE).append(FACT, now=after(days=-90))
    assert second.at == first.at + 1
    assert second.day == "2026-08-24"
    assert len(history.files()) == 1


def test_each_month_has_its_file(history: History, own: Own) -> None:
    history.append(FACT, now=NOW)
    history.append(FACT, now=datetime(2026, 12, 1, tzinfo=UTC))
    assert own("2026-12.jsonl").exists()
    assert [each.day for each in events_in(history)] == ["2026-11-22", "2026-11-30"]


def test_a_new_month_goes_on_above_all_that_was_written_before(history: History) -> None:
    (ahead,) = history.append(FACT, now=NOW, after=AT + 365 * 86_400_000)
    (later,) = History(history.folder, history.state, HERE).append(FACT, now=after(days=30))
    assert later.at == ahead.at + 1


def test_an_event_is_later_than_what_its_writer_had_seen(history: History) -> None:
    (only,) = history.append(FACT, now=NOW, after=AT + 5000)
    assert only.at == AT + 5001


def test_a_clock_of_another_age_is_refused(history: History) -> None:
    with pytest.raises(StudyError, match="clock"):
        history.append(FACT, now=NOW, after=LAST_AT)
    (only,) = history.append(FACT, now=NOW)
    assert only.at == AT


def test_facts_added_together_are_one_line(history: History, own: Own) -> None:
    history.append(FACT, Wrote("both"), now=NOW)
    assert own().read_bytes().count(b"\n") == 2


# Device


def test_a_device_is_named_once(places: Places) -> None:
    first, second = (History(places.history, places.state) for _ in range(2))
    assert first.device == second.device == ""
    first.append(FACT, now=NOW)
    second.append(FACT, now=NOW)
    third = History(places.history, places.state)
    assert first.device == second.device == third.device
    assert len(first.device) == 8


def test_a_program_learns_the_name_that_another_one_minted(places: Places) -> None:
    first, second = (History(places.history, places.state) for _ in range(2))
    assert first.device == ""
    second.append(FACT, now=NOW)
    assert first.device == second.device


@pytest.mark.parametrize("malformed", [b"", b"\0" * 9, b"../../..", b"0a1b2c3d4e", b"\xff\xfe"])
def test_a_malformed_device_file_is_replaced(places: Places, malformed: bytes) -> None:
    places.state.mkdir(parents=True)
    (places.state / "device").write_bytes(malformed)
    history = History(places.history, places.state)
    history.append(FACT, now=NOW)
    assert (places.state / "device").read_text().split()[0] == history.device
    assert len(history.device) == 8
    assert [Path(file.path).parent.name for file in history.files()] == [history.device]


def test_a_copy_of_a_machine_s_state_gets_a_name_of_its_own(places: Places) -> None:
    original = History(places.history, places.state)
    original.append(FACT, now=NOW)
    copied = places.state.with_name("copied")
    shutil.copytree(places.state, copied)
    clone = History(places.history, copied)
    assert clone.device == ""
    clone.append(FACT, now=NOW)
    assert clone.device != original.device
    assert History(places.history, copied).device == clone.device
    assert History(places.history, places.state).device == original.device


def test_a_disk_put_into_another_machine_gets_a_name_of_its_own(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    History(places.history, places.state).append(FACT, now=NOW)
    monkeypatch.setattr(paths, "machine", lambda: "another")
    assert History(places.history, places.state).device == ""


# Listing


def test_an_empty_history_has_no_files(history: History) -> None:
    assert history.files() == []
    assert history.writable()


def test_strangers_among_the_folders_are_passed_over(history: History) -> None:
    (event_made,) = history.append(FACT, now=NOW)
    (history.folder / "notes.jsonl").write_text("no device")
    (history.folder / HERE / "folder.jsonl").mkdir()
    (history.folder / HERE / ".2026-11.jsonl.tmp").write_bytes(b"x")
    (history.folder / HERE / "broken.jsonl").symlink_to("nowhere")
    assert len(history.files()) == 1
    assert events_in(history) == [event_made]


def test_a_damaged_line_is_kept_aside_once(history: History) -> None:
    for _ in range(2):
        history.keep_aside(str(history.folder / HERE / "2026-11.jsonl"), 7, b"torn")
    (copy,) = (history.state / "damaged").iterdir()
    assert copy.name == f"{HERE}-2026-11-7-{crc32(b'torn'):08x}"
    assert copy.read_bytes() == b"torn"


def test_the_sample_event_is_what_append_makes(history: History) -> None:
    assert history.append(FACT, now=NOW) == (event(FACT),)
