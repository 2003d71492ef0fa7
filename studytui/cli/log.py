"""Writing in the journal, from the shell, standard input or an editor."""

import sys
from typing import TYPE_CHECKING

import click

from studytui.cli import offers
from studytui.cli.context import pass_study
from studytui.cli.output import note, say
from studytui.cli.study import Study
from studytui.errors import NOTHING_MATCHED, StudyError
from studytui.text import one_line, storable

if TYPE_CHECKING:
    from studytui.cli.writing import Written
    from studytui.history.events import Event


@click.command("log")
@click.argument("words", nargs=-1, metavar="[TEXT...|-]")
@click.option("--got", metavar="RESULT", default="", help="What came of it, a number if you can.")
@click.option("--topic", metavar="ID", shell_complete=offers.topics, help="The topic it is about.")
@pass_study
def log_command(study: Study, words: tuple[str, ...], got: str, topic: str | None) -> None:
    """Write a journal entry: the words given, stdin for -, or what your editor returns.

    \b
    studytui log "Removed the N+1 in /orders" --got "101 queries, now 2" --topic lazy-loading
    git log -1 --format=%s | studytui log -
    """
    # Before anything is written: a slip in the id must not cost a text.
    if topic is not None:
        _check_topic(study, topic)
    written = _written(study, words)
    text = storable(written.text).strip()
    if not text:
        written.forget()
        raise StudyError("nothing was written: the text is empty", "say in a line what you did", NOTHING_MATCHED)
    try:
        event = _append(study, text, storable(got).strip(), topic)
    except BaseException:
        # A signal while another program holds the lock counts too.
        kept = written.keep()
        note(f"your text is in {kept}" if kept else "your text could not be kept in a file either")
        raise
    written.forget()
    say(f"wrote {event.id}: {_short(text)}")


def _written(study: Study, words: tuple[str, ...]) -> "Written":
    from studytui.cli import writing

    if words == ("-",):
        return writing.Written(sys.stdin.buffer.read().decode("utf-8-sig", "replace"))
    return writing.Written(" ".join(words)) if words else writing.in_editor(study.editor)


def _append(study: Study, text: str, got: str, topic: str | None) -> "Event":
    # Straight to the history: a new entry can't lose against anything, so nothing else need be read for it.
    from studytui.history.facts import Wrote
    from studytui.paths import now

    (event,) = study.history.append(Wrote(text, got=got or None, topic=topic), now=now())
    return event


def _check_topic(study: Study, topic: str) -> None:
    if topic not in study.track.topics:
        from studytui.desk import unknown

        raise unknown("topic", topic, study.track.topics)


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 60 else f"{line[:59]}…"
