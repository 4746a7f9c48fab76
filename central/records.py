"""Takes a desk's ops: each once, by rule, merged with what others wrote, and into the feed."""

import hashlib
import logging
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy import select, text, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from central.columns import PayloadInvalid, write_columns
from central.database import is_passing
from central.merging import Decision, decide
from central.moves import may_move
from central.policy import Account, refusal
from central.settings import Settings
from central.tables import ChangeRow, FieldHistoryRow, OpLogRow, RecordRow
from sync import wire

log = logging.getLogger(__name__)

ABOUT_ITSELF: Final = frozenset({wire.CALL, wire.AGENT_STATE})  # payload names the agent


@dataclass(slots=True)
class _Desk:
    """What stays the same for all ops of one push."""

    session: Session
    account: Account
    client_id: str
    settings: Settings
    seen: dict[str, OpLogRow]
    rows: dict[tuple[str, str], RecordRow]
    changes: list[dict[str, Any]]


def push(
    session: Session, account: Account, request: wire.PushRequest, settings: Settings
) -> list[wire.OpResult]:
    """Decide each op by itself; one that cannot be taken leaves the others untouched.

    The caller commits. The feed's lock is taken last and held until then.
    """
    desk = _Desk(
        session=session,
        account=account,
        client_id=request.client_id,
        settings=settings,
        rows=_locked_rows(session, request.ops),
        seen=_seen(session, request),  # after the locks: the same push may just be in flight
        changes=[],
    )
    results = [_take(desk, op) for op in request.ops]
    if desk.changes:
        session.execute(
            text("SELECT append_changes(CAST(:changes AS JSONB))"),
            {"changes": msgspec.json.encode(desk.changes).decode()},
        )
    return results


def _seen(session: Session, request: wire.PushRequest) -> dict[str, OpLogRow]:
    rows = session.scalars(
        select(OpLogRow).where(
            OpLogRow.client_id == request.client_id,
            OpLogRow.op_id.in_([op.op_id for op in request.ops]),
        )
    )
    return {row.op_id: row for row in rows}


def _locked_rows(session: Session, ops: list[wire.Op]) -> dict[tuple[str, str], RecordRow]:
    """Lock all rows at once and in one order, so that two pushes never wait for each other.

    The calls that the ops speak of come along: they say whose the rows are.
    """
    keys = {(op.entity, op.id) for op in ops} | {
        (wire.CALL, call_id) for op in ops if (call_id := _call_of(op))
    }
    rows = session.scalars(
        select(RecordRow)
        .where(tuple_(RecordRow.entity, RecordRow.id).in_(sorted(keys)))
        .order_by(RecordRow.entity, RecordRow.id)
        .with_for_update()
    )
    return {(row.entity, row.id): row for row in rows}


def _call_of(op: wire.Op) -> str:
    call_id = op.payload.get("call_id", "") if op.kind == "put" else ""
    return call_id if isinstance(call_id, str) else ""


def _take(desk: _Desk, op: wire.Op) -> wire.OpResult:
    digest = hashlib.sha256(wire.encode(op)).hexdigest()
    if (seen := desk.seen.get(op.op_id)) is not None:
        return _again(op, digest, seen)
    row = desk.rows.get((op.entity, op.id))
    owner, team = _whose(desk, op, row)
    code = refusal(desk.account, op.entity, actor=op.actor, owner=owner, team=team)
    if code:
        return wire.OpResult(op_id=op.op_id, status="rejected", code=code)
    current = None if row is None else row.data
    decision = decide(op, current, _base(desk, op, row), may_move)
    if decision.status in ("rejected", "conflict"):
        return _no(op, decision, row)
    return _write(desk, op, digest, decision, RowPlace(owner, team, _call_of(op)))


def _again(op: wire.Op, digest: str, seen: OpLogRow) -> wire.OpResult:
    if seen.payload_sha256 != digest:
        return wire.OpResult(op_id=op.op_id, status="rejected", code="op_id_reused")
    rev = int(seen.result.get("rev", 0))
    return wire.OpResult(op_id=op.op_id, status="duplicate", rev=rev)


