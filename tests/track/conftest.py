"""A track of two weeks in a folder of its own, right until a test makes it wrong."""

from pathlib import Path

import pytest

from studytui.track.check import check
from studytui.track.model import Track
from studytui.track.style import STRICT

FILES = {
    "track.yaml": """\
id: small
title: A Small Track
summary: Two weeks.
hours_per_week: 5
phases:
  - id: first
    title: First
    advice: Get the basics down.
    weeks:
      - id: numbers
        title: Numbers
        aim: Know your numbers.
        topics: [napkin-math]
        labs: [ladder]
        milestones:
          - id: w01-m1
            text: Ran the ladder.
            topic: napkin-math
  - id: second
    title: Second
    advice: Push on.
    weeks:
      - id: trips
        title: Trips
        aim: Count round trips.
        topics: [lazy-loading]
        revisit: [napkin-math]
        milestones:
          - id: w02-m1
            text: Removed an N+1.
""",
    "topics/napkin-math.md": """\
---
title: Napkin math
why: A dozen costs reject most bad designs.
essentials:
  - Keep the units.
feeds_into:
  - topic: lazy-loading
    because: the price of a trip is on the list
references:
  - {author: Jeff Dean, title: Numbers, year: 2009, where: slide 13, url: "https://example.org/numbers"}
---

## Orders of magnitude

Loading [lazily](topic:lazy-loading) costs what the [ladder](lab:ladder) says.
""",
    "topics/lazy-loading.md": """\
---
title: "Lazy loading: N+1"
why: >
  Deferring work multiplies what everybody does.
essentials: [Make loading visible., Count queries.]
misconceptions:
  - claim: Eager is always better.
    correction: Joining two collections returns their product.
was: [n-plus-one]
---
""",
    "cards/napkin-math.yaml": """\
- id: napkin-math-1
  kind: estimate
  front: 500 queries over 0.5 ms?
  back: 250 ms.
  answer: 250 ms
- id: napkin-math-2
  kind: predict
  lab: ladder
  front: How many look-ups fit into one round trip?
  back: About a thousand.
""",
    "labs/ladder.yaml": """\
title: The latency ladder
topic: napkin-math
question: How many look-ups fit into one round trip?
""",
}


class Small:
    """The small track, and what the check says of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        """Put a file into the track."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def edit(self, name: str, old: str, new: str) -> None:
        """Change one text of a file."""
        text = (self.folder / name).read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def track(self) -> Track:
        """The track, which must be right."""
        track, faults = check(self.folder)
        assert track is not None, faults
        assert faults == []
        return track

    def faults(self) -> list[str]:
        """What is wrong, as a person reads it."""
        track, faults = check(self.folder)
        assert track is None
        return [str(fault) for fault in faults]

    def warnings(self) -> list[str]:
        """What could be better, as a person reads it."""
        track, faults = check(self.folder, STRICT)
        assert track is not None, faults
        return [f"{fault} [{fault.rule}]" for fault in faults]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """The small track, in the folder `small` of the working directory."""
    monkeypatch.chdir(tmp_path)
    return Small(tmp_path / "small")
