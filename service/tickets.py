"""Tickets: which moves are legal, when they are due, and how a draft becomes one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from domain.errors import UserError
from domain.meaning import Level
from domain.tickets import DraftField, Ticket, TicketDraft, TicketState
from service.urgency import RESPOND_WITHIN_MIN

_S = TicketState
MOVES: Final[Mapping[TicketState, frozenset[TicketState]]] = MappingProxyType(
    {
        _S.NEW: frozenset({_S.ACCEPTED, _S.CANCELLED}),
        _S.ACCEPTED: frozenset({_S.DISPATCHED, _S.WAITING, _S.DONE, _S.CANCELLED}),
        _S.DISPATCHED: frozenset({_S.ON_SITE, _S.ACCEPTED, _S.WAITING, _S.CANCELLED}),
        _S.ON_SITE: frozenset({_S.DONE, _S.WAITING, _S.DISPATCHED}),
        _S.WAITING: frozenset({_S.ACCEPTED, _S.DISPATCHED, _S.ON_SITE, _S.CANCELLED}),
        _S.DONE: frozenset({_S.CLOSED, _S.ON_SITE}),
        _S.CLOSED: frozenset(),
        _S.CANCELLED: frozenset(),
    }
)
# moves that take back or stop work say why
_NEEDS_REASON: Final = frozenset(
    {
        (_S.DISPATCHED, _S.ACCEPTED),
        (_S.ON_SITE, _S.DISPATCHED),
        (_S.DONE, _S.ON_SITE),
        (_S.ACCEPTED, _S.DONE),
    }
)
BY_AGENT: Final = "座席"


class IllegalMove(UserError):
    """A ticket cannot go from its state to the wanted one, or not without a reason."""


class UnknownField(UserError):
    """A value was given for a field that the ticket form does not have."""


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a ticket, for its timeline."""

    ticket_id: str
    before: TicketState
    after: TicketState
    by: str
    at_ms: int
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    ticket: Ticket
    step: Step


def move(ticket: Ticket, to: TicketState, by: str, now_ms: int, reason: str = "") -> Moved:
    """Return the ticket in its new state and the step that brought it there.

    Raises IllegalMove for a move that is not in MOVES or lacks its reason.
    """
    before = ticket.state
    if to not in MOVES[before]:
        allowed = "、".join(sorted(MOVES[before])) or "无"
        raise IllegalMove(
            f"工单 {ticket.number} 不能从「{before}」到「{to}」，可到：{allowed}"
            f" / ticket {ticket.number} cannot go from {before.name} to {to.name}"
        )
    if needs_reason(before, to) and not reason.strip():
        raise IllegalMove(
            f"工单 {ticket.number} 从「{before}」到「{to}」须写原因"
            f" / ticket {ticket.number}: {before.name} to {to.name} needs a reason"
        )
    step = Step(ticket.ticket_id, before, to, by, now_ms, reason.strip())
    return Moved(replace(ticket, state=to), step)


def needs_reason(before: TicketState, to: TicketState) -> bool:
    return to in (_S.WAITING, _S.CANCELLED) or (before, to) in _NEEDS_REASON


def ticket_number(day: date, counter: int) -> str:
    """G20261122-0001; counter counts from 1 within the day, day is the site's."""
    return f"G{day:%Y%m%d}-{counter:04d}"


def due_at_ms(level: Level, now_ms: int) -> int:
    """When the first contact is due: 15 min, 2 h, 24 h, 48 h."""
    return now_ms + RESPOND_WITHIN_MIN[level] * 60_000


def open_ticket(
    draft: TicketDraft,
    values: Mapping[str, str],
    number: str,
    level: Level,
    now_ms: int,
    *,
    ticket_id: str,
    customer_id: str,
    created_by: str,
) -> Ticket:
    """Return a new ticket of the draft with the values as the agent left them.

    A value that the agent changed loses its words and gets 座席 as its source. Fields that
    are missing in values keep the draft's.

    Raises UnknownField.
    """
    names = {field.name for field in draft.fields}
    unknown = [name for name in values if name not in names]
    if unknown:
        raise UnknownField(
            f"工单没有字段「{'、'.join(unknown)}」 / no such ticket field: {', '.join(unknown)}"
        )
    fields = tuple(_left_by_agent(field, values.get(field.name)) for field in draft.fields)
    return Ticket(
        ticket_id=ticket_id,
        number=number,
        call_id=draft.call_id,
        customer_id=customer_id,
        state=TicketState.NEW,
        fine=draft.fine,
        level=level,
        fields=fields,
        created_at_ms=now_ms,
        due_at_ms=due_at_ms(level, now_ms),
        created_by=created_by,
    )


def _left_by_agent(field: DraftField, value: str | None) -> DraftField:
    if value is None or value.strip() == field.value:
        return field
    return DraftField(field.name, value.strip(), source=BY_AGENT, is_required=field.is_required)
