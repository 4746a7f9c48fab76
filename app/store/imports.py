"""Recordings from elsewhere on their way to calls of ours, as a person sees them."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.store import jobs
from app.store.queues import JobRow
from app.store.tables import HeardPortionRow, ImportedFileRow
from domain.review import ImportRow, ImportState

_STATES: Final = {
    "todo": ImportState.WAITING,
    "doing": ImportState.HEARING,
    "paused": ImportState.PAUSED,
    "done": ImportState.DONE,
    "dead": ImportState.FAILED,
}


def rows(session: Session, *, limit: int = 200) -> tuple[ImportRow, ...]:
    """Return the newest imports, in the order in which they are heard."""
    done = (
        select(HeardPortionRow.key, func.max(HeardPortionRow.done).label("done"))
        .group_by(HeardPortionRow.key)
        .subquery()
    )
    found = session.execute(
        select(ImportedFileRow.call_id, ImportedFileRow.name, JobRow.state, done.c.done)
        .join(JobRow, (JobRow.key == ImportedFileRow.call_id) & (JobRow.kind == jobs.HEAR))
        .outerjoin(done, done.c.key == ImportedFileRow.call_id)
        .order_by(ImportedFileRow.at_ms.desc(), ImportedFileRow.call_id.desc())
        .limit(limit)
    ).all()
    return tuple(
        ImportRow(call_id, name, _STATES[state], 1.0 if state == "done" else share or 0.0)
        for call_id, name, state, share in reversed(found)
    )
