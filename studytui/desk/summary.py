"""What an event was, in words: what an undo says it took back."""

from studytui.history.events import Event
from studytui.history.facts import (
    Carded,
    Imported,
    Marked,
    Paused,
    Planned,
    Predicted,
    Ran,
    Read,
    Restored,
    Reviewed,
    Spread,
    Studied,
    Ticked,
    Undid,
    Wrote,
)
from studytui.text import counted, one_line
from studytui.track.model import Track


def said_of(event: Event, track: Track) -> str:
    """A line about an event: `ticked: Found one N+1`."""
    match event.fact:
        case Ticked(milestone=milestone_id, done=done):
            known = track.milestones.get(track.renamed.get(milestone_id, milestone_id))
            return f"{'ticked' if done else 'unticked'}: {one_line(known.text if known else milestone_id)}"
        case Read(topic=topic_id, done=done):
            topic = track.topics.get(track.renamed_topics.get(topic_id, topic_id))
            return f"marked as {'read' if done else 'unread'}: {one_line(topic.title if topic else topic_id)}"
        case Wrote(entry=entry, deleted=deleted, text=text):
            verb = "deleted" if deleted else "edited" if entry else "wrote"
            return f"{verb}: {one_line(text)}"
        case Restored(archive=archive, events=events):
            return f"restored: {counted(len(events), 'event')} of {one_line(archive)}"
        case Imported(source=source, events=events):
            return f"imported: {counted(len(events), 'event')} of {one_line(source)}"
    return _of_practice(event, track)


def _of_practice(event: Event, track: Track) -> str:
    fronts = {card.id: card.front for card in track.cards}
    match event.fact:
        case Predicted(lab=lab) | Ran(lab=lab):
            return f"{event.kind}: {one_line(lab)}"
        case Reviewed(card=card):
            return f"graded: {one_line(fronts.get(card, card))}"
        case Marked(card=card, mark=mark, on=on):
            return f"{mark if on else f'no longer {mark}'}: {one_line(fronts.get(card, card))}"
        case Spread(due=due):
            return f"spread over days: {counted(due, 'card')}"
        case Carded(card=card, front=front, deleted=deleted):
            return f"{'deleted card' if deleted else 'edited card' if card else 'wrote card'}: {one_line(front)}"
        case Studied(activity=activity, minutes=minutes, session=session, deleted=deleted):
            verb = "deleted session" if deleted else "edited session" if session else "session"
            return f"{verb}: {one_line(activity)}, {minutes} min"
        case Planned():
            return "the plan"
        case Paused(first=first, last=last):
            return f"pause: {one_line(first)} to {one_line(last)}"
        case Undid():
            return "undid"
    return event.kind
