"""Recordings: which file belongs to a call, whether it is whole, and its upload."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store import blobs, facts, outbox
from app.store.clock import now_ms
from app.store.processes import this_process
from app.store.queues import BlobRow
from app.store.tables import RecordingRow
from app.store.values import from_json, to_json
from domain.calls import Recording, SoundGap
from sync import wire


def start_recording(session: Session, call_id: str, path: Path) -> None:
    """Name the file before its first sound is written: a kill then leaves a trace."""
    mark = this_process()
    session.add(
        RecordingRow(
            call_id=call_id,
            state="recording",
            path=str(path),
            started_at_ms=now_ms(),
            pid=mark.pid,
            boot_id=mark.boot_id,
        )
    )


def seal(session: Session, recording: Recording) -> None:
    """Note the finished file and queue its upload; one that a kill ended is "recovered"."""
    mark = this_process()
    size_bytes = recording.size_bytes or Path(recording.path).stat().st_size
    session.merge(
        RecordingRow(
            call_id=recording.call_id,
            state="recovered" if recording.is_recovered else "sealed",
            path=recording.path,
            started_at_ms=_started_at(session, recording.call_id),
            pid=mark.pid,
            boot_id=mark.boot_id,
            duration_s=recording.duration_s,
            sha256=recording.sha256,
            has_gap=recording.has_gap,
            recovered_gap_ms=round(recording.tail_s * 1000),
            gaps_json=to_json(recording.gaps),
            size_bytes=size_bytes,
        )
    )
    told = facts.of_recording(recording, size_bytes)
    outbox.record(session, wire.RECORDING, recording.call_id, told)
    blobs.queue(session, recording.sha256, recording.path, size_bytes)


def note_frames(session: Session, call_id: str, frames: int) -> None:
    """Note how many frames of a running recording are on disk."""
    session.get_one(RecordingRow, call_id).last_frame = frames


def has_recording(session: Session, call_id: str) -> bool:
    return session.get(RecordingRow, call_id) is not None


def segments_to_drop(session: Session, *, acked_before_ms: int) -> tuple[str, ...]:
    """Return the calls whose sealed file central has held since then, and whose frames lie here."""
    found = session.scalars(
        select(RecordingRow.call_id)
        .join(BlobRow, BlobRow.sha256 == RecordingRow.sha256)
        .where(RecordingRow.has_segments, BlobRow.state == "acked")
        .where(BlobRow.acked_at_ms <= acked_before_ms)
        .order_by(RecordingRow.started_at_ms)
    )
    return tuple(found)


def sealed_with_segments(session: Session) -> tuple[str, ...]:
    """Return the calls that were sealed and whose frames still lie here, oldest first."""
    found = session.scalars(
        select(RecordingRow.call_id)
        .where(RecordingRow.has_segments)
        .order_by(RecordingRow.started_at_ms)
    )
    return tuple(found)


def note_segments(session: Session, call_id: str, *, are_there: bool) -> None:
    """Note whether the frames of a sealed recording still lie on disk."""
    session.get_one(RecordingRow, call_id).has_segments = are_there


def _started_at(session: Session, call_id: str) -> int:
    row = session.get(RecordingRow, call_id)
    return now_ms() if row is None else row.started_at_ms


def load_recording(session: Session, call_id: str) -> Recording | None:
    """Return the sealed or recovered recording; None while it is being written."""
    row = session.get(RecordingRow, call_id)
    if row is None or row.state == "recording":
        return None
    return Recording(
        row.call_id,
        row.path,
        row.duration_s,
        row.sha256,
        row.has_gap,
        gaps=from_json(row.gaps_json, tuple[SoundGap, ...]),
        is_recovered=row.state == "recovered",
        tail_s=row.recovered_gap_ms / 1000,
        size_bytes=row.size_bytes,
    )
