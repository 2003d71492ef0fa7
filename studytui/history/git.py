"""Git as the history uses it: on the repository in one folder, never on one that the environment names.

What it says when it fails is turned into one line that tells the learner something.
"""

import os
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryFile

from studytui import paths
from studytui.errors import CANNOT_WRITE, StudyError
from studytui.text import one_line

_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.fsync=all",
    "fetch.fsckObjects=true",
    "gc.autoDetach=false",
    "maintenance.autoDetach=false",
    "init.defaultBranch=studytui",
    "init.defaultObjectFormat=sha1",
)
_KEPT = re.compile(
    r"GIT_(SSH(_COMMAND|_VARIANT)?|ASKPASS|(SSL|HTTP|PROXY)_\w+|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|EXEC_PATH)"
)
"""Of git's variables, those that say how a remote is reached; the others would point it at another repository."""
_CHATTER = re.compile(
    r"hint:|To |fatal: could not read from remote|please make sure|and the repository exists|error: failed to push"
    r"|fatal: the remote end hung up|send-pack: unexpected disconnect",
    re.IGNORECASE,
)


class GitError(Exception):
    """A git command failed."""

    def __init__(self, errors: bytes, output: bytes) -> None:
        super().__init__(errors)
        self.said = errors.decode("utf-8", "replace")
        self.output = output.decode("utf-8", "replace")

    @property
    def reason(self) -> str:
        """The last line of what git said that says something."""
        telling = [line for line in self.said.splitlines() if line.strip() and not _CHATTER.match(line)]
        return shown(telling[-1].removeprefix("fatal: ")) if telling else "git does not say why"

    @property
    def is_overtaken(self) -> bool:
        """Whether the branch was moved by another git since it was looked at."""
        return "Not updating refs" in self.said or "but expected" in self.said

    @property
    def refusal(self) -> str:
        """Why the remote does not take a push; empty where it failed otherwise."""
        refused = re.search(r"^!\t.*\t\[(?:remote )?rejected\] \((.*)\)$", self.output, re.MULTILINE)
        # What the remote itself says begins with what is wrong, and goes on with advice.
        said = re.search(r"^remote: (?:error: )?(.*\w.*)$", self.said, re.MULTILINE)
        return shown((said or refused)[1]) if refused else ""

    def told(self, message: str, hint: str) -> StudyError:
        """The error in words, after `message`."""
        if "No space left" in self.said:
            return disk_full()
        if ".lock': File exists" in self.said:
            hint = "another git is at work there, or was killed: what that left is removed after ten minutes"
        return StudyError(f"{message}: {self.reason}", hint, CANNOT_WRITE)


def disk_full() -> StudyError:
    """The error for a disk without room, ours or the one the remote is on."""
    return StudyError("the disk is full", "make room and sync again; nothing was lost", CANNOT_WRITE)


class Git:
    """Git on the repository in one folder, and on none that the environment or a folder above would name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._options = [option for setting in _SETTINGS for option in ("-c", setting)]
        # Handed on, not read: git finds the learner's keys, helpers and proxies by them.
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _KEPT.fullmatch(name)
        }
        self._environment = inherited | {
            "LC_ALL": "C",
            "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
            "GIT_TERMINAL_PROMPT": "1" if paths.is_terminal() else "0",
        }

    def __call__(self, *words: str, given: bytes = b"") -> bytes:
        """What a command on the repository prints. Raises GitError."""
        return self._run([f"--git-dir={self.folder / '.git'}", *words], given)

    def init(self, path: Path, *options: str) -> None:
        """Make a repository. Raises GitError."""
        self._run(["init", "--quiet", "--template=", *options, "--", str(path)])

    def _run(self, words: list[str], given: bytes = b"") -> bytes:
        # A file, not a pipe: where a git that fails stops reading, SIGPIPE would end this program without a word.
        with TemporaryFile() as file:
            file.write(given)
            file.seek(0)
            try:
                ran = subprocess.run(  # noqa: S603 - git, with words of ours and an address that was looked at
                    ["git", *self._options, *words],  # noqa: S607 - the learner's own git
                    stdin=file, capture_output=True, env=self._environment, cwd=self.folder, check=False,
                )  # fmt: skip
            except (FileNotFoundError, PermissionError) as error:
                missing = isinstance(error, FileNotFoundError)
                message = "git is not installed" if missing else f"git can't be started: {error.strerror}"
                hint = f"install it, or let any tool that keeps folders in step carry {self.folder}"
                raise StudyError(message, hint) from error
        if ran.returncode:
            raise GitError(ran.stderr, ran.stdout)
        return ran.stdout


def shown(text: str) -> str:
    """An address, or what git says of one, on one line that is not endless, without the password that may be in it."""
    line = one_line(re.sub(r"(https?://)[^/@\s]*@", r"\1", text))
    return line if len(line) <= 160 else f"{line[:159]}…"
