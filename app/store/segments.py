"""Finished utterances with what they mean, and the agent's corrections."""

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from app.store import facts, outbox
from app.store.clock import now_ms
from app.store.tables import CorrectionRow, SegmentRow
from app.store.values import from_json, to_json
from domain.audio import Role
from domain.calls import Doubt, Segment, Word
from domain.ids import new_id
from domain.meaning import Fine, Understanding
from sync import wire


def save_segment(session: Session, segment: Segment, understanding: Understanding) -> None:
    """Add a final segment and, in the same transaction, what sync must send."""
    session.add(
        SegmentRow(
            segment_id=segment.segment_id,
            call_id=segment.call_id,
            role=segment.role.value,
            start_s=segment.start_s,
            end_s=segment.end_s,
            text=segment.text,
            confidence=segment.confidence,
            words_json=to_json(segment.words),
            doubts_json=to_json(segment.doubts),
            engine=segment.engine,
            understanding_json=to_json(understanding),
        )
    )
    outbox.record(
        session, wire.SEGMENT, segment.segment_id, facts.of_segment(segment, understanding)
    )


def load_heard(session: Session, call_id: str) -> tuple[tuple[Segment, Understanding], ...]:
    """Return the segments of a call by start_s, each with its meaning."""
    rows = session.scalars(
        select(SegmentRow)
        .where(SegmentRow.call_id == call_id)
        .order_by(SegmentRow.start_s, SegmentRow.segment_id)
    )
    return tuple((_segment(row), from_json(row.understanding_json, Understanding)) for row in rows)


def load_segments(session: Session, call_id: str) -> tuple[Segment, ...]:
    return tuple(segment for segment, _ in load_heard(session, call_id))


def _segment(row: SegmentRow) -> Segment:
    return Segment(
        segment_id=row.segment_id,
        call_id=row.call_id,
        role=Role(row.role),
        start_s=row.start_s,
        end_s=row.end_s,
        text=row.text,
        confidence=row.confidence,
        words=from_json(row.words_json, tuple[Word, ...]),
        doubts=from_json(row.doubts_json, tuple[Doubt, ...]),
        engine=row.engine,
    )


def save_correction(
    session: Session, call_id: str, segment_id: str, fine: Fine, *, by: str
) -> None:
    """Keep the agent's word on an intent as a training row, with the words it is about."""
    segment = session.get_one(SegmentRow, segment_id)
    heard = from_json(segment.understanding_json, Understanding).intents
    row = CorrectionRow(
        correction_id=new_id(),
        call_id=call_id,
        segment_id=segment_id,
        text=segment.text,
        heard=heard[0].fine.value if heard else Fine.OTHER.value,
        corrected=fine.value,
        by=by,
        at_ms=now_ms(),
    )
    session.add(row)
    told = {
        "call_id": call_id,
        "segment_id": segment_id,
        "text": row.text,
        "heard": row.heard,
        "corrected": row.corrected,
        "by": by,
        "at_ms": row.at_ms,
    }
    outbox.record(session, wire.CORRECTION, row.correction_id, told, actor=by)


def load_corrections(session: Session) -> tuple[tuple[str, Fine, Fine], ...]:
    """Return (text, fine as heard, fine as corrected), oldest first."""
    rows = session.scalars(select(CorrectionRow).order_by(literal_column("rowid")))
    return tuple((row.text, Fine(row.heard), Fine(row.corrected)) for row in rows)
