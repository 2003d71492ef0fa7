"""What the program remembers of the learner's choices: the track, the theme, and that they were welcomed.

Not settings, which a person writes, but what was last chosen on screen or by `track use`. Losing it loses nothing
else, so a file that can't be read is as good as none.
"""

import contextlib
import json
from pathlib import Path
from typing import NamedTuple


class Choices(NamedTuple):
    """What was last chosen; empty where nothing was."""

    track: str = ""
    """A track's id, or the path of its folder."""
    theme: str = ""
    welcomed: str = ""
    """The day on which the first lab was offered; it is offered once."""


def load(state: Path) -> Choices:
    """What was chosen, as far as it can be read."""
    with contextlib.suppress(OSError, ValueError, AttributeError, TypeError, RecursionError):
        stored = json.loads((state / "choices.json").read_text(encoding="utf-8"))
        names = Choices._fields
        return Choices(**{name: value for name, value in stored.items() if name in names and isinstance(value, str)})
    return Choices()


def choose(state: Path, **chosen: str) -> None:
    """Remember a choice beside the others. Raises OSError where the folder can't be written."""
    choices = load(state)._replace(**chosen)
    state.mkdir(parents=True, exist_ok=True)
    scratch = state / ".choices.json.new"
    scratch.write_text(json.dumps(choices._asdict(), indent=2) + "\n", encoding="utf-8")
    scratch.replace(state / "choices.json")
