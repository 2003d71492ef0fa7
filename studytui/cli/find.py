"""Finding words in the track and the journal."""

from dataclasses import asdict

import click

from studytui.cli.context import Study, pass_study
from studytui.cli.output import note, say, say_json
from studytui.errors import NOTHING_MATCHED
from studytui.text import one_line


@click.command("find")
@click.argument("query", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print data for programs.")
@pass_study
def find_command(study: Study, query: tuple[str, ...], as_json: bool) -> None:
    """Find weeks, topics, milestones, labs, cards and journal entries that hold all of the words.

    \b
    studytui find round trip
    """
    from studytui.find import Finder

    desk = study.desk()
    hits = Finder(desk.track, desk.index, study.places.cache).find(" ".join(query))
    if as_json:
        say_json([asdict(hit) for hit in hits])
    else:
        for hit in hits:
            say(f"{hit.kind:<10} {hit.id:<24} {one_line(hit.title)}")
            say(f"{'':<10} {one_line(hit.snippet)}")
    if not hits:
        note("nothing holds all of these words")
        click.get_current_context().exit(NOTHING_MATCHED)
