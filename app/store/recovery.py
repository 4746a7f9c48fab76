"""What a killed program left: calls without an end, recordings without a seal."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.store.calls import end_call, save_call
from app.store.processes import ProcessMark, is_alive
from app.store.recordings import start_recording
from app.store.tables import CallRow, RecordingRow, SegmentRow
from domain.calls import Call, Recording

NOBODY: Final = ProcessMark(0, "nobody")


@dataclass(frozen=True, slots=True)
class LeftCall:
    """last_heard_s is the end of its last stored segment, 0 when it has none."""

    call_id: str
    last_heard_s: float


def left_calls(session: Session) -> tuple[LeftCall, ...]:
    """Return the calls whose process died before their end, oldest first."""
    found = session.execute(
        select(CallRow.call_id, CallRow.pid, CallRow.boot_id, func.max(SegmentRow.end_s))
        .outerjoin(SegmentRow, SegmentRow.call_id == CallRow.call_id)
        .where(CallRow.ended_at_ms.is_(None))
        .group_by(CallRow.call_id)
        .order_by(CallRow.started_at_ms)
    )
    return tuple(
        LeftCall(call_id, last_s or 0.0)
        for call_id, pid, boot_id, last_s in found
        if not is_alive(ProcessMark(pid, boot_id))
    )


def adopt_left_call(session: Session, call: Call, path: Path) -> None:
    """Add a call that was found beside its recording only, as one that nobody runs any more."""
    save_call(session, call)
    start_recording(session, call.call_id, path)
    for row in (
        session.get_one(CallRow, call.call_id),
        session.get_one(RecordingRow, call.call_id),
    ):
        row.pid, row.boot_id = NOBODY.pid, NOBODY.boot_id


def end_left_call(session: Session, left: LeftCall, recording: Recording | None) -> None:
    """End such a call with what was saved of it: its segments stay, its job is queued.

    With a recording, what was said and not yet written down is heard first.
    """
    recorded_s = 0.0 if recording is None else recording.duration_s
    end_call(
        session,
        left.call_id,
        duration_s=max(left.last_heard_s, recorded_s),
        recording=recording,
        is_recovered=True,
        was_missed=recording is not None,
    )
