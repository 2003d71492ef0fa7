"""todo.txt, read as a checklist: a task a line, projects as sections, `x` in front of what is done.

Priorities and dates are about when, which a track says in its own way; they are left out. What else stands in a task,
contexts and `key:value` pairs included, stays in its text.
"""

import re
from pathlib import Path

from studytui.errors import BAD_CONTENT, StudyError
from studytui.exchange.checklist import LONGEST_TEXT, LONGEST_TITLE, MAX_ITEMS, Checklist, Item, Section, shortened
from studytui.exchange.foreign import Fault, numbered, text_of
from studytui.text import counted, one_line

_BOX = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\[[ xX]\]\s", re.MULTILINE)
_DONE = re.compile(r"x\s+(?=\S)")
_PRIORITY = re.compile(r"\([A-Z]\)\s+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:\s+|$)")
_PROJECT = re.compile(r"(?<!\S)\+(\S+)")


def is_one(path: Path) -> bool:
    """Whether a file is to be read as todo.txt: a text file without the boxes of Markdown."""
    if path.suffix.lower() != ".txt":
        return False
    return not _BOX.search(text_of(path))


def read(path: Path, skip_bad: bool = False) -> Checklist:
    """The checklist in a file. Raises StudyError when it can't be read, or a line of it holds no task."""
    shown = one_line(str(path))
    checklist, faults = parsed(text_of(path), path.stem)
    if faults and not skip_bad:
        more = f", nor {counted(len(faults) - 1, 'other line')}" if len(faults) > 1 else ""
        hint = "nothing was changed; --skip-bad leaves that out"
        raise StudyError(f"{shown}: {faults[0]}{more}", hint, BAD_CONTENT)
    count = sum(len(section.items) for section in checklist.sections)
    if not count:
        raise StudyError(f"{shown} holds no tasks", "a task is a line of text", BAD_CONTENT)
    if count > MAX_ITEMS:
        raise StudyError(f"{shown} holds {count:,} tasks", f"split it: at most {MAX_ITEMS:,} make a track", BAD_CONTENT)
    return checklist


def parsed(text: str, name: str) -> tuple[Checklist, list[Fault]]:
    """The checklist in a text, called `name`, and the lines that hold no task."""
    sections: dict[str, list[Item]] = {"": []}
    faults = []
    for number, line in numbered(text):
        project, item = _task(line)
        if item.text:
            sections.setdefault(project, []).append(item)
        else:
            faults.append(Fault(f"line {number}", "there is no task in it"))
    title = shortened(one_line(name), LONGEST_TITLE) or "To do"
    found = (
        Section((number,) if project else (), (project,) if project else (), tuple(items), (), ())
        for number, (project, items) in enumerate(sections.items())
    )
    return Checklist(title, tuple(found)), faults


def _task(line: str) -> tuple[str, Item]:
    """The project of a task, and the task itself."""
    rest = line.strip()
    done = _DONE.match(rest)
    rest = rest[done.end() :] if done else "" if rest == "x" else rest
    for pattern in (_PRIORITY, _DATE, _DATE, _PRIORITY):
        # Of a task that is done the priority may stand before the dates or behind them.
        found = pattern.match(rest)
        rest = rest[found.end() :] if found else rest
    projects = _PROJECT.findall(rest)
    text = one_line(_PROJECT.sub("", rest))
    project = shortened(one_line(projects[0]).replace("_", " "), LONGEST_TITLE) if projects else ""
    return project, Item(shortened(text, LONGEST_TEXT), bool(done))
