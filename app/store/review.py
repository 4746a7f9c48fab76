"""What the supervisor sees: the list of calls, one call opened, coverage."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, load_only

from app.store import recordings, scores, segments
from app.store.calls import call_of, sound_of
from app.store.tables import CallRow
from domain.meaning import Fine, Level
from domain.review import OpenedCall, ReviewRow, ReviewState

ONLY: Final[dict[str, tuple[ColumnElement[Any], ...]]] = {
    "": (),
    "to_review": (CallRow.review_state == ReviewState.TO_REVIEW.value,),
    "red_line": (CallRow.has_red_line.is_(True),),
    "appealed": (CallRow.review_state == ReviewState.APPEALED.value,),
}

SHOWN: Final = (  # without the large JSON columns
    CallRow.started_at_ms,
    CallRow.agent_name,
    CallRow.customer_name,
    CallRow.fine,
    CallRow.level,
    CallRow.score,
    CallRow.has_red_line,
    CallRow.review_state,
    CallRow.duration_s,
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """recorded counts ended calls; each is scored, not scorable, or still missing."""

    scored: int
    recorded: int
    not_scorable: int


def rows(session: Session, *, only: str = "", limit: int = 500) -> tuple[ReviewRow, ...]:
    """Return ended calls, newest first; only is a key of ONLY.

    score is the person's when one was given.
    """
    found = session.scalars(
        select(CallRow)
        .where(CallRow.ended_at_ms.is_not(None), *ONLY[only])
        .order_by(CallRow.started_at_ms.desc(), CallRow.call_id.desc())
        .limit(limit)
        .options(load_only(*SHOWN))
    )
    return tuple(_review_row(row) for row in found)


def _review_row(row: CallRow) -> ReviewRow:
    return ReviewRow(
        call_id=row.call_id,
        started_at_ms=row.started_at_ms,
        agent_name=row.agent_name,
        customer_name=row.customer_name,
        fine=Fine(row.fine),
        level=Level(row.level),
        final_score=row.score,
        has_red_line=row.has_red_line,
        state=ReviewState(row.review_state),
        duration_s=row.duration_s,
    )


def open_call(session: Session, call_id: str) -> OpenedCall:
    row = session.get_one(CallRow, call_id)
    heard = segments.load_heard(session, call_id)
    return OpenedCall(
        call=call_of(row),
        segments=tuple(segment for segment, _ in heard),
        understandings=tuple(understanding for _, understanding in heard),
        scorecard=scores.load_scorecard(session, call_id),
        recording=recordings.load_recording(session, call_id),
        verdicts=scores.load_verdicts(session, call_id),
        manual_score=scores.manual_score(session, call_id),
        signed_by=scores.signed_by(session, call_id),
        state=ReviewState(row.review_state),
        is_mono=row.is_mono,
        is_swapped=row.is_swapped,
        sound=sound_of(row),
    )


def coverage(session: Session, *, since_ms: int = 0) -> Coverage:
    """Count the ended calls that began at since_ms or later."""
    found = session.execute(
        select(CallRow.review_state, func.count())
        .where(CallRow.ended_at_ms.is_not(None), CallRow.started_at_ms >= since_ms)
        .group_by(CallRow.review_state)
    )
    by_state = dict(found.all())
    recorded = sum(by_state.values())
    not_scorable = by_state.get(ReviewState.NOT_SCORABLE.value, 0)
    missing = by_state.get(ReviewState.QUEUED.value, 0)
    return Coverage(recorded - not_scorable - missing, recorded, not_scorable)


def missing(session: Session, *, since_ms: int = 0) -> tuple[str, ...]:
    """Return the ended calls that wait for their score, oldest first."""
    found = session.scalars(
        select(CallRow.call_id)
        .where(
            CallRow.ended_at_ms.is_not(None),
            CallRow.started_at_ms >= since_ms,
            CallRow.review_state == ReviewState.QUEUED.value,
        )
        .order_by(CallRow.started_at_ms)
    )
    return tuple(found)
