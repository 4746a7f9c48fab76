"""Channels that were the wrong way round: a person's word, and what it changes in a call."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.store import jobs, outbox
from app.store.calls import sound_of
from app.store.clock import now_ms
from app.store.tables import AlertRow, CallRow, ChannelSwapRow, ScorecardRow, SegmentRow
from app.store.values import from_json, to_json
from domain.audio import Role
from domain.calls import Segment
from domain.ids import new_id
from domain.meaning import Understanding
from domain.review import ReviewState
from sync import wire


def save_swap(
    session: Session, call_id: str, heard: Iterable[tuple[Segment, Understanding]], *, by: str
) -> None:
    """Exchange the speakers of an ended call and queue its score anew.

    heard: its segments with their new roles, and what they mean now. The score that was is
    taken back here; central keeps it, and the newer one counts. Doing it twice undoes it.
    """
    call = session.get_one(CallRow, call_id)
    call.is_swapped = not call.is_swapped
    _note(session, call, by)
    for segment, understanding in heard:
        row = session.get_one(SegmentRow, segment.segment_id)
        row.role = segment.role.value
        row.understanding_json = to_json(understanding)
    silent = from_json(call.silent_roles_json, tuple[str, ...])
    other = {"agent": "customer", "customer": "agent"}
    call.silent_roles_json = to_json(tuple(other.get(role, role) for role in silent))
    call.sound_json = to_json(
        tuple(replace(one, role=Role(other[one.role])) for one in sound_of(call))
    )
    session.execute(delete(AlertRow).where(AlertRow.call_id == call_id))
    session.execute(delete(ScorecardRow).where(ScorecardRow.call_id == call_id))
    call.has_red_line = False
    if call.review_state != ReviewState.PUBLISHED:
        call.score, call.review_state = None, ReviewState.QUEUED.value
    jobs.do_again(session, jobs.SCORE, call_id)


def _note(session: Session, call: CallRow, by: str) -> None:
    row = ChannelSwapRow(
        swap_id=new_id(), call_id=call.call_id, is_swapped=call.is_swapped, by=by, at_ms=now_ms()
    )
    session.add(row)
    told = {
        "call_id": call.call_id,
        "is_swapped": call.is_swapped,
        "by": by,
        "at_ms": row.at_ms,
    }
    outbox.record(session, wire.CHANNEL_SWAP, row.swap_id, told, actor=by)
