"""The map of the house in CONTRIBUTING.md names every room, and none that is not there."""

import re

from tests.docs.pages import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([\w.*-]+(?:/[\w.*-]*)+)`", TEXT))
TOP = {"content", "studytui", "tests", "benchmarks", "tools", "docs"}


def test_what_is_named_is_there() -> None:
    missing = [name for name in NAMED if name.split("/")[0] in TOP and not list(ROOT.glob(name.rstrip("/")))]
    assert not missing


def test_every_package_folder_is_named() -> None:
    packages = {f"studytui/{each.parent.name}/" for each in (ROOT / "studytui").glob("*/__init__.py")}
    assert packages | {f"{name}/" for name in TOP - {"studytui"}} <= NAMED


def test_a_make_target_that_is_named_is_one() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", TEXT)) <= targets
