"""A history in an empty folder, and what else writes into it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studytui.history.events import Event
from studytui.history.history import History
from studytui.history.index import Index
from studytui.history.lines import header, transaction
from studytui.paths import Places
from tests.samples import HERE, THERE


@pytest.fixture
def history(places: Places) -> History:
    """The history of this device."""
    return History(places.history, places.state, HERE)


@pytest.fixture
def open_index(history: History, places: Places) -> Iterator[Callable[[], Index]]:
    """Opens the index as each start of the program does, refreshed."""
    opened = []

    def open_again() -> Index:
        index = Index(history, places.cache)
        opened.append(index)
        index.refresh()
        return index

    yield open_again
    for index in opened:
        index.close()


@pytest.fixture
def index(open_index: Callable[[], Index]) -> Index:
    """The index of the empty history."""
    return open_index()


Arrive = Callable[..., Path]


@pytest.fixture
def arrive(places: Places) -> Arrive:
    """Lets a sync tool bring events of another device, a transaction each."""

    def bring(*events: Event, device: str = THERE, name: str = "2026-11.jsonl") -> Path:
        path = places.history / device / name
        path.parent.mkdir(parents=True, exist_ok=True)
        start = b"" if path.exists() else header(device)
        with path.open("ab") as file:
            file.write(start + b"".join(transaction([event]) for event in events))
        return path

    return bring


@pytest.fixture
def plain_user() -> Iterator[Path]:
    """A folder of a user whom permissions bind: root, as in CI, becomes nobody for a while."""
    folder = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(folder, 65534, 65534)
        os.setresuid(65534, 65534, 0)
    yield folder
    if is_root:
        os.setresuid(0, 0, 0)
    shutil.rmtree(folder)
