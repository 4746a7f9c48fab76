"""The outbox: what central must still learn, written in the same transaction as the fact.

An op is new until central's word comes: then acked, or parked when it was refused. One that
was sent and never answered is simply offered again: central applies an op_id once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.store.clock import now_ms
from app.store.queues import BlobRow, OutboxRow
from app.store.values import from_json, to_json
from domain.ids import new_id
from sync import wire

KEEP_ACKED_MS: Final = 35 * 86_400_000  # longer than central's backups are kept

Kind = Literal["put", "patch"]


@dataclass(frozen=True, slots=True)
class ParkedOp:
    """An op that central refused, and why."""

    op_id: str
    entity: str
    key: str
    code: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    waiting: int
    uploads_waiting: int
    parked: int


def record(
    session: Session,
    entity: str,
    key: str,
    payload: Mapping[str, Any],
    *,
    kind: Kind = "put",
    base_rev: int = 0,
    actor: str = wire.MACHINE,
) -> None:
    """Add an op to the caller's transaction.

    put: payload is the whole fact; patch: {field: [value before, value after]}.
    """
    at_ms = now_ms()
    session.add(
        OutboxRow(
            op_id=new_id(at_ms),
            entity=entity,
            key=key,
            kind=kind,
            payload_json=to_json(payload),
            base_rev=base_rev,
            at_ms=at_ms,
            actor=actor,
        )
    )  # rows of one table are written in the order they were added: n is the order of facts


def pending(session: Session, limit: int) -> tuple[wire.Op, ...]:
    """Return the oldest ops that central has no word on yet, in the order they were made."""
    rows = session.scalars(
        select(OutboxRow).where(OutboxRow.state == "new").order_by(OutboxRow.n).limit(limit)
    )
    return tuple(
        wire.Op(
            op_id=row.op_id,
            entity=row.entity,
            id=row.key,
            kind=cast(Kind, row.kind),
            payload=from_json(row.payload_json, dict[str, Any]),
            base_rev=row.base_rev,
            at_ms=row.at_ms,
            actor=row.actor,
        )
        for row in rows
    )


def ack(session: Session, op_id: str, code: str) -> OutboxRow | None:
    """Note that central has this op; None when we know of no such op."""
    row = session.scalar(select(OutboxRow).where(OutboxRow.op_id == op_id))
    if row is not None:
        row.state, row.code, row.acked_at_ms = "acked", code, now_ms()
        session.flush()
    return row


def park(session: Session, op_id: str, code: str) -> None:
    """Central refused this op for good: keep it for a person, and let the others pass."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.op_id == op_id, OutboxRow.state == "new")
        .values(state="parked", code=code)
    )


def parked(session: Session) -> tuple[ParkedOp, ...]:
    rows = session.scalars(
        select(OutboxRow).where(OutboxRow.state == "parked").order_by(OutboxRow.n)
    )
    return tuple(ParkedOp(r.op_id, r.entity, r.key, r.code, r.at_ms) for r in rows)


def retry_parked(session: Session, op_ids: Collection[str]) -> None:
    """A person has put right what central refused: offer these again."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.op_id.in_(op_ids), OutboxRow.state == "parked")
        .values(state="new")
    )


def send_again(session: Session) -> None:
    """Central came back from a backup: offer again all that we still know it had."""
    session.execute(
        update(OutboxRow).where(OutboxRow.state == "acked").values(state="new", acked_at_ms=None)
    )


def forget_acked(session: Session, now: int) -> None:
    """Drop ops that central has had for longer than any of its backups is kept."""
    session.execute(
        delete(OutboxRow).where(
            OutboxRow.state == "acked", OutboxRow.acked_at_ms < now - KEEP_ACKED_MS
        )
    )


def has_unsettled(session: Session, entity: str, key: str) -> bool:
    """Return whether central does not hold all that was changed here; parked ops count."""
    found = session.scalar(
        select(OutboxRow.n)
        .where(OutboxRow.entity == entity, OutboxRow.key == key, OutboxRow.state != "acked")
        .limit(1)
    )
    return found is not None


def is_ours(session: Session, entity: str, key: str) -> bool:
    """Return whether this desk made the row."""
    found = session.scalar(
        select(OutboxRow.n).where(OutboxRow.entity == entity, OutboxRow.key == key).limit(1)
    )
    return found is not None


def counts(session: Session) -> OutboxCounts:
    def count(row: type[OutboxRow] | type[BlobRow], state: str) -> int:
        return session.scalar(select(func.count()).where(row.state == state)) or 0

    return OutboxCounts(
        waiting=count(OutboxRow, "new"),
        uploads_waiting=count(BlobRow, "new"),
        parked=count(OutboxRow, "parked") + count(BlobRow, "parked"),
    )
