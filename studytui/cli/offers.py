"""What a shell offers where an id belongs: milestones, topics, labs and tracks.

Only what is in the cache: a key press waits for no track to be compiled. Whatever goes wrong, nothing is offered.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from studytui import paths
from studytui.cli.study import Study
from studytui.text import one_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from studytui.track.model import Track

Offer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def _offered(things: Callable[[Study], Iterable[tuple[str, str]]]) -> Offer:
    """Those of the ids, each with its title, that begin as the word does."""

    def offer(context: click.Context, _parameter: click.Parameter, word: str) -> "list[CompletionItem]":
        # 2 ms to import, and most commands complete nothing.
        from click.shell_completion import CompletionItem

        try:
            named = context.find_root().params
            study = Study(paths.places(named.get("data_dir")), named.get("track"))
            found = [(name, one_line(title)) for name, title in things(study) if name.startswith(word)]
        except Exception:  # noqa: BLE001 - a fault is told by the command itself, not in the middle of its line
            return []
        return [CompletionItem(name, help=title) for name, title in found]

    return offer


def _track(study: Study) -> "Track":
    from studytui.track import load

    track = load.compiled(study.track_folder, study.places.cache)
    if track is None:
        raise LookupError("not in the cache")
    return track


def _tracks(study: Study) -> Iterable[tuple[str, str]]:
    from studytui.track import load

    return [(name, str(folder)) for name, folder in load.named(study.roots).items()]


milestones = _offered(lambda study: ((each.id, each.text) for each in _track(study).milestones.values()))
topics = _offered(lambda study: ((each.id, each.title) for each in _track(study).topics.values()))
labs = _offered(lambda study: ((each.id, each.title) for each in _track(study).labs.values()))
tracks = _offered(_tracks)
