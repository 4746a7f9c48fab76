"""Tickets and their moves. Edits go to central field by field, so that two desks can merge."""

from dataclasses import dataclass, replace

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.store import facts, outbox
from app.store.clock import now_ms
from app.store.tables import TicketMoveRow, TicketRow
from app.store.values import from_json, to_json, to_plain
from domain.ids import new_id
from domain.meaning import Fine, Level
from domain.tickets import DraftField, Ticket, TicketState
from sync import wire


@dataclass(frozen=True, slots=True)
class TicketMove:
    before: TicketState
    after: TicketState
    by: str
    at_ms: int
    reason: str


def save_ticket(session: Session, ticket: Ticket) -> None:
    """Add a new ticket."""
    session.add(_row_of(ticket))
    session.flush()
    outbox.record(
        session, wire.TICKET, ticket.ticket_id, facts.of_ticket(ticket), actor=ticket.created_by
    )


def update_ticket(session: Session, ticket: Ticket, *, by: str, reason: str = "") -> None:
    """Store an edited ticket; central gets only what differs. A change of state is a move."""
    row = session.get_one(TicketRow, ticket.ticket_id)
    before = ticket_of(row)
    patch = facts.ticket_patch(before, ticket)
    if not patch:
        return
    put_row(session, replace(ticket, rev=before.rev))
    outbox.record(
        session,
        wire.TICKET,
        ticket.ticket_id,
        patch,
        kind="patch",
        base_rev=before.rev,
        actor=by,
    )
    if before.state is not ticket.state:
        move = TicketMove(before.state, ticket.state, by, now_ms(), reason)
        _save_move(session, ticket.ticket_id, move)


def _save_move(session: Session, ticket_id: str, move: TicketMove) -> None:
    move_id = new_id()
    session.add(
        TicketMoveRow(
            move_id=move_id,
            ticket_id=ticket_id,
            before=move.before.value,
            after=move.after.value,
            by=move.by,
            at_ms=move.at_ms,
            reason=move.reason,
        )
    )
    told = to_plain(move) | {"ticket_id": ticket_id}
    outbox.record(session, wire.TICKET_MOVE, move_id, told, actor=move.by)


def put_row(session: Session, ticket: Ticket) -> None:
    """Write a ticket as it is, and tell nobody."""
    session.merge(_row_of(ticket))
    session.flush()


def remove(session: Session, ticket_id: str) -> None:
    """Central no longer lets this desk see the ticket."""
    session.execute(delete(TicketMoveRow).where(TicketMoveRow.ticket_id == ticket_id))
    session.execute(delete(TicketRow).where(TicketRow.ticket_id == ticket_id))


def _row_of(ticket: Ticket) -> TicketRow:
    return TicketRow(
        ticket_id=ticket.ticket_id,
        number=ticket.number,
        call_id=ticket.call_id,
        customer_id=ticket.customer_id,
        state=ticket.state.value,
        fine=ticket.fine.value,
        level=ticket.level.value,
        fields_json=to_json(ticket.fields),
        created_at_ms=ticket.created_at_ms,
        due_at_ms=ticket.due_at_ms,
        created_by=ticket.created_by,
        rev=ticket.rev,
    )


def ticket_of(row: TicketRow) -> Ticket:
    return Ticket(
        ticket_id=row.ticket_id,
        number=row.number,
        call_id=row.call_id,
        customer_id=row.customer_id,
        state=TicketState(row.state),
        fine=Fine(row.fine),
        level=Level(row.level),
        fields=from_json(row.fields_json, tuple[DraftField, ...]),
        created_at_ms=row.created_at_ms,
        due_at_ms=row.due_at_ms,
        created_by=row.created_by,
        rev=row.rev,
    )


def load_ticket(session: Session, ticket_id: str) -> Ticket | None:
    row = session.get(TicketRow, ticket_id)
    return None if row is None else ticket_of(row)


def ticket_of_call(session: Session, call_id: str) -> Ticket | None:
    """Return the call's first ticket: there is one at most, unless desks disagreed."""
    row = session.scalar(
        select(TicketRow).where(TicketRow.call_id == call_id).order_by(TicketRow.ticket_id).limit(1)
    )
    return None if row is None else ticket_of(row)


def open_tickets(session: Session, customer_id: str) -> tuple[Ticket, ...]:
    """Return a customer's unfinished tickets, newest first."""
    ended = (TicketState.DONE, TicketState.CLOSED, TicketState.CANCELLED)
    rows = session.scalars(
        select(TicketRow)
        .where(
            TicketRow.customer_id == customer_id,
            TicketRow.state.not_in([state.value for state in ended]),
        )
        .order_by(TicketRow.created_at_ms.desc(), TicketRow.ticket_id.desc())
    )
    return tuple(ticket_of(row) for row in rows)


def load_moves(session: Session, ticket_id: str) -> tuple[TicketMove, ...]:
    rows = session.scalars(
        select(TicketMoveRow)
        .where(TicketMoveRow.ticket_id == ticket_id)
        .order_by(TicketMoveRow.at_ms, TicketMoveRow.move_id)
    )
    return tuple(
        TicketMove(TicketState(r.before), TicketState(r.after), r.by, r.at_ms, r.reason)
        for r in rows
    )


def next_number(session: Session, day: str) -> str:
    """Return the next number for people on a day like 20261122: G20261122-0001.

    Counts what this desk knows: two desks may give the same number, ticket_id never clashes.
    """
    prefix = f"G{day}-"
    last = session.scalar(
        select(func.max(TicketRow.number)).where(TicketRow.number.startswith(prefix))
    )
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04d}"
