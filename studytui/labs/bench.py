"""The bench: where the labs of a track are run, and whether the learner lets them.

Bundled labs run on a keypress. A lab from elsewhere is somebody's program: it is shown, and asks once for everything it
consists of. That is consent, not a sandbox: what it may do is what the learner may do.
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from studytui import paths
from studytui.errors import BAD_CONTENT, CANNOT_WRITE, NOTHING_MATCHED, StudyError
from studytui.history.events import Event
from studytui.history.plain import to_plain
from studytui.labs import runner
from studytui.labs.protocol import Said
from studytui.text import one_line
from studytui.track.model import Lab, program_of

MAX_FILES = 500
MAX_BYTES = 20 * 1024 * 1024


class Bench:
    """Runs the labs in the folder of a track."""

    def __init__(self, track_folder: Path, state: Path, cache: Path) -> None:
        self.folder = track_folder / "labs"
        # As the system sees it: `content/../mine` begins like a bundled one.
        self.is_bundled = track_folder.resolve().is_relative_to(paths.content().resolve())
        self._consents = state / "consents"
        self._scratch = cache / "labs"

    def program(self, lab: Lab) -> Path:
        """The file that is the lab. Raises StudyError when there is none."""
        path = self.folder / program_of(lab.id)
        if lab.experiment is None or not path.is_file():
            raise StudyError(f"{one_line(lab.title)} has no program", f"write {path}", NOTHING_MATCHED)
        return path

    def source(self, lab: Lab) -> str:
        """What its program says, for the learner to read before letting it run."""
        return self.program(lab).read_text(encoding="utf-8", errors="replace")

    def digest(self) -> str:
        """A name for everything the labs here consist of: it changes with any byte of it."""
        return _digest(self.folder)

    def may_run(self) -> bool:
        """Whether these very labs were allowed to run on this machine."""
        return self.is_bundled or (self._consents / self.digest()).exists()

    def consent(self, digest: str) -> None:
        """Let the labs of that digest run from now on, on this machine only. Raises StudyError."""
        try:
            self._consents.mkdir(parents=True, exist_ok=True)
            (self._consents / digest).touch()
        except OSError as error:
            raise StudyError(
                f"the consent can't be kept: {error.strerror}", f"check {self._consents}", CANNOT_WRITE
            ) from error

    async def run(
        self,
        lab: Lab,
        parameters: dict[str, str],
        seed: int,
        tell: Callable[[Said], None],
        events: Iterable[Event] = (),
    ) -> runner.Outcome:
        """Run a lab that may run; `events` are those of the history that it reads. Raises StudyError."""
        program = self.program(lab)
        reads = lab.experiment.reads if lab.experiment else ()
        history = [json.dumps(to_plain(event)) for event in events] if reads else None
        if self.is_bundled:
            return _whole(lab, await runner.run(program, parameters, seed, self._scratch, tell, history))
        # Exactly what was consented to: between a look and a start a file could be exchanged.
        with contextlib.ExitStack() as stack:
            labs = self._copied(stack)
            if not (self._consents / _digest(labs)).exists():
                raise StudyError("this lab has not been allowed to run", "look at its program first")
            return _whole(lab, await runner.run(labs / program.name, parameters, seed, self._scratch, tell, history))

    def _copied(self, stack: contextlib.ExitStack) -> Path:
        """A copy of what is asked about, while `stack` is open: of nothing that a link to a folder leads to."""
        found = _files(self.folder)
        try:
            self._scratch.mkdir(parents=True, exist_ok=True)
            # Named like the folders of runs, which are cleared away when their program was killed.
            copy = stack.enter_context(tempfile.TemporaryDirectory(prefix=f"run-{os.getpid()}-", dir=self._scratch))
            for path in found:
                to = Path(copy) / "labs" / path.relative_to(self.folder)
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, to)
        except OSError as error:
            raise StudyError(
                f"the labs can't be copied: {error.strerror}", f"make room in {self._scratch}", CANNOT_WRITE
            ) from error
        return Path(copy) / "labs"


def _whole(lab: Lab, outcome: runner.Outcome) -> runner.Outcome:
    """A run counts as finished only with everything it promises."""
    promised = (
        {name for name, measure in lab.experiment.measures.items() if measure.primary} if lab.experiment else set()
    )
    missing = sorted(promised - outcome.measures.keys())
    if not outcome.finished or not missing:
        return outcome
    return outcome._replace(finished=False, why=f"it did not measure {', '.join(missing)}")


def _files(folder: Path) -> list[Path]:
    """Every file in there, in order. Raises StudyError when that is more than a lab needs."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    if len(found) > MAX_FILES or sum(path.stat().st_size for path in found) > MAX_BYTES:
        raise StudyError(
            f"the labs are more than {MAX_FILES} files or {MAX_BYTES >> 20} MB", f"see {folder}", BAD_CONTENT
        )
    return found


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in _files(folder):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise StudyError(f"{path} can't be read: {error.strerror}", "check its permissions", BAD_CONTENT) from error
        whole.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        whole.update(content)
    return whole.hexdigest()
