"""Each demo script loses points where it was written to, and nowhere else."""

import re
from dataclasses import replace

import pytest

from domain.quality import FinishedCall, Scorecard, Verdict
from qa.facts import load_facts
from qa.rubric import load_rubric
from qa.scorecard import score
from speech.understanding.understand import Understander
from tests.qa.calls import PRICES_FOLDER, RUBRIC_PATH
from tests.qa.demo_scripts import NAMES, load_script


def _scored(call: FinishedCall) -> Scorecard:
    return score(call, load_rubric(RUBRIC_PATH), load_facts(PRICES_FOLDER), scorecard_id="q1")


def _lost(card: Scorecard) -> list[str]:
    return [one.name for one in card.lines if one.verdict in (Verdict.FAILED, Verdict.PARTLY)]


def _unpunctuated(call: FinishedCall) -> FinishedCall:
    """Return the call as a recogniser without punctuation hears it; spans are kept too long."""
    segments = tuple(
        replace(one, text=re.sub(r"[，。？、]", "", one.text)) for one in call.segments
    )
    return replace(call, segments=segments)


@pytest.mark.parametrize("name", NAMES)
def test_a_demo_call_loses_points_exactly_where_its_script_says(name: str) -> None:
    script = load_script(name)
    lost = _lost(_scored(script.call))
    unexpected = [one for one in lost if not any(part in one for part in script.failed)]
    missed = [part for part in script.failed if not any(part in one for one in lost)]
    assert (unexpected, missed) == ([], [])


@pytest.mark.parametrize("name", NAMES)
def test_a_demo_call_crosses_the_red_lines_of_its_script_only(name: str) -> None:
    script = load_script(name)
    crossed = [one.name for one in _scored(script.call).red_lines]
    assert crossed == list(script.red_lines)


@pytest.mark.parametrize("name", NAMES)
def test_punctuation_that_was_not_heard_changes_no_verdict(name: str) -> None:
    script = load_script(name)
    assert _lost(_scored(_unpunctuated(script.call))) == _lost(_scored(script.call))


@pytest.fixture(scope="module")
def understander() -> Understander:
    return Understander.load()


@pytest.mark.parametrize("name", NAMES)
def test_the_real_understanding_leads_to_the_same_losses(
    understander: Understander, name: str
) -> None:
    script = load_script(name)
    meanings = tuple(understander.understand(one) for one in script.call.segments)
    card = _scored(replace(script.call, understandings=meanings))
    assert _lost(card) == _lost(_scored(script.call))
    assert card.red_lines == ()