def _no(op: wire.Op, decision: Decision, row: RecordRow | None) -> wire.OpResult:
    return wire.OpResult(
        op_id=op.op_id,
        status=decision.status,
        code=decision.code,
        rev=row.rev if row else 0,
        row=row.data if row else None,
    )


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Whose a new row is. call_id "" when it belongs to no call."""

    owner: str
    team: str
    call_id: str


def _whose(desk: _Desk, op: wire.Op, row: RecordRow | None) -> tuple[str, str]:
    """Return (agent, team) of the row; a new one is its call's, or names its agent itself."""
    if row is not None:
        return row.owner, row.team
    if op.entity in ABOUT_ITSELF:
        return str(op.payload.get("agent_id", "")), desk.account.team
    call = desk.rows.get((wire.CALL, _call_of(op)))
    if call is not None:
        return call.owner, call.team
    return desk.account.agent_id, desk.account.team


def _base(desk: _Desk, op: wire.Op, row: RecordRow | None) -> dict[str, Any]:
    """Return the row as the desk knew it.

    While nobody else has written since, that is the row as it is: a desk's later ops
    build on its own earlier ones, though it has not heard their revision yet.
    """
    if row is None or op.entity != wire.TICKET or op.kind == "patch":
        return {}
    changes = desk.session.scalars(
        select(ChangeRow)
        .where(ChangeRow.entity == op.entity, ChangeRow.id == op.id, ChangeRow.rev >= op.base_rev)
        .order_by(ChangeRow.rev)
    ).all()
    if all(c.client_id == desk.client_id for c in changes if c.rev > op.base_rev):
        return row.data
    return next((c.data for c in changes if c.rev == op.base_rev), {})


def _write(
    desk: _Desk, op: wire.Op, digest: str, decision: Decision, place: RowPlace
) -> wire.OpResult:
    """Write one op under a savepoint: what PostgreSQL cannot hold harms this op only."""
    row = desk.rows.get((op.entity, op.id))
    try:
        with desk.session.begin_nested():
            if decision.data is not None:
                row = _store(desk, op, decision, place)
            result = _result(op, decision, row)
            _log(desk, op, digest, result)
    except PayloadInvalid as error:
        log.warning("op refused entity=%s: %s", op.entity, error)
        return wire.OpResult(op_id=op.op_id, status="rejected", code="payload_invalid")
    except DBAPIError as error:
        if is_passing(error):
            raise  # the whole push comes again
        log.warning("op refused entity=%s: %s", op.entity, type(error.orig).__name__)
        return wire.OpResult(op_id=op.op_id, status="rejected", code="payload_invalid")
    if decision.data is not None and row is not None:
        desk.rows[op.entity, op.id] = row
        desk.changes.append(_change(desk, op, row))
    return result


def _store(desk: _Desk, op: wire.Op, decision: Decision, place: RowPlace) -> RecordRow:
    assert decision.data is not None
    row = desk.rows.get((op.entity, op.id))
    now = desk.settings.now()
    if row is None:
        row = RecordRow(
            entity=op.entity,
            id=op.id,
            rev=1,
            data=decision.data,
            team=place.team,
            owner=place.owner,
            call_id=place.call_id,
            updated_at=now,
        )
        desk.session.add(row)
    else:
        row.rev, row.data, row.updated_at = row.rev + 1, decision.data, now
    for lost in decision.lost:
        desk.session.add(
            FieldHistoryRow(
                entity=op.entity,
                id=op.id,
                rev=row.rev - 1,
                field=lost.field,
                value={"value": lost.value},
                replaced_by=desk.account.name,
                at=now,
            )
        )
    desk.session.flush()
    write_columns(desk.session, row)
    return row


def _result(op: wire.Op, decision: Decision, row: RecordRow | None) -> wire.OpResult:
    return wire.OpResult(
        op_id=op.op_id,
        status=decision.status,
        rev=row.rev if row else 0,
        row=row.data if row and decision.status == "merged" else None,
    )


def _log(desk: _Desk, op: wire.Op, digest: str, result: wire.OpResult) -> None:
    """Only what was taken is logged: an op that was refused may come again, and then pass."""
    desk.session.add(
        OpLogRow(
            client_id=desk.client_id,
            op_id=op.op_id,
            payload_sha256=digest,
            account=desk.account.name,
            result={"status": result.status, "rev": result.rev},
            at=desk.settings.now(),
        )
    )
    desk.session.flush()


def _change(desk: _Desk, op: wire.Op, row: RecordRow) -> dict[str, Any]:
    return {
        "entity": row.entity,
        "id": row.id,
        "rev": row.rev,
        "data": row.data,
        "team": row.team,
        "owner": row.owner,
        "client_id": desk.client_id,
        "actor": op.actor or desk.account.name,
    }
