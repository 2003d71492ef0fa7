"""The track that `track new` makes: small, complete, and its own explanation."""

from pathlib import Path

_TRACK = """\
# yaml-language-server: $schema=schema/track.json
#
# A track is phases of weeks; a week names topics and has milestones.
#   studytui --track {folder} opens it, and shows what you save within a second;
#   studytui track check {folder} says what is wrong, and where;
#   studytui track use {id} makes it the one you study.
#
# Ids are permanent: your progress hangs on them. To rename one, keep the old: `was: [old-id]`.
id: {id}
title: {title}
summary: Two weeks that show how a track is made.
hours_per_week: 3
phases:
  - id: begin
    title: Begin
    advice: Get something small to work before you are ready.
    weeks:
      - id: first-steps
        title: First steps
        aim: Make one thing work, and write down what it took.
        topics: [small-experiments]
        milestones:
          # A milestone is a deed that one can check, with what came of it.
          - id: first-experiment
            text: Ran one experiment and recorded what you expected and what you got.
            topic: small-experiments
          - id: first-week-journal
            text: Wrote a line in the journal on at least four days.
  - id: go-on
    title: Go on
    advice: Keep what works, drop what doesn't.
    weeks:
      - id: what-works
        title: What works
        aim: Compare two ways, by a number.
        topics: [comparing-fairly]
        # A topic of an earlier week that is worth a second look.
        revisit: [small-experiments]
        milestones:
          - id: first-comparison
            text: Compared two ways of doing one thing and recorded both numbers with their spread.
            topic: comparing-fairly
"""

_EXPERIMENTS = """\
---
# What stands between these lines is YAML; below them is Markdown.
title: Small experiments
why: An experiment that fits into an evening gets done; a plan for a month gets postponed.
essentials:
  - Write down what you expect before you look.
  - Change one thing at a time, and keep the rest as it was.
feeds_into:
  - topic: comparing-fairly
    because: a comparison is two experiments that differ in one thing
misconceptions:
  - claim: "A failed experiment was a waste."
    correction: "It told you that what you expected was wrong, which is what you wanted to know."
  - claim: "You will remember what you expected."
    correction: "Once you know the result you remember having expected it. Write it down before."
references:
  - author: Baruch Fischhoff and Ruth Beyth
    title: I Knew It Would Happen
    year: 1975
    where: Organizational Behavior and Human Performance 13, pages 1-16
---
## From a question to a number

Begin with a question that a number can answer. *Is it fast?* has no answer. *How many requests a second does it
serve on this machine?* has one.

Write the number you expect into the journal, with a range that you would bet on. Then measure. The gap between the two
is what you learn.

## One change at a time

| Run | Changed         | Result |
| --- | --------------- | ------ |
| 1   | nothing         | 140 ms |
| 2   | the index       | 12 ms  |
| 3   | and the machine | 9 ms   |

Run 3 says nothing about the machine unless you also measure it without the index. Links lead to other topics, as to
[comparing fairly](topic:comparing-fairly).
"""

_COMPARING = """\
---
title: Comparing fairly
why: Two numbers from two days differ for a hundred reasons; you want the one you changed.
essentials:
  - Run both ways in turn, several times, on the same machine.
  - A difference that is smaller than the spread is none.
misconceptions:
  - claim: "The mean of ten runs is the result."
    correction: "The mean hides the spread; give the median and the range as well."
  - claim: "More digits are more exact."
    correction: "Digits beyond the spread say nothing."
references:
  - author: Tomas Kalibera and Richard Jones
    title: Rigorous Benchmarking in Reasonable Time
    year: 2013
    where: ISMM 2013, pages 63-74
---
## Taking turns

Run A, B, A, B rather than all of A and then all of B. What else happens on the machine then hits both alike.

```python run
from statistics import median
old, new = [12.1, 11.8, 12.4], [9.9, 10.3, 9.7]
print(median(old), median(new))
# -> 12.1 9.9
print(max(new) < min(old))
# -> True
```

The second line is the one to look at: every run of the new way beat every run of the old one.
"""

_EXPERIMENT_CARDS = """\
# yaml-language-server: $schema=../schema/cards.json
#
# Kinds: recall, estimate (needs answer), predict (may name a lab), tradeoff, cloze (one {{hidden}} part),
# choice (needs choices), output (needs code). The file's name is the topic's.
- id: small-experiments-1
  kind: recall
  front: Why write down what you expect before you look?
  back: Once you know the result, you remember having expected it.
- id: small-experiments-2
  kind: cloze
  front: Change {{one thing}} at a time and keep the rest as it was.
  back: Otherwise you can't tell which change made the difference.
"""

_COMPARING_CARDS = """\
# yaml-language-server: $schema=../schema/cards.json
- id: comparing-fairly-1
  kind: estimate
  front: Old runs took 12.1, 11.8 and 12.4 s, new ones 9.9, 10.3 and 9.7 s. By how much is the new way faster?
  back: By the medians, 12.1 / 9.9 = 1.22 times.
  answer: 1.22 x
- id: comparing-fairly-2
  kind: choice
  front: The medians differ by 2 %, the runs of each way by 6 %. What do you say?
  choices:
    - No difference was measured
    - The new way is 2 % faster
    - The new way is slower
  back: "No difference was measured: it is smaller than the spread."
"""


def files(track_id: str, title: str, folder: Path) -> dict[str, str]:
    """The example's files by name, schemas included, so that the folder can be carried anywhere."""
    # Only here: pydantic takes 48 ms to import.
    from studytui.track.schema import schemas

    outline = _TRACK.replace("{folder}", str(folder)).replace("{id}", track_id).replace("{title}", title)
    return {
        "track.yaml": outline,
        "topics/small-experiments.md": _EXPERIMENTS,
        "topics/comparing-fairly.md": _COMPARING,
        "cards/small-experiments.yaml": _EXPERIMENT_CARDS,
        "cards/comparing-fairly.yaml": _COMPARING_CARDS,
        **{f"schema/{name}": text for name, text in schemas().items()},
    }


def make(track_id: str, folder: Path) -> None:
    """Write the example into a folder that is not there yet. Raises OSError; FileExistsError if it is."""
    folder.mkdir(parents=True)
    title = track_id.replace("-", " ").capitalize()
    for name, text in files(track_id, title, folder).items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
