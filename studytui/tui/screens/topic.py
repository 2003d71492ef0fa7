"""The reader: one topic, its essentials first, with its contents beside it and room to write below it."""

import re
from collections.abc import Iterator

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from studytui.desk import Desk
from studytui.draft import DraftFile
from studytui.study import timing
from studytui.text import one_line
from studytui.track.model import Card, Reference, Topic, Track
from studytui.tui import listing
from studytui.tui.screens.base import StudyScreen
from studytui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from studytui.tui.widgets.prose import Prose, Section
from studytui.tui.widgets.rows import Rows
from studytui.tui.writer import Writer


class TopicScreen(StudyScreen):
    """A topic being read."""

    CSS_PATH = "topic.tcss"
    ACTIVITY = timing.READING
    AUTO_FOCUS = "#prose"

    class LinkFollowed(Message):
        """The learner followed a link out of this topic."""

        def __init__(self, href: str) -> None:
            super().__init__()
            self.href = href

    class MapAsked(Message):
        """The learner wants to see the topic among the others."""

        def __init__(self, topic: Topic) -> None:
            super().__init__()
            self.topic = topic

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer) -> None:
        super().__init__(desk, drafts, writer)
        self._topic = next(iter(desk.track.topics.values()))
        self._came_by: list[Topic] = []
        self._is_read = False
        self._sections: list[Section] = []

    def compose(self) -> ComposeResult:
        """Contents on the left, the text on the right, the keys below."""
        yield TitleBar()
        with Vertical(id="page"), Horizontal(id="reading"):
            yield Rows("Contents", id="contents")
            yield Prose(id="prose")
        yield KeyBar()
        yield TooSmall()

    def open(self, topic: Topic, at: str = "") -> None:
        """Begin with a topic, at a section of it where one is named."""
        self._came_by.clear()
        self._turn_to(topic, at)
        self.focus_content()

    def read_on(self, topic: Topic, at: str = "") -> None:
        """Turn to another topic; back returns to this one."""
        if topic is not self._topic:
            self._came_by.append(self._topic)
        self._turn_to(topic, at)

    def show_desk(self) -> None:
        """Of a topic only whether it was read depends on the history."""
        self._is_read = self._topic.id in self.desk.read()
        self.show_state()

    def resting_state(self) -> Content:
        """How long it takes to read."""
        minutes = self._topic.minutes
        length = f"{minutes} min" if minutes else "essentials only"
        return Content.assemble(("read   ", "$text-success") if self._is_read else "", (length, listing.MUTED))

    def show_track(self) -> None:
        """The same topic at the same place, where it is still there; another one otherwise."""
        topics = self.desk.track.topics
        self._came_by = [topics[topic.id] for topic in self._came_by if topic.id in topics]
        prose = self.query_one(Prose)
        at = prose.scroll_offset.y
        self._turn_to(topics.get(self._topic.id) or next(iter(topics.values())))
        self.call_after_refresh(prose.scroll_to, y=at, animate=False)

    def topic_in_hand(self) -> str | None:
        """The topic on screen."""
        return self._topic.id

    def composer_home(self) -> Widget:
        """Below the text."""
        return self.query_one("#page")

    def focus_content(self) -> None:
        """Back to the text."""
        self.query_one("#contents").remove_class("-open")
        self.query_one(Prose).focus()

    def back(self) -> bool:
        """Close the composer or the contents, or return to the topic before."""
        if self.close_composer():
            return True
        if self.focused is self.query_one("#contents"):
            self.focus_content()
            return True
        if self._came_by:
            self._turn_to(self._came_by.pop())
            return True
        return False

    def _turn_to(self, topic: Topic, at: str = "") -> None:
        self._topic = topic
        week = self.desk.track.week_of(topic.id)
        bar = self.query_one(TitleBar)
        bar.left = Content.assemble(
            ("studytui", "bold $primary"), "   ", listing.plain(topic.title, "bold"),
            (f"   week {week.number}" if week else "", listing.MUTED),
        )  # fmt: skip
        self.show_desk()
        self.take_up()
        self._sections = list(sections(self.desk.track, topic))
        self.query_one("#contents", Rows).show(listing.contents_rows(each.title for each in self._sections))
        prose = self.query_one(Prose)
        prose.show(self._sections)
        for number, section in enumerate(self._sections):
            if at and section.title == at:
                self.call_after_refresh(prose.go_to, number)

    def action_toggle_read(self) -> None:
        """Mark the topic as read, or as unread again."""
        topic = self._topic.id
        self.attempt(lambda: self.desk.mark_read(topic, topic not in self.desk.read()))

    def action_map(self) -> None:
        """Show what feeds into this topic, and what it feeds."""
        self.post_message(self.MapAsked(self._topic))

    @on(Prose.SectionReached)
    def _follow_reading(self, event: Prose.SectionReached) -> None:
        contents = self.query_one("#contents", Rows)
        if not contents.has_focus:
            contents.move_to(str(event.number))

    @on(Prose.ContentsAsked)
    def _choose_section(self) -> None:
        contents = self.query_one("#contents", Rows)
        contents.add_class("-open")
        contents.focus()

    @on(Rows.Highlighted, "#contents")
    def _preview_section(self, event: Rows.Highlighted) -> None:
        if event.rows.has_focus:
            self.query_one(Prose).go_to(int(event.row.id))

    @on(Rows.Chosen, "#contents")
    def _read_section(self, event: Rows.Chosen) -> None:
        self.query_one(Prose).go_to(int(event.row.id))
        self.focus_content()

    @on(Prose.Followed)
    def _leave(self, event: Prose.Followed) -> None:
        event.stop()
        self.post_message(self.LinkFollowed(event.href))


