"""Going places: which screen shows what, and how one gets there and back.

The desk is at the bottom; the list of all topics and the reader are pushed over it. Both are made when first asked for
and kept: making the reader anew takes 40 ms, showing it again 10.
"""

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App

from studytui.desk import Desk
from studytui.draft import Draft, DraftFile
from studytui.find import Finder, Hit
from studytui.text import one_line
from studytui.track.model import Card
from studytui.tui.screens.base import StudyScreen
from studytui.tui.screens.desk import DeskScreen
from studytui.tui.writer import Writer

if TYPE_CHECKING:
    from studytui.labs.bench import Bench
    from studytui.settings import Settings
    from studytui.track.model import Topic
    from studytui.tui.dialogs.card import Wanted
    from studytui.tui.screens.topic import TopicScreen
    from studytui.tui.screens.topics import TopicsScreen


class NavigatingApp(App[None]):
    """An app that knows its way around the desk."""

    desk: Desk
    drafts: DraftFile
    card_drafts: DraftFile
    writer: Writer
    finder: Finder
    _reader: "TopicScreen | None" = None
    _shelf: "TopicsScreen | None" = None
    settings: "Settings"
    bench: "Bench | None" = None
    """Where labs are run; None where nothing says which folder they are in."""

    async def action_back(self) -> None:
        """Close what is on top."""
        if isinstance(self.screen, StudyScreen) and self.screen.back():
            return
        if len(self.screen_stack) > 1:
            self.pop_screen()
            if isinstance(self.screen, StudyScreen):
                self.screen.show_desk()

    async def action_find(self) -> None:
        """Find anything, and go there."""
        from studytui.tui.dialogs.find import Find

        if self.finder.track is not self.desk.track:
            # Cards of the learner's own are found too.
            self.finder = Finder(self.desk.track, self.desk.index, self.desk.index.cache)
        await self.push_screen(Find(self.finder.find), self._go_to)

    async def read(self, topic_id: str, at: str = "") -> None:
        """Open a topic in the reader, at a section where one is named."""
        from studytui.tui.screens.topic import TopicScreen

        topic = self.desk.track.topics[topic_id]
        if self.screen is self._reader:
            self._reader.read_on(topic, at)
            return
        if self._reader is None:
            self._reader = TopicScreen(self.desk, self.drafts, self.writer)
            self.install_screen(self._reader, "reader")
        await self.push_screen(self._reader)
        self._reader.open(topic, at)

    @property
    def _is_on_desk(self) -> bool:
        return isinstance(self.screen, DeskScreen)

    async def action_topics(self) -> None:
        """Browse all topics, from the one in hand."""
        here = self.screen.topic_in_hand() if isinstance(self.screen, StudyScreen) else None
        await self.browse(self.desk.track.topics.get(here or ""))

    def action_desk(self) -> None:
        """To the desk."""
        self._go_to_desk()

    async def browse(self, topic: "Topic | None" = None, on_map: bool = False) -> None:
        """Show all topics, one of them in hand where it is named."""
        if not self.desk.track.topics:
            self.notify("This track has no topics.", markup=False)
            return
        from studytui.tui.screens.topics import TopicsScreen

        if self._shelf is None:
            self._shelf = TopicsScreen(self.desk, self.drafts, self.writer)
            self.install_screen(self._shelf, "topics")
        if self._shelf in self.screen_stack:
            while self.screen is not self._shelf:
                self.pop_screen()
        else:
            self._go_to_desk()
            await self.push_screen(self._shelf)
        self._shelf.show_track()
        self._shelf.open(topic, on_map)

    async def action_labs(self) -> None:
        """Browse all labs."""
        if not self.desk.track.labs:
            self.notify("This track has no labs.", markup=False)
            return
        from studytui.tui.screens.labs import LabsScreen

        self._go_to_desk()
        await self.push_screen(LabsScreen(self.desk, self.drafts, self.writer))

    async def action_review(self) -> None:
        """Review the cards of the day."""
        if not self.desk.track.cards:
            self.notify("This track has no cards.", markup=False)
            return
        from studytui.tui.screens.review import ReviewScreen

        self._go_to_desk()
        await self.push_screen(ReviewScreen(self.desk, self.drafts, self.writer))

    async def action_journal(self, entry_id: str = "") -> None:
        """Read the journal, from an entry on where one is named."""
        from studytui.tui.screens.journal import JournalScreen

        if not isinstance(self.screen, JournalScreen):
            self._go_to_desk()
            await self.push_screen(JournalScreen(self.desk, self.drafts, self.writer, self.settings.editor))
        if entry_id and isinstance(self.screen, JournalScreen):
            self.screen.open_at(entry_id)

    async def action_card(self) -> None:
        """Write a card about the topic in hand."""
        screen = self.screen
        topic = screen.topic_in_hand() if isinstance(screen, StudyScreen) else None
        drafted = self.card_drafts.draft
        if drafted:
            await self.write_card(drafted.topic or "", drafted.entry)
        elif topic:
            await self.write_card(topic)
        else:
            self.notify("Open a topic first: a card belongs to one.", markup=False)

    async def write_card(self, topic_id: str, card_id: str | None = None) -> None:
        """Write a card about a topic, or reword one; what was begun earlier is gone on with."""
        from studytui.study.own_cards import Written, written
        from studytui.tui.dialogs.card import CardForm

        topic = self.desk.track.topics.get(topic_id)
        drafted = self.card_drafts.draft
        if drafted and (drafted.topic, drafted.entry) != (topic_id, card_id):
            self.notify("A card is being written: save it or empty it first (a opens it).", markup=False)
            return
        if topic is None or not isinstance(self.screen, StudyScreen):
            return
        screen = self.screen
        known = card_id is not None and self.desk.reviews.knows(card_id)
        card = self.desk.reviews.card(card_id) if card_id and known else Card("", "recall", "", "", topic.id)
        texts = written(card) if known else Written("", "")
        draft = drafted or Draft(texts.question, texts.answer, topic.id, card_id if known else None)
        form = CardForm(card, draft, self.card_drafts, topic.title)
        await self.push_screen(form, partial(self._save_card, screen, draft))

    def _save_card(self, screen: StudyScreen, draft: Draft, wanted: "Wanted | None") -> None:
        if wanted is None:
            return
        cards, before = self.desk.cards, draft.entry
        verb = (
            partial(cards.edit, before, wanted.texts, wanted.as_new)
            if before
            else partial(cards.add, draft.topic or "", wanted.texts)
        )
        screen.attempt(verb, partial(self._card_saved, screen, before))

    def _card_saved(self, screen: StudyScreen, before: str | None, card: Card) -> None:
        self.card_drafts.draft = Draft()
        with suppress(OSError):
            self.card_drafts.save()
        self.notify(f"Saved: {one_line(card.front)[:60]}", markup=False, timeout=2)
        screen.card_saved(card, before)

    async def on_study_screen_card_asked(self, event: StudyScreen.CardAsked) -> None:
        """A card is to be written."""
        await self.write_card(event.topic, event.card)

    async def action_look_back(self) -> None:
        """Look back on what was written, said and decided."""
        from studytui.tui.screens.lookback import LookBackScreen

        if not isinstance(self.screen, LookBackScreen):
            self._go_to_desk()
            await self.push_screen(LookBackScreen(self.desk, self.drafts, self.writer))

    async def action_insights(self) -> None:
        """What the time brought."""
        from studytui.tui.screens.insights import InsightsScreen

        self._go_to_desk()
        await self.push_screen(InsightsScreen(self.desk, self.drafts, self.writer))

    async def action_drill(self) -> None:
        """Drill the weak spots, outside the schedule."""
        cards = await self.writer.do(self.desk.insights.drill)
        if not cards:
            self.notify("No weak spot is known yet: there are too few reviews and predictions.", markup=False)
            return
        from studytui.tui.screens.review import ReviewScreen

        self._go_to_desk()
        await self.push_screen(ReviewScreen(self.desk, self.drafts, self.writer, tuple(cards)))

    async def try_lab(self, lab_id: str, welcome: str = "", question: int | None = None) -> None:
        """Open a lab at a question, or at the first that was not answered yet."""
        lab = self.desk.track.labs[lab_id]
        if self.bench is None or lab.experiment is None:
            self.notify("This lab has no program yet.", markup=False)
            return
        from studytui.tui.screens.lab import LabScreen

        await self.push_screen(LabScreen(self.desk, self.drafts, self.writer, self.bench, lab, welcome, question))

    def show_track(self) -> None:
        """Show a track that has changed, on every screen there is, with each where it was as far as that is left."""
        # The desk is the first of them; without topics it is the only one.
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen) or (isinstance(screen, StudyScreen) and self.desk.track.topics):
                screen.show_track()
        if not self.desk.track.topics:
            self._go_to_desk()

    async def on_study_screen_topic_asked(self, event: StudyScreen.TopicAsked) -> None:
        """A topic is to be read."""
        await self.read(event.topic, event.at)

    async def on_study_screen_lab_asked(self, event: StudyScreen.LabAsked) -> None:
        """A lab is to be tried."""
        await self.try_lab(event.lab, question=event.question)

    async def on_topic_screen_map_asked(self, event: "TopicScreen.MapAsked") -> None:
        """A topic is to be seen among the others."""
        await self.browse(event.topic, on_map=True)

    async def on_topic_screen_link_followed(self, event: "TopicScreen.LinkFollowed") -> None:
        """Topics navigate, labs lead to their week, web addresses ask, the rest is refused."""
        kind, _, rest = event.href.partition(":")
        if kind == "topic" and rest in self.desk.track.topics:
            await self.read(rest)
        elif kind == "lab" and rest in self.desk.track.labs:
            await self.try_lab(rest)
        elif kind in ("http", "https"):
            from studytui.tui.dialogs.leave import Leave

            self.push_screen(Leave(event.href), lambda yes: self.open_url(event.href) if yes else None)
        else:
            self.notify(f"Not followed: {one_line(event.href)}", severity="warning", markup=False)

    async def _go_to(self, hit: Hit | None) -> None:
        if hit is None:
            return
        if hit.kind in ("topic", "card"):
            cards = {card.id: card.topic for card in self.desk.track.cards}
            await self.read(cards.get(hit.id, hit.id), at="Cards" if hit.kind == "card" else "")
            return
        if hit.kind == "lab":
            await self.try_lab(hit.id)
            return
        if hit.kind == "entry":
            await self.action_journal(hit.id)
            return
        desk = self._go_to_desk()
        if hit.kind == "week":
            desk.show_week(hit.id)
        elif hit.kind == "milestone":
            desk.show_milestone(hit.id)

    def _go_to_desk(self) -> DeskScreen:
        while not isinstance(self.screen, DeskScreen):
            self.pop_screen()
        self.screen.show_desk()
        return self.screen
