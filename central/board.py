"""The team's board at one moment, counted in SQL from the tables that desks fill."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, select, true
from sqlalchemy.orm import Session

from central.policy import Account, Role
from central.settings import Settings
from central.tables import (
    AgentStateRow,
    AlertRow,
    CallRow,
    PictureRow,
    RecordingRow,
    ScorecardRow,
    TicketRow,
)
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
from domain.meaning import Coarse, Level
from domain.tickets import TicketState

MOST_LINES: Final = 20
HALF_HOUR: Final = timedelta(minutes=30)
DUE_SOON: Final = timedelta(hours=24)
# A desk that died never says that its call ended.
LONGEST_CALL: Final = timedelta(hours=4)
ENDED_STATES: Final = (TicketState.DONE, TicketState.CLOSED, TicketState.CANCELLED)
ALERT_KINDS: Final = {"safety": "安全", "property": "安全", "threat": "情绪", "forbidden": "禁语"}


@dataclass(frozen=True, slots=True)
class _View:
    """Whose rows, and of what time."""

    session: Session
    account: Account
    now: datetime
    midnight: datetime

    def of_team(self, row: Any) -> ColumnElement[bool]:
        if Role.ADMIN in self.account.roles:
            return true()
        mine: ColumnElement[bool] = row.team == self.account.team
        return mine

    def today(self) -> ColumnElement[bool]:
        return and_(self.of_team(CallRow), CallRow.started_at >= self.midnight)

    def running(self) -> ColumnElement[bool]:
        return and_(
            self.of_team(CallRow),
            CallRow.ended_at.is_(None),
            CallRow.started_at >= self.now - LONGEST_CALL,
        )


def snapshot(session: Session, account: Account, settings: Settings) -> BoardSnapshot:
    """Return what the account's team does now, and has done since midnight.

    What needs the telephone system (waiting callers, service level, abandon rate) is
    None or 0 until such facts arrive.
    """
    now = settings.now()
    view = _View(session, account, now, _midnight(now, settings.day_zone_h))
    scored, recorded, not_scorable = _coverage(view)
    return BoardSnapshot(
        at_ms=_ms(now),
        source="central",
        waiting=0,
        longest_wait_s=None,
        service_level_30_min=None,
        service_level_today=None,
        abandon_rate=None,
        scored=scored,
        recorded=recorded,
        not_scorable=not_scorable,
        agents=_agents(view),
        queues=_queues(view),
        complaints=_complaints(view),
        alerts=_alerts(view),
        due=_due(view),
        half_hours=_half_hours(view),
    )


def _midnight(now: datetime, zone_h: float) -> datetime:
    shift = timedelta(hours=zone_h)
    return (now + shift).replace(hour=0, minute=0, second=0, microsecond=0) - shift


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _coverage(view: _View) -> tuple[int, int, int]:
    """Return calls of today that are scored, recorded, and not scorable."""
    has_score = func.bool_or(ScorecardRow.final_score.is_not(None))
    per_call = (
        select(
            CallRow.call_id,
            func.coalesce(has_score, False).label("is_scored"),
            func.count(ScorecardRow.scorecard_id).label("cards"),
            func.count(RecordingRow.call_id).label("recordings"),
        )
        .outerjoin(ScorecardRow, ScorecardRow.call_id == CallRow.call_id)
        .outerjoin(RecordingRow, RecordingRow.call_id == CallRow.call_id)
        .where(view.today())
        .group_by(CallRow.call_id)
        .subquery()
    )
    row = view.session.execute(
        select(
            func.count().filter(per_call.c.is_scored),
            func.count().filter(per_call.c.recordings > 0),
            func.count().filter(per_call.c.cards > 0, ~per_call.c.is_scored),
        ).select_from(per_call)
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def _agents(view: _View) -> tuple[AgentOnBoard, ...]:
    """Return who has told a state, and who is on the line without having told one."""
    talking = {row.agent_id: row for row in view.session.execute(_running_calls(view))}
    states = view.session.scalars(select(AgentStateRow).where(view.of_team(AgentStateRow)))
    board = {
        state.agent_id: AgentOnBoard(
            state.agent_id,
            state.name,
            AgentStatus(state.status),
            _ms(state.since),
            talking[state.agent_id].fine if state.agent_id in talking else "",
        )
        for state in states
    }
    for agent_id, call in talking.items():
        line = AgentOnBoard(
            agent_id, call.agent_name, AgentStatus.TALKING, _ms(call.started_at), call.fine
        )
        board.setdefault(agent_id, line)
    return tuple(board[agent_id] for agent_id in sorted(board))


def _running_calls(view: _View) -> Select[str, str, datetime, str]:
    """One call per agent, the newest."""
    return (
        select(
            CallRow.agent_id,
            CallRow.agent_name,
            CallRow.started_at,
            func.coalesce(PictureRow.fine, "").label("fine"),
        )
        .outerjoin(PictureRow, PictureRow.call_id == CallRow.call_id)
        .where(view.running())
        .order_by(CallRow.started_at)
    )


def _queues(view: _View) -> tuple[QueueOnBoard, ...]:
    """Return the queues of today's calls, with who works in them."""
    is_on = AgentStateRow.status != AgentStatus.OFFLINE
    rows = view.session.execute(
        select(
            CallRow.queue,
            func.count(distinct(CallRow.agent_id)).filter(is_on),
            func.count(distinct(CallRow.agent_id)).filter(
                AgentStateRow.status == AgentStatus.READY
            ),
        )
        .outerjoin(AgentStateRow, AgentStateRow.agent_id == CallRow.agent_id)
        .where(view.today(), CallRow.queue != "")
        .group_by(CallRow.queue)
        .order_by(CallRow.queue)
    )
    return tuple(QueueOnBoard(name, 0, None, None, on_duty, ready) for name, on_duty, ready in rows)


