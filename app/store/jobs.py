"""The lease table: work that must be done once, by whoever lives.

A claim takes a lease and a new token; a job whose lease ran out is claimed again, and the
old token can no longer finish it. So a kill at any moment loses no job and doubles no result.
In a kill test such a table lost none of 40 jobs; a queue that takes jobs out first lost 4.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, literal_column, select, text, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.store.clock import now_ms
from app.store.processes import ProcessMark, is_alive, this_process
from app.store.queues import JobRow
from app.store.tables import CallRow, ScorecardRow
from app.store.values import from_json, to_json
from domain.errors import Unavailable
from domain.ids import new_id

SCORE: Final = "score"  # key: the call_id
HEAR: Final = "hear"  # a recording file that is not yet a call of ours; key: the call_id to be
HEAR_AGAIN: Final = "hear_again"  # a call in which utterances were missed; key: the call_id
LIVE: Final = 0  # the smallest priority goes first
TODAY: Final = 50
AGAIN: Final = 90  # re-scoring
LEASE_MS: Final = 60_000
HEARTBEAT_MS: Final = 15_000
MAX_ATTEMPTS: Final = 5
BACK_OFF_MS: Final = 30_000  # times 2^attempts


class LeaseLost(Unavailable):
    """Somebody else has the job by now: throw the result away."""


@dataclass(frozen=True, slots=True)
class Job:
    job_id: str
    kind: str
    key: str
    args: dict[str, Any]
    attempts: int
    token: int


@dataclass(frozen=True, slots=True)
class DeadJob:
    job_id: str
    kind: str
    key: str
    attempts: int
    last_error: str


def enqueue(
    session: Session,
    kind: str,
    key: str,
    *,
    args: dict[str, Any] | None = None,
    priority: int = TODAY,
    run_at_ms: int = 0,
) -> None:
    """Add a job, unless there is one of this kind and key already."""
    job = _new_job(kind, key) | {
        "args_json": to_json(args or {}),
        "priority": priority,
        "run_at_ms": run_at_ms,
    }
    session.execute(insert(JobRow).on_conflict_do_nothing(), job)


def _new_job(kind: str, key: str) -> dict[str, Any]:
    return {
        "job_id": new_id(),
        "kind": kind,
        "key": key,
        "args_json": "{}",
        "priority": TODAY,
        "run_at_ms": 0,
        "created_at_ms": now_ms(),
    }


def claim(session: Session, kind: str, now: int, *, lease_ms: int = LEASE_MS) -> Job | None:
    """Take the most urgent job that is due, or None. Commit before the work begins."""
    _end_leases(session, JobRow.lease_until_ms <= now)
    mark = this_process()
    next_id = (
        select(JobRow.job_id)
        .where(JobRow.state == text("'todo'"), JobRow.kind == kind, JobRow.run_at_ms <= now)
        .order_by(JobRow.priority, JobRow.run_at_ms, literal_column("rowid"))
        .limit(1)
        .scalar_subquery()
    )
    row = session.execute(
        update(JobRow)
        .where(JobRow.job_id == next_id)
        .values(
            state="doing",
            attempts=JobRow.attempts + 1,
            token=JobRow.token + 1,
            lease_until_ms=now + lease_ms,
            pid=mark.pid,
            boot_id=mark.boot_id,
        )
        .returning(
            JobRow.job_id, JobRow.kind, JobRow.key, JobRow.args_json, JobRow.attempts, JobRow.token
        )
    ).one_or_none()
    if row is None:
        return None
    job_id, kind, key, args, attempts, token = row
    return Job(job_id, kind, key, from_json(args, dict[str, Any]), attempts, token)


def _end_leases(session: Session, *which: Any) -> None:
    """Give jobs back that their worker did not finish; five times is enough."""
    doing = (JobRow.state == text("'doing'"), *which)
    session.execute(
        update(JobRow)
        .where(*doing, JobRow.attempts >= MAX_ATTEMPTS)
        .values(state="dead", last_error="the worker died with it")
    )
    session.execute(update(JobRow).where(*doing).values(state="todo"))


def heartbeat(session: Session, job: Job, now: int, *, lease_ms: int = LEASE_MS) -> None:
    """Keep the lease while the work goes on, every HEARTBEAT_MS.

    Raises LeaseLost when it came too late.
    """
    _guarded(session, job, lease_until_ms=now + lease_ms)


def finish(session: Session, job: Job) -> None:
    """Mark the job done; the result belongs into the same transaction.

    Raises LeaseLost, so that the transaction, and the result in it, is undone.
    """
    _guarded(session, job, state="done", done_at_ms=now_ms(), last_error="")


def fail(
    session: Session, job: Job, error: str, now: int, *, rng: Callable[[], float] = random.random
) -> None:
    """Put the job back for later, or among the dead after five attempts.

    error is kept and shown: it must hold no words of the call.
    """
    if job.attempts >= MAX_ATTEMPTS:
        _guarded(session, job, state="dead", last_error=error)
        return
    wait_ms = BACK_OFF_MS * 2**job.attempts * (0.8 + 0.4 * rng())
    _guarded(session, job, state="todo", last_error=error, run_at_ms=now + round(wait_ms))


def bury(session: Session, job: Job, error: str) -> None:
    """No further try can help: among the dead at once."""
    _guarded(session, job, state="dead", last_error=error)


def give_back(session: Session, job: Job) -> None:
    """A live call comes first: the job was not tried, and stands where it stood."""
    _guarded(session, job, state="todo", attempts=job.attempts - 1)


def is_held(session: Session, job: Job) -> bool:
    """Return whether the job is still this worker's."""
    row = session.get(JobRow, job.job_id)
    return row is not None and row.state == "doing" and row.token == job.token


