"""One learner at work: a track, a history and a clock, and the verbs that join them."""

from studytui.desk.desk import Desk, Undone, unknown

__all__ = ["Desk", "Undone", "unknown"]
