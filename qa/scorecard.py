"""A finished call and a rubric in, a score that explains itself out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.calls import Segment
from domain.quality import FinishedCall, LedgerLine, RedLine, Scorecard, Verdict
from qa.arithmetic import Mark, Points, ledger, total, total_if_passed
from qa.case import Case
from qa.checks.finding import Finding, not_applicable
from qa.checks.registry import CHECKS
from qa.facts import Facts
from qa.metrics import metrics
from qa.rubric import Criterion, Rubric, Section
from qa.scorability import not_scorable_reason

_MONO: Final = "单声道：分不清座席与客户，请人工听录音评分"


@dataclass(frozen=True, slots=True)
class _Outcome:
    section: Section
    criterion: Criterion
    finding: Finding

    @property
    def mark(self) -> Mark:
        applies = self.finding.verdict is not Verdict.NOT_APPLICABLE
        return Mark(
            section=self.section.section_id,
            weight=self.criterion.points,
            share=self.finding.fraction if applies else None,
            fails_section=self.criterion.fails_section,
        )


def score(finished: FinishedCall, rubric: Rubric, facts: Facts, *, scorecard_id: str) -> Scorecard:
    """Return the scorecard: the same arguments give the same card, byte for byte.

    The lines' points add up to raw_score and their max_points to 100: what does not apply
    leaves the form and the rest is scaled up to 100. Without N/A they are the form's own
    points. score_without is the final score if that one line had passed, so it stays 0
    where a red line was crossed. A call that cannot be scored has no lines.
    """
    case = Case(finished, facts)
    reason = not_scorable_reason(case, rubric.scorable)
    outcomes = () if reason else _outcomes(case, rubric)
    red_lines = () if reason else _red_lines(case, rubric)
    raw = total([one.mark for one in outcomes])
    if raw is None and not reason:
        reason = _MONO if finished.is_mono else "无适用项：没有一项评分标准适用于本次通话"
    return Scorecard(
        scorecard_id=scorecard_id,
        call_id=finished.call.call_id,
        rubric_id=rubric.rubric_id,
        rubric_version=rubric.version,
        raw_score=raw,
        final_score=_final(raw, red_lines),
        lines=_lines(outcomes, red_lines),
        red_lines=red_lines,
        metrics=metrics(finished),
        confidence=_confidence(case.segments),
        not_scorable_reason=reason,
    )


def _outcomes(case: Case, rubric: Rubric) -> tuple[_Outcome, ...]:
    return tuple(
        _Outcome(section, criterion, _found(case, criterion.check, criterion.rule))
        for section in rubric.sections
        for criterion in section.criteria
    )


def _found(case: Case, name: str, rule: Any) -> Finding:
    check = CHECKS[name]
    if case.finished.is_mono and check.is_about_speaker:
        return not_applicable("单声道录音，分不清是谁说的")
    return check.run(case, rule)


def _red_lines(case: Case, rubric: Rubric) -> tuple[RedLine, ...]:
    findings = ((one, _found(case, one.check, one.rule)) for one in rubric.red_lines)
    return tuple(
        RedLine(one.red_line_id, one.name, finding.reason, finding.evidence)
        for one, finding in findings
        if finding.verdict is Verdict.FAILED
    )


def _final(raw: float | None, red_lines: tuple[RedLine, ...]) -> float | None:
    return 0.0 if raw is not None and red_lines else raw


def _lines(outcomes: Sequence[_Outcome], red_lines: tuple[RedLine, ...]) -> tuple[LedgerLine, ...]:
    marks = [one.mark for one in outcomes]
    return tuple(
        _line(outcome, points, _score_without(outcome, marks, place, red_lines))
        for place, (outcome, points) in enumerate(zip(outcomes, ledger(marks), strict=True))
    )


def _line(outcome: _Outcome, points: Points, score_without: float | None) -> LedgerLine:
    criterion, finding = outcome.criterion, outcome.finding
    is_lost = finding.fraction > 0 and points.earned == 0
    return LedgerLine(
        criterion_id=criterion.criterion_id,
        section=outcome.section.name,
        name=criterion.name,
        verdict=finding.verdict,
        points=points.earned,
        max_points=points.possible,
        reason=finding.reason + ("（本节判零）" if is_lost else ""),
        evidence=finding.evidence,
        score_without=score_without,
        check_version=f"{criterion.check}/{CHECKS[criterion.check].version}",
    )


def _score_without(
    outcome: _Outcome, marks: Sequence[Mark], place: int, red_lines: tuple[RedLine, ...]
) -> float | None:
    if outcome.finding.verdict not in (Verdict.PARTLY, Verdict.FAILED):
        return None
    return _final(total_if_passed(marks, place), red_lines)


def _confidence(segments: Sequence[Segment]) -> float:
    """Return the recogniser's mean confidence, each segment weighing as long as it lasts."""
    seconds = sum(one.end_s - one.start_s for one in segments)
    if seconds <= 0:
        return 0.0
    return round(sum(one.confidence * (one.end_s - one.start_s) for one in segments) / seconds, 3)
