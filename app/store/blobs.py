"""Files that wait for their upload, named by their SHA-256."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.store.clock import now_ms
from app.store.queues import BlobRow


@dataclass(frozen=True, slots=True)
class WaitingBlob:
    sha256: str
    path: Path
    size_bytes: int


def queue(session: Session, sha256: str, path: str, size_bytes: int) -> None:
    """Add a file to upload; the same bytes twice go once."""
    session.execute(
        insert(BlobRow)
        .values(sha256=sha256, path=path, size_bytes=size_bytes, queued_at_ms=now_ms())
        .on_conflict_do_nothing()
    )


def next_blob(session: Session) -> WaitingBlob | None:
    row = session.scalar(
        select(BlobRow)
        .where(BlobRow.state == "new")
        .order_by(BlobRow.queued_at_ms, BlobRow.sha256)
        .limit(1)
    )
    return None if row is None else WaitingBlob(row.sha256, Path(row.path), row.size_bytes)


def ack(session: Session, sha256: str) -> None:
    """Central holds this file and has checked its hash."""
    session.execute(
        update(BlobRow)
        .where(BlobRow.sha256 == sha256)
        .values(state="acked", code="", acked_at_ms=now_ms())
    )


def park(session: Session, sha256: str, code: str) -> None:
    """Central refused it, or the file is gone: keep the row for a person to look at."""
    session.execute(
        update(BlobRow).where(BlobRow.sha256 == sha256).values(state="parked", code=code)
    )


def send_again(session: Session) -> None:
    """Central came back from a backup: what it had may be gone."""
    session.execute(update(BlobRow).where(BlobRow.state == "acked").values(state="new"))
