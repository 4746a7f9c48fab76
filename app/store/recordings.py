"""Recordings: which file belongs to a call, whether it is whole, and its upload."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store import blobs, facts, outbox
from app.store.clock import now_ms
from app.store.processes import ProcessMark, is_alive, this_process
from app.store.tables import RecordingRow
from domain.calls import Recording
from sync import wire


@dataclass(frozen=True, slots=True)
class OpenRecording:
    """A file whose writer is gone: it has no right header and no hash yet."""

    call_id: str
    path: Path
    started_at_ms: int


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
    """Note the finished file and queue its upload; one with a gap is "recovered"."""
    mark = this_process()
    session.merge(
        RecordingRow(
            call_id=recording.call_id,
            state="recovered" if recording.has_gap else "sealed",
            path=recording.path,
            started_at_ms=_started_at(session, recording.call_id),
            pid=mark.pid,
            boot_id=mark.boot_id,
            duration_s=recording.duration_s,
            sha256=recording.sha256,
            has_gap=recording.has_gap,
        )
    )
    size_bytes = Path(recording.path).stat().st_size
    told = facts.of_recording(recording, size_bytes)
    outbox.record(session, wire.RECORDING, recording.call_id, told)
    blobs.queue(session, recording.sha256, recording.path, size_bytes)


def _started_at(session: Session, call_id: str) -> int:
    row = session.get(RecordingRow, call_id)
    return now_ms() if row is None else row.started_at_ms


def load_recording(session: Session, call_id: str) -> Recording | None:
    """Return the sealed or recovered recording; None while it is being written."""
    row = session.get(RecordingRow, call_id)
    if row is None or row.state == "recording":
        return None
    return Recording(row.call_id, row.path, row.duration_s, row.sha256, row.has_gap)


def open_recordings(session: Session) -> tuple[OpenRecording, ...]:
    """Return the recordings that a killed process left open, oldest first."""
    rows = session.scalars(
        select(RecordingRow)
        .where(RecordingRow.state == "recording")
        .order_by(RecordingRow.started_at_ms)
    )
    return tuple(
        OpenRecording(row.call_id, Path(row.path), row.started_at_ms)
        for row in rows
        if not is_alive(ProcessMark(row.pid, row.boot_id))
    )
