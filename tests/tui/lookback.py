"""A learner with a year behind them: what was written, predicted, answered and decided, and a week that is over."""

from collections.abc import Callable
from datetime import timedelta

from studytui.desk import Desk
from studytui.history.facts import Measured, Ran, Reviewed, Wrote
from studytui.study.predict import Guess
from tests.conftest import Clock
from tests.tui.cards import with_cards
from tests.tui.labs import with_lab


def predict_and_run(desk: Desk, guess: Guess, because: str, measured: float, rung: int = 0) -> None:
    """Say something of the lab, and see."""
    lab = desk.track.labs["n-plus-one"]
    parameters = desk.experiments.parameters(lab, lab.questions[rung])
    said = desk.experiments.predict(lab, parameters, guess, because, rung)
    measures = {"slowdown": Measured(measured, measured * 0.92, measured, 3)}
    desk.add(Ran(lab.id, 1, parameters, 1, measures, finished=True, prediction=said.id))


def a_year_in(desk: Desk, clock: Clock) -> Desk:
    """The desk on a Sunday, with something to look back on of every kind."""
    desk.track = with_cards(with_lab(desk.track))
    start = clock.now

    def days_ago(days: float, verb: Callable[[], object]) -> None:
        clock.now = start - timedelta(days=days)
        verb()
        clock.now = start

    days_ago(365, lambda: desk.write("Indexes are free. #opinion", "Inserts took 2.1× longer with four of them."))
    days_ago(200, lambda: desk.add(Wrote("Keep the rented server one more year. #decision",
             got="It cost 300 €; moving would have taken a week.", starred=True)))  # fmt: skip
    days_ago(61, lambda: desk.add(Wrote("No cache before there is a number. #decision", topic="query-caching")))
    days_ago(45, lambda: predict_and_run(desk, Guess(2, 5, 12), "a query takes 2 ms", 37.2))
    days_ago(40, lambda: desk.add(Reviewed("n-2", 1, 20, answer="2 s")))
    days_ago(33, lambda: desk.write("Counted the queries of one page: 101. I had guessed ten."))
    days_ago(20, lambda: desk.tick("w01-m1"))
    days_ago(8, lambda: desk.write("Sized the pool by Little's law: 10 in flight. #decision", topic="napkin-math"))
    days_ago(7, lambda: desk.write("A bad day. One card, two lines.", "It counted."))
    days_ago(6.9, lambda: desk.write("A better evening: 101 queries are 2 now.", "0.42 s → 0.03 s", "lazy-loading"))
    days_ago(3, lambda: desk.tick("w02-m1"))
    days_ago(2, lambda: desk.tick("w01-m2"))
    days_ago(1, lambda: predict_and_run(desk, Guess(30, 40, 55), "trips, not bytes", 45.1, rung=1))
    return desk
