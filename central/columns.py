"""From a payload to the columns of its own table, so that SQL can count and search it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias, TypeVar

import msgspec
from sqlalchemy import Table, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from central import facts
from central import tables as t
from sync import wire

Columns: TypeAlias = dict[str, Any]
F = TypeVar("F")


class PayloadInvalid(ValueError):
    """A payload lacks what its entity needs, or has it in another type."""


def moment(at_ms: int) -> datetime:
    """Raises PayloadInvalid outside the years that PostgreSQL and Python both know."""
    try:
        return datetime.fromtimestamp(at_ms / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise PayloadInvalid(f"time {at_ms}") from error


def _call(c: facts.CallFact) -> Columns:
    devices = c.customer.devices
    return {
        "call_id": c.call_id,
        "started_at": moment(c.started_at_ms),
        "agent_id": c.agent_id,
        "agent_name": c.agent_name,
        "queue": c.queue,
        "direction": c.direction,
        "customer_id": c.customer.customer_id,
        "customer_name": c.customer.name,
        "category": devices[0].category if devices else "",
    }


def _picture(p: facts.PictureFact) -> Columns:
    best = p.intents[0] if p.intents else None
    return {
        "call_id": p.call_id,
        "fine": best.fine if best else "",
        "coarse": [intent.coarse for intent in p.intents],
        "level": p.urgency.level,
        "urgency": p.urgency.value,
        "emotion": p.emotion,
        "evidence": best.evidence[0].text if best and best.evidence else "",
        "updated_at": datetime.now(UTC),
    }


def _segment(s: facts.SegmentFact) -> Columns:
    return msgspec.structs.asdict(s)


def _alert(a: facts.AlertFact) -> Columns:
    return {
        "alert_id": a.alert_id,
        "call_id": a.call_id,
        "kind": a.kind,
        "text": a.text,
        "at": moment(a.at_ms),
    }


def _ticket(k: facts.TicketFact) -> Columns:
    columns = msgspec.structs.asdict(k)
    created, due = columns.pop("created_at_ms"), columns.pop("due_at_ms")
    return columns | {"created_at": moment(created), "due_at": moment(due)}


def _scorecard(s: facts.ScorecardFact) -> Columns:
    columns = msgspec.structs.asdict(s)
    at_ms = columns.pop("scored_at_ms")
    return columns | {"red_lines": len(s.red_lines), "scored_at": moment(at_ms)}


def _verdict(v: facts.VerdictFact) -> Columns:
    columns = msgspec.structs.asdict(v)
    at_ms = columns.pop("at_ms")
    return columns | {"at": moment(at_ms)}


def _recording(r: facts.RecordingFact) -> Columns:
    return msgspec.structs.asdict(r)


def _agent_state(a: facts.AgentStateFact) -> Columns:
    return {
        "agent_id": a.agent_id,
        "name": a.name,
        "status": a.status,
        "since": moment(a.since_ms),
    }


def _reader(kind: type[F], read: Callable[[F], Columns]) -> Callable[[wire.Payload], Columns]:
    def columns(payload: wire.Payload) -> Columns:
        try:
            return read(msgspec.convert(payload, kind))
        except msgspec.ValidationError as error:
            raise PayloadInvalid(str(error)) from error

    return columns


# entity: its table, the column that is its id, and how to read the payload
_READERS: Final[dict[str, tuple[type[t.Row], str, Callable[[wire.Payload], Columns]]]] = {
    wire.CALL: (t.CallRow, "call_id", _reader(facts.CallFact, _call)),
    wire.PICTURE: (t.PictureRow, "call_id", _reader(facts.PictureFact, _picture)),
    wire.SEGMENT: (t.SegmentRow, "segment_id", _reader(facts.SegmentFact, _segment)),
    wire.ALERT: (t.AlertRow, "alert_id", _reader(facts.AlertFact, _alert)),
    wire.TICKET: (t.TicketRow, "ticket_id", _reader(facts.TicketFact, _ticket)),
    wire.SCORECARD: (t.ScorecardRow, "scorecard_id", _reader(facts.ScorecardFact, _scorecard)),
    wire.VERDICT: (t.VerdictRow, "verdict_id", _reader(facts.VerdictFact, _verdict)),
    wire.RECORDING: (t.RecordingRow, "call_id", _reader(facts.RecordingFact, _recording)),
    wire.AGENT_STATE: (t.AgentStateRow, "agent_id", _reader(facts.AgentStateFact, _agent_state)),
}


def write_columns(session: Session, record: t.RecordRow) -> None:
    """Bring the entity's own table up to the record; does nothing for one without a table.

    Raises PayloadInvalid.
    """
    if record.entity == wire.CALL_END:
        _end_call(session, record)
        return
    if record.entity == wire.CHANNEL_SWAP:
        _swap_channels(session, record)
        return
    if record.entity not in _READERS:
        return
    kind, key, read = _READERS[record.entity]
    columns = read(record.data)
    if columns.setdefault(key, record.id) != record.id:
        raise PayloadInvalid(f"{key} is not the id of the op")
    columns["team"] = record.team
    if record.entity == wire.TICKET:
        columns["rev"] = record.rev
    _upsert(session, kind.metadata.tables[kind.__tablename__], key, columns)


def _upsert(session: Session, table: Table, key: str, columns: Columns) -> None:
    statement = insert(table).values(columns)
    renewed = {name: statement.excluded[name] for name in columns if name != key}
    session.execute(statement.on_conflict_do_update(index_elements=[key], set_=renewed))


def _end_call(session: Session, record: t.RecordRow) -> None:
    try:
        end = msgspec.convert(record.data, facts.CallEndFact)
    except msgspec.ValidationError as error:
        raise PayloadInvalid(str(error)) from error
    session.execute(
        update(t.CallRow)
        .where(t.CallRow.call_id == record.id, t.CallRow.team == record.team)
        .values(ended_at=moment(end.ended_at_ms), duration_s=end.duration_s)
    )


def _swap_channels(session: Session, record: t.RecordRow) -> None:
    """Name the speakers of a call as a person said; the records stay as they were sent."""
    try:
        swap = msgspec.convert(record.data, facts.ChannelSwapFact)
    except msgspec.ValidationError as error:
        raise PayloadInvalid(str(error)) from error
    session.execute(
        text(
            """
            UPDATE segments SET role = CASE
                WHEN NOT CAST(:is_swapped AS BOOLEAN) THEN records.data->>'role'
                WHEN records.data->>'role' = 'agent' THEN 'customer' ELSE 'agent' END
            FROM records
            WHERE records.entity = 'segment' AND records.id = segments.segment_id
              AND segments.call_id = :call_id AND segments.team = :team
            """
        ),
        {"is_swapped": swap.is_swapped, "call_id": swap.call_id, "team": record.team},
    )