def _complaints(view: _View) -> tuple[ComplaintOnBoard, ...]:
    """Return today's calls with a complaint among their intents, the gravest first."""
    title = case((PictureRow.evidence != "", PictureRow.evidence), else_=PictureRow.fine)
    rows = view.session.execute(
        select(
            PictureRow.level,
            title,
            CallRow.customer_name,
            CallRow.category,
            CallRow.started_at,
            CallRow.call_id,
        )
        .join(PictureRow, PictureRow.call_id == CallRow.call_id)
        .where(view.today(), PictureRow.coarse.contains([Coarse.COMPLAINT.value]))
        .order_by(PictureRow.level, CallRow.started_at, CallRow.call_id)
        .limit(MOST_LINES)
    )
    return tuple(
        ComplaintOnBoard(Level(level), text, customer, category, _ms(since), call_id)
        for level, text, customer, category, since, call_id in rows
    )


def _alerts(view: _View) -> tuple[AlertOnBoard, ...]:
    rows = view.session.scalars(
        select(AlertRow)
        .where(view.of_team(AlertRow), AlertRow.at >= view.midnight)
        .order_by(AlertRow.at.desc(), AlertRow.alert_id)
        .limit(MOST_LINES)
    )
    return tuple(
        AlertOnBoard(ALERT_KINDS.get(row.kind, row.kind), row.text, _ms(row.at), row.call_id)
        for row in rows
    )


def _due(view: _View) -> tuple[DueOnBoard, ...]:
    """Return open tickets that are overdue or due within a day, the earliest first."""
    rows = view.session.execute(
        select(TicketRow, func.coalesce(CallRow.customer_name, ""))
        .outerjoin(CallRow, CallRow.call_id == TicketRow.call_id)
        .where(
            view.of_team(TicketRow),
            TicketRow.state.not_in(ENDED_STATES),
            TicketRow.due_at <= view.now + DUE_SOON,
        )
        .order_by(TicketRow.due_at, TicketRow.ticket_id)
        .limit(MOST_LINES)
    )
    return tuple(
        DueOnBoard(
            ticket.number,
            " ".join(filter(None, (ticket.fine, customer))),
            _ms(ticket.due_at),
            ticket.ticket_id,
        )
        for ticket, customer in rows
    )


def _half_hours(view: _View) -> tuple[HalfHour, ...]:
    """Return today's incoming calls per half hour, from the first one to now, gaps included."""
    start = func.date_bin(HALF_HOUR, CallRow.started_at, view.midnight)
    counted = {
        moment: int(offered)
        for moment, offered in view.session.execute(
            select(start, func.count())
            .where(view.today(), CallRow.direction == "in")
            .group_by(start)
        )
    }
    if not counted:
        return ()
    moment, lines = min(counted), []
    while moment <= max(view.now, *counted):
        lines.append(HalfHour(_ms(moment), counted.get(moment, 0), None, None, None))
        moment += HALF_HOUR
    return tuple(lines)
