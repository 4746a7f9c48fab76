"""Scorecards, and what people say of them: verdicts, overrides, signatures."""

from typing import Any, Final

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.store import facts, outbox
from app.store.clock import now_ms
from app.store.tables import CallRow, OverrideRow, ScorecardRow, SignatureRow, VerdictRow
from app.store.values import from_json, to_json, to_plain
from domain.ids import new_id
from domain.quality import Scorecard
from domain.review import CriterionVerdict, ReviewState
from sync import wire

INSERTED: Final[ColumnElement[int]] = literal_column(
    "rowid"
)  # the order of writing, finer than a millisecond
PASS_SCORE: Final = 60.0  # below it a person looks at the score before the agent sees it


def save_scorecard(session: Session, scorecard: Scorecard) -> bool:
    """Add a score; return False when the call has one of this rubric version already."""
    at_ms = now_ms()
    added = session.execute(
        insert(ScorecardRow)
        .values(
            scorecard_id=scorecard.scorecard_id,
            call_id=scorecard.call_id,
            rubric_id=scorecard.rubric_id,
            rubric_version=scorecard.rubric_version,
            raw_score=scorecard.raw_score,
            final_score=scorecard.final_score,
            not_scorable_reason=scorecard.not_scorable_reason,
            scored_at_ms=at_ms,
            scorecard_json=to_json(scorecard),
        )
        .on_conflict_do_nothing(index_elements=["call_id", "rubric_id", "rubric_version"])
        .returning(ScorecardRow.scorecard_id)
    ).all()
    if not added:
        return False
    call = session.get_one(CallRow, scorecard.call_id)
    call.has_red_line = bool(scorecard.red_lines)
    if manual_score(session, scorecard.call_id) is None:
        call.score = scorecard.final_score
    if call.review_state != ReviewState.PUBLISHED:  # what the agent was told stays
        call.review_state = _state(scorecard, call.level).value
    outbox.record(
        session, wire.SCORECARD, scorecard.scorecard_id, facts.of_scorecard(scorecard, at_ms)
    )
    return True


def _state(scorecard: Scorecard, level: str) -> ReviewState:
    """A person looks first at red lines, failed calls and the urgent ones."""
    if scorecard.not_scorable_reason or scorecard.final_score is None:
        return ReviewState.NOT_SCORABLE
    if scorecard.red_lines or scorecard.final_score < PASS_SCORE or level in ("P1", "P2"):
        return ReviewState.TO_REVIEW
    return ReviewState.SCORED


def load_scorecard(session: Session, call_id: str) -> Scorecard | None:
    """Return the call's newest score."""
    text = session.scalar(
        select(ScorecardRow.scorecard_json)
        .where(ScorecardRow.call_id == call_id)
        .order_by(INSERTED.desc())
        .limit(1)
    )
    return None if text is None else from_json(text, Scorecard)


def save_verdict(session: Session, verdict: CriterionVerdict) -> None:
    verdict_id = new_id()
    session.add(
        VerdictRow(
            verdict_id=verdict_id,
            call_id=verdict.call_id,
            criterion_id=verdict.criterion_id,
            is_correct=verdict.is_correct,
            note=verdict.note,
            reviewer=verdict.reviewer,
            at_ms=verdict.at_ms,
        )
    )
    told = to_plain(verdict)
    outbox.record(session, wire.VERDICT, verdict_id, told, actor=verdict.reviewer)


def load_verdicts(session: Session, call_id: str) -> tuple[CriterionVerdict, ...]:
    """Return the verdicts that count, one per criterion, in the order they were given."""
    rows = session.scalars(
        select(VerdictRow).where(VerdictRow.call_id == call_id).order_by(INSERTED)
    )
    newest: dict[str, CriterionVerdict] = {}
    for row in rows:
        newest.pop(row.criterion_id, None)
        newest[row.criterion_id] = CriterionVerdict(
            row.call_id, row.criterion_id, row.is_correct, row.note, row.reviewer, row.at_ms
        )
    return tuple(newest.values())


def override_score(session: Session, call_id: str, score: float, reason: str, *, by: str) -> None:
    """Set a person's score beside the automatic one, which is kept."""
    row = OverrideRow(
        override_id=new_id(), call_id=call_id, score=score, reason=reason, by=by, at_ms=now_ms()
    )
    session.add(row)
    session.get_one(CallRow, call_id).score = score
    told: dict[str, Any] = {
        "call_id": call_id,
        "score": score,
        "reason": reason,
        "by": by,
        "at_ms": row.at_ms,
    }
    outbox.record(session, wire.OVERRIDE, row.override_id, told, actor=by)


def manual_score(session: Session, call_id: str) -> float | None:
    return session.scalar(
        select(OverrideRow.score)
        .where(OverrideRow.call_id == call_id)
        .order_by(INSERTED.desc())
        .limit(1)
    )


def sign(session: Session, call_id: str, *, by: str) -> None:
    """Publish the call's score to its agent."""
    row = SignatureRow(signature_id=new_id(), call_id=call_id, by=by, at_ms=now_ms())
    session.add(row)
    session.get_one(CallRow, call_id).review_state = ReviewState.PUBLISHED.value
    told = {"call_id": call_id, "by": by, "at_ms": row.at_ms}
    outbox.record(session, wire.SIGNATURE, row.signature_id, told, actor=by)


def signed_by(session: Session, call_id: str) -> str:
    """Return who published the score last, "" when nobody did."""
    return (
        session.scalar(
            select(SignatureRow.by)
            .where(SignatureRow.call_id == call_id)
            .order_by(INSERTED.desc())
            .limit(1)
        )
        or ""
    )
