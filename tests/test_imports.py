"""Who may import whom, proved where a static graph can't: by what is loaded in a fresh interpreter."""

import subprocess
import sys

import pytest

HEAVY = ("textual", "rich", "yaml", "pydantic", "tinydb", "sqlite3", "markdown_it", "asyncio")


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in ran.stdout.split()}


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("studytui", ()),
        ("studytui.errors", ()),
        ("studytui.text", ()),
        ("studytui.paths", ()),
        ("studytui.cache", ()),
        ("studytui.track.model", ()),
        ("studytui.track.load", ()),
        ("studytui.history.events", ()),
        ("studytui.history.lines", ()),
        ("studytui.history.history", ("tinydb",)),
        ("studytui.study.progress", ("tinydb", "sqlite3")),
        ("studytui.desk", ("tinydb", "sqlite3")),
        ("studytui.find", ("tinydb", "sqlite3")),
    ],
)
def test_a_module_loads_no_more_than_it_may(module: str, allowed: tuple[str, ...]) -> None:
    assert set(HEAVY) & loaded_by(f"import {module}") <= set(allowed)


@pytest.mark.parametrize("module", ["studytui.cli.commands", "studytui.tui.app", "studytui.tui.screens.topic"])
def test_nothing_that_speaks_to_a_network_is_loaded(module: str) -> None:
    code = f"import sys, {module}\nprint(' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"http.client", "urllib.request", "ftplib", "smtplib", "xmlrpc.client"} & set(ran.stdout.split())


def test_the_app_paints_without_yaml_pydantic_or_a_markdown_parser() -> None:
    loaded = loaded_by("import studytui.tui.app, studytui.labs.bench")
    assert not {"yaml", "pydantic"} & loaded
    code = "import sys, studytui.tui.app\nassert 'rich.markdown' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
