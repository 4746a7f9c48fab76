"""The default form applied to a few lines of a call."""

from collections.abc import Sequence
from functools import cache

from domain.quality import Evidence, FinishedCall, LedgerLine, RedLine, Scorecard
from qa.case import Case
from qa.checks.finding import Finding
from qa.checks.registry import CHECKS
from qa.facts import Facts, load_facts
from qa.rubric import Rubric, load_rubric
from qa.scorecard import score
from tests.qa.calls import PRICES_FOLDER, RUBRIC_PATH, Line, Settings, finished


@cache
def rubric() -> Rubric:
    return load_rubric(RUBRIC_PATH)


@cache
def facts() -> Facts:
    return load_facts(PRICES_FOLDER)


def scored(call: FinishedCall) -> Scorecard:
    return score(call, rubric(), facts(), scorecard_id="q1")


def judged(item_id: str, lines: Sequence[Line], settings: Settings | None = None) -> Finding:
    """Return what one criterion or red line of the default form finds in the lines."""
    return judged_call(item_id, finished(lines, settings))


def judged_call(item_id: str, call: FinishedCall) -> Finding:
    case = Case(call, facts())
    for criterion in rubric().criteria:
        if criterion.criterion_id == item_id:
            return CHECKS[criterion.check].run(case, criterion.rule)
    (red_line,) = [one for one in rubric().red_lines if one.red_line_id == item_id]
    return CHECKS[red_line.check].run(case, red_line.rule)


def line_of(card: Scorecard, criterion_id: str) -> LedgerLine:
    (line,) = [one for one in card.lines if one.criterion_id == criterion_id]
    return line


def words(found: Finding | LedgerLine | RedLine) -> list[str]:
    return [one.text for one in found.evidence]


def all_evidence(card: Scorecard) -> list[Evidence]:
    said = [one for line in card.lines for one in line.evidence]
    return said + [one for red_line in card.red_lines for one in red_line.evidence]