def pause(session: Session, kind: str, key: str) -> None:
    """Leave the job alone until resume(); whoever does it notices at its next step."""
    session.execute(
        update(JobRow)
        .where(JobRow.kind == kind, JobRow.key == key, JobRow.state.in_(("todo", "doing")))
        .values(state="paused", attempts=0)
    )


def resume(session: Session, kind: str, key: str) -> None:
    """Go on with a paused job, or try a dead one again."""
    session.execute(
        update(JobRow)
        .where(JobRow.kind == kind, JobRow.key == key, JobRow.state.in_(("paused", "dead")))
        .values(state="todo", attempts=0, run_at_ms=0)
    )


def do_again(session: Session, kind: str, key: str) -> None:
    """Queue work that was done once already, because what it was done on has changed."""
    enqueue(session, kind, key)
    session.execute(
        update(JobRow)
        .where(JobRow.kind == kind, JobRow.key == key)
        .values(state="todo", attempts=0, run_at_ms=0, token=JobRow.token + 1)
    )


def _guarded(session: Session, job: Job, **values: object) -> None:
    """Change the job only for the holder of its newest token."""
    changed = session.execute(
        update(JobRow)
        .where(JobRow.job_id == job.job_id, JobRow.token == job.token, JobRow.state == "doing")
        .values(**values)
        .returning(JobRow.job_id)
    ).all()
    if not changed:
        raise LeaseLost(f"任务 {job.kind} 已由他人接手 / job {job.kind} was taken over")


def release_dead(session: Session) -> None:
    """At the start: free at once what a killed process held, without waiting for its lease."""
    held = session.execute(
        select(JobRow.job_id, JobRow.pid, JobRow.boot_id).where(JobRow.state == "doing")
    ).all()
    orphans = [job_id for job_id, pid, boot_id in held if not is_alive(ProcessMark(pid, boot_id))]
    if orphans:
        _end_leases(session, JobRow.job_id.in_(orphans))


def reconcile(session: Session) -> int:
    """Queue every ended call that has neither score nor living job; return how many.

    This, not the queue, is what proves that all calls are inspected. Dead jobs stay dead:
    a person decides.
    """
    unscored = (
        select(CallRow.call_id)
        .outerjoin(ScorecardRow, ScorecardRow.call_id == CallRow.call_id)
        .where(CallRow.ended_at_ms.is_not(None), ScorecardRow.scorecard_id.is_(None))
    )
    revived = session.execute(
        update(JobRow)
        .where(JobRow.kind == SCORE, JobRow.state == "done", JobRow.key.in_(unscored))
        .values(state="todo", attempts=0, run_at_ms=0)
        .returning(JobRow.key)
    ).all()
    to_be_heard = (JobRow.kind == HEAR_AGAIN) & JobRow.state.in_(("todo", "doing"))
    has_job = select(JobRow.key).where(
        (JobRow.kind == SCORE) | to_be_heard, JobRow.key == CallRow.call_id
    )
    lost = session.scalars(unscored.where(~has_job.exists())).all()
    if lost:
        new = [_new_job(SCORE, call_id) for call_id in lost]
        session.execute(insert(JobRow).on_conflict_do_nothing(), new)
    return len(revived) + len(lost)


def dead(session: Session) -> tuple[DeadJob, ...]:
    rows = session.scalars(select(JobRow).where(JobRow.state == "dead").order_by(JobRow.job_id))
    return tuple(DeadJob(r.job_id, r.kind, r.key, r.attempts, r.last_error) for r in rows)


def revive(session: Session, job_id: str) -> None:
    """Try a dead job again."""
    session.execute(
        update(JobRow)
        .where(JobRow.job_id == job_id, JobRow.state == "dead")
        .values(state="todo", attempts=0, run_at_ms=0)
    )


def counts(session: Session) -> dict[str, int]:
    """Return how many jobs are todo, doing, done and dead."""
    rows = session.execute(select(JobRow.state, func.count()).group_by(JobRow.state))
    return dict(rows.all())
