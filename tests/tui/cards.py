"""A track with a card of every kind."""

from dataclasses import replace

from studytui.track.model import Card, Track

CARDS = (
    Card("n-1", "recall", "What are the three parts of an entry?", "A prediction, an action, a result.", "napkin-math"),
    Card("n-2", "estimate", "500 queries over 0.5 ms. How long?", "250 ms, all of it waiting.", "napkin-math",
         answer="250 ms"),
    Card("l-1", "predict", "100 authors over a 0.5 ms link: how many times slower is lazy?", "34-38×.", "lazy-loading",
         lab="n-plus-one"),
    Card("l-2", "tradeoff", "Join two collections or load each with IN?", "With IN: a join gives the product.",
         "lazy-loading"),
    Card("n-3", "cloze", "Round to {{one digit}}: the exponent decides.", "The exponent decides.", "napkin-math"),
    Card("l-3", "choice", "Which finds an N+1 before it ships?", "A test that counts queries. Time hides them.",
         "lazy-loading", choices=("A slow-query log", "A test that counts queries", "More memory")),
    Card("l-4", "output", "What does this print?", "101: one for the authors, one for each.", "lazy-loading",
         answer="101", code="queries = 1\nfor author in range(100):\n    queries += 1\nprint(queries)"),
)  # fmt: skip


def with_cards(track: Track) -> Track:
    """The sample track with these cards."""
    return replace(track, cards=CARDS)
