"""Topics: which there are, and one to read."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from studytui.cli import offers
from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import heading, json_option, say, say_json, wrapped, wrapped_markdown
from studytui.cli.study import Study
from studytui.text import one_line

if TYPE_CHECKING:
    from studytui.track.model import Reference, Topic, Track

NOT_WRITTEN = "not written yet"


@click.command("topic")
@click.argument("topic_id", required=False, metavar="[ID]", shell_complete=offers.topics)
@click.option("--read/--unread", "mark", default=None, help="Mark it as read, or as unread again.")
@json_option
@pass_study
def topic_command(study: Study, topic_id: str | None, mark: bool | None, as_json: bool) -> None:
    """List the topics, or read one.

    \b
    studytui topic
    studytui topic lazy-loading | less
    studytui topic lazy-loading --read
    """
    track = study.track
    if mark is not None:
        _mark(study, topic_id, mark)
        return
    if topic_id is None:
        ordered = [track.topics[name] for week in track.weeks for name in week.topics]
        if as_json:
            say_json([_row(track, topic) for topic in ordered])
        else:
            say(*_list(track, ordered))
        return
    topic = track.topics.get(topic_id)
    if topic is None:
        # Only for a slip: the desk brings the whole history.
        from studytui.desk import unknown

        raise unknown("topic", topic_id, track.topics)
    if as_json:
        say_json(_plain(track, topic))
    else:
        say(*_page(track, topic))


def _mark(study: Study, topic_id: str | None, read: bool) -> None:
    if topic_id is None:
        raise click.UsageError("name the topic that is read")
    topic = desk_of(study).topic(topic_id)
    changed = study.desk.mark_read(topic.id, read)
    word = "read" if read else "unread"
    say(f"{word}: {one_line(topic.title)}" if changed else f"{word} already: {one_line(topic.title)}")


def _list(track: "Track", topics: list["Topic"]) -> Iterable[str]:
    for topic in topics:
        week = track.week_of(topic.id)
        minutes = f"{topic.minutes} min" if topic.prose else NOT_WRITTEN
        yield f"{week.number if week else '':>3}  {one_line(topic.id):<24} {one_line(topic.title)}  ({minutes})"


def _page(track: "Track", topic: "Topic") -> Iterable[str]:
    week = track.week_of(topic.id)
    yield heading(one_line(topic.title))
    yield f"{one_line(topic.id)}{f' · week {week.number}' if week else ''}"
    yield ""
    yield from wrapped(topic.why)
    yield from _section("Essentials", topic.essentials)
    yield ""
    yield from wrapped_markdown(topic.prose) if topic.prose else [f"(The prose is {NOT_WRITTEN}.)"]
    yield from _section(
        "What people get wrong", (f"“{wrong.claim}”\n{wrong.correction}" for wrong in topic.misconceptions)
    )
    onward = (f"{track.topics[edge.topic].title} ({edge.topic}): {edge.because}" for edge in topic.feeds_into)
    yield from _section("Feeds into", onward)
    yield from _section("References", map(_reference, topic.references))


def _section(title: str, items: Iterable[str]) -> Iterable[str]:
    lines = [line for item in items for line in wrapped(item, "  ", "- ")]
    return ["", heading(title), *lines] if lines else []


def _reference(reference: "Reference") -> str:
    said = f"{reference.author}, {reference.title}, {reference.year}. {reference.where}"
    return f"{said}\n{reference.url}" if reference.url else said


def _row(track: "Track", topic: "Topic") -> Mapping[str, object]:
    week = track.week_of(topic.id)
    number = week.number if week else None
    return {"id": topic.id, "title": topic.title, "why": topic.why, "week": number, "minutes": topic.minutes}


def _plain(track: "Track", topic: "Topic") -> Mapping[str, object]:
    return {
        **_row(track, topic),
        "essentials": list(topic.essentials),
        "prose": topic.prose,
        "misconceptions": [{"claim": wrong.claim, "correction": wrong.correction} for wrong in topic.misconceptions],
        "feeds_into": [{"topic": edge.topic, "because": edge.because} for edge in topic.feeds_into],
        "references": [
            {"author": each.author, "title": each.title, "year": each.year, "where": each.where, "url": each.url}
            for each in topic.references
        ],
    }
