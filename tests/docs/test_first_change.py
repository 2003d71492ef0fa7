"""The first change that CONTRIBUTING.md leads to is one that passes."""

import shutil
from pathlib import Path

from studytui.track import style
from studytui.track.check import check
from tests.docs.pages import ROOT, blocks
from tests.labs.running import run_lab

TRACK = ROOT / "content" / "backend-optimization"
REQUESTS = "200000"
"""A fifth of what the lab does by itself: enough for a share of one per cent."""


def test_the_first_change_is_right_and_its_range_holds(tmp_path: Path) -> None:
    (written,) = (block.text for block in blocks(ROOT / "CONTRIBUTING.md") if block.language == "yaml")
    folder = tmp_path / TRACK.name
    shutil.copytree(TRACK, folder, ignore=shutil.ignore_patterns("__pycache__"))
    lab = folder / "labs" / "zipf-cache.yaml"
    before, _, after = lab.read_text(encoding="utf-8").partition("rungs:\n")
    lab.write_text(f"{before}rungs:\n{written}{after}", encoding="utf-8")

    track, faults = check(folder, style.STRICT)

    assert track is not None
    assert not faults
    rung = track.labs["zipf-cache"].rungs[0]
    assert rung.expected is not None
    measured = run_lab("zipf-cache", requests=REQUESTS, alpha=rung.parameters["alpha"])["hit-ratio"]
    assert rung.expected.low <= measured <= rung.expected.high
