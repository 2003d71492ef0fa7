"""Labs: which there are, what one asks, and running it."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from studytui.cli import offers
from studytui.cli.context import desk_of, pass_study
from studytui.cli.output import heading, json_option, note, say, say_json, wrapped, wrapped_markdown
from studytui.cli.study import Study
from studytui.errors import StudyError
from studytui.paths import is_terminal
from studytui.study.amounts import amount_of, guessed, number
from studytui.study.predict import BUSY, said
from studytui.text import one_line

if TYPE_CHECKING:
    from studytui.desk import Desk
    from studytui.labs.protocol import Said
    from studytui.labs.runner import Outcome
    from studytui.study.predict import Attempt, Guess
    from studytui.track.model import Experiment, Lab

NOT_FINISHED = 1


@click.group("lab")
def lab_command() -> None:
    """Labs: predict a number, run a real experiment on this machine, compare.

    \b
    studytui lab list
    studytui lab run n-plus-one
    studytui lab run n-plus-one --predict 2..12 --set rtt_ms=2
    """


@lab_command.command("list")
@json_option
@pass_study
def list_command(study: Study, as_json: bool) -> None:
    """List the labs, with what you said and what was measured.

    \b
    studytui lab list
    """
    desk = desk_of(study)
    weeks = {name: week.number for week in reversed(desk.track.weeks) for name in week.labs}
    latest = {each.predicted.lab: each for each in desk.experiments.attempts() if each.measured}
    labs = sorted(desk.track.labs.values(), key=lambda lab: (weeks.get(lab.id, 99), lab.id))
    if as_json:
        say_json([{**_named(lab), "week": weeks.get(lab.id), **_compared(latest.get(lab.id))} for lab in labs])
    else:
        states = [_state(lab, latest.get(lab.id)) for lab in labs]
        rows = zip(labs, states, strict=True)
        say(*(f"{weeks.get(lab.id, ''):>3}  {lab.id:<22} {one_line(lab.title):<34} {state}" for lab, state in rows))


@lab_command.command("show")
@click.argument("lab_id", metavar="ID", shell_complete=offers.labs)
@json_option
@pass_study
def show_command(study: Study, lab_id: str, as_json: bool) -> None:
    """Say what a lab asks, what can be set, and what you predicted so far.

    The explanation comes once you have run it.

    \b
    studytui lab show n-plus-one
    """
    desk = desk_of(study)
    lab = desk.experiments.lab(lab_id)
    experiment = desk.experiments.experiment(lab)
    if as_json:
        attempts = [_compared(each) for each in desk.experiments.attempts(lab.id)]
        say_json({**_named(lab), **_described(experiment), "attempts": attempts})
    else:
        say(*_page(desk, lab, experiment))


@lab_command.command("run")
@click.argument("lab_id", metavar="ID", shell_complete=offers.labs)
@click.option("--predict", "guess", metavar="RANGE", help="What you expect: 2..12, 5, 40% or n for no idea.")
@click.option("--because", metavar="TEXT", default="", help="Why you expect that.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Change a parameter.")
@click.option("--seed", type=click.IntRange(0), metavar="N", help="What random values follow; counts up by itself.")
@click.option("--yes", is_flag=True, help="Let a lab from elsewhere run, without asking.")
@json_option
@pass_study
def run_command(
    study: Study, lab_id: str, guess: str | None, because: str, settings: tuple[str, ...], seed: int | None, yes: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Run a lab; what you predicted is stored before it starts.

    \b
    studytui lab run zipf-cache --predict 20..50%
    studytui lab run zipf-cache --set alpha=1.2 --json
    """
    # Only here: it takes 30 ms to import.
    import asyncio

    from studytui.study import predict

    desk = desk_of(study)
    lab = desk.experiments.lab(lab_id)
    experiment = desk.experiments.experiment(lab)
    parameters = desk.experiments.parameters(lab, lab.questions[0]) | _set(desk, lab, settings)
    _ask_consent(study, lab, yes)
    measure = experiment.measures[experiment.primary]
    asks = guess is None and not as_json and is_terminal()
    given = _asked(lab, measure.scale) if asks else predict.parse(guess, measure.scale) if guess else None
    predicted = desk.experiments.predict(lab, parameters, given, because) if given else None
    with_seed = desk.experiments.seed(lab) if seed is None else seed
    reads = desk.experiments.read_by(lab)
    outcome = asyncio.run(study.bench.run(lab, parameters, with_seed, _progress(as_json), reads))
    desk.experiments.record(lab, parameters, with_seed, outcome, predicted)
    attempts = desk.experiments.attempts(lab.id)
    attempt = next((each for each in attempts if predicted and each.event.id == predicted.id), None)
    if as_json:
        say_json(_ran(lab, experiment, parameters, with_seed, outcome, attempt))
    else:
        say(*_said(lab, experiment, outcome, attempt))
    if not outcome.finished:
        if outcome.stderr.strip():
            note(f"its last words: {outcome.stderr.strip().splitlines()[-1]}")
        raise click.exceptions.Exit(NOT_FINISHED)


