"""Topics: which there are, and one to read."""

from collections.abc import Mapping
from dataclasses import asdict

import click

from studytui.cli.context import Study, pass_study
from studytui.cli.output import heading, note, say, say_json, say_wrapped
from studytui.desk import unknown
from studytui.text import one_line
from studytui.track.model import Topic, Track


@click.command("topic")
@click.argument("topic_id", required=False, metavar="[ID]")
@click.option("--json", "as_json", is_flag=True, help="Print data for programs.")
@pass_study
def topic_command(study: Study, topic_id: str | None, as_json: bool) -> None:
    """List the topics, or read one.

    \b
    studytui topic
    studytui topic lazy-loading | less
    """
    track = study.track
    if topic_id is None:
        _list(track, as_json)
        return
    topic = track.topics.get(topic_id)
    if topic is None:
        raise unknown("topic", topic_id, track.topics)
    if as_json:
        say_json(asdict(topic) | {"minutes": topic.minutes})
    else:
        _read(topic)


def _list(track: Track, as_json: bool) -> None:
    ordered = [track.topics[name] for week in track.weeks for name in week.topics]
    if as_json:
        say_json([_row(track, topic) for topic in ordered])
        return
    for topic in ordered:
        week = track.week_of(topic.id)
        minutes = f"{topic.minutes} min" if topic.minutes else "essentials"
        say(f"{week.number if week else '':>3}  {topic.id:<24} {one_line(topic.title)}  ({minutes})")


def _row(track: Track, topic: Topic) -> Mapping[str, object]:
    week = track.week_of(topic.id)
    number = week.number if week else None
    return {"id": topic.id, "title": topic.title, "why": topic.why, "week": number, "minutes": topic.minutes}


def _read(topic: Topic) -> None:
    heading(one_line(topic.title))
    say_wrapped(topic.why)
    say()
    for number, essential in enumerate(topic.essentials, 1):
        say_wrapped(f"{number}. {essential}")
    say()
    if topic.prose:
        # As it was written: Markdown reads well in a pager, and its tables and code must not be wrapped.
        say(topic.prose)
    else:
        note("the prose of this topic is not written yet; its essentials stand")
    if topic.misconceptions:
        heading("\nWhat people get wrong")
        for wrong in topic.misconceptions:
            say_wrapped(f'"{wrong.claim}"')
            say_wrapped(wrong.correction, "  ")
    if topic.feeds_into:
        heading("\nFeeds into")
        for edge in topic.feeds_into:
            say_wrapped(f"{edge.topic}: {edge.because}")
    if topic.references:
        heading("\nReferences")
        for each in topic.references:
            say_wrapped(f"{each.author}, {each.title}, {each.year}. {each.where} {each.url or ''}")
