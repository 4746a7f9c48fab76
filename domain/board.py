"""The live board of a team at one moment."""

from dataclasses import dataclass
from enum import StrEnum

from domain.meaning import Level


class AgentStatus(StrEnum):
    READY = "示闲"
    BUSY = "示忙"
    BREAK = "小休"
    TALKING = "通话"
    HOLDING = "保持"
    WRAP_UP = "话后"
    OFFLINE = "下线"


@dataclass(frozen=True, slots=True)
class AgentOnBoard:
    agent_id: str
    name: str
    status: AgentStatus
    since_ms: int
    topic: str = ""  # fine intent of the running call


@dataclass(frozen=True, slots=True)
class QueueOnBoard:
    name: str
    waiting: int
    longest_wait_s: float | None
    service_level: float | None  # 0 to 1; None when nobody called yet
    on_duty: int
    ready: int


@dataclass(frozen=True, slots=True)
class ComplaintOnBoard:
    level: Level
    title: str
    customer_name: str
    category: str
    since_ms: int
    call_id: str


@dataclass(frozen=True, slots=True)
class AlertOnBoard:
    kind: str  # 红线, 禁语, 情绪, 安全, 保持
    text: str
    at_ms: int
    call_id: str


@dataclass(frozen=True, slots=True)
class DueOnBoard:
    number: str
    text: str
    due_at_ms: int
    ticket_id: str


@dataclass(frozen=True, slots=True)
class HalfHour:
    start_ms: int
    offered: int  # calls that came in
    forecast: float | None  # None while history is too short
    needed: int | None
    on_duty: int | None


@dataclass(frozen=True, slots=True)
class BoardSnapshot:
    """Rates are 0 to 1, None when there was nothing to count."""

    at_ms: int
    source: str  # "central", or "desk" when central is away
    waiting: int
    longest_wait_s: float | None
    service_level_30_min: float | None
    service_level_today: float | None
    abandon_rate: float | None
    scored: int
    recorded: int
    not_scorable: int
    agents: tuple[AgentOnBoard, ...] = ()
    queues: tuple[QueueOnBoard, ...] = ()
    complaints: tuple[ComplaintOnBoard, ...] = ()
    alerts: tuple[AlertOnBoard, ...] = ()
    due: tuple[DueOnBoard, ...] = ()
    half_hours: tuple[HalfHour, ...] = ()
