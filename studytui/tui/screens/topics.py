"""All topics: a list to browse and filter, what one is about, and what feeds into what."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from studytui.desk import Desk
from studytui.draft import Draft, DraftFile
from studytui.text import counted
from studytui.track.model import Topic
from studytui.tui import listing, topic_listing
from studytui.tui.command import bindings
from studytui.tui.commands import TOPICS
from studytui.tui.screens.base import StudyScreen
from studytui.tui.widgets.bars import KeyBar, TitleBar, TooSmall
from studytui.tui.widgets.rows import Rows
from studytui.tui.widgets.topic_map import Stop, Surroundings, TopicMap
from studytui.tui.writer import Writer

if TYPE_CHECKING:
    from studytui.study.weak import Spot

NOTES = 20
"""Entries on a topic that are shown beside it."""

PANES = ("#topics", "#topic", "#map")
ORDERS = BY_PHASE, UNREAD, WEAKEST = ("by phase", "unread first", "weakest first")


class TopicsScreen(StudyScreen):
    """The list on the left, the topic in hand on the right, its surroundings below."""

    CSS_PATH = "topics.tcss"
    BINDINGS = bindings(TOPICS)
    AUTO_FOCUS = "#topics"

    def __init__(self, desk: Desk, drafts: DraftFile, writer: Writer) -> None:
        super().__init__(desk, drafts, writer)
        self._topic: Topic = next(iter(desk.track.topics.values()))
        self._order = ORDERS[0]
        self._spots: list[Spot] = []

    def compose(self) -> ComposeResult:
        """The list and its filter; the topic, its map, and room to write."""
        yield TitleBar()
        with Horizontal(id="browsing"):
            with Vertical(id="shelf"):
                yield Input(placeholder="words in its title, why, or essentials", id="filter")
                yield Rows("Topics", id="topics")
            with Vertical(id="about"):
                yield Rows(id="topic")
                yield TopicMap(id="map")
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Fill the panes."""
        self.query_one("#filter").display = False
        self.show_desk()

    def open(self, topic: Topic | None = None, on_map: bool = False) -> None:
        """Turn to a topic where one is named, on the map if asked."""
        if topic:
            self._turn_to(topic)
        if on_map:
            self.action_map()
        else:
            self.focus_content()

    # What is shown

    def show_desk(self) -> None:
        """Show what stands now."""
        track, read = self.desk.track, self.desk.read()
        bar = self.query_one(TitleBar)
        of_all = f"{len(read & track.topics.keys())} of {counted(len(track.topics), 'topic')} read"
        bar.left = Content.assemble(
            ("studytui", "bold $primary"), "   ", ("Topics", "bold"), "   ", (of_all, listing.MUTED)
        )
        shelf = self.query_one("#topics", Rows)
        words = self.query_one(Input).value.casefold().split()
        shelf.show(list(topic_listing.shelf_rows(track, read, words, self._groups(read))), self._topic.id)
        shelf.entitle("Topics", self._order)
        self._show_topic()
        self.show_state()

    def _groups(self, read: frozenset[str]) -> topic_listing.Groups:
        if self._order == WEAKEST:
            return topic_listing.weakest_first(spot for spot in self._spots if spot.topic in self.desk.track.topics)
        track = self.desk.track
        return topic_listing.unread_first(track, read) if self._order == UNREAD else topic_listing.by_phase(track)

    def _take_in(self, spots: "list[Spot]") -> None:
        self._spots = spots

    def show_track(self) -> None:
        """The same topic in hand, where it is still there."""
        topics = self.desk.track.topics
        self._topic = topics.get(self._topic.id) or next(iter(topics.values()))
        self.show_desk()

    def _show_topic(self) -> None:
        topic, track, read = self._topic, self.desk.track, self.desk.read()
        pane = self.query_one("#topic", Rows)
        pane.entitle(topic.title)
        notes = self.desk.entries(topic=topic.id, limit=NOTES)
        pane.show(list(listing.about_rows(track, topic, notes, self.desk.today(), topic.id in read)))

        def stop(name: str, reason: str = "") -> Stop:
            return Stop(name, track.topics[name].title, reason, name in read)

        before = tuple(stop(name, reason) for name, reason in track.fed_by[topic.id])
        after = tuple(stop(edge.topic, edge.because) for edge in topic.feeds_into)
        self.query_one(TopicMap).show(Surroundings(stop(topic.id), before, after))

    def _turn_to(self, topic: Topic) -> None:
        self._topic = topic
        if not self.query_one("#topics", Rows).move_to(topic.id):
            # Filtered out: what one walks to is shown all the same.
            self.query_one(Input).value = ""
            self.show_desk()
        self._show_topic()
        self.show_state()
        self.query_one("#topic", Rows).scroll_home(animate=False)

    def resting_state(self) -> Content:
        """Where the topic belongs, and how long it takes to read."""
        week = self.desk.track.week_of(self._topic.id)
        return Content.styled(f"week {week.number}" if week else "", listing.MUTED)

    # Keys

    def action_toggle_read(self) -> None:
        """Mark the topic in hand as read, or as unread again."""
        topic = self._topic.id
        self.attempt(lambda: self.desk.mark_read(topic, topic not in self.desk.read()))

    def action_filter(self) -> None:
        """Type what the topics must hold."""
        field = self.query_one(Input)
        field.display = True
        self.set_focus(field)

    def action_order(self) -> None:
        """The next order."""
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]
        if self._order == WEAKEST:
            self.attempt(self.desk.insights.spots, self._take_in)
            return
        self.show_desk()

    def action_map(self) -> None:
        """To the map; from there the keys walk."""
        self.query_one("#about").add_class("-open")
        self.query_one(TopicMap).focus()

    def action_pane(self, steps: int) -> None:
        """To the pane beside: the list, the topic in hand, its map."""
        here = next((number for number, name in enumerate(PANES) if self.query_one(name).has_focus), 0)
        wanted = PANES[(here + steps) % len(PANES)]
        self.query_one("#about").set_class(wanted != PANES[0], "-open")
        self.query_one(wanted).focus()

    def back(self) -> bool:
        """Close the composer, the filter, or the map."""
        if self.close_composer():
            return True
        field = self.query_one(Input)
        if field.display and (field.has_focus or field.value):
            field.value, field.display = "", False
            self.focus_content()
            return True
        if self.focused is not self.query_one("#topics"):
            self.focus_content()
            return True
        return False

    @on(Rows.Highlighted, "#topics")
    def _follow(self, event: Rows.Highlighted) -> None:
        topic = self.desk.track.topics.get(event.row.id)
        if type(event) is Rows.Highlighted and topic and topic is not self._topic:
            self._turn_to(topic)

    @on(Rows.Chosen, "#topics")
    def _read(self, event: Rows.Chosen) -> None:
        self.post_message(self.TopicAsked(event.row.id))

    @on(Rows.Toggled, "#topics")
    def _toggle(self) -> None:
        self.action_toggle_read()

    @on(Rows.Chosen, "#topic")
    async def _open_row(self, event: Rows.Chosen) -> None:
        kind, _, name = event.row.id.partition(":")
        match kind:
            case "prose" | "cards":
                self.post_message(self.TopicAsked(self._topic.id, at="Cards" if kind == "cards" else ""))
            case "lab":
                self.post_message(self.LabAsked(name))
            case "note":
                await self.edit_entry(name)

    @on(TopicMap.Walked)
    def _walk(self, event: TopicMap.Walked) -> None:
        if isinstance(event, TopicMap.Chosen):
            self.post_message(self.TopicAsked(event.topic))
        else:
            self._turn_to(self.desk.track.topics[event.topic])

    @on(Input.Changed)
    def _filter(self) -> None:
        self.show_desk()
        # What was in hand may be filtered out; then the cursor is on another already.
        current = self.query_one("#topics", Rows).current
        if current and current.id in self.desk.track.topics:
            self._topic = self.desk.track.topics[current.id]
            self._show_topic()
            self.show_state()

    @on(Input.Submitted)
    def _leave_filter(self) -> None:
        self.focus_content()

    # Writing

    def topic_in_hand(self) -> str | None:
        """The topic on the right."""
        return self._topic.id

    def composer_home(self) -> Widget:
        """Below the topic."""
        return self.query_one("#about")

    async def open_composer(self, draft: Draft) -> None:
        """Write, with the topic in view."""
        self.query_one("#about").add_class("-open")
        await super().open_composer(draft)

    def focus_content(self) -> None:
        """Back to the list."""
        self.query_one("#about").remove_class("-open")
        self.query_one("#topics", Rows).focus()
