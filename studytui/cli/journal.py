"""Writing in the journal, and reading it."""

import re
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import click

from studytui import paths
from studytui.cli.context import Study, pass_study
from studytui.cli.output import heading, note, say, say_json, say_wrapped
from studytui.errors import NOTHING_MATCHED, USAGE, StudyError
from studytui.history.events import Wrote, local_time
from studytui.history.index import Entry
from studytui.text import one_line, storable

_EXPLANATION = (
    "# What did you do, and what came of it? Lines that begin with # are left out; an empty text writes nothing."
)


@click.command("log")
@click.argument("words", nargs=-1, metavar="[TEXT|-]")
@click.option("--got", metavar="RESULT", default="", help="What came of it, a number if you can.")
@click.option("--topic", metavar="ID", help="The topic it is about.")
@pass_study
def log_command(study: Study, words: tuple[str, ...], got: str, topic: str | None) -> None:
    """Write a journal entry: the words given, stdin for -, or what your editor returns.

    \b
    studytui log "Removed the N+1 in /orders" --got "101 queries, now 2" --topic lazy-loading
    git log -1 --format=%s | studytui log -
    """
    from studytui.history.history import History

    if words == ("-",):
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    else:
        text = " ".join(words) if words else _edited(study.places.state)
    text = storable(text).strip()
    if not text:
        raise StudyError("nothing was written: the text is empty", "say in a line what you did", NOTHING_MATCHED)
    if topic:
        _check_topic(study, topic)
    # Straight to the history: a new entry can't lose against anything, so nothing else need be read for it.
    fact = Wrote(text, got=storable(got).strip() or None, topic=topic)
    try:
        (event,) = History(study.places.history, study.places.state).append(fact, now=paths.now())
    except StudyError as error:
        if words != ("-",) and words:
            raise
        raise StudyError(error.message, f"your text is in {_rescued(text)}", error.exit_code) from error
    say(f"wrote {event.id}: {_short(text)}")


@click.command("journal")
@click.option("--search", metavar="WORDS", default="", help="Entries that hold all of these words.")
@click.option("--topic", metavar="ID", help="Entries about this topic.")
@click.option("--since", metavar="DATE|7d", help="Entries from this study day on, or of the last days.")
@click.option("--last", type=click.IntRange(1), metavar="N", help="The latest N of them.")
@click.option("--json", "as_json", is_flag=True, help="Print data for programs.")
@pass_study
def journal_command(
    study: Study, search: str, topic: str | None, since: str | None, last: int | None, as_json: bool
) -> None:
    """Read the journal, the latest entry at the bottom.

    \b
    studytui journal --last 5
    studytui journal --search "round trips" --since 30d
    """
    desk = study.desk()
    if topic:
        desk.topic(topic)
    day = _day(since, date.fromisoformat(desk.today())) if since else None
    entries = desk.entries(search, topic, day, last or -1)[::-1]
    if as_json:
        say_json([_plain(entry) for entry in entries])
    else:
        shown = ""
        for entry in entries:
            if entry.day != shown:
                if shown:
                    say()
                shown = entry.day
                heading(f"{date.fromisoformat(shown):%A} {shown}")
            about = f" · {one_line(entry.topic)}" if entry.topic else ""
            say(f"{local_time(entry.at, entry.offset):%H:%M}{about}{' *' if entry.starred else ''}")
            say_wrapped(entry.text, "  ")
            if entry.got:
                say_wrapped(f"→ {entry.got}", "  ")
    if not entries:
        note("no entries" if not (search or topic or since) else "no entries match")
        click.get_current_context().exit(NOTHING_MATCHED)


def _plain(entry: Entry) -> Mapping[str, object]:
    return {
        "id": entry.id,
        "at": local_time(entry.at, entry.offset).isoformat(timespec="seconds"),
        "day": entry.day,
        "text": entry.text,
        "got": entry.got,
        "topic": entry.topic,
        "lab": entry.lab,
        "starred": entry.starred,
        "tags": list(entry.tags),
    }


def _day(since: str, today: date) -> str:
    """The study day meant by `2026-11-01`, `7d`, `today` or `yesterday`."""
    days = {"today": 0, "yesterday": 1}.get(since)
    found = re.fullmatch(r"(\d{1,5})d", since)
    if found:
        days = int(found[1])
    if days is not None:
        return (today - timedelta(days=days)).isoformat()
    try:
        return date.fromisoformat(since).isoformat()
    except ValueError:
        raise StudyError(f"{one_line(since)!r} is no day", "write 2026-11-01, 7d, today or yesterday", USAGE) from None


def _check_topic(study: Study, topic: str) -> None:
    from studytui.desk import unknown

    if topic not in study.track.topics:
        raise unknown("topic", topic, study.track.topics)


def _edited(state: Path) -> str:
    """What the learner's editor returns. Raises StudyError where there is none or it failed."""
    import shlex
    import subprocess
    import tempfile

    command = shlex.split(paths.editor())
    if not command:
        raise StudyError("there is nothing to write", "give a text, - for stdin, or set EDITOR", USAGE)
    state.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "entry.md"
        file.write_text(f"\n{_EXPLANATION}\n", encoding="utf-8")
        try:
            subprocess.run([*command, str(file)], check=True)  # noqa: S603 - the learner's own choice
        except (OSError, subprocess.CalledProcessError) as error:
            text = _without_comments(file)
            kept = f"your text is in {_rescued(text)}" if text.strip() else "nothing was written; see EDITOR"
            raise StudyError(f"the editor {one_line(command[0])} failed: {_why(error)}", kept, USAGE) from None
        return _without_comments(file)


def _without_comments(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(line for line in text.splitlines() if line.strip() != _EXPLANATION)


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or f"exit {getattr(error, 'returncode', '?')}"


def _rescued(text: str) -> str:
    """Keep a text that could not be saved, where temporary files go."""
    import tempfile

    with tempfile.NamedTemporaryFile(
        "w", suffix=".md", prefix="studytui-entry-", delete=False, encoding="utf-8"
    ) as file:
        file.write(text)
    return file.name


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 60 else f"{line[:59]}…"