def sections(track: Track, topic: Topic) -> Iterator[Section]:
    """A topic as it is read: why and the essentials, the mechanics, then what surrounds them."""
    essentials = "\n".join(f"{number}. {_flat(text)}" for number, text in enumerate(topic.essentials, 1))
    yield Section(one_line(topic.title), f"*{_flat(topic.why)}*\n\n{essentials}")
    if topic.prose:
        yield from _split(topic.prose)
    else:
        yield Section("Mechanics", "The prose of this topic is not written yet. Its essentials above stand.")
    if topic.misconceptions:
        wrong = (f'**"{_flat(each.claim)}"**\n\n{_flat(each.correction)}' for each in topic.misconceptions)
        yield Section("What people get wrong", "\n\n".join(wrong))
    if topic.feeds_into:
        edges = (
            f"- [{_literal(track.topics[edge.topic].title)}](topic:{edge.topic}): {_flat(edge.because)}"
            for edge in topic.feeds_into
        )
        yield Section("Feeds into", "\n".join(edges))
    cards = track.cards_of(topic.id)
    if cards:
        yield Section("Cards", "\n".join(f"- {_card(card)}" for card in cards))
    if topic.references:
        yield Section("References", "\n".join(_reference(each) for each in topic.references))


def _split(prose: str) -> Iterator[Section]:
    """The prose at its `##` headings, those inside fences left alone."""
    title, lines, fenced = "", list[str](), False
    for line in prose.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        if line.startswith("## ") and not fenced:
            if any(lines):
                yield Section(title, "\n".join(lines))
            title, lines = line[3:].strip(), []
        else:
            lines.append(line)
    yield Section(title, "\n".join(lines))


def _card(card: Card) -> str:
    # A cloze shows what its braces hide; the others answer below the question.
    front = _literal(card.front.replace("{{", "").replace("}}", ""))
    code = "".join(f"\n      {line}" for line in card.code.splitlines()) if card.code else ""
    return f"**{front}**{f'{chr(10)}{code}{chr(10)}' if code else ''}\n\n  {_literal(card.back)}"


def _reference(reference: Reference) -> str:
    where = f"{_flat(reference.author)}, *{_flat(reference.title)}*, {reference.year}. {_flat(reference.where)}"
    return f"- {where} [{reference.url}]({reference.url})" if reference.url else f"- {where}"


def _literal(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", _flat(text))


def _flat(text: str) -> str:
    return " ".join(text.split())
