"""The board of this desk alone, for when central is away: the same counts, from the own store."""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.store import agents, review
from app.store.tables import AlertRow, CallRow, TicketRow
from app.store.values import from_json
from domain.board import (
    AgentOnBoard,
    AgentStatus,
    AlertOnBoard,
    BoardSnapshot,
    ComplaintOnBoard,
    DueOnBoard,
    HalfHour,
    QueueOnBoard,
)
from domain.calls import Customer
from domain.events import AlertKind
from domain.meaning import Coarse, Intent, Level
from domain.tickets import TicketState

MOST_LINES: Final = 20
HALF_HOUR_MS: Final = 30 * 60_000
DUE_SOON_MS: Final = 24 * 3_600_000
LONGEST_CALL_MS: Final = 4 * 3_600_000  # a call that never ended is not running for ever
ENDED_STATES: Final = [
    state.value for state in (TicketState.DONE, TicketState.CLOSED, TicketState.CANCELLED)
]
COMPLAINT: Final = f'"coarse":"{Coarse.COMPLAINT.value}"'  # as canonical JSON writes it
ALERT_KINDS: Final = {
    AlertKind.SAFETY: "安全",
    AlertKind.PROPERTY: "安全",
    AlertKind.THREAT: "情绪",
    AlertKind.FORBIDDEN: "禁语",
}


@dataclass(frozen=True, slots=True)
class _Day:
    now_ms: int
    midnight_ms: int

    def is_today(self) -> ColumnElement[bool]:
        return CallRow.started_at_ms >= self.midnight_ms

    def is_running(self) -> tuple[ColumnElement[bool], ...]:
        return (
            CallRow.ended_at_ms.is_(None),
            CallRow.started_at_ms >= self.now_ms - LONGEST_CALL_MS,
        )


def snapshot(session: Session, now_ms: int, midnight_ms: int) -> BoardSnapshot:
    """Return what this desk does now and has done since midnight (of the site's clock).

    Waiting callers and service levels are the telephone system's to tell: None or 0 here.
    """
    day = _Day(now_ms, midnight_ms)
    covered = review.coverage(session, since_ms=midnight_ms)
    team = _agents(session, day)
    return BoardSnapshot(
        at_ms=now_ms,
        source="desk",
        waiting=0,
        longest_wait_s=None,
        service_level_30_min=None,
        service_level_today=None,
        abandon_rate=None,
        scored=covered.scored,
        recorded=covered.recorded,
        not_scorable=covered.not_scorable,
        agents=team,
        queues=_queues(session, day, team),
        complaints=_complaints(session, day),
        alerts=_alerts(session, day),
        due=_due(session, day),
        half_hours=_half_hours(session, day),
    )


def _agents(session: Session, day: _Day) -> tuple[AgentOnBoard, ...]:
    """Return who has told a state, and who is on the line without having told one."""
    running = session.execute(
        select(CallRow.agent_id, CallRow.agent_name, CallRow.started_at_ms, CallRow.fine)
        .where(*day.is_running())
        .order_by(CallRow.started_at_ms)
    ).all()
    topics = {agent_id: fine for agent_id, _, _, fine in running}
    board = {
        agent.agent_id: replace(agent, topic=topics.get(agent.agent_id, ""))
        for agent in agents.load_agents(session)
    }
    for agent_id, name, since_ms, fine in running:
        line = AgentOnBoard(agent_id, name, AgentStatus.TALKING, since_ms, fine)
        board.setdefault(agent_id, line)
    return tuple(board[agent_id] for agent_id in sorted(board))


def _queues(
    session: Session, day: _Day, team: tuple[AgentOnBoard, ...]
) -> tuple[QueueOnBoard, ...]:
    """Return the queues of today's calls, with who works in them."""
    status = {agent.agent_id: agent.status for agent in team}
    members: dict[str, list[AgentStatus]] = {}
    pairs = session.execute(
        select(CallRow.queue, CallRow.agent_id)
        .where(day.is_today(), CallRow.queue != "")
        .distinct()
        .order_by(CallRow.queue)
    )
    for queue, agent_id in pairs:
        members.setdefault(queue, []).append(status.get(agent_id, AgentStatus.OFFLINE))
    return tuple(
        QueueOnBoard(
            queue,
            waiting=0,
            longest_wait_s=None,
            service_level=None,
            on_duty=sum(one is not AgentStatus.OFFLINE for one in states),
            ready=states.count(AgentStatus.READY),
        )
        for queue, states in members.items()
    )


def _complaints(session: Session, day: _Day) -> tuple[ComplaintOnBoard, ...]:
    """Return today's calls with a complaint among their intents, the gravest first."""
    rows = session.scalars(
        select(CallRow)
        .where(day.is_today(), CallRow.intents_json.contains(COMPLAINT, autoescape=True))
        .order_by(CallRow.level, CallRow.started_at_ms, CallRow.call_id)
        .limit(MOST_LINES)
    )
    return tuple(_complaint(row) for row in rows)


def _complaint(row: CallRow) -> ComplaintOnBoard:
    best = from_json(row.intents_json, tuple[Intent, ...])[0]
    devices = from_json(row.customer_json, Customer).devices
    return ComplaintOnBoard(
        level=Level(row.level),
        title=best.evidence[0].text if best.evidence else row.fine,
        customer_name=row.customer_name,
        category=devices[0].category if devices else "",
        since_ms=row.started_at_ms,
        call_id=row.call_id,
    )


def _alerts(session: Session, day: _Day) -> tuple[AlertOnBoard, ...]:
    rows = session.scalars(
        select(AlertRow)
        .where(AlertRow.at_ms >= day.midnight_ms)
        .order_by(AlertRow.at_ms.desc(), AlertRow.alert_id)
        .limit(MOST_LINES)
    )
    return tuple(
        AlertOnBoard(ALERT_KINDS[AlertKind(row.kind)], row.text, row.at_ms, row.call_id)
        for row in rows
    )


def _due(session: Session, day: _Day) -> tuple[DueOnBoard, ...]:
    """Return open tickets that are overdue or due within a day, the earliest first."""
    rows = session.execute(
        select(TicketRow, func.coalesce(CallRow.customer_name, ""))
        .outerjoin(CallRow, CallRow.call_id == TicketRow.call_id)
        .where(
            TicketRow.state.not_in(ENDED_STATES),
            TicketRow.due_at_ms <= day.now_ms + DUE_SOON_MS,
        )
        .order_by(TicketRow.due_at_ms, TicketRow.ticket_id)
        .limit(MOST_LINES)
    )
    return tuple(_due_line(ticket, customer) for ticket, customer in rows)


def _due_line(ticket: TicketRow, customer: str) -> DueOnBoard:
    text = " ".join(filter(None, (ticket.fine, customer)))
    return DueOnBoard(ticket.number, text, ticket.due_at_ms, ticket.ticket_id)


def _half_hours(session: Session, day: _Day) -> tuple[HalfHour, ...]:
    """Return today's incoming calls per half hour, from the first one to now, gaps included."""
    number = (CallRow.started_at_ms - day.midnight_ms) // HALF_HOUR_MS
    rows = session.execute(
        select(number, func.count())
        .where(day.is_today(), CallRow.direction == "in")
        .group_by(number)
    )
    counted = {int(half): count for half, count in rows}
    if not counted:
        return ()
    last = max(*counted, (day.now_ms - day.midnight_ms) // HALF_HOUR_MS)
    return tuple(
        HalfHour(day.midnight_ms + half * HALF_HOUR_MS, counted.get(half, 0), None, None, None)
        for half in range(min(counted), last + 1)
    )