def _set(desk: "Desk", lab: "Lab", settings: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign:
            raise StudyError(f"{one_line(setting)!r} sets nothing", "write it as --set name=value")
        found[name.replace("-", "_")] = desk.experiments.fitting(lab, name.replace("-", "_"), value)
    return found


def _ask_consent(study: Study, lab: "Lab", yes: bool) -> None:
    if study.bench.may_run():
        return
    digest = study.bench.digest()
    note(f"{study.bench.program(lab)} is a program from elsewhere: it can do whatever you can")
    note(f"read it first; what you allow is exactly {digest[:16]}, a changed byte asks again")
    if not yes:
        if not is_terminal():
            raise StudyError("this lab has not been allowed to run", "--yes allows it, once you have read it")
        click.confirm("Let it run on this machine?", abort=True, err=True)
    study.bench.consent(digest)


def _asked(lab: "Lab", scale: str) -> "Guess":
    from studytui.study import predict

    click.echo("\n".join(wrapped(lab.question)), err=True)
    while True:
        try:
            return predict.parse(click.prompt("Your prediction (2..12, 5, or n for no idea)", err=True), scale)
        except StudyError as error:
            note(str(error))


def _progress(quiet: bool) -> Callable[["Said"], None]:
    from studytui.labs.protocol import Note, Progress

    shown = not quiet and is_terminal()

    def tell(said: "Said") -> None:
        match said:
            case Progress(share=share, label=label) if shown:
                click.echo(f"\r\x1b[K{100 * share:3.0f} % {label}", nl=share >= 1, err=True)
            case Note(text=text) if not quiet:
                note(text)

    return tell


def _said(lab: "Lab", experiment: "Experiment", outcome: "Outcome", attempt: "Attempt | None") -> Iterable[str]:
    if not outcome.finished:
        yield f"not finished: {outcome.why}"
    measures = experiment.measures
    for name, measured in outcome.measures.items():
        if name in measures:
            mark = "*" if measures[name].primary else " "
            yield f"{mark} {name:<28} {amount_of(measured, measures[name].unit):<26} {one_line(measures[name].help)}"
    if outcome.canary is not None and outcome.canary < BUSY:
        yield f"The machine was busy ({100 * outcome.canary:.0f} % of a core was to be had): this is not scored."
    if attempt and attempt.verdict and attempt.measured:
        unit = measures[attempt.predicted.measure].unit
        verdict = said(attempt.predicted, attempt.measured, attempt.verdict)
        yield from ["", f"You said {guessed(attempt.predicted, unit)}. {verdict}"]
    if outcome.finished and lab.explanation:
        yield ""
        yield from wrapped_markdown(lab.explanation)


def _page(desk: "Desk", lab: "Lab", experiment: "Experiment") -> Iterable[str]:
    yield heading(one_line(lab.title))
    yield lab.id
    yield ""
    yield from wrapped(lab.question)
    yield from ["", heading("Parameters")]
    for name, each in experiment.parameters.items():
        bounds = " or ".join(each.choices) or f"{number(each.min or 0)} to {number(each.max or 0)}"
        yield from wrapped(f"{name} = {each.default} {each.unit}".rstrip() + f": {each.help} ({bounds})", "    ", "  ")
    yield from ["", heading("Measures")]
    for name, measure in experiment.measures.items():
        yield from wrapped(f"{name} ({measure.unit}): {measure.help}", "    ", "* " if measure.primary else "  ")
    for place, rung in enumerate(lab.rungs, 2):
        yield from ["", *wrapped(rung.question, "   ", f"{place}. ")]
    attempts = desk.experiments.attempts(lab.id)
    if attempts:
        yield from ["", heading("So far")]
        yield from (f"  {each.event.day}  {_compared_said(lab, each)}" for each in attempts)
    if any(each.measured for each in attempts) and lab.explanation:
        yield ""
        yield from wrapped_markdown(lab.explanation)


def _state(lab: "Lab", attempt: "Attempt | None") -> str:
    if lab.experiment is None:
        return "no program yet"
    return _compared_said(lab, attempt) if attempt else "not run yet"


def _compared_said(lab: "Lab", attempt: "Attempt") -> str:
    measure = lab.experiment.measures.get(attempt.predicted.measure) if lab.experiment else None
    unit = measure.unit if measure else ""
    measured = f"measured {amount_of(attempt.measured, unit)}" if attempt.measured else "not run to its end"
    return f"said {guessed(attempt.predicted, unit)}, {measured}"


def _named(lab: "Lab") -> dict[str, object]:
    return {"id": lab.id, "title": lab.title, "topic": lab.topic, "question": lab.question}


def _described(experiment: "Experiment") -> dict[str, object]:
    from dataclasses import asdict

    plain = asdict(experiment)
    return {key: plain[key] for key in ("revision", "robustness", "parameters", "measures")}


def _compared(attempt: "Attempt | None") -> dict[str, object]:
    if attempt is None:
        return {"prediction": None, "measured": None, "score": None}
    predicted, measured = attempt.predicted, attempt.measured
    return {
        "prediction": {
            "measure": predicted.measure, "parameters": predicted.parameters, "low": predicted.low,
            "best": predicted.best, "high": predicted.high, "because": predicted.because,
        },
        "measured": measured._asdict() if measured else None,
        "score": _scored(attempt),
    }  # fmt: skip


def _scored(attempt: "Attempt") -> dict[str, object] | None:
    verdict = attempt.verdict
    if verdict is None:
        return None
    return {"distance": verdict.distance, "band": verdict.band, "inside": verdict.inside, "range": verdict.score,
            "counts": attempt.counts}  # fmt: skip


def _ran(
    lab: "Lab", experiment: "Experiment", parameters: dict[str, str], seed: int, outcome: "Outcome",
    attempt: "Attempt | None",
) -> dict[str, object]:  # fmt: skip
    known = experiment.measures
    measures = {
        name: {**each._asdict(), "unit": known[name].unit} for name, each in outcome.measures.items() if name in known
    }
    compared = _compared(attempt)
    return {
        "lab": lab.id, "params": parameters, "seed": seed, "finished": outcome.finished, "why": outcome.why,
        "canary": outcome.canary, "measures": measures,
        "prediction": compared["prediction"], "score": compared["score"],
    }  # fmt: skip
