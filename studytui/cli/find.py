"""Finding words in the track and the journal."""

import click

from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import json_option, note, say, say_json, wrapped
from studytui.cli.study import Study
from studytui.errors import NOTHING_MATCHED
from studytui.text import one_line


@click.command("find")
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@json_option
@pass_study
def find_command(study: Study, query: tuple[str, ...], as_json: bool) -> None:
    """Find weeks, topics, milestones, labs, cards and journal entries that hold all of the words.

    \b
    studytui find round trip
    """
    from studytui.find import Finder

    desk = desk_of(study)
    hits = Finder(desk.track, desk.index, study.places.cache).find(" ".join(query))
    if as_json:
        say_json([{"kind": hit.kind, "id": hit.id, "title": hit.title, "snippet": hit.snippet} for hit in hits])
    else:
        for hit in hits:
            say(f"{hit.kind:<10} {one_line(hit.id):<24} {one_line(hit.title)}")
            say(*wrapped(one_line(hit.snippet), " " * 11))
    if not hits:
        note("nothing holds all of these words")
        click.get_current_context().exit(NOTHING_MATCHED)
