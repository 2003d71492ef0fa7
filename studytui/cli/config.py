"""Settings and the plan: what holds, where each comes from, and changing one."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from studytui import choices, paths, settings
from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import json_option, note, say, say_json
from studytui.cli.study import Study
from studytui.errors import BAD_CONTENT, NOTHING_MATCHED, StudyError
from studytui.settings import IN_PLAN, KEYS, SETTINGS, Fault, Settings
from studytui.text import one_line, storable

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from studytui.desk import Desk

DEFAULT = "default"
NUMBERS = ("days", "minutes", "pace")
WITHOUT_START = "with your first entry"


class Holding(NamedTuple):
    """One thing that holds, and where it comes from."""

    id: str
    value: str | int | None
    source: str
    """`default`, `file`, `screen`, `environment` or `plan`."""
    where: str = ""
    """The file and its line, or the day from which it is planned so."""


@click.group("config", invoke_without_command=True)
@click.option("--edit", is_flag=True, help="Open the settings file in your editor.")
@click.pass_context
@pass_study
def config_command(study: Study, context: click.Context, edit: bool) -> None:
    """Show and change how studytui looks and behaves, and your plan.

    Settings are this machine's, in one commented file. The plan (start, days, minutes, pace, cue) is part of your
    history: it goes where that goes, and studytui undo takes a change back. A theme chosen on screen is remembered;
    one that the file names wins over it.

    \b
    studytui config
    studytui config set minutes 30
    studytui config --edit
    """
    if edit:
        _edit(study)
    elif context.invoked_subcommand is None:
        _show(study, False)


@config_command.command("show")
@json_option
@pass_study
def show_command(study: Study, as_json: bool) -> None:
    """Show what holds, and where each comes from.

    \b
    studytui config show
    studytui config show --json | jq '.[] | select(.source == "file")'
    """
    _show(study, as_json)


@config_command.command("path")
@pass_study
def path_command(study: Study) -> None:
    """Say where the settings file is, or would be.

    \b
    studytui config path
    """
    say(one_line(str(settings.path(study.places.config))))


@config_command.command("edit")
@pass_study
def edit_command(study: Study) -> None:
    """Open the settings file in your editor; it is made first, with every default in it as a comment.

    \b
    studytui config edit
    """
    _edit(study)


def _names(_context: click.Context, _parameter: click.Parameter, word: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in (*SETTINGS, *IN_PLAN) if name.startswith(word)]


def _names_set(context: click.Context, _parameter: click.Parameter, word: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    study = context.find_object(Study)
    found = settings.load((study.places if study else paths.places()).config).lines
    return [CompletionItem(name) for name in found if name.startswith(word)]


@config_command.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("name", metavar="KEY", shell_complete=_names)
@click.argument("values", metavar="VALUE...", nargs=-1, required=True)
@pass_study
def set_command(study: Study, name: str, values: tuple[str, ...]) -> None:
    """Set one thing: in your plan, or on one line of the settings file; the rest of the file stays as it is.

    Keys are set by the id of a command; studytui config edit shows them all.

    \b
    studytui config set days 4
    studytui config set cue after coffee
    studytui config set theme studytui-light
    studytui config set keys.list.up up k
    """
    if name in IN_PLAN:
        _plan(study, name, " ".join(values))
        return
    from studytui import settings_edit

    file = settings.path(study.places.config)
    if name not in SETTINGS and not name.startswith(KEYS):
        raise StudyError(*settings.unknown(name))
    if not file.exists():
        settings_edit.save(study.places.config, _template())
    before = _text(study)
    after = settings_edit.changed(before, name, values if name.startswith(KEYS) else " ".join(values))
    read = settings.read(after, str(file))
    wrong = next((fault for fault in _all_faults(read) if fault.line == read.lines[name]), None)
    if wrong:
        raise StudyError(wrong.what, wrong.todo)
    settings_edit.save(study.places.config, after)
    say(f"{one_line(name)}: {one_line(' '.join(values))}  ({one_line(str(file))}:{read.lines[name]})")


@config_command.command("unset")
@click.argument("name", metavar="KEY", shell_complete=_names_set)
@pass_study
def unset_command(study: Study, name: str) -> None:
    """Take a line out of the settings file, so that the default holds again; the rest of the file stays as it is.

    \b
    studytui config unset theme
    studytui config unset keys.list.up
    """
    from studytui import settings_edit

    if name in IN_PLAN:
        raise StudyError(f"{name} belongs to your plan", f"studytui config set {name} …, or studytui undo")
    file = settings.path(study.places.config)
    before = _text(study) if file.exists() else ""
    after = settings_edit.without(before, name)
    if after == before:
        if name not in SETTINGS and not name.startswith(KEYS):
            raise StudyError(*settings.unknown(name))
        note(f"{name} is not in the file: the default holds")
        return
    settings_edit.save(study.places.config, after)
    say(f"{one_line(name)}: as by default  ({one_line(str(file))})")


def _text(study: Study) -> str:
    try:
        return settings.path(study.places.config).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        fault = settings.load(study.places.config).faults[0]
        raise StudyError(str(fault), "studytui config edit", BAD_CONTENT) from None


def _plan(study: Study, name: str, value: str) -> None:
    practice = desk_of(study).practice
    if name in NUMBERS and not value.isdecimal():
        raise StudyError(f"{one_line(value)!r} is no number of {name}", f"studytui config set {name} 5")
    if name == "start" and value == "today":
        value = study.desk.today()
    before = practice.plan()
    said: dict[str, Any] = {name: int(value) if name in NUMBERS else storable(value)}
    changed = practice.change_plan(**said) != before
    say(f"{name}: {one_line(value)}  ({'your plan; studytui undo takes it back' if changed else 'as it was'})")


def _show(study: Study, as_json: bool) -> None:
    holding = [*_set(study), *_planned(desk_of(study))]
    for fault in _all_faults(study.settings)[len(study.settings.faults) :]:
        note(str(fault))
    if as_json:
        say_json([each._asdict() for each in holding])
        return
    shown = [
        WITHOUT_START if each.id == "start" and not each.value else one_line(str(each.value or "")) for each in holding
    ]
    widest = max(len(each.id) for each in holding), min(40, max(map(len, shown)))
    rows = zip(holding, shown, strict=True)
    say(*(f"{each.id:<{widest[0]}}  {value:<{widest[1]}}  {_said(each)}".rstrip() for each, value in rows))


def _said(each: Holding) -> str:
    if each.source == "plan":
        return f"your plan, since {each.where}"
    return one_line(each.where) if each.source == "file" else each.where or each.source


def _set(study: Study) -> Iterable[Holding]:
    found = study.settings
    chosen = choices.load(study.places.state).theme
    otherwise = {
        "theme": Holding("theme", chosen, "screen", "chosen on screen") if chosen else None,
        "editor": Holding("editor", paths.editor(), "environment", "$VISUAL or $EDITOR") if paths.editor() else None,
        "pager": Holding("pager", paths.pager(), "environment", "$PAGER") if paths.pager() is not None else None,
    }
    for name, setting in SETTINGS.items():
        value = getattr(found, name)
        if name in found.lines and value:
            yield Holding(name, value, "file", f"{found.file}:{found.lines[name]}")
        else:
            yield otherwise.get(name) or Holding(name, setting.default or setting.usual, DEFAULT)
    for name, keys in found.keys.items():
        yield Holding(f"{KEYS}{name}", " ".join(keys), "file", f"{found.file}:{found.lines.get(KEYS + name, 0)}")


def _planned(desk: "Desk") -> Iterable[Holding]:
    events = desk.index.events("planned")
    for name, value in desk.practice.plan()._asdict().items():
        # The latest event that could have said it; what no plan can be was passed over.
        days = [event.day for event in events if getattr(event.fact, name, None) == value and value is not None]
        yield Holding(name, value, "plan", days[-1]) if days else Holding(name, value, DEFAULT)


def _edit(study: Study) -> None:
    from studytui import editor, settings_edit

    file = settings.path(study.places.config)
    if not file.exists():
        settings_edit.save(study.places.config, _template())
    editor.edit(editor.commanded(study.editor), file, "the file is as your editor left it")
    faults = _all_faults(settings.load(study.places.config))
    for fault in faults:
        note(str(fault))
    if faults:
        click.get_current_context().exit(NOTHING_MATCHED)


def _template() -> str:
    # The commands of the screens know their keys; textual takes 100 ms to import.
    from studytui.tui import keymap

    return settings.template(keymap.bound())


def _all_faults(found: Settings) -> list[Fault]:
    """The faults of the file, and of names that only the screens know."""
    faults = list(found.faults)
    if found.theme or found.keys:
        from studytui.tui import keymap, themes

        names = themes.names()
        faults += [themes.unknown(found, names)] if found.theme and found.theme not in names else []
        faults += keymap.checked(found)[1]
    return faults
