"""Figures in topics and cards are what the labs measure."""

from typing import Any

import pytest

from tests.labs.claims import GATING, Group, bundled, groups, off
from tests.labs.running import run_lab


@pytest.mark.slow
@pytest.mark.parametrize("group", list(groups(GATING)), ids=str)
def test_a_figure_that_a_deterministic_lab_gave_it_gives_again(group: Group) -> None:
    assert off(group, [run_lab(group.lab, **dict[str, Any](group.parameters))]) == []


def test_every_lab_of_the_bundled_track_has_a_program_three_questions_and_an_explanation() -> None:
    for lab in bundled().labs.values():
        assert lab.experiment is not None, lab.id
        assert lab.expected is not None, lab.id
        assert len(lab.questions) == 3, lab.id
        assert len(lab.explanation.split()) >= 60, lab.id
        for question in lab.questions:
            assert question.expected or question.goal is not None, lab.id


def test_the_author_expects_what_a_claim_about_the_same_figure_says() -> None:
    for lab in bundled().labs.values():
        if lab.experiment and lab.expected:
            at_default = [each for each in lab.claims if each.measure == lab.experiment.primary and not each.parameters]
            for claim in at_default:
                assert claim.low <= lab.expected.high, lab.id
                assert claim.high >= lab.expected.low, lab.id
