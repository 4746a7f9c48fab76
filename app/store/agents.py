"""What the agents of this desk are doing."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store import outbox
from app.store.tables import AgentStateRow
from domain.board import AgentOnBoard, AgentStatus
from sync import wire


def save_agent_state(
    session: Session, agent_id: str, name: str, status: AgentStatus, since_ms: int
) -> None:
    """Set an agent's status."""
    session.merge(
        AgentStateRow(agent_id=agent_id, name=name, status=status.value, since_ms=since_ms)
    )
    told = {"agent_id": agent_id, "name": name, "status": status.value, "since_ms": since_ms}
    outbox.record(session, wire.AGENT_STATE, agent_id, told, actor=agent_id)


def load_agents(session: Session) -> tuple[AgentOnBoard, ...]:
    """Return this desk's agents by the time in their state, longest first."""
    rows = session.scalars(select(AgentStateRow).order_by(AgentStateRow.since_ms))
    return tuple(AgentOnBoard(r.agent_id, r.name, AgentStatus(r.status), r.since_ms) for r in rows)
